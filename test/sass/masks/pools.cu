// Pools of objects, and of memory under a limit.
// REQUIRES: nvdisasm
// RUN: %{cubin} %s -o %t.cubin
// RUN: %{sass} %t.cubin > %t.sass
// RUN: %{check-masks} %t.sass | FileCheck %s
// CHECK: 0 faults in {{[1-9][0-9]*}} collectives
#include "gpurt/memory_pool.h"
#include "gpurt/pool.h"

__device__ gpurt::pool<int2> Pairs;
__device__ gpurt::memory_pool Limited;

__global__ void kernel(void **Out, int2 **Some, int N) {
  Some[0] = Pairs.create();
  Pairs.destroy(Some[1]);
  Out[0] = Limited.allocate(N);
  Limited.deallocate(Out[1]);
}
