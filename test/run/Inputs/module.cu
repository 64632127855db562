// A module that a program loads itself: see attach-module.cu.
extern "C" __global__ void moduleTake(int **Out) {
  Out[threadIdx.x] = new int(threadIdx.x * 3);
}
extern "C" __global__ void modulePlain(int *Out) {
  Out[threadIdx.x] = threadIdx.x;
}
