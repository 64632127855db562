//===- mixed-churn.cu - All calls, all kinds of blocks, to the last one ---===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Threads of several blocks malloc, realloc and free slots and runs in a heap
// too small for all; they pass blocks to each other, and some end by an assert
// with blocks in hand. What a thread holds stands in memory that outlives it:
// after each kernel the blocks lie apart and are what heap_stats() counts. In
// the next kernel other threads go on with them; the last one frees them all,
// and then one block takes the whole heap.
// Test: itself, test/simt/devicelib/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "Stress.h"

#include <algorithm>
#include <cassert>
#include <vector>

constexpr size_t Pages = 40;
constexpr unsigned Blocks = 3, Lanes = 4, Threads = Blocks * Lanes;
constexpr unsigned Hands = 3, Live = 3;

/// A block that someone holds; none if At is null. Its first word is Who, from
/// which he who gets it handed over knows its size.
struct Held {
  uint64_t *At;
  uint64_t Who;

  __host__ __device__ size_t size() const { return Who >> 16; }
  __device__ Block block() const { return {At, size()}; }
};

__device__ uint64_t newStamp(size_t Size, Dice &D) {
  return Size << 16 | D.below(1 << 16);
}

/// Whole classes and pages, which heap_stats() counts as they are asked for;
/// so far apart that no slot serves a smaller one's size.
__device__ size_t anySize(Dice &D, unsigned MostPages) {
  constexpr size_t Slots[] = {16, 48, 112, 1024, 4096, 12 << 10, 32 << 10};
  unsigned Kind = D.below(10);
  return Kind < 7 ? Slots[Kind] : (1 + D.below(MostPages)) * Page;
}

__device__ Held takeAny(Dice &D) {
  size_t Size = anySize(D, 12);
  uint64_t Who = newStamp(Size, D);
  return {take(Size, Who).At, Who};
}

__device__ void giveBack(Held &Mine, unsigned *Bad) {
  Held Old = Mine;
  Mine = {};
  if (!give(Old.block(), Old.Who))
    atomicAdd(Bad, 1u);
}

/// realloc. A refusal leaves the block as it was.
__device__ void resize(Held &Mine, Dice &D, unsigned *Bad) {
  const Held Old = Mine;
  size_t Size = anySize(D, 2); // the engine copies step by step
  auto *Moved = static_cast<uint64_t *>(realloc(Old.At, Size));
  keep(Moved);
  if (!Moved)
    return;
  Mine = {Moved, newStamp(Size, D)};
  bool Grown = Size >= Old.size();
  if (Moved[0] != Old.Who ||
      (Grown && Moved[Old.size() / 8 - 1] != Old.Who + Old.size()))
    atomicAdd(Bad, 1u);
  Mine.block().write(Mine.Who);
  // Shrunk in place it may count for more than was asked for.
  if (Moved == Old.At && !Grown)
    giveBack(Mine, Bad);
}

/// Leaves the block for others and goes on with what was left before.
__device__ void exchange(Held &Mine, uint64_t **Hand) {
  uint64_t *Old = Mine.At;
  Mine = {};
  Mine.At = swapHands(Hand, Old);
  if (Mine.At)
    Mine.Who = Mine.At[0];
}

/// \p Turn: which thread's blocks each goes on with.
__global__ void churn(Held *All, uint64_t **Table, unsigned Turn,
                      unsigned Rounds, unsigned *Bad, unsigned *Ended) {
  Held *Mine = All + (globalThread() + Turn) % Threads * Live;
  Dice D;
  unsigned End = D.below(32 * Rounds);
  for (unsigned Round = 0; Round < Rounds; ++Round) {
    if (Round == End)
      atomicAdd(Ended, 1u);
    assert(Round != End);
    Held &Next = Mine[D.below(Live)];
    switch (Next.At ? D.below(4) : 4) {
    case 0:
      resize(Next, D, Bad);
      break;
    case 1:
      exchange(Next, &Table[D.below(Hands)]);
      break;
    case 4:
      Next = takeAny(D);
      break;
    default:
      giveBack(Next, Bad);
    }
  }
}

