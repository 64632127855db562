// A piece of a shared arena takes one relaxed add of its scope, of 32 bits in
// shared memory; what orders the chunk's memory is an acquire of the grid, or a
// fence of the block. Destructors cost an indirect call only where asked for.
// REQUIRES: cuda
// RUN: %gpurt_device -std=c++17 -O2 -I%S/../../../include -S %s -o - | FileCheck %s
#include "gpurt/arena.h"
using gpurt::scope;

static __device__ gpurt::arena<scope::grid> Global;

// CHECK-LABEL: .entry grid_piece(
// CHECK: match.all.sync
// CHECK-NOT: {{fence|membar}}
// CHECK: atom.global.add.u64
// CHECK: ld.acquire.sys.global.b64
// CHECK-NOT: {{fence|membar}}
// CHECK: bar.warp.sync
// CHECK: shfl.sync

extern "C" __global__ void grid_piece(void **Out) {
  Out[threadIdx.x] = Global.allocate(24);
}

// CHECK-LABEL: .entry block_piece(
// CHECK: match.all.sync
// CHECK-NOT: isspacep
// CHECK: atom.shared.add.u32
// CHECK: ld.relaxed.sys{{(\.shared)?}}.b64
// CHECK: membar.cta
extern "C" __global__ void block_piece(void **Out) {
  __shared__ gpurt::arena<scope::block> Arena;
  gpurt::arena_scope Scope(Arena);
  Out[threadIdx.x] = Arena.allocate(24);
}

// CHECK-LABEL: .entry resets(
// CHECK-NOT: {{call.*%rd}}
// CHECK: ret
extern "C" __global__ void resets() { Global.reset(); }
