//===- GrowthTest.cpp - Memory for a heap that runs out -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels ask through the mailbox while the program waits for them in CUDA.
//===----------------------------------------------------------------------===//
#include "Cuda.h"
#include "RuntimeTest.h"

#include <filesystem>
#include <fstream>

using namespace gpurt::abi;

namespace {

constexpr uint64_t MiBInPages = (1 << 20) / PageSize;

struct Request {
  uint64_t Pages;
  bool Granted = false;
};

void ask(fake::Image &Loaded, void **Args) {
  auto *Wish = static_cast<Request *>(Args[0]);
  Wish->Granted = fake::needPages(*Loaded.Slot, Wish->Pages);
}

/// Asks, then writes to every page and its slot bits.
void askAndUse(fake::Image &Loaded, void **Args) {
  ask(Loaded, Args);
  auto *Wish = static_cast<Request *>(Args[0]);
  HeapState &Heap = Loaded.Slot->Heap;
  for (uint64_t Page = 0; Wish->Granted && Page < Wish->Pages; ++Page) {
    *reinterpret_cast<uint64_t *>(Heap.Base + Page * PageSize) = Page;
    for (uint32_t I = 0; I < SlotWordsPerPage; ++I)
      Heap.SlotBits[Page * SlotWordsPerPage + I] = I;
  }
}

class GrowthTest : public RuntimeTest {
protected:
  void SetUp() override {
    RuntimeTest::SetUp();
    prepare();
  }
  void TearDown() override {
    RuntimeTest::TearDown();
    __cudaUnregisterFatBinary(Handle);
  }
  void prepare() {
    Handle = fake::registerModule(Binary, {ask, askAndUse, fake::doNothing});
  }
  /// \returns whether a kernel gets \p Pages while we wait for it.
  bool grant(uint64_t Pages, fake::Kernel Function = ask) {
    Request Wish{Pages};
    void *Args[] = {&Wish};
    EXPECT_EQ(fake::launch(Function, Args), cudaSuccess);
    // Unlike cudaDeviceSynchronize, does not let a refused heap ask again.
    EXPECT_EQ(cudaStreamSynchronize(nullptr), cudaSuccess);
    return Wish.Granted;
  }
  Mailbox &mail() { return *stateOf(Handle).Mail; }

  fake::FatBinary Binary;
  void **Handle = nullptr;
};

} // namespace

TEST_F(GrowthTest, RequestIsServedWhileTheProgramWaits) {
  EXPECT_TRUE(grant(100 * MiBInPages, askAndUse));
  EXPECT_GE(mail().Backed, 100 * MiBInPages);
}

TEST_F(GrowthTest, HeapDoublesWhenAskedForLittle) {
  EXPECT_TRUE(grant(64 * MiBInPages + 1));
  EXPECT_EQ(mail().Backed, 128 * MiBInPages);
}

TEST_F(GrowthTest, ManyRequestsInOneKernelAreServed) {
  for (uint64_t Size = 70; Size <= 400; Size += 30)
    EXPECT_TRUE(grant(Size * MiBInPages, askAndUse)) << Size;
}

TEST_F(GrowthTest, SeveralKernelsAskAtOnce) {
  Request Wishes[4] = {{100 * MiBInPages},
                       {300 * MiBInPages},
                       {200 * MiBInPages},
                       {20000 * MiBInPages}};
  void *Args[4][1];
  for (int I = 0; I < 4; ++I) {
    Args[I][0] = &Wishes[I];
    fake::launch(ask, Args[I]);
  }
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  EXPECT_TRUE(Wishes[0].Granted);
  EXPECT_TRUE(Wishes[1].Granted);
  EXPECT_TRUE(Wishes[2].Granted);
  EXPECT_FALSE(Wishes[3].Granted);
}

TEST_F(GrowthTest, GrowthThatNobodyWaitsForLeavesRoomForTheProgram) {
  // Doubling 200 would take 400 of 512; 256 stay free instead.
  EXPECT_TRUE(grant(200 * MiBInPages));
  EXPECT_TRUE(grant(201 * MiBInPages));
  void *Block = nullptr;
  EXPECT_EQ(cudaMalloc(&Block, 256 << 20), cudaSuccess);
  cudaFree(Block);
}

TEST_F(GrowthTest, SmallerChunkIsTriedWhenTheCardRefuses) {
  useMachine({.CardBytes = 2048ull << 20});
  prepare();
  runKernel(fake::doNothing);
  fake::fail("cuMemCreate", CUDA_ERROR_OUT_OF_MEMORY, 1);
  EXPECT_TRUE(grant(100 * MiBInPages, askAndUse));
  EXPECT_EQ(mail().Backed, 100 * MiBInPages) << "not doubled";
}

TEST_F(GrowthTest, MoreThanTheCardHasIsRefused) {
  EXPECT_FALSE(grant(512 * MiBInPages));
  EXPECT_TRUE(grant(32 * MiBInPages)) << "what is there stays usable";
}

TEST_F(GrowthTest, RefusedRequestDoesNotBlockASmallerOne) {
  EXPECT_FALSE(grant(511 * MiBInPages));
  EXPECT_TRUE(grant(300 * MiBInPages, askAndUse));
}

