// In RDC every unit has the library it needs, and the device link keeps one
// slot of theirs.
// REQUIRES: cuda
// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: %gpurt_cuda -O2 -fgpu-rdc -DPART=1 -c %s -o 1.o
// RUN: %gpurt_cuda -O2 -fgpu-rdc -DPART=2 -c %s -o 2.o
// RUN: clang++ -x c++ -c %S/../Inputs/check-link.cpp -o check.o
// RUN: %cuda -fgpu-rdc --offload-link -save-temps 1.o 2.o check.o -o program %cudart
// RUN: llvm-readelf -s program.nvptx64.sm_90.img | FileCheck %s --check-prefix=IMAGE
// IMAGE: OBJECT  WEAK {{.*}} __gpurt_slot
__device__ int *make(int N);
#if PART == 1
__global__ void kernel(int *Out, int N) {
  int *P = make(N);
  *Out = *P;
  delete P;
}
int main() { kernel<<<1, 1>>>(nullptr, 3); }
#else
__device__ int *make(int N) { return new int(N); }
#endif
