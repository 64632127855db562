// gpurt::last_panic gives what the report says, field by field; clear_panic
// forgets it together with the pending error.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: ok: last_panic
#include "check.h"
#include "gpurt/runtime.h"
#include <cassert>
#include <cstring>

static const unsigned AssertLine = __LINE__ + 3;
__global__ void fail3d(int Limit) {
  if (blockIdx.y == 1 && threadIdx.z == 2 && threadIdx.y == 1 && !threadIdx.x)
    assert(Limit > 10 && "limit");
}

int main() {
  gpurt_panic_info Copy;
  expect(!gpurt::last_panic(), "a panic before any kernel");
  expect(!gpurt_last_panic(&Copy), "gpurt_last_panic before any kernel");
  fail3d<<<dim3(1, 2, 1), dim3(2, 2, 3)>>>(3);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  const gpurt::panic_info *Info = gpurt::last_panic();
  if (!expect(Info, "no panic"))
    return finish("last_panic");
  expect(Info->kind == GPURT_PANIC_ASSERT, "kind %d", Info->kind);
  expect(Info->device == 0, "device %d", Info->device);
  expect(Info->block[0] == 0 && Info->block[1] == 1 && Info->block[2] == 0,
         "block %u,%u,%u", Info->block[0], Info->block[1], Info->block[2]);
  expect(Info->thread[0] == 0 && Info->thread[1] == 1 && Info->thread[2] == 2,
         "thread %u,%u,%u", Info->thread[0], Info->thread[1], Info->thread[2]);
  // Thread (0,1,2) of a 2x2x3 block is lane 10.
  expect(Info->active_mask & 1u << 10, "mask %x", Info->active_mask);
  expect(Info->line == AssertLine, "line %u, want %u", Info->line, AssertLine);
  expect(std::strstr(Info->message, "Limit > 10"), "message '%s'",
         Info->message);
  expect(std::strstr(Info->file, "last-panic-tells-all.cu"), "file '%s'",
         Info->file);
  expect(std::strstr(Info->function, "fail3d"), "function '%s'",
         Info->function);
  expect(std::strstr(Info->stack, "fail3d"), "stack '%s'", Info->stack);
  expect(Info->others == 0, "%llu others", (unsigned long long)Info->others);
  expect(gpurt_last_panic(&Copy) == 1 && Copy.line == AssertLine,
         "gpurt_last_panic differs");
  gpurt::clear_panic();
  expect(!gpurt::last_panic(), "not cleared");

  // clear_panic takes the pending error with it.
  fail3d<<<dim3(1, 2, 1), dim3(2, 2, 3)>>>(3);
  (void)cudaStreamSynchronize(nullptr);
  gpurt::clear_panic();
  expect(cudaGetLastError() == cudaSuccess, "error left after clear_panic");
  nextKernelIsRight();
  return finish("last_panic");
}
