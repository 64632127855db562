// What a kernel may call through the pointers of target/Apart.h takes no
// registers of its own: 64 at most, so that a block may have 1024 threads and
// four of 256 fit on a multiprocessor, and 8 KiB of shared memory.
// REQUIRES: cuda, gpurt-bc
// DEFINE: %{ours} = -Xarch_device -fpass-plugin=%gpurt_plugin -Xclang -load -Xclang %gpurt_plugin -include %gpurt_prelude -Xarch_device -mllvm=-gpurt-magazines
// RUN: %cuda_device %{ours} -O2 -S %s -o %t.s
// RUN: %{ptxas} -v %t.s -o %t.o 2>&1 | FileCheck %s
// RUN: %cuda_device %{ours} -Xarch_device -mllvm=-gpurt-malloc=checked -O2 -S %s -o %t.checked.s
// RUN: %{ptxas} -v %t.checked.s -o %t.o 2>&1 | FileCheck %s
#include <cstdlib>

// CHECK: Compiling entry function '_Z6kernelPPvi'
// CHECK: Used {{([1-5]?[0-9]|6[0-4])}} registers
// CHECK-SAME: 8192 bytes smem
__global__ void kernel(void **Out, int N) {
  free(Out[0]);
  Out[1] = malloc(N);
}
