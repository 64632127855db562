// Panics of every kind, by some lanes of a warp, which free what they hold.
// REQUIRES: nvdisasm
// RUN: %{cubin} %s -o %t.cubin
// RUN: %{sass} %t.cubin > %t.sass
// RUN: %{check-masks} %t.sass | FileCheck %s
// CHECK: 0 faults in {{[1-9][0-9]*}} collectives
#include <cassert>
#include <cstdlib>
#include "gpurt/arena.h"

__global__ void kernel(const int *In, int **Out) {
  gpurt::arena<> Mine;
  Out[threadIdx.x] = (int *)Mine.allocate(In[0]);
  assert(In[threadIdx.x] < 9);
  Out[In[0]] = new int[In[1]];
  if (In[threadIdx.x + 9] > 5)
    abort();
  if (In[threadIdx.x] == 3)
    __builtin_trap();
}
