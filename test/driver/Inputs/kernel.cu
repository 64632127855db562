// Uses nothing of gpu-rt.
__device__ int square(int X) { return X * X; }
__global__ void squares(int *Values) {
  Values[threadIdx.x] = square(Values[threadIdx.x]);
}
int main() {
  squares<<<1, 1>>>(nullptr);
  return cudaDeviceSynchronize() == cudaSuccess;
}
