// Each call of target/Lanes.h is one instruction that waits for the lanes of the
// mask. No lane may run ahead of it or be told apart by it, so none is moved,
// merged or deleted.
// RUN: %{ptx} %s -o %t.s && %{ptxas} %t.s -o /dev/null
// RUN: FileCheck %s < %t.s
#include "target/Lanes.h"
using namespace gpurt::target;
extern "C" {
// CHECK-LABEL: .func {{.*}} match_any(
// CHECK-DAG: ld.param.b32 [[VALUE:%r[0-9]+]], [match_any_param_1];
// CHECK-DAG: ld.param.b32 [[MASK:%r[0-9]+]], [match_any_param_0];
// CHECK: match.any.sync.b32 %r{{[0-9]+}}, [[VALUE]], [[MASK]];
uint32_t match_any(uint32_t Mask, uint32_t Value) {
  return matchAny(Mask, Value);
}
// CHECK-LABEL: .func {{.*}} vote(
// CHECK: ld.param.b32 [[MASK:%r[0-9]+]], [vote_param_0];
// CHECK: vote.sync.ballot.b32 %r{{[0-9]+}}, %p{{[0-9]+}}, [[MASK]];
uint32_t vote(uint32_t Mask, bool Condition) {
  return ballot(Mask, Condition);
}
// CHECK-LABEL: .func {{.*}} value_of_lane(
// CHECK-DAG: ld.param.b32 [[MASK:%r[0-9]+]], [value_of_lane_param_0];
// CHECK-DAG: ld.param.b32 [[VALUE:%r[0-9]+]], [value_of_lane_param_1];
// CHECK-DAG: ld.param.b32 [[FROM:%r[0-9]+]], [value_of_lane_param_2];
// CHECK: shfl.sync.idx.b32 %r{{[0-9]+}}, [[VALUE]], [[FROM]], 31, [[MASK]];
uint32_t value_of_lane(uint32_t Mask, uint32_t Value, uint32_t From) {
  return shuffle(Mask, Value, From);
}
// CHECK-LABEL: .func wait(
// CHECK: bar.warp.sync %r{{[0-9]+}};
void wait(uint32_t Mask) { syncLanes(Mask); }

// Memory on both sides of a wait stays there.
// CHECK-LABEL: .func {{.*}} between(
// CHECK: st.b32
// CHECK: bar.warp.sync
// CHECK: ld.b32
uint32_t between(uint32_t *Mine, const uint32_t *Theirs, uint32_t Mask) {
  *Mine = 1;
  syncLanes(Mask);
  return *Theirs;
}

// The two lanes of a branch do not meet in one vote.
// CHECK-LABEL: .func {{.*}} on_both_sides(
// CHECK-COUNT-2: vote.sync.ballot.b32
uint32_t on_both_sides(uint32_t Mask, bool Side, bool Condition) {
  if (Side)
    return ballot(Mask, Condition);
  return ballot(~Mask, Condition) + 1;
}
}
