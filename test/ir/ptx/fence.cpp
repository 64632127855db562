// fence keeps its scope; everything below SeqCst is PTX's acq_rel fence.
// A lighter acquire or release fence needs a later PTX than sm_75 has.
// RUN: %{ptx} %s -o %t.s && %{ptxas} %t.s -o /dev/null
// RUN: FileCheck %s < %t.s
#include "target/Atomic.h"
using namespace gpurt::target;
#define CASE(ORDER, SCOPE)                                                     \
  extern "C" void fence_##ORDER##_##SCOPE() {                                  \
    fence<Order::ORDER, Scope::SCOPE>();                                       \
  }

// CHECK-LABEL: .func fence_Acquire_Block(
// CHECK: fence.acq_rel.cta;
CASE(Acquire, Block)
// CHECK-LABEL: .func fence_Acquire_Cluster(
// CHECK: fence.acq_rel.cluster;
CASE(Acquire, Cluster)
// CHECK-LABEL: .func fence_Acquire_Device(
// CHECK: fence.acq_rel.gpu;
CASE(Acquire, Device)
// CHECK-LABEL: .func fence_Acquire_System(
// CHECK: fence.acq_rel.sys;
CASE(Acquire, System)
// CHECK-LABEL: .func fence_Release_Block(
// CHECK: fence.acq_rel.cta;
CASE(Release, Block)
// CHECK-LABEL: .func fence_Release_Cluster(
// CHECK: fence.acq_rel.cluster;
CASE(Release, Cluster)
// CHECK-LABEL: .func fence_Release_Device(
// CHECK: fence.acq_rel.gpu;
CASE(Release, Device)
// CHECK-LABEL: .func fence_Release_System(
// CHECK: fence.acq_rel.sys;
CASE(Release, System)
// CHECK-LABEL: .func fence_AcqRel_Block(
// CHECK: fence.acq_rel.cta;
CASE(AcqRel, Block)
// CHECK-LABEL: .func fence_AcqRel_Cluster(
// CHECK: fence.acq_rel.cluster;
CASE(AcqRel, Cluster)
// CHECK-LABEL: .func fence_AcqRel_Device(
// CHECK: fence.acq_rel.gpu;
CASE(AcqRel, Device)
// CHECK-LABEL: .func fence_AcqRel_System(
// CHECK: fence.acq_rel.sys;
CASE(AcqRel, System)
// CHECK-LABEL: .func fence_SeqCst_Block(
// CHECK: fence.sc.cta;
CASE(SeqCst, Block)
// CHECK-LABEL: .func fence_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
CASE(SeqCst, Cluster)
// CHECK-LABEL: .func fence_SeqCst_Device(
// CHECK: fence.sc.gpu;
CASE(SeqCst, Device)
// CHECK-LABEL: .func fence_SeqCst_System(
// CHECK: fence.sc.sys;
CASE(SeqCst, System)
