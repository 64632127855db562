//===- Machine.cpp - The running of lanes ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A lane gets a stack when it first runs and gives it back when it ends, so a
// launch needs as many stacks as lanes are under way at once: in run-to-block
// order often a single one. The hot path of a step is one counter (Machine.h);
// everything that needs looking at now and then is looked at when it is empty.
// Test: test/unit/simt/PolicyTest.cpp
//===----------------------------------------------------------------------===//
#include "Machine.h"

#include <algorithm>
#include <cstdio>

namespace gpurt::simt {

constinit thread_local Lane *CurrentLane
    __attribute__((tls_model("initial-exec")));

namespace {
/// OnStall is asked so often before a livelock is declared.
constexpr uint64_t StallCalls = 8;
} // namespace

void Machine::mainLoop() {
  Lane *Next = choose(nullptr, Yield::Wait);
  for (;;) {
    Asked = Request::None;
    Asker = nullptr;
    enter(Main, *Next);
    CurrentLane = nullptr;
    switch (Asked) {
    case Request::None: // nobody comes here without a request
    case Request::Failed:
      Out.Message = finishMessage(Out.Message);
      return;
    case Request::Idle:
      if (!LiveLanes)
        return;
      Out.Outcome = Status::Deadlock;
      Out.Message = finishMessage("deadlock: no lane can run");
      return;
    case Request::Stalled:
      break;
    }
    // Answered or not, the lane that noticed the stall goes on, until it is
    // one too many.
    Next = Asker;
    if (Options.OnStall && Options.OnStall()) {
      LastProgress = steps();
      NextStallCall = 0;
    } else if (isLivelock()) {
      Asker = nullptr; // it is no more to blame than the others
      Out.Outcome = Status::Livelock;
      Out.Message =
          finishMessage("livelock: lanes run, but nothing changed for " +
                        std::to_string(steps() - LastProgress) + " steps");
      return;
    }
  }
}

void Machine::laneMain() {
  enteredFiber();
  Lane &L = *CurrentLane;
  const Launch &K = L.Owner->Kernel;
  K.Entry(K.Argument);
  L.Owner->endLane(L);
}

void Machine::exitLane(Lane &L) { endLane(L); }

void Machine::endLane(Lane &L) {
  // From here on the stack belongs to the pool, and to the next new lane; we
  // stand on it until we jump, and nobody else runs before that.
  Stacks.give(L.Memory);
  laneLeft(L);
  Lane *Next = choose(&L, Yield::Wait);
  if (!Next) {
    Asked = Request::Idle;
    abandonForResume(Main);
  }
  if (!prepare(*Next)) {
    Asked = Request::Failed;
    abandonForResume(Main);
  }
  CurrentLane = Next;
  ++Out.Switches;
  if (Next->Fresh) {
    Next->Fresh = false;
    abandonForStart(*Next, laneMain);
  }
  abandonForResume(*Next);
}

void Machine::laneLeft(Lane &L) {
  Warp &W = *L.W;
  Block &B = *L.B;
  Cluster &C = *B.C;
  LastProgress = steps();
  if (Options.Memory) [[unlikely]]
    Options.Memory->onLaneEnd(refOf(L));
  Sched.remove(L);
  L.State = LaneState::Ended;
  W.Live &= ~L.Bit;
  --B.Live;
  --C.Live;
  --LiveLanes;
  trace(L.Slot);

  // Whoever waited for this lane alone goes on.
  for (uint32_t Left = W.InWarpOp; Left; Left &= Left - 1) {
    Lane &Other = W.Lanes[std::countr_zero(Left)];
    if (Other.State == LaneState::WarpOp)
      tryComplete(W, Other.Op, Other.Mask, nullptr);
  }
  laneLeftBarriers(L);
  if (!C.Live && ClustersStarted != ClustersTotal)
    startCluster(C);
}

Lane *Machine::choose(Lane *Running, Yield Why) {
  if (Running && Running->Progressed)
    LastProgress = steps();
  uint64_t Stalled = steps() - LastProgress;
  Lane *Next = Sched.pick(Running, Why, steps());
  if (!Next)
    return nullptr;
  if (Running)
    Running->Progressed = false;
  setWatch(Stalled);
  setSlice(Watching ? 1 : Sched.slice(Stalled, steps()));
  if (Next->Place)
    resolveActive(*Next);
  trace(uint64_t(Next->Slot) << 32);
  return Next;
}

bool Machine::prepare(Lane &L) {
  if (!L.Fresh || Stacks.take(L.Memory))
    return true;
  Out.Outcome = Status::OutOfStacks;
  Out.Message = "no memory for the stack of another lane; lower "
                "GPURT_RESIDENT or raise vm.max_map_count";
  return false;
}

void Machine::enter(Fiber &From, Lane &Next) {
  if (!prepare(Next)) {
    Asked = Request::Failed;
    if (&From != &Main)
      resumeFiber(From, Main); // never comes back
    return;
  }
  CurrentLane = &Next;
  ++Out.Switches;
  if (Next.Fresh) {
    Next.Fresh = false;
    startFiber(From, Next, laneMain);
  } else {
    resumeFiber(From, Next);
  }
}

void Machine::toMain(Lane &L) {
  Asker = &L;
  resumeFiber(L, Main);
  CurrentLane = &L;
}

void Machine::yield(Lane &L, Yield Why) {
  if (Why == Yield::Slice)
    watch(L, L.Site, reinterpret_cast<uintptr_t>(L.Address));
  else if (Watching) [[unlikely]]
    noteState(L);
  if (L.Progressed)
    LastProgress = steps();
  uint64_t Now = steps(), Stalled = Now - LastProgress;
  if (Now > Options.MaxSteps) {
    std::string Text = "step limit: the launch did not end in " +
                       std::to_string(Options.MaxSteps) + " steps";
    fail(L, Status::StepLimit, std::move(Text));
  }
  uint64_t Part = Sched.stallLimit() / StallCalls;
  if (Stalled > Part && Now >= NextStallCall) {
    NextStallCall = Now + Part;
    if (Options.OnStall || Stalled > Sched.stallLimit()) {
      Asked = Request::Stalled;
      toMain(L);
    }
  }
  Lane *Next = choose(&L, Why);
  if (Next != &L)
    enter(L, *Next);
}

void Machine::wait(Lane &L, LaneState State) {
  Sched.remove(L);
  L.State = State;
  Lane *Next = choose(&L, Yield::Wait);
  if (Next) {
    enter(L, *Next);
    return;
  }
  Asked = Request::Idle;
  resumeFiber(L, Main);
}

void Machine::release(Lane &L) {
  // No progress: a warp may spin on a vote as well as on a load.
  L.State = LaneState::Ready;
  Sched.add(L);
}

void Machine::fail(Lane &L, Status S, std::string &&Text) {
  Out.Outcome = S;
  Out.Message = std::move(Text);
  Asker = &L;
  Asked = Request::Failed;
  abandonForResume(Main);
}

void Machine::report(const char *Text) {
  std::string Copy = Text;
  fail(*CurrentLane, Status::Reported, std::move(Copy));
}

void Machine::sleep(Lane &L, uint32_t Nanoseconds, const SimtSite *Site) {
  L.Site = Site;
  L.Address = nullptr;
  // As if all lanes slept side by side: each adds its share.
  uint64_t Share = Nanoseconds / (NanosecondsOfStep * LiveLanes);
  TimeSkew += std::max<uint64_t>(1, Share);
  --Budget;
  yield(L, Yield::Sleep);
}

uint64_t Machine::readClock(Lane &L, const SimtSite *Site,
                            uint32_t UnitsOfStep) {
  step(L, Site, nullptr);
  noteClock(L);
  // When nobody does anything but look at the clock, time flies: a time-out
  // comes before a livelock is declared.
  uint64_t Stalled = steps() - LastProgress;
  if (Stalled > 4096)
    TimeSkew += Stalled / 64;
  return (steps() + TimeSkew) * UnitsOfStep;
}

void Machine::changed(Lane &L, const void *Address, const SimtSite *Site) {
  L.Progressed = true;
  if (!Address)
    return;
  Writers[writerOf(Address)] = {Address, Site, L.B->Linear, L.Thread};
}

LaneRef Machine::refOf(const Lane &L) {
  return {L.Slot, L.Thread, L.B->Linear, L.B->C->Linear};
}

void Machine::print(std::string_view Text) const {
  if (Options.Print)
    Options.Print(Text);
  else
    std::fwrite(Text.data(), 1, Text.size(), stdout);
}

void Machine::warn(const char *Text) { warnAt(*CurrentLane, Text); }

} // namespace gpurt::simt
