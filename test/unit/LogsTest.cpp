//===- LogsTest.cpp - The host's end of logging ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// FakeLog plays the device on the rings that libgpurt made.
//===----------------------------------------------------------------------===//
#include "Logs.h"
#include "Device.h"
#include "RuntimeTest.h"
#include "log/FakeLog.h"

#include "gpurt/log.h"

#include <cstdlib>
#include <optional>
#include <vector>

using namespace gpurt::runtime;

namespace {

class LogsTest : public RuntimeTest {
protected:
  void SetUp() override {
    // Read once, by the first of these tests.
    setenv("GPURT_LOG_STDERR", "0", 1);
    RuntimeTest::SetUp();
    Handle = fake::registerModule(Binary, {fake::doNothing});
    EXPECT_EQ(runKernel(fake::doNothing), cudaSuccess);
    connect();
    gpurt_log_set_callback(
        [](const gpurt_log_entry *E, void *User) {
          static_cast<std::vector<std::string> *>(User)->push_back(E->text);
        },
        &Shown);
  }
  void TearDown() override {
    gpurt_log_set_callback(nullptr, nullptr);
    unsetenv("GPURT_LOG_STDERR");
    RuntimeTest::TearDown();
    __cudaUnregisterFatBinary(Handle);
  }

  void connect() {
    ASSERT_EQ(logs::connect(0, DeviceState::of(0).Calls, &Slot), cudaSuccess);
    Rings = {{Slot.NumRings, Slot.RingUnits, Slot.TextBytes}, Slot.Texts};
    ASSERT_EQ(Rings.cells(), Slot.Cells);
    ASSERT_EQ(Rings.tails(), Slot.Tails);
    Log.emplace(Rings);
    Text = Log->addText("value {}", "u");
  }
  void put(uint32_t Ring, uint64_t Time, uint32_t Value) {
    Log->write(Ring, {.Text = Text, .Time = Time, .Value = [=](auto, auto) {
                        return Value;
                      }});
  }

  fake::FatBinary Binary;
  void **Handle = nullptr;
  gpurt::abi::LogSlot Slot{};
  gpurt::logging::Region Rings;
  std::optional<FakeLog> Log;
  uint32_t Text = 0;
  std::vector<std::string> Shown;
};

using Texts = std::vector<std::string>;

} // namespace

TEST_F(LogsTest, RingsStartEmpty) {
  EXPECT_EQ(Slot.NumRings, 2u);
  EXPECT_EQ(Slot.Policy, gpurt::abi::LogPolicy::Block);
  EXPECT_EQ(Slot.Control->Level, 3u);
  EXPECT_EQ(Slot.Control->TextUsed, gpurt::abi::LogTextAlign);
  uint32_t First = gpurt::abi::logFirstPosition(Slot.RingUnits);
  for (uint32_t I = 0; I < Slot.NumRings; ++I) {
    EXPECT_EQ(Slot.Rings[I].Next, uint64_t(First) << 32);
    EXPECT_EQ(Slot.Rings[I].SeenTail, First);
    EXPECT_EQ(Slot.Tails[I].Position, First);
    EXPECT_EQ(Slot.Tails[I].Closed, 0u);
  }
}

TEST_F(LogsTest, WaitingForAKernelShowsWhatWasLogged) {
  put(0, 20, 2);
  put(1, 10, 1);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  EXPECT_EQ(Shown, (Texts{"value 1", "value 2"}));
}

TEST_F(LogsTest, TheThreadGivesRoomBackByItself) {
  for (uint32_t I = 0; I < 3 * Slot.RingUnits / 7; ++I) {
    put(0, I, I);
    while (Log->Next[0] -
               __atomic_load_n(&Slot.Tails[0].Position, __ATOMIC_ACQUIRE) >
           Slot.RingUnits / 2)
      std::this_thread::yield();
  }
  gpurt_log_flush();
  EXPECT_EQ(Shown.size(), 3 * Slot.RingUnits / 7);
}

TEST_F(LogsTest, AnErrorOfTheContextShowsWhatIsBehindATornRecord) {
  put(0, 1, 1);
  Log->write(0, {.Text = Text}, /*Missing=*/3);
  put(0, 3, 3);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  EXPECT_EQ(Shown, (Texts{"value 1"}));
  fake::fail("cudaDeviceSynchronize", cudaErrorIllegalAddress);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorIllegalAddress);
  EXPECT_EQ(Shown, (Texts{"value 1", "value 3"}));
}

TEST_F(LogsTest, LevelGoesToTheDevice) {
  gpurt_log_set_level(5);
  EXPECT_EQ(Slot.Control->Level, 5u);
  gpurt_log_set_level(-1);
  EXPECT_EQ(Slot.Control->Level, 5u);
  gpurt_log_set_level(3);
}

TEST_F(LogsTest, ResetShowsAllAndCountsOn) {
  gpurt_log_statistics Before, After;
  gpurt_log_stats(&Before);
  put(0, 1, 1);
  Log->drop(0, 4);
  put(0, 2, 2);
  cudaDeviceReset();
  EXPECT_EQ(Shown, (Texts{"value 1", "value 2"}));
  EXPECT_FALSE(logs::areLive());
  EXPECT_EQ(runKernel(fake::doNothing), cudaSuccess);
  connect();
  put(0, 3, 3);
  gpurt_log_flush();
  gpurt_log_stats(&After);
  EXPECT_EQ(After.received - Before.received, 3u);
  EXPECT_EQ(After.lost - Before.lost, 4u);
}
