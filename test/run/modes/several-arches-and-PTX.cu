// One program for sm_75, sm_80, sm_90, sm_100 and sm_120 plus PTX of sm_75; the
// card takes its own. In the second program only PTX fits, so the driver's
// compiler makes the code at load time.
// The CPU device takes the code of one arch, and no PTX.
// REQUIRES: cuda-device
// RUN: %{clangxx} -fgpu-rt -std=c++17 -I%{inputs} -O2 %s -o %t --offload-arch=sm_75,sm_80,sm_90,sm_100,sm_120 --cuda-include-ptx=sm_75
// RUN: %{clangxx} -fgpu-rt -std=c++17 -I%{inputs} -O2 %s -o %t.ptx --offload-arch=sm_75 --cuda-include-ptx=sm_75
// RUN: %{run} %t | FileCheck %s
// RUN: %{run} %t.ptx | FileCheck %s
// CHECK: ok: containers
#include "../memory/containers-over-new.cu"
