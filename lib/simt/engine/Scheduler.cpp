//===- Scheduler.cpp - Who runs next, and for how long --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every policy keeps one promise beyond its own: while nothing progresses,
// whoever it has to run does run within Scheduler::stallLimit() steps, so a
// livelock that is declared is one (under the policy's idea of fairness).
// Test: test/unit/simt/PolicyTest.cpp
//===----------------------------------------------------------------------===//
#include "Scheduler.h"

#include <algorithm>
#include <cassert>

namespace gpurt::simt {

namespace {
/// Turns of the policies that let a lane run on, and the same when the whole
/// machine only spins: then it is better to ask all lanes soon.
constexpr uint32_t LongTurn = 1024;
constexpr uint32_t SpinTurn = 16;
constexpr uint64_t SpinsAfter = 4096;
/// A pct lane that did so many steps without progress is taken for spinning.
constexpr uint32_t PctTurn = 256;
/// run-to-block: how many turns in a row a block keeps when its lanes only wait
/// for each other. Their stacks are in the cache then; with 2048 lanes resident
/// and a new block each turn hardly any switch finds its stack there.
constexpr uint32_t MostKept = 256;
/// How often a lane at activemask lets the others of its warp go first, when
/// activemask shall not split.
constexpr uint32_t Patience = 64;
/// warp-unfair: how often at most a warp's lanes lose their turn to a sibling
/// although they changed nothing. The seed picks; with none a lane that spins
/// is never left.
constexpr uint32_t MostWhims = 4;
/// Enough for a timed wait of some million clock ticks.
constexpr uint64_t LeastStall = 200'000;
/// So many steps of each lane, on average, before nothing is said to change:
/// 128 turns of the longest mean (32). A lane is missed by so many picks in a
/// row about once in e^128 runs.
constexpr uint64_t StallOfLane = 128ull * 32;
} // namespace

void Scheduler::begin(const Config &C, uint64_t LaunchNumber, uint64_t Lanes) {
  Order = C.Order;
  Stream.seed(C.Seed, LaunchNumber << 8 | uint64_t(Order));
  SplitActive = C.SplitActive && Order != Policy::RunToBlock;
  uint32_t Drawn = 1u << Stream.below(6);
  SwitchDistance = C.SwitchDistance ? C.SwitchDistance : Drawn;

  ChangePoints.clear();
  uint64_t Length = C.PctLength ? C.PctLength : Lanes << (3 + Stream.below(7));
  for (uint32_t I = 1; I < C.PctDepth; ++I)
    ChangePoints.push_back(1 + Stream.next() % Length);
  std::sort(ChangePoints.begin(), ChangePoints.end());
  LowestPriority = 0;
  Kept = 0;
  Heap.clear();
  ReadyWarps.clear();

  StallLimit = C.StallLimit ? C.StallLimit : LeastStall + Lanes * StallOfLane;
}

void Scheduler::admit(Warp &W) {
  W.Last = WarpSize;
  W.Whims = Order == Policy::WarpUnfair ? Stream.below(MostWhims + 1) : 0;
}

void Scheduler::admit(Lane &L) {
  // Above all priorities that change points and demotions give.
  L.Priority = (int64_t(1) << 32) + int64_t(Stream.next() >> 32);
  L.Queued = false;
  add(L);
}

void Scheduler::add(Lane &L) {
  Warp &W = *L.W;
  if (!W.Ready) {
    W.ReadyIndex = uint32_t(ReadyWarps.size());
    ReadyWarps.push_back(&W);
  }
  W.Ready |= L.Bit;
  if (Order == Policy::Pct && !L.Queued)
    push(L);
}

void Scheduler::remove(Lane &L) {
  Warp &W = *L.W;
  W.Ready &= ~L.Bit;
  if (W.Ready)
    return;
  Warp *Moved = ReadyWarps.back();
  ReadyWarps[W.ReadyIndex] = Moved;
  Moved->ReadyIndex = W.ReadyIndex;
  ReadyWarps.pop_back();
}

Lane *Scheduler::pick(Lane *Running, Yield Why, uint64_t Now) {
  if (ReadyWarps.empty())
    return nullptr;
  Lane *Next = nullptr;
  switch (Order) {
  case Policy::Fair:
    Next = pickFair();
    break;
  case Policy::WarpUnfair:
    Next = pickWarpUnfair(Running, Why);
    break;
  case Policy::RunToBlock:
    Next = pickInTurn(Running, Why);
    break;
  case Policy::Pct:
    Next = pickPct(Running, Why, Now);
    break;
  }
  if (Next->Place && !SplitActive)
    Next = waitForOthers(Next);
  Next->W->Last = Next->Id;
  return Next;
}

uint32_t Scheduler::slice(uint64_t Stalled, uint64_t Now) {
  switch (Order) {
  case Policy::Fair:
  case Policy::WarpUnfair:
    return 1 + Stream.below(2 * SwitchDistance - 1);
  case Policy::RunToBlock:
    return Stalled > SpinsAfter ? SpinTurn : LongTurn;
  case Policy::Pct:
    break;
  }
  uint64_t Steps = Stalled > SpinsAfter ? SpinTurn : PctTurn;
  if (!ChangePoints.empty() && ChangePoints.front() > Now)
    Steps = std::min(Steps, ChangePoints.front() - Now);
  return uint32_t(Steps);
}

Warp *Scheduler::anyWarp() {
  return ReadyWarps[Stream.below(uint32_t(ReadyWarps.size()))];
}

Lane *Scheduler::pickFair() {
  Warp *W = anyWarp();
  return &W->Lanes[Stream.bitOf(W->Ready)];
}

Lane *Scheduler::pickWarpUnfair(Lane *Running, Yield Why) {
  // The running lane may lose its turn to a sibling when it changed memory,
  // and a few times without: so a sibling can be caught in the middle of
  // something, and the lane that then spins on it is never left again. That is
  // the adversary: only a wait of the spinning lane gives its siblings a turn.
  if (Running && Why == Yield::Slice) {
    Warp &W = *Running->W;
    uint32_t Siblings = W.Ready & ~Running->Bit;
    bool May = Running->Progressed || W.Whims;
    if (Siblings && May && Stream.below(4) == 0) {
      W.Last = Stream.bitOf(Siblings);
      W.Whims -= Running->Progressed ? 0 : 1;
    }
  }
  Warp *W = anyWarp();
  if (W->Last != WarpSize && (W->Ready >> W->Last & 1))
    return &W->Lanes[W->Last];
  return &W->Lanes[Stream.bitOf(W->Ready)];
}

static Lane &firstOf(Warp &W) {
  assert(W.Ready && "a warp in the list has a ready lane");
  return W.Lanes[std::countr_zero(W.Ready)];
}

/// \returns the warp itself if it has ready lanes, else the next in its block
/// that has, or null
static Warp *readyInBlock(Warp &W) {
  std::vector<Warp> &All = W.B->Warps;
  for (size_t I = 0; I != All.size(); ++I)
    if (Warp &Each = All[(W.Id + I) % All.size()]; Each.Ready)
      return &Each;
  return nullptr;
}

Lane *Scheduler::pickInTurn(Lane *Running, Yield Why) {
  if (!Running)
    return &firstOf(*ReadyWarps.front());
  Warp &W = *Running->W;
  uint32_t Later = W.Ready & ~(Running->Bit | (Running->Bit - 1));
  if (Later)
    return &W.Lanes[std::countr_zero(Later)];
  // Who spins gives the turn to the others at once; who ends, and may be a new
  // block's lane by now, to the next block.
  bool Waits = Why == Yield::Wait && Running->State != LaneState::Ended &&
               Running->State != LaneState::Ready;
  if (Waits && Kept != MostKept)
    if (Warp *Near = readyInBlock(W)) {
      ++Kept;
      return &firstOf(*Near);
    }
  // Lane 31 is not always followed in its own block: each warp has its turn.
  Kept = 0;
  if (W.Ready)
    return &firstOf(*ReadyWarps[(W.ReadyIndex + 1) % ReadyWarps.size()]);
  // The warp left the list; the one that took its place is as good.
  return &firstOf(*ReadyWarps[W.ReadyIndex % ReadyWarps.size()]);
}

bool Scheduler::lessUrgent(const Entry &A, const Entry &B) {
  if (A.Priority != B.Priority)
    return A.Priority < B.Priority;
  return A.L->Slot > B.L->Slot;
}

void Scheduler::push(Lane &L) {
  Heap.push_back({L.Priority, &L});
  std::push_heap(Heap.begin(), Heap.end(), lessUrgent);
  L.Queued = true;
}

Lane *Scheduler::pickPct(Lane *Running, Yield Why, uint64_t Now) {
  if (Running && Why != Yield::Wait) {
    bool Changed = false;
    while (!ChangePoints.empty() && ChangePoints.front() <= Now) {
      ChangePoints.erase(ChangePoints.begin());
      // The k-th from the last gets k: all below the lanes' first priorities.
      Running->Priority = int64_t(ChangePoints.size()) + 1;
      Changed = true;
    }
    // A lane that spins or sleeps would keep its turn for ever; PCT itself
    // assumes that lanes block. It goes behind everyone.
    if (!Changed && (Why == Yield::Sleep || !Running->Progressed)) {
      Running->Priority = --LowestPriority;
      Changed = true;
    }
    if (Changed)
      push(*Running);
  }
  for (;;) {
    Entry Top = Heap.front();
    bool Current = Top.Priority == Top.L->Priority;
    if (Current && Top.L->State == LaneState::Ready)
      return Top.L;
    std::pop_heap(Heap.begin(), Heap.end(), lessUrgent);
    Heap.pop_back();
    if (Current)
      Top.L->Queued = false;
  }
}

Lane *Scheduler::waitForOthers(Lane *Picked) {
  Warp &W = *Picked->W;
  // Bounded: one of the others may spin until this lane goes on.
  if (Picked->Waived == Patience)
    return Picked;
  Lane *First = Picked;
  if (uint32_t Others = W.Ready & ~W.Parked) {
    First = &W.Lanes[std::countr_zero(Others)];
  } else {
    // All are parked, in some places. Those at an earlier line are likely to
    // come to the later one, the others not to come back.
    auto LineOf = [](const Lane &L) { return L.Site ? L.Site->Line : 0; };
    for (uint32_t Left = W.Parked; Left; Left &= Left - 1) {
      Lane &L = W.Lanes[std::countr_zero(Left)];
      if (LineOf(L) < LineOf(*First))
        First = &L;
    }
  }
  if (First != Picked)
    ++Picked->Waived;
  return First;
}

} // namespace gpurt::simt
