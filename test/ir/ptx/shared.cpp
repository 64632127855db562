// A variable of GPURT_SHARED is reached in its own space, by address too, and
// takes no room in the image.
// RUN: %{ptx} %s -o %t.s && %{ptxas} %t.s -o /dev/null
// RUN: FileCheck %s < %t.s
#include "target/Memory.h"
#include "target/Thread.h"
using namespace gpurt::target;

// CHECK: .shared .align 8 .b8 Entries[8192];
extern "C" {
GPURT_UNINITIALIZED GPURT_SHARED uint64_t Entries[1024];

// CHECK-LABEL: .func put(
// CHECK: st.shared.b64 [%rd{{[0-9]+}}],
void put(uint32_t I, uint64_t Value) { Entries[I] = Value; }
// CHECK-LABEL: .func {{.*}} get(
// CHECK: ld.shared.b64 %rd{{[0-9]+}}, [%rd{{[0-9]+}}];
uint64_t get(uint32_t I) { return Entries[I]; }
// CHECK-LABEL: .func put_high(
// CHECK: st.shared.b32 [%rd{{[0-9]+}}+4],
void put_high(uint32_t I, uint32_t Value) {
  using Word [[gnu::may_alias]] = uint32_t;
  reinterpret_cast<GPURT_SHARED Word *>(&Entries[I])[1] = Value;
}
}
