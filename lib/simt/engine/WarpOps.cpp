//===- WarpOps.cpp - Votes, shuffles, reductions, activemask --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A warp operation is complete when every live lane of its mask waits in it;
// the lane that comes last computes the results of all and goes on. Lanes meet
// by operation and mask, not by site: CUDA allows an intrinsic in two branches.
// activemask is another thing: whoever is parked at the same visit of the same
// call when one of them is picked, or some of those.
// Test: test/unit/simt/WarpTest.cpp
//===----------------------------------------------------------------------===//
#include "Machine.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace gpurt::simt {

namespace {
/// What a shuffle from a lane that is not there gives.
constexpr uint64_t Poison = 0xDEADBEEFDEADBEEFull;
} // namespace

const char *name(WarpOp Op) {
  static const char *const Names[] = {
      "syncwarp",    "shfl.idx",  "shfl.up",    "shfl.down",  "shfl.bfly",
      "vote.ballot", "vote.any",  "vote.all",   "vote.uni",   "match.any",
      "match.all",   "redux.add", "redux.umin", "redux.umax", "redux.smin",
      "redux.smax",  "redux.and", "redux.or",   "redux.xor",  "elect"};
  return Names[unsigned(Op)];
}

//===--- activemask -------------------------------------------------------===//

uint32_t Machine::activeMask(Lane &L, const SimtSite *Site, const void *Place) {
  Warp &W = *L.W;
  auto At = std::find_if(W.Seen.begin(), W.Seen.end(),
                         [&](const Visits &V) { return V.Place == Place; });
  if (At == W.Seen.end())
    At = W.Seen.insert(At, Visits{Place, {}});
  L.Visit = ++At->Count[L.Id];
  L.Place = Place;
  L.Site = Site;
  L.Address = nullptr;
  W.Parked |= L.Bit;
  --Budget;
  yield(L, Yield::Slice);
  // Every way back to a parked lane leads through choose, which resolves it.
  return uint32_t(L.Result);
}

void Machine::resolveActive(Lane &L) {
  Warp &W = *L.W;
  uint32_t Group = L.Bit;
  // One time in four nobody is left out: code that is right only for a whole
  // group, or only for a part, shall meet both.
  bool Split = Sched.splitsActive() && Sched.random().below(4) != 0;
  for (uint32_t Left = W.Parked & ~L.Bit; Left; Left &= Left - 1) {
    Lane &Other = W.Lanes[std::countr_zero(Left)];
    if (Other.Place == L.Place && Other.Visit == L.Visit &&
        (!Split || Sched.random().below(4) != 0))
      Group |= Other.Bit;
  }
  for (uint32_t Left = Group; Left; Left &= Left - 1) {
    Lane &Member = W.Lanes[std::countr_zero(Left)];
    Member.Result = Group;
    Member.Place = nullptr;
    Member.Waived = 0;
  }
  W.Parked &= ~Group;
}

/// Lanes that met have the same past from now on, whatever their loops did.
void Machine::alignVisits(Warp &W, uint32_t Members) {
  for (Visits &V : W.Seen) {
    uint32_t Most = 0;
    for (uint32_t Left = Members; Left; Left &= Left - 1)
      Most = std::max(Most, V.Count[std::countr_zero(Left)]);
    for (uint32_t Left = Members; Left; Left &= Left - 1)
      V.Count[std::countr_zero(Left)] = Most;
  }
}

//===--- Meeting ----------------------------------------------------------===//

