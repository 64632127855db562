extern __device__ int addOne(int X);
__global__ void child(int *Value) { *Value = addOne(*Value); }
__global__ void parent(int *Value) { child<<<1, 1>>>(Value); }
int main() {
  parent<<<1, 1>>>(nullptr);
  return cudaDeviceSynchronize() == cudaSuccess;
}
