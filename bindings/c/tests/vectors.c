/* Plays the lines that bindings/shared/vector_steps.py writes.
 *
 *     vectors STEPS FOLDER */

#include <assert.h>
#include <credential.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_LINE (1 << 23)

static int failures = 0;

/* Bytes of hexadecimal text, in place. */
static size_t unhex(char *text) {
  size_t length = 0;
  if (strcmp(text, "-") == 0) return 0;
  for (char *at = text; at[0] != 0 && at[1] != 0; at += 2) {
    char pair[3] = {at[0], at[1], 0};
    text[length++] = (char)strtoul(pair, NULL, 16);
  }
  return length;
}

static void expect(int is_so, const char *what, const char *line) {
  if (!is_so) {
    fprintf(stderr, "%s: %.120s\n", what, line);
    failures++;
  }
}

/* Whether the results of an update are these, in order. */
static int has_results(const char *json, char *results) {
  const char *at = json;
  for (char *one = strtok(results, ","); one != NULL; one = strtok(NULL, ",")) {
    char wanted[40];
    snprintf(wanted, sizeof wanted, "\"result\":\"%s\"", one);
    at = strstr(at, "\"result\":");
    if (at == NULL || strncmp(at, wanted, strlen(wanted)) != 0) return 0;
    at++;
  }
  return strstr(at, "\"result\":") == NULL;
}

int main(int count, char **arguments) {
  char *line = malloc(MOST_LINE);
  FILE *steps = count == 3 ? fopen(arguments[1], "r") : NULL;
  uint64_t terminal = 0;
  long played = 0, stores = 0;
  if (line == NULL || steps == NULL) return 2;
  while (fgets(line, MOST_LINE, steps) != NULL) {
    char *words[6] = {strtok(line, " \n"), 0, 0, 0, 0, 0};
    for (int at = 1; at < 6; at++) words[at] = strtok(NULL, " \n");
    played++;
    if (strcmp(words[0], "terminal") == 0) {
      char folder[4096];
      size_t length = unhex(words[2]);
      if (terminal != 0) assert(credential_close(terminal) == CREDENTIAL_OK);
      snprintf(folder, sizeof folder, "%s/%ld", arguments[2], stores++);
      if (credential_provision(folder, strlen(folder), (uint8_t *)words[2], length, &terminal) != CREDENTIAL_OK) {
        expect(0, "no store", words[1]);
        return 1;
      }
    } else if (strcmp(words[0], "update") == 0) {
      credential_text json;
      size_t length = unhex(words[2]);
      uint64_t now = strtoull(words[1], NULL, 10);
      credential_status status = credential_update(terminal, (uint8_t *)words[2], length, now, &json);
      int is_whole = strcmp(words[3], "-") != 0;
      expect((status == CREDENTIAL_OK) == is_whole, "update", words[1]);
      if (status == CREDENTIAL_OK) {
        expect(has_results(json.data, words[3]), json.data, words[1]);
        /* Whoever embeds the library may not have that program. */
        expect(strstr(json.data, "verifier ") == NULL, json.data, words[1]);
        credential_free(json.handle);
      }
    } else {
      credential_verdict verdict;
      size_t length = unhex(words[2]);
      uint64_t now = strtoull(words[1], NULL, 10);
      const char *decisions[] = {"accept", "check", "refuse"};
      if (credential_set_policy(terminal, words[3], strlen(words[3])) != CREDENTIAL_OK ||
          credential_verify(terminal, words[2], length, CREDENTIAL_READ, now, &verdict, NULL) != CREDENTIAL_OK) {
        expect(0, "no verdict", words[5]);
        continue;
      }
      int is_so = strcmp(decisions[verdict.decision], words[4]) == 0 && strcmp((char *)verdict.code, words[5]) == 0;
      if (!is_so) fprintf(stderr, "%s instead of %s, line %ld\n", (char *)verdict.code, words[5], played);
      failures += !is_so;
    }
  }
  uint64_t closed = terminal;
  assert(credential_close(terminal) == CREDENTIAL_OK && credential_close(closed) == CREDENTIAL_INVALID_HANDLE);
  fclose(steps);
  free(line);
  printf("%ld steps in %ld stores, %d failures\n", played, stores, failures);
  return failures == 0 ? 0 : 1;
}
