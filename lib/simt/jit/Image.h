//===- Image.h - The device bitcode inside a fat binary ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compilers hand a wrapper to __cudaRegisterFatBinary. For the CPU device it
// points to an OffloadBinary (llvm/Object/OffloadBinary.h) with NVPTX bitcode.
// Whatever else is found is named, so that a program built for a GPU alone
// says in one line why it cannot run here.
// Test: test/unit/cudart/DriverTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_JIT_IMAGE_H
#define GPURT_LIB_SIMT_JIT_IMAGE_H

#include <memory>
#include <string>

namespace llvm {
class MemoryBuffer;
} // namespace llvm

namespace gpurt::simt {

/// What __cudaRegisterFatBinary receives.
struct FatBinaryWrapper {
  static constexpr int Magic = 0x466243b1;
  int MagicWord;
  int Version;
  const void *Data;
  const void *Unused;
};

struct Bitcode {
  /// Null if there is none; then Error says what was found.
  std::unique_ptr<llvm::MemoryBuffer> Buffer;
  std::string Error;
};

/// \param Wrapper  as from the compiler; null is an error like others
/// \returns the bitcode of its first image, which must be for nvptx64
Bitcode findBitcode(const FatBinaryWrapper *Wrapper);

/// The same for what a wrapper's Data points to.
Bitcode findBitcodeAt(const void *Data);

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_JIT_IMAGE_H
