//===- target/Memory.h - Memory spaces of the machine ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where a variable of the device library lives.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TARGET_MEMORY_H
#define GPURT_TARGET_MEMORY_H

/// A variable that the host writes and kernels only read, each warp at once.
/// Stands between a variable's type and its name.
#define GPURT_CONSTANT __attribute__((address_space(4)))

/// A variable that the threads of a block share, of each block its own. Stands
/// like GPURT_CONSTANT; a definition also says GPURT_UNINITIALIZED.
#define GPURT_SHARED __attribute__((address_space(3)))
#define GPURT_UNINITIALIZED [[clang::loader_uninitialized]]

#endif // GPURT_TARGET_MEMORY_H
