// Far more reports than records, from several places: each is counted at its
// place, kernel after kernel, and a report in the same kernel as a panic comes
// as well.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK-COUNT-32: error {{[12]}}: even or odd
// CHECK-NOT: : error
// CHECK: gpurt: {{[0-9]+}} more errors at {{.*}}no-report-is-lost.cu:
// CHECK: ok: no report
#include "check.h"
#include "gpurt/error.h"
#include <cassert>

__global__ void complain(int Rounds, bool Panic) {
  for (int Round = 0; Round < Rounds; ++Round)
    if ((threadIdx.x + Round) % 4)
      gpurt::report(gpurt::error(1, "even or odd"));
    else
      gpurt::report(gpurt::error(2, "even or odd"));
  assert(!Panic);
}

static void expectCounts(unsigned long long Most, unsigned long long Fewer) {
  gpurt_panic_site Sites[3];
  size_t Count = gpurt_error_sites(Sites, 3);
  expect(Count == 2, "%zu places", Count);
  expect(Sites[0].threads == Most && Sites[1].threads == Fewer, "%llu and %llu",
         (unsigned long long)Sites[0].threads,
         (unsigned long long)Sites[1].threads);
}

int main() {
  const int Rounds = sized(100, 4);
  const unsigned Blocks = sized(100u, 4u), All = Blocks * 64 * Rounds;
  complain<<<Blocks, 64>>>(Rounds, false);
  MUST(cudaDeviceSynchronize());
  expectCounts(All / 4 * 3, All / 4);
  expect(gpurt::last_errors().size() == 32, "kept");
  complain<<<Blocks, 64>>>(Rounds, false);
  MUST(cudaDeviceSynchronize());
  expectCounts(All / 2 * 3, All / 2);
  complain<<<Blocks, 64>>>(Rounds, true);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no panic");
  expectCounts(All / 4 * 9, All / 4 * 3);
  expect(gpurt::last_panic()->others == Blocks * 64 - 1, "panics");
  nextKernelIsRight();
  return finish("no report");
}