TEST_F(GrowthTest, CardThatRefusesAgainstItsWordIsBelieved) {
  runKernel(fake::doNothing);
  fake::fail("cuMemCreate", CUDA_ERROR_OUT_OF_MEMORY, 1000);
  EXPECT_FALSE(grant(65 * MiBInPages));
  EXPECT_EQ(mail().Limit, mail().Backed);
  EXPECT_EQ(stateOf(Handle).Heap.LimitPages, mail().Backed);
}

TEST_F(GrowthTest, FailedMappingGivesItsMemoryBack) {
  for (const char *Call : {"cuMemMap", "cuMemSetAccess"}) {
    runKernel(fake::doNothing);
    fake::fail(Call, CUDA_ERROR_INVALID_VALUE, 1000);
    EXPECT_FALSE(grant(65 * MiBInPages)) << Call;
    fake::fail(Call, 0, 0);
    cudaDeviceReset();
    EXPECT_EQ(fake::leaks(), std::vector<std::string>{}) << Call;
  }
}

TEST_F(GrowthTest, NoCopyIsNeeded) {
  // A copy can wait for the kernel that waits for us.
  runKernel(fake::doNothing);
  fake::fail("cudaMemcpyAsync", cudaErrorUnknown, 1000);
  EXPECT_TRUE(grant(300 * MiBInPages, askAndUse)); // and more slot bits
  EXPECT_FALSE(grant(1000 * MiBInPages));
  EXPECT_TRUE(grant(310 * MiBInPages, askAndUse));
}

TEST_F(GrowthTest, FreedMemoryLetsTheHeapAskAgain) {
  void *Hog = nullptr;
  ASSERT_EQ(cudaMalloc(&Hog, 300 << 20), cudaSuccess);
  EXPECT_FALSE(grant(300 * MiBInPages));
  EXPECT_LT(mail().Limit, 300 * MiBInPages);
  ASSERT_EQ(cudaFree(Hog), cudaSuccess);
  EXPECT_EQ(mail().Limit, 512 * MiBInPages);
  EXPECT_EQ(stateOf(Handle).Heap.LimitPages, 512 * MiBInPages);
  EXPECT_TRUE(grant(300 * MiBInPages, askAndUse));
}

TEST_F(GrowthTest, MemoryThatCameBackUnseenIsFoundByTheNextSynchronize) {
  void *Hog = nullptr;
  ASSERT_EQ(cudaMalloc(&Hog, 300 << 20), cudaSuccess);
  EXPECT_FALSE(grant(300 * MiBInPages));
  uint64_t Lowered = mail().Limit;
  cudaDeviceSynchronize();
  EXPECT_EQ(mail().Limit, Lowered) << "nothing came back";
  // As cudaFreeAsync or another process would.
  __real_cudaFree(Hog);
  cudaDeviceSynchronize();
  EXPECT_EQ(mail().Limit, 512 * MiBInPages);
}

TEST_F(GrowthTest, TwoDevicesGrowSideBySide) {
  useMachine({.Devices = 2});
  prepare();
  Request First{200 * MiBInPages}, Second{300 * MiBInPages};
  void *FirstArgs[] = {&First}, *SecondArgs[] = {&Second};
  fake::launch(askAndUse, FirstArgs);
  cudaSetDevice(1);
  fake::launch(askAndUse, SecondArgs);
  cudaDeviceSynchronize();
  EXPECT_TRUE(First.Granted);
  EXPECT_TRUE(Second.Granted);
}

TEST_F(GrowthTest, RequestIsServedDuringACapture) {
  runKernel(fake::doNothing);
  Request Wish{100 * MiBInPages};
  void *Args[] = {&Wish};
  fake::launch(ask, Args);
  fake::setCapturing(true);
  while (fake::word(mail().Backed).load() < Wish.Pages)
    std::this_thread::yield();
  fake::setCapturing(false);
  cudaDeviceSynchronize();
  EXPECT_TRUE(Wish.Granted);
}

TEST_F(GrowthTest, RequestAfterALongQuietIsServed) {
  runKernel(fake::doNothing);
  // Long enough for the growth thread to rest; correct if it does not.
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_TRUE(grant(100 * MiBInPages));
}

static bool hasGrowthThread() {
  for (const auto &Task :
       std::filesystem::directory_iterator("/proc/self/task")) {
    std::string Name;
    std::getline(std::ifstream(Task.path() / "comm"), Name);
    if (Name == "gpurt-grow")
      return true;
  }
  return false;
}

TEST(GrowthInTurnsTest, DeviceThatCallsUsNeedsNoThread) {
  // In a new process: here the thread has long been started.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        fake::start({.GivesTurns = true});
        fake::FatBinary Binary;
        fake::registerModule(Binary, {ask});
        Request Wish{100 * MiBInPages};
        void *Args[] = {&Wish};
        fake::launch(ask, Args);
        cudaStreamSynchronize(nullptr);
        bool Right = Wish.Granted && fake::calls("gpurtSetHostTurn") == 1 &&
                     !hasGrowthThread() && cudaGetLastError() == cudaSuccess;
        std::_Exit(Right ? 0 : 1);
      },
      testing::ExitedWithCode(0), "^$");
}

TEST_F(GrowthTest, OtherwiseAThreadServes) {
  EXPECT_TRUE(grant(100 * MiBInPages));
  EXPECT_TRUE(hasGrowthThread());
  EXPECT_EQ(fake::calls("gpurtSetHostTurn"), 0);
}
