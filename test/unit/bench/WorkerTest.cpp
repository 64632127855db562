//===- WorkerTest.cpp - The process that measures rows on the device ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shell scripts stand for workers, so that hangs and crashes come when we want.
//===----------------------------------------------------------------------===//
#include "Worker.h"

#include <gtest/gtest.h>

namespace {

using namespace gpurt::bench;

/// A worker that does for each row what the row says.
constexpr char Obedient[] = R"(
  while read row; do
    case $row in
    hang) exec sleep 100;;
    exit) exit 7;;
    abort) kill -ABRT $$;;
    babble) echo ok cycles;;
    variable) echo $VALUE;;
    *) echo ok pid=$$ kernel_ms=0.5;;
    esac
  done)";

Worker make(const char *Script, Worker::Limits Allowed = {5, 50}) {
  return Worker({"/bin/sh", "-c", Script}, {{"VALUE", "from-us"}}, Allowed);
}

TEST(Worker, OneProcessAnswersRowAfterRow) {
  Worker W = make(Obedient);
  Measured First = W.run("a row"), Second = W.run("another");
  EXPECT_EQ(First.Status, "ok");
  EXPECT_TRUE(First.IsAnswer);
  EXPECT_EQ(First.counter("kernel_ms"), 0.5);
  EXPECT_EQ(First.counter("no-such"), 0);
  EXPECT_GT(First.counter("pid"), 0);
  EXPECT_EQ(First.counter("pid"), Second.counter("pid"));
}

TEST(Worker, ItsEnvironmentIsTheOneGiven) {
  Worker W = make(Obedient);
  EXPECT_EQ(W.run("variable").Status, "from-us");
}

TEST(Worker, AHangIsEndedAndTheNextRowIsAnswered) {
  Worker W = make(Obedient, {0.2, 50});
  Measured Hung = W.run("hang");
  EXPECT_EQ(Hung.Status, "HANG");
  EXPECT_FALSE(Hung.IsAnswer);
  EXPECT_GE(Hung.Seconds, 0.2);
  EXPECT_LT(Hung.Seconds, 20);
  EXPECT_EQ(W.run("a row").Status, "ok");
}

TEST(Worker, ACrashSaysHowAndTheNextRowIsAnswered) {
  Worker W = make(Obedient);
  EXPECT_EQ(W.run("exit").Status, "CRASH (exit code 7)");
  EXPECT_EQ(W.run("abort").Status, "CRASH (signal 6)");
  EXPECT_EQ(W.run("a row").Status, "ok");
}

TEST(Worker, WhatIsNoAnswerIsACrash) {
  Worker W = make(Obedient);
  Measured Result = W.run("babble");
  EXPECT_EQ(Result.Status, "CRASH (no answer but 'ok cycles')");
  EXPECT_FALSE(Result.IsAnswer);
}

TEST(Worker, AProgramThatIsMissingIsACrash) {
  Worker W({"/no/such/program"}, {}, {5, 50});
  EXPECT_EQ(W.run("a row").Status, "CRASH (exit code 127)");
  std::string Output;
  EXPECT_EQ(W.ask("--list", Output), 127);
}

TEST(Worker, WhenTheBudgetIsSpentNothingIsStarted) {
  Worker W = make(Obedient, {50, 0.2});
  EXPECT_EQ(W.run("hang").Status, "BUDGET");
  Measured After = W.run("a row");
  EXPECT_EQ(After.Status, "BUDGET");
  EXPECT_LT(After.Seconds, 0.1);
}

TEST(Worker, AskRunsTheProgramOnceWithTheOption) {
  Worker W({"/bin/echo", "rows:"}, {}, {5, 50});
  std::string Output;
  EXPECT_EQ(W.ask("--list", Output), 0);
  EXPECT_EQ(Output, "rows: --list\n");
}

} // namespace
