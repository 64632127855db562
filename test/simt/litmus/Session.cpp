//===- Session.cpp - Runs litmus tests on a device ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Session.h. On a GPU all of the test's blocks should be resident at once;
// the sizes below fit an H100 (132 multiprocessors, 8 blocks of 256 threads
// each). Nothing goes wrong if they are not, only fewer instances meet.
// Test: simt.litmus.*
//===----------------------------------------------------------------------===//
#include "Session.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace gpurt::litmus {

namespace {

constexpr uint32_t BlockSize = 256, MostTestBlocks = 512;
constexpr uint32_t MostInstances = MostTestBlocks * BlockSize;
constexpr uint32_t MostStride = 16;
constexpr uint32_t ScratchWords = 1u << 22;
constexpr uint32_t StressBlocks = 264;

void check(cudaError_t Error, const char *What) {
  if (Error == cudaSuccess)
    return;
  std::fprintf(stderr, "litmus: %s: %s\n", What, cudaGetErrorString(Error));
  std::exit(2);
}

template <typename T> T *deviceArray(size_t Count) {
  void *Where = nullptr;
  check(cudaMalloc(&Where, Count * sizeof(T)), "cudaMalloc");
  check(cudaMemset(Where, 0, Count * sizeof(T)), "cudaMemset");
  return static_cast<T *>(Where);
}

double seconds() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

Observation observationOf(const Program &P) {
  Observation O;
  O.Registers = uint32_t(P.Registers);
  O.Finals = uint32_t(P.Finals);
  for (size_t F = 0; F != P.Finals; ++F)
    O.Final[F] = P.Final[F];
  return O;
}

} // namespace

struct Session::Memory {
  uint32_t *Words, *Registers, *Scratch = nullptr, *Gate = nullptr;
  uint64_t *Histogram = nullptr;

  explicit Memory(Device D) {
    bool Gpu = D == Device::Gpu;
    size_t Instances = Gpu ? MostInstances : 1;
    Words = deviceArray<uint32_t>(MostPlaces * Instances * MostStride);
    Registers = deviceArray<uint32_t>(Instances * MaxRegisters);
    if (!Gpu)
      return;
    Scratch = deviceArray<uint32_t>(ScratchWords);
    Gate = deviceArray<uint32_t>(1);
    Histogram = deviceArray<uint64_t>(Outcomes + 1);
  }
  static constexpr size_t MostPlaces = litmus::MaxPlaces;
};

Session::Session(Device D) : Kind(D), M(std::make_unique<Memory>(D)) {}
Session::~Session() = default;

std::string Session::deviceName() const {
  cudaDeviceProp Properties;
  check(cudaGetDeviceProperties(&Properties, 0), "cudaGetDeviceProperties");
  return Properties.name;
}

Setup Session::setupFor(const Test &T) const {
  Setup U;
  U.L = T.V->L;
  U.Threads = uint32_t(T.P.ThreadCount);
  U.Blocks = T.P.blocks();
  U.Warps = T.P.warps();
  U.Lanes = T.P.lanes();
  U.Words = M->Words;
  U.Registers = M->Registers;
  if (Kind == Device::Gpu) {
    U.Slots = BlockSize / WarpSize / U.Warps * (WarpSize / U.Lanes);
    U.Groups = MostTestBlocks / U.Blocks;
    U.Scratch = M->Scratch;
    U.ScratchMask = ScratchWords - 1;
  }
  U.PlaceWords = U.instances();
  U.SharedStride = T.V->InShared ? U.Slots : 0;
  return U;
}

/// The recipes of "parallel" litmus testing: many instances, strangers as
/// partners, noise before and beside the test.
void Session::vary(Setup &U, const Test &T) {
  auto perhaps = [&](uint32_t Value) { return below(2) ? Value : 0; };
  U.Seed = Random();
  U.Stride = 1u << below(5);
  U.PlaceWords = U.instances() * U.Stride;
  U.Scramble = below(2);
  U.LaneShift = below(WarpSize);
  bool Free = T.V->L == Layout::Blocks || T.V->L == Layout::Pairs;
  U.SlotShift = T.P.blocks() > 1 ? below(U.Slots) : 0;
  U.GroupShift = Free ? below(U.Groups) : 0;
  U.Preload = below(2);
  U.Noise = perhaps(1 + below(16));
  U.MostDelay = perhaps(1u << below(10));
  U.StressRounds = perhaps(256);
  U.Gate = below(4) ? M->Gate : nullptr;
}

