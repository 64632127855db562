// fetchMin keeps its order and its scope, at each width.
// Signed and unsigned words differ.
// RUN: %{ptx} %s -o %t.s && %{ptxas} %t.s -o /dev/null
// RUN: FileCheck %s < %t.s
#include "target/Atomic.h"
using namespace gpurt::target;
#define CASE(ORDER, SCOPE, TYPE, NAME)                                         \
  extern "C" TYPE NAME##_##ORDER##_##SCOPE(TYPE &Place, TYPE Operand) {         \
    return fetchMin<Order::ORDER, Scope::SCOPE>(Place, Operand);                   \
  }

// CHECK-LABEL: .func {{.*}} minu32_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cta.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Block, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cluster.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Cluster, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: atom.relaxed.gpu.global.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Device, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_Relaxed_System(
// CHECK-NOT: fence
// CHECK: atom.relaxed.sys.global.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, System, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_Acquire_Block(
// CHECK-NOT: fence
// CHECK: atom.acquire.cta.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Block, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acquire.cluster.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Cluster, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_Acquire_Device(
// CHECK-NOT: fence
// CHECK: atom.acquire.gpu.global.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Device, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_Acquire_System(
// CHECK-NOT: fence
// CHECK: atom.acquire.sys.global.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, System, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_Release_Block(
// CHECK-NOT: fence
// CHECK: atom.release.cta.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Block, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_Release_Cluster(
// CHECK-NOT: fence
// CHECK: atom.release.cluster.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Cluster, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_Release_Device(
// CHECK-NOT: fence
// CHECK: atom.release.gpu.global.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Device, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_Release_System(
// CHECK-NOT: fence
// CHECK: atom.release.sys.global.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, System, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_AcqRel_Block(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cta.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Block, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_AcqRel_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cluster.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Cluster, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_AcqRel_Device(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.gpu.global.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Device, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_AcqRel_System(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.sys.global.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, System, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: atom.acquire.cta.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Block, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: atom.acquire.cluster.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Cluster, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: atom.acquire.gpu.global.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Device, uint32_t, minu32)
// CHECK-LABEL: .func {{.*}} minu32_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: atom.acquire.sys.global.min.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, System, uint32_t, minu32)

// CHECK-LABEL: .func {{.*}} minu64_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cta.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Block, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cluster.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Cluster, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: atom.relaxed.gpu.global.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Device, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_Relaxed_System(
// CHECK-NOT: fence
// CHECK: atom.relaxed.sys.global.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, System, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_Acquire_Block(
// CHECK-NOT: fence
// CHECK: atom.acquire.cta.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Block, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acquire.cluster.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Cluster, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_Acquire_Device(
// CHECK-NOT: fence
// CHECK: atom.acquire.gpu.global.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Device, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_Acquire_System(
// CHECK-NOT: fence
// CHECK: atom.acquire.sys.global.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, System, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_Release_Block(
// CHECK-NOT: fence
// CHECK: atom.release.cta.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Block, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_Release_Cluster(
// CHECK-NOT: fence
// CHECK: atom.release.cluster.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Cluster, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_Release_Device(
// CHECK-NOT: fence
// CHECK: atom.release.gpu.global.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Device, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_Release_System(
// CHECK-NOT: fence
// CHECK: atom.release.sys.global.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, System, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_AcqRel_Block(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cta.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Block, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_AcqRel_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cluster.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Cluster, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_AcqRel_Device(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.gpu.global.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Device, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_AcqRel_System(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.sys.global.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, System, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: atom.acquire.cta.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Block, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: atom.acquire.cluster.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Cluster, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: atom.acquire.gpu.global.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Device, uint64_t, minu64)
// CHECK-LABEL: .func {{.*}} minu64_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: atom.acquire.sys.global.min.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, System, uint64_t, minu64)

// CHECK-LABEL: .func {{.*}} mins32_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cta.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Block, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cluster.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Cluster, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: atom.relaxed.gpu.global.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Device, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_Relaxed_System(
// CHECK-NOT: fence
// CHECK: atom.relaxed.sys.global.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, System, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_Acquire_Block(
// CHECK-NOT: fence
// CHECK: atom.acquire.cta.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Block, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acquire.cluster.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Cluster, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_Acquire_Device(
// CHECK-NOT: fence
// CHECK: atom.acquire.gpu.global.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Device, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_Acquire_System(
// CHECK-NOT: fence
// CHECK: atom.acquire.sys.global.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, System, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_Release_Block(
// CHECK-NOT: fence
// CHECK: atom.release.cta.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Block, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_Release_Cluster(
// CHECK-NOT: fence
// CHECK: atom.release.cluster.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Cluster, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_Release_Device(
// CHECK-NOT: fence
// CHECK: atom.release.gpu.global.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Device, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_Release_System(
// CHECK-NOT: fence
// CHECK: atom.release.sys.global.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, System, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_AcqRel_Block(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cta.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Block, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_AcqRel_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cluster.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Cluster, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_AcqRel_Device(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.gpu.global.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Device, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_AcqRel_System(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.sys.global.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, System, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: atom.acquire.cta.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Block, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: atom.acquire.cluster.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Cluster, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: atom.acquire.gpu.global.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Device, int, mins32)
// CHECK-LABEL: .func {{.*}} mins32_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: atom.acquire.sys.global.min.s32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, System, int, mins32)

// CHECK-LABEL: .func {{.*}} mins64_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cta.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Block, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cluster.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Cluster, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: atom.relaxed.gpu.global.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Device, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_Relaxed_System(
// CHECK-NOT: fence
// CHECK: atom.relaxed.sys.global.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, System, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_Acquire_Block(
// CHECK-NOT: fence
// CHECK: atom.acquire.cta.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Block, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acquire.cluster.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Cluster, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_Acquire_Device(
// CHECK-NOT: fence
// CHECK: atom.acquire.gpu.global.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Device, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_Acquire_System(
// CHECK-NOT: fence
// CHECK: atom.acquire.sys.global.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, System, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_Release_Block(
// CHECK-NOT: fence
// CHECK: atom.release.cta.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Block, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_Release_Cluster(
// CHECK-NOT: fence
// CHECK: atom.release.cluster.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Cluster, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_Release_Device(
// CHECK-NOT: fence
// CHECK: atom.release.gpu.global.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Device, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_Release_System(
// CHECK-NOT: fence
// CHECK: atom.release.sys.global.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, System, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_AcqRel_Block(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cta.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Block, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_AcqRel_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cluster.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Cluster, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_AcqRel_Device(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.gpu.global.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Device, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_AcqRel_System(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.sys.global.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, System, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: atom.acquire.cta.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Block, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: atom.acquire.cluster.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Cluster, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: atom.acquire.gpu.global.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Device, long, mins64)
// CHECK-LABEL: .func {{.*}} mins64_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: atom.acquire.sys.global.min.s64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, System, long, mins64)
