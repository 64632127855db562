//===- Report.cpp - Who waits where, and for whom -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes the text of a failure, on the host's own stack. Lanes of which the
// same can be said share a line; long lists are cut with a count of the rest.
// Nothing here changes the machine.
// Test: test/unit/simt/DiagnosisTest.cpp
//===----------------------------------------------------------------------===//
#include "Machine.h"

#include <algorithm>
#include <bit>
#include <cstdio>

namespace gpurt::simt {

namespace {
constexpr size_t MaxLines = 24;
constexpr size_t MaxWarnings = 32;
constexpr uint32_t MaxMissingWarps = 4;

std::string tripleOf(const uint32_t Id[3]) {
  return std::to_string(Id[0]) + "," + std::to_string(Id[1]) + "," +
         std::to_string(Id[2]);
}

/// "block 0,0,0 warp 1 lane 3, thread 35,0,0"
std::string whoIs(const Lane &L) {
  return "block " + tripleOf(L.B->Id) + " warp " + std::to_string(L.W->Id) +
         " lane " + std::to_string(L.Id) + ", thread " + tripleOf(L.Tid);
}
} // namespace

std::string hexOf(uint32_t Mask) {
  char Text[16];
  std::snprintf(Text, sizeof Text, "0x%08x", Mask);
  return Text;
}

std::string placeOf(const SimtSite *Site) {
  if (!Site || !Site->File)
    return "unknown place";
  std::string Text = Site->File;
  Text += ":" + std::to_string(Site->Line);
  if (Site->Column)
    Text += ":" + std::to_string(Site->Column);
  if (Site->Function)
    Text += std::string(" (") + Site->Function + ")";
  return Text;
}

std::string lanesOf(uint32_t Mask) {
  std::string Text = std::popcount(Mask) == 1 ? "lane " : "lanes ";
  const char *Comma = "";
  for (uint32_t First = 0; First < WarpSize; ++First) {
    if (!(Mask >> First & 1))
      continue;
    uint32_t Last = First;
    while (Last + 1 < WarpSize && (Mask >> (Last + 1) & 1))
      ++Last;
    Text += Comma + std::to_string(First);
    if (Last != First)
      Text += (Last == First + 1 ? ", " : "-") + std::to_string(Last);
    Comma = ", ";
    First = Last;
  }
  return Text;
}

/// Whose shared memory, and who wrote last: what a spinning lane looks at.
std::string Machine::describeAddress(const Lane &L) const {
  if (!L.Address)
    return {};
  std::string Text = ", looks at ";
  const Block *Owner = sharedOwner(L.Address);
  char Hex[24];
  if (Owner)
    std::snprintf(Hex, sizeof Hex, "shared+%td",
                  static_cast<const char *>(L.Address) - Owner->Shared);
  else
    std::snprintf(Hex, sizeof Hex, "%p", L.Address);
  Text += Hex;
  if (Owner && Owner != L.B)
    Text += " of block " + tripleOf(Owner->Id);
  auto Hash = reinterpret_cast<uintptr_t>(L.Address) / 4 % Writers.size();
  const Writer &Who = Writers[Hash];
  if (Who.Address == L.Address)
    Text += ", last changed by block #" + std::to_string(Who.Block) +
            " thread #" + std::to_string(Who.Thread) + " at " +
            placeOf(Who.Site);
  else
    Text += ", which no lane changed lately";
  return Text;
}

std::string Machine::describe(const Lane &L) const {
  switch (L.State) {
  case LaneState::Absent:
    return "was never there";
  case LaneState::Ended:
    return "has ended";
  case LaneState::WarpOp:
    return std::string("waits in ") + name(L.Op) + " with mask " +
           hexOf(L.Mask) + " at " + placeOf(L.Site);
  case LaneState::Barrier: {
    uint32_t Count = L.B->Barriers[L.BarrierId].Count;
    return "waits at barrier " + std::to_string(L.BarrierId) + " of " +
           (Count ? std::to_string(Count) : "all") + " threads at " +
           placeOf(L.Site);
  }
  case LaneState::ClusterBarrier:
    return "waits at the cluster barrier at " + placeOf(L.Site);
  case LaneState::Ready:
    break;
  }
  if (L.Fresh)
    return "has not started";
  std::string What = L.Site && L.Site->What
                         ? std::string("runs, last in ") + L.Site->What + " at "
                         : std::string("runs, last at ");
  return What + placeOf(L.Site) + describeAddress(L);
}

/// The lanes of \p Mask, those of one description together.
std::string Machine::fold(const Warp &W, uint32_t Mask) const {
  std::string Text;
  while (Mask) {
    std::string Like = describe(W.Lanes[std::countr_zero(Mask)]);
    uint32_t Same = 0;
    for (uint32_t Left = Mask; Left; Left &= Left - 1) {
      const Lane &L = W.Lanes[std::countr_zero(Left)];
      if (describe(L) == Like)
        Same |= L.Bit;
    }
    Text += (Text.empty() ? "" : "; ") + lanesOf(Same) + " (" + Like + ")";
    Mask &= ~Same;
  }
  return Text;
}

std::string Machine::missingAtBarrier(const Lane &L) const {
  const BarrierState &S = L.B->Barriers[L.BarrierId];
  std::string Text;
  if (S.Count)
    Text = "; " + std::to_string(S.Arrived) + " of " + std::to_string(S.Count) +
           " threads have arrived";
  Text += "; missing: ";
  uint32_t Shown = 0, Hidden = 0;
  const char *Between = "";
  for (const Warp &W : L.B->Warps) {
    const WarpArrivals &A = S.Warps[W.Id];
    uint32_t Away = W.Live & ~A.Waiting & ~A.Round;
    // A count also misses warps that are gone; all threads do not.
    bool Gone = S.Count && !W.Live && !A.Waiting;
    if (!Away && !Gone)
      continue;
    if (Shown == MaxMissingWarps) {
      ++Hidden;
      continue;
    }
    ++Shown;
    Text += Between + ("warp " + std::to_string(W.Id)) + " ";
    Text += Away ? fold(W, Away) : "(has ended)";
    Between = "; ";
  }
  if (Hidden)
    Text += "; and lanes of " + std::to_string(Hidden) + " more warps";
  if (!Shown)
    Text += "threads that the block does not have";
  return Text;
}

std::string Machine::waitsFor(const Lane &L) const {
  const Warp &W = *L.W;
  if (L.State == LaneState::WarpOp) {
    uint32_t Missing = L.Mask & W.Live;
    for (uint32_t Left = Missing & W.InWarpOp; Left; Left &= Left - 1) {
      const Lane &Other = W.Lanes[std::countr_zero(Left)];
      if (Other.Op == L.Op && Other.Mask == L.Mask)
        Missing &= ~Other.Bit;
    }
    return "; missing: " + fold(W, Missing);
  }
  if (L.State == LaneState::Barrier)
    return missingAtBarrier(L);
  if (L.State != LaneState::ClusterBarrier)
    return {};
  std::string Text = "; missing:";
  uint32_t Shown = 0;
  for (const Block *B : L.B->C->Blocks)
    for (const Warp &Its : B->Warps) {
      uint32_t Away = 0;
      for (uint32_t Left = Its.Live; Left; Left &= Left - 1) {
        const Lane &Other = Its.Lanes[std::countr_zero(Left)];
        bool Here = Other.ClusterArrived && Other.ClusterPhase == L.B->C->Phase;
        Away |= Here ? 0 : Other.Bit;
      }
      if (Away && ++Shown <= MaxMissingWarps)
        Text += " block " + tripleOf(B->Id) + " warp " +
                std::to_string(Its.Id) + " " + fold(Its, Away) + ";";
    }
  Text.pop_back();
  return Text;
}

/// A line for each group of lanes of one description.
void Machine::dumpWarp(const Warp &W, std::vector<std::string> &Lines) const {
  uint32_t Left = W.Live;
  while (Left) {
    const Lane &First = W.Lanes[std::countr_zero(Left)];
    std::string Like = describe(First);
    uint32_t Same = 0;
    for (uint32_t Rest = Left; Rest; Rest &= Rest - 1) {
      const Lane &L = W.Lanes[std::countr_zero(Rest)];
      if (describe(L) == Like)
        Same |= L.Bit;
    }
    Left &= ~Same;
    int Count = std::popcount(Same);
    std::string Who = Count == 1
                          ? whoIs(First)
                          : "block " + tripleOf(W.B->Id) + " warp " +
                                std::to_string(W.Id) + ", " +
                                std::to_string(Count) + " lanes (" +
                                lanesOf(Same).substr(sizeof "lanes") + ")";
    Lines.push_back("  ");
    Lines.back().append(Who).append(": ").append(Like).append(waitsFor(First));
  }
}

std::string Machine::dump() const {
  std::vector<std::string> Lines;
  for (const auto &B : Blocks)
    for (const Warp &W : B->Warps)
      dumpWarp(W, Lines);
  std::string Text;
  for (size_t I = 0; I != std::min(Lines.size(), MaxLines); ++I)
    Text += "\n" + Lines[I];
  if (Lines.size() > MaxLines)
    Text += "\n  and " + std::to_string(Lines.size() - MaxLines) +
            " more groups of lanes";
  if (ClustersStarted != ClustersTotal)
    Text += "\n  " +
            std::to_string((ClustersTotal - ClustersStarted) *
                           Kernel.Cluster.count()) +
            " blocks wait for a place: " + std::to_string(Blocks.size()) +
            " are resident at once";
  return Text;
}

std::string Machine::finishMessage(const std::string &Text) const {
  std::string Message = Text;
  if (Asker)
    Message += "\n  by " + whoIs(*Asker) + " at " + placeOf(Asker->Site);
  if (Kernel.Name)
    Message += std::string("\n  in kernel ") + Kernel.Name + ", launch " +
               std::to_string(LaunchNumber);
  switch (Out.Outcome) {
  case Status::Deadlock:
  case Status::Livelock:
  case Status::StepLimit:
    Message += dump();
    break;
  default:
    break;
  }
  return Message + "\n" + repeatLine(Options.Seed, Options.Order);
}

void Machine::warnAt(const Lane &L, std::string Text) {
  Text = placeOf(L.Site) + ": " + Text;
  auto &All = Out.Warnings;
  if (All.size() < MaxWarnings &&
      std::find(All.begin(), All.end(), Text) == All.end())
    All.push_back(std::move(Text));
}

} // namespace gpurt::simt
