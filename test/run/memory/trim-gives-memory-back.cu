// What the program has freed goes back to the driver, round after round: the
// card has it again, blocks that are still held keep their bytes, and the next
// kernel gets memory as before.
// RUN: %{build} -o %t
// RUN: %if cpu-device %{env GPURT_HEAP_INITIAL=2M %} %{run} %t | FileCheck %s
// CHECK: ok: trim
#include "blocks.h"
#include "gpurt/runtime.h"

// Of both kinds, and of several sizes.
__host__ __device__ size_t sizeOf(unsigned Owner) {
  return Owner % 64 == 0 ? 300000 : 200u << Owner % 6;
}

__global__ void take(Block *Blocks, unsigned Count, unsigned Round) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I >= Count)
    return;
  size_t Size = sizeOf(I + Round);
  Blocks[I] = Block{(unsigned char *)malloc(Size), Size, I + Round};
  if (Blocks[I].At)
    fillBlock(Blocks[I]);
}

static size_t freeOnCard() {
  size_t Free = 0, Total = 0;
  MUST(cudaMemGetInfo(&Free, &Total));
  return Free;
}

static size_t committed() { return gpurt::heap_stats().committed_bytes; }

static void trim(size_t Keep = 0) {
  gpurt_status Status = gpurt::heap_trim(Keep);
  expect(Status == GPURT_OK, "gpurt_heap_trim: %d", int(Status));
}

int main() {
  trim(); // before the heap is there
  const unsigned Kept = 32, Count = sized(100000u, 4000u);
  DeviceArray<Block> Blocks(Count), Low(Kept);
  // Twice: the first launch of a kernel may take card memory for its stack.
  for (int Round = 0; Round < 2; ++Round) {
    if (Round)
      expectBlocks(Low, Kept);
    take<<<1, Kept>>>(Low, Kept, 7);
    MUST(cudaDeviceSynchronize());
  }
  trim();
  size_t Least = committed(), FreeBefore = freeOnCard();
  expect(Least, "the blocks in use were given back");
  for (unsigned Round = 0; Round < 3; ++Round) {
    take<<<(Count + 127) / 128, 128>>>(Blocks, Count, Round);
    MUST(cudaDeviceSynchronize());
    size_t Most = committed();
    expect(Most > Least, "%zu bytes committed, no more than before", Most);
    trim();
    expectBlocks(Blocks, Count); // and frees them
    trim(Least + 1);
    expect(committed() > Least && committed() <= Most, "%zu committed of %zu",
           committed(), Most);
    trim();
    expect(committed() == Least, "round %u: %zu bytes committed, want %zu",
           Round, committed(), Least);
    // The driver may keep some for itself.
    size_t Free = freeOnCard();
    expect(Free + (8u << 20) > FreeBefore, "%zu bytes free on the card of %zu",
           Free, FreeBefore);
  }
  expectBlocks(Low, Kept);
  trim();
  expect(committed() == 0, "%zu bytes behind an empty heap", committed());
  take<<<1, 128>>>(Blocks, 128, 3);
  MUST(cudaDeviceSynchronize());
  expect(gpurt::heap_stats().used_blocks == 128, "the heap did not grow again");
  return finish("trim");
}
