//===- Launch.cpp - Kernels on the engine ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A launch runs to its end inside the call, on the calling thread; one at a
// time in a process. Sizes that CUDA refuses are refused here with its error.
// What goes wrong in the kernel is written to stderr with the line that
// repeats it, and is returned by the next call that waits.
//
// Device code that waits for the host: libgpurt sets TurnOfHost, which is
// called whenever a lane sleeps, so its answers come at steps that only the
// seed decides. For other host threads there is real time: when nobody has
// made progress for a while the launch waits until pinned memory changes or a
// copy was made, up to StallPause for each time the engine asks. Such a
// program repeats only as far as its own threads do.
//
// GPURT_SEED, GPURT_POLICY, GPURT_RESIDENT (blocks at once, 16), GPURT_VERBOSE
// (one line for each launch), GPURT_CHECK (Territory.h), GPURT_MEMORY=weak
// (lib/simt/model/WeakMemory.h).
// Test: test/unit/cudart/programs/
//===----------------------------------------------------------------------===//
#include "Launch.h"
#include "Capture.h"
#include "Fault.h"
#include "RepeatCommand.h"
#include "Runtime.h"
#include "Schedules.h"
#include "Territory.h"

#include "engine/Engine.h"
#include "engine/Hooks.h"
#include "jit/Module.h"
#include "model/WeakMemory.h"

#include "llvm/Demangle/Demangle.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace gpurt::simt {

std::atomic<HostTurn> TurnOfHost{nullptr};

namespace {

using namespace std::chrono_literals;
constexpr auto StallPause = 40ms;
constexpr auto StallLook = 200us;
constexpr uint64_t LaunchLatency = 2000; // nanoseconds of the device's clock
constexpr size_t MostWatched = size_t(4) << 20;

/// Null unless GPURT_MEMORY=weak.
WeakMemory *Model = nullptr;

void giveHostItsTurn() {
  HostTurn Turn = TurnOfHost.load(std::memory_order_acquire);
  if (!Turn)
    return;
  if (Model)
    Model->beginHostTurn();
  Turn();
  if (Model)
    Model->endHostTurn();
}

void sleepHook(uint32_t Nanoseconds, const SimtSite *Site) {
  giveHostItsTurn();
  __gpurt_simt_nanosleep(Nanoseconds, Site);
}

bool waitForHost() {
  giveHostItsTurn();
  uint64_t Before = hostActivity(MostWatched);
  if (!Before)
    return false; // nothing that the host could answer through
  auto End = std::chrono::steady_clock::now() + StallPause;
  do {
    std::this_thread::sleep_for(StallLook);
    if (hostActivity(MostWatched) != Before)
      return true;
  } while (std::chrono::steady_clock::now() < End);
  return false;
}

Config configFromEnvironment() {
  Config C;
  C.Seed = numberFromEnvironment("GPURT_SEED", C.Seed);
  C.Multiprocessors = Multiprocessors;
  C.ResidentBlocks = unsigned(std::clamp<uint64_t>(
      numberFromEnvironment("GPURT_RESIDENT", C.ResidentBlocks),
      Multiprocessors, 4096));
  C.SharedLimit = SharedPerBlockOptin;
  C.OnStall = waitForHost;
  C.RepeatWith = settingsOf(ownEnvironment());
  C.Limits = territory();
  if (const char *Text = std::getenv("GPURT_POLICY")) {
    if (auto Order = parsePolicy(Text))
      C.Order = *Order;
    else
      say(std::string("GPURT_POLICY=") + Text +
          " is no policy; fair is used (there are fair, warp-unfair, "
          "run-to-block and pct)");
  }
  // A smoke run keeps the order that most chips show.
  C.ShuffleBlocks = C.Order != Policy::RunToBlock;
  if (modelsMemory()) {
    C.Memory = Model = new WeakMemory; // as the device, it never goes
    Model->setHostMemory(pinnedArena().start(), pinnedArena().extent());
  } else if (const char *Text = std::getenv("GPURT_MEMORY");
             Text && *Text && std::string_view(Text) != "strong") {
    say(std::string("GPURT_MEMORY=") + Text +
        " is no memory model; strong is used (there are strong and weak)");
  }
  return C;
}

struct Device {
  std::mutex Lock; ///< held during a launch
  Engine Lanes;
  bool Verbose;
  std::set<std::string> Warned;

