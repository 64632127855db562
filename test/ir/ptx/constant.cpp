// A variable of GPURT_CONSTANT is read from constant memory.
// RUN: %{ptx} %s -o %t.s && %{ptxas} %t.s -o /dev/null
// RUN: FileCheck %s < %t.s
#include "target/Memory.h"

extern "C" {
// CHECK: .const .align 8 .u64 Given;
extern int *GPURT_CONSTANT Given;
int *GPURT_CONSTANT Given = nullptr;
// CHECK-LABEL: .func {{.*}} given(
// CHECK: ld.const.b64 %rd{{[0-9]+}}, [Given];
int *given() { return Given; }
}
