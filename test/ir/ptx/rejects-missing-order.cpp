// What PTX cannot do does not compile.
// RUN: not %{ptx} %s -o /dev/null 2>&1 | FileCheck %s
// CHECK: error: {{.*}}no matching function for call
#include "target/Atomic.h"
using namespace gpurt::target;
uint32_t f(uint32_t &P) { return fetchAdd(P, 1); }
