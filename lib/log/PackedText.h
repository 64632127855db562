//===- PackedText.h - Packed values as text -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The host's end of gpurt/packed_args.h: a format string, the kinds of the
// values and their words become text, by {fmt}. All three may come from a
// damaged file: whatever they hold, the result is text and no exception.
// Test: test/unit/log/PackedTextTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_LOG_PACKEDTEXT_H
#define GPURT_LIB_LOG_PACKEDTEXT_H

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gpurt::logging {

/// One value, as it was on the device.
using PackedValue = std::variant<int64_t, uint64_t, bool, char, float, double,
                                 const void *, std::string>;

/// \param Types  kinds as in gpurt::value_kind
/// \param Words  what packed_args::words held; those that are missing are left
///               out of the result with all values that need them
std::vector<PackedValue> unpackValues(std::string_view Types,
                                      std::span<const uint32_t> Words);

/// \returns the text. If \p Format does not suit the values: the format as it
/// is, what is wrong with it, and the values.
std::string formatPacked(std::string_view Format, std::string_view Types,
                         std::span<const uint32_t> Words);

/// \returns the 32-bit words that values of the kinds \p Types take, or
/// nothing if these are no kinds.
bool countWords(std::string_view Types, size_t &Count);

} // namespace gpurt::logging

#endif // GPURT_LIB_LOG_PACKEDTEXT_H
