// A kernel that calls a function of another unit.
#include <cstdio>

extern __device__ int addOne(int X);

__global__ void work(int *Value) { *Value = addOne(42); }

int main() {
  int *Value, Host = 0;
  cudaMalloc(&Value, sizeof Host);
  work<<<1, 1>>>(Value);
  cudaMemcpy(&Host, Value, sizeof Host, cudaMemcpyDeviceToHost);
  std::printf("sum %d\n", Host);
}
