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
#include <tuple>

namespace gpurt::simt {

namespace {
constexpr size_t MaxLines = 24;
constexpr size_t MaxWarnings = 32;
constexpr uint32_t MaxMissingWarps = 4;
constexpr size_t MaxDeeds = 4;
constexpr uint64_t MaxNumber = 4096;

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

std::string Machine::nameOf(const SimtSite *Site) const {
  return placeOf(Site);
}

std::string Machine::nameOf(const LaneRef &L) const {
  uint32_t Block[3], Thread[3];
  unlinear(L.Block, Kernel.Grid, Block);
  unlinear(L.Thread, Kernel.Block, Thread);
  return "block " + tripleOf(Block) + " thread " + tripleOf(Thread);
}

std::string Machine::nameOf(const void *Address) const {
  char Text[24];
  const Block *Owner = sharedOwner(Address);
  if (!Owner) {
    std::snprintf(Text, sizeof Text, "%p", Address);
    return Text;
  }
  std::snprintf(Text, sizeof Text, "shared+%td",
                static_cast<const char *>(Address) - Owner->Shared);
  return std::string(Text) + " of block " + tripleOf(Owner->Id);
}

/// Whose shared memory, and who wrote last: what a spinning lane looks at.
std::string Machine::describeAddress(const Lane &L, const void *Address) const {
  if (!Address)
    return {};
  std::string Text = ", looks at ";
  const Block *Owner = sharedOwner(Address);
  char Hex[24];
  if (Owner)
    std::snprintf(Hex, sizeof Hex, "shared+%td",
                  static_cast<const char *>(Address) - Owner->Shared);
  else
    std::snprintf(Hex, sizeof Hex, "%p", Address);
  Text += Hex;
  if (Owner && Owner != L.B)
    Text += " of block " + tripleOf(Owner->Id);
  const Writer &Who = Writers[writerOf(Address)];
  if (Who.Address == Address)
    Text += ", last changed by block #" + std::to_string(Who.Block) +
            " thread #" + std::to_string(Who.Thread) + " at " +
            placeOf(Who.Site);
  else
    Text += ", which no lane changed lately";
  return Text;
}

/// What the lane does again and again, in the order of the source: who sleeps
/// between two looks is described by what it looks at.
std::string Machine::describeLoop(const Lane &L) const {
  std::vector<Habits::Deed> Deeds;
  if (!Watched.empty())
    for (const Habits::Deed &Each : Watched[L.Slot].Deeds)
      if (Each.Site)
        Deeds.push_back(Each);
  auto placeIn = [](const Habits::Deed &D) {
    return std::tuple(D.Site->Line, D.Site->Column, D.Site, D.With);
  };
  std::sort(Deeds.begin(), Deeds.end(),
            [&](auto &A, auto &B) { return placeIn(A) < placeIn(B); });
  if (Deeds.empty() || Deeds.size() > MaxDeeds)
    return {};
  std::string Text = Deeds.size() == 1 ? "runs, last " : "runs in a loop: ";
  const char *Between = Deeds[0].Site->What && Deeds.size() == 1 ? "in " : "";
  for (const Habits::Deed &Each : Deeds) {
    Text += Between;
    if (Each.Site->What)
      Text += std::string(Each.Site->What) + " at ";
    Text += placeOf(Each.Site);
    // A deed of another kind was done with a small number.
    if (Each.With > MaxNumber)
      Text += describeAddress(L, reinterpret_cast<const void *>(Each.With));
    Between = "; ";
  }
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
  if (std::string Loop = describeLoop(L); !Loop.empty())
    return Loop;
  std::string What = L.Site && L.Site->What
                         ? std::string("runs, last in ") + L.Site->What + " at "
                         : std::string("runs, last at ");
  return What + placeOf(L.Site) + describeAddress(L, L.Address);
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

/// Adds the lanes of \p W, those of one description together.
void Machine::dumpWarp(const Warp &W, std::vector<Group> &Groups) const {
  std::string Like[WarpSize];
  for (uint32_t Left = W.Live; Left; Left &= Left - 1)
    Like[std::countr_zero(Left)] = describe(W.Lanes[std::countr_zero(Left)]);
  uint32_t Left = W.Live;
  while (Left) {
    const Lane &First = W.Lanes[std::countr_zero(Left)];
    uint32_t Same = 0;
    for (uint32_t Rest = Left; Rest; Rest &= Rest - 1)
      if (Like[std::countr_zero(Rest)] == Like[First.Id])
        Same |= W.Lanes[std::countr_zero(Rest)].Bit;
    Left &= ~Same;
    int Count = std::popcount(Same);
    std::string Who = Count == 1
                          ? whoIs(First)
                          : "block " + tripleOf(W.B->Id) + " warp " +
                                std::to_string(W.Id) + ", " +
                                std::to_string(Count) + " lanes (" +
                                lanesOf(Same).substr(sizeof "lanes") + ")";
    std::string Text = Like[First.Id] + waitsFor(First);
    auto Known = std::find_if(Groups.begin(), Groups.end(),
                              [&](const Group &G) { return G.Text == Text; });
    if (Known == Groups.end()) {
      Groups.emplace_back();
      Known = std::prev(Groups.end());
      Known->First = std::move(Who);
      Known->Text = std::move(Text);
    }
    Known->Lanes += uint64_t(Count);
    ++Known->Warps;
    Known->Blocks += Known->LastBlock != W.B;
    Known->LastBlock = W.B;
  }
}

/// "block 0,0,0 warp 0 lane 0, thread 0,0,0 and others, 16 lanes in 16 warps of
/// 16 blocks: ..."
std::string Machine::describe(const Group &G) {
  std::string Text = "  " + G.First;
  if (G.Warps > 1)
    Text += " and others, " + std::to_string(G.Lanes) + " lanes in " +
            std::to_string(G.Warps) + " warps of " + std::to_string(G.Blocks) +
            (G.Blocks == 1 ? " block" : " blocks");
  return Text + ": " + G.Text;
}

std::string Machine::dump() const {
  std::vector<Group> Groups;
  for (const auto &B : Blocks)
    for (const Warp &W : B->Warps)
      dumpWarp(W, Groups);
  std::string Text;
  for (size_t I = 0; I != std::min(Groups.size(), MaxLines); ++I)
    Text += "\n" + describe(Groups[I]);
  if (Groups.size() > MaxLines)
    Text += "\n  and " + std::to_string(Groups.size() - MaxLines) +
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
  return Message + "\n" +
         repeatLine(Options.Seed, Options.Order, Options.RepeatWith);
}

void Machine::warnAt(const Lane &L, std::string Text) {
  Text = placeOf(L.Site) + ": " + Text;
  auto &All = Out.Warnings;
  if (All.size() < MaxWarnings &&
      std::find(All.begin(), All.end(), Text) == All.end())
    All.push_back(std::move(Text));
}

} // namespace gpurt::simt
