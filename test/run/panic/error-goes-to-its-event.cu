// A wait for an event is a wait for the stream that it was recorded in: it
// returns that stream's panics and leaves those of others.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: ok: its event
#include "assert-kernel.h"

int main() {
  cudaStream_t A, B;
  cudaEvent_t OfA, OfB;
  MUST(cudaStreamCreateWithFlags(&A, cudaStreamNonBlocking));
  MUST(cudaStreamCreateWithFlags(&B, cudaStreamNonBlocking));
  MUST(cudaEventCreate(&OfA));
  MUST(cudaEventCreateWithFlags(&OfB, cudaEventDisableTiming));
  failOnce(A);
  MUST(cudaEventRecord(OfA, A));
  MUST(cudaEventRecord(OfB, B));
  MUST(cudaEventSynchronize(OfB));
  MUST(cudaEventQuery(OfB));
  cudaError_t Error = cudaEventSynchronize(OfA);
  MUST(cudaEventDestroy(OfA));
  MUST(cudaEventDestroy(OfB));
  return expectAssertOnce(Error, "its event");
}
