//===- Machine.h - The engine behind Engine.h and Hooks.h -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One object per engine. A hook finds it through the lane that runs on this
// host thread. Lanes switch to each other directly; the host's own stack (the
// "main" fiber) runs only to start a launch, to answer a stall, and to end it.
// Parts: Launch.cpp blocks, Machine.cpp lanes, WarpOps.cpp, Barriers.cpp,
// Memory.cpp, Bounds.cpp, Stall.cpp livelocks, Report.cpp the dump, Hooks.cpp
// the C entry points.
// Tests: test/unit/simt/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_ENGINE_MACHINE_H
#define GPURT_LIB_SIMT_ENGINE_MACHINE_H

#include "Bounds.h"
#include "Engine.h"
#include "Scheduler.h"
#include "State.h"

#include <bit>
#include <memory>
#include <string>
#include <vector>

namespace gpurt::simt {

/// The lane that runs on this host thread; null outside of a launch. The model
/// of initial-exec keeps its access one instruction, also in libgpurt.so, and
/// constinit spares the question whether it is there yet.
extern constinit thread_local Lane *CurrentLane
    __attribute__((tls_model("initial-exec")));

class Machine final : public ModelHost {
public:
  explicit Machine(Config C);
  ~Machine();

  Result run(const Launch &L);
  void reset(uint64_t Seed, Policy P);

  //===--- Called by hooks, on the running lane L -------------------------===//

  /// One step; the lane may lose the processor here.
  void step(Lane &L, const SimtSite *Site, const void *Address) {
    L.Site = Site;
    L.Address = Address;
    if (--Budget == 0) [[unlikely]]
      yield(L, Yield::Slice);
  }
  void sleep(Lane &L, uint32_t Nanoseconds, const SimtSite *Site);
  /// \p UnitsOfStep: cycles or nanoseconds that a step takes.
  uint64_t readClock(Lane &L, const SimtSite *Site, uint32_t UnitsOfStep);
  static constexpr uint32_t CyclesOfStep = 32, NanosecondsOfStep = 16;
  [[noreturn]] void exitLane(Lane &L);
  /// Ends the launch. The stack of \p L is left as it is, so the caller must
  /// own nothing that needs freeing but \p Text: no temporaries either.
  [[noreturn]] void fail(Lane &L, Status S, std::string &&Text);

  uint32_t activeMask(Lane &L, const SimtSite *Site, const void *Place);
  /// Op, Mask and operands are in \p L. \returns L.Result
  uint64_t warpOp(Lane &L, const SimtSite *Site);

  enum class Arrival : uint8_t { Wait, GoOn };
  uint32_t barrier(Lane &L, Arrival How, int Red, uint32_t Id, uint32_t Count,
                   bool Predicate, bool Aligned, const SimtSite *Site);
  void clusterArrive(Lane &L, bool Relaxed, const SimtSite *Site);
  void clusterWait(Lane &L, const SimtSite *Site);

  void sharedAccess(Lane &L, const void *Pointer, uint32_t Bytes, bool IsWrite,
                    const SimtSite *Site);
  /// Before an access in plain memory; see __gpurt_simt_plain_access.
  void plainAccess(Lane &L, const void *Pointer, uint32_t Bytes, uint32_t Align,
                   bool IsWrite, const SimtSite *Site);
  struct Variable {
    const void *Object;
    uint64_t Size;
    const char *Name;
  };
  void variableAccess(Lane &L, const void *Pointer, uint32_t Bytes,
                      const Variable &Of, bool IsWrite, const SimtSite *Site);
  /// The resident block whose shared buffer holds \p Pointer, or null.
  [[nodiscard]] Block *sharedOwner(const void *Pointer) const;
  void *mapShared(Lane &L, const void *Pointer, uint32_t Rank,
                  const SimtSite *Site);
  uint32_t sharedRank(Lane &L, const void *Pointer, const SimtSite *Site);
  void changed(Lane &L, const void *Address, const SimtSite *Site);
  uint64_t load(Lane &L, const Access &A);
  void store(Lane &L, const Access &A, uint64_t Value);
  uint64_t rmw(Lane &L, const Access &A, SimtRmw Op, uint64_t Operand);
  uint64_t cas(Lane &L, const Access &A, SimtOrder FailureOrder,
               uint64_t Expected, uint64_t Desired);
  void fence(Lane &L, SimtOrder O, SimtScope S, const SimtSite *Site);

  // ModelHost; the first two for the running lane.
  uint32_t random(uint32_t Bound) override { return ModelStream.below(Bound); }
  [[noreturn]] void report(const char *Text) override;
  void warn(const char *Text) override;
  [[nodiscard]] uint64_t stallLimit() const override {
    return Sched.stallLimit();
  }
  [[nodiscard]] std::string nameOf(const LaneRef &L) const override;
  [[nodiscard]] std::string nameOf(const void *Address) const override;
  [[nodiscard]] std::string nameOf(const SimtSite *Site) const override;
  void warnAt(const Lane &L, std::string Text);

  static LaneRef refOf(const Lane &L);
  void print(std::string_view Text) const;

