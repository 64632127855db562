// Pieces of a whole warp take one relaxed add of the arena's scope, of 32 bits in
// shared memory, a shuffle of what it found, and while it is under way a vote
// whether all ask one arena: no fence, no other question of the lanes where their
// sizes are known to be the same, no memory but the buffer's place, or an acquire
// where the chunk is not the buffer. All else is called. Destructors cost an indirect call only where asked for.
// REQUIRES: cuda
// RUN: %gpurt_device -std=c++17 -O2 -I%S/../../../include -S %s -o - | FileCheck %s
#include "gpurt/arena.h"
using gpurt::scope;

static __device__ gpurt::arena<scope::grid> Global;

// CHECK-LABEL: .entry grid_piece(
// CHECK-NOT: {{match|vote|bar.warp|fence|membar|acquire}}
// CHECK: activemask
// CHECK-NOT: {{match|vote|bar.warp|fence|membar|acquire}}
// CHECK: ld.global.{{.*}}Global+144
// CHECK: atom.global.add.u64
// CHECK-NOT: {{match|bar.warp|fence|membar|acquire}}
// CHECK: vote.sync.ballot.b32 {{.*}}, -1;
// CHECK: shfl.sync.idx.b32 {{.*}}, -1;
// CHECK-NEXT: shfl.sync.idx.b32 {{.*}}, -1;
// CHECK-NOT: {{match|vote|bar.warp|fence|membar|shfl}}
// CHECK: ld.acquire.sys.global.b64
// CHECK-NOT: {{match|vote|bar.warp|fence|membar|acquire|shfl}}
// CHECK: // -- End function
extern "C" __global__ void grid_piece(void **Out) {
  Out[threadIdx.x] = Global.allocate(24);
}

// CHECK-LABEL: .entry block_piece(
// CHECK: activemask
// CHECK-NOT: {{isspacep|match|vote|bar.warp|fence|membar|acquire}}
// CHECK: ld.shared.
// CHECK-NOT: {{isspacep|match|vote|bar.warp|fence|membar|acquire}}
// CHECK: atom.shared.add.u32
// CHECK-NOT: {{match|bar.warp|fence|membar|acquire}}
// CHECK: vote.sync.ballot.b32 {{.*}}, -1;
// CHECK: shfl.sync.idx.b32 {{.*}}, -1;
// CHECK-NOT: {{match|vote|bar.warp|fence|membar|shfl}}
// CHECK: ld.acquire.cta.shared.b64
// CHECK-NOT: {{match|vote|bar.warp|fence|membar|acquire|shfl}}
// CHECK: bar.sync
extern "C" __global__ void block_piece(void **Out) {
  __shared__ gpurt::arena<scope::block> Arena;
  gpurt::arena_scope Scope(Arena);
  Out[threadIdx.x] = Arena.allocate(24);
}

// Sizes that may differ are compared first, by lanes that are all there.
// CHECK-LABEL: .entry pieces_that_differ(
// CHECK: activemask
// CHECK: match.all.sync.b32 {{.*}}, -1;
// CHECK-NOT: {{match|vote|bar.warp|fence|membar|acquire}}
// CHECK: atom.global.add.u64
extern "C" __global__ void pieces_that_differ(void **Out, const int *Size) {
  Out[threadIdx.x] = Global.allocate(Size[threadIdx.x]);
}

// CHECK-LABEL: .entry resets(
// CHECK-NOT: {{call.*%rd}}
// CHECK: ret
extern "C" __global__ void resets() { Global.reset(); }
