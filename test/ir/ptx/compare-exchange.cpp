// compareExchange keeps its order and its scope, and returns what it saw.
// A failed call stores the seen value for the next try.
// RUN: %{ptx} %s -o %t.s && %{ptxas} %t.s -o /dev/null
// RUN: FileCheck %s < %t.s
#include "target/Atomic.h"
using namespace gpurt::target;
#define CASE(ORDER, SCOPE, TYPE, NAME)                                         \
  extern "C" bool NAME##_##ORDER##_##SCOPE(TYPE &Place, TYPE &Expected,        \
                                           TYPE Desired) {                     \
    return compareExchange<Order::ORDER, Scope::SCOPE>(Place, Expected,        \
                                                       Desired);               \
  }

// CHECK-LABEL: .func {{.*}} cas32_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cta.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Relaxed, Block, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cluster.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Relaxed, Cluster, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: atom.relaxed.gpu.global.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Relaxed, Device, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_Relaxed_System(
// CHECK-NOT: fence
// CHECK: atom.relaxed.sys.global.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Relaxed, System, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_Acquire_Block(
// CHECK-NOT: fence
// CHECK: atom.acquire.cta.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Acquire, Block, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acquire.cluster.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Acquire, Cluster, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_Acquire_Device(
// CHECK-NOT: fence
// CHECK: atom.acquire.gpu.global.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Acquire, Device, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_Acquire_System(
// CHECK-NOT: fence
// CHECK: atom.acquire.sys.global.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Acquire, System, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_Release_Block(
// CHECK-NOT: fence
// CHECK: atom.release.cta.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Release, Block, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_Release_Cluster(
// CHECK-NOT: fence
// CHECK: atom.release.cluster.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Release, Cluster, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_Release_Device(
// CHECK-NOT: fence
// CHECK: atom.release.gpu.global.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Release, Device, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_Release_System(
// CHECK-NOT: fence
// CHECK: atom.release.sys.global.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Release, System, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_AcqRel_Block(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cta.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(AcqRel, Block, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_AcqRel_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cluster.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(AcqRel, Cluster, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_AcqRel_Device(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.gpu.global.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(AcqRel, Device, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_AcqRel_System(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.sys.global.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(AcqRel, System, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: atom.acquire.cta.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(SeqCst, Block, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: atom.acquire.cluster.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(SeqCst, Cluster, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: atom.acquire.gpu.global.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(SeqCst, Device, uint32_t, cas32)
// CHECK-LABEL: .func {{.*}} cas32_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: atom.acquire.sys.global.cas.b32 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b32 [%rd{{[0-9]+}}], [[SEEN]];
CASE(SeqCst, System, uint32_t, cas32)

// CHECK-LABEL: .func {{.*}} cas64_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cta.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Relaxed, Block, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cluster.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Relaxed, Cluster, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: atom.relaxed.gpu.global.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Relaxed, Device, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_Relaxed_System(
// CHECK-NOT: fence
// CHECK: atom.relaxed.sys.global.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Relaxed, System, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_Acquire_Block(
// CHECK-NOT: fence
// CHECK: atom.acquire.cta.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Acquire, Block, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acquire.cluster.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Acquire, Cluster, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_Acquire_Device(
// CHECK-NOT: fence
// CHECK: atom.acquire.gpu.global.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Acquire, Device, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_Acquire_System(
// CHECK-NOT: fence
// CHECK: atom.acquire.sys.global.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Acquire, System, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_Release_Block(
// CHECK-NOT: fence
// CHECK: atom.release.cta.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Release, Block, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_Release_Cluster(
// CHECK-NOT: fence
// CHECK: atom.release.cluster.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Release, Cluster, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_Release_Device(
// CHECK-NOT: fence
// CHECK: atom.release.gpu.global.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Release, Device, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_Release_System(
// CHECK-NOT: fence
// CHECK: atom.release.sys.global.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(Release, System, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_AcqRel_Block(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cta.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(AcqRel, Block, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_AcqRel_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cluster.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(AcqRel, Cluster, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_AcqRel_Device(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.gpu.global.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(AcqRel, Device, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_AcqRel_System(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.sys.global.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(AcqRel, System, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: atom.acquire.cta.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(SeqCst, Block, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: atom.acquire.cluster.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(SeqCst, Cluster, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: atom.acquire.gpu.global.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(SeqCst, Device, uint64_t, cas64)
// CHECK-LABEL: .func {{.*}} cas64_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: atom.acquire.sys.global.cas.b64 [[SEEN:%rd?[0-9]+]],
// CHECK: st.b64 [%rd{{[0-9]+}}], [[SEEN]];
CASE(SeqCst, System, uint64_t, cas64)
