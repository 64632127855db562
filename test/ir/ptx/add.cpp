// add has no result and so becomes a red: the thread does not wait for L2.
// Also when the same function returns nothing else.
// RUN: %{ptx} %s -o %t.s && %{ptxas} %t.s -o /dev/null
// RUN: FileCheck %s < %t.s
#include "target/Atomic.h"
using namespace gpurt::target;
#define CASE(ORDER, SCOPE, TYPE, NAME)                                         \
  extern "C" void NAME##_##ORDER##_##SCOPE(TYPE &Place, TYPE Operand) {        \
    add<Order::ORDER, Scope::SCOPE>(Place, Operand);                           \
  }

// CHECK-LABEL: .func add32_Relaxed_Block(
// CHECK-NOT: atom
// CHECK: red.relaxed.cta.add.u32 [%
CASE(Relaxed, Block, uint32_t, add32)
// CHECK-LABEL: .func add32_Relaxed_Cluster(
// CHECK-NOT: atom
// CHECK: red.relaxed.cluster.add.u32 [%
CASE(Relaxed, Cluster, uint32_t, add32)
// CHECK-LABEL: .func add32_Relaxed_Device(
// CHECK-NOT: atom
// CHECK: red.relaxed.gpu.global.add.u32 [%
CASE(Relaxed, Device, uint32_t, add32)
// CHECK-LABEL: .func add32_Relaxed_System(
// CHECK-NOT: atom
// CHECK: red.relaxed.sys.global.add.u32 [%
CASE(Relaxed, System, uint32_t, add32)
// CHECK-LABEL: .func add32_Release_Block(
// CHECK-NOT: atom
// CHECK: red.release.cta.add.u32 [%
CASE(Release, Block, uint32_t, add32)
// CHECK-LABEL: .func add32_Release_Cluster(
// CHECK-NOT: atom
// CHECK: red.release.cluster.add.u32 [%
CASE(Release, Cluster, uint32_t, add32)
// CHECK-LABEL: .func add32_Release_Device(
// CHECK-NOT: atom
// CHECK: red.release.gpu.global.add.u32 [%
CASE(Release, Device, uint32_t, add32)
// CHECK-LABEL: .func add32_Release_System(
// CHECK-NOT: atom
// CHECK: red.release.sys.global.add.u32 [%
CASE(Release, System, uint32_t, add32)

// CHECK-LABEL: .func add64_Relaxed_Block(
// CHECK-NOT: atom
// CHECK: red.relaxed.cta.add.u64 [%
CASE(Relaxed, Block, uint64_t, add64)
// CHECK-LABEL: .func add64_Relaxed_Cluster(
// CHECK-NOT: atom
// CHECK: red.relaxed.cluster.add.u64 [%
CASE(Relaxed, Cluster, uint64_t, add64)
// CHECK-LABEL: .func add64_Relaxed_Device(
// CHECK-NOT: atom
// CHECK: red.relaxed.gpu.global.add.u64 [%
CASE(Relaxed, Device, uint64_t, add64)
// CHECK-LABEL: .func add64_Relaxed_System(
// CHECK-NOT: atom
// CHECK: red.relaxed.sys.global.add.u64 [%
CASE(Relaxed, System, uint64_t, add64)
// CHECK-LABEL: .func add64_Release_Block(
// CHECK-NOT: atom
// CHECK: red.release.cta.add.u64 [%
CASE(Release, Block, uint64_t, add64)
// CHECK-LABEL: .func add64_Release_Cluster(
// CHECK-NOT: atom
// CHECK: red.release.cluster.add.u64 [%
CASE(Release, Cluster, uint64_t, add64)
// CHECK-LABEL: .func add64_Release_Device(
// CHECK-NOT: atom
// CHECK: red.release.gpu.global.add.u64 [%
CASE(Release, Device, uint64_t, add64)
// CHECK-LABEL: .func add64_Release_System(
// CHECK-NOT: atom
// CHECK: red.release.sys.global.add.u64 [%
CASE(Release, System, uint64_t, add64)
