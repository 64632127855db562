//===- Buffering.cu - Kernels of shapes/Buffering.h -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Kernel.h. Test: simt.litmus.*
//===----------------------------------------------------------------------===//
#include "shapes/Buffering.h"

#include "Kernel.h"

std::span<const gpurt::litmus::ShapeKernels> gpurt::litmus::bufferingKernels() {
  return kernelsOf<Buffering>();
}
