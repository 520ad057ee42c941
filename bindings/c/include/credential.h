// Checks veteran credentials with no network. Made by cbindgen from bindings/c: do not edit.

#ifndef CREDENTIAL_H
#define CREDENTIAL_H

#include <stddef.h>
#include <stdint.h>

// The version of this interface. It changes with every change that an old program would not survive.
#define CREDENTIAL_ABI 1

// How the text of a code was read: by a camera, without a fault.
#define CREDENTIAL_READ 0

// How the text of a code was read: typed by a scanner in keyboard mode, so that what keyboard and input method did to
// it is undone.
#define CREDENTIAL_SCANNED 1

// What became of a call.
enum credential_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  // Done.
  CREDENTIAL_OK = 0,
  // An argument is null, too long or not UTF-8. Nothing was done.
  CREDENTIAL_INVALID_ARGUMENT = 1,
  // There is no such terminal or text, or not any more. Nothing was done.
  CREDENTIAL_INVALID_HANDLE = 2,
  // It could not be done: `credential_last_error` says why and what to do.
  CREDENTIAL_FAILED = 3,
  // A fault of this library, which was caught. Close the terminal and open it again.
  CREDENTIAL_INTERNAL = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum credential_status credential_status;
#else
typedef int32_t credential_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// A text, or bytes, of this library. Free it with `credential_free`.
typedef struct credential_text {
  // The bytes; UTF-8 if it is a text. A zero stands behind the last one.
  const char *data;
  // How many they are, without the zero.
  size_t length;
  // What `credential_free` wants; 0 for none.
  uint64_t handle;
} credential_text;

// What a code is worth. Texts are UTF-8 and end with a zero.
typedef struct credential_verdict {
  // 0 accept, 1 check (a person must look), 2 refuse. Anything but 0 keeps a gate closed.
  int32_t decision;
  // 1 if the signature of the issuer is good: only then is what follows `advice` more than zeros.
  int32_t is_authentic;
  // The stable reason, such as `accepted` or `revoked`.
  uint8_t code[40];
  // The stable advice, such as `give-benefit`.
  uint8_t advice[40];
  // The name on the credential, masked as the bureau has issued it.
  uint8_t name[104];
  // The number of the issuer.
  uint32_t issuer;
  // The holder's number, unique for this issuer.
  uint32_t holder;
  // The index in the issuer's status list.
  uint32_t status_index;
  // The bits of the categories, as in docs/format.md.
  uint32_t categories;
  // From when on it is valid, in seconds since 1970.
  uint64_t issued;
  // The first second at which it is no longer valid.
  uint64_t expires;
} credential_verdict;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The version of this interface that the library has: compare it with `CREDENTIAL_ABI` of the header.
//
// Any thread.
uint32_t credential_abi(void);

// Opens the store of a terminal in `folder`, and gives the terminal in `out_terminal`.
//
// Any thread. Close it with `credential_close`. Reads files only.
//
// # Safety
// `folder` has `folder_length` bytes; `out_terminal` is null or has room for its type.
credential_status credential_open(const char *folder, size_t folder_length, uint64_t *out_terminal);

// Makes the store of a new terminal in `folder`, with the root set from the authority's own hand, and opens it.
//
// Any thread. Compare the thumbprints that `credential_terminal_status` gives with the authority's.
//
// # Safety
// Each pointer has as many bytes as its length says; `out_terminal` is null or has room for its type.
credential_status credential_provision(const char *folder,
                                       size_t folder_length,
                                       const uint8_t *root_set,
                                       size_t root_set_length,
                                       uint64_t *out_terminal);

// Closes a terminal. Its number finds nothing from now on, also if it is closed twice.
//
// Any thread. A call of another thread on the same terminal ends first.
credential_status credential_close(uint64_t terminal);

// Sets the rules of the place, as JSON; an empty text is a shop with somebody to look. A gate is
// `{"place":"gate"}`; docs/c.md has all keys. What is not understood is refused, never passed over.
//
// Any thread; waits for other calls on this terminal.
//
// # Safety
// `policy` has `policy_length` bytes.
credential_status credential_set_policy(uint64_t terminal,
                                        const char *policy,
                                        size_t policy_length);

