// Each call of target/Thread.h is the one instruction that it names.
// RUN: %{ptx} %s -o %t.s && %{ptxas} %t.s -o /dev/null
// RUN: FileCheck %s < %t.s
#include "target/Thread.h"
using namespace gpurt::target;
extern "C" {
// CHECK-LABEL: .func {{.*}} thread_index(
// CHECK-DAG: %tid.x;
// CHECK-DAG: %tid.y;
// CHECK-DAG: %tid.z;
uint32_t thread_index() {
  Index3 I = threadIndex();
  return I.X + 3 * I.Y + 5 * I.Z;
}
// CHECK-LABEL: .func {{.*}} block_index(
// CHECK-DAG: %ctaid.x;
// CHECK-DAG: %ctaid.y;
// CHECK-DAG: %ctaid.z;
uint32_t block_index() {
  Index3 I = blockIndex();
  return I.X + 3 * I.Y + 5 * I.Z;
}
// CHECK-LABEL: .func {{.*}} lane_id(
// CHECK: mov.u32 %r{{[0-9]+}}, %laneid;
uint32_t lane_id() { return laneId(); }
// CHECK-LABEL: .func {{.*}} multiprocessor_id(
// CHECK: mov.u32 %r{{[0-9]+}}, %smid;
uint32_t multiprocessor_id() { return multiprocessor(); }
// CHECK-LABEL: .func {{.*}} grid_id(
// CHECK: mov.u64 %rd{{[0-9]+}}, %gridid;
uint64_t grid_id() { return gridId(); }
// CHECK-LABEL: .func {{.*}} active_mask(
// CHECK: activemask.b32 %[[MASK:r[0-9]+]];
// CHECK: mov.u32 %[[LANE:r[0-9]+]], %laneid;
// CHECK: shl.b32 %[[BIT:r[0-9]+]], %{{r[0-9]+}}, %[[LANE]];
// CHECK: or.b32 %{{r[0-9]+}}, %[[BIT]], %[[MASK]];
uint32_t active_mask() { return activeMask(); }
// CHECK-LABEL: .func {{.*}} global_time(
// CHECK: mov.u64 %rd{{[0-9]+}}, %globaltimer;
uint64_t global_time() { return globalTime(); }
// CHECK-LABEL: .func {{.*}} cycles(
// CHECK: mov.u32 %r{{[0-9]+}}, %clock;
uint32_t cycles() { return clock(); }
// CHECK-LABEL: .func sleep(
// CHECK: nanosleep.u32 %r{{[0-9]+}};
void sleep(uint32_t Time) { sleepFor(Time); }
// CHECK-LABEL: .func end(
// CHECK: exit;
void end() { exitThread(); }
}
