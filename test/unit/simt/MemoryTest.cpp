//===- MemoryTest.cpp - Accesses that the engine performs, and models -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Testing.h"
#include "engine/MemoryModel.h"

#include <cstring>
#include <limits>

using namespace testing_simt;

TEST(Rmw, AppliesEachOperationAtItsWidth) {
  struct Case {
    SimtRmw Op;
    uint64_t Old, Operand;
    uint32_t Bytes;
    uint64_t New;
  };
  const Case Cases[] = {
      {SIMT_RMW_XCHG, 1, 0x1FF, 1, 0xFF},
      {SIMT_RMW_ADD, 0xFFFFFFFF, 1, 4, 0},
      {SIMT_RMW_ADD, 0xFFFFFFFF, 1, 8, 0x100000000},
      {SIMT_RMW_SUB, 0, 1, 2, 0xFFFF},
      {SIMT_RMW_AND, 12, 10, 4, 8},
      {SIMT_RMW_OR, 12, 10, 4, 14},
      {SIMT_RMW_XOR, 12, 10, 4, 6},
      {SIMT_RMW_SMIN, 0xFFFFFFFF, 1, 4, 0xFFFFFFFF},
      {SIMT_RMW_SMAX, 0xFFFFFFFF, 1, 4, 1},
      {SIMT_RMW_UMIN, 0xFFFFFFFF, 1, 4, 1},
      {SIMT_RMW_UMAX, 0xFFFFFFFF, 1, 4, 0xFFFFFFFF},
      {SIMT_RMW_SMIN, ~0ull, 1, 8, ~0ull},
      {SIMT_RMW_INC, 4, 5, 4, 5},
      {SIMT_RMW_INC, 5, 5, 4, 0},
      {SIMT_RMW_DEC, 0, 5, 4, 5},
      {SIMT_RMW_DEC, 7, 5, 4, 5},
      {SIMT_RMW_DEC, 3, 5, 4, 2},
      {SIMT_RMW_FADD, std::bit_cast<uint32_t>(1.5f),
       std::bit_cast<uint32_t>(2.0f), 4, std::bit_cast<uint32_t>(3.5f)},
      {SIMT_RMW_FADD, std::bit_cast<uint64_t>(1.5),
       std::bit_cast<uint64_t>(-2.0), 8, std::bit_cast<uint64_t>(-0.5)},
  };
  for (const Case &C : Cases) {
    SCOPED_TRACE(int(C.Op));
    EXPECT_EQ(applyRmw(C.Op, C.Old, C.Operand, C.Bytes), C.New);
    uint64_t Word = C.Old;
    Result R = runOnce({{1}, {1}}, [&] {
      EXPECT_EQ(__gpurt_simt_rmw(C.Op, &Word, C.Operand, C.Bytes, SIMT_RELAXED,
                                 SIMT_DEVICE, nullptr),
                C.Old);
    });
    EXPECT_TRUE(R) << R.Message;
    EXPECT_EQ(Word, C.New);
  }
}

TEST(Memory, LoadsStoresAndCompareExchangeOfEachSize) {
  Result R = runOnce({{1}, {1}}, [] {
    for (uint32_t Bytes : {1u, 2u, 4u, 8u}) {
      uint64_t Word = ~0ull;
      uint64_t Mask = ~0ull >> (64 - 8 * Bytes);
      __gpurt_simt_store(&Word, 0x1234567890ABCDEF, Bytes, SIMT_RELEASE,
                         SIMT_DEVICE, nullptr);
      EXPECT_EQ(Word, (~0ull & ~Mask) | (0x1234567890ABCDEF & Mask));
      uint64_t Seen =
          __gpurt_simt_load(&Word, Bytes, SIMT_ACQUIRE, SIMT_DEVICE, nullptr);
      EXPECT_EQ(Seen, 0x1234567890ABCDEF & Mask);
      uint64_t Old = __gpurt_simt_cas(&Word, 1, 2, Bytes, SIMT_ACQ_REL,
                                      SIMT_RELAXED, SIMT_DEVICE, nullptr);
      EXPECT_EQ(Old, Seen);
      Old = __gpurt_simt_cas(&Word, Seen, 2, Bytes, SIMT_ACQ_REL, SIMT_RELAXED,
                             SIMT_DEVICE, nullptr);
      EXPECT_EQ(Old, Seen);
      EXPECT_EQ(Word & Mask, 2u);
    }
    __gpurt_simt_fence(SIMT_SEQ_CST, SIMT_SYSTEM, nullptr);
  });
  EXPECT_TRUE(R) << R.Message;
}

TEST(Memory, AMisalignedAccessIsNamed) {
  alignas(8) char Bytes[16] = {};
  Result R = runOnce({{1}, {1}}, [&] {
    __gpurt_simt_load(Bytes + 2, 4, SIMT_PLAIN, SIMT_DEVICE, SITE("load"));
  });
  EXPECT_EQ(R.Outcome, Status::MisalignedAddress);
  EXPECT_TRUE(hasInOrder(R.Message, {"misaligned", "MemoryTest.cpp"}));
}

