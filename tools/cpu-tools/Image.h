//===- Image.h - Files with device bitcode in them ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to tools/cpu-tools. Reading and writing; what an image is: Tools.h.
// Tests: test/driver/cpu-*.test
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_CPUTOOLS_IMAGE_H
#define GPURT_TOOLS_CPUTOOLS_IMAGE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>

namespace gpurt::cputools {

using Buffer = std::unique_ptr<llvm::MemoryBuffer>;

/// One line for the user; lower case, no period.
[[nodiscard]] llvm::Error failure(const llvm::Twine &Text);

[[nodiscard]] llvm::Expected<Buffer> readFile(llvm::StringRef Path);
[[nodiscard]] llvm::Error writeFile(llvm::StringRef Path, llvm::StringRef Data);

/// \returns the bitcode that \p File is or holds; null if it is something else
[[nodiscard]] llvm::Expected<Buffer> bitcodeIn(const llvm::MemoryBuffer &File);

/// Writes \p Bitcode for the GPU \p Arch as an image.
[[nodiscard]] llvm::Error
writeImage(llvm::StringRef Path, llvm::StringRef Bitcode, llvm::StringRef Arch);

} // namespace gpurt::cputools

#endif // GPURT_TOOLS_CPUTOOLS_IMAGE_H
