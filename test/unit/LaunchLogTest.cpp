//===- LaunchLogTest.cpp - Which launch a panic may come from -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is told is right or not told: each case here is one of the two.
//===----------------------------------------------------------------------===//
#include "LaunchLog.h"
#include "Modules.h"

#include <gtest/gtest.h>

#include <thread>

using namespace gpurt::runtime;

namespace {

int StubOfJ, StubOfK;
const void *const J = &StubOfJ, *const K = &StubOfK;
const LaunchLog::Size Small{4, 1, 1}, Large{1000, 1, 1}, Warp{32, 1, 1};

const StreamId A{reinterpret_cast<cudaStream_t>(0x1000), nullptr};
const StreamId B{reinterpret_cast<cudaStream_t>(0x2000), nullptr};

class LaunchLogTest : public testing::Test {
protected:
  void SetUp() override {
    Handle = reinterpret_cast<void **>(&Handle);
    Modules::get().addFatBinary(Handle);
    Modules::get().addKernel(Handle, J, "_Z1ji");
    Modules::get().addKernel(Handle, K, "_Z1ki");
  }
  void TearDown() override { Modules::get().removeFatBinary(Handle); }

  void launch(const void *Kernel, StreamId Stream,
              LaunchLog::Size Grid = Small) {
    Log.note({Kernel, Stream, thisThread(), Grid, Warp});
  }
  LaunchOrigin origin(const char *Function = "",
                      LaunchLog::Size Grid = Small) const {
    return Log.originOf(Grid, Warp, Function, /*Hidden=*/false);
  }
  void **Handle = nullptr;
  LaunchLog Log;
};

} // namespace

TEST_F(LaunchLogTest, OneLaunchIsKnownWhole) {
  launch(K, A);
  LaunchOrigin From = origin();
  EXPECT_EQ(From.Kernel, K);
  EXPECT_EQ(From.Stream, A);
  EXPECT_EQ(From.Thread, thisThread());
  EXPECT_EQ(From.First, 1u);
  EXPECT_EQ(From.Last, 1u);
}

TEST_F(LaunchLogTest, SizeTellsLaunchesApart) {
  launch(J, A, Large);
  launch(K, B);
  EXPECT_EQ(origin("", Large).Kernel, J);
  EXPECT_EQ(origin("", Large).First, 1u);
  EXPECT_EQ(origin().Kernel, K);
  EXPECT_EQ(origin().First, 2u);
  EXPECT_EQ(origin("", {5, 5, 5}).Kernel, nullptr);
}

TEST_F(LaunchLogTest, NameTellsLaunchesApart) {
  launch(J, A);
  launch(K, B);
  EXPECT_EQ(origin().Kernel, nullptr);
  EXPECT_EQ(origin().Stream, std::nullopt);
  EXPECT_EQ(origin().First, 1u);
  EXPECT_EQ(origin().Last, 2u);
  EXPECT_EQ(origin("k(int)").Kernel, K);
  EXPECT_EQ(origin("k(int)").Stream, B);
  // Not inlined into its kernel.
  EXPECT_EQ(origin("helper(int)").Kernel, nullptr);
}

TEST_F(LaunchLogTest, WhatAllHaveInCommonIsKnown) {
  launch(K, A);
  launch(K, B);
  launch(K, B);
  LaunchOrigin From = origin();
  EXPECT_EQ(From.Kernel, K);
  EXPECT_EQ(From.Stream, std::nullopt);
  EXPECT_EQ(From.Thread, thisThread());
  EXPECT_EQ(From.First, 1u);
  EXPECT_EQ(From.Last, 3u);
}

TEST_F(LaunchLogTest, SettledLaunchesAreOut) {
  launch(K, A);
  launch(K, B);
  Log.settle(A, Log.newest());
  EXPECT_EQ(origin().Stream, B);
  EXPECT_EQ(origin().First, 2u);
  launch(K, B);
  launch(K, B);
  Log.settle(B, 3);
  EXPECT_EQ(origin().First, 4u);
  EXPECT_EQ(origin().Last, 4u);
  Log.settle(std::nullopt, Log.newest());
  EXPECT_EQ(origin().Kernel, nullptr);
  launch(K, A);
  EXPECT_EQ(origin().Stream, A);
  EXPECT_EQ(origin().First, 5u);
}

TEST_F(LaunchLogTest, DestroyedStreamIsNotKnown) {
  launch(K, A);
  Log.forgetStream(A);
  EXPECT_EQ(origin().Stream, std::nullopt);
  EXPECT_EQ(origin().Kernel, K);
  Log.settle(std::nullopt, Log.newest());
  launch(K, A); // another stream of the same handle
  EXPECT_EQ(origin().Stream, A);
}

TEST_F(LaunchLogTest, GraphMayBeAnyKernel) {
  launch(K, A);
  launch(nullptr, A, {});
  EXPECT_EQ(origin("k(int)").Kernel, nullptr);
  EXPECT_EQ(origin("k(int)").Stream, A);
  EXPECT_EQ(origin("", Large).Stream, A) << "of the graph";
  launch(nullptr, B, {});
  EXPECT_EQ(origin().Stream, std::nullopt);
}

TEST_F(LaunchLogTest, NothingIsKnownBesideHiddenLaunches) {
  launch(K, A);
  LaunchOrigin From = Log.originOf(Small, Warp, "k(int)", /*Hidden=*/true);
  EXPECT_EQ(From.Kernel, nullptr);
  EXPECT_EQ(From.Stream, std::nullopt);
  EXPECT_EQ(From.First, 0u);
}

TEST_F(LaunchLogTest, TooManyKindsAreNotGuessedAt) {
  for (uint32_t I = 1; I <= 3000; ++I)
    launch(K, A, {I, 1, 1});
  EXPECT_EQ(origin("", {7, 1, 1}).Kernel, nullptr);
  Log.settle(std::nullopt, Log.newest());
  launch(K, A);
  EXPECT_EQ(origin().First, 3001u);
}

TEST_F(LaunchLogTest, SettledKindsMakeRoom) {
  for (uint32_t I = 1; I <= 3000; ++I) {
    launch(K, A, {I, 1, 1});
    Log.settle(A, Log.newest());
  }
  launch(K, A);
  EXPECT_EQ(origin().First, 3001u);
}

TEST_F(LaunchLogTest, ThreadsLaunchBeside) {
  auto Many = [&](StreamId Stream) {
    for (int I = 0; I < 1000; ++I)
      launch(K, Stream);
  };
  std::thread One(Many, A), Two(Many, B);
  One.join();
  Two.join();
  EXPECT_EQ(Log.newest(), 2000u);
  EXPECT_EQ(origin().First, 1u);
  EXPECT_EQ(origin().Last, 2000u);
}
