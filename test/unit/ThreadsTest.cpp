//===- ThreadsTest.cpp - Many host threads at once ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What these find, they find under ThreadSanitizer (-DGPURT_TEST_TSAN=ON).
//===----------------------------------------------------------------------===//
#include "RuntimeTest.h"

using namespace gpurt::abi;

namespace {

void checkSlot(fake::Image &Loaded, void **Args) {
  if (!Loaded.Slot || Loaded.Slot->Version != Version)
    static_cast<std::atomic<int> *>(Args[0])->fetch_add(1);
}
void checkSlotToo(fake::Image &Loaded, void **Args) { checkSlot(Loaded, Args); }

void growALittle(fake::Image &Loaded, void **Args) {
  uint64_t Pages = fake::word(Loaded.Slot->Mail->Backed).load() + 32;
  if (!fake::needPages(*Loaded.Slot, Pages))
    static_cast<std::atomic<int> *>(Args[0])->fetch_add(1);
}

class ThreadsTest : public RuntimeTest {
protected:
  template <typename Action> static void onThreads(int Count, Action Act) {
    std::vector<std::thread> All;
    for (int I = 0; I < Count; ++I)
      All.emplace_back(Act, I);
    for (std::thread &Each : All)
      Each.join();
  }
};

} // namespace

TEST_F(ThreadsTest, FirstLaunchesRaceOnTwoModulesAndDevices) {
  useMachine({.Devices = 2});
  fake::FatBinary First, Second;
  void **A = fake::registerModule(First, {checkSlot});
  void **B = fake::registerModule(Second, {checkSlotToo});
  std::atomic<int> Wrong{0};
  void *Args[] = {&Wrong};
  onThreads(8, [&](int I) {
    cudaSetDevice(I % 2);
    for (int Round = 0; Round < 20; ++Round)
      fake::launch((I + Round) % 4 < 2 ? checkSlot : checkSlotToo, Args);
    cudaDeviceSynchronize();
  });
  cudaSetDevice(0);
  cudaDeviceSynchronize();
  EXPECT_EQ(Wrong, 0);
  for (void **Handle : {A, B})
    for (int Device = 0; Device < 2; ++Device)
      EXPECT_EQ(fake::imageOf(Handle, Device)->Writes, 1);
  // TearDown resets; the modules stay until the next start().
}

TEST_F(ThreadsTest, EachPanicGoesToExactlyOneThread) {
  fake::FatBinary Binary;
  fake::registerModule(Binary, {fake::panicOnce, fake::doNothing});
  runKernel(fake::doNothing);
  std::atomic<int> Told{0};
  std::atomic<uint64_t> NextGrid{1};
  std::string Said = stderrOf([&] {
    onThreads(4, [&](int) {
      for (int Round = 0; Round < 10; ++Round) {
        fake::PanicText Text{.Grid = NextGrid++};
        void *Args[] = {&Text};
        fake::launch(fake::panicOnce, Args);
        if (cudaDeviceSynchronize() == cudaErrorAssert)
          ++Told;
      }
    });
  });
  size_t Reports = 0;
  for (size_t At = 0; (At = Said.find("Assertion `", At)) != Said.npos; ++At)
    ++Reports;
  EXPECT_EQ(Reports, 40u) << Said;
  EXPECT_GE(Told, 1);
  EXPECT_LE(Told, 40);
}

TEST_F(ThreadsTest, GrowthStatisticsAndLimitsGoTogether) {
  fake::FatBinary Binary;
  fake::registerModule(Binary, {growALittle, fake::doNothing});
  runKernel(fake::doNothing);
  std::atomic<int> Refused{0};
  void *Args[] = {&Refused};
  onThreads(4, [&](int I) {
    for (int Round = 0; Round < 10; ++Round) {
      if (I == 0) {
        gpurt::heap_stats();
      } else if (I == 1) {
        cudaDeviceSetLimit(cudaLimitMallocHeapSize, (400 + Round) << 20);
      } else {
        fake::launch(growALittle, Args);
        cudaStreamSynchronize(nullptr);
      }
    }
  });
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  EXPECT_EQ(Refused, 0);
}

TEST_F(ThreadsTest, ResetOfOneDeviceWhileAnotherIsWatched) {
  useMachine({.Devices = 2});
  fake::FatBinary Binary;
  fake::registerModule(Binary, {fake::doNothing});
  onThreads(2, [&](int I) {
    cudaSetDevice(I);
    for (int Round = 0; Round < 10; ++Round) {
      fake::launch(fake::doNothing);
      cudaEventSynchronize(nullptr); // looks at both devices
      cudaGetLastError();
      cudaGetLastError();
      if (I == 0)
        cudaDeviceReset();
    }
  });
}
