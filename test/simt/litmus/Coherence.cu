//===- Coherence.cu - Kernels of shapes/Coherence.h -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Kernel.h. Test: simt.litmus.*
//===----------------------------------------------------------------------===//
#include "shapes/Coherence.h"

#include "Kernel.h"

std::span<const gpurt::litmus::ShapeKernels> gpurt::litmus::coherenceKernels() {
  return kernelsOf<Coherence>();
}
