//===- DeviceText.cpp - Text that lies on a device ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See DeviceText.h.
//===----------------------------------------------------------------------===//
#include "DeviceText.h"

#include <algorithm>
#include <cstring>

std::string gpurt::runtime::readDeviceText(const DeviceReader &Read,
                                           uint64_t Address, size_t Most) {
  // A line of memory at a time: behind the text there may be nothing.
  constexpr uint64_t Line = 64;
  char Part[Line];
  std::string Text;
  while (Text.size() < Most) {
    uint64_t Next = Address + Text.size();
    uint64_t Size = std::min<uint64_t>(Line - Next % Line, Most - Text.size());
    const auto *From = reinterpret_cast<const void *>(Next);
    if (!Read(Part, From, Size)) {
      Size = 1;
      if (!Read(Part, From, Size))
        break;
    }
    size_t Length = strnlen(Part, Size);
    Text.append(Part, Length);
    if (Length < Size)
      break;
  }
  return Text;
}
