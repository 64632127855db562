// fetchAnd keeps its order and its scope, at each width.
// The result is the word before.
// RUN: %{ptx} %s -o %t.s && %{ptxas} %t.s -o /dev/null
// RUN: FileCheck %s < %t.s
#include "target/Atomic.h"
using namespace gpurt::target;
#define CASE(ORDER, SCOPE, TYPE, NAME)                                         \
  extern "C" TYPE NAME##_##ORDER##_##SCOPE(TYPE &Place, TYPE Operand) {         \
    return fetchAnd<Order::ORDER, Scope::SCOPE>(Place, Operand);                   \
  }

// CHECK-LABEL: .func {{.*}} and32_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cta.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Block, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cluster.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Cluster, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: atom.relaxed.gpu.global.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Device, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_Relaxed_System(
// CHECK-NOT: fence
// CHECK: atom.relaxed.sys.global.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, System, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_Acquire_Block(
// CHECK-NOT: fence
// CHECK: atom.acquire.cta.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Block, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acquire.cluster.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Cluster, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_Acquire_Device(
// CHECK-NOT: fence
// CHECK: atom.acquire.gpu.global.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Device, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_Acquire_System(
// CHECK-NOT: fence
// CHECK: atom.acquire.sys.global.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, System, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_Release_Block(
// CHECK-NOT: fence
// CHECK: atom.release.cta.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Block, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_Release_Cluster(
// CHECK-NOT: fence
// CHECK: atom.release.cluster.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Cluster, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_Release_Device(
// CHECK-NOT: fence
// CHECK: atom.release.gpu.global.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Device, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_Release_System(
// CHECK-NOT: fence
// CHECK: atom.release.sys.global.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, System, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_AcqRel_Block(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cta.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Block, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_AcqRel_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cluster.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Cluster, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_AcqRel_Device(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.gpu.global.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Device, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_AcqRel_System(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.sys.global.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, System, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: atom.acquire.cta.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Block, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: atom.acquire.cluster.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Cluster, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: atom.acquire.gpu.global.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Device, uint32_t, and32)
// CHECK-LABEL: .func {{.*}} and32_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: atom.acquire.sys.global.and.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, System, uint32_t, and32)

// CHECK-LABEL: .func {{.*}} and64_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cta.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Block, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cluster.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Cluster, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: atom.relaxed.gpu.global.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Device, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_Relaxed_System(
// CHECK-NOT: fence
// CHECK: atom.relaxed.sys.global.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, System, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_Acquire_Block(
// CHECK-NOT: fence
// CHECK: atom.acquire.cta.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Block, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acquire.cluster.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Cluster, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_Acquire_Device(
// CHECK-NOT: fence
// CHECK: atom.acquire.gpu.global.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Device, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_Acquire_System(
// CHECK-NOT: fence
// CHECK: atom.acquire.sys.global.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, System, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_Release_Block(
// CHECK-NOT: fence
// CHECK: atom.release.cta.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Block, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_Release_Cluster(
// CHECK-NOT: fence
// CHECK: atom.release.cluster.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Cluster, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_Release_Device(
// CHECK-NOT: fence
// CHECK: atom.release.gpu.global.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Device, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_Release_System(
// CHECK-NOT: fence
// CHECK: atom.release.sys.global.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, System, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_AcqRel_Block(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cta.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Block, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_AcqRel_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cluster.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Cluster, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_AcqRel_Device(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.gpu.global.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Device, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_AcqRel_System(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.sys.global.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, System, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: atom.acquire.cta.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Block, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: atom.acquire.cluster.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Cluster, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: atom.acquire.gpu.global.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Device, uint64_t, and64)
// CHECK-LABEL: .func {{.*}} and64_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: atom.acquire.sys.global.and.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, System, uint64_t, and64)
