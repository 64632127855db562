//===- StopTest.cpp - The set of grids that are to stop -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A grid that was put in is found, whatever others share its home, until more
// than the set has room for came after it.
//===----------------------------------------------------------------------===//
#include "error/Stop.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

using gpurt::isStopped;
using gpurt::stopGrid;

namespace {

struct Stop : testing::Test {
  std::unique_ptr<gpurt::abi::State> State =
      std::make_unique<gpurt::abi::State>();
};

} // namespace

TEST_F(Stop, OnlyWhatWasPutIn) {
  EXPECT_FALSE(isStopped(*State, 7));
  stopGrid(*State, 7);
  EXPECT_TRUE(isStopped(*State, 7));
  EXPECT_FALSE(isStopped(*State, 6));
  EXPECT_FALSE(isStopped(*State, 7 + gpurt::abi::StopWords));
}

TEST_F(Stop, GridsOfOneHomeAreApart) {
  for (uint64_t I = 0; I < gpurt::abi::StopReach; ++I)
    stopGrid(*State, 255 + I * gpurt::abi::StopWords);
  for (uint64_t I = 0; I < gpurt::abi::StopReach; ++I)
    EXPECT_TRUE(isStopped(*State, 255 + I * gpurt::abi::StopWords)) << I;
  EXPECT_FALSE(
      isStopped(*State, 255 + gpurt::abi::StopReach * gpurt::abi::StopWords));
}

TEST_F(Stop, OldestGivesWay) {
  for (uint64_t I = 0; I <= gpurt::abi::StopReach; ++I)
    stopGrid(*State, 3 + I * gpurt::abi::StopWords);
  EXPECT_FALSE(isStopped(*State, 3));
  for (uint64_t I = 1; I <= gpurt::abi::StopReach; ++I)
    EXPECT_TRUE(isStopped(*State, 3 + I * gpurt::abi::StopWords)) << I;
}

TEST_F(Stop, WhatTheHostTookOutHidesNobody) {
  stopGrid(*State, 9);
  stopGrid(*State, 9 + gpurt::abi::StopWords);
  State->Stopped[9] = gpurt::abi::StopGone;
  EXPECT_FALSE(isStopped(*State, 9));
  EXPECT_TRUE(isStopped(*State, 9 + gpurt::abi::StopWords));
  stopGrid(*State, 9);
  EXPECT_TRUE(isStopped(*State, 9));
}

TEST_F(Stop, TwiceIsOnce) {
  for (int I = 0; I < 100; ++I)
    stopGrid(*State, 5);
  EXPECT_EQ(State->Stopped[5], gpurt::abi::stopWord(5));
  EXPECT_EQ(State->Stopped[6], 0u);
}

TEST_F(Stop, ThreadsPutInBeside) {
  std::vector<std::thread> Threads;
  for (uint64_t T = 0; T < 4; ++T)
    Threads.emplace_back([&, T] {
      for (uint64_t I = 0; I < 64; ++I)
        stopGrid(*State, T + 4 * I);
    });
  for (std::thread &Each : Threads)
    Each.join();
  for (uint64_t Grid = 0; Grid < 256; ++Grid)
    EXPECT_TRUE(isStopped(*State, Grid)) << Grid;
}
