// The first 32 places that fail between two waits are told whole, and how many
// more there were. All threads go on.
// RUN: %{build} -fgpu-rt-sanitize=signed-integer-overflow -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
#include "check.h"
#include <utility>

template <int Place> __device__ int add(int Large) { return Large + Place; }

template <int... Places>
__device__ int addAll(int Large, std::integer_sequence<int, Places...>) {
  return (add<Places + 1>(Large) ^ ...);
}

__global__ void run(int Large, int *Out) {
  Out[threadIdx.x] = addAll(Large, std::make_integer_sequence<int, 40>());
}

// CHECK-COUNT-32: runtime error: signed integer overflow: 2147483647 + {{[0-9]+}} cannot
// CHECK-NOT: runtime error
// CHECK: gpurt: 8 more of such places, for which there was no room
// CHECK: ok: many sites
int main() {
  DeviceArray<int> Out(2);
  run<<<1, 2>>>(2147483647, Out);
  expect(cudaDeviceSynchronize() == cudaSuccess, "an error");
  unsigned Want = 0;
  for (unsigned Place = 1; Place <= 40; ++Place)
    Want ^= 2147483647u + Place;
  for (int Each : Out.host())
    expect(unsigned(Each) == Want, "a thread wrote %d", Each);
  nextKernelIsRight();
  return finish("many sites");
}