cudaError_t Session::prepareMemory(const Test &T, const Setup &U) {
  size_t Words = T.P.Places * size_t(U.PlaceWords);
  cudaError_t Error = cudaMemsetAsync(M->Words, 0, Words * sizeof(uint32_t));
  if (Error == cudaSuccess && U.Gate)
    Error = cudaMemsetAsync(M->Gate, 0, sizeof(uint32_t));
  return Error;
}

cudaError_t Session::launch(const Test &T, const Setup &U) {
  cudaLaunchConfig_t Config = {};
  cudaLaunchAttribute Cluster = {};
  Config.gridDim.x = U.testBlocks();
  Config.blockDim.x = (U.Warps - 1) * WarpSize + U.Lanes;
  if (Kind == Device::Gpu) {
    Config.blockDim.x = BlockSize;
    Config.gridDim.x += U.StressRounds ? StressBlocks : 0;
  }
  Config.dynamicSmemBytes = U.SharedStride * T.P.Places * sizeof(uint32_t);
  if (T.V->L == Layout::ClusterBlocks) {
    Cluster.id = cudaLaunchAttributeClusterDimension;
    Cluster.val.clusterDim.x = U.Blocks;
    Cluster.val.clusterDim.y = Cluster.val.clusterDim.z = 1;
    Config.attrs = &Cluster;
    Config.numAttrs = 1;
  }
  Setup Copy = U;
  void *Arguments[] = {&Copy};
  return cudaLaunchKernelExC(&Config, reinterpret_cast<const void *>(T.Run),
                             Arguments);
}

cudaError_t Session::countOnHost(const Test &T, const Setup &U, Histogram &H) {
  uint32_t Registers[MaxRegisters], Words[MaxPlaces];
  cudaError_t Error = cudaMemcpy(Registers, U.Registers, sizeof(Registers),
                                 cudaMemcpyDeviceToHost);
  if (Error == cudaSuccess)
    Error = cudaMemcpy(Words, U.Words, T.P.Places * sizeof(uint32_t),
                       cudaMemcpyDeviceToHost);
  if (Error != cudaSuccess)
    return Error;
  Outcome Seen = 0;
  for (size_t I = 0; I != T.P.observed(); ++I) {
    uint32_t Value =
        I < T.P.Registers ? Registers[I] : Words[T.P.Final[I - T.P.Registers]];
    if (Value > NotWritten) {
      ++H.Strange;
      return cudaSuccess;
    }
    Seen = withValue(Seen, I, Value);
  }
  ++H.Counts[Seen];
  return cudaSuccess;
}

void Session::run(const Test &T, uint64_t MostLaunches, double Seconds,
                  Histogram &H) {
  Setup U = setupFor(T);
  bool Gpu = Kind == Device::Gpu;
  cudaError_t Error = cudaSuccess;
  if (Gpu)
    Error = cudaMemsetAsync(M->Histogram, 0, (Outcomes + 1) * sizeof(uint64_t));
  double End = seconds() + Seconds;
  while (Error == cudaSuccess && (!MostLaunches || H.Launches < MostLaunches) &&
         (Seconds == 0 || seconds() < End)) {
    if (Gpu)
      vary(U, T);
    Error = prepareMemory(T, U);
    if (Error == cudaSuccess)
      Error = launch(T, U);
    if (Error == cudaSuccess && Gpu)
      tally(U, observationOf(T.P), M->Histogram);
    else if (Error == cudaSuccess)
      Error = countOnHost(T, U, H);
    ++H.Launches;
    H.Instances += U.instances();
    // So that time is what the device took, not what was enqueued.
    constexpr uint64_t Batch = 16;
    if (Gpu && Error == cudaSuccess && H.Launches % Batch == 0)
      Error = cudaDeviceSynchronize();
  }
  if (Gpu && Error == cudaSuccess) {
    std::vector<uint64_t> Counts(Outcomes + 1);
    Error =
        cudaMemcpy(Counts.data(), M->Histogram,
                   Counts.size() * sizeof(uint64_t), cudaMemcpyDeviceToHost);
    for (Outcome O = 0; O != Outcomes; ++O)
      if (Counts[O])
        H.Counts[O] += Counts[O];
    H.Strange += Counts[Outcomes];
  }
  if (Error != cudaSuccess)
    H.Error = cudaGetErrorString(Error);
}

} // namespace gpurt::litmus
