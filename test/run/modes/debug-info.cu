// -g, at -O0 and -O2, and -gline-tables-only: the program runs the same.
// RUN: %{clangxx} %{gpurt} %s -g -O0 -o %t.g0
// RUN: %{clangxx} %{gpurt} %s -g -O2 -o %t.g2
// RUN: %{clangxx} %{gpurt} %s -gline-tables-only -O2 -o %t.lines
// RUN: %{run} %t.g0 2>&1 | FileCheck %s
// RUN: %{run} %t.g2 2>&1 | FileCheck %s
// RUN: %{run} %t.lines 2>&1 | FileCheck %s
// CHECK: Assertion `Index < Length` failed.
// CHECK: ok: containers and an assert
#include "every-optimization-level.cu"
