//===- page-on-its-way.cu - Nobody is refused a page that is moving -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A heap of one page and kernels of two threads that need one slot each, of
// another class in each kernel. So the page is retired and opened anew by one
// thread while the other looks for it, which must wait and not say "full".
// Test: itself, test/simt/devicelib/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "Stress.h"

__global__ void takeOne(size_t Size, unsigned *Bad, unsigned *Refused) {
  Block Mine = take(Size, globalThread());
  if (!Mine.At)
    atomicAdd(Refused, 1u);
  else if (!give(Mine, globalThread()))
    atomicAdd(Bad, 1u);
}

int main(int argc, char **argv) {
  setHeap(Page, Page);
  Cells<unsigned> Bad, Refused;
  unsigned Rounds = rounds(argc, argv, 2);
  for (unsigned Round = 0; Round < Rounds; ++Round)
    for (size_t Size : {32, 28, 20, 24, 16})
      takeOne<<<2, 1>>>(Size << 10, Bad, Refused);
  must(cudaDeviceSynchronize(), "the kernels");
  expect(!Bad[0], "%u damaged blocks", Bad[0]);
  expect(!Refused[0], "%u blocks were refused", Refused[0]);
  expectEmptyHeap();
  return finish();
}
