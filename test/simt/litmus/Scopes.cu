//===- Scopes.cu - Kernels of shapes/Scopes.h -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Kernel.h. Test: simt.litmus.*
//===----------------------------------------------------------------------===//
#include "shapes/Scopes.h"

#include "Kernel.h"

std::span<const gpurt::litmus::ShapeKernels> gpurt::litmus::scopesKernels() {
  return kernelsOf<Scopes>();
}
