// As stack-is-known.cu, where a panic frees the thread's arenas.
// REQUIRES: cuda, gpurt-bc
// DEFINE: %{ours} = -Xarch_device -fpass-plugin=%gpurt_plugin -Xclang -load -Xclang %gpurt_plugin -include %gpurt_prelude -Xarch_device -mllvm=-gpurt-magazines
// RUN: %cuda_device %{ours} -std=c++17 -O2 -I%S/../../../include -S %s -o %t.s
// RUN: %{ptxas} -v %t.s -o %t.o 2>&1 | FileCheck %s
#include "gpurt/arena.h"
#include <cassert>

// CHECK: Compiling entry function '_Z6kernelPPii'
// CHECK: ptxas info {{.*}}Used
// CHECK-SAME: {{ (25[6-9]|2[6-9][0-9]|[3-9][0-9][0-9]|[1-9][0-9][0-9][0-9])}} bytes cumulative stack size
__global__ void kernel(int **Out, int Count) {
  gpurt::arena<> Arena;
  for (int I = 0; I < Count; ++I)
    Out[I] = Arena.make<int>(I);
  assert(Count != 7);
}
