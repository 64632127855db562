//===- ClockTest.cpp - Vector clocks and notes ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "model/Clock.h"

#include <gtest/gtest.h>

using namespace gpurt::simt;

TEST(Clock, KnowsWhatItWasRaisedTo) {
  Clock C;
  EXPECT_TRUE(C.isEmpty());
  EXPECT_EQ(C.at(1000), 0u);
  C.raise(40, 3);
  EXPECT_TRUE(C.knows(40, 3));
  EXPECT_FALSE(C.knows(40, 4));
  C.raise(40, 2);
  EXPECT_EQ(C.at(40), 3u);
}

TEST(Clock, JoinTakesTheLaterOfEach) {
  Clock A, B;
  A.raise(1, 5);
  A.raise(70, 1);
  B.raise(1, 4);
  B.raise(2, 9);
  EXPECT_TRUE(A.join(B));
  EXPECT_EQ(A.at(1), 5u);
  EXPECT_EQ(A.at(2), 9u);
  EXPECT_EQ(A.at(70), 1u);
  EXPECT_FALSE(A.join(B));
  EXPECT_TRUE(B.isWithin(A));
  EXPECT_FALSE(A.isWithin(B));
}

TEST(Clock, ACopyKeepsWhatItWas) {
  Clock A;
  A.raise(1, 5);
  Clock Copy = A;
  EXPECT_TRUE(Copy.isSame(A));
  A.raise(1, 6);
  A.raise(64, 1);
  EXPECT_EQ(Copy.at(1), 5u);
  EXPECT_EQ(Copy.at(64), 0u);
}

TEST(Clock, JoinOfAPartShared) {
  Clock A;
  A.raise(1, 5);
  A.raise(64, 1);
  Clock B = A;
  B.raise(64, 2);
  A.raise(65, 7);
  A.join(B);
  EXPECT_EQ(A.at(1), 5u);
  EXPECT_EQ(A.at(64), 2u);
  EXPECT_EQ(A.at(65), 7u);
  EXPECT_EQ(B.at(65), 0u);
}

TEST(Notes, KeepTheFirstTimeOfEachLane) {
  for (uint32_t Lanes : {2u, 100u}) { // few and many are kept differently
    Notes N;
    for (uint32_t I = 0; I != Lanes; ++I) {
      N.add(3 * I, 10 + I);
      N.add(3 * I, 20 + I);
    }
    EXPECT_EQ(N.at(3), 11u);
    EXPECT_EQ(N.at(4), 0u);
    Clock C;
    EXPECT_FALSE(N.anyIn(C));
    C.raise(3, 10);
    EXPECT_FALSE(N.anyIn(C));
    C.raise(3, 11);
    EXPECT_TRUE(N.anyIn(C));
  }
}
