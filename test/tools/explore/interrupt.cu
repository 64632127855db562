// An interrupt ends all processes and says how far it came.
//
// RUN: %cpu-clangxx %s -o %t
// RUN: rm -f %t.pids
// RUN: %python %S/Inputs/interrupt.py %t.pids %explore --quiet --jobs 2 %t %t.pids | FileCheck %s
// CHECK: gpurt-explore: interrupted after 0 of 2000 runs, none failed
// CHECK-NEXT: exit status 130, none left
#include <cstdio>
#include <unistd.h>

__global__ void nothing() {}

int main(int, char **Argv) {
  nothing<<<1, 1>>>();
  if (FILE *File = std::fopen(Argv[1], "a")) {
    std::fprintf(File, "%d\n", int(getpid()));
    std::fclose(File);
  }
  for (;;)
    pause();
}
