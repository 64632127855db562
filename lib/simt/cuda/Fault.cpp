//===- Fault.cpp - Signals of device code ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Fault.h. A handler may do next to nothing, so it only sends the thread
// somewhere else: on return, the lane goes on in land(), on a stack kept for
// that (its own may be the one that overflowed), and ends the launch from
// there as any lane may. The place is that of the instruction (jit/Places.h):
// most bad accesses are found before they happen (engine/Bounds.h), so what
// comes here is a stack that overflowed, or runs with GPURT_CHECK=0.
// Test: test/unit/cudart/programs/illegal-address.cu
//===----------------------------------------------------------------------===//
#include "Fault.h"
#include "Runtime.h"

#include "engine/Engine.h"
#include "engine/Hooks.h"
#include "engine/Machine.h"
#include "jit/Places.h"

#include <cinttypes>
#include <cstdio>
#include <memory>
#include <ucontext.h>

namespace gpurt::simt {
namespace {

constexpr size_t StackBytes = 64 * 1024;

struct ThreadStacks {
  alignas(64) char Handler[StackBytes];
  alignas(64) char Landing[StackBytes];
};

/// What the thread that launches knows; no other thread reads it.
struct Launching {
  ThreadStacks *Stacks = nullptr; ///< set while a guard lives
  int Signal = 0;
  uintptr_t Address = 0, Instruction = 0;
  bool Illegal = false;
};
// Without dynamic initialisation: a handler reads it.
thread_local Launching Now __attribute__((tls_model("initial-exec")));

/// Whom a signal that is not ours goes to; guarded by the launch lock.
std::array<struct sigaction, FaultGuard::Signals.size()> Before;

[[noreturn]] void land() {
  const Lane &L = *CurrentLane;
  // Of the thread, for no destructor runs here.
  thread_local std::string Text;
  char Address[32];
  std::snprintf(Address, sizeof(Address), "0x%" PRIxPTR, Now.Address);
  switch (Now.Signal) {
  case SIGFPE:
    Text = "integer division by zero or overflow of a division";
    break;
  case SIGILL:
    Text = "device code ran into a place that cannot be reached";
    break;
  default:
    if (isStackGuard(reinterpret_cast<void *>(Now.Address))) {
      Text = "stack overflow of a lane";
      break;
    }
    Now.Illegal = true;
    Text = std::string("illegal address ") + Address;
    if (std::string Where = describeAddress(Now.Address); !Where.empty())
      Text += ", " + Where;
  }
  thread_local std::vector<SourcePlace> Frames;
  Frames = sourceOf(Now.Instruction);
  if (Frames.empty()) {
    Text += "; the place is the lane's last call of the engine (compile with "
            "-gline-tables-only)";
    __gpurt_simt_trap(Text.c_str(), L.Site);
  }
  const SourcePlace &Inner = Frames.front();
  for (size_t I = 1; I != Frames.size(); ++I)
    Text += "; inlined at " + Frames[I].File + ":" +
            std::to_string(Frames[I].Line) + " (" + Frames[I].Function + ")";
  thread_local SimtSite Site;
  Site = {Inner.File.c_str(), Inner.Function.c_str(), "access", Inner.Line,
          Inner.Column};
  __gpurt_simt_trap(Text.c_str(), &Site);
}

void handle(int Signal, siginfo_t *Info, void *Where) {
  auto *Context = static_cast<ucontext_t *>(Where);
  if (!Now.Stacks || !CurrentLane) {
    // Not ours: let it happen again with the former handler in place.
    for (size_t I = 0; I != Before.size(); ++I)
      if (FaultGuard::Signals[I] == Signal)
        sigaction(Signal, &Before[I], nullptr);
    return;
  }
  Now.Signal = Signal;
  Now.Address = reinterpret_cast<uintptr_t>(Info->si_addr);
  Now.Instruction = uintptr_t(Context->uc_mcontext.gregs[REG_RIP]);
  auto Top = reinterpret_cast<uintptr_t>(Now.Stacks->Landing + StackBytes);
  // As after a call: the return address' place is not a multiple of 16.
  Context->uc_mcontext.gregs[REG_RSP] = greg_t(Top - 8);
  Context->uc_mcontext.gregs[REG_RIP] =
      greg_t(reinterpret_cast<uintptr_t>(&land));
}

void useHandlerStack(ThreadStacks &Stacks) {
  stack_t Old{};
  sigaltstack(nullptr, &Old);
  if (!(Old.ss_flags & SS_DISABLE))
    return; // the program's own will do
  stack_t New{};
  New.ss_sp = Stacks.Handler;
  New.ss_size = StackBytes;
  sigaltstack(&New, nullptr);
}

/// Gives the handler's stack back before its memory goes.
struct StacksOfThread {
  std::unique_ptr<ThreadStacks> Owned;
  ~StacksOfThread() {
    stack_t Old{};
    sigaltstack(nullptr, &Old);
    if (!Owned || Old.ss_sp != Owned->Handler)
      return;
    stack_t None{};
    None.ss_flags = SS_DISABLE;
    sigaltstack(&None, nullptr);
  }
};

} // namespace

FaultGuard::FaultGuard() {
  thread_local StacksOfThread Mine;
  if (!Mine.Owned) {
    Mine.Owned = std::make_unique_for_overwrite<ThreadStacks>();
    useHandlerStack(*Mine.Owned);
  }
  Now = {Mine.Owned.get()};
  struct sigaction Ours{};
  Ours.sa_sigaction = handle;
  Ours.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&Ours.sa_mask);
  for (size_t I = 0; I != Signals.size(); ++I)
    sigaction(Signals[I], &Ours, &Before[I]);
}

FaultGuard::~FaultGuard() {
  for (size_t I = 0; I != Signals.size(); ++I)
    sigaction(Signals[I], &Before[I], nullptr);
  Now.Stacks = nullptr;
}

bool FaultGuard::sawIllegalAddress() const { return Now.Illegal; }

} // namespace gpurt::simt
