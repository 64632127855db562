// The steps of memory_detail.h reach the PTX with the strength that arena.h and
// pool.h count on: relaxed, of the block or wider as asked, no fence beside
// them; and each fence where one is asked. (Clang's atomicCAS would bring a
// fence.sc.sys.)
// REQUIRES: cuda
// RUN: %gpurt_device -std=c++17 -O2 -I%S/../../../include -S %s -o - | FileCheck %s
#include "gpurt/memory_detail.h"
using namespace gpurt;
using detail::word;

// CHECK-LABEL: .func {{.*}}load_word(
// CHECK-NOT: {{fence|membar}}
// CHECK: ld.relaxed.sys.b64
extern "C" __device__ word load_word(word *P) { return detail::load(*P); }

// CHECK-LABEL: .func store_word(
// CHECK-NOT: {{fence|membar}}
// CHECK: st.relaxed.sys.b64
extern "C" __device__ void store_word(word *P, word New) {
  detail::store(*P, New);
}

// CHECK-LABEL: .func {{.*}}replace_word(
// CHECK-NOT: {{fence|membar}}
// CHECK: atom.relaxed.sys.cas.b64
extern "C" __device__ bool replace_word(word *P, word Seen, word New) {
  return detail::replace(*P, Seen, New);
}

// CHECK-LABEL: .func {{.*}}replace_half(
// CHECK-NOT: {{fence|membar}}
// CHECK: atom.relaxed.sys.cas.b32
extern "C" __device__ bool replace_half(unsigned *P, unsigned Seen,
                                        unsigned New) {
  return detail::replace(*P, Seen, New);
}

// What threads of a block change: a generic CAS takes a long way to shared memory.
// CHECK-LABEL: .func {{.*}}replace_in_block(
// CHECK-NOT: {{fence|membar}}
// CHECK-DAG: atom.relaxed.sys.shared.cas.b32
// CHECK-DAG: atom.relaxed.sys.cas.b32
extern "C" __device__ bool replace_in_block(unsigned *P, unsigned Seen,
                                            unsigned New) {
  return detail::replace<scope::block>(*P, Seen, New);
}

// Nor does racecheck know of loads that race with atomics on purpose.
// CHECK-LABEL: .func {{.*}}load_in_block(
// CHECK-NOT: {{fence|membar|ld.*shared}}
// CHECK: atom.relaxed.sys.shared.cas.b64
extern "C" __device__ word load_in_block(word *P) {
  return detail::load<scope::block>(*P);
}

// CHECK-LABEL: .func {{.*}}replace_pointer(
// CHECK-NOT: {{fence|membar}}
// CHECK: atom.relaxed.sys.cas.b64
extern "C" __device__ bool replace_pointer(void **P, void *Seen, void *New) {
  return detail::replace(*P, Seen, New);
}

// CHECK-LABEL: .func {{.*}}add_grid(
// CHECK-NOT: {{fence|membar}}
// CHECK: atom.add.u64
extern "C" __device__ word add_grid(word *P, word More) {
  return detail::fetch_add<scope::grid>(*P, More);
}

// CHECK-LABEL: .func {{.*}}add_block(
// CHECK-NOT: {{fence|membar}}
// CHECK: atom.cta.add.{{[us]}}32
extern "C" __device__ unsigned add_block(unsigned *P, unsigned More) {
  return detail::fetch_add<scope::block>(*P, More);
}

// CHECK-LABEL: .func {{.*}}acquire_grid(
// CHECK: ld.acquire.sys.b64
// CHECK-NOT: {{fence|membar}}
extern "C" __device__ word acquire_grid(word *P) {
  return detail::load_acquire<scope::grid>(*P);
}

// Of the block's scope, and with the instruction of shared memory for it.
// CHECK-LABEL: .func {{.*}}acquire_block(
// CHECK-NOT: {{fence|membar}}
// CHECK-DAG: ld.acquire.cta.shared.b64
// CHECK-DAG: ld.acquire.cta.b64
extern "C" __device__ word acquire_block(word *P) {
  return detail::load_acquire<scope::block>(*P);
}

// CHECK-LABEL: .func fence_grid(
// CHECK: membar.gl
extern "C" __device__ void fence_grid() { detail::fence<scope::grid>(); }

// CHECK-LABEL: .func fence_warp(
// CHECK: membar.cta
extern "C" __device__ void fence_warp() { detail::fence<scope::warp>(); }
