//===- PanicText.cpp - The words of a panic report ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   app.cu:7: void k(int): block: [0,0,0], thread: [5,0,0] Assertion `i < n`
//   failed.                                       (CUDA's own line, unbroken)
//       #0 get(int) at app.cu:7:3
//       #1 k(int) at app.cu:12:5
//   gpurt: freed at app.cu:9 in k(int)       (where a checked block is known)
//   gpurt: allocated at app.cu:8 in make(), from app.cu:11 in k(int)
//   gpurt: 31 more threads panicked
//   gpurt: 30 threads at app.cu:7            (where there are several places)
//   gpurt: 2 threads at app.cu:9
// Tools parse the first line, so it is CUDA's to the letter for an assertion,
// UBSan's for a check of -fgpu-rt-sanitize, and begins as CUDA's for every
// other kind:
//   app.cu:7:3: runtime error: load of null pointer of type 'int'
//   gpurt: block: [0,0,0], thread: [5,0,0]
// Test: test/unit/PanicTextTest.cpp
//===----------------------------------------------------------------------===//
#include "Panic.h"
#include "UndefinedText.h"

#include <cstdio>
#include <iterator>
#include <string_view>

using namespace gpurt::runtime;

static std::string_view cutField(std::string_view &Text, char End) {
  size_t At = Text.find(End);
  std::string_view Field = Text.substr(0, At);
  Text.remove_prefix(At == Text.npos ? Text.size() : At + 1);
  return Field;
}

StackFrame gpurt::runtime::cutFrame(std::string_view &Stack) {
  std::string_view Line = cutField(Stack, '\n');
  StackFrame Result;
  Result.Function = cutField(Line, '\t');
  Result.File = cutField(Line, '\t');
  Result.Line = cutField(Line, '\t');
  Result.Column = Line;
  return Result;
}

StackFrame gpurt::runtime::innermostFrame(std::string_view Stack) {
  return cutFrame(Stack);
}

std::string_view gpurt::runtime::outermostFunction(std::string_view Stack) {
  // A last line without its end was cut to fit.
  if (Stack.empty() || Stack.back() != '\n')
    return {};
  StackFrame Last;
  while (!Stack.empty())
    Last = cutFrame(Stack);
  return Last.Function;
}

namespace {

/// What Clang's trap codes stand for, in the order of its SanitizerHandler.
constexpr const char *TrapNames[] = {
    "addition overflowed",
    "unreachable code was reached",
    "control flow integrity check",
    // Clang 22 gives -fsanitize=local-bounds the same code.
    "division overflow or by zero, or access past a local object",
    "dynamic type check",
    "float to integer conversion overflowed",
    "call through a function pointer of another type",
    "implicit conversion changed the value",
    "invalid argument of a builtin",
    "invalid Objective-C cast",
    "load of a value that its type cannot hold",
    "function ended without returning a value",
    "multiplication overflowed",
    "negation overflowed",
    "null passed for a parameter declared nonnull",
    "null returned from a function declared nonnull",
    "null passed for a parameter declared nonnull",
    "null returned from a function declared nonnull",
    "index out of bounds",
    "pointer arithmetic overflowed",
    "shift out of bounds",
    "subtraction overflowed",
    "access through a null or misaligned pointer, or past the object",
    "alignment assumption does not hold",
    "array size is not positive",
};

class Writer {
public:
  std::string Text;

  void number(uint64_t Value) { Text += std::to_string(Value); }

  void hex(uint64_t Value) {
    char Digits[20];
    snprintf(Digits, sizeof(Digits), "0x%llx", (unsigned long long)Value);
    Text += Digits;
  }

  void triple(const uint32_t (&Index)[3]) {
    Text += '[';
    number(Index[0]);
    Text += ',';
    number(Index[1]);
    Text += ',';
    number(Index[2]);
    Text += ']';
  }

  void bytes(uint64_t Count) {
    number(Count);
    Text += Count == 1 ? " byte" : " bytes";
  }

  /// Where the operand lies, seen from the block.
  void position(const gpurt_panic_info &Info, const char *Adjective) {
    uint64_t Begin = Info.block_address, End = Begin + Info.block_size;
    hex(Info.operand);
    Text += ", ";
    if (Info.operand < Begin) {
      bytes(Begin - Info.operand);
      Text += " before the ";
    } else if (Info.operand < End) {
      bytes(Info.operand - Begin);
      Text += " into the ";
    } else {
      bytes(Info.operand - End);
      Text += " past the end of the ";
    }
    Text += Adjective;
    bytes(Info.block_size);
    Text += " at ";
    hex(Begin);
    Text += '.';
  }

  void thread(const gpurt_panic_info &Info) {
    Text += "block: ";
    triple(Info.block);
    Text += ", thread: ";
    triple(Info.thread);
  }

