//===- panics.cu - Many lanes end at once ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every other thread of a grid fails an assert while the rest allocate and
// free. The host reads one whole record, and all the others are counted. Then
// more threads than there are records, in a kernel after that.
// Test: itself, test/simt/devicelib/CMakeLists.txt
//===----------------------------------------------------------------------===//
#include "Stress.h"

#include <cassert>
#include <cstring>

__global__ void failOdd(unsigned Rounds) {
  assert(threadIdx.x % 2 == 0);
  for (unsigned Round = 0; Round < Rounds; ++Round)
    free(take(32 << 10, Round).At);
}

static void expectPanics(unsigned Count) {
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no cudaErrorAssert");
  gpurt_panic_info Info;
  if (!gpurt_last_panic(&Info)) {
    expect(false, "no panic");
    return;
  }
  expect(Info.kind == GPURT_PANIC_ASSERT, "kind %d", int(Info.kind));
  expect(Info.others + 1 == Count, "%llu others, want %u",
         (unsigned long long)Info.others, Count - 1);
  expect(!std::strcmp(Info.message, "threadIdx.x % 2 == 0"), "message '%s'",
         Info.message);
  expect(std::strstr(Info.file, "panics.cu"), "file '%s'", Info.file);
  expect(Info.thread[0] % 2 == 1, "thread %u", Info.thread[0]);
  gpurt_clear_panic();
}

int main(int argc, char **argv) {
  setHeap(2 * Page, 2 * Page);
  failOdd<<<3, 4>>>(rounds(argc, argv, 2));
  expectPanics(6);
  failOdd<<<2, 40>>>(0);
  expectPanics(40);
  return finish();
}
