// What comes after the code of docs/errors.md and docs/panic.md
// (test/run/error/guide-lines.test). SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "check.h"

__global__ void read(int *Out) {
  Out[0] = number("123").value_or(-1);
  gpurt::result<int> Bad = number("12x");
  Out[1] = Bad.error().is(errc::bad_digit);
  gpurt::report(Bad.error());
}

int main() {
  DeviceArray<int> Out(2);
  read<<<1, 1>>>(Out);
  MUST(cudaDeviceSynchronize());
  expect(Out.host()[0] == 123 && Out.host()[1] == 1, "%d, %d", Out.host()[0],
         Out.host()[1]);
  expect(*number("42") == 42, "on the host");
  checks<<<1, 1>>>(1, 2, 8, 3, 5, 0x20);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  return finish("guide");
}
