//===- Json.h - The little JSON that reports need -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text in quotes, and lines at the end of a file. libgpurt only writes JSON,
// flat objects of a dozen members, so it brings no library for it.
// Test: test/unit/PanicJsonTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_RUNTIME_JSON_H
#define GPURT_LIB_RUNTIME_JSON_H

#include <string>
#include <string_view>

namespace gpurt::runtime {

/// \returns \p Text as a JSON string, with its quotes (JsonText.h). Bytes that
/// are no valid UTF-8 become an escaped U+FFFD.
std::string quoted(std::string_view Text);

/// Appends \p Line to the file \p Path in one write, so that the lines of
/// several processes do not mix. Complains of \p Variable, which named the
/// file, if that fails.
void appendLine(const std::string &Path, std::string_view Line,
                const char *Variable);

} // namespace gpurt::runtime

#endif // GPURT_LIB_RUNTIME_JSON_H
