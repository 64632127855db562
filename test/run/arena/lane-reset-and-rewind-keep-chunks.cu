// reset and rewind give the same memory again and take no more from the heap,
// however often; a rewind leaves what is older than its mark, also when large
// pieces got chunks of their own.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: reset and rewind
#include "pieces.h"
#include "gpurt/arena.h"

__global__ void rounds(unsigned *Wrong) {
  unsigned T = threadIndex();
  gpurt::arena<> Arena(256);
  size_t Reserved = 0;
  void *First = nullptr;
  for (unsigned Round = 0; Round < 6; ++Round) {
    for (unsigned I = 0; I < 20; ++I) {
      void *P = Arena.allocate(40 + (T + I) % 3 * 300);
      deviceExpect(P, Wrong);
      if (Round && !I)
        deviceExpect(P == First, Wrong);
    }
    size_t Now = Arena.statistics().reserved;
    if (Round > 0)
      deviceExpect(Now == Reserved, Wrong);
    Reserved = Now;
    Arena.reset();
    deviceExpect(Arena.statistics().used == 0, Wrong);
    deviceExpect(Arena.statistics().reserved == Reserved, Wrong);
    First = Arena.allocate(40 + T % 3 * 300);
    Arena.reset();
  }
  Arena.release();
  deviceExpect(Arena.statistics().reserved == 0, Wrong);
  deviceExpect(Arena.allocate(10), Wrong);
}

__global__ void marks(unsigned *Wrong) {
  unsigned T = threadIndex();
  gpurt::arena<> Arena(512);
  auto Start = Arena.mark(); // before the first chunk
  Block Old{(unsigned char *)Arena.allocate(100), 100, T};
  fillBlock(Old);
  size_t Reserved = 0;
  for (unsigned Round = 0; Round < 8; ++Round) {
    gpurt::arena_scope Outer(Arena);
    Block Mid{(unsigned char *)Arena.allocate(60), 60, T + 1000};
    fillBlock(Mid);
    {
      gpurt::arena_scope Inner(Arena);
      // Large ones of different sizes, small ones in new chunks between them.
      for (unsigned I = 0; I < 6; ++I) {
        size_t Size = I % 2 ? 3000 + (Round + I) % 4 * 1000 : 120;
        Block B{(unsigned char *)Arena.allocate(Size), Size, T + I};
        deviceExpect(B.At, Wrong);
        if (B.At)
          fillBlock(B);
      }
    }
    deviceExpect(blockHolds(Mid) && blockHolds(Old), Wrong);
    size_t Now = Arena.statistics().reserved;
    // The largest sizes were all there after four rounds.
    if (Round >= 4)
      deviceExpect(Now == Reserved, Wrong);
    Reserved = Now;
    deviceExpect(Arena.statistics().used < 600, Wrong);
  }
  deviceExpect(blockHolds(Old), Wrong);
  Arena.rewind(Start);
  deviceExpect(Arena.statistics().used == 0, Wrong);
  deviceExpect(Arena.statistics().reserved == Reserved, Wrong);
}

int main() {
  DeviceArray<unsigned> Wrong(1);
  rounds<<<sized(64, 2), sized(128, 32)>>>(Wrong);
  marks<<<sized(64, 2), sized(128, 32)>>>(Wrong);
  MUST(cudaDeviceSynchronize());
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  expectEmptyHeap("after the kernels");
  return finish("reset and rewind");
}
