//===- Fiber.h - Stacks of lanes and the switch between them ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A fiber is a saved stack pointer; its callee-saved registers lie on its own
// stack. The rounding mode and the x87 word are not saved: device code does
// not change them. Stacks are mapped in slabs, each stack above a page without
// access, and are used again, last given first, while still in the cache.
// Under AddressSanitizer every switch is announced.
// Test: test/unit/simt/FiberTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_ENGINE_FIBER_H
#define GPURT_LIB_SIMT_ENGINE_FIBER_H

#include <cstddef>
#include <vector>

#if !defined(__x86_64__) || !defined(__linux__)
#error "the SIMT engine switches stacks with x86-64 Linux code; port Fiber.cpp"
#endif

namespace gpurt::simt {

struct Stack {
  char *Base = nullptr; ///< lowest usable byte; the guard page ends here
  char *Top = nullptr;  ///< 16-byte aligned start of the first frame
};

/// A place to come back to. Pointer is set while the fiber does not run.
struct Fiber {
  void *Pointer = nullptr;
  Stack Memory;
  void *FakeStack = nullptr; ///< AddressSanitizer's
};

/// Fills Memory of the fiber that stands for the calling host thread.
void adoptThread(Fiber &Thread);

/// Leaves \p From, which continues after a later resume, for \p To.
void resumeFiber(Fiber &From, Fiber &To);

/// Leaves \p From and calls \p Main, which must not return, on the stack of
/// \p To. That stack may be the one being left: see abandonFiber.
void startFiber(Fiber &From, Fiber &To, void (*Main)());

/// The same two for a fiber that ends here: nothing comes back to it, so its
/// stack may already be in the pool or belong to \p To.
[[noreturn]] void abandonForResume(Fiber &To);
[[noreturn]] void abandonForStart(Fiber &To, void (*Main)());

/// Must be the first thing that Main does.
void enteredFiber();

class StackPool {
public:
  explicit StackPool(size_t Bytes);
  StackPool(const StackPool &) = delete;
  StackPool &operator=(const StackPool &) = delete;
  ~StackPool();

  /// \returns false if the system gives no more memory or mappings
  bool take(Stack &S);
  void give(const Stack &S);
  /// Async-signal-safe.
  [[nodiscard]] bool isGuard(const void *Address) const;

private:
  bool grow();

  size_t Bytes; ///< usable bytes of a stack, whole pages
  size_t Pitch; ///< with its guard
  std::vector<char *> Slabs;
  std::vector<Stack> Free;
};

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_ENGINE_FIBER_H
