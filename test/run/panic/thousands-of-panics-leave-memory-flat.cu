// Panics one after the other in one process: memory of the process and of the
// device does not grow, whether the errors are asked for or not.
// RUN: %{build} -o %t
// RUN: %{run} %t 2> %t.err | FileCheck %s
// RUN: %{after-run} grep -c "block: \[" %t.err | FileCheck --check-prefix=REPORTS %s
// CHECK: ok: memory is flat
// REPORTS: {{^(10500|520)$}}
#include "check.h"
#include "gpurt/runtime.h"
#include <cassert>
#include <cstdio>
#include <unistd.h>

__global__ void fail(unsigned Turn) {
  void *Block = malloc(100 + Turn % 100);
  keep(Block);
  free(Block);
  assert(threadIdx.x != Turn % 32);
  if (threadIdx.x == (Turn + 1) % 32)
    __trap();
}

/// Pages of the process that are in memory.
static long residentPages() {
  long Size = 0, Resident = 0;
  std::FILE *File = std::fopen("/proc/self/statm", "r");
  if (!File || std::fscanf(File, "%ld %ld", &Size, &Resident) != 2)
    expect(false, "no /proc/self/statm");
  if (File)
    std::fclose(File);
  return Resident;
}

static void panics(unsigned From, unsigned Count, cudaStream_t Stream) {
  for (unsigned Turn = From; Turn < From + Count; ++Turn) {
    fail<<<1, 32, 0, Stream>>>(Turn);
    cudaError_t Error = cudaStreamSynchronize(Stream);
    expect(Error == cudaErrorAssert, "turn %u: %s", Turn,
           cudaGetErrorName(Error));
  }
}

int main() {
  cudaStream_t Stream;
  MUST(cudaStreamCreateWithFlags(&Stream, cudaStreamNonBlocking));
  const unsigned Warm = sized(500u, 20u), Count = sized(10000u, 500u);
  panics(0, Warm, Stream);
  size_t FreeBefore = 0, FreeAfter = 0, Total = 0;
  MUST(cudaMemGetInfo(&FreeBefore, &Total));
  long Before = residentPages();
  panics(Warm, Count, Stream);
  long Grown = (residentPages() - Before) * sysconf(_SC_PAGESIZE);
  MUST(cudaMemGetInfo(&FreeAfter, &Total));
  std::printf("measured: %ld bytes more after %u panics\n", Grown, Count);
  // A leak of 1 KiB each would be 10 MB on a card, 500 KB here.
  expect(Grown < sized(4l << 20, 256l << 10), "%ld bytes more", Grown);
  expect(FreeAfter == FreeBefore, "device: %zu bytes less",
         FreeBefore - FreeAfter);
  nextKernelIsRight(Stream);
  return finish("memory is flat");
}
