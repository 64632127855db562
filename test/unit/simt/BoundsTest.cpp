//===- BoundsTest.cpp - Accesses to memory that is not the kernel's -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Testing.h"

#include "engine/Bounds.h"

using namespace testing_simt;

namespace {

/// One array is the kernel's.
class OneArray final : public Bounds {
public:
  alignas(16) char Array[64] = {};
  [[nodiscard]] Extent find(uintptr_t Address) const override {
    Extent Whole{reinterpret_cast<uintptr_t>(Array), sizeof(Array)};
    return Whole.holds(Address, 1) ? Whole : Extent();
  }
  [[nodiscard]] std::string describe(uintptr_t Address) const override {
    return Address - reinterpret_cast<uintptr_t>(Array) < 2 * sizeof(Array)
               ? "behind the array"
               : "";
  }
};

template <typename F> Result runWithin(const Bounds &B, F Kernel) {
  Config C;
  C.Limits = &B;
  return runOnce({{1}, {1}, 16}, Kernel, C);
}

void access(const void *At, uint32_t Bytes, uint32_t Align = 1) {
  __gpurt_simt_plain_access(At, Bytes, Align, 1, SITE("the store"));
}

TEST(BoundsOfLanes, OwnMemoryStackAndSharedMemoryMayBeTouched) {
  OneArray B;
  Result R = runWithin(B, [&] {
    int Local = 0;
    access(B.Array, 64);
    access(B.Array + 63, 1);
    access(&Local, sizeof(Local));
    access(__gpurt_simt_shared(), 4);
    access(nullptr, 0);
  });
  EXPECT_TRUE(R) << R.Message;
}

TEST(BoundsOfLanes, TheFirstByteBehindIsNamed) {
  OneArray B;
  Result R = runWithin(B, [&] { access(B.Array + 60, 8); });
  EXPECT_EQ(R.Outcome, Status::IllegalAddress);
  EXPECT_TRUE(hasInOrder(R.Message, {"illegal address 0x",
                                     "write of 8 bytes, of which 4 "
                                     "are beyond, at 0x",
                                     "behind the array", "BoundsTest.cpp:"}));
}

TEST(BoundsOfLanes, AnAtomicIsCheckedToo) {
  OneArray B;
  static uint32_t Hosts = 0;
  Result R = runWithin(B, [] {
    __gpurt_simt_rmw(SIMT_RMW_XCHG, &Hosts, 1, sizeof(Hosts), SIMT_RELAXED,
                     SIMT_DEVICE, SITE("the exchange"));
  });
  EXPECT_EQ(R.Outcome, Status::IllegalAddress);
  EXPECT_TRUE(hasInOrder(R.Message, {"host memory that is neither pinned nor "
                                     "managed",
                                     "BoundsTest.cpp:"}));
}

TEST(BoundsOfLanes, NullIsCalledNull) {
  OneArray B;
  Result R = runWithin(
      B, [&] { access(reinterpret_cast<const void *>(uintptr_t(8)), 4); });
  EXPECT_TRUE(hasInOrder(R.Message, {"illegal address 0x8", "a null pointer"}));
}

TEST(BoundsOfLanes, AlignmentIsCheckedWithoutLimits) {
  alignas(16) char Hosts[32];
  Result R = runOnce({{1}, {1}}, [&] { access(Hosts + 4, 8, 8); });
  EXPECT_EQ(R.Outcome, Status::MisalignedAddress);
  EXPECT_TRUE(
      hasInOrder(R.Message, {"misaligned address", "needs a multiple of 8",
                             "BoundsTest.cpp:"}));
}

TEST(PlainLoops, LetTheOtherLanesGoOn) {
  static int Flag;
  for (uint64_t Seed : {1, 2, 3}) {
    Flag = 0;
    Config C;
    C.Seed = Seed;
    Result R = runOnce(
        {{2}, {1}},
        [] {
          if (__gpurt_simt_ctaid(0)) {
            Flag = 1;
            return;
          }
          while (!*const_cast<volatile int *>(&Flag))
            access(&Flag, 4);
        },
        C);
    EXPECT_TRUE(R) << R.Message;
  }
}

TEST(PlainLoops, ThatNeverEndAreALivelock) {
  static const int Never = 0;
  Config C;
  C.StallLimit = 2000;
  Result R = runOnce(
      {{1}, {1}},
      [] {
        while (!*const_cast<const volatile int *>(&Never))
          __gpurt_simt_plain_access(&Never, 4, 4, 0, SITE("the load"));
      },
      C);
  EXPECT_EQ(R.Outcome, Status::Livelock);
  EXPECT_TRUE(hasInOrder(R.Message, {"runs, last in the load at "
                                     "BoundsTest.cpp:"}));
}

TEST(BoundsOfLanes, AVariableIsNamedWithTheDistance) {
  static char Table[32];
  auto Touch = [](int64_t Offset, uint32_t Bytes) {
    return runOnce({{1}, {1}}, [&] {
      __gpurt_simt_variable_access(Table + Offset, Bytes, Table, 32, "Table", 0,
                                   SITE("the load"));
    });
  };
  EXPECT_TRUE(Touch(28, 4));
  EXPECT_TRUE(hasInOrder(Touch(-4, 4).Message,
                         {"4 bytes before the 32 bytes of 'Table'"}));
  EXPECT_TRUE(hasInOrder(Touch(32, 4).Message,
                         {"right behind the end of the 32 bytes of 'Table'"}));
  EXPECT_TRUE(hasInOrder(Touch(40, 4).Message,
                         {"8 bytes behind the end of the 32 bytes"}));
  EXPECT_TRUE(hasInOrder(Touch(30, 4).Message,
                         {"which ends 2 bytes behind the end of the 32"}));
}

} // namespace
