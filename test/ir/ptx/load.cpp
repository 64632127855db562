// load keeps its order and its scope; SeqCst is a fence.sc and an acquire.
// __scoped_atomic_load_n comes out .sys in Clang 22, whatever its scope.
// RUN: %{ptx} %s -o %t.s && %{ptxas} %t.s -o /dev/null
// RUN: FileCheck %s < %t.s
#include "target/Atomic.h"
using namespace gpurt::target;
#define CASE(ORDER, SCOPE, TYPE, NAME)                                         \
  extern "C" TYPE NAME##_##ORDER##_##SCOPE(const TYPE &Place) {                \
    return load<Order::ORDER, Scope::SCOPE>(Place);                            \
  }

// CHECK-LABEL: .func {{.*}} load32_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: ld.relaxed.cta.b32 %
CASE(Relaxed, Block, uint32_t, load32)
// CHECK-LABEL: .func {{.*}} load32_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: ld.relaxed.cluster.b32 %
CASE(Relaxed, Cluster, uint32_t, load32)
// CHECK-LABEL: .func {{.*}} load32_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: ld.relaxed.gpu.global.b32 %
CASE(Relaxed, Device, uint32_t, load32)
// CHECK-LABEL: .func {{.*}} load32_Relaxed_System(
// CHECK-NOT: fence
// CHECK: ld.relaxed.sys.global.b32 %
CASE(Relaxed, System, uint32_t, load32)
// CHECK-LABEL: .func {{.*}} load32_Acquire_Block(
// CHECK-NOT: fence
// CHECK: ld.acquire.cta.b32 %
CASE(Acquire, Block, uint32_t, load32)
// CHECK-LABEL: .func {{.*}} load32_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: ld.acquire.cluster.b32 %
CASE(Acquire, Cluster, uint32_t, load32)
// CHECK-LABEL: .func {{.*}} load32_Acquire_Device(
// CHECK-NOT: fence
// CHECK: ld.acquire.gpu.global.b32 %
CASE(Acquire, Device, uint32_t, load32)
// CHECK-LABEL: .func {{.*}} load32_Acquire_System(
// CHECK-NOT: fence
// CHECK: ld.acquire.sys.global.b32 %
CASE(Acquire, System, uint32_t, load32)
// CHECK-LABEL: .func {{.*}} load32_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: ld.acquire.cta.b32 %
CASE(SeqCst, Block, uint32_t, load32)
// CHECK-LABEL: .func {{.*}} load32_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: ld.acquire.cluster.b32 %
CASE(SeqCst, Cluster, uint32_t, load32)
// CHECK-LABEL: .func {{.*}} load32_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: ld.acquire.gpu.global.b32 %
CASE(SeqCst, Device, uint32_t, load32)
// CHECK-LABEL: .func {{.*}} load32_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: ld.acquire.sys.global.b32 %
CASE(SeqCst, System, uint32_t, load32)

// CHECK-LABEL: .func {{.*}} load64_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: ld.relaxed.cta.b64 %
CASE(Relaxed, Block, uint64_t, load64)
// CHECK-LABEL: .func {{.*}} load64_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: ld.relaxed.cluster.b64 %
CASE(Relaxed, Cluster, uint64_t, load64)
// CHECK-LABEL: .func {{.*}} load64_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: ld.relaxed.gpu.global.b64 %
CASE(Relaxed, Device, uint64_t, load64)
// CHECK-LABEL: .func {{.*}} load64_Relaxed_System(
// CHECK-NOT: fence
// CHECK: ld.relaxed.sys.global.b64 %
CASE(Relaxed, System, uint64_t, load64)
// CHECK-LABEL: .func {{.*}} load64_Acquire_Block(
// CHECK-NOT: fence
// CHECK: ld.acquire.cta.b64 %
CASE(Acquire, Block, uint64_t, load64)
// CHECK-LABEL: .func {{.*}} load64_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: ld.acquire.cluster.b64 %
CASE(Acquire, Cluster, uint64_t, load64)
// CHECK-LABEL: .func {{.*}} load64_Acquire_Device(
// CHECK-NOT: fence
// CHECK: ld.acquire.gpu.global.b64 %
CASE(Acquire, Device, uint64_t, load64)
// CHECK-LABEL: .func {{.*}} load64_Acquire_System(
// CHECK-NOT: fence
// CHECK: ld.acquire.sys.global.b64 %
CASE(Acquire, System, uint64_t, load64)
// CHECK-LABEL: .func {{.*}} load64_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: ld.acquire.cta.b64 %
CASE(SeqCst, Block, uint64_t, load64)
// CHECK-LABEL: .func {{.*}} load64_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: ld.acquire.cluster.b64 %
CASE(SeqCst, Cluster, uint64_t, load64)
// CHECK-LABEL: .func {{.*}} load64_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: ld.acquire.gpu.global.b64 %
CASE(SeqCst, Device, uint64_t, load64)
// CHECK-LABEL: .func {{.*}} load64_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: ld.acquire.sys.global.b64 %
CASE(SeqCst, System, uint64_t, load64)
