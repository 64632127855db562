//===- LimitsTest.cpp - cudaLimitMallocHeapSize and GPURT_HEAP_LIMIT ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The limit that the program sets is the one that the device sees and that the
// program reads back.
//===----------------------------------------------------------------------===//
#include "RuntimeTest.h"

#include "Limits.h"

using namespace gpurt::abi;
using gpurt::runtime::LibraryStack;

namespace {

constexpr uint64_t MiB = 1 << 20;

struct Request {
  uint64_t Pages;
  bool Granted = false;
};

void ask(fake::Image &Loaded, void **Args) {
  auto *Wish = static_cast<Request *>(Args[0]);
  Wish->Granted = fake::needPages(*Loaded.Slot, Wish->Pages);
}

class LimitsTest : public RuntimeTest {
protected:
  void SetUp() override {
    RuntimeTest::SetUp();
    Handle = fake::registerModule(Binary, {ask, fake::doNothing});
  }
  void TearDown() override {
    RuntimeTest::TearDown();
    __cudaUnregisterFatBinary(Handle);
  }
  static size_t limit() {
    size_t Value = 0;
    EXPECT_EQ(cudaDeviceGetLimit(&Value, cudaLimitMallocHeapSize), cudaSuccess);
    return Value;
  }
  static void setLimit(size_t Value) {
    EXPECT_EQ(cudaDeviceSetLimit(cudaLimitMallocHeapSize, Value), cudaSuccess);
  }
  bool grant(uint64_t Bytes) {
    Request Wish{Bytes / PageSize};
    void *Args[] = {&Wish};
    runKernel(ask, Args);
    return Wish.Granted;
  }
  fake::FatBinary Binary;
  void **Handle = nullptr;
};

} // namespace

TEST_F(LimitsTest, UnsetLimitIsTheCard) { EXPECT_EQ(limit(), 512 * MiB); }

TEST_F(LimitsTest, SetLimitIsReadBackAndHeld) {
  setLimit(100 * MiB);
  EXPECT_EQ(limit(), 100 * MiB);
  EXPECT_TRUE(grant(100 * MiB));
  EXPECT_FALSE(grant(101 * MiB));
  EXPECT_EQ(stateOf(Handle).Mail->Backed, 100 * MiB / PageSize);
}

TEST_F(LimitsTest, CudasOwnHeapIsNotMadeLarger) {
  setLimit(100 * MiB);
  EXPECT_EQ(fake::calls("cudaDeviceSetLimit"), 0);
}

TEST_F(LimitsTest, LimitBelowTheFirstSizeIsHeld) {
  setLimit(1 * MiB);
  EXPECT_TRUE(grant(1 * MiB));
  EXPECT_FALSE(grant(2 * MiB)) << "mapped in steps of 2 MiB, but not given";
  EXPECT_EQ(stateOf(Handle).Mail->Backed, 16u);
}

TEST_F(LimitsTest, LimitThatIsNoMultipleOfAPageIsRoundedUp) {
  setLimit(1 * MiB + 1);
  runKernel(fake::doNothing);
  EXPECT_EQ(stateOf(Handle).Mail->Limit, 17u);
  EXPECT_EQ(limit(), 1 * MiB + 1);
}

TEST_F(LimitsTest, RaisedLimitTakesEffectOnALiveHeap) {
  setLimit(1 * MiB);
  EXPECT_FALSE(grant(70 * MiB));
  setLimit(200 * MiB);
  EXPECT_EQ(stateOf(Handle).Heap.LimitPages, 200 * MiB / PageSize);
  EXPECT_EQ(stateOf(Handle).Mail->Backed, 2 * MiB / PageSize)
      << "pages that were mapped beyond the old limit are given at once";
  EXPECT_TRUE(grant(70 * MiB));
}

TEST_F(LimitsTest, LoweredLimitTakesNothingBack) {
  EXPECT_TRUE(grant(100 * MiB));
  uint64_t Backed = stateOf(Handle).Mail->Backed;
  setLimit(10 * MiB);
  EXPECT_EQ(stateOf(Handle).Mail->Backed, Backed);
  EXPECT_EQ(stateOf(Handle).Mail->Limit, 10 * MiB / PageSize);
}

TEST_F(LimitsTest, EachDeviceHasItsOwn) {
  useMachine({.Devices = 2});
  setLimit(100 * MiB);
  cudaSetDevice(1);
  EXPECT_EQ(limit(), 512 * MiB);
  setLimit(50 * MiB);
  cudaSetDevice(0);
  EXPECT_EQ(limit(), 100 * MiB);
}

TEST_F(LimitsTest, ResetForgetsIt) {
  setLimit(100 * MiB);
  cudaDeviceReset();
  EXPECT_EQ(limit(), 512 * MiB);
}

TEST_F(LimitsTest, OtherLimitsAreCudas) {
  size_t Value = 0;
  EXPECT_EQ(cudaDeviceGetLimit(&Value, cudaLimitPrintfFifoSize), cudaSuccess);
  EXPECT_EQ(Value, 1024u);
  EXPECT_EQ(cudaDeviceSetLimit(cudaLimitPrintfFifoSize, 4096), cudaSuccess);
  EXPECT_EQ(fake::calls("cudaDeviceSetLimit"), 1);
}

TEST_F(LimitsTest, StackIsTheProgramsAndTheHeapsBeside) {
  constexpr size_t Default = 1024, Set = 3000;
  auto Stack = [] {
    size_t Value = 0;
    EXPECT_EQ(cudaDeviceGetLimit(&Value, cudaLimitStackSize), cudaSuccess);
    return Value;
  };
  EXPECT_EQ(Stack(), Default);
  grant(1 * MiB);
  EXPECT_EQ(Stack(), Default);
  EXPECT_EQ(fake::stackLimit(), Default + LibraryStack);
  EXPECT_EQ(cudaDeviceSetLimit(cudaLimitStackSize, Set), cudaSuccess);
  EXPECT_EQ(Stack(), Set);
  EXPECT_EQ(fake::stackLimit(), Set + LibraryStack);
}

TEST_F(LimitsTest, StackThatWasSetBeforeTheHeapIsKept) {
  EXPECT_EQ(cudaDeviceSetLimit(cudaLimitStackSize, 5000), cudaSuccess);
  EXPECT_EQ(fake::stackLimit(), 5000u);
  grant(1 * MiB);
  EXPECT_EQ(fake::stackLimit(), 5000 + LibraryStack);
}

TEST_F(LimitsTest, ErrorOfTheDeviceIsReturned) {
  fake::fail("cudaDeviceGetLimit", cudaErrorInvalidDevice);
  EXPECT_EQ(cudaDeviceSetLimit(cudaLimitMallocHeapSize, 1),
            cudaErrorInvalidDevice);
}
