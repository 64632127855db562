// Logs at three levels from four warps of two blocks, and text of two files.
#include "gpurt/log.h"
#line 100 "other.cu"
__device__ void elsewhere(int I) {
  GPURT_LOG(error, "elsewhere {}", I);
}
#line 8 "writes.cu"
__global__ void work(const char *Long) {
  GPURT_LOG(info, "thread {} of \"{}\"", threadIdx.x, blockIdx.x);
  if (threadIdx.x == 33)
    elsewhere(-7);
  if (threadIdx.x % 32 == 0)
    GPURT_LOG(debug, "{}", 0.1f);
}
int main() {
  work<<<2, 64>>>(nullptr);
  return cudaDeviceSynchronize() != cudaSuccess;
}
