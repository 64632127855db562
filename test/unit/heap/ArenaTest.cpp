//===- ArenaTest.cpp - Arenas of a thread that panics ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The list of devicelib/alloc/Arenas.h and the magazine's entry that holds its
// head. The arenas are made by hand, as gpurt/arena.h makes them on the device.
//===----------------------------------------------------------------------===//
#include "HeapOnHost.h"

#include "alloc/Arenas.h"
#include "alloc/Magazine.h"
#include "target/Thread.h"

#include <gtest/gtest.h>

namespace gpurt::test {
namespace {

/// A thread with a magazine.
class InKernel {
public:
  InKernel() { __gpurt_magazine_enter(); }
  ~InKernel() { __gpurt_magazine_leave(); }
  InKernel(const InKernel &) = delete;
  InKernel &operator=(const InKernel &) = delete;
};

class ArenaTest : public testing::Test {
protected:
  ArenaTest() : Heap(512, 32, 512) { setMagazines(true); }
  ~ArenaTest() override { setMagazines(false); }
  HeapOnHost Heap;
};

arena_chunk *chunkOf(size_t Bytes) {
  auto *Chunk = static_cast<arena_chunk *>(__gpurt_malloc(Bytes));
  *Chunk = {{nullptr, nullptr}, nullptr, nullptr, nullptr, 1};
  return Chunk;
}

/// \returns the root of an arena of chunks of \p Sizes, in the thread's list.
arena_chunk *arenaOf(std::initializer_list<size_t> Sizes) {
  arena_chunk *Root = nullptr, *Last = nullptr;
  for (size_t Bytes : Sizes) {
    arena_chunk *Chunk = chunkOf(Bytes);
    (Last ? Last->next : Root) = Chunk;
    Last = Chunk;
  }
  Root->node.chunks = Root;
  __gpurt_arena_enter(&Root->node);
  return Root;
}

void leave(arena_chunk *Root) {
  __gpurt_arena_leave(&Root->node);
  for (arena_chunk *Chunk = Root, *Next; Chunk; Chunk = Next) {
    Next = Chunk->next;
    __gpurt_free(Chunk, nullptr);
  }
}

void panicInKernel() {
  int Local;
  EXPECT_THROW(__gpurt_free(&Local, "site"), target::ThreadExit);
}

TEST(Magazine, LentEntryServesNothing) {
  using namespace alloc::magazine;
  for (uint32_t Bits = 0; Bits < 1u << 15; ++Bits)
    for (uint64_t Size : {1, 16, 48, 1000, 4096, 32768})
      ASSERT_FALSE(serves(Bits | Lent | Out, Size)) << Bits << ' ' << Size;
}

TEST_F(ArenaTest, PanicFreesWhatIsLeft) {
  {
    InKernel Lane;
    arena_chunk *First = arenaOf({1000, 2000, 100000});
    arena_chunk *Second = arenaOf({64});
    arenaOf({500, 500});
    leave(Second);
    leave(First);
    arenaOf({48, 48, 70000});
    EXPECT_EQ(Heap.usedPages(), 2u);
    panicInKernel();
  }
  EXPECT_EQ(Heap.usedPages(), 0u);
  EXPECT_EQ(Heap.usedSlots(), 0u);
  EXPECT_EQ(Heap.findFault(), "");
}

TEST_F(ArenaTest, ChunksBehindABufferAreFreed) {
  arena_chunk Buffer{{nullptr, &Buffer}, nullptr, nullptr, nullptr, 0};
  {
    InKernel Lane;
    Buffer.next = chunkOf(300);
    __gpurt_arena_enter(&Buffer.node);
    panicInKernel();
  }
  EXPECT_EQ(Heap.usedSlots(), 0u);
  EXPECT_EQ(Heap.findFault(), "");
}

TEST_F(ArenaTest, LaneKeepsSlotsBesideAnArena) {
  {
    InKernel Lane;
    __gpurt_free(__gpurt_malloc(16), nullptr);
    arenaOf({1024});
    for (size_t Size : {48, 512}) {
      void *Kept = __gpurt_malloc(Size);
      __gpurt_free(Kept, nullptr);
      EXPECT_EQ(__gpurt_malloc(Size), Kept);
      EXPECT_NE(__gpurt_malloc(Size), Kept);
      __gpurt_free(Kept, nullptr);
    }
    EXPECT_EQ(Heap.usedSlots(), 4u);
    panicInKernel();
  }
  EXPECT_EQ(Heap.usedSlots(), 2u);
  EXPECT_EQ(Heap.findFault(), "");
}

/// Links that a program wrote over: no wild access, and the heap stays whole.
TEST_F(ArenaTest, DamagedLinksHarmNothing) {
  arena_chunk *const Bad[] = {
      reinterpret_cast<arena_chunk *>(0x1230),
      reinterpret_cast<arena_chunk *>(~0ull),
      reinterpret_cast<arena_chunk *>(Heap.heap().Base + 4096 + 8),
      reinterpret_cast<arena_chunk *>(Heap.heap().Base - 16),
      reinterpret_cast<arena_chunk *>(Heap.heap().Base + (1ull << 40))};
  for (arena_chunk *Link : Bad) {
    InKernel Lane;
    arena_chunk *Root = arenaOf({1000, 2000});
    Root->next->next = Link;
    panicInKernel();
  }
  {
    InKernel Lane; // in a circle
    arena_chunk *Root = arenaOf({1000, 2000});
    Root->next->next = Root;
    panicInKernel();
  }
  EXPECT_EQ(Heap.usedSlots(), 0u);
  EXPECT_EQ(Heap.findFault(), "");
}

} // namespace
} // namespace gpurt::test