  [[nodiscard]] const Config &config() const { return Options; }
  [[nodiscard]] const Launch &launch() const { return Kernel; }
  [[nodiscard]] uint64_t launchNumber() const { return LaunchNumber; }
  [[nodiscard]] uint32_t dynamicOffset() const { return DynamicOffset; }
  [[nodiscard]] uint32_t sharedBytes() const { return SharedBytes; }
  [[nodiscard]] bool isStackGuard(const void *At) const {
    return Stacks.isGuard(At);
  }
  [[nodiscard]] MemoryModel *memory() const { return Options.Memory; }

private:
  // Launch.cpp
  [[nodiscard]] std::string whyRejected() const;
  void makeSlots();
  void startCluster(Cluster &C);
  void startBlock(Block &B);
  void startLane(Lane &L);
  uint64_t nextCluster();
  void mainLoop();

  // Machine.cpp
  [[noreturn]] static void laneMain();
  [[noreturn]] void endLane(Lane &L);
  void laneLeft(Lane &L);
  void yield(Lane &L, Yield Why);
  /// Puts the running lane, which is not ready any more, aside.
  void wait(Lane &L, LaneState State);
  void release(Lane &L);
  Lane *choose(Lane *Running, Yield Why);
  bool prepare(Lane &L);
  void enter(Fiber &From, Lane &Next);
  void toMain(Lane &L);
  void setSlice(uint32_t Steps) {
    SliceEnd = steps() + Steps;
    Budget = Steps;
  }
  /// All steps so far, right at every moment.
  [[nodiscard]] uint64_t steps() const { return SliceEnd - Budget; }
  /// For messages: the entry of Writers that \p Address may be in.
  static size_t writerOf(const void *Address) {
    return (reinterpret_cast<uintptr_t>(Address) / 4 * 0x9E3779B97F4A7C15ull) >>
           (64 - WriterBits);
  }
  void trace(uint64_t Event) {
    Out.TraceHash = (std::rotl(Out.TraceHash, 23) ^ Event ^ steps() << 24) *
                    0x9E3779B97F4A7C15ull;
  }

  // Stall.cpp
  /// While nothing has changed for long: what does the lane do, and has it
  /// been here before?
  void watch(Lane &L, const SimtSite *Site, uint64_t With) {
    if (Watching) [[unlikely]] {
      noteDeed(L, Site, With);
      noteState(L);
    }
  }
  /// Before a plain store, which is seen as a change if it is one.
  void watchStore(Lane &L, const void *Pointer, uint32_t Bytes) {
    if (WatchingStores) [[unlikely]]
      noteStore(L, Pointer, Bytes);
  }
  void noteDeed(const Lane &L, const SimtSite *Site, uint64_t With);
  void noteState(Lane &L);
  void noteStore(Lane &L, const void *Pointer, uint32_t Bytes);
  void noteClock(const Lane &L);
  void setWatch(uint64_t Stalled) {
    uint64_t Limit = Sched.stallLimit();
    // Before the host is asked: a kernel that stores does not wait for it.
    WatchingStores = Stalled > Limit / 16;
    // Half way to a livelock every step is looked at.
    Watching = Stalled > Limit / 2 && steps() + Limit / 2 > AskAgain;
  }
  [[nodiscard]] bool isLivelock();

  // WarpOps.cpp
  void checkMeeting(Lane &L);
  [[nodiscard]] static std::string whyNoMeeting(const Lane &L);
  bool tryComplete(Warp &W, WarpOp Op, uint32_t Mask, const Lane *Last);
  void combine(Warp &W, WarpOp Op, uint32_t Members);
  void shuffle(Warp &W, Lane &L, uint32_t Members);
  void alignVisits(Warp &W, uint32_t Members);
  void resolveActive(Lane &L);

  // Barriers.cpp
  void checkArrival(Lane &L, Arrival How, int Red, uint32_t Count);
  [[nodiscard]] static bool isPlainArrival(const Lane &L, Arrival How, int Red,
                                           uint32_t Count);
  [[nodiscard]] std::string whyNoArrival(const Lane &L, Arrival How, int Red,
                                         uint32_t Count) const;
  [[nodiscard]] static std::string whyDivergent(const Lane &L);
  static bool closeRound(BarrierState &S, const Warp &W);
  bool tryRelease(Block &B, BarrierState &S, const Lane *Last);
  void laneLeftBarriers(Lane &L);
  void tryCompleteCluster(Cluster &C);
  [[nodiscard]] BarrierKey clusterKey(const Cluster &C) const;

  // Memory.cpp
  /// The model if it is to see an access of \p L there: a lane's own stack is
  /// nobody else's.
  [[nodiscard]] MemoryModel *modelAt(const Lane &L, const void *Pointer) const {
    bool Own = Pointer >= L.Memory.Base && Pointer < L.Memory.Top;
    return Own ? nullptr : Options.Memory;
  }
  void checkAccess(Lane &L, const void *Pointer, uint32_t Bytes, bool IsWrite,
                   const SimtSite *Site);
  const Block &checkCluster(Lane &L, const void *Pointer, uint32_t Rank,
                            const SimtSite *Site);

