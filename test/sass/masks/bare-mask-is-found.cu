// Why there is a check: ptxas 13.0 takes a bare activemask for the same in all
// lanes that use it, also after a branch. Lanes that asked apart and have met
// shuffle under the first one's mask, and vote together. If this fails with
// another ptxas, it has changed, and docs/design/ptxas.md is to be looked at.
// REQUIRES: nvdisasm, ptxas-13.0
// RUN: %{cubin} %s -o %t.cubin
// RUN: %{sass} %t.cubin > %t.sass
// RUN: not %{check-masks} %t.sass | FileCheck %s
// CHECK-DAG: _Z7shuffle{{.*}} R2UR {{.*}}: takes the mask of {{.*}} for the same
// CHECK-DAG: _Z4vote{{.*}} VOTE.ANY {{.*}}: takes the mask of {{.*}} for the same
// CHECK: 2 faults
// With the caller's own bit, which is set already, nothing is wrong:
// RUN: %{cubin} -DOWN_BIT %s -o %t.own.cubin
// RUN: %{sass} %t.own.cubin > %t.own.sass
// RUN: %{check-masks} %t.own.sass | FileCheck --check-prefix=OWN %s
// OWN: 0 faults in {{[1-9][0-9]*}} collectives

__device__ unsigned activeMask() {
  unsigned Mask = __activemask();
#ifdef OWN_BIT
  Mask |= 1u << threadIdx.x % 32;
#endif
  return Mask;
}

__device__ __noinline__ int slow(int *Sums, int N) {
  int Sum = 0;
  for (int I = 0; I < N; ++I)
    Sum += atomicAdd(Sums + Sum, I);
  return Sum;
}

// Kernels with calls through pointers, as ours are, wait in another way.
using Slow = int(int *, int);
__constant__ Slow *Table[1] = {slow};

__global__ void shuffle(int *Out, const int *In) {
  for (int I = 0; I < In[threadIdx.x]; ++I) {
    unsigned Mask = activeMask();
    int Sum = I;
    if (In[threadIdx.x + I] > 7)
      Sum = slow(Out, In[I]);
    Out[threadIdx.x + I] = __shfl_sync(Mask, Sum, __ffs(Mask) - 1);
    if (Sum == 9)
      Table[0](Out, I);
  }
}

__device__ __noinline__ int vote(int *Sums, int N) {
  unsigned Mask = activeMask();
  int Sum = 0;
  if (N > 7)
    for (int I = 0; I < N; ++I)
      Sum += atomicAdd(Sums + Sum, I);
  Sum = __shfl_sync(Mask, Sum, __ffs(Mask) - 1);
  if (__any_sync(Mask, Sum > 7))
    Sums[Sum] = N;
  return Sum;
}

__global__ void votes(int *Out, const int *In) {
  for (int I = 0; I < In[threadIdx.x]; ++I)
    if (In[threadIdx.x + I] > 3)
      Out[threadIdx.x] += vote(Out, In[I]);
}
