// A buffer of more gigabytes than 32 bits count: a lane's arena gives all of
// it, in pieces of a gigabyte, of one byte between them, and of most of it. The
// memory is not there, and nothing touches it but the head at its start.
// RUN: %{build} -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: gigabytes
#include "pieces.h"
#include "gpurt/arena.h"

static const size_t GiB = size_t(1) << 30;

__global__ void pieces(unsigned *Wrong) {
  alignas(16) char Memory[128];
  gpurt::arena<> Arena(Memory, 7 * GiB, gpurt::no_growth);
  char *First = (char *)Arena.allocate(16);
  deviceExpect(First > Memory && First < Memory + sizeof Memory, Wrong);
  auto Start = Arena.mark();
  for (unsigned Round = 0; Round < 2; ++Round) {
    char *End = First + 16;
    for (unsigned I = 0; I < 5; ++I) {
      char *One = (char *)Arena.allocate(GiB, 1);
      char *Small = (char *)Arena.allocate(1, 1);
      deviceExpect(One == End && Small == One + GiB, Wrong);
      End = Small + 1;
    }
    char *Far = (char *)Arena.allocate(5, GiB / 4);
    deviceExpect(Far >= End && Far - End < (ptrdiff_t)GiB / 4, Wrong);
    deviceExpect((uintptr_t)Far % (GiB / 4) == 0, Wrong);
    deviceExpect(Arena.statistics().used == size_t(Far + 5 - First), Wrong);
    deviceExpect(!Arena.allocate(2 * GiB) && Arena.allocate(GiB), Wrong);
    Arena.rewind(Start);
  }
  deviceExpect(Arena.allocate(6 * GiB) == First + 16, Wrong);
  deviceExpect(!Arena.allocate(GiB) && Arena.allocate(GiB / 2), Wrong);
  Arena.reset();
  deviceExpect(Arena.allocate(16) == First, Wrong);
  deviceExpect(!Arena.allocate(7 * GiB), Wrong);
}

int main() {
  DeviceArray<unsigned> Wrong(1);
  pieces<<<sized(16, 1), 32>>>(Wrong);
  MUST(cudaDeviceSynchronize());
  expect(!Wrong.host()[0], "%u wrong in kernels", Wrong.host()[0]);
  return finish("gigabytes");
}
