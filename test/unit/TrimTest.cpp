//===- TrimTest.cpp - Memory that goes back to the driver -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The test plays the device: it writes the tables, and looks at what a trim
// leaves of them.
//===----------------------------------------------------------------------===//
#include "HeapTables.h"
#include "RuntimeTest.h"

using namespace gpurt::abi;

namespace {

constexpr uint64_t MiB = 1 << 20;
constexpr uint64_t MiBInPages = MiB / PageSize;

struct Request {
  uint64_t Pages;
  bool Granted = false;
};

void ask(fake::Image &Loaded, void **Args) {
  auto *Wish = static_cast<Request *>(Args[0]);
  Wish->Granted = fake::needPages(*Loaded.Slot, Wish->Pages);
}

/// Writes to each page and its slot bits. Counts the pages whose bits were
/// ready, and calls all ready.
void useAll(fake::Image &Loaded, void **Args) {
  HeapState &Heap = Loaded.Slot->Heap;
  auto *Ready = static_cast<uint64_t *>(Args[0]);
  for (uint64_t Page = 0; Page < Heap.BackedPages; ++Page) {
    *reinterpret_cast<uint64_t *>(Heap.Base + Page * PageSize) = Page;
    for (uint32_t I = 0; I < SlotWordsPerPage; ++I)
      Heap.SlotBits[Page * SlotWordsPerPage + I] = I;
    *Ready += Heap.BitsReady[Page / 64] >> Page % 64 & 1;
    Heap.BitsReady[Page / 64] |= 1ull << Page % 64;
  }
}

class TrimTest : public RuntimeTest {
protected:
  void SetUp() override {
    RuntimeTest::SetUp();
    Handle = fake::registerModule(Binary, {ask, useAll, fake::doNothing});
  }
  void TearDown() override {
    RuntimeTest::TearDown();
    __cudaUnregisterFatBinary(Handle);
  }
  /// The heap grows to \p Size MiB or more, and the device knows.
  void growTo(uint64_t Size) {
    Request Wish{Size * MiBInPages};
    void *Args[] = {&Wish};
    runKernel(ask, Args);
    ASSERT_TRUE(Wish.Granted);
    fake::takeOver(state());
  }
  State &state() { return stateOf(Handle); }
  HeapState &heap() { return state().Heap; }
  static uint64_t committed() { return gpurt::heap_stats().committed_bytes; }
  static uint64_t freeOnCard() {
    size_t Free = 0, Total = 0;
    cudaMemGetInfo(&Free, &Total);
    return Free;
  }
  /// What a device counts on, wherever it searches.
  void expectNothingFrom(uint64_t Page) {
    for (uint64_t I = Page; I < heap().ReservedPages; ++I) {
      EXPECT_EQ(pageTag(heap().PageWords[I]), TagFree) << I;
      EXPECT_EQ(heap().SlabPages[I], 0u) << I;
      EXPECT_FALSE(fake::contains(heap().FreePages, I)) << I;
      EXPECT_FALSE(fake::contains(heap().Empty, I)) << I;
    }
    expectGuides(heap().FreePages);
    expectGuides(heap().Empty);
  }
  /// A bit is set over each word that is not zero, and over no other.
  void expectGuides(const PageSet &Set) {
    for (unsigned Level = 0; Level < 2; ++Level)
      for (uint64_t I = 0; I < pageSetWords(heap().ReservedPages, Level); ++I)
        EXPECT_EQ(Set.Level[Level + 1][I / 64] >> I % 64 & 1,
                  uint64_t(Set.Level[Level][I] != 0))
            << Level << ' ' << I;
  }
  fake::FatBinary Binary;
  void **Handle = nullptr;
};

} // namespace

TEST_F(TrimTest, HeapWithNothingInItGoesWhole) {
  uint64_t Before = freeOnCard();
  growTo(130);
  EXPECT_EQ(gpurt_heap_trim(0), GPURT_OK);
  EXPECT_EQ(committed(), 0u);
  EXPECT_EQ(heap().BackedPages, 0u);
  EXPECT_EQ(state().Mail->Backed, 0u);
  expectNothingFrom(0);
  EXPECT_LE(Before - freeOnCard(), 8 * MiB) << "tables stay";
}

