//===- FiberTest.cpp - Stacks and switches --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "engine/Fiber.h"
#include "Testing.h"

#include <cstring>
#include <set>

using namespace testing_simt;

TEST(StackPool, GivesTheLastReturnedStackFirst) {
  StackPool Pool(16384);
  Stack A, B, C;
  ASSERT_TRUE(Pool.take(A) && Pool.take(B));
  Pool.give(A);
  ASSERT_TRUE(Pool.take(C));
  EXPECT_EQ(C.Base, A.Base);
}

TEST(StackPool, StacksAreApartAlignedAndGuarded) {
  StackPool Pool(10000); // rounded up to whole pages
  std::set<char *> Bases;
  for (int I = 0; I != 200; ++I) { // more than one slab
    Stack S;
    ASSERT_TRUE(Pool.take(S));
    EXPECT_TRUE(Bases.insert(S.Base).second);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(S.Top) % 16, 0u);
    EXPECT_GE(S.Top - S.Base, 10000);
    std::memset(S.Base, 1, size_t(S.Top - S.Base));
    EXPECT_TRUE(Pool.isGuard(S.Base - 1));
    EXPECT_FALSE(Pool.isGuard(S.Base));
  }
  EXPECT_FALSE(Pool.isGuard(&Pool));
}

static Fiber Host, Guest;
static int Turns;

static void guestMain() {
  enteredFiber();
  // Callee-saved state lives across switches.
  double X = 1.5;
  for (int I = 0;; ++I) {
    X *= 2;
    Turns = I + int(X);
    resumeFiber(Guest, Host);
  }
}

TEST(Fiber, KeepsItsLocalsAcrossSwitches) {
  StackPool Pool(65536);
  adoptThread(Host);
  ASSERT_TRUE(Pool.take(Guest.Memory));
  startFiber(Host, Guest, guestMain);
  EXPECT_EQ(Turns, 3);
  resumeFiber(Host, Guest);
  EXPECT_EQ(Turns, 7);
  resumeFiber(Host, Guest);
  EXPECT_EQ(Turns, 14);
}

static uint32_t sumBelow(uint32_t N) {
  volatile char Room[200] = {};
  return N ? N + sumBelow(N - 1) + uint32_t(Room[N % 200]) : 0;
}

TEST(Fiber, LanesHaveStacksOfTheirOwn) {
  uint32_t Sums[64] = {};
  Result R = runOnce({{1}, {64}}, [&] {
    uint32_t A = sumBelow(50);
    syncwarp();
    Sums[tid()] = A + sumBelow(tid());
  });
  ASSERT_TRUE(R) << R.Message;
  for (uint32_t I = 0; I != 64; ++I)
    EXPECT_EQ(Sums[I], 1275 + I * (I + 1) / 2);
}

TEST(FiberDeathTest, AStackOverflowMeetsTheGuard) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the sanitizer has its own report";
#endif
  EXPECT_DEATH(runOnce({{1}, {1}},
                       [] {
                         EXPECT_FALSE(isStackGuard(nullptr));
                         sumBelow(1'000'000);
                       }),
               "");
}
