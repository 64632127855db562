// storePair is one instruction of 16 bytes.
// RUN: %{ptx} %s -o %t.s && %{ptxas} %t.s -o /dev/null
// RUN: FileCheck %s < %t.s
#include "target/Pair.h"

// CHECK-LABEL: .func storesPair(
// CHECK: st.relaxed.sys.global.v2.b64 [%rd{{[0-9]+}}], {%rd{{[0-9]+}}, %rd{{[0-9]+}}};
extern "C" void storesPair(void *Place, uint64_t Low, uint64_t High) {
  gpurt::target::storePair(Place, Low, High);
}
