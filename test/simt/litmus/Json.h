//===- Json.h - Results that can be kept ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// {"device": NAME, "tests": [{"name", "family", "threads", "final", "race",
// "launches", "instances", "outcomes": [{"values", "class", "count"}]}]}
// Test: simt.litmus.*
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_SIMT_LITMUS_JSON_H
#define GPURT_TEST_SIMT_LITMUS_JSON_H

#include "Session.h"

#include <cstdio>

namespace gpurt::litmus {

class JsonWriter {
public:
  /// Writes nothing if \p File is empty; a file that cannot be made ends the
  /// program.
  JsonWriter(const std::string &File, const std::string &Device);
  void add(const Test &T, const Histogram &H);
  void close();

private:
  std::FILE *Out = nullptr;
  bool First = true;
};

} // namespace gpurt::litmus

#endif // GPURT_TEST_SIMT_LITMUS_JSON_H
