//===- KernelInfo.h - The kernels of a retargeted module --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the retargeting pass says about the kernels of a module, in plain C
// layout: whoever loads the module looks up __gpurt_simt_kernels and needs no
// LLVM to launch from it. The pass writes these structs as constants, so a
// change here is a change in passes/retarget/Kernels.cpp.
// Test: test/ir/retarget/kernel-table.ll
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_ENGINE_KERNELINFO_H
#define GPURT_LIB_SIMT_ENGINE_KERNELINFO_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct SimtKernelInfo {
  const char *Name; ///< the symbol in the device image
  /// Runs one lane. Args[i] points to the bytes of parameter i, which the lane
  /// copies before anything else.
  void (*Entry)(void **Args);
  uint32_t NumParams;
  const uint32_t *ParamSizes; ///< in bytes; null without parameters
  /// Static shared memory of this kernel; dynamic memory lies behind it.
  uint64_t StaticSharedBytes;
  uint32_t MaxThreads; ///< of a block (__launch_bounds__); 0: not limited
  uint32_t Pad;
  uint32_t ClusterDims[3]; ///< __cluster_dims__; all 0 without
  uint32_t Pad2;
} SimtKernelInfo;

typedef struct SimtKernelTable {
  uint64_t Count;
  const SimtKernelInfo *Kernels;
} SimtKernelTable;

#ifdef __cplusplus
static_assert(sizeof(SimtKernelInfo) == 64 &&
              offsetof(SimtKernelInfo, ParamSizes) == 24 &&
              offsetof(SimtKernelInfo, StaticSharedBytes) == 32 &&
              offsetof(SimtKernelInfo, MaxThreads) == 40 &&
              offsetof(SimtKernelInfo, ClusterDims) == 48);
#endif

/// Defined by each retargeted module.
extern const SimtKernelTable __gpurt_simt_kernels;

#ifdef __cplusplus
}
#endif

#endif // GPURT_LIB_SIMT_ENGINE_KERNELINFO_H
