// Exit status, signal and time limit of the run are those of the command, as a
// shell shows them.
//
// RUN: %cpu-clangxx %s -o %t
// RUN: env GPURT_SCHEDULES=3 %t exit 2> %t.err; test $? = 7
// RUN: grep "seed 1, failed: exit status 7" %t.err
// RUN: env GPURT_SCHEDULES=3 %t abort 2> %t.err; test $? = 134
// RUN: grep "seed 1, failed: signal 6 (Aborted)" %t.err
// RUN: env GPURT_SCHEDULES=3 GPURT_TIMEOUT=1 %t wait 2> %t.err; test $? = 124
// RUN: grep "seed 1, failed: did not end in 1 s" %t.err
// RUN: env GPURT_SCHEDULES=3 %t none 2> %t.err; test $? = 0
// RUN: not grep . %t.err
#include <cstdlib>
#include <string>
#include <unistd.h>

__global__ void nothing() {}

int main(int, char **Argv) {
  std::string What = Argv[1];
  nothing<<<1, 1>>>();
  cudaDeviceSynchronize();
  while (What == "wait")
    pause();
  if (What == "abort")
    std::abort();
  return What == "exit" ? 7 : 0;
}
