//===- Kernel.h - Device code of a litmus test ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One kernel for each shape and scope. Every statement is one volatile asm with
// a memory clobber, whose text is the parsed statement's own, so the PTX holds
// the program's accesses in the program's order.
// Before its test a thread may wait at a gate, delay, and touch other memory:
// none of that orders the test's own accesses, it makes weak behaviour likely.
// Test: simt.litmus.*
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_SIMT_LITMUS_KERNEL_H
#define GPURT_TEST_SIMT_LITMUS_KERNEL_H

#include "Launch.h"

#include <utility>

namespace gpurt::litmus {

/// Registers and words as one thread sees them.
struct Frame {
  uint32_t *Words[MaxPlaces];
  uint32_t Registers[MaxRegisters];
  uint32_t Barrier; ///< of this instance's pair of warps
};

struct Place {
  uint32_t Instance, Slot;
  uint32_t Role; ///< not below Setup::Threads: the thread has none
};

template <const auto &Table, size_t I, Scope S>
inline constexpr Program Parsed =
    parse(Table[I], Variant{"", S, Layout::Lanes});

//===--- Statements -------------------------------------------------------===//

template <Value V> __device__ uint32_t valueOf(const Frame &F) {
  if constexpr (V.IsRegister)
    return F.Registers[V.Number];
  else
    return V.Number;
}

template <const auto &Table, size_t I, Scope S, size_t T, size_t N>
__device__ void perform(Frame &F) {
  constexpr Op O = Parsed<Table, I, S>.Threads[T].Ops[N];
  if constexpr (O.Guarded)
    if ((F.Registers[O.GuardRegister] == 0) != O.GuardIsZero)
      return;
  uint32_t *Word = F.Words[O.Place];
  uint32_t &Result = F.Registers[O.Result];
  if constexpr (O.V == Verb::Load)
    asm volatile((O.ptx()) : "=r"(Result) : "l"(Word) : "memory");
  else if constexpr (O.V == Verb::Store || O.V == Verb::Red)
    asm volatile((O.ptx())
                 :
                 : "l"(Word), "r"(valueOf<O.Operand>(F))
                 : "memory");
  else if constexpr (O.A == Action::CompareSwap)
    asm volatile((O.ptx())
                 : "=r"(Result)
                 : "l"(Word), "r"(valueOf<O.Operand>(F)),
                   "r"(valueOf<O.Operand2>(F))
                 : "memory");
  else if constexpr (O.V == Verb::Atom)
    asm volatile((O.ptx())
                 : "=r"(Result)
                 : "l"(Word), "r"(valueOf<O.Operand>(F))
                 : "memory");
  else if constexpr (O.V == Verb::NamedSync || O.V == Verb::NamedArrive)
    asm volatile((O.ptx()) : : "r"(F.Barrier) : "memory");
  else
    asm volatile((O.ptx()) : : : "memory");
}

/// The whole thread, and its registers to memory.
template <const auto &Table, size_t I, Scope S, size_t T, size_t... N>
__device__ void performAll(Frame &F, uint32_t *Registers,
                           std::index_sequence<N...>) {
  (perform<Table, I, S, T, N>(F), ...);
  auto Report = [&]<size_t Index>() {
    constexpr Op O = Parsed<Table, I, S>.Threads[T].Ops[Index];
    if constexpr (O.hasResult())
      Registers[O.Result] = F.Registers[O.Result];
  };
  (Report.template operator()<N>(), ...);
}

template <const auto &Table, size_t I, Scope S, size_t T>
__device__ void performThread(Frame &F, uint32_t *Registers) {
  constexpr size_t Count = Parsed<Table, I, S>.Threads[T].Count;
  performAll<Table, I, S, T>(F, Registers, std::make_index_sequence<Count>());
}

//===--- Who is where -----------------------------------------------------===//

__device__ inline Place placeOf(const Setup &U) {
  uint32_t Lane = threadIdx.x % WarpSize, Warp = threadIdx.x / WarpSize;
  uint32_t Block = blockIdx.x % U.Blocks, Group = blockIdx.x / U.Blocks;
  uint32_t InWarp = Warp % U.Warps, InLane = Lane % U.Lanes;
  // Each shift renames the instances of one part, so that the parts of an
  // instance are not always neighbours.
  if (U.Lanes == 1)
    Lane = (Lane + U.LaneShift * InWarp) % WarpSize;
  uint32_t Slot = Warp / U.Warps * (WarpSize / U.Lanes) + Lane / U.Lanes;
  if (U.SlotShift)
    Slot = (Slot + U.SlotShift * Block) % U.Slots;
  if (U.GroupShift)
    Group = (Group + U.GroupShift * Block) % U.Groups;
  uint32_t Role = U.L == Layout::Lanes   ? InLane
                  : U.L == Layout::Warps ? InWarp
                  : U.L == Layout::Pairs ? Block * 2 + InWarp
                                         : Block;
  return {Group * U.Slots + Slot, Slot, Slot < U.Slots ? Role : U.Threads};
}

//===--- Chances to be weak -----------------------------------------------===//

__device__ inline uint32_t mix(uint32_t X) {
  X ^= X >> 16;
  X *= 0x7feb352dU;
  X ^= X >> 15;
  X *= 0x846ca68bU;
  return X ^ X >> 16;
}

__device__ inline void touch(const Setup &U, uint32_t &Random) {
  Random = mix(Random + 1);
  uint32_t *Where = U.Scratch + (Random & U.ScratchMask);
  if (Random >> 30 & 1)
    asm volatile("st.weak.u32 [%0], %1;" : : "l"(Where), "r"(Random));
  else
    asm volatile("{ .reg .u32 t; ld.weak.u32 t, [%0]; }" : : "l"(Where));
}

__device__ inline void stress(const Setup &U) {
  uint32_t Random = mix(U.Seed ^ (blockIdx.x * blockDim.x + threadIdx.x));
  for (uint32_t N = 0; N != U.StressRounds; ++N)
    touch(U, Random);
}

/// All test blocks go on together, or alone if the others do not come.
__device__ inline void meet(const Setup &U) {
  constexpr uint32_t MostPolls = 4096;
  __syncthreads();
  if (threadIdx.x == 0) {
    uint32_t Here;
    asm volatile("red.relaxed.gpu.add.u32 [%0], 1;" : : "l"(U.Gate));
    uint32_t Polls = 0;
    do
      asm volatile("ld.relaxed.gpu.u32 %0, [%1];" : "=r"(Here) : "l"(U.Gate));
    while (Here < U.testBlocks() && ++Polls != MostPolls);
  }
  __syncthreads();
}

__device__ inline void prepare(const Setup &U, const Frame &F,
                               uint32_t Places) {
  uint32_t Random = mix(U.Seed ^ (blockIdx.x * blockDim.x + threadIdx.x));
  if (U.Preload)
    for (uint32_t P = 0; P != Places; ++P)
      asm volatile("{ .reg .u32 t; ld.weak.u32 t, [%0]; }" : : "l"(F.Words[P]));
  for (uint32_t N = 0; N != U.Noise; ++N)
    touch(U, Random);
  if (U.MostDelay)
    for (uint32_t N = mix(Random) % U.MostDelay; N != 0; --N)
      asm volatile("");
}

//===--- The kernel -------------------------------------------------------===//

extern __shared__ uint32_t SharedWords[];

template <const auto &Table, size_t I, Scope S>
__global__ void runTest(Setup U) {
  constexpr const Program &P = Parsed<Table, I, S>;
  constexpr size_t Threads = P.ThreadCount;
  constexpr size_t Places = P.Places;
  if (blockIdx.x >= U.testBlocks())
    return stress(U);
  if (U.SharedStride) {
    for (uint32_t N = threadIdx.x; N < Places * U.SharedStride; N += blockDim.x)
      SharedWords[N] = 0;
    __syncthreads();
  }
  Place Here = placeOf(U);
  Frame F;
  for (uint32_t W = 0; W != MaxPlaces; ++W)
    F.Words[W] = U.SharedStride ? SharedWords + W * U.SharedStride + Here.Slot
                                : U.Words + U.wordOf(Here.Instance, W);
  for (uint32_t &Each : F.Registers)
    Each = NotWritten;
  F.Barrier = 1 + threadIdx.x / WarpSize / 2;
  if (U.Gate)
    meet(U);
  if (Here.Role >= Threads)
    return;
  // Threads of one block begin together. Those without a role are gone and
  // count no more.
  if (U.Warps * U.Lanes > 1)
    asm volatile("barrier.sync 0;" : : : "memory");
  prepare(U, F, Places);
  uint32_t *Registers = U.Registers + size_t(Here.Instance) * MaxRegisters;
  if (Here.Role == 0)
    performThread<Table, I, S, 0>(F, Registers);
  else if (Here.Role == 1)
    performThread<Table, I, S, 1>(F, Registers);
  if constexpr (Threads > 2)
    if (Here.Role == 2)
      performThread<Table, I, S, 2>(F, Registers);
  if constexpr (Threads > 3)
    if (Here.Role == 3)
      performThread<Table, I, S, 3>(F, Registers);
  if (!U.SharedStride)
    return;
  asm volatile("barrier.sync 0;" : : : "memory");
  if (Here.Role == 0)
    for (uint32_t W = 0; W != Places; ++W)
      U.Words[U.wordOf(Here.Instance, W)] = *F.Words[W];
}

//===--- All kernels of a family ------------------------------------------===//

template <const auto &Table, size_t I, Scope S> constexpr Kernel kernelFor() {
  constexpr bool Used = [] {
    for (const Variant &V : Table[I].Variants)
      if (V.S == S)
        return true;
    return false;
  }();
  if constexpr (Used)
    return runTest<Table, I, S>;
  else
    return nullptr;
}

template <const auto &Table> std::span<const ShapeKernels> kernelsOf() {
  static const auto All = []<size_t... I>(std::index_sequence<I...>) {
    return std::array{ShapeKernels{kernelFor<Table, I, Scope::Cta>(),
                                   kernelFor<Table, I, Scope::Cluster>(),
                                   kernelFor<Table, I, Scope::Gpu>(),
                                   kernelFor<Table, I, Scope::Sys>()}...};
  }(std::make_index_sequence<std::size(Table)>());
  return All;
}

} // namespace gpurt::litmus

#endif // GPURT_TEST_SIMT_LITMUS_KERNEL_H
