// What comes after it. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
__global__ void releaseEverybodys() { Everybodys.release(); }

int main() {
  kernel<<<2, 64>>>(10);
  releaseEverybodys<<<1, 1>>>();
  pools::kernel<<<2, 64>>>();
  pools::last<<<1, 1>>>();
  pools::first<<<1, 1>>>();
  pools::work<<<2, 64>>>();
  pools::kernel<<<2, 64>>>();
  pools::done<<<1, 1>>>();
  MUST(cudaDeviceSynchronize());
  expectEmptyHeap("after the guides");
  return finish("guide");
}
