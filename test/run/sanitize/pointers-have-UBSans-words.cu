// Indices, null pointers and overflowing ones, and promises about pointers are told in the words of
// the host's UBSan. Where UBSan would show memory, ours says that it cannot.
// RUN: %{build} -fgpu-rt-sanitize=undefined,nullability -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
#include "check.h"

struct Pair {
  int First, Second;
};
struct Inputs {
  Pair *Null;
  char *Bytes;
  long long Index;
  unsigned long long Huge;
  int Table[4];
  int Last;
};

// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: index 5 out of bounds for type 'int[4]'
__host__ __device__ int pastEnd(Inputs *V) { return V->Table[V->Index]; }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: index -1 out of bounds for type 'int[4]'
__host__ __device__ int beforeStart(Inputs *V) { return V->Table[V->Index - 6]; }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: member access within null pointer of type 'Pair'
__host__ __device__ int *member(Inputs *V) { return &V->Null->First; }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: applying non-zero offset 40 to null pointer
__host__ __device__ Pair *offset(Inputs *V) { return V->Null + V->Index; }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: addition of unsigned offset to 0x{{[0-9a-f]+}} overflowed to 0x{{[0-9a-f]+}}
__host__ __device__ char *overflow(Inputs *V) { return V->Bytes + V->Huge; }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: pointer index expression with base 0x{{[0-9a-f]+}} overflowed to 0x{{[0-9a-f]+}}
__host__ __device__ char *underflow(Inputs *V) { return V->Bytes - (1ull << 50); }
// CHECK: words.cu:[[#@LINE+3]]:{{[0-9]+}}: runtime error: assumption of 64 byte alignment for pointer of type 'char *' failed
// CHECK-NEXT: 0x{{[0-9a-f]+}}: note: address is {{1|2|4}} aligned, misalignment offset is {{[0-9]+}} bytes
__host__ __device__ void *assume(char *Odd) {
  return __builtin_assume_aligned(Odd, 64);
}
__host__ __device__ __attribute__((nonnull)) int takes(Pair *P) { return sizeof *P; }
// CHECK: words.cu:[[#@LINE+2]]:{{[0-9]+}}: runtime error: null pointer passed as argument 1, which is declared to never be null
// CHECK-NEXT: words.cu:[[#@LINE-2]]:{{[0-9]+}}: note: nonnull attribute specified here
__host__ __device__ int passes(Inputs *V) { return takes(V->Null); }
// CHECK: words.cu:[[#@LINE+3]]:{{[0-9]+}}: runtime error: null pointer returned from function declared to never return null
// CHECK-NEXT: words.cu:[[#@LINE+1]]:{{[0-9]+}}: note: returns_nonnull attribute specified here
__host__ __device__ __attribute__((returns_nonnull)) Pair *gives(Inputs *V) {
  return V->Null;
}
__host__ __device__ int takesNonnull(Pair *_Nonnull P) { return sizeof *P; }
// CHECK: words.cu:[[#@LINE+2]]:{{[0-9]+}}: runtime error: null pointer passed as argument 1, which is declared to never be null
// CHECK-NEXT: words.cu:[[#@LINE-2]]:{{[0-9]+}}: note: _Nonnull type annotation specified here
__host__ __device__ int passesNullable(Inputs *V) { return takesNonnull(V->Null); }

__host__ __device__ long long everyCase(Inputs *V) {
  long long Sum = pastEnd(V);
  Sum ^= beforeStart(V);
  Sum ^= reinterpret_cast<long long>(member(V));
  Sum ^= reinterpret_cast<long long>(offset(V));
  Sum ^= reinterpret_cast<long long>(overflow(V));
  Sum ^= reinterpret_cast<long long>(underflow(V));
  Sum ^= reinterpret_cast<long long>(assume(V->Bytes + 1));
  Sum ^= passes(V);
  Sum ^= reinterpret_cast<long long>(gives(V));
  Sum ^= passesNullable(V);
  return Sum;
}

__global__ void run(Inputs *V, long long *Out) { *Out = everyCase(V); }

// CHECK: synchronize: cudaSuccess
// CHECK: ok: pointers
int main() {
  DeviceArray<char> Bytes(256);
  Inputs Values = {nullptr, Bytes, 5, ~0ull << 8, {}, 0};
  DeviceArray<Inputs> V(1);
  DeviceArray<long long> Out(1);
  MUST(cudaMemcpy(V, &Values, sizeof(Inputs), cudaMemcpyHostToDevice));
  run<<<1, 1>>>(V, Out);
  std::printf("synchronize: %s\n", cudaGetErrorName(cudaDeviceSynchronize()));
  nextKernelIsRight();
  return finish("pointers");
}
