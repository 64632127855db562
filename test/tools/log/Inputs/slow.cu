// Logs, and goes on when a line comes on its input; twice.
#include "gpurt/log.h"
#include <cstdio>

__global__ void work(int I) { GPURT_LOG(info, "round {}", I); }

int main() {
  for (int I = 0; I < 3; ++I) {
    work<<<1, 1>>>(I);
    cudaDeviceSynchronize();
    std::puts("logged");
    std::fflush(stdout);
    std::getchar();
  }
  return 0;
}
