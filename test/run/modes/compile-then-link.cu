// -c and a link in a second step, without relocatable device code, give the
// same program as one step.
// RUN: %{clangxx} %{gpurt} -O2 -c %s -o %t.o
// RUN: %{clangxx} -fgpu-rt %t.o -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: containers
#include "../memory/containers-over-new.cu"
