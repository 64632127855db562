// fetchOr keeps its order and its scope, at each width.
// The result is the word before.
// RUN: %{ptx} %s -o %t.s && %{ptxas} %t.s -o /dev/null
// RUN: FileCheck %s < %t.s
#include "target/Atomic.h"
using namespace gpurt::target;
#define CASE(ORDER, SCOPE, TYPE, NAME)                                         \
  extern "C" TYPE NAME##_##ORDER##_##SCOPE(TYPE &Place, TYPE Operand) {         \
    return fetchOr<Order::ORDER, Scope::SCOPE>(Place, Operand);                   \
  }

// CHECK-LABEL: .func {{.*}} or32_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cta.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Block, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cluster.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Cluster, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: atom.relaxed.gpu.global.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Device, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_Relaxed_System(
// CHECK-NOT: fence
// CHECK: atom.relaxed.sys.global.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, System, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_Acquire_Block(
// CHECK-NOT: fence
// CHECK: atom.acquire.cta.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Block, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acquire.cluster.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Cluster, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_Acquire_Device(
// CHECK-NOT: fence
// CHECK: atom.acquire.gpu.global.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Device, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_Acquire_System(
// CHECK-NOT: fence
// CHECK: atom.acquire.sys.global.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, System, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_Release_Block(
// CHECK-NOT: fence
// CHECK: atom.release.cta.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Block, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_Release_Cluster(
// CHECK-NOT: fence
// CHECK: atom.release.cluster.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Cluster, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_Release_Device(
// CHECK-NOT: fence
// CHECK: atom.release.gpu.global.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Device, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_Release_System(
// CHECK-NOT: fence
// CHECK: atom.release.sys.global.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, System, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_AcqRel_Block(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cta.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Block, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_AcqRel_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cluster.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Cluster, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_AcqRel_Device(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.gpu.global.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Device, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_AcqRel_System(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.sys.global.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, System, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: atom.acquire.cta.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Block, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: atom.acquire.cluster.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Cluster, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: atom.acquire.gpu.global.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Device, uint32_t, or32)
// CHECK-LABEL: .func {{.*}} or32_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: atom.acquire.sys.global.or.b32 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, System, uint32_t, or32)

// CHECK-LABEL: .func {{.*}} or64_Relaxed_Block(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cta.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Block, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_Relaxed_Cluster(
// CHECK-NOT: fence
// CHECK: atom.relaxed.cluster.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Cluster, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_Relaxed_Device(
// CHECK-NOT: fence
// CHECK: atom.relaxed.gpu.global.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, Device, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_Relaxed_System(
// CHECK-NOT: fence
// CHECK: atom.relaxed.sys.global.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Relaxed, System, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_Acquire_Block(
// CHECK-NOT: fence
// CHECK: atom.acquire.cta.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Block, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_Acquire_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acquire.cluster.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Cluster, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_Acquire_Device(
// CHECK-NOT: fence
// CHECK: atom.acquire.gpu.global.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, Device, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_Acquire_System(
// CHECK-NOT: fence
// CHECK: atom.acquire.sys.global.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Acquire, System, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_Release_Block(
// CHECK-NOT: fence
// CHECK: atom.release.cta.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Block, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_Release_Cluster(
// CHECK-NOT: fence
// CHECK: atom.release.cluster.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Cluster, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_Release_Device(
// CHECK-NOT: fence
// CHECK: atom.release.gpu.global.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, Device, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_Release_System(
// CHECK-NOT: fence
// CHECK: atom.release.sys.global.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(Release, System, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_AcqRel_Block(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cta.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Block, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_AcqRel_Cluster(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.cluster.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Cluster, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_AcqRel_Device(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.gpu.global.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, Device, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_AcqRel_System(
// CHECK-NOT: fence
// CHECK: atom.acq_rel.sys.global.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(AcqRel, System, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_SeqCst_Block(
// CHECK: fence.sc.cta;
// CHECK: atom.acquire.cta.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Block, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_SeqCst_Cluster(
// CHECK: fence.sc.cluster;
// CHECK: atom.acquire.cluster.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Cluster, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_SeqCst_Device(
// CHECK: fence.sc.gpu;
// CHECK: atom.acquire.gpu.global.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, Device, uint64_t, or64)
// CHECK-LABEL: .func {{.*}} or64_SeqCst_System(
// CHECK: fence.sc.sys;
// CHECK: atom.acquire.sys.global.or.b64 %{{rd?}}{{[0-9]+}}, [%rd{{[0-9]+}}], %{{rd?}}{{[0-9]+}};
CASE(SeqCst, System, uint64_t, or64)
