//===- ErrorReport.cpp - Errors that stop nothing -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   app.cu:7: digit: block: [0,0,0], thread: [5,0,0] error 2: not a digit
//   gpurt: while reading a number, at app.cu:20
//       #0 k(char const*) at app.cu:31:3           (where it was reported)
//   gpurt: 31 more errors at app.cu:7
// See ErrorReport.h.
// Tests: test/unit/ErrorReportTest.cpp, test/run/error/
//===----------------------------------------------------------------------===//
#include "ErrorReport.h"
#include "Device.h"
#include "DeviceText.h"
#include "Message.h"
#include "Panic.h"

#include <algorithm>
#include <cstring>
#include <utility>

using namespace gpurt;
using namespace gpurt::runtime;

namespace {

template <size_t Size> void setText(char (&To)[Size], std::string_view From) {
  To[From.copy(To, Size - 1)] = 0;
}

std::string triple(const uint32_t (&Index)[3]) {
  return "[" + std::to_string(Index[0]) + "," + std::to_string(Index[1]) + "," +
         std::to_string(Index[2]) + "]";
}

} // namespace

std::string gpurt::runtime::formatError(const gpurt_error_info &Info) {
  const gpurt_panic_info &At = Info.at;
  std::string Text = At.file[0] ? At.file : "<unknown>";
  Text += ":" + std::to_string(At.line) + ": ";
  Text += At.function[0] ? At.function : "<unknown>";
  Text += ": ";
  if (At.device >= 0)
    Text +=
        "block: " + triple(At.block) + ", thread: " + triple(At.thread) + " ";
  Text += "error " + std::to_string(Info.code);
  if (At.message[0])
    Text += std::string(": ") + At.message;
  Text += '\n';
  for (unsigned I = 0; I < std::min(Info.depth, unsigned(GPURT_ERROR_CONTEXTS));
       ++I) {
    const auto &Each = Info.contexts[I];
    Text += std::string("gpurt: ") + Each.what + ", at " +
            (Each.file[0] ? Each.file : "<unknown>") + ":" +
            std::to_string(Each.line) + "\n";
  }
  if (Info.depth > GPURT_ERROR_CONTEXTS)
    Text += "gpurt: and " + std::to_string(Info.depth - GPURT_ERROR_CONTEXTS) +
            " more around that\n";
  return Text + formatStack(At.stack);
}

gpurt_error_info gpurt::runtime::errorOf(const abi::PanicRecord &Record,
                                         int Device) {
  gpurt_error_info Info{};
  Info.at = infoOf(Record, Device);
  Info.at.kind = GPURT_PANIC_NONE;
  Info.code = int(int64_t(std::exchange(Info.at.operand, 0)));
  Info.depth = Record.Error.Depth;
  for (unsigned I = 0; I < abi::ErrorContexts; ++I) {
    const auto &From = Record.Error.Contexts[I];
    Info.contexts[I].line = From.Line;
    setText(Info.contexts[I].what,
            {From.What, strnlen(From.What, sizeof(From.What))});
    setText(Info.contexts[I].file,
            {From.File, strnlen(From.File, sizeof(From.File))});
  }
  return Info;
}

gpurt_error_info gpurt::runtime::errorOf(const abi::ErrorData &Error) {
  DeviceState *Device = nullptr;
  int Ordinal = 0;
  PinnedReaders Readers;
  if (Error.IsOfDevice && cudaGetDevice(&Ordinal) == cudaSuccess &&
      Ordinal < MaxDevices && DeviceState::of(Ordinal).onDevice())
    Device = &DeviceState::of(Ordinal);
  // A program of which no kernel uses the runtime has no lane of ours.
  auto Read = [=](void *To, const void *From, size_t Size) {
    RelaxedCapture Capture;
    OwnErrors Errors;
    return (Device ? Device->Calls.read(To, From, Size)
                   : __real_cudaMemcpy(To, From, Size,
                                       cudaMemcpyDeviceToHost)) == cudaSuccess;
  };
  auto TextAt = [&](const char *Text, size_t Most) -> std::string {
    if (!Text)
      return "";
    if (!Error.IsOfDevice)
      return Text;
    return readDeviceText(Read, reinterpret_cast<uint64_t>(Text), Most);
  };
  gpurt_error_info Info{};
  Info.code = Error.Code;
  Info.depth = Error.Depth;
  Info.at.device = -1;
  Info.at.line = Error.Line;
  setText(Info.at.message, TextAt(Error.Message, sizeof(Info.at.message)));
  setText(Info.at.file, TextAt(Error.File, sizeof(Info.at.file)));
  setText(Info.at.function, TextAt(Error.Function, sizeof(Info.at.function)));
  for (unsigned I = 0; I < std::min(Error.Depth, abi::ErrorContexts); ++I) {
    const abi::ErrorContext &From = Error.Contexts[I];
    auto &To = Info.contexts[I];
    To.line = From.Line;
    setText(To.what, TextAt(From.What, sizeof(To.what)));
    // The end of a long path tells more.
    std::string File = TextAt(From.File, sizeof(Info.at.file));
    constexpr size_t Room = sizeof(To.file) - 1;
    setText(To.file, std::string_view(File).substr(
                         File.size() > Room ? File.size() - Room : 0));
  }
  return Info;
}

