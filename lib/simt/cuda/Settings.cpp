//===- Settings.cpp - What the environment says ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// GPURT_CPU_MEMORY_MB: memory of the device, 4096 without. Seed and policy are
// read where the engine is made (Launch.cpp).
// Test: test/unit/cudart/DeviceTest.cpp
//===----------------------------------------------------------------------===//
#include "Runtime.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>

// Tells libgpurt which CUDA it is linked with (lib/runtime/CheckLink.cpp).
extern "C" [[gnu::visibility("default")]] const char __gpurt_cpu_device;
const char __gpurt_cpu_device = 1;

namespace gpurt::simt {

void say(const std::string &Text) {
  std::fprintf(stderr, "gpurt: %s\n", Text.c_str());
}

uint64_t numberFromEnvironment(const char *Name, uint64_t Default) {
  const char *Text = std::getenv(Name);
  if (!Text || !*Text)
    return Default;
  char *End = nullptr;
  errno = 0;
  uint64_t Value = std::strtoull(Text, &End, 0);
  if (*End == '\0' && errno == 0 && *Text != '-')
    return Value;
  say(std::string(Name) + "=" + Text + " is no number; " +
      std::to_string(Default) + " is used");
  return Default;
}

size_t cardBytes() {
  static const size_t Bytes = numberFromEnvironment("GPURT_CPU_MEMORY_MB", 4096)
                              << 20;
  return Bytes;
}

} // namespace gpurt::simt
