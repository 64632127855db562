// Each thread's own arena: sizes from 1 byte to many times a chunk, every
// alignment up to 4096, growth by chunks; nothing overlaps, all is freed.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: lane pieces
#include "pieces.h"
#include "gpurt/arena.h"

static const unsigned Pieces = 24;

__device__ size_t sizeOf(unsigned Thread, unsigned I) {
  return I % 8 == 7 ? 3000 + 500 * (Thread % 5) : 1 + (Thread * 7 + I * 13) % 90;
}

__global__ void fill(unsigned *Wrong, size_t ChunkBytes) {
  unsigned T = threadIndex();
  gpurt::arena<> Arena(ChunkBytes);
  Block Mine[Pieces];
  for (unsigned I = 0; I < Pieces; ++I) {
    size_t Align = size_t(1) << (I + T) % 13;
    Mine[I] = {(unsigned char *)Arena.allocate(sizeOf(T, I), Align),
               sizeOf(T, I), T * Pieces + I};
    deviceExpect(Mine[I].At && (uintptr_t)Mine[I].At % Align == 0, Wrong);
    if (Mine[I].At)
      fillBlock(Mine[I]);
  }
  size_t Sum = 0;
  for (unsigned I = 0; I < Pieces; ++I) {
    deviceExpect(blockHolds(Mine[I]), Wrong);
    Sum += Mine[I].Size;
  }
  gpurt::arena_statistics Now = Arena.statistics();
  deviceExpect(Now.used >= Sum && Now.reserved >= Now.used, Wrong);
}

__global__ void edges(unsigned *Wrong) {
  gpurt::arena<> Arena;
  deviceExpect(Arena.statistics().reserved == 0, Wrong);
  void *A = Arena.allocate(0), *B = Arena.allocate(0);
  deviceExpect(A && B && A != B, Wrong);
  deviceExpect(!Arena.allocate(~size_t(0)), Wrong);
  deviceExpect(!Arena.allocate(~size_t(0) - 100, 64), Wrong);
  deviceExpect(!Arena.allocate(16, size_t(1) << 63), Wrong);
  deviceExpect(!Arena.make_array<double>(~size_t(0) / 4), Wrong);
  double *D = Arena.make_array<double>(3);
  deviceExpect(D && D[0] == 0 && D[2] == 0, Wrong);
  char *C = Arena.make<char>('x');
  deviceExpect(C && *C == 'x' && C == (char *)(D + 3), Wrong);
}

int main() {
  DeviceArray<unsigned> Wrong(1);
  for (size_t ChunkBytes : {0, 64, 1024, 100000}) {
    fill<<<sized(64, 2), sized(128, 32)>>>(Wrong, ChunkBytes);
    MUST(cudaDeviceSynchronize());
  }
  edges<<<1, 4>>>(Wrong);
  MUST(cudaDeviceSynchronize());
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  expectEmptyHeap("after the kernels");
  return finish("lane pieces");
}
