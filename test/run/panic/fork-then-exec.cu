// A process that uses the heap forks and its child runs a program that uses it
// too: neither disturbs the other, also when the child panics.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK-DAG: child: cudaErrorAssert
// CHECK-DAG: ok: fork then exec
#include "assert-kernel.h"
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

__device__ char *Kept;
__global__ void take() { Kept = (char *)malloc(1000), Kept[999] = 5; }
__global__ void give(unsigned *Wrong) {
  if (Kept[999] != 5)
    ++*Wrong;
  free(Kept);
}

static int child() {
  failOnce();
  std::printf("child: %s\n", cudaGetErrorName(cudaDeviceSynchronize()));
  nextKernelIsRight();
  return wrongCount() ? 1 : 0;
}

int main(int Argc, char **Argv) {
  if (Argc > 1 && !std::strcmp(Argv[1], "child"))
    return child();
  take<<<1, 1>>>();
  MUST(cudaDeviceSynchronize());
  std::fflush(stdout);
  pid_t Pid = fork();
  if (Pid == 0) {
    execl("/proc/self/exe", Argv[0], "child", (char *)nullptr);
    _exit(127);
  }
  int Status = -1;
  waitpid(Pid, &Status, 0);
  expect(WIFEXITED(Status) && WEXITSTATUS(Status) == 0, "child: status %x",
         Status);
  DeviceArray<unsigned> Wrong(1);
  give<<<1, 1>>>(Wrong);
  MUST(cudaDeviceSynchronize());
  expect(!Wrong.host()[0], "the parent's block changed");
  return finish("fork then exec");
}
