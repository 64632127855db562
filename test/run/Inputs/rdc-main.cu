// Main program of the three-unit tests: see rdc-unit.h.
#include "rdc-unit.h"

__global__ void work(unsigned *Sums, unsigned Bad) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  Node *Head = nullptr;
  for (unsigned K = 0; K <= I % 50; ++K)
    Head = pushNode(Head, I == Bad && K == 0 ? 666 : 2 * (I + K) + 1);
  Sums[I] = sumList(Head);
  dropList(Head);
}

static void expectAlive(unsigned Want) {
  unsigned Alive = ~0u;
  MUST(cudaMemcpyFromSymbol(&Alive, NodesAlive, sizeof Alive));
  expect(Alive == Want, "%u nodes alive, want %u", Alive, Want);
}

int main() {
  const unsigned Count = 64 * 64;
  DeviceArray<unsigned> Sums(Count);
  work<<<64, 64>>>(Sums, ~0u);
  MUST(cudaDeviceSynchronize());
  std::vector<unsigned> Host = Sums.host();
  for (unsigned I = 0; I < Count; ++I) {
    unsigned Want = 0;
    for (unsigned K = 0; K <= I % 50; ++K)
      Want += 2 * (I + K) + 1;
    expect(Host[I] == Want, "thread %u: %u, want %u", I, Host[I], Want);
  }
  expectAlive(0);
  work<<<64, 64>>>(Sums, 70);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no error");
  expectAlive(70 % 50 + 1);
  nextKernelIsRight();
  return finish("three units");
}
