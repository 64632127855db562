// The same program with the static CUDA runtime, with the shared one, and with
// none named: then the driver chooses.
// RUN: %{clangxx} %{gpurt} -O2 %s %{cudart-static} -o %t.static
// RUN: %{clangxx} %{gpurt} -O2 %s %{cudart-shared} -o %t.shared
// RUN: %{clangxx} %{gpurt} -O2 %s -o %t.none
// RUN: %{run} %t.static | FileCheck %s
// RUN: %{run} %t.shared | FileCheck %s
// RUN: %{run} %t.none | FileCheck %s
// CHECK: ok: containers
#include "../memory/containers-over-new.cu"
