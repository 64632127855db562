//===- target/Memory.h - The device library's memory spaces, on the host --===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stands in for devicelib/target/Memory.h: see Atomic.h beside it.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TARGET_MEMORY_H
#define GPURT_TARGET_MEMORY_H

#define GPURT_CONSTANT
#define GPURT_SHARED
#define GPURT_UNINITIALIZED

#endif // GPURT_TARGET_MEMORY_H
