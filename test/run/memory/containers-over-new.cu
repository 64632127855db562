// Containers as programs write them: a list, a hash map and a growing vector
// over new and delete, with virtual functions and placement new. The sums and
// lengths are compared with the same computation on the host.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: containers
#include "containers.h"

int main() {
  const unsigned Grid = sized(40, 2), Threads = 96;
  DeviceArray<unsigned long long> Results(Grid * Threads);
  useContainers<<<Grid, Threads>>>(Results, Grid * Threads);
  MUST(cudaDeviceSynchronize());
  expectContainers(Results.host());
  return finish("containers");
}
