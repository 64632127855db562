// store keeps its order and its scope; SeqCst is a fence.sc and a relaxed store.
// __scoped_atomic_store_n comes out .sys in Clang 22, whatever its scope.
// RUN: %{ptx} %s -o %t.s && %{ptxas} %t.s -o /dev/null
// RUN: FileCheck %s < %t.s
#include "target/Atomic.h"
using namespace gpurt::target;
#define CASE(ORDER, SCOPE, TYPE, NAME)                                         \
  extern "C" void NAME##_##ORDER##_##SCOPE(TYPE &Place, TYPE New) {            \
    store<Order::ORDER, Scope::SCOPE>(Place, New);                             \
  }

// CHECK-LABEL: .func store32_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: st.relaxed.cta.b32 [%
CASE(Relaxed, Block, uint32_t, store32)
// CHECK-LABEL: .func store32_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: st.relaxed.cluster.b32 [%
CASE(Relaxed, Cluster, uint32_t, store32)
// CHECK-LABEL: .func store32_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: st.relaxed.gpu.global.b32 [%
CASE(Relaxed, Device, uint32_t, store32)
// CHECK-LABEL: .func store32_Relaxed_System(
// CHECK-NOT: fence
// CHECK: st.relaxed.sys.global.b32 [%
CASE(Relaxed, System, uint32_t, store32)
// CHECK-LABEL: .func store32_Release_Block(
// CHECK-NOT: fence
// CHECK: st.release.cta.b32 [%
CASE(Release, Block, uint32_t, store32)
// CHECK-LABEL: .func store32_Release_Cluster(
// CHECK-NOT: fence
// CHECK: st.release.cluster.b32 [%
CASE(Release, Cluster, uint32_t, store32)
// CHECK-LABEL: .func store32_Release_Device(
// CHECK-NOT: fence
// CHECK: st.release.gpu.global.b32 [%
CASE(Release, Device, uint32_t, store32)
// CHECK-LABEL: .func store32_Release_System(
// CHECK-NOT: fence
// CHECK: st.release.sys.global.b32 [%
CASE(Release, System, uint32_t, store32)
// CHECK-LABEL: .func store32_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: st.relaxed.cta.b32 [%
CASE(SeqCst, Block, uint32_t, store32)
// CHECK-LABEL: .func store32_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: st.relaxed.cluster.b32 [%
CASE(SeqCst, Cluster, uint32_t, store32)
// CHECK-LABEL: .func store32_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: st.relaxed.gpu.global.b32 [%
CASE(SeqCst, Device, uint32_t, store32)
// CHECK-LABEL: .func store32_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: st.relaxed.sys.global.b32 [%
CASE(SeqCst, System, uint32_t, store32)

// CHECK-LABEL: .func store64_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: st.relaxed.cta.b64 [%
CASE(Relaxed, Block, uint64_t, store64)
// CHECK-LABEL: .func store64_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: st.relaxed.cluster.b64 [%
CASE(Relaxed, Cluster, uint64_t, store64)
// CHECK-LABEL: .func store64_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: st.relaxed.gpu.global.b64 [%
CASE(Relaxed, Device, uint64_t, store64)
// CHECK-LABEL: .func store64_Relaxed_System(
// CHECK-NOT: fence
// CHECK: st.relaxed.sys.global.b64 [%
CASE(Relaxed, System, uint64_t, store64)
// CHECK-LABEL: .func store64_Release_Block(
// CHECK-NOT: fence
// CHECK: st.release.cta.b64 [%
CASE(Release, Block, uint64_t, store64)
// CHECK-LABEL: .func store64_Release_Cluster(
// CHECK-NOT: fence
// CHECK: st.release.cluster.b64 [%
CASE(Release, Cluster, uint64_t, store64)
// CHECK-LABEL: .func store64_Release_Device(
// CHECK-NOT: fence
// CHECK: st.release.gpu.global.b64 [%
CASE(Release, Device, uint64_t, store64)
// CHECK-LABEL: .func store64_Release_System(
// CHECK-NOT: fence
// CHECK: st.release.sys.global.b64 [%
CASE(Release, System, uint64_t, store64)
// CHECK-LABEL: .func store64_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: st.relaxed.cta.b64 [%
CASE(SeqCst, Block, uint64_t, store64)
// CHECK-LABEL: .func store64_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: st.relaxed.cluster.b64 [%
CASE(SeqCst, Cluster, uint64_t, store64)
// CHECK-LABEL: .func store64_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: st.relaxed.gpu.global.b64 [%
CASE(SeqCst, Device, uint64_t, store64)
// CHECK-LABEL: .func store64_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: st.relaxed.sys.global.b64 [%
CASE(SeqCst, System, uint64_t, store64)
