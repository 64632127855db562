// A program whose kernels allocate and assert, in two files.
#include <cstdio>
#include <cstring>
#include <gpurt/runtime.h>

void launchKernels();
int plain();

int main(int Argc, char **Argv) {
  if (Argc < 2 || std::strcmp(Argv[1], "--no-gpu") != 0)
    launchKernels();
  // A call of the host runtime's library: it must have been linked.
  gpurt_panic_info Info;
  if (plain() == 1 && !gpurt_last_panic(&Info))
    std::printf("linked with gpu-rt\n");
}
