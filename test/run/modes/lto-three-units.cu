// Three units with device LTO and relocatable device code, compiled apart and linked:
// device calls across units allocate, free and assert in one runtime.
// RUN: %{clangxx} %{gpurt} -fgpu-rdc -foffload-lto -O2 -c %{inputs}/rdc-list.cu -o %t.list.o
// RUN: %{clangxx} %{gpurt} -fgpu-rdc -foffload-lto -O2 -c %{inputs}/rdc-sum.cu -o %t.sum.o
// RUN: %{clangxx} %{gpurt} -fgpu-rdc -foffload-lto -O2 -c %s -o %t.main.o
// RUN: %{clangxx} %{gpurt} -fgpu-rdc -foffload-lto %t.list.o %t.sum.o %t.main.o -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: unsigned int sumList(const Node *): block: [1,0,0], thread: [6,0,0] Assertion `Head->Value != 666` failed.
// CHECK: ok: three units
#include "rdc-main.cu"
