// malloc and its family, plain and with the checks of -fgpu-rt-malloc=checked.
// REQUIRES: nvdisasm
// RUN: %{cubin} %s -o %t.cubin
// RUN: %{sass} %t.cubin > %t.sass
// RUN: %{check-masks} %t.sass | FileCheck %s
// RUN: %{cubin} -fgpu-rt-malloc=checked %s -o %t.cubin
// RUN: %{sass} %t.cubin > %t.sass
// RUN: %{check-masks} %t.sass | FileCheck %s
// CHECK: 0 faults in {{[1-9][0-9]*}} collectives
#include <cstdlib>

struct Tree {
  Tree *Left, *Right;
  __device__ ~Tree() {
    delete Left;
    delete Right;
  }
};

__global__ void kernel(void **Out, Tree **Trees, int N) {
  free(Out[0]);
  Out[1] = malloc(N);
  Out[2] = calloc(N, 8);
  Out[3] = realloc(Out[3], N);
  Trees[0] = new Tree();
  delete Trees[1];
  Out[4] = new double[N];
}