  Device()
      : Lanes(configFromEnvironment()),
        Verbose(numberFromEnvironment("GPURT_VERBOSE", 0) != 0) {}
  static Device &get() {
    divideIntoRuns(); // the seed is the run's
    static auto *const Only = new Device;
    return *Only;
  }
};

Dim3 dims(dim3 D) { return {D.x, D.y, D.z}; }

cudaError_t check(const Request &R, const Kernel &K) {
  uint64_t Threads = dims(R.Block).count();
  constexpr unsigned MaxZ = 64, MaxGridYZ = 65535, MaxGridX = 0x7fffffff;
  if (!Threads || !dims(R.Grid).count() || Threads > MaxThreadsPerBlock ||
      R.Block.z > MaxZ || R.Grid.x > MaxGridX || R.Grid.y > MaxGridYZ ||
      R.Grid.z > MaxGridYZ)
    return cudaErrorInvalidConfiguration;
  if (K.Info->MaxThreads && Threads > K.Info->MaxThreads)
    return cudaErrorLaunchOutOfResources;
  if (R.Shared > K.DynamicShared ||
      R.Shared + K.Info->StaticSharedBytes > SharedPerBlockOptin)
    return cudaErrorInvalidValue;
  if (R.Grid.x % R.Cluster.x || R.Grid.y % R.Cluster.y ||
      R.Grid.z % R.Cluster.z)
    return cudaErrorInvalidClusterSize;
  size_t Shared = R.Shared + K.Info->StaticSharedBytes;
  if (R.Cooperative &&
      dims(R.Grid).count() >
          uint64_t(residentBlocks(unsigned(Threads), Shared)) * Multiprocessors)
    return cudaErrorCooperativeLaunchTooLarge;
  return cudaSuccess;
}

cudaError_t errorOf(Status S) {
  switch (S) {
  case Status::Livelock:
  case Status::StepLimit:
    return cudaErrorLaunchTimeout;
  case Status::IllegalAddress:
    return cudaErrorIllegalAddress;
  case Status::MisalignedAddress:
    return cudaErrorMisalignedAddress;
  case Status::Assert:
    return cudaErrorAssert;
  default:
    return cudaErrorLaunchFailure;
  }
}

void report(Device &D, const Request &R, const Kernel &K, const Result &Out) {
  for (const std::string &Line : Out.Warnings)
    if (D.Warned.insert(Line).second)
      say("warning: " + Line);
  if (D.Verbose) {
    char Text[160];
    std::snprintf(
        Text, sizeof(Text), "<<<%llu, %llu>>>: %s, %llu steps, %llu switches",
        (unsigned long long)dims(R.Grid).count(),
        (unsigned long long)dims(R.Block).count(), name(Out.Outcome),
        (unsigned long long)Out.Steps, (unsigned long long)Out.Switches);
    say(K.Name + Text);
  }
  noteLaunch(Out.Steps);
  if (!Out) {
    if (Out.Outcome != Status::Rejected)
      noteError();
    std::fflush(stdout); // what the kernel printed comes before its end
    // An assertion that failed is told as CUDA tells it.
    if (Out.Outcome == Status::Assert)
      std::fprintf(stderr, "%s\n", Out.Message.c_str());
    else
      say(Out.Message);
  }
}

cudaError_t launch(const void *Symbol, Request R, void **Args) {
  if (cudaError_t Error = deadContext())
    return done(Error);
  bool Records = false;
  if (cudaError_t Error = enter(R.Stream, Records))
    return done(Error);
  if (Records) {
    Work Later;
    cudaError_t Error = makeKernelWork(Symbol, R, Args, Later);
    return done(Error ? Error : capture(R.Stream, std::move(Later)));
  }
  Kernel *K = nullptr;
  if (cudaError_t Error = prepare(Symbol, R, K))
    return done(Error);
  return done(run(R, *K, Args));
}

/// The launches that <<<>>> has begun and not yet ended.
std::vector<Request> &begun() {
  thread_local std::vector<Request> Stack;
  return Stack;
}

[[maybe_unused]] const bool HooksAreOurs = [] {
  overrideHook("__gpurt_simt_nanosleep", reinterpret_cast<void *>(&sleepHook));
  return true;
}();

} // namespace

const Config &deviceConfig() { return Device::get().Lanes.config(); }

cudaError_t prepare(const void *Symbol, Request &R, Kernel *&Found) {
  if (cudaError_t Error = findKernel(Symbol, Found))
    return Error;
  const uint32_t *Dims = Found->Info->ClusterDims;
  if (Dims[0] && !R.ExplicitCluster) {
    R.Cluster = {Dims[0], Dims[1], Dims[2]};
    R.ExplicitCluster = true;
  }
  return check(R, *Found);
}

