//===- PanicJson.cpp - A panic report for programs ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   {"kind": "assert", "message": "i < n", "file": "app.cu", "line": 7, ...}
// One line, so that a file of them is JSON Lines. The members: see
// gpurt_panic_json in gpurt/runtime.h.
// Test: test/unit/PanicJsonTest.cpp
//===----------------------------------------------------------------------===//
#include "Json.h"
#include "Panic.h"

#include <iterator>

using namespace gpurt::runtime;

namespace {

/// In the order of gpurt_panic_kind.
constexpr const char *KindNames[] = {
    "none",         "assert",      "abort",        "trap",
    "sanitizer",    "terminate",   "pure virtual", "out of memory",
    "invalid free", "double free", "overrun",      "use after free",
    "undefined",    "user",        "check",        "unreachable",
};
static_assert(std::size(KindNames) == GPURT_PANIC_UNREACHABLE + 1);

std::string list(const uint32_t (&Index)[3]) {
  return "[" + std::to_string(Index[0]) + ", " + std::to_string(Index[1]) +
         ", " + std::to_string(Index[2]) + "]";
}

std::string textOrNull(std::string_view Text) {
  return Text.empty() ? "null" : quoted(Text);
}

std::string hex(uint64_t Value) {
  char Digits[24];
  snprintf(Digits, sizeof(Digits), "\"0x%llx\"", (unsigned long long)Value);
  return Digits;
}

std::string frames(std::string_view Stack) {
  std::string Text = "[";
  while (!Stack.empty()) {
    StackFrame Each = cutFrame(Stack);
    auto NumberOrNull = [](std::string_view Digits) {
      return Digits.empty() ? std::string("null") : std::string(Digits);
    };
    Text += Text.size() > 1 ? ", " : "";
    Text += "{\"function\": " + textOrNull(Each.Function) +
            ", \"file\": " + textOrNull(Each.File) +
            ", \"line\": " + NumberOrNull(Each.Line) +
            ", \"column\": " + NumberOrNull(Each.Column) + "}";
  }
  return Text + "]";
}

} // namespace

std::string gpurt::runtime::formatPanicJson(const gpurt_panic_info &Info) {
  auto [File, Line] = PanicPlaces::placeOf(Info);
  std::string_view Function = Info.function[0]
                                  ? std::string_view(Info.function)
                                  : innermostFrame(Info.stack).Function;
  std::string Text = "{\"kind\": ";
  Text += unsigned(Info.kind) < std::size(KindNames)
              ? quoted(KindNames[Info.kind])
              : std::to_string(unsigned(Info.kind));
  auto Add = [&](const char *Name, const std::string &Value) {
    Text += ", \"";
    Text += Name;
    Text += "\": " + Value;
  };
  Add("message", textOrNull(Info.message));
  Add("file", textOrNull(File));
  Add("line", std::to_string(Line));
  Add("function", textOrNull(Function));
  Add("stack", frames(Info.stack));
  Add("kernel", textOrNull(Info.kernel));
  Add("launch", Info.launch_first
                    ? "[" + std::to_string(Info.launch_first) + ", " +
                          std::to_string(Info.launch_last) + "]"
                    : "null");
  Add("stream", Info.stream_known
                    ? hex(reinterpret_cast<uintptr_t>(Info.stream))
                    : "null");
  Add("device", std::to_string(Info.device));
  Add("grid", std::to_string(Info.grid));
  Add("grid_dim", list(Info.grid_dim));
  Add("block_dim", list(Info.block_dim));
  Add("block", list(Info.block));
  Add("thread", list(Info.thread));
  Add("lane", std::to_string(Info.lane));
  Add("active_mask", hex(Info.active_mask));
  Add("sm", std::to_string(Info.sm));
  Add("time_ns", std::to_string(Info.time_ns));
  Add("operand", hex(Info.operand));
  Add("others", std::to_string(Info.others));
  if (Info.block_address)
    Add("heap_block", "{\"address\": " + hex(Info.block_address) +
                          ", \"size\": " + std::to_string(Info.block_size) +
                          ", \"allocated\": " + frames(Info.allocated) +
                          ", \"freed\": " + frames(Info.freed) + "}");
  return Text + "}";
}