__global__ void giveAll(Held *All, uint64_t **Table, unsigned *Bad) {
  unsigned Thread = globalThread();
  Held *Mine = All + (Thread + Threads / 2) % Threads * Live;
  for (unsigned I = 0; I < Live; ++I)
    if (Mine[I].At)
      giveBack(Mine[I], Bad);
  if (Thread >= Hands || !Table[Thread])
    return;
  Held Left{Table[Thread], Table[Thread][0]};
  giveBack(Left, Bad);
}

__global__ void takeAll(unsigned *Got) {
  void *All = malloc(Pages * Page);
  keep(All);
  *Got = All != nullptr;
  free(All);
}

/// \p Error is what came of a kernel in which \p Ended threads failed the
/// assert.
static void expectPanics(cudaError_t Error, unsigned Ended) {
  if (!Ended)
    return must(Error, "the kernel");
  expect(Error == cudaErrorAssert, "no cudaErrorAssert");
  gpurt_panic_info Info{};
  gpurt_last_panic(&Info);
  expect(Info.kind == GPURT_PANIC_ASSERT && Info.others + 1 == Ended,
         "kind %d, %llu others, want %u", int(Info.kind),
         (unsigned long long)Info.others, Ended - 1);
  gpurt_clear_panic();
}

using HeldByAll = Cells<Held, Threads * Live>;
using LeftByAll = Cells<uint64_t *, Hands>;

/// \returns the blocks that threads hold, dead or not, and those handed over.
static std::vector<Held> heldBlocks(const HeldByAll &All,
                                    const LeftByAll &Table) {
  std::vector<Held> Found;
  for (unsigned I = 0; I < Threads * Live; ++I)
    if (Held Each = All[I]; Each.At)
      Found.push_back(Each);
  for (unsigned I = 0; I < Hands; ++I) {
    Held Each{Table[I], 0};
    if (!Each.At)
      continue;
    must(cudaMemcpy(&Each.Who, Each.At, sizeof(Each.Who),
                    cudaMemcpyDeviceToHost),
         "cudaMemcpy");
    Found.push_back(Each);
  }
  return Found;
}

/// The blocks lie apart, and the heap counts them and no other.
static void expectInUse(std::vector<Held> Found) {
  std::sort(Found.begin(), Found.end(),
            [](const Held &A, const Held &B) { return A.At < B.At; });
  size_t Bytes = 0;
  for (size_t I = 0; I < Found.size(); ++I) {
    Bytes += Found[I].size();
    if (I > 0)
      expect(Found[I - 1].At + Found[I - 1].size() / 8 <= Found[I].At,
             "blocks at %p and %p overlap", (void *)Found[I - 1].At,
             (void *)Found[I].At);
  }
  gpurt::heap_statistics Stats = gpurt::heap_stats();
  expect(Stats.used_blocks == Found.size() && Stats.used_bytes == Bytes,
         "%llu blocks of %llu bytes in use, held are %zu of %zu",
         (unsigned long long)Stats.used_blocks,
         (unsigned long long)Stats.used_bytes, Found.size(), Bytes);
}

int main(int argc, char **argv) {
  setHeap(Pages * Page, Pages * Page);
  HeldByAll All;
  LeftByAll Table;
  Cells<unsigned> Bad, Got;
  for (unsigned Turn = 0; Turn < 2; ++Turn) {
    Cells<unsigned> Ended;
    churn<<<Blocks, Lanes>>>(All, Table, Turn, rounds(argc, argv, 5), Bad,
                             Ended);
    cudaError_t Error = cudaDeviceSynchronize();
    expectPanics(Error, Ended[0]);
    expectInUse(heldBlocks(All, Table));
  }
  giveAll<<<Blocks, Lanes>>>(All, Table, Bad);
  takeAll<<<1, 1>>>(Got);
  must(cudaDeviceSynchronize(), "the kernels");
  expect(!Bad[0], "%u damaged blocks", Bad[0]);
  expect(Got[0], "the heap is in pieces");
  expectEmptyHeap();
  return finish();
}
