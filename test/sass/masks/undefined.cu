// Reports of undefined behavior, by some lanes of a warp, which then allocate.
// REQUIRES: nvdisasm
// RUN: %{cubin} -fgpu-rt-sanitize=signed-integer-overflow,bounds %s -o %t.cubin
// RUN: %{sass} %t.cubin > %t.sass
// RUN: %{check-masks} %t.sass | FileCheck %s
// CHECK: 0 faults in {{[1-9][0-9]*}} collectives
#include <cstdlib>

__global__ void kernel(const int *In, int **Out) {
  int Table[4] = {In[0], In[1], In[2], In[3]};
  int Sum = In[threadIdx.x] + Table[In[threadIdx.x + 9]];
  Out[threadIdx.x] = (int *)malloc(Sum - In[4]);
}
