// A kernel with all its shared memory in use and a call through a pointer whose
// type is that of a function of the library assembles beside one that allocates.
// REQUIRES: cuda, gpurt-bc
// DEFINE: %{ours} = -Xarch_device -fpass-plugin=%gpurt_plugin -Xclang -load -Xclang %gpurt_plugin -include %gpurt_prelude -Xarch_device -mllvm=-gpurt-magazines
// RUN: %cuda_device %{ours} -O2 -c %s -o %t.o
// RUN: %cuda_device %{ours} -O0 -c %s -o %t.o
#include <cstdlib>

using Function = void (*)(void *, const char *);
__device__ void same(void *P, const char *Q) { *static_cast<char *>(P) = *Q; }
__device__ void less(void *P, const char *Q) { *static_cast<char *>(P) = -*Q; }
__device__ Function Table[2] = {same, less};

__global__ void full(char *Out, int N) {
  __shared__ char Own[48 << 10];
  Own[threadIdx.x] = char(N);
  __syncthreads();
  Table[N](Out, Own + N);
}

__global__ void allocates(void **Out, int N) {
  free(Out[0]);
  Out[1] = malloc(N);
}
