//===- DeviceTest.cpp - What the first launch sets up ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The state as the device finds it, and cudaDeviceReset.
//===----------------------------------------------------------------------===//
#include "RuntimeTest.h"

#include <algorithm>
#include <cstring>

using namespace gpurt::abi;

namespace {

constexpr uint64_t MiB = 1 << 20;

class DeviceTest : public RuntimeTest {
protected:
  void SetUp() override {
    RuntimeTest::SetUp();
    Handle = fake::registerModule(Binary, {fake::doNothing, fake::panicOnce});
  }
  void TearDown() override {
    RuntimeTest::TearDown();
    __cudaUnregisterFatBinary(Handle);
  }
  State &launched() {
    EXPECT_EQ(runKernel(fake::doNothing), cudaSuccess);
    return stateOf(Handle);
  }
  static bool isZero(const void *Start, size_t Size) {
    auto *Bytes = static_cast<const char *>(Start);
    return std::all_of(Bytes, Bytes + Size, [](char Byte) { return !Byte; });
  }
  fake::FatBinary Binary;
  void **Handle = nullptr;
};

} // namespace

TEST_F(DeviceTest, TablesAreThereAndEmpty) {
  HeapState &Heap = launched().Heap;
  // 512 MiB of card, rounded up to 1 GiB.
  ASSERT_EQ(Heap.ReservedPages, 1024 * MiB / PageSize);
  EXPECT_TRUE(isZero(Heap.PageWords, Heap.ReservedPages * 8));
  EXPECT_TRUE(isZero(Heap.RunPages, Heap.ReservedPages * 4));
  auto CheckSet = [&](const PageSet &Set) {
    for (unsigned Level = 0; Level < 3; ++Level)
      EXPECT_TRUE(isZero(Set.Level[Level],
                         pageSetWords(Heap.ReservedPages, Level) * 8));
  };
  CheckSet(Heap.Empty);
  for (const PageSet &Set : Heap.Listed)
    CheckSet(Set);
  EXPECT_TRUE(isZero(Heap.SlabPages, Heap.ReservedPages * 4));
  EXPECT_TRUE(isZero(Heap.Groups, NumGroups * NumClasses * 8));
  EXPECT_EQ(Heap.EmptyPages, 0u);
  EXPECT_EQ(Heap.Polling, 0u);
  EXPECT_EQ(Heap.Failures, 0u);
}

TEST_F(DeviceTest, TablesDoNotOverlap) {
  HeapState &Heap = launched().Heap;
  std::vector<std::pair<char *, size_t>> Tables = {
      {reinterpret_cast<char *>(&stateOf(Handle)), sizeof(State)},
      {reinterpret_cast<char *>(Heap.PageWords), Heap.ReservedPages * 8},
      {reinterpret_cast<char *>(Heap.SlabPages), Heap.ReservedPages * 4},
      {reinterpret_cast<char *>(Heap.RunPages), Heap.ReservedPages * 4},
      {reinterpret_cast<char *>(Heap.Groups), NumGroups * NumClasses * 8}};
  auto AddSet = [&](const PageSet &Set) {
    for (unsigned Level = 0; Level < 3; ++Level)
      Tables.push_back({reinterpret_cast<char *>(Set.Level[Level]),
                        pageSetWords(Heap.ReservedPages, Level) * 8});
  };
  AddSet(Heap.FreePages);
  AddSet(Heap.Empty);
  for (const PageSet &Set : Heap.Listed)
    AddSet(Set);
  std::sort(Tables.begin(), Tables.end());
  for (size_t I = 1; I < Tables.size(); ++I)
    EXPECT_LE(Tables[I - 1].first + Tables[I - 1].second, Tables[I].first);
}

