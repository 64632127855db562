//===- Findings.cpp - Conflicts, and what would have ordered them ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See WeakMemory.h. Two accesses that overlap conflict if one of them writes.
// They are in order if the earlier one is in the later lane's past: in its
// clock, or, for a strong store, seen by a read that is. In no order they are
// a race, unless both are strong, of one extent and reach each other.
// The hint is a guess from what this lane has read of the other one.
// Test: test/unit/model/RaceTest.cpp, HintTest.cpp
//===----------------------------------------------------------------------===//
#include "WeakMemory.h"

#include <algorithm>

namespace gpurt::simt {

namespace {
constexpr uint32_t WarpLanes = Clock::ChunkSize;

const char *name(SimtScope S) {
  static const char *const Names[] = {"block", "cluster", "device", "system"};
  return Names[S];
}

const char *name(SimtOrder O) {
  static const char *const Names[] = {"plain",   "volatile", "relaxed",
                                      "acquire", "release",  "acq_rel",
                                      "seq_cst"};
  return Names[O];
}

const char *name(Deed D) {
  static const char *const Names[] = {"read", "write", "update"};
  return Names[unsigned(D)];
}

bool isAcquire(uint8_t O) { return O == SIMT_ACQUIRE || O == SIMT_ACQ_REL; }

/// A store of the launch's lanes that plain accesses must be ordered with.
bool countsForPlain(const Store &S) {
  return S.By && !S.By.isPlain() && S.By.Actor != HostActor;
}

uint32_t startOf(const Access &A) {
  return uint32_t(reinterpret_cast<uintptr_t>(A.Pointer) % Shadow::WordBytes);
}
} // namespace

//===--- Conflicts --------------------------------------------------------===//

/// The newest store that \p Who does not know of and \p Counts for; null:
/// there is none. Going down, a store is known if what continues it is.
template <typename F>
static const Store *unseen(const History &H, const Viewer &Who, F Counts) {
  bool Seen = false;
  for (size_t I = H.Stores.size(); I-- != 0;) {
    const Store &S = H.Stores[I];
    bool Carried =
        Seen && I + 1 != H.Stores.size() && H.Stores[I + 1].Continues;
    Seen = Carried || Who.knows(S.By) || S.Readers.at(Who.Slot) ||
           S.Readers.anyIn(Who.Known);
    if (!Seen && Counts(S))
      return &S;
  }
  return nullptr;
}

static const Stamp *unseen(const std::vector<Stamp> &Reads, const Viewer &Who) {
  auto At = std::find_if(Reads.begin(), Reads.end(),
                         [&](const Stamp &Each) { return !Who.knows(Each); });
  return At == Reads.end() ? nullptr : &*At;
}

bool WeakMemory::conflictsPlain(const Lane &L, const Access &A, Deed Kind,
                                Word &W) {
  const char *Race = "data race";
  Viewer Who = L.viewer();
  for (const Cell &C : W) {
    if (C.Start >= startOf(A) + A.Bytes || C.end() <= startOf(A))
      continue;
    if (!Who.knows(C.Write))
      return foundRace(L, A, Kind, C.Write, Race);
    if (C.Atomic)
      if (const Store *S = unseen(*C.Atomic, Who, countsForPlain))
        return foundRace(L, A, Kind, S->By, Race);
    if (Kind == Deed::Read)
      continue;
    if (const Stamp *S = unseen(C.Reads, Who))
      return foundRace(L, A, Kind, *S, Race);
    if (C.Atomic)
      if (const Stamp *S = unseen(C.Atomic->Reads, Who))
        return foundRace(L, A, Kind, *S, Race);
  }
  return false;
}

bool WeakMemory::conflictsAtomic(const Lane &L, const Access &A, Deed Kind,
                                 Word &W) {
  const char *Race = "data race";
  const char *Mixed = "data race of atomics of different extent";
  Viewer Who = L.viewer();
  for (const Cell &C : W) {
    if (C.Start >= startOf(A) + A.Bytes || C.end() <= startOf(A))
      continue;
    if (!Who.knows(C.Write))
      return foundRace(L, A, Kind, C.Write, Race);
    if (Kind != Deed::Read)
      if (const Stamp *S = unseen(C.Reads, Who))
        return foundRace(L, A, Kind, *S, Race);
    if (!C.Atomic)
      continue;
    if (C.Start == startOf(A) && C.Bytes == A.Bytes) {
      if (conflictsInScope(L, A, Kind, *C.Atomic))
        return true;
      continue;
    }
    if (const Store *S = unseen(*C.Atomic, Who, countsForPlain))
      return foundRace(L, A, Kind, S->By, Mixed);
    if (Kind != Deed::Read)
      if (const Stamp *S = unseen(C.Atomic->Reads, Who))
        return foundRace(L, A, Kind, *S, Mixed);
  }
  return false;
}

bool WeakMemory::conflictsInScope(const Lane &L, const Access &A, Deed Kind,
                                  const History &H) {
  if (!H.HasNarrow && A.Scope >= (H.ReachesFar ? SIMT_SYSTEM : SIMT_DEVICE))
    return false; // they all reach each other
  const char *Narrow = "scope too narrow";
  Viewer Who = L.viewer();
  auto TooNarrow = [&](const Stamp &S) {
    SimtScope Far = distance(positionOf(S.Actor), positionOf(L));
    return Far > S.Scope || Far > A.Scope;
  };
  // The host's too: an answer reaches no lane that asks for less than system.
  auto Counts = [&](const Store &S) {
    return S.By && !S.By.isPlain() && TooNarrow(S.By);
  };
  if (const Store *S = unseen(H, Who, Counts))
    return foundRace(L, A, Kind, S->By, Narrow);
  if (Kind == Deed::Read)
    return false;
  for (const Stamp &Each : H.Reads)
    if (!Who.knows(Each) && TooNarrow(Each))
      return foundRace(L, A, Kind, Each, Narrow);
  return false;
}

//===--- Text -------------------------------------------------------------===//

std::string WeakMemory::describe(const Stamp &S) const {
  std::string Text = name(S.Kind);
  Text += " of " + std::to_string(S.Bytes) + " bytes";
  if (S.Actor == HostActor)
    return Text + " by the host";
  Text += ", ";
  Text += name(SimtOrder(S.Order));
  if (!S.isPlain() && S.Order != SIMT_VOLATILE)
    Text += std::string(" at ") + name(SimtScope(S.Scope)) + " scope";
  return Text + ", by " + Host->nameOf(Actors[S.Actor]) + " at " +
         Host->nameOf(S.Site);
}

/// Composes the finding: this access and \p Other are in no order.
bool WeakMemory::foundRace(const Lane &L, const Access &A, Deed Kind,
                           const Stamp &Other, const char *What) {
  Stamp Mine = stampOf(L, A, Kind);
  Finding = std::string(What) + " at " + Host->nameOf(A.Pointer) +
            ": neither access is ordered before the other\n  " +
            describe(Mine) + "\n  " + describe(Other) +
            "\n  hint: " + hint(L, A, Other);
  return true;
}

/// \p Seen read a store that the other lane made after its access \p Other:
/// what of release, acquire and scope is missing there?
std::string WeakMemory::hintFrom(const Lane &L, const Stamp &Other,
                                 const Observation &Seen) const {
  const Stamp &From = Seen.Written, &To = Seen.Read;
  SimtScope Far = distance(positionOf(From.Actor), positionOf(L));
  std::string Store = "the store at " + Host->nameOf(From.Site);
  std::string Load = "the load at " + Host->nameOf(To.Site);
  std::string Text = Load + " has read " + Store;
  for (const auto &[Each, Called] : {std::pair(From, &Store), {To, &Load}})
    if (Each.Scope < Far)
      return Text + ", but " + *Called + " has " + name(SimtScope(Each.Scope)) +
             " scope and the threads are in "
             "different " +
             (Far == SIMT_CLUSTER ? "blocks"
                                  : "blocks or "
                                    "clusters");
  const Release *Its = nullptr;
  for (const Release &Each : Seen.Released)
    if (Each.Past.knows(Other.Slot, Other.Time))
      Its = &Each;
  if (Its && Its->Scope < Far && !Its->Wide)
    return Text + ", but the release there has only " + name(Its->Scope) +
           " scope";
  std::string Missing;
  if (!Its)
    Missing = "a release by the store, or a fence before it";
  if (!isAcquire(To.Order))
    Missing += std::string(Its ? "" : ", and ") +
               "an acquire by the load, or a fence behind it";
  return Text +
         "; missing: " + (Missing.empty() ? "a fence of wider scope" : Missing);
}

std::string WeakMemory::hint(const Lane &L, const Access &A,
                             const Stamp &Other) const {
  if (Other.Bytes != A.Bytes && !Other.isPlain() && A.Order != SIMT_PLAIN)
    return "one of them is of " + std::to_string(A.Bytes) +
           " bytes, the other "
           "of " +
           std::to_string(Other.Bytes);
  Position Theirs = positionOf(Other.Actor), Ours = positionOf(L);
  SimtScope Far = distance(Theirs, Ours);
  if (!Other.isPlain() && A.Order != SIMT_PLAIN)
    return std::string("the threads need ") + name(Far) +
           " scope, and one of "
           "the accesses has " +
           name(SimtScope(std::min<uint8_t>(Other.Scope, uint8_t(A.Scope))));
  for (auto Seen = L.Observed.rbegin(); Seen != L.Observed.rend(); ++Seen)
    if (Seen->Written.Actor == Other.Actor && Seen->Written.Time >= Other.Time)
      return hintFrom(L, Other, *Seen);
  const LaneRef &Its = Actors[Other.Actor];
  if (Far != SIMT_BLOCK)
    return "this thread has read nothing that the other one stored since; no "
           "order between blocks comes by itself";
  if (Its.Thread / WarpLanes == L.Ref.Thread / WarpLanes)
    return "lanes of one warp are ordered by __syncwarp(), not by running "
           "together";
  return "threads of one block are ordered by __syncthreads()";
}

} // namespace gpurt::simt