  void sentence(const gpurt_panic_info &Info);
  void undefined(const gpurt_panic_info &Info);
  void head(const gpurt_panic_info &Info);
  void stack(std::string_view Stack);
  void blockSite(const char *What, const char *Stack);
};

void Writer::sentence(const gpurt_panic_info &Info) {
  switch (Info.kind) {
  case GPURT_PANIC_ASSERT:
    Text += "Assertion `";
    Text += Info.message;
    Text += "` failed.";
    return;
  case GPURT_PANIC_ABORT:
    Text += "abort() was called.";
    return;
  case GPURT_PANIC_TRAP:
    Text += "trap.";
    return;
  case GPURT_PANIC_SANITIZER:
    Text += "sanitizer: ";
    if (Info.operand < std::size(TrapNames)) {
      Text += TrapNames[Info.operand];
    } else {
      Text += "check ";
      number(Info.operand);
      Text += " failed";
    }
    Text += '.';
    return;
  case GPURT_PANIC_TERMINATE:
    Text += "std::terminate() was called.";
    return;
  case GPURT_PANIC_PURE_VIRTUAL:
    Text += "a pure virtual function was called.";
    return;
  case GPURT_PANIC_OUT_OF_MEMORY:
    Text += "out of memory: operator new(";
    number(Info.operand);
    Text += " bytes).";
    return;
  case GPURT_PANIC_INVALID_FREE:
    Text += "free of ";
    if (Info.block_address)
      return position(Info, "");
    hex(Info.operand);
    Text += ", which malloc did not give.";
    return;
  case GPURT_PANIC_DOUBLE_FREE:
    Text += "second free of ";
    hex(Info.operand);
    Text += '.';
    return;
  case GPURT_PANIC_OVERRUN:
    if (Info.operand) {
      Text += "write to ";
      return position(Info, "");
    }
    Text += "what malloc keeps before ";
    hex(Info.block_address);
    Text += " was overwritten.";
    return;
  case GPURT_PANIC_USE_AFTER_FREE:
    Text += "write to ";
    return position(Info, "freed ");
  case GPURT_PANIC_USER:
    Text += Info.message;
    return;
  case GPURT_PANIC_CHECK:
    Text += Info.message;
    Text += '.';
    return;
  case GPURT_PANIC_UNREACHABLE:
    Text += "code was reached that should not be.";
    return;
  case GPURT_PANIC_UNDEFINED: // has a line of its own
  case GPURT_PANIC_NONE:
    break;
  }
  Text += "panic of unknown kind ";
  number(uint64_t(Info.kind));
  Text += '.';
}

void Writer::undefined(const gpurt_panic_info &Info) {
  Text += formatSourcePlace(Info.file, Info.line, Info.column);
  Text += ": runtime error: ";
  Text += Info.message;
  Text += "\ngpurt: ";
  thread(Info);
  Text += '\n';
}

void Writer::head(const gpurt_panic_info &Info) {
  std::string_view Rest = Info.stack;
  StackFrame Inner = cutFrame(Rest);
  // Only asserts bring file, line and function with them.
  if (Info.file[0]) {
    Text += Info.file;
    Text += ':';
    number(Info.line);
  } else if (!Inner.File.empty()) {
    Text += Inner.File;
    Text += ':';
    Text += Inner.Line.empty() ? "0" : Inner.Line;
  } else {
    Text += "<unknown>:0";
  }
  Text += ": ";
  if (Info.function[0])
    Text += Info.function;
  else if (!Inner.Function.empty())
    Text += Inner.Function;
  else
    Text += "<unknown>";
  Text += ": ";
  if (Info.device >= 0) { // else it is the host's
    thread(Info);
    Text += ' ';
  }
  sentence(Info);
  Text += '\n';
}

void Writer::stack(std::string_view Stack) {
  for (unsigned Number = 0; !Stack.empty(); ++Number) {
    StackFrame Each = cutFrame(Stack);
    Text += "    #";
    number(Number);
    Text += ' ';
    Text += Each.Function.empty() ? "<unknown>" : Each.Function;
    if (!Each.File.empty()) {
      Text += " at ";
      Text += Each.File;
      for (std::string_view Part : {Each.Line, Each.Column})
        if (!Part.empty()) {
          Text += ':';
          Text += Part;
        }
    }
    Text += '\n';
  }
}

void Writer::blockSite(const char *What, const char *Stack) {
  if (!Stack[0])
    return;
  Text += "gpurt: ";
  Text += What;
  Text += " at ";
  Text += gpurt::runtime::formatPlace(Stack);
  Text += '\n';
}

} // namespace

std::string gpurt::runtime::formatPlace(std::string_view Stack) {
  std::string Text;
  while (!Stack.empty()) {
    StackFrame Each = cutFrame(Stack);
    if (Each.File.empty())
      break; // the text was cut to fit here
    if (!Text.empty())
      Text += ", from ";
    Text += Each.File;
    Text += ':';
    Text += Each.Line.empty() ? "0" : Each.Line;
    Text += " in ";
    Text += Each.Function.empty() ? "<unknown>" : Each.Function;
  }
  return Text.empty() ? "<unknown>" : Text;
}

std::string gpurt::runtime::formatStack(std::string_view Stack) {
  Writer W;
  W.stack(Stack);
  return W.Text;
}

std::string
gpurt::runtime::formatPanic(const gpurt_panic_info &Info,
                            const std::vector<gpurt_panic_site> &Places) {
  Writer W;
  if (Info.kind == GPURT_PANIC_UNDEFINED)
    W.undefined(Info);
  else
    W.head(Info);
  W.stack(Info.stack);
  W.blockSite("freed", Info.freed);
  W.blockSite("allocated", Info.allocated);

  if (Info.others) {
    W.Text += "gpurt: ";
    W.number(Info.others);
    W.Text += Info.others == 1 ? " more thread panicked\n"
                               : " more threads panicked\n";
  }
  if (Places.size() > 1)
    for (const gpurt_panic_site &Each : Places) {
      W.Text += "gpurt: ";
      W.number(Each.threads);
      W.Text += Each.threads == 1 ? " thread at " : " threads at ";
      W.Text += Each.file[0] ? Each.file : "<unknown>";
      W.Text += ':';
      W.number(Each.line);
      W.Text += '\n';
    }
  return W.Text;
}
