//===- Json.cpp - Results that can be kept --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Json.h. No text here needs escapes: names and PTX have no quotes.
// Test: simt.litmus.*
//===----------------------------------------------------------------------===//
#include "Json.h"

#include "Outcomes.h"

#include <cinttypes>
#include <cstdlib>

namespace gpurt::litmus {

JsonWriter::JsonWriter(const std::string &File, const std::string &Device) {
  if (File.empty())
    return;
  Out = std::fopen(File.c_str(), "w");
  if (!Out) {
    std::fprintf(stderr, "litmus: cannot write %s\n", File.c_str());
    std::exit(2);
  }
  std::fprintf(Out, "{\"device\": \"%s\",\n \"tests\": [", Device.c_str());
}

void JsonWriter::add(const Test &T, const Histogram &H) {
  if (!Out)
    return;
  std::fprintf(Out, "%s\n  {\"name\": \"%s\", \"family\": \"%s\",\n",
               First ? "" : ",", T.Name.c_str(), T.Family);
  First = false;
  std::fprintf(Out, "   \"threads\": [");
  for (size_t I = 0; I != T.P.ThreadCount; ++I)
    std::fprintf(Out, "%s\"%.*s\"", I ? ", " : "", int(T.S->Code[I].size()),
                 T.S->Code[I].data());
  std::fprintf(Out,
               "], \"final\": \"%.*s\", \"race\": %s,\n"
               "   \"launches\": %" PRIu64 ", \"instances\": %" PRIu64
               ", \"outcomes\": [",
               int(T.S->Final.size()), T.S->Final.data(),
               T.S->Race ? "true" : "false", H.Launches, H.Instances);
  const char *Separator = "";
  for (auto [Each, Count] : H.Counts) {
    std::fprintf(Out,
                 "%s{\"values\": \"%s\", \"class\": \"%s\", \"count\": %" PRIu64
                 "}",
                 Separator, text(T.P, Each).c_str(),
                 name(classify(*T.S, T.P, Each)), Count);
    Separator = ", ";
  }
  std::fprintf(Out, "]}");
}

void JsonWriter::close() {
  if (!Out)
    return;
  std::fprintf(Out, "\n]}\n");
  std::fclose(Out);
  Out = nullptr;
}

} // namespace gpurt::litmus
