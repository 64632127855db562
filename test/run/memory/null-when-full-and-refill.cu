// A full heap gives null, and only a full one: after everything was freed the
// second fill gets exactly as many blocks as the first, of each size in turn.
// RUN: %{build} -o %t
// RUN: env GPURT_HEAP_LIMIT=%if cuda-device %{64M%} %else %{2M%} %{run} %t | FileCheck %s
// CHECK: size 1024: {{65536 then 65536|2048 then 2048}}
// CHECK: size 64: {{1048576 then 1048576|32768 then 32768}}
// CHECK: size 100000: {{[0-9]+}} then
// CHECK: ok: null when full
#include "blocks.h"

__global__ void fillHeap(Block *Blocks, unsigned Room, unsigned *Got,
                         size_t Size) {
  for (;;) {
    unsigned char *At = (unsigned char *)malloc(Size);
    if (!At)
      return;
    unsigned I = atomicAdd(Got, 1u);
    if (I >= Room)
      return; // More than the heap can hold: the host sees the count.
    Block B{At, Size, I};
    At[0] = patternByte(I, 0);
    At[Size - 1] = patternByte(I, Size - 1);
    Blocks[I] = B;
  }
}

__global__ void freeAll(Block *Blocks, unsigned Count, unsigned *Bad) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I >= Count)
    return;
  Block B = Blocks[I];
  if (B.At[0] != patternByte(I, 0) ||
      B.At[B.Size - 1] != patternByte(I, B.Size - 1))
    atomicAdd(Bad, 1u);
  free(B.At);
}

static unsigned fillOnce(size_t Size) {
  const unsigned MiB = sized(64, 2);
  const unsigned Room = (MiB << 20) / (Size < 16 ? 16 : Size) + 1;
  DeviceArray<Block> Blocks(Room);
  DeviceArray<unsigned> Got(1), Bad(1);
  fillHeap<<<sized(132, 2), sized(128, 32)>>>(Blocks, Room, Got, Size);
  MUST(cudaDeviceSynchronize());
  unsigned Count = Got.host()[0];
  if (!expect(Count < Room, "more blocks of %zu than %u MiB hold", Size,
              MiB))
    return 0;
  std::vector<Block> Host = Blocks.host();
  Host.resize(Count);
  expectDisjoint(Host);
  freeAll<<<Count / 128 + 1, 128>>>(Blocks, Count, Bad);
  MUST(cudaDeviceSynchronize());
  expect(!Bad.host()[0], "%u damaged blocks of %zu", Bad.host()[0], Size);
  return Count;
}

int main() {
  for (size_t Size : {1024, 64, 100000, 1024}) {
    unsigned First = fillOnce(Size), Second = fillOnce(Size);
    std::printf("size %zu: %u then %u\n", Size, First, Second);
    // Slabs come back in any order, and where the first runs of two pages began
    // single ones may be left, which no other run can use. In a small heap it
    // shows.
    unsigned Least = sized(Second - Second / 25, (2 * Second - 1) / 3);
    bool Right = Size <= 65536 ? First == Second : First >= Least;
    expect(Right && First, "size %zu: %u then %u", Size, First, Second);
  }
  return finish("null when full");
}
