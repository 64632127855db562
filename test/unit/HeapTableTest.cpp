//===- HeapTableTest.cpp - What the heap's tables mean --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The map and the statistics of tables that the test wrote, also of such as a
// copy catches while a kernel changes them.
//===----------------------------------------------------------------------===//
#include "HeapTables.h"
#include "RuntimeTest.h"

#include <atomic>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace gpurt::abi;

static bool operator==(const gpurt_heap_span &A, const gpurt_heap_span &B) {
  return A.kind == B.kind && A.slot_bytes == B.slot_bytes &&
         A.used_slots == B.used_slots && A.slots == B.slots &&
         A.first_page == B.first_page && A.pages == B.pages;
}

namespace {

void spin(fake::Image &, void **Args) {
  while (!*static_cast<std::atomic<bool> *>(Args[0]))
    std::this_thread::yield();
}

class HeapTableTest : public RuntimeTest {
protected:
  void SetUp() override {
    RuntimeTest::SetUp();
    Handle = fake::registerModule(Binary, {fake::doNothing, spin});
    runKernel(fake::doNothing);
    fake::takeOver(stateOf(Handle));
  }
  void TearDown() override {
    RuntimeTest::TearDown();
    __cudaUnregisterFatBinary(Handle);
  }
  HeapState &heap() { return stateOf(Handle).Heap; }

  static std::vector<gpurt_heap_span> map() {
    std::vector<gpurt_heap_span> Spans(2000);
    size_t Count = 0;
    EXPECT_EQ(gpurt_heap_map(Spans.data(), Spans.size(), &Count), GPURT_OK);
    Spans.resize(Count);
    uint64_t Next = 0;
    for (const gpurt_heap_span &Span : Spans) {
      EXPECT_EQ(Span.first_page, Next);
      Next += Span.pages;
    }
    EXPECT_EQ(Next, 8192u) << "512 MiB";
    return Spans;
  }

  fake::FatBinary Binary;
  void **Handle = nullptr;
};

constexpr gpurt_heap_span Unbacked{GPURT_SPAN_UNBACKED, 0, 0, 0, 1024, 7168};

} // namespace

TEST_F(HeapTableTest, EmptyHeapIsOneSpanAndTheRest) {
  EXPECT_EQ(map(), (std::vector<gpurt_heap_span>{
                       {GPURT_SPAN_FREE, 0, 0, 0, 0, 1024}, Unbacked}));
}

TEST_F(HeapTableTest, EachThingIsASpan) {
  fake::putSlab(heap(), 0, 2, 0, 7);
  fake::putSlab(heap(), 16, 71, 2, 8);
  fake::putRun(heap(), 20, 5);
  fake::putRun(heap(), 25, 1);
  fake::remove(heap().FreePages, 1023);
  EXPECT_EQ(map(),
            (std::vector<gpurt_heap_span>{{GPURT_SPAN_SLAB, 48, 7, 1365, 0, 1},
                                          {GPURT_SPAN_FREE, 0, 0, 0, 1, 15},
                                          {GPURT_SPAN_SLAB, 32768, 8, 8, 16, 4},
                                          {GPURT_SPAN_BLOCK, 0, 0, 0, 20, 5},
                                          {GPURT_SPAN_BLOCK, 0, 0, 0, 25, 1},
                                          {GPURT_SPAN_FREE, 0, 0, 0, 26, 997},
                                          {GPURT_SPAN_MOVING, 0, 0, 0, 1023, 1},
                                          Unbacked}));
}

TEST_F(HeapTableTest, PagesThatTheDeviceHasNotTakenOverAreFree) {
  heap().BackedPages = 1000;
  EXPECT_EQ(map(),
            (std::vector<gpurt_heap_span>{{GPURT_SPAN_FREE, 0, 0, 0, 0, 1000},
                                          {GPURT_SPAN_FREE, 0, 0, 0, 1000, 24},
                                          Unbacked}));
}

TEST_F(HeapTableTest, TornTablesMakeNoOverlap) {
  // A run whose length is of its pages' next life, a slab and a run at the end
  // that are longer than the heap, a word that someone only guesses at.
  fake::putRun(heap(), 0, 100);
  fake::putSlab(heap(), 10, 2, 0, 1);
  heap().PageWords[50] = uint64_t(-3) << CountShift;
  fake::putRun(heap(), 500, 0);
  fake::putSlab(heap(), 1022, 2, 2, 0);
  heap().BackedPages = 1023;
  map();
  fake::putRun(heap(), 1020, 100);
  heap().PageWords[1022] = 0;
  map();
}

