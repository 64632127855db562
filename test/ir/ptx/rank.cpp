// The numbers of a block and of a launch that target/Thread.h puts together:
// only from registers that read the same in a thread's whole life.
// RUN: %{ptx} %s -o %t.s && %{ptxas} %t.s -o /dev/null
// RUN: FileCheck %s < %t.s
#include "target/Thread.h"
using namespace gpurt::target;
extern "C" {
// CHECK-LABEL: .func {{.*}} threads_in_block(
// CHECK-DAG: mov.u32 [[NX:%r[0-9]+]], %ntid.x;
// CHECK-DAG: mov.u32 [[NY:%r[0-9]+]], %ntid.y;
// CHECK-DAG: mov.u32 [[NZ:%r[0-9]+]], %ntid.z;
// CHECK-DAG: mul.lo.s32 [[PLANE:%r[0-9]+]], [[NX]], [[NY]];
// CHECK: mul.lo.s32 %r{{[0-9]+}}, [[PLANE]], [[NZ]];
// CHECK: ret;
uint32_t threads_in_block() { return threadsInBlock(); }
// CHECK-LABEL: .func {{.*}} rank(
// CHECK-DAG: mov.u32 [[X:%r[0-9]+]], %tid.x;
// CHECK-DAG: mov.u32 [[Y:%r[0-9]+]], %tid.y;
// CHECK-DAG: mov.u32 [[Z:%r[0-9]+]], %tid.z;
// CHECK-DAG: mov.u32 [[NX:%r[0-9]+]], %ntid.x;
// CHECK-DAG: mov.u32 [[NY:%r[0-9]+]], %ntid.y;
// CHECK: mad.lo.s32 [[ROW:%r[0-9]+]], [[NY]], [[Z]], [[Y]];
// CHECK: mad.lo.s32 %r{{[0-9]+}}, [[ROW]], [[NX]], [[X]];
// CHECK: ret;
uint32_t rank() { return threadRank(); }
// The lesser of the launch's threads and 2048 for each multiprocessor.
// CHECK-LABEL: .func {{.*}} threads_at_once(
// CHECK-DAG: %nctaid.x;
// CHECK-DAG: %nctaid.y;
// CHECK-DAG: %nctaid.z;
// CHECK-DAG: %ntid.x;
// CHECK-DAG: %ntid.y;
// CHECK-DAG: %ntid.z;
// CHECK-DAG: mov.u32 [[SMS:%r[0-9]+]], %nsmid;
// CHECK: mul.wide.u32 %rd{{[0-9]+}}, [[SMS]], 2048;
// CHECK: min.u64
// CHECK: ret;
uint64_t threads_at_once() { return threadsAtOnce(); }
}
