/* Misuses the interface on purpose: each mistake is a code, and none does harm.
 *
 *     misuse STORE          a store with nothing in it but its root set will do */

#include <assert.h>
#include <credential.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define ARGUMENT CREDENTIAL_INVALID_ARGUMENT
#define HANDLE CREDENTIAL_INVALID_HANDLE
#define NOW 1800000000

static const uint8_t bytes[64] = {0};
static const char text[64] = "1";

/* Whether the last error of this thread has this in it. */
static int last_is(const char *what) {
  credential_text error;
  assert(credential_last_error(0, &error) == CREDENTIAL_OK);
  int is_so = strstr(error.data, what) != NULL && error.data[error.length] == 0;
  assert(credential_free(error.handle) == CREDENTIAL_OK);
  return is_so;
}

/* Null pointers with a length, lengths beyond every bound, places that are not there. */
static void null_and_huge(uint64_t terminal) {
  const size_t lengths[] = {SIZE_MAX, SIZE_MAX / 2 + 1, SIZE_MAX / 4, 0x7fffffff};
  credential_verdict verdict;
  credential_text json;
  uint64_t number = 7;
  assert(credential_open(NULL, 3, &number) == ARGUMENT && number == 0);
  assert(credential_open(text, 1, NULL) == ARGUMENT);
  assert(credential_provision(text, 1, NULL, 1, &number) == ARGUMENT && number == 0);
  assert(credential_provision(NULL, 1, bytes, 1, &number) == ARGUMENT);
  assert(credential_provision(text, 1, bytes, 1, NULL) == ARGUMENT);
  assert(credential_set_policy(terminal, NULL, 1) == ARGUMENT);
  assert(credential_expect(terminal, NULL, 16) == ARGUMENT);
  assert(credential_update(terminal, NULL, 1, NOW, &json) == ARGUMENT && json.data == NULL && json.handle == 0);
  assert(credential_verify(terminal, NULL, 1, CREDENTIAL_READ, NOW, &verdict, &json) == ARGUMENT);
  assert(verdict.decision == 2 && verdict.code[0] == 0 && json.data == NULL);
  assert(credential_verify(terminal, text, 1, CREDENTIAL_READ, NOW, NULL, &json) == ARGUMENT);
  assert(credential_verify(terminal, text, 1, 99, NOW, &verdict, NULL) == ARGUMENT && verdict.decision == 2);
  assert(credential_verify(terminal, "\xff", 1, CREDENTIAL_READ, NOW, &verdict, NULL) == ARGUMENT);
  assert(last_is("\"code\":\"usage\""));
  assert(credential_terminal_status(terminal, NOW, NULL) == ARGUMENT);
  assert(credential_read_luma(NULL, 8, 8, 8, &json) == ARGUMENT && json.data == NULL);
  assert(credential_read_luma(bytes, 8, 8, 8, NULL) == ARGUMENT);
  assert(credential_read_luma(bytes, 8, 8, 7, &json) == ARGUMENT);
  assert(credential_read_luma(bytes, 0, 8, 8, &json) == ARGUMENT);
  assert(credential_last_error(0, NULL) == ARGUMENT);
  for (size_t at = 0; at < sizeof lengths / sizeof *lengths; at++) {
    size_t huge = lengths[at];
    assert(credential_open(text, huge, &number) == ARGUMENT);
    assert(credential_provision(text, 1, bytes, huge, &number) == ARGUMENT);
    assert(credential_set_policy(terminal, text, huge) == ARGUMENT);
    assert(credential_expect(terminal, bytes, huge) == ARGUMENT);
    assert(credential_update(terminal, bytes, huge, NOW, NULL) == ARGUMENT);
    assert(credential_verify(terminal, text, huge, CREDENTIAL_SCANNED, NOW, &verdict, NULL) == ARGUMENT);
    assert(credential_read_luma(bytes, huge, 8, huge, &json) == ARGUMENT);
    assert(credential_read_luma(bytes, 8, huge, 8, &json) == ARGUMENT);
    assert(credential_read_luma(bytes, 8, 8, huge, &json) == ARGUMENT);
    assert(credential_read_luma(bytes, huge, huge, huge, &json) == ARGUMENT);
  }
  /* Nothing, with no pointer to it, is a text with nothing in it. */
  assert(credential_verify(terminal, NULL, 0, CREDENTIAL_READ, NOW, &verdict, NULL) == CREDENTIAL_OK);
  assert(verdict.decision == 2 && strcmp((const char *)verdict.code, "empty") == 0);
}

