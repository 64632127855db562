//===- Barriers.cu - Kernels of shapes/Barriers.h -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Kernel.h. Test: simt.litmus.*
//===----------------------------------------------------------------------===//
#include "shapes/Barriers.h"

#include "Kernel.h"

std::span<const gpurt::litmus::ShapeKernels> gpurt::litmus::barriersKernels() {
  return kernelsOf<Barriers>();
}