TEST_F(TrimTest, StepWithABlockInItStays) {
  growTo(64);
  growTo(100);
  ASSERT_EQ(heap().BackedPages, 128 * MiBInPages);
  growTo(200);
  fake::putRun(heap(), 127 * MiBInPages, 3);
  EXPECT_EQ(gpurt_heap_trim(0), GPURT_OK);
  EXPECT_EQ(heap().BackedPages, 128 * MiBInPages);
  EXPECT_EQ(committed(), 128 * MiB);
  EXPECT_EQ(gpurt::heap_stats().used_blocks, 1u);
  expectNothingFrom(128 * MiBInPages);
  for (uint64_t Page :
       {uint64_t(0), 127 * MiBInPages - 1, 127 * MiBInPages + 3})
    EXPECT_TRUE(fake::contains(heap().FreePages, Page)) << Page;
}

TEST_F(TrimTest, EmptySlabsAreRetired) {
  growTo(64);
  growTo(128);
  fake::putSlab(heap(), 5, 3, 0, 1);
  fake::putSlab(heap(), 6, 3, 0, 0);
  fake::putSlab(heap(), 100 * MiBInPages, 3, 0, 0);
  fake::putSlab(heap(), 101 * MiBInPages, 71, 2, 0);
  EXPECT_EQ(gpurt_heap_trim(0), GPURT_OK);
  EXPECT_EQ(heap().BackedPages, 64 * MiBInPages);
  expectNothingFrom(64 * MiBInPages);
  EXPECT_EQ(heap().EmptyPages, 1u);
  EXPECT_TRUE(fake::contains(heap().Listed[3], 5));
  EXPECT_TRUE(fake::contains(heap().Listed[3], 6));
  EXPECT_FALSE(fake::contains(heap().Listed[3], 100 * MiBInPages));
  EXPECT_FALSE(fake::contains(heap().Listed[71], 101 * MiBInPages));
  expectGuides(heap().Listed[3]);
  expectGuides(heap().Listed[71]);
}

TEST_F(TrimTest, SlabWithASlotOrAPinStays) {
  for (uint64_t Held : {fake::slabWord(3, 0, 1),
                        fake::slabWord(3, 0, 0) + (uint64_t(1) << PinShift)}) {
    growTo(128);
    fake::putSlab(heap(), 127 * MiBInPages, 3, 0, 0);
    heap().PageWords[127 * MiBInPages] = Held;
    EXPECT_EQ(gpurt_heap_trim(0), GPURT_OK);
    EXPECT_EQ(heap().BackedPages, 128 * MiBInPages);
    EXPECT_EQ(heap().PageWords[127 * MiBInPages], Held);
  }
}

TEST_F(TrimTest, PageThatAThreadTookAndNeverGaveStays) {
  growTo(128);
  fake::remove(heap().FreePages, 127 * MiBInPages);
  EXPECT_EQ(gpurt_heap_trim(0), GPURT_OK);
  EXPECT_EQ(committed(), 128 * MiB);
}

TEST_F(TrimTest, KeepsWhatItIsToldToKeep) {
  growTo(64);
  growTo(128);
  growTo(200);
  EXPECT_EQ(gpurt_heap_trim(64 * MiB + 1), GPURT_OK);
  EXPECT_EQ(committed(), 128 * MiB);
  EXPECT_EQ(gpurt_heap_trim(64 * MiB), GPURT_OK);
  EXPECT_EQ(committed(), 64 * MiB);
  EXPECT_EQ(gpurt_heap_trim(SIZE_MAX), GPURT_OK);
  EXPECT_EQ(committed(), 64 * MiB);
}

TEST_F(TrimTest, HeapGrowsAgain) {
  uint64_t Kept = 0;
  for (int Round = 0; Round < 3; ++Round) {
    growTo(130);
    fake::putRun(heap(), 3, 1);
    uint64_t Ready = 0;
    void *Args[] = {&Ready};
    runKernel(useAll, Args);
    EXPECT_EQ(Ready, Kept);
    EXPECT_EQ(gpurt_heap_trim(0), GPURT_OK);
    EXPECT_LT(committed(), 130 * MiB);
    Kept = committed() / PageSize;
    EXPECT_EQ(*reinterpret_cast<uint64_t *>(heap().Base + 3 * PageSize), 3u);
  }
}