/* Every function that takes a terminal, with one that is none. */
static void no_such_terminal(uint64_t terminal) {
  credential_verdict verdict;
  credential_text json;
  assert(credential_set_policy(terminal, NULL, 0) == HANDLE);
  assert(credential_expect(terminal, bytes, 16) == HANDLE);
  assert(credential_remember_proofs(terminal, NOW) == HANDLE);
  assert(credential_update(terminal, bytes, 1, NOW, &json) == HANDLE && json.data == NULL);
  assert(credential_reload(terminal) == HANDLE);
  assert(credential_verify(terminal, text, 1, CREDENTIAL_READ, NOW, &verdict, &json) == HANDLE);
  assert(verdict.decision == 2 && json.data == NULL);
  assert(credential_terminal_status(terminal, NOW, &json) == HANDLE);
  assert(credential_close(terminal) == HANDLE);
  assert(last_is("\"code\":\"handle-unknown\""));
}

/* A text is freed once; what else is a number frees nothing. */
static void freed_twice(uint64_t terminal) {
  credential_text first, second;
  assert(credential_terminal_status(terminal, NOW, &first) == CREDENTIAL_OK);
  assert(strstr(first.data, "\"can_accept\"") != NULL && first.data[first.length] == 0);
  assert(credential_free(first.handle) == CREDENTIAL_OK && credential_free(first.handle) == HANDLE);
  /* The place of the first one is used again, and its number still frees nothing. */
  assert(credential_terminal_status(terminal, NOW, &second) == CREDENTIAL_OK);
  assert(first.handle != second.handle && credential_free(first.handle) == HANDLE);
  assert(strstr(second.data, "\"can_accept\"") != NULL);
  assert(credential_free(second.handle) == CREDENTIAL_OK);
  assert(credential_free(0) == CREDENTIAL_OK);
  assert(credential_free(12345) == HANDLE && credential_free(UINT64_MAX) == HANDLE);
}

static void *judge_until_closed(void *terminal) {
  credential_verdict verdict;
  credential_status status;
  do {
    status = credential_verify(*(uint64_t *)terminal, text, 1, CREDENTIAL_READ, NOW, &verdict, NULL);
    assert(verdict.decision == 2);
  } while (status == CREDENTIAL_OK);
  assert(status == HANDLE && last_is("handle-unknown"));
  return NULL;
}

int main(int count, char **arguments) {
  uint64_t terminal, other;
  pthread_t threads[4];
  if (count != 2) return 2;
  assert(credential_abi() == CREDENTIAL_ABI);
  assert(credential_open("/no/such/store", 14, &other) == CREDENTIAL_FAILED && other == 0);
  assert(last_is("\"code\":\"store-missing\""));
  assert(credential_open(arguments[1], strlen(arguments[1]), &terminal) == CREDENTIAL_OK);
  null_and_huge(terminal);
  assert(credential_set_policy(terminal, "{\"bearrer\":1}", 13) == CREDENTIAL_FAILED);
  assert(credential_update(terminal, bytes, sizeof bytes, NOW, NULL) == CREDENTIAL_FAILED);
  freed_twice(terminal);
  /* Closed while others use it. */
  for (int at = 0; at < 4; at++) assert(pthread_create(&threads[at], NULL, judge_until_closed, &terminal) == 0);
  assert(credential_close(terminal) == CREDENTIAL_OK);
  for (int at = 0; at < 4; at++) assert(pthread_join(threads[at], NULL) == 0);
  no_such_terminal(terminal);
  /* A new terminal in the old one's place is not the old one. */
  assert(credential_open(arguments[1], strlen(arguments[1]), &other) == CREDENTIAL_OK && other != terminal);
  no_such_terminal(terminal);
  const uint64_t wrong[] = {0, 1, other + 1, other ^ ((uint64_t)1 << 63), UINT64_MAX};
  for (size_t at = 0; at < sizeof wrong / sizeof *wrong; at++) no_such_terminal(wrong[at]);
  assert(credential_close(other) == CREDENTIAL_OK);
  printf("each mistake is a code\n");
  return 0;
}
