#include <cassert>

__global__ void allocate(int Size) {
  int *Data = static_cast<int *>(malloc(Size));
  assert(Data);
  free(Data);
}

void launchKernels() {
  allocate<<<1, 32>>>(100);
  cudaDeviceSynchronize();
}
