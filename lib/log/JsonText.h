//===- JsonText.h - Text as a JSON string ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one piece of JSON that every writer of ours needs; libgpurt and gpurt-log
// only write it, so they bring no library for it.
// Tests: test/unit/log/EntryTest.cpp, test/unit/PanicJsonTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_LOG_JSONTEXT_H
#define GPURT_LIB_LOG_JSONTEXT_H

#include <string>
#include <string_view>

namespace gpurt::logging {

/// \returns \p Text as a JSON string, with its quotes. Each byte that is no
/// part of valid UTF-8, which JSON cannot hold, becomes \p Invalid.
std::string quoted(std::string_view Text,
                   std::string_view Invalid = "\xef\xbf\xbd");

} // namespace gpurt::logging

#endif // GPURT_LIB_LOG_JSONTEXT_H
