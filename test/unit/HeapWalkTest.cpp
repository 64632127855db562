//===- HeapWalkTest.cpp - The heap's blocks as its tables say -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Slots and large blocks in tables that the test wrote.
//===----------------------------------------------------------------------===//
#include "HeapTables.h"
#include "RuntimeTest.h"

#include "HeapWalk.h"

using namespace gpurt::abi;

namespace {

using Blocks = std::vector<std::pair<uint64_t, uint64_t>>;

class HeapWalkTest : public RuntimeTest {
protected:
  void SetUp() override {
    RuntimeTest::SetUp();
    Handle = fake::registerModule(Binary, {fake::doNothing});
    runKernel(fake::doNothing);
    heap().BackedPages = 16;
  }
  void TearDown() override {
    RuntimeTest::TearDown();
    __cudaUnregisterFatBinary(Handle);
  }
  HeapState &heap() { return stateOf(Handle).Heap; }
  /// Addresses are from the heap's base.
  Blocks walk() {
    Blocks Found;
    EXPECT_EQ(gpurt::runtime::forEachBlock(gpurt::runtime::DeviceState::of(0),
                                           [&](uint64_t At, uint64_t Size) {
                                             Found.push_back(
                                                 {At - heap().Base, Size});
                                           }),
              cudaSuccess);
    return Found;
  }
  fake::FatBinary Binary;
  void **Handle = nullptr;
};

} // namespace

TEST_F(HeapWalkTest, FindsSlotsBehindTheFirstPageOfASlab) {
  HeapState &Heap = heap();
  fake::putSlab(Heap, 4, 0, 2, 2);
  uint32_t *Bits = Heap.SlotBits + 4 * SlotWordsPerPage;
  Bits[0] = 1u << 3;
  Bits[3 * SlotWordsPerPage] = 1; // of the fourth page
  EXPECT_EQ(walk(), (Blocks{{4 * PageSize + 3 * 16, 16}, {7 * PageSize, 16}}));
}

TEST_F(HeapWalkTest, FindsLargeBlocksAndLeavesEmptySlabs) {
  HeapState &Heap = heap();
  Heap.PageWords[0] = fake::slabWord(5, 0, 0);
  Heap.PageWords[2] = TagRunHead;
  Heap.RunPages[2] = 3;
  EXPECT_EQ(walk(), (Blocks{{2 * PageSize, 3 * PageSize}}));
}
