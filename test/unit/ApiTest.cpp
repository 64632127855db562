//===- ApiTest.cpp - gpurt/runtime.h --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Heap statistics and modules that the program loads. Panics: PanicTest.cpp.
//===----------------------------------------------------------------------===//
#include "RuntimeTest.h"

using namespace gpurt::abi;

namespace {

constexpr uint64_t MiB = 1 << 20;

class ApiTest : public RuntimeTest {
protected:
  void SetUp() override {
    RuntimeTest::SetUp();
    Handle = fake::registerModule(Binary, {fake::doNothing});
  }
  void TearDown() override {
    RuntimeTest::TearDown();
    __cudaUnregisterFatBinary(Handle);
  }
  fake::FatBinary Binary;
  void **Handle = nullptr;
};

uint64_t pageWord(uint32_t Tag, int32_t Free) {
  return uint64_t(uint32_t(Free)) << 32 | Tag;
}

} // namespace

TEST_F(ApiTest, StatisticsAreZeroBeforeTheFirstLaunch) {
  gpurt_heap_statistics Stats;
  std::memset(&Stats, 1, sizeof(Stats));
  EXPECT_EQ(gpurt_heap_stats(&Stats), GPURT_OK);
  EXPECT_EQ(Stats.limit_bytes, 0u);
  EXPECT_EQ(Stats.committed_bytes, 0u);
  EXPECT_EQ(gpurt::heap_stats().used_bytes, 0u);
}

TEST_F(ApiTest, StatisticsCountSlotsAndRuns) {
  runKernel(fake::doNothing);
  HeapState &Heap = stateOf(Handle).Heap;
  Heap.BackedPages = 16;
  Heap.PageWords[0] = pageWord(slabTag(0, 0), int32_t(slabSlots(0, 0)) - 3);
  Heap.PageWords[1] = pageWord(slabTag(71, 1), 0);
  Heap.PageWords[3] = pageWord(slabTag(7, 0), -5); // someone is looking
  Heap.PageWords[4] = pageWord(TagRunHead, 0);
  Heap.RunPages[4] = 4;
  Heap.PageWords[8] = pageWord(TagFree, 0);
  Heap.Failures = 6;
  gpurt_heap_statistics Stats;
  ASSERT_EQ(gpurt_heap_stats(&Stats), GPURT_OK);
  EXPECT_EQ(Stats.used_blocks, 3u + 4u + 512u + 1u);
  EXPECT_EQ(Stats.used_bytes,
            3 * 16u + 4 * (32u << 10) + 512 * 128u + 4 * PageSize);
  EXPECT_EQ(Stats.committed_bytes, 64 * MiB);
  EXPECT_EQ(Stats.limit_bytes, 512 * MiB);
  EXPECT_EQ(Stats.failed_allocations, 6u);
}

TEST_F(ApiTest, StatisticsNeedAPlaceAndADevice) {
  EXPECT_EQ(gpurt_heap_stats(nullptr), GPURT_INVALID);
  gpurt_heap_statistics Stats;
  fake::fail("cudaGetDevice", cudaErrorNoDevice);
  EXPECT_EQ(gpurt_heap_stats(&Stats), GPURT_NO_DEVICE);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
}

TEST_F(ApiTest, StatisticsOfADeadContextAreAnError) {
  runKernel(fake::doNothing);
  fake::fail("cudaMemcpyAsync", cudaErrorIllegalAddress);
  gpurt_heap_statistics Stats;
  std::string Said =
      stderrOf([&] { EXPECT_EQ(gpurt_heap_stats(&Stats), GPURT_CUDA_ERROR); });
  EXPECT_EQ(Said, "gpurt: cannot read the heap of device 0: fake error\n");
  EXPECT_EQ(Stats.used_bytes, 0u);
}

TEST_F(ApiTest, AttachedModuleGetsTheState) {
  runKernel(fake::doNothing);
  CUmodule Module = fake::loadModule({});
  EXPECT_EQ(gpurt_attach_module(Module), GPURT_OK);
  EXPECT_EQ(fake::imageOf(Module)->Slot, &stateOf(Handle));
}

TEST_F(ApiTest, AttachingMakesTheStateIfNothingWasLaunched) {
  CUmodule Module = fake::loadModule({});
  EXPECT_EQ(gpurt_attach_module(Module), GPURT_OK);
  ASSERT_NE(fake::imageOf(Module)->Slot, nullptr);
  EXPECT_EQ(fake::imageOf(Module)->Slot->Version, Version);
  EXPECT_TRUE(fake::needPages(*fake::imageOf(Module)->Slot, 2000))
      << "its requests are served though we see none of its launches";
}

TEST_F(ApiTest, ModuleThatUsesNothingIsLeftAlone) {
  CUmodule Module = fake::loadModule({.HasSlot = false});
  EXPECT_EQ(gpurt_attach_module(Module), GPURT_NOT_USED);
  EXPECT_EQ(fake::calls("cudaHostAlloc"), 0);
}

TEST_F(ApiTest, AttachRejectsWhatItCannotServe) {
  EXPECT_EQ(gpurt_attach_module(nullptr), GPURT_INVALID);
  CUmodule Strange = fake::loadModule({.SlotBytes = 4});
  std::string Said = stderrOf(
      [&] { EXPECT_EQ(gpurt_attach_module(Strange), GPURT_WRONG_VERSION); });
  EXPECT_NE(Said.find("built for another gpu-rt"), std::string::npos);
  CUmodule Module = fake::loadModule({});
  fake::fail("cudaGetDeviceCount", cudaErrorNoDevice);
  EXPECT_EQ(gpurt_attach_module(Module), GPURT_NO_DEVICE);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
}
