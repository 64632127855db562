// fetchAdd keeps its order and its scope, at each width.
// Clang 22 turns any atomicrmw into a bare atom.add.
// RUN: %{ptx} %s -o %t.s && %{ptxas} %t.s -o /dev/null
// RUN: FileCheck %s < %t.s
#include "target/Atomic.h"
using namespace gpurt::target;
#define CASE(ORDER, SCOPE, TYPE, NAME)                                         \
  extern "C" TYPE NAME##_##ORDER##_##SCOPE(TYPE &Place, TYPE Operand) {         \
    return fetchAdd<Order::ORDER, Scope::SCOPE>(Place, Operand);                   \
  }

// CHECK-LABEL: .func {{.*}} add32_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cta.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Block, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cluster.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Cluster, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: atom.relaxed.gpu.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Device, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_Relaxed_System(
// CHECK-NOT: fence
// CHECK: atom.relaxed.sys.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, System, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_Acquire_Block(
// CHECK-NOT: fence
// CHECK: atom.acquire.cta.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Block, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acquire.cluster.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Cluster, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_Acquire_Device(
// CHECK-NOT: fence
// CHECK: atom.acquire.gpu.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Device, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_Acquire_System(
// CHECK-NOT: fence
// CHECK: atom.acquire.sys.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, System, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_Release_Block(
// CHECK-NOT: fence
// CHECK: atom.release.cta.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Block, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_Release_Cluster(
// CHECK-NOT: fence
// CHECK: atom.release.cluster.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Cluster, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_Release_Device(
// CHECK-NOT: fence
// CHECK: atom.release.gpu.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Device, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_Release_System(
// CHECK-NOT: fence
// CHECK: atom.release.sys.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, System, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_AcqRel_Block(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cta.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Block, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_AcqRel_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cluster.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Cluster, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_AcqRel_Device(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.gpu.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Device, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_AcqRel_System(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.sys.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, System, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: atom.acquire.cta.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Block, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: atom.acquire.cluster.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Cluster, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: atom.acquire.gpu.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Device, uint32_t, add32)
// CHECK-LABEL: .func {{.*}} add32_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: atom.acquire.sys.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, System, uint32_t, add32)

// CHECK-LABEL: .func {{.*}} add64_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cta.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Block, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cluster.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Cluster, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: atom.relaxed.gpu.global.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Device, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_Relaxed_System(
// CHECK-NOT: fence
// CHECK: atom.relaxed.sys.global.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, System, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_Acquire_Block(
// CHECK-NOT: fence
// CHECK: atom.acquire.cta.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Block, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acquire.cluster.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Cluster, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_Acquire_Device(
// CHECK-NOT: fence
// CHECK: atom.acquire.gpu.global.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Device, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_Acquire_System(
// CHECK-NOT: fence
// CHECK: atom.acquire.sys.global.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, System, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_Release_Block(
// CHECK-NOT: fence
// CHECK: atom.release.cta.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Block, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_Release_Cluster(
// CHECK-NOT: fence
// CHECK: atom.release.cluster.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Cluster, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_Release_Device(
// CHECK-NOT: fence
// CHECK: atom.release.gpu.global.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Device, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_Release_System(
// CHECK-NOT: fence
// CHECK: atom.release.sys.global.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, System, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_AcqRel_Block(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cta.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Block, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_AcqRel_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cluster.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Cluster, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_AcqRel_Device(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.gpu.global.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Device, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_AcqRel_System(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.sys.global.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, System, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: atom.acquire.cta.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Block, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: atom.acquire.cluster.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Cluster, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: atom.acquire.gpu.global.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Device, uint64_t, add64)
// CHECK-LABEL: .func {{.*}} add64_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: atom.acquire.sys.global.add.u64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, System, uint64_t, add64)

// CHECK-LABEL: .func {{.*}} adds32_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cta.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Block, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cluster.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Cluster, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: atom.relaxed.gpu.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Device, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_Relaxed_System(
// CHECK-NOT: fence
// CHECK: atom.relaxed.sys.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, System, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_Acquire_Block(
// CHECK-NOT: fence
// CHECK: atom.acquire.cta.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Block, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acquire.cluster.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Cluster, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_Acquire_Device(
// CHECK-NOT: fence
// CHECK: atom.acquire.gpu.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Device, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_Acquire_System(
// CHECK-NOT: fence
// CHECK: atom.acquire.sys.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, System, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_Release_Block(
// CHECK-NOT: fence
// CHECK: atom.release.cta.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Block, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_Release_Cluster(
// CHECK-NOT: fence
// CHECK: atom.release.cluster.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Cluster, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_Release_Device(
// CHECK-NOT: fence
// CHECK: atom.release.gpu.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Device, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_Release_System(
// CHECK-NOT: fence
// CHECK: atom.release.sys.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, System, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_AcqRel_Block(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cta.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Block, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_AcqRel_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cluster.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Cluster, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_AcqRel_Device(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.gpu.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Device, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_AcqRel_System(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.sys.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, System, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: atom.acquire.cta.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Block, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: atom.acquire.cluster.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Cluster, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: atom.acquire.gpu.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Device, int, adds32)
// CHECK-LABEL: .func {{.*}} adds32_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: atom.acquire.sys.global.add.u32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, System, int, adds32)
