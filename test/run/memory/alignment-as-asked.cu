// aligned_alloc, memalign and posix_memalign align to whatever power of two is
// asked, up to 2 MiB, for small and large blocks; bad arguments give null or
// EINVAL and leave the pointer alone.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: aligned blocks
// CHECK: ok: bad arguments
#include "blocks.h"
#include <cerrno>
#include <malloc.h>

__global__ void take(Block *Blocks, size_t Align) {
  unsigned I = threadIdx.x;
  size_t Size = I < 8 ? 1 + I * 100 : I * 5000;
  void *At = nullptr;
  switch (I % 3) {
  case 0:
    // C asks that the size be a multiple of the alignment.
    At = aligned_alloc(Align, (Size + Align - 1) & ~(Align - 1));
    break;
  case 1:
    At = memalign(Align, Size);
    break;
  case 2:
    if (posix_memalign(&At, Align, Size))
      At = nullptr;
    break;
  }
  Block B{(unsigned char *)At, Size, I};
  if (At)
    fillBlock(B);
  Blocks[I] = B;
}

__global__ void badArguments(unsigned *Wrong) {
  void *Mark = (void *)0x1234, *At = Mark;
  // Neither a power of two nor a multiple of sizeof(void *).
  if (posix_memalign(&At, 24, 100) != EINVAL || At != Mark)
    Wrong[0] = 1;
  if (posix_memalign(&At, 4, 100) != EINVAL || At != Mark)
    Wrong[1] = 1;
  if (posix_memalign(&At, 0, 100) != EINVAL || At != Mark)
    Wrong[2] = 1;
  void *Three = aligned_alloc(3, 99);
  keep(Three);
  if (Three)
    Wrong[3] = 1;
  if (posix_memalign(&At, 64, (size_t)1 << 60) != ENOMEM)
    Wrong[4] = 1;
}

int main() {
  for (size_t Align = 16; Align <= (size_t)2 << 20; Align *= 2) {
    DeviceArray<Block> Blocks(24);
    take<<<1, 24>>>(Blocks, Align);
    MUST(cudaDeviceSynchronize());
    expectDisjoint(Blocks.host(), Align);
    expectBlocks(Blocks, 24);
  }
  if (finish("aligned blocks"))
    return 1;
  DeviceArray<unsigned> Wrong(5);
  badArguments<<<1, 1>>>(Wrong);
  MUST(cudaDeviceSynchronize());
  std::vector<unsigned> Host = Wrong.host();
  for (size_t I = 0; I < Host.size(); ++I)
    expect(!Host[I], "bad argument %zu was accepted", I);
  return finish("bad arguments");
}
