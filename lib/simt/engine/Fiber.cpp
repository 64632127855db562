//===- Fiber.cpp - Stacks of lanes and the switch between them ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The switch pushes the six callee-saved registers of the System V ABI, stores
// the stack pointer, loads the other one, and pops. The first frame of a fiber
// has no return address, so debuggers and unwinders stop there.
// Test: test/unit/simt/FiberTest.cpp
//===----------------------------------------------------------------------===//
#include "Fiber.h"

#include <cstdint>
#include <pthread.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#define GPURT_SIMT_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GPURT_SIMT_ASAN 1
#endif
#endif

#ifdef GPURT_SIMT_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

extern "C" {
void gpurt_simt_switch(void **Save, void *To);
void gpurt_simt_start(void **Save, void *Top, void (*Main)());
}

asm(R"(
  .text
  .p2align 4
  .hidden gpurt_simt_switch
  .globl gpurt_simt_switch
  .type gpurt_simt_switch, @function
gpurt_simt_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  # The processor foretells returns from the calls of the fiber we left. Lanes
  # mostly come here by the same calls, so ret, and those behind it, go well.
  ret
  .size gpurt_simt_switch, .-gpurt_simt_switch

  .p2align 4
  .hidden gpurt_simt_start
  .globl gpurt_simt_start
  .type gpurt_simt_start, @function
gpurt_simt_start:
  .cfi_startproc
  .cfi_undefined %rip
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  xorl %ebp, %ebp
  callq *%rdx
  ud2
  .cfi_endproc
  .size gpurt_simt_start, .-gpurt_simt_start
)");

namespace gpurt::simt {

namespace {
constexpr size_t Page = 4096;
constexpr size_t StacksOfSlab = 64;
} // namespace

#ifdef GPURT_SIMT_ASAN
static void leaving(void **FakeStack, const Fiber &To) {
  __sanitizer_start_switch_fiber(FakeStack, To.Memory.Base,
                                 size_t(To.Memory.Top - To.Memory.Base));
}
static void cameBack(Fiber &From) {
  __sanitizer_finish_switch_fiber(From.FakeStack, nullptr, nullptr);
}
void enteredFiber() {
  __sanitizer_finish_switch_fiber(nullptr, nullptr, nullptr);
}
static void forget(const Stack &S) {
  // Frames that were never returned from left their red zones behind.
  __asan_unpoison_memory_region(S.Base, size_t(S.Top - S.Base));
}
#else
static void leaving(void **, const Fiber &) {}
static void cameBack(Fiber &) {}
void enteredFiber() {}
static void forget(const Stack &) {}
#endif

void adoptThread(Fiber &Thread) {
#ifdef GPURT_SIMT_ASAN
  pthread_attr_t Attributes;
  void *Base = nullptr;
  size_t Size = 0;
  if (!pthread_getattr_np(pthread_self(), &Attributes)) {
    pthread_attr_getstack(&Attributes, &Base, &Size);
    pthread_attr_destroy(&Attributes);
  }
  Thread.Memory = {static_cast<char *>(Base), static_cast<char *>(Base) + Size};
#else
  (void)Thread;
#endif
}

void resumeFiber(Fiber &From, Fiber &To) {
  leaving(&From.FakeStack, To);
  gpurt_simt_switch(&From.Pointer, To.Pointer);
  cameBack(From);
}

void startFiber(Fiber &From, Fiber &To, void (*Main)()) {
  leaving(&From.FakeStack, To);
  gpurt_simt_start(&From.Pointer, To.Memory.Top, Main);
  cameBack(From);
}

// The two below leave a frame behind that never returns: it must not poison
// the stack for the fiber that gets it next.
#define GPURT_NO_ASAN __attribute__((no_sanitize_address))

GPURT_NO_ASAN void abandonForResume(Fiber &To) {
  // The registers saved here go to the dead part of the old stack.
  void *Nowhere;
  leaving(nullptr, To);
  gpurt_simt_switch(&Nowhere, To.Pointer);
  __builtin_unreachable();
}

GPURT_NO_ASAN void abandonForStart(Fiber &To, void (*Main)()) {
  // Nowhere may lie where Main's frames will: it is written before the stack
  // pointer moves and never read.
  void *Nowhere;
  leaving(nullptr, To);
  gpurt_simt_start(&Nowhere, To.Memory.Top, Main);
  __builtin_unreachable();
}

StackPool::StackPool(size_t WantedBytes)
    : Bytes((WantedBytes + Page - 1) / Page * Page), Pitch(Bytes + Page) {}

StackPool::~StackPool() {
  for (char *Slab : Slabs)
    munmap(Slab, Pitch * StacksOfSlab);
}

bool StackPool::grow() {
  void *Memory = mmap(nullptr, Pitch * StacksOfSlab, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (Memory == MAP_FAILED)
    return false;
  char *Slab = static_cast<char *>(Memory);
  for (size_t I = 0; I != StacksOfSlab; ++I)
    if (mprotect(Slab + I * Pitch, Page, PROT_NONE)) {
      munmap(Slab, Pitch * StacksOfSlab);
      return false;
    }
  Slabs.push_back(Slab);
  for (size_t I = StacksOfSlab; I-- != 0;) {
    char *Base = Slab + I * Pitch + Page;
    // Tops differ in their low bits: stacks a page multiple apart would put
    // every lane's hot frames into the same few sets of the first cache.
    size_t Colour = (I * 192) % (Page / 2);
    Free.push_back({Base, Base + Bytes - Colour});
  }
  return true;
}

bool StackPool::take(Stack &S) {
  if (Free.empty() && !grow())
    return false;
  S = Free.back();
  Free.pop_back();
  return true;
}

void StackPool::give(const Stack &S) {
  forget(S);
  Free.push_back(S);
}

bool StackPool::isGuard(const void *Address) const {
  auto At = reinterpret_cast<uintptr_t>(Address);
  for (const char *Slab : Slabs) {
    auto Start = reinterpret_cast<uintptr_t>(Slab);
    if (At >= Start && At - Start < Pitch * StacksOfSlab)
      return (At - Start) % Pitch < Page;
  }
  return false;
}

} // namespace gpurt::simt
