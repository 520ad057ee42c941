// The header for C++: what is opened is closed, and a failure is an exception that says why.
#include <cassert>
#include <credential.hpp>
#include <iostream>

int main(int count, char **arguments) {
  if (count != 2) return 2;
  credential::Terminal first(arguments[1]);
  credential::Terminal moved(std::move(first));
  moved.policy("{\"place\":\"gate\"}");
  moved.remember_proofs(1800000000);
  assert(moved.verify("12345", 1800000000).decision == 2);
  bool failed = false;
  try {
    moved.update("no update", 1800000000);
  } catch (const credential::Failure &failure) {
    failed = failure.status == CREDENTIAL_FAILED && std::string(failure.what()).find("file-kind-wrong") != std::string::npos;
  }
  assert(failed);
  moved = credential::Terminal(arguments[1]);
  std::cout << "the header for C++ works\n";
}
