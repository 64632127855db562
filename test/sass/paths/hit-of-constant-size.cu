// malloc and free of a constant size that hit the lane's magazine: no call, no
// memory but shared memory. 14 and 10 instructions, of which three of malloc's are
// the loop's; the limits leave room for one more.
// REQUIRES: nvdisasm, ptxas-13.0
// RUN: %{cubin} %s -o %t.cubin
// RUN: %{sass} %t.cubin > %t.sass
// RUN: %{hit-path} %t.sass 15 11
#include <cstdlib>

__device__ unsigned now() {
  unsigned Time;
  asm volatile("mov.u32 %0, %%clock;" : "=r"(Time)::"memory");
  return Time;
}

__global__ void kernel(unsigned *Cycles, int N) {
  for (int I = 0; I < N; ++I) {
    unsigned Start = now();
    void *Block = malloc(16);
    // Else the pair is taken for dead, or for a local variable.
    asm volatile("" : "+l"(Block)::"memory");
    unsigned Middle = now();
    free(Block);
    unsigned End = now();
    Cycles[0] = Middle - Start;
    Cycles[1] = End - Middle;
  }
}
