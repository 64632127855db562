// An arena of one thread costs a few instructions for each piece: no atomic, no
// local memory, no call but in the slow path.
// REQUIRES: cuda
// RUN: %gpurt_device -std=c++17 -O2 -I%S/../../../include -S %s -o - | FileCheck %s
#include "gpurt/arena.h"

// CHECK-LABEL: .entry bump(
// CHECK-NOT: .local
// CHECK-NOT: {{atom|fence|membar}}
// CHECK: Inner Loop Header
// CHECK-NEXT: and.b32
// CHECK-NEXT: setp.lt.u32
// CHECK-NEXT: @%p{{[0-9]+}} bra
// CHECK: cvt.u64.u32
// CHECK-NEXT: add.s32
// CHECK-NEXT: sub.s64
// CHECK-NEXT: bra.uni
extern "C" __global__ void bump(void **Out, int Count) {
  gpurt::arena<> Arena;
  for (int I = 0; I < Count; ++I)
    Out[I] = Arena.allocate(24);
}

// Objects of the same alignment follow each other.
// CHECK-LABEL: .entry objects(
// CHECK-NOT: .local
// CHECK-NOT: {{atom|fence|membar}}
// CHECK: st.{{(global\.)?}}b32
extern "C" __global__ void objects(int **Out, int Count) {
  gpurt::arena<> Arena;
  for (int I = 0; I < Count; ++I)
    Out[I] = Arena.make<int>(I);
}
