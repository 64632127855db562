// What PTX cannot do does not compile.
// RUN: not %{ptx} %s -o /dev/null 2>&1 | FileCheck %s
// CHECK: error: {{.*}}static assertion failed
#include "target/Atomic.h"
using namespace gpurt::target;
uint32_t f(const uint32_t &P) { return load<Order::Release, Scope::Device>(P); }
