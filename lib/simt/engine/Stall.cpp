//===- Stall.cpp - Is it a livelock? --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nobody can tell from the length of a silence whether a kernel counts or
// spins. So when no memory has changed for Scheduler::stallLimit() steps, the
// lanes' own states decide: a lane that comes back to a place with the same
// registers and the same stack as before, in the same memory, does for ever
// what it did in between. If each lane that ran lately has done so, it is a
// livelock. If one has not, it is asked again after twice the time.
//
// A lane's state is hashed when it stands in a hook: the words of its stack
// from the kernel's innermost frame upwards, and the registers that a call
// keeps. All that is live across the call is in one of them.
// Who reads a clock always comes to something new. What lanes tell each other
// in votes is no part of it: a lane is judged by itself.
// Test: test/unit/simt/StallTest.cpp
//===----------------------------------------------------------------------===//
#include "Machine.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <unwind.h>

namespace gpurt::simt {

namespace {

uint64_t mix(uint64_t Hash, uint64_t Word) {
  return (std::rotl(Hash, 23) ^ Word) * 0x9E3779B97F4A7C15ull;
}

uint64_t hashOf(const void *Pointer, size_t Bytes, uint64_t Hash = 0) {
  const char *At = static_cast<const char *>(Pointer);
  for (; Bytes >= sizeof(uint64_t); Bytes -= sizeof(uint64_t)) {
    uint64_t Word;
    std::memcpy(&Word, At, sizeof Word);
    Hash = mix(Hash, Word);
    At += sizeof Word;
  }
  uint64_t Rest = 0;
  std::memcpy(&Rest, At, Bytes);
  return mix(Hash, Rest);
}

/// The registers that the ABI has a call keep, as DWARF numbers them.
#if defined(__x86_64__)
constexpr int KeptRegisters[] = {3, 6, 12, 13, 14, 15}; // rbx, rbp, r12-r15
#elif defined(__aarch64__)
constexpr int KeptRegisters[] = {19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
                                 29, 72, 73, 74, 75, 76, 77, 78, 79};
#else
#error "which registers does a call keep here?"
#endif

struct Search {
  const Lane &L;
  uint64_t Hash;
};

/// Goes up to the frame that called the hook, and hashes it and all above.
_Unwind_Reason_Code hashFrames(_Unwind_Context *Frame, void *Argument) {
  Search &S = *static_cast<Search *>(Argument);
  if (_Unwind_GetIP(Frame) != reinterpret_cast<uintptr_t>(S.L.Caller))
    return _URC_NO_REASON;
  for (int Register : KeptRegisters)
    S.Hash = mix(S.Hash, _Unwind_GetGR(Frame, Register));
  // In a callback this is the frame's stack pointer at the call.
  const char *From = reinterpret_cast<const char *>(_Unwind_GetCFA(Frame));
  S.Hash = hashOf(From, size_t(S.L.Memory.Top - From), S.Hash);
  return _URC_END_OF_STACK;
}

/// Called in a hook, on the lane's stack. Where the frame cannot be found it
/// is the place alone: a lane is then taken for spinning too early.
uint64_t stateOf(const Lane &L) {
  Search S{L, reinterpret_cast<uintptr_t>(L.Caller)};
  _Unwind_Backtrace(hashFrames, &S);
  return S.Hash;
}

} // namespace

bool Machine::Habits::hasStored() const {
  return Stored && hashOf(Stored, StoredBytes) != StoredHash;
}

Machine::Habits &Machine::habitsOf(const Lane &L) {
  if (Watched.empty())
    Watched.resize(Blocks.size() * Blocks[0]->Warps.size() * WarpSize);
  return Watched[L.Slot];
}

void Machine::noteDeed(const Lane &L, const SimtSite *Site, uint64_t With) {
  Habits &Its = habitsOf(L);
  Habits::Deed Deed = {Site, With};
  if (std::find(std::begin(Its.Deeds), std::end(Its.Deeds), Deed) ==
      std::end(Its.Deeds))
    Its.Deeds[Its.NextDeed++ % Habits::Most] = Deed;
}

void Machine::noteState(Lane &L) {
  Habits &Its = habitsOf(L);
  if (Its.StoredSince == LastProgress && Its.hasStored())
    L.Progressed = true;
  Its.Stored = nullptr;
  if (Its.Since != LastProgress) {
    Its.Since = LastProgress;
    Its.Repeats = false;
    Its.Looks = 0;
    Its.Span = 1;
    Its.State = stateOf(L);
    return;
  }
  if (Its.Repeats)
    return;
  uint64_t State = stateOf(L);
  Its.Repeats = State == Its.State;
  if (++Its.Looks == Its.Span) {
    Its.State = State;
    Its.Looks = 0;
    Its.Span *= 2;
  }
}

void Machine::noteStore(Lane &L, const void *Pointer, uint32_t Bytes) {
  Habits &Its = habitsOf(L);
  // One before it in the same step.
  if (Its.StoredSince == LastProgress && Its.hasStored())
    L.Progressed = true;
  Its.Stored = Pointer;
  Its.StoredBytes = Bytes;
  Its.StoredHash = hashOf(Pointer, Bytes);
  Its.StoredSince = LastProgress;
}

void Machine::noteClock(const Lane &L) {
  if (!Watching)
    return;
  Habits &Its = habitsOf(L);
  Its.Repeats = false;
  Its.Looks = 0;
  Its.Span = 1;
  // No state that a lane can come to.
  Its.State = reinterpret_cast<uintptr_t>(&Its);
}

bool Machine::isLivelock() {
  uint64_t Stalled = steps() - LastProgress;
  if (Stalled <= Sched.stallLimit() || steps() < AskAgain)
    return false;
  bool All = std::all_of(Watched.begin(), Watched.end(), [&](const Habits &H) {
    return H.Since != LastProgress || H.Repeats;
  });
  if (All)
    return true;
  // Who only ended what it was at, and waits since, is not to be seen again.
  for (Habits &Its : Watched)
    Its.Since = Habits::Never;
  AskAgain = steps() + Stalled;
  return false;
}

} // namespace gpurt::simt
