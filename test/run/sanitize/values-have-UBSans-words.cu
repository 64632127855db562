// Values that a type cannot hold, and arguments that a builtin cannot take, are
// told in the words of the host's UBSan.
// RUN: %{build} -fgpu-rt-sanitize=undefined,implicit-conversion,float-divide-by-zero -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
#include "check.h"

enum Color { Red, Green };
struct Bits {
  int Low : 3;
  unsigned High : 5;
};
struct Inputs {
  unsigned char Two;
  int Nine;
  float Large;
  double Infinite;
  unsigned Zero;
  int MinusOne;
};

// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: load of value 2, which is not a valid value for type 'bool'
__host__ __device__ int boolean(Inputs *V) { return *reinterpret_cast<bool *>(&V->Two); }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: load of value 9, which is not a valid value for type 'Color'
__host__ __device__ int enumeration(Inputs *V) { return *reinterpret_cast<Color *>(&V->Nine); }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: 3e+10 is outside the range of representable values of type 'int'
__host__ __device__ int fromFloat(Inputs *V) { return static_cast<int>(V->Large); }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: inf is outside the range of representable values of type 'unsigned long long'
__host__ __device__ unsigned long long fromDouble(Inputs *V) { return static_cast<unsigned long long>(V->Infinite); }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: division by zero
__host__ __device__ double divide(Inputs *V) { return V->Large / static_cast<double>(V->Zero); }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: passing zero to __builtin_ctz(), which is not a valid argument
__host__ __device__ int trailing(Inputs *V) { return __builtin_ctz(V->Zero); }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: passing zero to __builtin_clz(), which is not a valid argument
__host__ __device__ int leading(Inputs *V) { return __builtin_clzll(V->Zero); }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: implicit conversion from type 'int' of value 9 (32-bit, signed) to type 'int' changed the value to 1 (3-bit bitfield, signed)
__host__ __device__ int bits(Inputs *V, Bits *To) { return To->Low = V->Nine; }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: implicit conversion from type 'int' of value -1 (32-bit, signed) to type 'unsigned int' changed the value to 31 (5-bit bitfield, unsigned)
__host__ __device__ int bitsUnsigned(Inputs *V, Bits *To) { return To->High = V->MinusOne; }
// CHECK: words.cu:[[#@LINE+1]]:{{[0-9]+}}: runtime error: implicit conversion from type 'unsigned int' of value 4294967295 (32-bit, unsigned) to type 'signed char' changed the value to -1 (8-bit, signed)
__host__ __device__ signed char narrow(Inputs *V) { return ~V->Zero; }

__host__ __device__ double everyCase(Inputs *V) {
  Bits To{};
  double Sum = boolean(V);
  Sum += enumeration(V);
  Sum += fromFloat(V);
  Sum += static_cast<double>(fromDouble(V));
  Sum += divide(V);
  Sum += trailing(V);
  Sum += leading(V);
  Sum += bits(V, &To);
  Sum += bitsUnsigned(V, &To);
  Sum += narrow(V);
  return Sum;
}

__global__ void run(Inputs *V, double *Out) { *Out = everyCase(V); }

// CHECK: synchronize: cudaSuccess
// CHECK: ok: values
int main() {
  Inputs Values = {2, 9, 3e10f, 1.0 / 0.0, 0, -1};
  DeviceArray<Inputs> V(1);
  DeviceArray<double> Out(1);
  MUST(cudaMemcpy(V, &Values, sizeof(Inputs), cudaMemcpyHostToDevice));
  run<<<1, 1>>>(V, Out);
  std::printf("synchronize: %s\n", cudaGetErrorName(cudaDeviceSynchronize()));
  nextKernelIsRight();
  return finish("values");
}
