//===- MessagePassing.cu - Kernels of shapes/MessagePassing.h -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Kernel.h. Test: simt.litmus.*
//===----------------------------------------------------------------------===//
#include "shapes/MessagePassing.h"

#include "Kernel.h"

std::span<const gpurt::litmus::ShapeKernels>
gpurt::litmus::messagePassingKernels() {
  return kernelsOf<MessagePassing>();
}