  // Bounds.cpp
  void checkBounds(Lane &L, const void *Pointer, uint32_t Bytes, bool IsWrite,
                   const SimtSite *Site);
  [[nodiscard]] std::string whatIsAt(const Lane &L, uintptr_t At) const;
  [[nodiscard]] static std::string wayOut(const char *Pointer, uint32_t Bytes,
                                          const Variable &Of);
  [[noreturn]] void failMisaligned(Lane &L, const void *Pointer, uint32_t Bytes,
                                   uint32_t Align, const SimtSite *Site);

  // Report.cpp
  [[nodiscard]] std::string dump() const;
  /// Lanes of which the same is to be said, in any warp.
  struct Group {
    std::string First; ///< who, in the first warp
    std::string Text;
    uint64_t Lanes = 0, Warps = 0, Blocks = 0;
    const Block *LastBlock = nullptr;
  };
  void dumpWarp(const Warp &W, std::vector<Group> &Groups) const;
  [[nodiscard]] static std::string describe(const Group &G);
  [[nodiscard]] std::string waitsFor(const Lane &L) const;
  [[nodiscard]] std::string missingAtBarrier(const Lane &L) const;
  [[nodiscard]] std::string fold(const Warp &W, uint32_t Mask) const;
  [[nodiscard]] std::string describe(const Lane &L) const;
  [[nodiscard]] std::string describeLoop(const Lane &L) const;
  [[nodiscard]] std::string describeAddress(const Lane &L,
                                            const void *Address) const;
  [[nodiscard]] std::string finishMessage(const std::string &Text) const;

  Config Options;
  Launch Kernel;
  Scheduler Sched;
  Random ModelStream;
  StackPool Stacks;
  Fiber Main;
  Result Out;

  uint64_t SliceEnd = 0;
  uint32_t Budget = 0;
  uint64_t LastProgress = 0;
  uint64_t NextStallCall = 0;
  /// No livelock before this step: some lane still came to something new.
  uint64_t AskAgain = 0;
  uint64_t TimeSkew = 0; ///< steps that sleeping added to the clock
  uint64_t LaunchNumber = 0;

  std::vector<std::unique_ptr<Block>> Blocks; ///< resident, by slot
  std::vector<Cluster> Clusters;              ///< resident
  std::vector<uint64_t> Window; ///< ShuffleBlocks: clusters that may start
  uint64_t ClustersStarted = 0, ClustersTotal = 0, WindowNext = 0;
  uint64_t LiveLanes = 0;
  uint32_t DynamicOffset = 0, SharedBytes = 0;
  size_t SharedPitch = 0; ///< distance of two blocks' buffers
  std::vector<char> SharedArena;
  char *SharedBase = nullptr;
  std::vector<uint8_t> WrittenArena;

  KnownExtents Known; ///< of this launch
  /// Plain accesses until one is a step. A prime: no loop has the step always
  /// at the same of its accesses.
  static constexpr uint32_t PlainOfStep = 4093;
  uint32_t PlainLeft = PlainOfStep;

  /// Who changed an address last: only for messages, and lossy.
  struct Writer {
    const void *Address = nullptr;
    const SimtSite *Site = nullptr;
    uint64_t Block = 0;
    uint32_t Thread = 0;
  };
  static constexpr unsigned WriterBits = 10;
  static constexpr size_t WriterEntries = size_t(1) << WriterBits;
  std::vector<Writer> Writers;

  /// What one lane does while nothing changes. By slot.
  struct Habits {
    static constexpr uint32_t Most = 8;
    static constexpr uint64_t Never = ~uint64_t(0);
    struct Deed {
      const SimtSite *Site;
      uint64_t With;
      bool operator==(const Deed &) const = default;
    };
    /// The last different things it did, for messages.
    Deed Deeds[Most] = {};
    uint32_t NextDeed = 0;

    /// LastProgress when the lane was seen first: what follows is about that
    /// stall. Never: it was not seen.
    uint64_t Since = Never;
    bool Repeats = false; ///< it was in the same state twice
    /// Brent's search of a cycle: a state to come back to, kept for Span looks.
    uint64_t State = 0;
    uint32_t Looks = 0, Span = 1;

    /// What a plain store is about to change, and the hash before it.
    const void *Stored = nullptr;
    uint32_t StoredBytes = 0;
    uint64_t StoredHash = 0, StoredSince = Never;
    [[nodiscard]] bool hasStored() const;
  };
  Habits &habitsOf(const Lane &L);
  std::vector<Habits> Watched; ///< empty until there is need
  bool Watching = false, WatchingStores = false;

  enum class Request : uint8_t { None, Stalled, Failed, Idle };
  Request Asked = Request::None;
  Lane *Asker = nullptr;
};

/// The place of element \p N in a box of \p Size, x fastest.
void unlinear(uint64_t N, const Dim3 &Size, uint32_t Id[3]);
/// "k.cu:41:3 (f)", or "unknown place".
std::string placeOf(const SimtSite *Site);
/// "lane 3", "lanes 0-15, 17".
std::string lanesOf(uint32_t Mask);
/// "0x0000ffff".
std::string hexOf(uint32_t Mask);

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_ENGINE_MACHINE_H
