// A process with several threads cannot be divided: each run starts the program
// again, and all is as before.
//
// RUN: %cpu-clangxx %s -pthread -o %t
// RUN: rm -f %t.log && env GPURT_SCHEDULES=3 %t %t.log > %t.out 2> %t.err
// RUN: FileCheck %s < %t.log
// RUN: not grep . %t.err
// RUN: FileCheck %s --check-prefix=ONCE < %t.out
// ONCE: good
// ONCE-NOT: {{.}}
// CHECK: seed 1
// CHECK-NEXT: seed 2
// CHECK-NEXT: seed 3
// CHECK-NOT: {{.}}
//
// RUN: not env GPURT_SCHEDULES=9 %t %t.log fail 2>&1 | FileCheck %s --check-prefix=FAIL
// FAIL: gpurt: run 3 of 9, seed 3, failed: exit status 1
// FAIL-NEXT: gpurt: repeat with GPURT_SEED=3 GPURT_POLICY=fair {{.*}}.log fail
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

__global__ void set(int *Out) { *Out = 5; }

int main(int Argc, char **Argv) {
  std::atomic<bool> End{false};
  std::thread Other([&] { End.wait(false); });
  int *Out;
  cudaMallocManaged(&Out, sizeof(int));
  *Out = 0;
  set<<<1, 1>>>(Out);
  cudaDeviceSynchronize();
  bool Good = *Out == 5;
  End = true;
  End.notify_all();
  Other.join();
  std::string Seed = std::getenv("GPURT_SEED");
  if (FILE *Log = std::fopen(Argv[1], "a")) {
    std::fprintf(Log, "seed %s\n", Seed.c_str());
    std::fclose(Log);
  }
  std::puts(Good ? "good" : "bad");
  return !Good || (Argc > 2 && Seed == "3");
}
