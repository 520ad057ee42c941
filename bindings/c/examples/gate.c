/* A gate: reads codes from standard input, a line each as a scanner types them, and says whether to open.
 *
 *     gate STORE [AT]     a store that `verifier provision` and `verifier update` have filled; AT, in seconds since
 *                         1970, is for tests: then it is always that time
 *
 * A gate opens for `accept` and for nothing else: also if anything fails. */

#include <credential.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t test_time = 0;

static uint64_t now(void) { return test_time != 0 ? test_time : (uint64_t)time(NULL); }

/* Says what went wrong with the last call, and what to do. */
static void complain(const char *what) {
  credential_text error = {0};
  if (credential_last_error(0, &error) == CREDENTIAL_OK) {
    fprintf(stderr, "%s: %s\n", what, error.data);
    credential_free(error.handle);
  }
}

static int judge(uint64_t terminal, const char *line, size_t length) {
  credential_verdict verdict;
  /* An update that another program has applied counts from the next code on. If the store cannot be read now, what
   * was read before still holds. */
  if (credential_reload(terminal) != CREDENTIAL_OK) complain("reload");
  if (credential_verify(terminal, line, length, CREDENTIAL_SCANNED, now(), &verdict, NULL) != CREDENTIAL_OK) {
    complain("verify");
    return 0;
  }
  if (verdict.decision == 0) {
    printf("OPEN %s %" PRIu32 " %s\n", (const char *)verdict.code, verdict.holder, (const char *)verdict.name);
    return 1;
  }
  printf("CLOSED %s, %s\n", (const char *)verdict.code, (const char *)verdict.advice);
  return 0;
}

int main(int count, char **arguments) {
  static const char policy[] = "{\"place\":\"gate\"}";
  static char line[8192];
  uint64_t terminal = 0;
  int opened = 0;

  if (count != 2 && count != 3) {
    fprintf(stderr, "usage: gate STORE [AT]\n");
    return 2;
  }
  if (count == 3) test_time = strtoull(arguments[2], NULL, 10);
  if (credential_abi() != CREDENTIAL_ABI) {
    fprintf(stderr, "the library has another version than the header\n");
    return 2;
  }
  if (credential_open(arguments[1], strlen(arguments[1]), &terminal) != CREDENTIAL_OK) {
    complain("open");
    return 2;
  }
  if (credential_set_policy(terminal, policy, strlen(policy)) != CREDENTIAL_OK ||
      credential_remember_proofs(terminal, now()) != CREDENTIAL_OK) {
    complain("policy");
    credential_close(terminal);
    return 2;
  }
  while (fgets(line, sizeof line, stdin) != NULL) {
    size_t length = strcspn(line, "\r\n");
    if (length > 0) {
      opened += judge(terminal, line, length);
      fflush(stdout);
    }
  }
  credential_close(terminal);
  return opened > 0 ? 0 : 1;
}
