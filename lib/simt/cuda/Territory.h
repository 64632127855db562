//===- Territory.h - What kernels may touch ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Device, managed, pinned, registered and mapped memory, and the variables of
// device images. Everything else that the process has is the host's.
// GPURT_CHECK=0 turns the check of each access off.
// Test: test/simt/planted/programs/host-pointer.cu, out-of-bounds.cu
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_CUDA_TERRITORY_H
#define GPURT_LIB_SIMT_CUDA_TERRITORY_H

#include "engine/Bounds.h"

namespace gpurt::simt {

/// Null if the environment says that accesses are not checked.
const Bounds *territory();

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_CUDA_TERRITORY_H
