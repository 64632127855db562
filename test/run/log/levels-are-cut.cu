// Entries above GPURT_LOG_LEVEL, GPURT_LOG or gpurt_log_set_level are not
// logged.
// RUN: %{build} -DGPURT_LOG_LEVEL=debug -o %t
// RUN: %{run} %t 2>&1 | FileCheck --check-prefix=INFO %s
// RUN: env GPURT_LOG=debug %{run} %t 2>&1 | FileCheck --check-prefix=DEBUG %s
// RUN: env GPURT_LOG=loud %{run} %t 2>&1 | FileCheck --check-prefixes=BAD,INFO %s
// BAD: gpurt: GPURT_LOG is 'loud': write off, error, warn, info, debug or trace; going on with info
// INFO: warn {{.*}} first
// INFO-NOT: I am a
// INFO: error {{.*}} third
// INFO: ok: levels
// DEBUG: debug {{.*}} I am a debug text
// DEBUG-NOT: I am a
// DEBUG: ok: levels
#include "check.h"
#include "gpurt/log.h"

__global__ void work(int Time) {
  if (Time == 1)
    GPURT_LOG(warn, "first");
  if (Time == 2)
    GPURT_LOG(info, "second");
  GPURT_LOG(debug, "I am a debug text");
  GPURT_LOG(trace, "I am a trace text");
  if (Time == 3)
    GPURT_LOG(error, "third");
}

int main() {
  work<<<1, 1>>>(1);
  expect(cudaDeviceSynchronize() == cudaSuccess, "kernel failed");
  gpurt_log_set_level(1);
  unsigned long long Before = gpurt::log_stats().received;
  work<<<1, 1>>>(2);
  cudaDeviceSynchronize();
  expect(gpurt::log_stats().received == Before, "info was logged");
  work<<<1, 1>>>(3);
  cudaDeviceSynchronize();
  expect(gpurt::log_stats().received == Before + 1, "error was not logged");
  return finish("levels");
}
