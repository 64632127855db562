// One kernel for each part of the surface, from CUDA source to an object file
// of the host, at -O0 and -O2, with and without a memory model.
// REQUIRES: cuda
// RUN: %cuda_device -O2 -gline-tables-only -emit-llvm -c %s -o %t.bc
// RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget,verify" %t.bc -o %t.host.bc
// RUN: llc -relocation-model=pic -filetype=obj %t.host.bc -o %t.o
// RUN: llvm-nm %t.o | FileCheck %s
// RUN: opt -passes="default<O2>,verify" %t.host.bc -o %t.opt.bc
// RUN: llc -relocation-model=pic -filetype=obj %t.opt.bc -o %t.opt.o
// RUN: %cuda_device -O0 -g -emit-llvm -c %s -o %t.0.bc
// RUN: opt -load-pass-plugin=%gpurt_plugin -passes="gpurt-retarget<memory-model>,verify" %t.0.bc -o %t.0.host.bc
// RUN: llc -relocation-model=pic -filetype=obj %t.0.host.bc -o %t.0.o
// RUN: llvm-nm %t.0.o | FileCheck %s
// CHECK-NOT: U {{.*}}nvvm
// CHECK-DAG: T __gpurt_simt_entry._Z4warpPj
// CHECK-DAG: T __gpurt_simt_entry._Z5blockPii
// CHECK-DAG: T __gpurt_simt_entry._Z6atomicPiPjPyPfPd
// CHECK-DAG: D __gpurt_simt_kernels
// CHECK-DAG: U __gpurt_simt_redux
// CHECK-DAG: U __gpurt_simt_vprintf
// CHECK-NOT: U {{.*}}nvvm
#include <cstdio>

__device__ int Total;
__constant__ int Table[4] = {1, 2, 3, 4};
struct Big {
  int A[10];
  double B;
};

__global__ void warp(unsigned *Out) {
  unsigned M = __activemask(), V = threadIdx.x;
  V += __shfl_sync(M, V, 3) + __shfl_up_sync(M, V, 1) +
       __shfl_xor_sync(M, V, 2, 16);
  V += __shfl_down_sync(M, (unsigned long long)V, 1);
  V += __ballot_sync(M, V & 1) + __any_sync(M, V) + __all_sync(M, V);
  V += __match_any_sync(M, V & 3);
  int P;
  V += __match_all_sync(M, 7ull, &P) + P;
  V += __reduce_add_sync(M, V) + __reduce_min_sync(M, (int)V) +
       __reduce_xor_sync(M, V);
  V += __popc(V) + __clz(V) + __brev(V) + __ffs(V) + __byte_perm(V, M, 0x1032);
  V += __funnelshift_l(V, M, 5) + __funnelshift_rc(V, M, 40);
  V += __dp4a(V, M, 1u) + __umulhi(V, M) + __mulhi((int)V, (int)M) + __sad(1, 2, V);
  __syncwarp();
  Out[threadIdx.x] = V;
}

__global__ void block(int *Out, int N) {
  __shared__ int Static[64];
  extern __shared__ int Dynamic[];
  int T = threadIdx.x;
  Static[T] = Out[T];
  Dynamic[T] = Table[T & 3];
  __syncthreads();
  int C = __syncthreads_count(Static[T ^ 1]) + __syncthreads_and(T) +
          __syncthreads_or(T);
  asm volatile("bar.sync 1, 32;" ::: "memory");
  unsigned At = (unsigned)__cvta_generic_to_shared(&Static[T]);
  unsigned Got;
  asm volatile("ld.shared.u32 %0, [%1];" : "=r"(Got) : "r"(At) : "memory");
  Out[T] = C + Dynamic[T ^ 1] + Got + __isShared(Out) + __isGlobal(Out);
  if (T == N)
    printf("block %d: %d %f\n", T, C, 1.5);
}

__global__ void atomic(int *I, unsigned *U, unsigned long long *L, float *F,
                       double *D) {
  atomicAdd(I, 1), atomicSub(I, 1), atomicMin(I, 3), atomicMax(U, 3u);
  atomicInc(U, 7), atomicDec(U, 7), atomicExch(U, 2), atomicCAS(U, 1, 2);
  atomicAnd(U, 1), atomicOr(U, 1), atomicXor(U, 1);
  atomicAdd(L, 1ull), atomicMax(L, 1ull), atomicCAS(L, 1ull, 2ull);
  atomicAdd(F, 1.f), atomicAdd(D, 1.), atomicAdd_block(I, 1);
  atomicAdd_system(L, 1ull), atomicCAS_block(I, 1, 2);
  __threadfence(), __threadfence_block(), __threadfence_system();
  *(volatile int *)I = __ldg(I) + __ldcg(I) + __ldcv(I);
  asm volatile("st.global.cs.s32 [%0], %1;" ::"l"(I), "r"(1) : "memory");
  float4 V = __ldg((float4 *)F);
  ((float4 *)F)[1] = V;
  __nanosleep(10);
  *L += clock64() + clock() + Total;
}

__global__ void math(float *F, double *D, Big B) {
  float X = F[threadIdx.x];
  X = sinf(X) + __cosf(X) + expf(X) + __logf(X) + sqrtf(X) + rsqrtf(X) +
      __fdividef(X, 3.f) + __fadd_rz(X, 1.f) + __fmaf_ru(X, X, X) + fmodf(X, 2);
  double Y = D[threadIdx.x];
  Y = sin(Y) + exp(Y) + pow(Y, 3.0) + __dadd_rd(Y, 1) + __double2int_rz(Y) +
      __ll2double_ru(5) + __double2hiint(Y) + B.B + B.A[threadIdx.x % 10];
  F[threadIdx.x] = X + __float2int_rn(X) + __saturatef(X) + __fsqrt_rn(X);
  D[threadIdx.x] = Y;
  if (X == 17)
    __trap();
}

__global__ void __cluster_dims__(2) cluster(int *Out) {
  asm volatile("barrier.cluster.arrive.aligned;\n"
               "barrier.cluster.wait.aligned;" ::: "memory");
  unsigned Rank;
  asm("mov.u32 %0, %%cluster_ctarank;" : "=r"(Rank));
  Out[Rank] = 1;
  asm volatile("exit;");
}
