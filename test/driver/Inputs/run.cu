// Each thread allocates, writes and frees; the host prints how many could.
#include <cstdio>

__global__ void take(unsigned *Got) {
  unsigned *Own = new unsigned(1);
  atomicAdd(Got, *Own);
  delete Own;
}

int main() {
  unsigned *Got, Host = 0;
  cudaMalloc(&Got, sizeof Host);
  cudaMemset(Got, 0, sizeof Host);
  take<<<1, 32>>>(Got);
  cudaError_t Error = cudaDeviceSynchronize();
  cudaMemcpy(&Host, Got, sizeof Host, cudaMemcpyDeviceToHost);
  std::printf("%u blocks, %s\n", Host, cudaGetErrorName(Error));
}
