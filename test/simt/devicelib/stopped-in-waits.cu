//===- stopped-in-waits.cu - Threads that end where they wait -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Threads malloc, realloc and free, create and destroy objects of a pool, and
// use arenas of their own and of the block, in a heap that grows and is too
// small for all. With GPURT_FAULTS some end in the middle of such a call: where
// the library waits, and looks whether the grid has panicked. What each holds
// stands in memory that outlives it. Afterwards one thread finds all of it as
// it was left and gives it back; then nothing is left in the heap, and one
// block takes all of it. Test: itself, test/simt/devicelib/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "Stress.h"

#include <gpurt/arena.h>
#include <gpurt/pool.h>

constexpr size_t Pages = 24;
constexpr unsigned Blocks = 3, Lanes = 4, Threads = Blocks * Lanes;
constexpr unsigned Live = 3;

struct Item {
  unsigned Owner, Check;
  uint64_t More[60];
  __device__ explicit Item(unsigned Owner) : Owner(Owner), Check(~Owner) {}
};
__device__ gpurt::pool<Item> Items;

/// What one thread holds; null where it holds nothing.
struct Holdings {
  Block Blocks[Live];
  Item *Object;
};

__device__ size_t anySize(Dice &D) {
  constexpr size_t Slots[] = {16, 48, 1024, 4096, 32 << 10};
  unsigned Kind = D.below(8);
  return Kind < 5 ? Slots[Kind] : (1 + D.below(6)) * Page;
}

/// A block is in the table from when it is there until it goes.
__device__ void churnBlock(Block &Mine, unsigned Who, Dice &D, unsigned *Bad) {
  if (!Mine.At) {
    Mine = take(anySize(D), Who);
  } else if (D.below(3)) {
    Block Old = Mine;
    Mine = {};
    if (!give(Old, Who))
      atomicAdd(Bad, 1u);
  } else {
    // What ends in here leaves the block as it was.
    size_t Size = anySize(D);
    size_t Same = Size < Mine.Size ? Size : Mine.Size;
    auto *Moved = static_cast<uint64_t *>(realloc(Mine.At, Size));
    keep(Moved);
    if (!Moved)
      return;
    if (Moved[0] != Who ||
        (Same == Mine.Size && Moved[Same / 8 - 1] != Who + Same))
      atomicAdd(Bad, 1u);
    Mine = {Moved, Size};
    Mine.write(Who);
  }
}

__device__ void churnObject(Item *&Mine, unsigned Who, unsigned *Bad) {
  if (!Mine) {
    Mine = Items.create(Who);
    return;
  }
  if (Mine->Owner != Who || Mine->Check != ~Who)
    atomicAdd(Bad, 1u);
  Item *Old = Mine;
  Mine = nullptr;
  Items.destroy(Old);
}

__device__ void churnArena(unsigned Who, Dice &D, unsigned *Bad) {
  gpurt::arena<gpurt::scope::lane> Arena(256);
  Block Pieces[4];
  for (Block &Each : Pieces) {
    size_t Size = 16 << D.below(9);
    Each = {static_cast<uint64_t *>(Arena.allocate(Size)), Size};
    if (Each.At)
      Each.write(Who);
  }
  for (Block &Each : Pieces)
    if (Each.At && !Each.holds(Who))
      atomicAdd(Bad, 1u);
}

/// A piece of the block's arena, which all its threads make grow.
__device__ void churnShared(gpurt::arena<gpurt::scope::block> &Arena,
                            unsigned Who, Dice &D, unsigned *Bad) {
  size_t Size = 64 << D.below(7);
  Block Piece{static_cast<uint64_t *>(Arena.allocate(Size)), Size};
  if (!Piece.At)
    return;
  Piece.write(Who);
  if (!Piece.holds(Who))
    atomicAdd(Bad, 1u);
}

__global__ void churn(Holdings *All, unsigned Rounds, unsigned *Bad,
                      unsigned *Finished) {
  __shared__ gpurt::arena<gpurt::scope::block> Shared;
  gpurt::arena_scope Scope(Shared, 256);
  unsigned Who = globalThread();
  Holdings &Mine = All[Who];
  Dice D;
  for (unsigned Round = 0; Round < Rounds; ++Round)
    switch (D.below(8)) {
    case 0:
      churnObject(Mine.Object, Who, Bad);
      break;
    case 1:
      churnArena(Who, D, Bad);
      break;
    case 2:
    case 3:
      churnShared(Shared, Who, D, Bad);
      break;
    default:
      churnBlock(Mine.Blocks[D.below(Live)], Who, D, Bad);
    }
  atomicAdd(Finished, 1u);
}

/// By one thread, which never waits.
__global__ void giveAll(Holdings *All, unsigned *Bad) {
  for (unsigned Who = 0; Who < Threads; ++Who) {
    for (Block &Each : All[Who].Blocks)
      if (Each.At && !give(Each, Who))
        ++*Bad;
    if (Item *Object = All[Who].Object) {
      if (Object->Owner != Who || Object->Check != ~Who)
        ++*Bad;
      Items.destroy(Object);
    }
  }
  if (Items.statistics().live)
    ++*Bad;
  Items.release();
}

__global__ void takeAll(unsigned *Got) {
  void *All = malloc(Pages * Page);
  keep(All);
  *Got = All != nullptr;
  free(All);
}

int main(int argc, char **argv) {
  setHeap(Pages * Page, 0);
  Cells<Holdings, Threads> All;
  Cells<unsigned> Bad, Got, Finished;
  churn<<<Blocks, Lanes>>>(All, rounds(argc, argv, 8), Bad, Finished);
  must(cudaDeviceSynchronize(), "the kernel");
  unsigned Ended = Threads - Finished[0];
  expect(!Ended || std::getenv("GPURT_FAULTS"), "%u threads are missing",
         Ended);
  giveAll<<<1, 1>>>(All, Bad);
  takeAll<<<1, 1>>>(Got);
  must(cudaDeviceSynchronize(), "the last kernels");
  expect(!Bad[0], "%u damaged blocks or objects", Bad[0]);
  expect(Got[0], "the heap is in pieces");
  expectEmptyHeap();
  std::printf("%u of %u threads ended in a wait\n", Ended, Threads);
  return finish();
}
