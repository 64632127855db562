// An array that stays in its thread costs no trip to the heap at -O2, and the
// remark says so where the user can see it. At -O0 nothing is optimized.
// REQUIRES: cuda
// RUN: %gpurt_device -O2 -Xarch_device -Rpass=gpurt -Xarch_device -Rpass-missed=gpurt -S %s -o %t.ptx 2>%t.err
// RUN: FileCheck %s --check-prefix=REMARK < %t.err
// RUN: FileCheck %s --check-prefix=O2 < %t.ptx
// RUN: %gpurt_device -O0 -S %s -o - | FileCheck %s --check-prefix=O0
// RUN: %gpurt_device -O1 -S %s -o - | FileCheck %s --check-prefix=O2

// O2: .visible .entry _Z5localPii
// O2-NOT: __gpurt_
// O2: .visible .entry _Z7escapesPPii
// O2: __gpurt_new
// O0: .visible .entry _Z5localPii
// O0: __gpurt_new


// LLVM itself deletes what is only written; this is read at a place that is
// known only when it runs.
__global__ void local(int *Out, int N) {
  // REMARK: heap-to-stack.cu:[[#@LINE+1]]:{{[0-9]+}}: remark: allocation of 16 bytes moved to the stack [-Rpass=gpurt]
  int *P = new int[4];
  for (int I = 0; I < 4; ++I)
    P[I] = N * I;
  *Out = P[N & 3];
  delete[] P;
}

__global__ void escapes(int **Out, int N) {
  // REMARK: heap-to-stack.cu:[[#@LINE+1]]:{{[0-9]+}}: remark: allocation of 4 bytes stays on the heap: its address is stored [-Rpass-missed=gpurt]
  *Out = new int(N);
}
