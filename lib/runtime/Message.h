//===- Message.h - What the runtime says on stderr ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lines go out in one write(2), so that those of several threads do not mix,
// and nothing is allocated or locked on the way.
// Test: test/unit/OptionsTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_MESSAGE_H
#define GPURT_LIB_RUNTIME_MESSAGE_H

#include <atomic>
#include <cstddef>

namespace gpurt::runtime {

/// Writes \p Size bytes to stderr, whole unless the system refuses.
void writeText(const char *Text, size_t Size);

/// Writes "gpurt: ", the text and a line end; cut at 1000 bytes.
[[gnu::format(printf, 1, 2)]] void complain(const char *Format, ...);

/// True for the first caller only; for complaints that would repeat.
class Once {
public:
  // Relaxed: nothing but the flag is shared.
  bool operator()() { return !Said.exchange(true, std::memory_order_relaxed); }

private:
  std::atomic<bool> Said{false};
};

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_MESSAGE_H
