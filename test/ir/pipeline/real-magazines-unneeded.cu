// Allocations that were optimized away leave no magazines and no shared memory.
// A module with a kernel that fills its own has none, at -O0 either.
// REQUIRES: cuda, gpurt-bc
// DEFINE: %{ours} = -Xarch_device -fpass-plugin=%gpurt_plugin -Xclang -load -Xclang %gpurt_plugin -include %gpurt_prelude -Xarch_device -Rpass-analysis=^$ -Xarch_device -mllvm=-gpurt-strip-debug -Xarch_device -mllvm=-gpurt-magazines
// RUN: %cuda_device %{ours} -O2 -DPAIR -S %s -o - | FileCheck %s --check-prefix=PAIR
// RUN: %cuda_device %{ours} -O2 -DFULL -S %s -o %t.s
// RUN: FileCheck %s --check-prefix=FULL < %t.s
// RUN: ptxas -arch=sm_90 %t.s -o /dev/null
// RUN: %cuda_device %{ours} -O0 -DFULL -c %s -o %t.o
// RUN: %cuda_device %{ours} -O2 -fgpu-rdc -DFULL -c %s -o %t.o
#include <cassert>
#include <cstdlib>

#ifdef PAIR
// PAIR-NOT: magazine
// PAIR: .visible .entry _Z6kernelPii(
// PAIR-NOT: magazine
// PAIR-NOT: .shared
__global__ void kernel(int *Out, int N) {
  assert(N > 0);
  int *P = new int(N);
  *Out = *P;
  delete P;
}
#else
// FULL-NOT: magazine5Store
// FULL: .visible .entry _Z6kernelPPci(
// FULL: __gpurt_malloc
// FULL-NOT: magazine_
__global__ void kernel(char **Out, int N) {
  __shared__ char Own[48 << 10];
  Own[threadIdx.x] = char(N);
  __syncthreads();
  *Out = static_cast<char *>(malloc(N));
  Out[0][0] = Own[N];
}
#endif
