/* How long a verdict takes from C, for .ci/bindings-c-speed: what examples/speed.rs does, through the interface.
 *
 *     speed STORE AT ROUNDS      codes on standard input, a line each
 *
 * For each code a line: the median of its rounds, in nanoseconds of a call; then the same with the JSON. */

#define _POSIX_C_SOURCE 200809L
#include <credential.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CALLS 50

static double nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int by_size(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

/* The median of the rounds; below 0 if a call has failed. */
static double measured(uint64_t terminal, const char *code, uint64_t now, int rounds, int is_json_wanted) {
  double *times = malloc((size_t)rounds * sizeof *times);
  double median = -1;
  if (times == NULL) return median;
  for (int round = 0; round < rounds; round++) {
    double start = nanoseconds();
    for (int call = 0; call < CALLS; call++) {
      credential_verdict verdict;
      credential_text json = {0};
      if (credential_verify(terminal, code, strlen(code), CREDENTIAL_READ, now, &verdict,
                            is_json_wanted ? &json : NULL) != CREDENTIAL_OK) {
        free(times);
        return median;
      }
      credential_free(json.handle);
    }
    times[round] = (nanoseconds() - start) / CALLS;
  }
  qsort(times, (size_t)rounds, sizeof *times, by_size);
  median = times[rounds / 2];
  free(times);
  return median;
}

int main(int count, char **arguments) {
  static const char policy[] = "{\"place\":\"gate\"}";
  static char line[8192];
  uint64_t terminal = 0, now;
  int rounds;
  if (count != 4) return 2;
  now = strtoull(arguments[2], NULL, 10);
  rounds = atoi(arguments[3]);
  if (rounds < 1 || credential_open(arguments[1], strlen(arguments[1]), &terminal) != CREDENTIAL_OK ||
      credential_set_policy(terminal, policy, strlen(policy)) != CREDENTIAL_OK)
    return 2;
  while (fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\n")] = 0;
    printf("%.0f %.0f\n", measured(terminal, line, now, rounds, 0), measured(terminal, line, now, rounds, 1));
  }
  return credential_close(terminal) == CREDENTIAL_OK ? 0 : 2;
}