TEST_F(TrimTest, OldRequestIsNotServedAgain) {
  growTo(130);
  EXPECT_EQ(gpurt_heap_trim(0), GPURT_OK);
  runKernel(fake::doNothing); // wakes the growth thread
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(committed(), 0u);
}

TEST_F(TrimTest, SqueezedHeapMayAskAgain) {
  void *Hog = nullptr;
  ASSERT_EQ(cudaMalloc(&Hog, 300 << 20), cudaSuccess);
  growTo(150);
  Request Wish{300 * MiBInPages};
  void *Args[] = {&Wish};
  fake::launch(ask, Args);
  cudaStreamSynchronize(nullptr);
  ASSERT_FALSE(Wish.Granted);
  EXPECT_EQ(gpurt_heap_trim(0), GPURT_OK);
  EXPECT_EQ(state().Mail->Limit, 512 * MiBInPages);
  cudaFree(Hog);
}

TEST_F(TrimTest, WaitsForKernels) {
  Request Wish{130 * MiBInPages};
  void *Args[] = {&Wish};
  runKernel(fake::doNothing);
  fake::launch(ask, Args);
  EXPECT_EQ(gpurt_heap_trim(0), GPURT_OK);
  EXPECT_TRUE(Wish.Granted);
}

TEST_F(TrimTest, LaunchDuringTheWaitIsWaitedFor) {
  growTo(130);
  int Left = 3;
  fake::afterWaits([&] {
    if (Left-- > 0)
      fake::launch(fake::doNothing);
  });
  EXPECT_EQ(gpurt_heap_trim(0), GPURT_OK);
  fake::afterWaits({});
  EXPECT_EQ(Left, -1) << "three launches, then a quiet wait";
  EXPECT_EQ(committed(), 0u);
}

TEST_F(TrimTest, LaunchesWithoutEndMakeItGiveUp) {
  growTo(130);
  uint64_t Before = committed();
  fake::afterWaits([] { fake::launch(fake::doNothing); });
  EXPECT_EQ(gpurt_heap_trim(0), GPURT_BUSY);
  fake::afterWaits({});
  EXPECT_EQ(committed(), Before);
  EXPECT_EQ(gpurt_heap_trim(0), GPURT_OK);
}

TEST_F(TrimTest, StepThatTheDriverKeepsIsUsedAgain) {
  growTo(64);
  growTo(128);
  fake::fail("cuMemUnmap", CUDA_ERROR_INVALID_VALUE, 1);
  std::string Said =
      stderrOf([] { EXPECT_EQ(gpurt_heap_trim(0), GPURT_CUDA_ERROR); });
  EXPECT_NE(Said.find("cannot trim the heap of device 0"), Said.npos) << Said;
  EXPECT_EQ(committed(), 128 * MiB);
  expectNothingFrom(0);
  int Creates = fake::calls("cuMemCreate");
  growTo(100);
  EXPECT_EQ(heap().BackedPages, 128 * MiBInPages);
  EXPECT_EQ(fake::calls("cuMemCreate"), Creates);
}

TEST_F(TrimTest, FailedCopyIsSaidAndLeavesTheMemory) {
  growTo(128);
  fake::fail("cudaMemcpyAsync", cudaErrorIllegalAddress);
  std::string Said =
      stderrOf([] { EXPECT_EQ(gpurt_heap_trim(0), GPURT_CUDA_ERROR); });
  EXPECT_EQ(Said, "gpurt: cannot trim the heap of device 0: fake error\n");
  EXPECT_EQ(fake::calls("cuMemUnmap"), 0);
}

TEST_F(TrimTest, NothingWasLaunchedYet) {
  EXPECT_EQ(gpurt::heap_trim(), GPURT_OK);
  fake::fail("cudaGetDevice", cudaErrorNoDevice);
  EXPECT_EQ(gpurt::heap_trim(), GPURT_NO_DEVICE);
}

