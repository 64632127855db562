//===- Chains.cu - Kernels of shapes/Chains.h -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Kernel.h. Test: simt.litmus.*
//===----------------------------------------------------------------------===//
#include "shapes/Chains.h"

#include "Kernel.h"

std::span<const gpurt::litmus::ShapeKernels> gpurt::litmus::chainsKernels() {
  return kernelsOf<Chains>();
}