TEST(Memory, AStoreOfTheSameValueIsNoProgress) {
  uint32_t Word = 7;
  Result R = runOnce({{1}, {2}}, [&] {
    for (;;)
      __gpurt_simt_store(&Word, 7, 4, SIMT_RELAXED, SIMT_DEVICE, nullptr);
  });
  EXPECT_EQ(R.Outcome, Status::Livelock);
}

namespace {
/// Writes down what it is told; gives every load the value 99.
class Recorder : public MemoryModel {
public:
  std::string Log;
  ModelHost *Host = nullptr;
  uint32_t Slots = 0, Keys = 0;

  void onLaunch(ModelHost &H, uint32_t S, uint32_t B) override {
    Host = &H, Slots = S, Keys = B;
    Log += "launch ";
  }
  void onLaunchEnd() override { Log += "end"; }
  void onLaneStart(const LaneRef &L) override { add("+", L.Slot); }
  void onLaneEnd(const LaneRef &L) override { add("-", L.Slot); }
  uint64_t onLoad(const Access &A) override {
    add("load", A.Lane.Slot);
    return 99;
  }
  bool onStore(const Access &A, uint64_t V) override {
    add("store", V);
    if (V == 13)
      Host->report("an unlucky number");
    return A.Order == SIMT_RELEASE;
  }
  uint64_t onRmw(const Access &, SimtRmw, uint64_t V, bool &) override {
    add("rmw", V);
    return 5;
  }
  uint64_t onCas(const Access &, SimtOrder, uint64_t E, uint64_t,
                 bool &) override {
    add("cas", E);
    return E;
  }
  void onFence(const LaneRef &, SimtOrder O, SimtScope,
               const SimtSite *) override {
    add("fence", uint64_t(O));
  }
  void onWarpJoin(std::span<const LaneRef> L) override {
    add("join", L.size());
  }
  void onBarrierArrive(const LaneRef &, BarrierKey K) override {
    add("arrive", K);
    EXPECT_LT(K, Keys);
  }
  void onBarrierComplete(BarrierKey K) override { add("complete", K); }
  void onBarrierLeave(const LaneRef &, BarrierKey K) override {
    add("leave", K);
  }

private:
  void add(const char *What, uint64_t N) {
    Log += What + std::to_string(N) + " ";
  }
};
} // namespace

TEST(MemoryModel, SeesEverythingAndAnswersLoads) {
  Recorder M;
  Config C;
  C.Memory = &M;
  C.Order = Policy::RunToBlock;
  uint32_t Word = 0;
  Result R = runOnce(
      {{1}, {2}},
      [&] {
        if (lane() == 0) {
          EXPECT_EQ(
              __gpurt_simt_load(&Word, 4, SIMT_ACQUIRE, SIMT_BLOCK, nullptr),
              99u);
          __gpurt_simt_store(&Word, 3, 4, SIMT_RELEASE, SIMT_BLOCK, nullptr);
          EXPECT_EQ(__gpurt_simt_rmw(SIMT_RMW_ADD, &Word, 4, 4, SIMT_RELAXED,
                                     SIMT_BLOCK, nullptr),
                    5u);
          __gpurt_simt_cas(&Word, 6, 7, 4, SIMT_RELAXED, SIMT_RELAXED,
                           SIMT_BLOCK, nullptr);
          __gpurt_simt_fence(SIMT_SEQ_CST, SIMT_DEVICE, nullptr);
        }
        syncwarp();
        __gpurt_simt_bar_sync(2, 0, 1, nullptr);
        clusterSync();
      },
      C);
  EXPECT_TRUE(R) << R.Message;
  EXPECT_EQ(Word, 0u) << "the model owns memory";
  EXPECT_EQ(M.Slots, 32u);
  EXPECT_EQ(M.Log, "launch +0 +1 load0 store3 rmw4 cas6 fence6 join2 arrive2 "
                   "arrive2 complete2 leave2 arrive16 leave2 arrive16 "
                   "complete16 leave16 -1 leave16 -0 end");
}

TEST(MemoryModel, MayEndTheLaunch) {
  Recorder M;
  Config C;
  C.Memory = &M;
  uint32_t Word = 0;
  Result R = runOnce(
      {{1}, {1}},
      [&] {
        EXPECT_LT(M.Host->random(10), 10u);
        M.Host->warn("look out");
        __gpurt_simt_store(&Word, 13, 4, SIMT_RELEASE, SIMT_BLOCK,
                           SITE("store"));
      },
      C);
  EXPECT_EQ(R.Outcome, Status::Reported);
  EXPECT_TRUE(hasInOrder(R.Message, {"an unlucky number", "block 0,0,0",
                                     "MemoryTest.cpp", "repeat with"}));
  ASSERT_EQ(R.Warnings.size(), 1u);
  EXPECT_TRUE(hasInOrder(R.Warnings[0], {"look out"}));
}