TEST_F(TrimTest, OtherDevicesKeepTheirs) {
  useMachine({.Devices = 2});
  Handle = fake::registerModule(Binary, {ask, useAll, fake::doNothing});
  growTo(128);
  cudaSetDevice(1);
  runKernel(fake::doNothing);
  EXPECT_EQ(gpurt_heap_trim(0), GPURT_OK);
  EXPECT_EQ(committed(), 0u);
  cudaSetDevice(0);
  EXPECT_EQ(committed(), 128 * MiB);
}

TEST_F(TrimTest, PanicIsLeftToTheNextWait) {
  growTo(128);
  fake::panic(state());
  EXPECT_EQ(gpurt_heap_trim(0), GPURT_OK);
  stderrOf([] { EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorAssert); });
}

TEST_F(TrimTest, ThreadsMayLaunchMeanwhile) {
  growTo(128);
  std::atomic<bool> Stop{false};
  std::vector<std::thread> All;
  for (int I = 0; I < 3; ++I)
    All.emplace_back([&] {
      while (!Stop) {
        fake::launch(fake::doNothing);
        cudaStreamSynchronize(nullptr);
      }
    });
  for (int I = 0; I < 100; ++I) {
    gpurt_status Status = gpurt_heap_trim(0);
    EXPECT_TRUE(Status == GPURT_OK || Status == GPURT_BUSY) << Status;
  }
  Stop = true;
  for (std::thread &Each : All)
    Each.join();
}

// In new processes: options are read once.
class TrimAtSynchronizeTest : public testing::Test {
protected:
  TrimAtSynchronizeTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }

  /// Grows to 130 MiB and waits. \returns what the heap has then, in MiB.
  static uint64_t committedAfter(void **Handle) {
    Request Wish{130 * MiBInPages};
    void *Args[] = {&Wish};
    fake::launch(ask, Args);
    cudaStreamSynchronize(nullptr);
    fake::takeOver(*fake::imageOf(Handle)->Slot);
    cudaDeviceSynchronize();
    return gpurt::heap_stats().committed_bytes / MiB;
  }
};

TEST_F(TrimAtSynchronizeTest, GivesBackWhatIsMoreThanTold) {
  EXPECT_EXIT(
      {
        setenv("GPURT_HEAP_KEEP", "32M", 1);
        fake::start();
        fake::FatBinary Binary;
        std::_Exit(int(committedAfter(fake::registerModule(Binary, {ask}))));
      },
      testing::ExitedWithCode(64), "^$");
}

TEST_F(TrimAtSynchronizeTest, ReadsNoTableWithoutALaunch) {
  EXPECT_EXIT(
      {
        setenv("GPURT_HEAP_KEEP", "32M", 1);
        fake::start();
        fake::FatBinary Binary;
        void **Handle = fake::registerModule(Binary, {ask});
        committedAfter(Handle);
        int Copies = fake::calls("cudaMemcpyAsync");
        cudaDeviceSynchronize();
        bool Same = fake::calls("cudaMemcpyAsync") == Copies;
        std::_Exit(Same ? 0 : 1);
      },
      testing::ExitedWithCode(0), "^$");
}

TEST_F(TrimAtSynchronizeTest, LeavesAHeapWhoseLaunchesAreNotCounted) {
  EXPECT_EXIT(
      {
        setenv("GPURT_HEAP_KEEP", "32M", 1);
        fake::start();
        fake::FatBinary Binary;
        gpurt_attach_module(fake::loadModule({}));
        std::_Exit(int(committedAfter(fake::registerModule(Binary, {ask}))));
      },
      testing::ExitedWithCode(130), "^$");
}

TEST_F(TrimAtSynchronizeTest, DefaultKeepsAll) {
  EXPECT_EXIT(
      {
        unsetenv("GPURT_HEAP_KEEP");
        fake::start();
        fake::FatBinary Binary;
        std::_Exit(int(committedAfter(fake::registerModule(Binary, {ask}))));
      },
      testing::ExitedWithCode(130), "^$");
}
