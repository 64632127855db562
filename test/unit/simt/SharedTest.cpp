//===- SharedTest.cpp - Shared memory: place, first contents, edges -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Testing.h"

using namespace testing_simt;

TEST(Shared, EachBlockHasItsOwn) {
  uint32_t Wrong = 0;
  runAlways(
      {{8}, {64}, 256}, 10, [&] { Wrong = 0; },
      [&] {
        Shared S;
        S.write(tid(), gtid());
        syncthreads();
        if (S.read(63 - tid()) != ctaid() * 64 + 63 - tid())
          ++Wrong;
      },
      [&] { EXPECT_EQ(Wrong, 0u); });
}

TEST(Shared, DynamicPartLiesBehindTheStaticOne) {
  Engine Sim(Config{});
  auto Kernel = [] {
    auto *Base = static_cast<char *>(__gpurt_simt_shared());
    auto *Dynamic = static_cast<char *>(__gpurt_simt_dynamic_shared());
    EXPECT_EQ(Dynamic - Base, 48);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(Base) % 1024, 0u);
    EXPECT_EQ(__gpurt_simt_total_smem_size(), 148u);
    EXPECT_EQ(__gpurt_simt_dynamic_smem_size(), 100u);
  };
  Launch L = launchOf(Kernel, {2}, {32}, 40);
  L.DynamicShared = 100;
  Result R = Sim.run(L);
  EXPECT_TRUE(R) << R.Message;
}

TEST(Shared, ReadingWhatNobodyWroteIsNamed) {
  auto kernel = [](bool Init) {
    return [Init] {
      Shared S;
      if (Init || tid() != 5)
        S.write(tid(), 1);
      syncthreads();
      S.read((tid() + 1) % 32, SITE("read"));
    };
  };
  Result R = runOnce({{1}, {32}, 128}, kernel(false));
  EXPECT_EQ(R.Outcome, Status::SharedMemory);
  EXPECT_TRUE(hasInOrder(
      R.Message, {"read of uninitialised shared memory: 4 bytes at shared+20",
                  "thread 4,0,0", "SharedTest.cpp", "repeat with"}));
  EXPECT_TRUE(runOnce({{1}, {32}, 128}, kernel(true)));
  Config C;
  C.CheckSharedInit = false;
  EXPECT_TRUE(runOnce({{1}, {32}, 128}, kernel(false), C));
}

TEST(Shared, TheNextBlockOfAPlaceFindsNothingInitialised) {
  Config C;
  C.ResidentBlocks = 1;
  Result R = runOnce(
      {{2}, {1}, 16},
      [] {
        Shared S;
        if (ctaid() == 0)
          S.write(0, 1);
        EXPECT_EQ(S.read(0), 1u);
      },
      C);
  EXPECT_EQ(R.Outcome, Status::SharedMemory);
}

TEST(Shared, LeavingTheBufferIsNamed) {
  Result R = runOnce({{2}, {32}, 128}, [] { Shared().write(tid() + 1, 0); });
  EXPECT_EQ(R.Outcome, Status::SharedMemory);
  EXPECT_TRUE(hasInOrder(R.Message,
                         {"access beyond shared memory: 4 bytes at shared+128, "
                          "the block has 128"}));
}

TEST(Shared, AnotherClustersMemoryIsOutOfReach) {
  void *Leaked = nullptr;
  Result R = runOnce({{2}, {1}, 16}, [&] {
    if (ctaid() == 0) {
      Leaked = __gpurt_simt_shared();
      for (int I = 0; I != 1000; ++I)
        __gpurt_simt_preempt(nullptr, nullptr);
    } else {
      while (!Leaked)
        __gpurt_simt_nanosleep(1, nullptr);
      __gpurt_simt_shared_access(Leaked, 4, 1, nullptr);
    }
  });
  EXPECT_EQ(R.Outcome, Status::SharedMemory);
  EXPECT_TRUE(hasInOrder(R.Message, {"of another cluster"}));
}

TEST(Shared, AClusterSharesItsMemory) {
  runAlways(
      {{8}, {32}, 128, {4}}, 5, [] {},
      [] {
        Shared S;
        uint32_t Rank = __gpurt_simt_cluster_ctarank();
        S.write(tid(), Rank * 100 + tid());
        clusterSync();
        uint32_t Next = (Rank + 1) % 4;
        void *There = __gpurt_simt_map_shared(S.Words + tid(), Next, nullptr);
        EXPECT_EQ(__gpurt_simt_shared_rank(There, nullptr), Next);
        EXPECT_TRUE(__gpurt_simt_is_shared_cluster(There));
        EXPECT_FALSE(__gpurt_simt_is_shared(There));
        __gpurt_simt_shared_access(There, 4, 0, nullptr);
        EXPECT_EQ(*static_cast<uint32_t *>(There), Next * 100 + tid());
        clusterSync(); // nobody leaves while others look at its memory
      },
      [] {});
}

TEST(Shared, KnowsWhosePointerItIs) {
  uint32_t Global = 0;
  Result R = runOnce({{2}, {32}, 64}, [&] {
    uint32_t Local = 0;
    EXPECT_TRUE(__gpurt_simt_is_shared(__gpurt_simt_shared()));
    EXPECT_FALSE(__gpurt_simt_is_shared(&Global));
    EXPECT_FALSE(__gpurt_simt_is_shared(&Local));
    EXPECT_TRUE(__gpurt_simt_is_local(&Local));
    EXPECT_FALSE(__gpurt_simt_is_local(&Global));
    __gpurt_simt_shared_access(&Global, 4, 0, nullptr); // not ours: ignored
  });
  EXPECT_TRUE(R) << R.Message;
  R = runOnce({{1}, {1}, 64},
              [&] { __gpurt_simt_map_shared(&Global, 0, SITE("mapa")); });
  EXPECT_EQ(R.Outcome, Status::SharedMemory);
}