// Takes only proofs of phones over this challenge and the one before from now on: 16 random bytes that the gate shows
// as a code, new ones at least every 15 seconds.
//
// Any thread; waits for other calls on this terminal.
//
// # Safety
// `challenge` has `challenge_length` bytes.
credential_status credential_expect(uint64_t terminal,
                                    const uint8_t *challenge,
                                    size_t challenge_length);

// Remembers the proofs of phones from now on, so that each opens once. Proofs from before `now` count no more: call it
// when the gate starts. Without it every proof stays `check`, with the reason `repeat-unchecked`.
//
// Any thread; waits for other calls on this terminal.
credential_status credential_remember_proofs(uint64_t terminal,
                                             uint64_t now);

// Applies an update file, or a single list. `out_json`, if it is not null, gets an array of what became of each part,
// as `verifier update --json` prints it. A part that is refused is no failure of the call.
//
// Any thread; waits for other calls on this terminal, and for other programs that update the same store. What is
// reported as taken is on the disk.
//
// # Safety
// `file` has `file_length` bytes; `out_json` is null or has room for its type.
credential_status credential_update(uint64_t terminal,
                                    const uint8_t *file,
                                    size_t file_length,
                                    uint64_t now,
                                    struct credential_text *out_json);

// Reads the store again if another program has changed it; cheap if none has.
//
// Any thread; waits for other calls on this terminal.
credential_status credential_reload(uint64_t terminal);

// Judges the text of a code at `now`, in seconds since 1970. `how` is `CREDENTIAL_READ` or `CREDENTIAL_SCANNED`.
// `out_verdict` gets what a gate needs; `out_json`, if it is not null, the same as `verifier check --json` prints.
// After `credential_remember_proofs` the proof of a phone is used up by this.
//
// Any thread; waits for other calls on this terminal. If the call fails the verdict is 2, refuse.
//
// # Safety
// `code` has `code_length` bytes; the two results are null or have room for their types.
credential_status credential_verify(uint64_t terminal,
                                    const char *code,
                                    size_t code_length,
                                    uint32_t how,
                                    uint64_t now,
                                    struct credential_verdict *out_verdict,
                                    struct credential_text *out_json);

// What the terminal holds, how old it is and what expires next, as `verifier status --json` prints it.
//
// Any thread; waits for other calls on this terminal.
//
// # Safety
// `out_json` is null or has room for its type.
credential_status credential_terminal_status(uint64_t terminal,
                                             uint64_t now,
                                             struct credential_text *out_json);

// Why the last call of this thread that failed has failed, as JSON: `code` (stable), `message`, `remedy`, and `detail`
// where there is one. `chinese` is 0 for English. An empty object if none has failed.
//
// Any thread; each has its own.
//
// # Safety
// `out_json` is null or has room for its type.
credential_status credential_last_error(int32_t chinese,
                                        struct credential_text *out_json);

// Frees a text by its `handle`. Freed twice, or never given: `CREDENTIAL_INVALID_HANDLE`, and nothing happens. 0 is
// nothing to free, and fine.
//
// Any thread. `data` must not be read afterwards.
credential_status credential_free(uint64_t handle);

// Finds QR codes in a grey picture and reads them. `pixels` has `height` rows of `stride` bytes, of which the first
// `width` are pixels, 0 black; the last row may end with its pixels. `out_json` gets `{"codes":[{"text":"...","part":null}]}`.
//
// Any thread, several at once; needs no terminal. Takes bounded time for every picture.
//
// # Safety
// `pixels` has `stride` bytes for each row but the last, and `width` for that; `out_json` is null or has room for its type.
credential_status credential_read_luma(const uint8_t *pixels,
                                       size_t width,
                                       size_t height,
                                       size_t stride,
                                       struct credential_text *out_json);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CREDENTIAL_H */