cudaError_t run(const Request &R, const Kernel &K, void **Args) {
  Device &D = Device::get();
  std::lock_guard Guard(D.Lock);
  // Behind a failed kernel nothing runs; CUDA would not have begun with it.
  if (isContextDead())
    return cudaSuccess;
  Launch L;
  // Every lane gets the same block of parameters and copies it first.
  L.Entry = reinterpret_cast<void (*)(void *)>(K.Info->Entry);
  L.Argument = Args;
  L.Grid = dims(R.Grid);
  L.Block = dims(R.Block);
  L.Cluster = dims(R.Cluster);
  L.ExplicitCluster = R.ExplicitCluster;
  L.StaticShared = uint32_t(K.Info->StaticSharedBytes);
  L.DynamicShared = uint32_t(R.Shared);
  L.Cooperative = R.Cooperative;
  std::string Shown = llvm::demangle(K.Name);
  L.Name = Shown.c_str();
  FaultGuard Faults;
  for (Arena *Each : {&deviceArena(), &pinnedArena()})
    Each->countLaunch();
  Result Out = D.Lanes.run(L);
  report(D, R, K, Out);
  for (Arena *Each : {&deviceArena(), &pinnedArena()})
    if (std::string Where = Each->takeOverrun(); !Where.empty() && Out)
      say("warning: the kernel " + K.Name + " wrote to " + Where +
          "; without GPURT_CHECK=0 the place is found");
  advanceDeviceTime(LaunchLatency + Out.Steps);
  if (Out.Outcome == Status::Rejected)
    return cudaErrorInvalidConfiguration;
  if (!Out)
    killContext(Faults.sawIllegalAddress() ? cudaErrorIllegalAddress
                                           : errorOf(Out.Outcome));
  return cudaSuccess;
}

unsigned residentBlocks(unsigned Threads, size_t SharedBytes) {
  unsigned Warps = (Threads + 31) / 32;
  if (!Warps || Threads > MaxThreadsPerBlock ||
      SharedBytes > SharedPerBlockOptin)
    return 0;
  unsigned Most = Device::get().Lanes.config().ResidentBlocks / Multiprocessors;
  Most = std::min(Most, MaxThreadsPerMultiprocessor / 32 / Warps);
  if (SharedBytes)
    Most = std::min<size_t>(Most, SharedPerMultiprocessor / SharedBytes);
  return Most;
}

} // namespace gpurt::simt

using namespace gpurt::simt;

GPURT_API unsigned __cudaPushCallConfiguration(dim3 Grid, dim3 Block,
                                               size_t Shared,
                                               cudaStream_t Stream) {
  begun().push_back({Grid, Block, Shared, Stream});
  return 0;
}

GPURT_API cudaError_t __cudaPopCallConfiguration(dim3 *Grid, dim3 *Block,
                                                 size_t *Shared, void *Stream) {
  if (begun().empty())
    return cudaErrorMissingConfiguration;
  Request Last = begun().back();
  begun().pop_back();
  *Grid = Last.Grid;
  *Block = Last.Block;
  *Shared = Last.Shared;
  *static_cast<cudaStream_t *>(Stream) = Last.Stream;
  return cudaSuccess;
}

GPURT_API cudaError_t cudaLaunchKernel(const void *Symbol, dim3 Grid,
                                       dim3 Block, void **Args, size_t Shared,
                                       cudaStream_t Stream) {
  return launch(Symbol, {Grid, Block, Shared, Stream}, Args);
}
GPURT_PER_THREAD(cudaLaunchKernel, _ptsz)

GPURT_API cudaError_t __cudaLaunchKernel(cudaKernel_t Handle, dim3 Grid,
                                         dim3 Block, void **Args, size_t Shared,
                                         cudaStream_t Stream) {
  return launch(Handle, {Grid, Block, Shared, Stream}, Args);
}
GPURT_PER_THREAD(__cudaLaunchKernel, _ptsz)

GPURT_API cudaError_t cudaLaunchCooperativeKernel(const void *Symbol, dim3 Grid,
                                                  dim3 Block, void **Args,
                                                  size_t Shared,
                                                  cudaStream_t Stream) {
  Request R{Grid, Block, Shared, Stream};
  R.Cooperative = true;
  return launch(Symbol, R, Args);
}
GPURT_PER_THREAD(cudaLaunchCooperativeKernel, _ptsz)

GPURT_API cudaError_t cudaLaunchKernelExC(const cudaLaunchConfig_t *Config,
                                          const void *Symbol, void **Args) {
  if (!Config)
    return done(cudaErrorInvalidValue);
  Request R{Config->gridDim, Config->blockDim, Config->dynamicSmemBytes,
            Config->stream};
  for (unsigned I = 0; I != Config->numAttrs; ++I) {
    const cudaLaunchAttribute &Each = Config->attrs[I];
    if (Each.id == cudaLaunchAttributeCooperative)
      R.Cooperative = Each.val.cooperative != 0;
    if (Each.id == cudaLaunchAttributeClusterDimension) {
      R.Cluster = {Each.val.clusterDim.x, Each.val.clusterDim.y,
                   Each.val.clusterDim.z};
      R.ExplicitCluster = true;
    }
  }
  // The others (priorities, programmatic dependence, ...) change only when a
  // kernel starts, and here each starts when the one before has ended.
  if (!R.Cluster.x || !R.Cluster.y || !R.Cluster.z)
    return done(cudaErrorInvalidClusterSize);
  return launch(Symbol, R, Args);
}
GPURT_PER_THREAD(cudaLaunchKernelExC, _ptsz)
