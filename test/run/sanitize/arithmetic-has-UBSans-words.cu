// Overflows, shifts and conversions are told in the words of the host's UBSan,
// with the values and the type; the thread goes on after each.
// RUN: %{build} -fgpu-rt-sanitize=undefined,integer -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
#include "check.h"

struct Inputs {
  int Max, Min, One, Zero, MinusOne;
  unsigned UMax;
  long long LMax;
  unsigned char Byte;
  __int128 Wide;
};

// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: signed integer overflow: 2147483647 + 1 cannot be represented in type 'int'
__host__ __device__ int add(Inputs *V) { return V->Max + V->One; }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: signed integer overflow: -2147483648 - 1 cannot be represented in type 'int'
__host__ __device__ int sub(Inputs *V) { return V->Min - V->One; }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: signed integer overflow: 9223372036854775807 * -2 cannot be represented in type 'long long'
__host__ __device__ long long mul(Inputs *V) { return V->LMax * (V->MinusOne - V->One); }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: negation of -2147483648 cannot be represented in type 'int'; cast to an unsigned type to negate this value to itself
__host__ __device__ int negate(Inputs *V) { return -V->Min; }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: unsigned integer overflow: 4294967295 + 4294967295 cannot be represented in type 'unsigned int'
__host__ __device__ unsigned addUnsigned(Inputs *V) { return V->UMax + V->UMax; }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: signed integer overflow: 0x7fffffffffffffffffffffffffffffff + 1 cannot be represented in type '__int128'
__host__ __device__ __int128 addWide(Inputs *V) { return V->Wide + V->One; }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: shift exponent 2147483647 is too large for 32-bit type 'int'
__host__ __device__ int shiftFar(Inputs *V) { return V->One << V->Max; }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: shift exponent -1 is negative
__host__ __device__ int shiftBack(Inputs *V) { return V->One >> V->MinusOne; }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: left shift of 2147483647 by 2 places cannot be represented in type 'int'
__host__ __device__ int shiftOut(Inputs *V) { return V->Max << (V->One + V->One); }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: implicit conversion from type 'int' of value 2147483647 (32-bit, signed) to type 'unsigned char' changed the value to 255 (8-bit, unsigned)
__host__ __device__ void convert(Inputs *V) { V->Byte = V->Max; }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: implicit conversion from type 'int' of value -1 (32-bit, signed) to type 'unsigned int' changed the value to 4294967295 (32-bit, unsigned)
__host__ __device__ void changeSign(Inputs *V) { V->UMax = V->MinusOne; }

__host__ __device__ long long everyCase(Inputs *V) {
  long long Sum = add(V);
  Sum ^= sub(V);
  Sum ^= mul(V);
  Sum ^= negate(V);
  Sum ^= addUnsigned(V);
  Sum ^= static_cast<long long>(addWide(V));
  Sum ^= shiftFar(V);
  Sum ^= shiftBack(V);
  Sum ^= shiftOut(V);
  convert(V);
  changeSign(V);
  return Sum;
}

__global__ void run(Inputs *V, long long *Out) { *Out = everyCase(V); }

// CHECK: synchronize: cudaSuccess
// CHECK: ok: arithmetic
int main() {
  std::vector<Inputs> Values = {{2147483647, -2147483647 - 1, 1, 0, -1,
                                 4294967295u, 0x7fffffffffffffff, 0,
                                 static_cast<__int128>(~0ull >> 1) << 64 |
                                     ~0ull}};
  DeviceArray<Inputs> V(1);
  DeviceArray<long long> Out(1);
  MUST(cudaMemcpy(V, Values.data(), sizeof(Inputs), cudaMemcpyHostToDevice));
  run<<<1, 1>>>(V, Out);
  std::printf("synchronize: %s\n", cudaGetErrorName(cudaDeviceSynchronize()));
  nextKernelIsRight();
  return finish("arithmetic");
}