TEST_F(HeapTableTest, CountIsOfAllSpansWhateverTheRoom) {
  fake::putRun(heap(), 20, 5);
  size_t Count = 0;
  EXPECT_EQ(gpurt_heap_map(nullptr, 0, &Count), GPURT_OK);
  EXPECT_EQ(Count, 4u);
  gpurt_heap_span Two[3];
  Two[2].pages = 77;
  EXPECT_EQ(gpurt_heap_map(Two, 2, &Count), GPURT_OK);
  EXPECT_EQ(Count, 4u);
  EXPECT_EQ(Two[1].kind, GPURT_SPAN_BLOCK);
  EXPECT_EQ(Two[2].pages, 77u);
}

TEST_F(HeapTableTest, MapIsWrittenAsLines) {
  fake::putSlab(heap(), 0, 2, 0, 7);
  fake::putRun(heap(), 20, 5);
  fake::remove(heap().FreePages, 25);
  std::string File =
      testing::TempDir() + "gpurt-map-" + std::to_string(getpid()) + ".pages";
  EXPECT_EQ(gpurt_heap_write_map(File.c_str()), GPURT_OK);
  std::stringstream Text;
  Text << std::ifstream(File).rdbuf();
  EXPECT_EQ(Text.str(), "1 slots 48 7 1365\n19 free\n5 run\n1 moving\n"
                        "998 free\n7168 unbacked\n");
  std::remove(File.c_str());
}

TEST_F(HeapTableTest, MapThatCannotBeWrittenIsSaid) {
  std::string Said = stderrOf([] {
    EXPECT_EQ(gpurt_heap_write_map("/no/such/file"), GPURT_INVALID);
    EXPECT_EQ(gpurt_heap_write_map("/dev/full"), GPURT_INVALID);
    EXPECT_EQ(gpurt_heap_write_map(nullptr), GPURT_INVALID);
  });
  EXPECT_NE(Said.find("cannot write the heap's map to '/no/such/file': No such "
                      "file or directory\n"),
            Said.npos)
      << Said;
  EXPECT_NE(Said.find("map to '/dev/full'\n"), Said.npos) << Said;
}

TEST_F(HeapTableTest, MapNeedsPlacesAndADevice) {
  size_t Count = 1;
  EXPECT_EQ(gpurt_heap_map(nullptr, 0, nullptr), GPURT_INVALID);
  EXPECT_EQ(gpurt_heap_map(nullptr, 1, &Count), GPURT_INVALID);
  fake::fail("cudaGetDevice", cudaErrorNoDevice);
  EXPECT_EQ(gpurt_heap_map(nullptr, 0, &Count), GPURT_NO_DEVICE);
  EXPECT_EQ(Count, 0u);
}

TEST_F(HeapTableTest, StatisticsAreBySizeAndAddUp) {
  fake::putSlab(heap(), 0, 2, 0, 7);
  fake::putSlab(heap(), 1, 2, 1, 0);
  fake::putSlab(heap(), 16, 71, 2, 8);
  fake::putRun(heap(), 20, 5);
  gpurt::heap_statistics Stats = gpurt::heap_stats();
  const gpurt_heap_class &Small = Stats.classes[2];
  EXPECT_EQ(Small.slot_bytes, 48u);
  EXPECT_EQ(Small.slabs, 2u);
  EXPECT_EQ(Small.slab_bytes, 3 * PageSize);
  EXPECT_EQ(Small.used_slots, 7u);
  EXPECT_EQ(Small.free_slots, 1365u - 7 + 2730);
  EXPECT_EQ(Stats.classes[71].used_slots, 8u);
  EXPECT_EQ(Stats.classes[71].free_slots, 0u);
  EXPECT_EQ(Stats.large_blocks, 1u);
  EXPECT_EQ(Stats.large_bytes, 5 * PageSize);
  EXPECT_EQ(Stats.used_blocks, 7u + 8 + 1);
  EXPECT_EQ(Stats.used_bytes, 7 * 48u + 8 * 32768 + 5 * PageSize);
  EXPECT_EQ(Stats.free_bytes, (1024 - 3 - 4 - 5) * PageSize);
  for (uint32_t Class = 0; Class < NumClasses; ++Class)
    EXPECT_EQ(Stats.classes[Class].slot_bytes, classSize(Class));
}

TEST_F(HeapTableTest, NeitherWaitsForAKernel) {
  std::atomic<bool> Stop{false};
  void *Args[] = {&Stop};
  fake::launch(spin, Args);
  fake::putSlab(heap(), 0, 2, 0, 7);
  EXPECT_EQ(gpurt::heap_stats().classes[2].used_slots, 7u);
  EXPECT_EQ(map().size(), 3u);
  Stop = true;
  cudaDeviceSynchronize();
}