TEST_F(DeviceTest, HeapBeginsWith64MiBThatTheDeviceHas) {
  State &Found = launched();
  EXPECT_EQ(Found.Mail->Backed, 64 * MiB / PageSize);
  EXPECT_EQ(Found.Mail->Limit, 512 * MiB / PageSize);
  EXPECT_EQ(Found.Mail->Wanted, 0u);
  EXPECT_EQ(Found.Heap.BackedPages, Found.Mail->Backed);
  uint64_t Members = Found.Mail->Backed;
  for (uint64_t *Level : Found.Heap.FreePages.Level) {
    for (uint64_t I = 0; I < Members; ++I)
      EXPECT_TRUE(Level[I / 64] >> I % 64 & 1) << I;
    EXPECT_FALSE(Level[Members / 64] >> Members % 64 & 1);
    Members = (Members + 63) / 64;
  }
  EXPECT_EQ(Found.Heap.LimitPages, Found.Mail->Limit);
  EXPECT_EQ(Found.Heap.Base % (1024 * MiB), 0u);
  std::memset(reinterpret_cast<void *>(Found.Heap.Base), 1, 64 * MiB);
}

TEST_F(DeviceTest, SlotBitsOfBackedPagesAreThereAndNotReady) {
  State &Found = launched();
  uint64_t Pages = Found.Mail->Backed;
  std::memset(Found.Heap.SlotBits, 1, Pages * SlotWordsPerPage * 4);
  EXPECT_TRUE(isZero(Found.Heap.BitsReady, Pages / 8));
}

TEST_F(DeviceTest, PanicRecordsBeginEmpty) {
  PanicState &Panic = launched().Panic;
  EXPECT_EQ(Panic.Tickets, 0u);
  EXPECT_EQ(Panic.Consumed, 0u);
  for (uint32_t I = 0; I < PanicRecords; ++I)
    EXPECT_EQ(Panic.Records[I].Ready, 0u);
}

TEST_F(DeviceTest, NearlyFullCardGetsASmallHeap) {
  void *Hog = nullptr;
  ASSERT_EQ(cudaMalloc(&Hog, 480 * MiB), cudaSuccess);
  State &Found = launched();
  EXPECT_GT(Found.Mail->Backed, 0u);
  EXPECT_LT(Found.Mail->Backed, 64 * MiB / PageSize);
  cudaFree(Hog);
}

TEST_F(DeviceTest, ResetGivesEverythingBackAndTheNextLaunchBeginsAgain) {
  for (int Round = 0; Round < 3; ++Round) {
    State &Found = launched();
    EXPECT_EQ(Found.Panic.Tickets, 0u);
    stderrOf([&] { EXPECT_EQ(runKernel(fake::panicOnce), cudaErrorAssert); });
    EXPECT_EQ(cudaDeviceReset(), cudaSuccess);
    EXPECT_EQ(fake::leaks(), std::vector<std::string>{});
  }
}

TEST_F(DeviceTest, ResetReportsThePanicThatNobodySaw) {
  launched();
  fake::launch(fake::panicOnce);
  std::string Said =
      stderrOf([] { EXPECT_EQ(cudaDeviceReset(), cudaErrorAssert); });
  EXPECT_NE(Said.find("Assertion `i < n` failed."), std::string::npos);
}

TEST_F(DeviceTest, ResetOfAnUnusedDeviceIsCudasOwn) {
  EXPECT_EQ(cudaDeviceReset(), cudaSuccess);
  EXPECT_EQ(fake::calls("cudaDeviceReset"), 1);
  fake::fail("cudaDeviceReset", cudaErrorInvalidValue);
  EXPECT_EQ(cudaDeviceReset(), cudaErrorInvalidValue);
}

TEST_F(DeviceTest, ResetLeavesOtherDevicesAlone) {
  useMachine({.Devices = 2});
  Handle = fake::registerModule(Binary, {fake::doNothing});
  launched();
  cudaSetDevice(1);
  runKernel(fake::doNothing);
  cudaSetDevice(0);
  cudaDeviceReset();
  cudaSetDevice(1);
  EXPECT_EQ(runKernel(fake::doNothing), cudaSuccess);
  EXPECT_EQ(fake::imageOf(Handle, 1)->Writes, 1);
}
