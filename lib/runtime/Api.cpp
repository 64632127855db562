//===- Api.cpp - gpurt/runtime.h ------------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a host program may ask of us, but for the heap (HeapApi.cpp). No
// exception leaves.
// Test: test/unit/ApiTest.cpp
//===----------------------------------------------------------------------===//
#include "Cuda.h"
#include "ErrorReport.h"
#include "Logs.h"
#include "Message.h"
#include "Observe.h"
#include "Panic.h"
#include "Slots.h"

#include "gpurt/runtime.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <vector>

using namespace gpurt;
using namespace gpurt::runtime;

namespace {

/// \returns what \p Act does, or 0 where host memory ran out.
template <typename Action> size_t guarded(Action Act) {
  try {
    return Act();
  } catch (const std::bad_alloc &) {
    return 0;
  }
}

size_t copyCut(const std::string &From, char *To, size_t Size) {
  if (To && Size)
    To[From.copy(To, Size - 1)] = 0;
  return From.size();
}

/// Copies as many of \p All as there is room for. \returns how many there are.
template <typename T>
size_t copyFirst(const std::vector<T> &All, T *To, size_t Capacity) {
  std::copy_n(All.begin(), std::min(All.size(), To ? Capacity : 0), To);
  return All.size();
}

/// What a wait came to that returned \p Error.
gpurt_status outcome(cudaError_t Error, gpurt_panic_info *Info) {
  if (Error == cudaSuccess)
    return GPURT_OK;
  if (!Info)
    return Error == cudaErrorAssert ? GPURT_PANICKED : GPURT_CUDA_ERROR;
  if (Error == cudaErrorAssert) {
    copyToldPanic(*Info);
    // Zero where CUDA itself failed an assert, of a kernel without gpu-rt.
    if (Info->kind != GPURT_PANIC_NONE)
      return GPURT_PANICKED;
  }
  *Info = {};
  copyCut(cudaGetErrorString(Error), Info->message, sizeof(Info->message));
  return GPURT_CUDA_ERROR;
}

} // namespace

extern "C" {

GPURT_EXPORT int gpurt_last_panic(gpurt_panic_info *Info) {
  return Info && copyLastPanic(*Info);
}

GPURT_EXPORT size_t gpurt_panic_sites(gpurt_panic_site *Sites,
                                      size_t Capacity) {
  return guarded([&] { return copyFirst(lastPanicPlaces(), Sites, Capacity); });
}

GPURT_EXPORT size_t gpurt_panic_text(const gpurt_panic_info *Info, char *Text,
                                     size_t Size) {
  return guarded([&] {
    std::string Whole = Info ? formatPanic(*Info) : std::string();
    if (!Whole.empty())
      Whole.pop_back(); // the line end
    return copyCut(Whole, Text, Size);
  });
}

GPURT_EXPORT size_t gpurt_panic_json(const gpurt_panic_info *Info, char *Text,
                                     size_t Size) {
  return guarded([&] {
    return copyCut(Info ? formatPanicJson(*Info) : std::string(), Text, Size);
  });
}

GPURT_EXPORT void gpurt_abort(const gpurt_panic_info *Info) {
  if (Info) {
    std::string Text = formatPanic(*Info);
    writeText(Text.data(), Text.size());
  }
  std::abort();
}

GPURT_EXPORT void gpurt_host_panic(gpurt_panic_info *Info,
                                   gpurt_panic_kind Kind, const char *Message,
                                   const char *Format, const char *Types,
                                   const unsigned *Words, unsigned WordCount,
                                   const char *File, unsigned Line,
                                   const char *Function) {
  auto OrEmpty = [](const char *Text) { return Text ? Text : ""; };
  *Info = {};
  Info->kind = Kind;
  Info->device = -1;
  Info->line = Line;
  copyCut(OrEmpty(Message), Info->message, sizeof(Info->message));
  copyCut(OrEmpty(File), Info->file, sizeof(Info->file));
  copyCut(OrEmpty(Function), Info->function, sizeof(Info->function));
  setMessage(*Info, OrEmpty(Format), OrEmpty(Types), {Words, WordCount});
}

GPURT_EXPORT void gpurt_on_panic(gpurt_panic_callback Callback, void *Data) {
  setPanicCallback(Callback, Data);
}

GPURT_EXPORT gpurt_status gpurt_synchronize(gpurt_panic_info *Info) {
  return outcome(__wrap_cudaDeviceSynchronize(), Info);
}

GPURT_EXPORT gpurt_status gpurt_synchronize_stream(CUstream_st *Stream,
                                                   gpurt_panic_info *Info) {
  return outcome(__wrap_cudaStreamSynchronize(Stream), Info);
}

GPURT_EXPORT void gpurt_describe_error(const gpurt_error_data *Error,
                                       gpurt_error_info *Info) {
  guarded([&] {
    *Info = errorOf(*Error);
    return size_t(0);
  });
}

GPURT_EXPORT size_t gpurt_error_text(const gpurt_error_info *Info, char *Text,
                                     size_t Size) {
  return guarded([&] {
    std::string Whole = Info ? formatError(*Info) : std::string();
    if (!Whole.empty())
      Whole.pop_back(); // the line end
    return copyCut(Whole, Text, Size);
  });
}

GPURT_EXPORT void gpurt_report_error(const gpurt_error_data *Error) {
  guarded([&] {
    gpurt_error_info Info = errorOf(*Error);
    std::string Text = formatError(Info);
    writeText(Text.data(), Text.size());
    PanicPlaces Places;
    Places.add(Info.at);
    ErrorList::get().add({Info}, Places);
    ErrorList::get().announce({Info});
    return size_t(0);
  });
}

GPURT_EXPORT size_t gpurt_last_errors(gpurt_error_info *Errors,
                                      size_t Capacity) {
  return guarded(
      [&] { return copyFirst(ErrorList::get().last(), Errors, Capacity); });
}

GPURT_EXPORT size_t gpurt_error_sites(gpurt_panic_site *Sites,
                                      size_t Capacity) {
  return guarded(
      [&] { return copyFirst(ErrorList::get().places(), Sites, Capacity); });
}

GPURT_EXPORT void gpurt_clear_errors() { ErrorList::get().clear(); }

GPURT_EXPORT void gpurt_on_error(gpurt_error_callback Callback, void *Data) {
  ErrorList::get().setCallback(Callback, Data);
}

GPURT_EXPORT void gpurt_clear_panic() {
  forgetLastPanic();
  clearPendingError();
}

GPURT_EXPORT gpurt_status gpurt_attach_module(CUmod_st *Module) {
  logs::AreWanted.store(true, std::memory_order_relaxed);
  return attachModule(Module);
}

} // extern "C"

GPURT_EXPORT const gpurt::panic_info *gpurt::last_panic() noexcept {
  // 4 KiB for threads that ask, none for those that do not.
  thread_local std::unique_ptr<gpurt_panic_info> Copy;
  try {
    if (!Copy)
      Copy = std::make_unique<gpurt_panic_info>();
  } catch (const std::bad_alloc &) {
    return nullptr;
  }
  return copyLastPanic(*Copy) ? Copy.get() : nullptr;
}
