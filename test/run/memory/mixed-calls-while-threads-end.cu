// The stress program of all calls, handed over blocks, a full heap and threads
// that end by an assert: short enough for a sanitizer.
// RUN: %{build} -o %t
// RUN: %{run} %t 16 2>&1 | FileCheck %s
// CHECK-NOT: WRONG
// CHECK: {{^}}ok{{$}}
#include "../../simt/devicelib/mixed-churn.cu"
