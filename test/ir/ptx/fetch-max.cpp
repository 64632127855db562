// fetchMax keeps its order and its scope, at each width.
// Signed and unsigned words differ.
// RUN: %{ptx} %s -o %t.s && %{ptxas} %t.s -o /dev/null
// RUN: FileCheck %s < %t.s
#include "target/Atomic.h"
using namespace gpurt::target;
#define CASE(ORDER, SCOPE, TYPE, NAME)                                         \
  extern "C" TYPE NAME##_##ORDER##_##SCOPE(TYPE &Place, TYPE Operand) {         \
    return fetchMax<Order::ORDER, Scope::SCOPE>(Place, Operand);                   \
  }

// CHECK-LABEL: .func {{.*}} maxu32_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cta.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Block, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cluster.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Cluster, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: atom.relaxed.gpu.global.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Device, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_Relaxed_System(
// CHECK-NOT: fence
// CHECK: atom.relaxed.sys.global.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, System, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_Acquire_Block(
// CHECK-NOT: fence
// CHECK: atom.acquire.cta.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Block, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acquire.cluster.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Cluster, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_Acquire_Device(
// CHECK-NOT: fence
// CHECK: atom.acquire.gpu.global.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Device, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_Acquire_System(
// CHECK-NOT: fence
// CHECK: atom.acquire.sys.global.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, System, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_Release_Block(
// CHECK-NOT: fence
// CHECK: atom.release.cta.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Block, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_Release_Cluster(
// CHECK-NOT: fence
// CHECK: atom.release.cluster.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Cluster, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_Release_Device(
// CHECK-NOT: fence
// CHECK: atom.release.gpu.global.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Device, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_Release_System(
// CHECK-NOT: fence
// CHECK: atom.release.sys.global.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, System, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_AcqRel_Block(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cta.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Block, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_AcqRel_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cluster.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Cluster, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_AcqRel_Device(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.gpu.global.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Device, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_AcqRel_System(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.sys.global.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, System, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: atom.acquire.cta.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Block, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: atom.acquire.cluster.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Cluster, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: atom.acquire.gpu.global.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Device, uint32_t, maxu32)
// CHECK-LABEL: .func {{.*}} maxu32_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: atom.acquire.sys.global.max.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, System, uint32_t, maxu32)

// CHECK-LABEL: .func {{.*}} maxu64_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cta.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Block, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cluster.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Cluster, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: atom.relaxed.gpu.global.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Device, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_Relaxed_System(
// CHECK-NOT: fence
// CHECK: atom.relaxed.sys.global.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, System, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_Acquire_Block(
// CHECK-NOT: fence
// CHECK: atom.acquire.cta.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Block, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acquire.cluster.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Cluster, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_Acquire_Device(
// CHECK-NOT: fence
// CHECK: atom.acquire.gpu.global.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Device, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_Acquire_System(
// CHECK-NOT: fence
// CHECK: atom.acquire.sys.global.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, System, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_Release_Block(
// CHECK-NOT: fence
// CHECK: atom.release.cta.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Block, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_Release_Cluster(
// CHECK-NOT: fence
// CHECK: atom.release.cluster.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Cluster, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_Release_Device(
// CHECK-NOT: fence
// CHECK: atom.release.gpu.global.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Device, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_Release_System(
// CHECK-NOT: fence
// CHECK: atom.release.sys.global.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, System, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_AcqRel_Block(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cta.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Block, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_AcqRel_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cluster.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Cluster, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_AcqRel_Device(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.gpu.global.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Device, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_AcqRel_System(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.sys.global.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, System, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: atom.acquire.cta.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Block, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: atom.acquire.cluster.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Cluster, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: atom.acquire.gpu.global.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Device, uint64_t, maxu64)
// CHECK-LABEL: .func {{.*}} maxu64_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: atom.acquire.sys.global.max.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, System, uint64_t, maxu64)

// CHECK-LABEL: .func {{.*}} maxs32_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cta.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Block, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cluster.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Cluster, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: atom.relaxed.gpu.global.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Device, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_Relaxed_System(
// CHECK-NOT: fence
// CHECK: atom.relaxed.sys.global.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, System, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_Acquire_Block(
// CHECK-NOT: fence
// CHECK: atom.acquire.cta.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Block, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acquire.cluster.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Cluster, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_Acquire_Device(
// CHECK-NOT: fence
// CHECK: atom.acquire.gpu.global.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Device, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_Acquire_System(
// CHECK-NOT: fence
// CHECK: atom.acquire.sys.global.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, System, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_Release_Block(
// CHECK-NOT: fence
// CHECK: atom.release.cta.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Block, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_Release_Cluster(
// CHECK-NOT: fence
// CHECK: atom.release.cluster.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Cluster, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_Release_Device(
// CHECK-NOT: fence
// CHECK: atom.release.gpu.global.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Device, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_Release_System(
// CHECK-NOT: fence
// CHECK: atom.release.sys.global.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, System, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_AcqRel_Block(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cta.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Block, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_AcqRel_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cluster.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Cluster, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_AcqRel_Device(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.gpu.global.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Device, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_AcqRel_System(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.sys.global.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, System, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: atom.acquire.cta.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Block, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: atom.acquire.cluster.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Cluster, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: atom.acquire.gpu.global.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Device, int, maxs32)
// CHECK-LABEL: .func {{.*}} maxs32_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: atom.acquire.sys.global.max.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, System, int, maxs32)

// CHECK-LABEL: .func {{.*}} maxs64_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cta.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Block, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cluster.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Cluster, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: atom.relaxed.gpu.global.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Device, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_Relaxed_System(
// CHECK-NOT: fence
// CHECK: atom.relaxed.sys.global.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, System, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_Acquire_Block(
// CHECK-NOT: fence
// CHECK: atom.acquire.cta.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Block, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acquire.cluster.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Cluster, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_Acquire_Device(
// CHECK-NOT: fence
// CHECK: atom.acquire.gpu.global.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Device, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_Acquire_System(
// CHECK-NOT: fence
// CHECK: atom.acquire.sys.global.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, System, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_Release_Block(
// CHECK-NOT: fence
// CHECK: atom.release.cta.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Block, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_Release_Cluster(
// CHECK-NOT: fence
// CHECK: atom.release.cluster.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Cluster, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_Release_Device(
// CHECK-NOT: fence
// CHECK: atom.release.gpu.global.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Device, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_Release_System(
// CHECK-NOT: fence
// CHECK: atom.release.sys.global.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, System, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_AcqRel_Block(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cta.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Block, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_AcqRel_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cluster.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Cluster, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_AcqRel_Device(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.gpu.global.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Device, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_AcqRel_System(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.sys.global.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, System, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: atom.acquire.cta.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Block, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: atom.acquire.cluster.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Cluster, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: atom.acquire.gpu.global.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Device, long, maxs64)
// CHECK-LABEL: .func {{.*}} maxs64_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: atom.acquire.sys.global.max.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, System, long, maxs64)