uint64_t Machine::warpOp(Lane &L, const SimtSite *Site) {
  Warp &W = *L.W;
  L.Site = Site;
  L.Address = nullptr;
  if (!W.InWarpOp) {
    W.CommonOp = L.Op;
    W.CommonMask = L.Mask;
    W.Mixed = false;
  } else if (L.Op != W.CommonOp || L.Mask != W.CommonMask) {
    W.Mixed = true;
  }
  if (W.Mixed || (L.Mask & W.AtBarrier) || !(L.Mask & L.Bit)) [[unlikely]]
    checkMeeting(L);
  watch(L, Site, L.Value << 1 | uint64_t(L.Predicate));
  L.State = LaneState::WarpOp;
  W.InWarpOp |= L.Bit;
  if (tryComplete(W, L.Op, L.Mask, &L)) {
    step(L, Site, nullptr);
    return L.Result;
  }
  --Budget;
  wait(L, LaneState::WarpOp);
  return L.Result;
}

/// Finds at once what can never complete: the other lane waits for us in
/// something else, and we are about to wait for it.
void Machine::checkMeeting(Lane &L) {
  std::string Text = whyNoMeeting(L);
  if (!Text.empty()) [[unlikely]]
    fail(L, Status::Mismatch, std::move(Text));
}

std::string Machine::whyNoMeeting(const Lane &L) {
  const Warp &W = *L.W;
  auto LaneOf = [](const Lane &Who) {
    return "lane " + std::to_string(Who.Id);
  };
  auto CallOf = [](const Lane &Who) {
    return std::string(name(Who.Op)) + " with mask " + hexOf(Who.Mask) +
           " at " + placeOf(Who.Site);
  };
  if (!(L.Mask & L.Bit))
    return LaneOf(L) + " calls " + CallOf(L) + ", a mask without itself";
  for (uint32_t Left = L.Mask & W.InWarpOp; Left; Left &= Left - 1) {
    const Lane &Other = W.Lanes[std::countr_zero(Left)];
    if ((Other.Mask & L.Bit) && (Other.Op != L.Op || Other.Mask != L.Mask))
      return "mismatched warp operations: " + LaneOf(L) + " calls " +
             CallOf(L) + ", but " + LaneOf(Other) +
             ", which it names, waits for it in " + CallOf(Other);
  }
  if (uint32_t Held = L.Mask & W.AtBarrier) {
    const Lane &Other = W.Lanes[std::countr_zero(Held)];
    return LaneOf(L) + " calls " + CallOf(L) + ", but " + LaneOf(Other) +
           ", which it names, waits for it at barrier " +
           std::to_string(Other.BarrierId) + " at " + placeOf(Other.Site);
  }
  return {};
}

/// \p Last: the running lane if it is the one that came last, else null (the
/// missing lane has ended).
bool Machine::tryComplete(Warp &W, WarpOp Op, uint32_t Mask, const Lane *Last) {
  uint32_t Members = Mask & W.Live;
  if (Members & ~W.InWarpOp)
    return false;
  for (uint32_t Left = W.Mixed ? Members : NoBits; Left; Left &= Left - 1) {
    const Lane &Member = W.Lanes[std::countr_zero(Left)];
    if (Member.Op != Op || Member.Mask != Mask)
      return false;
  }
  combine(W, Op, Members);
  ++Out.Collectives;
  if (!W.Seen.empty())
    alignVisits(W, Members);
  if (Op == WarpOp::Sync && Options.Memory) [[unlikely]] {
    LaneRef Refs[WarpSize];
    uint32_t N = 0;
    for (uint32_t Left = Members; Left; Left &= Left - 1)
      Refs[N++] = refOf(W.Lanes[std::countr_zero(Left)]);
    Options.Memory->onWarpJoin({Refs, N});
  }
  W.InWarpOp &= ~Members;
  for (uint32_t Left = Members; Left; Left &= Left - 1) {
    Lane &Member = W.Lanes[std::countr_zero(Left)];
    if (&Member == Last) {
      Member.State = LaneState::Ready; // it never left the ready set
    } else {
      release(Member);
    }
  }
  return true;
}

//===--- Results ----------------------------------------------------------===//

