// What PTX cannot do does not compile.
// RUN: not %{ptx} %s -o /dev/null 2>&1 | FileCheck %s
// CHECK: error: {{.*}}a relaxed fence orders nothing
#include "target/Atomic.h"
using namespace gpurt::target;
void f() { fence<Order::Relaxed, Scope::Device>(); }