//===----------------------------------------------------------------------===//
// ErrorList
//===----------------------------------------------------------------------===//

ErrorList &ErrorList::get() {
  static ErrorList *const Only = new ErrorList; // for late destructors
  return *Only;
}

void ErrorList::add(const std::vector<gpurt_error_info> &Errors,
                    const PanicPlaces &Places) {
  std::lock_guard Guard(Lock);
  Kept.insert(Kept.end(), Errors.begin(), Errors.end());
  if (Kept.size() > MostKept)
    Kept.erase(Kept.begin(), Kept.end() - MostKept);
  Counts.add(Places);
}

void ErrorList::announce(const std::vector<gpurt_error_info> &Errors) {
  gpurt_error_callback Told = nullptr;
  void *With = nullptr;
  {
    std::lock_guard Guard(Lock);
    Told = Callback;
    With = Data;
  }
  if (Told)
    for (const gpurt_error_info &Each : Errors)
      Told(&Each, With);
}

std::vector<gpurt_error_info> ErrorList::last() {
  std::lock_guard Guard(Lock);
  return {Kept.begin(), Kept.end()};
}

std::vector<gpurt_panic_site> ErrorList::places() {
  std::lock_guard Guard(Lock);
  return Counts.list();
}

void ErrorList::clear() {
  std::lock_guard Guard(Lock);
  Kept.clear();
  Counts = {};
}

void ErrorList::setCallback(gpurt_error_callback New, void *With) {
  std::lock_guard Guard(Lock);
  Callback = New;
  Data = With;
}

//===----------------------------------------------------------------------===//
// ErrorChannel
//===----------------------------------------------------------------------===//

void ErrorChannel::start(abi::PanicRecord *Fresh) {
  std::lock_guard Guard(Lock);
  Ring.start(Fresh);
  Table.start();
}

void ErrorChannel::report(DeviceState &Device,
                          std::vector<gpurt_error_info> &Fresh) {
  std::lock_guard Guard(Lock);
  if (!hasNews())
    return; // another thread was faster
  RelaxedCapture Capture;
  OwnErrors Errors;
  std::vector<gpurt_error_info> New;
  PanicPlaces Places, Counted;
  std::string Text;
  uint64_t Unrecorded = Ring.take(
      Device.Calls, &Device.onDevice()->Errors, [&](abi::PanicRecord &Record) {
        New.push_back(errorOf(Record, int(Device.layout().Device)));
        Places.add(New.back().at);
        Text += formatError(New.back());
      });
  if (Unrecorded)
    Table.read(Device.Calls, Device.layout().Errors.Sites, Counted);
  for (const gpurt_panic_site &Each : Counted.list()) {
    Text += "gpurt: " + std::to_string(Each.threads) +
            (Each.threads == 1 ? " more error at " : " more errors at ") +
            Each.file + ":" + std::to_string(Each.line) + "\n";
    Unrecorded -= std::min(Unrecorded, Each.threads);
  }
  if (Unrecorded)
    Text += "gpurt: " + std::to_string(Unrecorded) +
            " more errors at places for which there was no room\n";
  writeText(Text.data(), Text.size());
  Places.add(Counted);
  ErrorList::get().add(New, Places);
  Fresh.insert(Fresh.end(), New.begin(), New.end());
}
