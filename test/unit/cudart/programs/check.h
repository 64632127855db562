//===- check.h - What the programs of this folder check with ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program prints "ok" and returns 0, or a line for what is wrong and 1.
// Test: the programs themselves.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_UNIT_CUDART_PROGRAMS_CHECK_H
#define GPURT_TEST_UNIT_CUDART_PROGRAMS_CHECK_H

#include <cstdio>

inline int Failures = 0;

#define CHECK(CALL)                                                            \
  do {                                                                         \
    cudaError_t Error_ = (CALL);                                               \
    if (Error_ != cudaSuccess && ++Failures < 10)                              \
      std::printf("%d: %s: %s\n", __LINE__, #CALL,                             \
                  cudaGetErrorString(Error_));                                 \
  } while (0)

#define EXPECT(COND)                                                           \
  do {                                                                         \
    if (!(COND) && ++Failures < 10)                                            \
      std::printf("%d: not so: %s\n", __LINE__, #COND);                        \
  } while (0)

inline int finish() {
  if (!Failures)
    std::puts("ok");
  return Failures != 0;
}

#endif // GPURT_TEST_UNIT_CUDART_PROGRAMS_CHECK_H
