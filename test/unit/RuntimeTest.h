//===- RuntimeTest.h - Fixture and device side of the runtime tests -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each test begins with an empty fake and ends with a reset of every device,
// after which nothing may be left and nothing forbidden may have been done.
// The functions below play the device: they follow devicelib's protocols word
// by word, on the memory that libgpurt set up.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_UNIT_RUNTIMETEST_H
#define GPURT_TEST_UNIT_RUNTIMETEST_H

#include "FakeCuda.h"

#include "gpurt/runtime.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <string>

namespace fake {

inline std::atomic_ref<uint64_t> word(uint64_t &Word) {
  return std::atomic_ref<uint64_t>(Word);
}

struct PanicText {
  uint64_t Grid = 1;
  gpurt::abi::PanicKind Kind = gpurt::abi::PanicKind::Assert;
  const char *Message = "i < n";
  const char *File = "app.cu";
  uint32_t Line = 7;
  const char *Function = "void k(int)";
  const char *Stack = "";
  uint32_t Blocks = 1; ///< of the grid
};

inline void fillRecord(gpurt::abi::PanicRecord &Record, const PanicText &Text) {
  Record.Grid = Text.Grid;
  Record.Kind = Text.Kind;
  Record.Line = Text.Line;
  for (int I = 0; I < 3; ++I)
    Record.Block[I] = Record.Thread[I] = uint32_t(I);
  for (uint32_t *Size : {Record.GridSize, Record.BlockSize})
    Size[0] = Size[1] = Size[2] = 1;
  Record.GridSize[0] = Text.Blocks;
  std::strcpy(Record.Message, Text.Message);
  std::strcpy(Record.File, Text.File);
  std::strcpy(Record.Function, Text.Function);
  std::strcpy(Record.Stack, Text.Stack);
}

/// One device thread counts itself: entries are by line here.
inline void countAtSite(gpurt::abi::PanicSite *Sites, const PanicText &Text) {
  gpurt::abi::PanicSite &Site = Sites[Text.Line % gpurt::abi::PanicSites];
  Site.Line = Text.Line;
  std::strcpy(Site.Text, Text.File);
  std::atomic_ref<uint32_t>(Site.Written).store(1, std::memory_order_release);
  word(Site.Count).fetch_add(1);
}

/// One device thread panics.
inline void panic(gpurt::abi::State &State, const PanicText &Text = {}) {
  using namespace gpurt::abi;
  uint64_t Ticket = word(State.Panic.Tickets).fetch_add(1);
  word(State.Stopped[stopHome(Text.Grid)]).store(stopWord(Text.Grid));
  uint64_t Consumed = word(State.Panic.Consumed).load();
  if (Ticket - Consumed >= PanicRecords)
    return countAtSite(State.Panic.Sites, Text);
  PanicRecord &Record = State.Panic.Records[Ticket % PanicRecords];
  fillRecord(Record, Text);
  word(Record.Ready).store(Ticket + 1, std::memory_order_release);
}

/// One device thread needs \p Pages in all. \returns true if it gets them.
inline bool needPages(gpurt::abi::State &State, uint64_t Pages) {
  gpurt::abi::Mailbox &Mail = *State.Mail;
  for (;;) {
    if (word(Mail.Backed).load(std::memory_order_acquire) >= Pages)
      return true;
    if (word(Mail.Limit).load(std::memory_order_acquire) < Pages)
      return false;
    if (word(Mail.Wanted).load(std::memory_order_relaxed) < Pages)
      word(Mail.Wanted).store(Pages, std::memory_order_relaxed);
    giveTurn();
    std::this_thread::yield();
  }
}

/// Kernels that most tests can use.
inline void doNothing(Image &, void **) {}
inline void panicOnce(Image &Loaded, void **Args) {
  panic(*Loaded.Slot, Args ? *static_cast<PanicText *>(Args[0]) : PanicText{});
}

} // namespace fake

class RuntimeTest : public testing::Test {
protected:
  void SetUp() override { fake::start(); }

  void TearDown() override {
    fake::setCapturing(false);
    testing::internal::CaptureStderr(); // reports that a test left unread
    for (int I = 0; I < Devices; ++I) {
      cudaSetDevice(I);
      cudaDeviceReset();
    }
    testing::internal::GetCapturedStderr();
    gpurt_clear_panic();
    cudaGetLastError();
    EXPECT_EQ(fake::leaks(), std::vector<std::string>{});
    EXPECT_EQ(fake::violations(), std::vector<std::string>{});
  }

  /// For tests that need another machine than one small card.
  void useMachine(const fake::Setup &With) {
    fake::start(With);
    Devices = With.Devices;
  }

  /// Launches and waits. \returns the error of the wait.
  static cudaError_t runKernel(fake::Kernel Function, void **Args = nullptr) {
    EXPECT_EQ(fake::launch(Function, Args), cudaSuccess);
    return cudaDeviceSynchronize();
  }

  /// Calls \p Act. \returns what went to stderr.
  template <typename Action> static std::string stderrOf(Action Act) {
    testing::internal::CaptureStderr();
    Act();
    return testing::internal::GetCapturedStderr();
  }

  /// The state of device \p Device, as a kernel of the module sees it.
  static gpurt::abi::State &stateOf(void **Handle, int Device = 0) {
    return *fake::imageOf(Handle, Device)->Slot;
  }

  int Devices = 1;
};

#endif // GPURT_TEST_UNIT_RUNTIMETEST_H
