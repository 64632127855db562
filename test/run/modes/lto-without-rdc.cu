// Three units with device LTO but no relocatable device code: three modules,
// one heap.
// RUN: %{clangxx} %{gpurt} -foffload-lto -O2 -c %{inputs}/heap-unit-b.cu -o %t.b.o
// RUN: %{clangxx} %{gpurt} -foffload-lto -O2 -c %{inputs}/heap-unit-c.cu -o %t.c.o
// RUN: %{clangxx} %{gpurt} -foffload-lto -O2 -c %s -o %t.a.o
// RUN: %{clangxx} %{gpurt} -foffload-lto %t.a.o %t.b.o %t.c.o -o %t
// RUN: %{run} %t | FileCheck %s
// CHECK: ok: one heap for three modules
#include "../memory/three-units-share-one-heap.cu"