static uint32_t reduce(WarpOp Op, uint32_t A, uint32_t B) {
  switch (Op) {
  case WarpOp::ReduxAdd:
    return A + B;
  case WarpOp::ReduxUMin:
    return std::min(A, B);
  case WarpOp::ReduxUMax:
    return std::max(A, B);
  case WarpOp::ReduxSMin:
    return uint32_t(std::min(int32_t(A), int32_t(B)));
  case WarpOp::ReduxSMax:
    return uint32_t(std::max(int32_t(A), int32_t(B)));
  case WarpOp::ReduxAnd:
    return A & B;
  case WarpOp::ReduxOr:
    return A | B;
  default:
    return A ^ B;
  }
}

void Machine::shuffle(Warp &W, Lane &L, uint32_t Members) {
  // As in the PTX manual, signed where its sums may go below zero.
  int Id = int(L.Id), By = int(L.Index & 31);
  int Segment = int(L.Clamp >> 8 & 31), Clamp = int(L.Clamp & 31);
  int Limit = (Id & Segment) | (Clamp & ~Segment);
  int Source;
  bool InRange = false;
  switch (L.Op) {
  case WarpOp::ShflUp:
    Source = Id - By;
    InRange = Source >= Limit;
    break;
  case WarpOp::ShflDown:
    Source = Id + By;
    InRange = Source <= Limit;
    break;
  case WarpOp::ShflBfly:
    Source = Id ^ By;
    InRange = Source <= Limit;
    break;
  default:
    Source = (Id & Segment) | (By & ~Segment);
    InRange = Source <= Limit;
    break;
  }
  L.Predicate = InRange;
  if (!InRange)
    Source = Id;
  if (Members >> Source & 1) {
    L.Result = W.Lanes[Source].Value;
    return;
  }
  L.Result = Poison;
  warnAt(L, std::string(name(L.Op)) + " reads lane " + std::to_string(Source) +
                ", which is not in the mask or has ended: the value is "
                "undefined");
}

void Machine::combine(Warp &W, WarpOp Op, uint32_t Members) {
  assert(Members && "who completes an operation is in it");
  Lane &First = W.Lanes[std::countr_zero(Members)];
  uint32_t True = 0, Reduced = 0;
  bool Equal = true;
  for (uint32_t Left = Members; Left; Left &= Left - 1) {
    const Lane &Member = W.Lanes[std::countr_zero(Left)];
    True |= Member.Predicate ? Member.Bit : 0;
    Equal &= Member.Value == First.Value;
    Reduced = &Member == &First ? uint32_t(Member.Value)
                                : reduce(Op, Reduced, uint32_t(Member.Value));
  }
  for (uint32_t Left = Members; Left; Left &= Left - 1) {
    Lane &Member = W.Lanes[std::countr_zero(Left)];
    switch (Op) {
    case WarpOp::Sync:
      break;
    case WarpOp::ShflIdx:
    case WarpOp::ShflUp:
    case WarpOp::ShflDown:
    case WarpOp::ShflBfly:
      shuffle(W, Member, Members);
      break;
    case WarpOp::Ballot:
      Member.Result = True;
      break;
    case WarpOp::Any:
      Member.Result = True != 0;
      break;
    case WarpOp::All:
      Member.Result = True == Members;
      break;
    case WarpOp::Uni:
      Member.Result = True == Members || True == 0;
      break;
    case WarpOp::MatchAny: {
      uint32_t Same = 0;
      for (uint32_t Rest = Members; Rest; Rest &= Rest - 1) {
        const Lane &Other = W.Lanes[std::countr_zero(Rest)];
        Same |= Other.Value == Member.Value ? Other.Bit : 0;
      }
      Member.Result = Same;
      break;
    }
    case WarpOp::MatchAll:
      Member.Result = Equal ? Members : 0;
      Member.Predicate = Equal;
      break;
    case WarpOp::Elect:
      Member.Result = First.Id;
      Member.Predicate = &Member == &First;
      break;
    default:
      Member.Result = Reduced;
      break;
    }
  }
}

} // namespace gpurt::simt
