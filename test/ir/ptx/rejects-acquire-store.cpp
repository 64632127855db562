// What PTX cannot do does not compile.
// RUN: not %{ptx} %s -o /dev/null 2>&1 | FileCheck %s
// CHECK: error: {{.*}}static assertion failed
#include "target/Atomic.h"
using namespace gpurt::target;
void f(uint32_t &P) { store<Order::Acquire, Scope::Device>(P, 1); }
