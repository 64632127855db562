// A panic in one stream is an error of calls about that stream: a wait for
// another prints the report, if it finds it, and succeeds. A call about the
// whole device takes what no other call returned.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: ok: its stream
#include "assert-kernel.h"

__global__ void touch(unsigned *Count) {
  void *Block = malloc(16); // so that the launch is one of ours
  keep(Block);
  atomicAdd(Count, Block ? 1 : 0);
  free(Block);
}

static void expectOf(const char *Call, cudaError_t Got, cudaError_t Want) {
  expect(Got == Want, "%s: %s", Call, cudaGetErrorName(Got));
}

int main() {
  cudaStream_t A, B;
  MUST(cudaStreamCreateWithFlags(&A, cudaStreamNonBlocking));
  MUST(cudaStreamCreateWithFlags(&B, cudaStreamNonBlocking));
  DeviceArray<unsigned> Count(1);
  for (int Turn = 0; Turn < 3; ++Turn) {
    failOnce(A);
    touch<<<2, 32, 0, B>>>(Count);
    expectOf("other stream", cudaStreamSynchronize(B), cudaSuccess);
    expectOf("other stream's query", cudaStreamQuery(B), cudaSuccess);
    expectOf("its stream", cudaStreamSynchronize(A), cudaErrorAssert);
    expectOf("its stream again", cudaStreamSynchronize(A), cudaSuccess);
    expectOf("device, after that", cudaDeviceSynchronize(), cudaSuccess);
  }
  expectOf("last error", cudaGetLastError(), cudaErrorAssert);
  failOnce(A);
  expectOf("other stream", cudaStreamSynchronize(B), cudaSuccess);
  expectOf("device", cudaDeviceSynchronize(), cudaErrorAssert);
  expectOf("its stream, after that", cudaStreamSynchronize(A), cudaSuccess);
  expect(Count.host()[0] == 3 * 64, "count %u", Count.host()[0]);
  nextKernelIsRight(A);
  nextKernelIsRight(B);
  return finish("its stream");
}
