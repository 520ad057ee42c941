// C++17 over credential.h: terminals and texts that free themselves, failures as exceptions. One header, no library
// of its own. As in C, every call may be made from every thread.
#ifndef CREDENTIAL_HPP
#define CREDENTIAL_HPP

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "credential.h"

namespace credential {

/// A text of the library, copied and freed.
inline std::string take(credential_text text) {
  std::string copy(text.data == nullptr ? "" : text.data, text.length);
  credential_free(text.handle);
  return copy;
}

/// Why a call failed: `what()` is JSON with `code`, `message` and `remedy`.
class Failure : public std::runtime_error {
 public:
  explicit Failure(credential_status status) : std::runtime_error(last()), status(status) {}
  const credential_status status;

 private:
  static std::string last() {
    credential_text text{};
    credential_last_error(0, &text);
    return take(text);
  }
};

inline void check(credential_status status) {
  if (status != CREDENTIAL_OK) throw Failure(status);
}

/// A terminal, closed with its last owner.
class Terminal {
 public:
  explicit Terminal(std::string_view folder) { check(credential_open(folder.data(), folder.size(), &handle_)); }
  Terminal(std::string_view folder, std::string_view root_set) {
    auto bytes = reinterpret_cast<const std::uint8_t *>(root_set.data());
    check(credential_provision(folder.data(), folder.size(), bytes, root_set.size(), &handle_));
  }
  Terminal(Terminal &&other) noexcept : handle_(std::exchange(other.handle_, 0)) {}
  Terminal &operator=(Terminal &&other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  Terminal(const Terminal &) = delete;
  Terminal &operator=(const Terminal &) = delete;
  ~Terminal() {
    if (handle_ != 0) credential_close(handle_);
  }

  void policy(std::string_view json) { check(credential_set_policy(handle_, json.data(), json.size())); }
  void remember_proofs(std::uint64_t now) { check(credential_remember_proofs(handle_, now)); }
  void reload() { check(credential_reload(handle_)); }
  /// What became of each part, as JSON.
  std::string update(std::string_view file, std::uint64_t now) {
    credential_text json{};
    auto bytes = reinterpret_cast<const std::uint8_t *>(file.data());
    check(credential_update(handle_, bytes, file.size(), now, &json));
    return take(json);
  }
  /// The verdict on the text of a code.
  credential_verdict verify(std::string_view code, std::uint64_t now, std::uint32_t how = CREDENTIAL_READ) {
    credential_verdict verdict{};
    check(credential_verify(handle_, code.data(), code.size(), how, now, &verdict, nullptr));
    return verdict;
  }

 private:
  std::uint64_t handle_ = 0;
};

}  // namespace credential

#endif
