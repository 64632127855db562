//===- ProcessTest.cpp - Exit, fork, and environments ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each case is a process of its own: GoogleTest's death tests in their
// threadsafe style start this program again for the one statement.
//===----------------------------------------------------------------------===//
#include "RuntimeTest.h"

#include <cstdlib>
#include <sys/wait.h>
#include <unistd.h>

namespace {

fake::FatBinary Binary;

void askTooMuch(fake::Image &Loaded, void **) {
  // Until the exit handler says no.
  while (!fake::needPages(*Loaded.Slot, 1000)) {
  }
}

/// The beginning of every child: a machine, a module, one launch.
void begin(const fake::Setup &With = {}) {
  fake::start(With);
  fake::registerModule(Binary, {fake::doNothing, fake::panicOnce, askTooMuch});
  fake::launch(fake::doNothing);
}

class ProcessTest : public testing::Test {
protected:
  void TearDown() override {
    unsetenv("GPURT_PANIC");
    unsetenv("GPURT_HEAP_LIMIT");
  }
};

const char Line[] = "app.cu:7: void k\\(int\\): block: \\[0,1,2\\], thread: "
                    "\\[0,1,2\\] Assertion `i < n` failed.\n";

/// Waits for \p Child. \returns its exit status, or -1.
int statusOf(pid_t Child) {
  int Status = 0;
  if (waitpid(Child, &Status, 0) != Child || !WIFEXITED(Status))
    return -1;
  return WEXITSTATUS(Status);
}

} // namespace

TEST_F(ProcessTest, ExitWithoutAPanicIsQuiet) {
  EXPECT_EXIT(
      {
        begin();
        exit(3);
      },
      testing::ExitedWithCode(3), "^$");
}

TEST_F(ProcessTest, PanicThatNoCallReportedIsPrintedAtExit) {
  EXPECT_EXIT(
      {
        begin();
        fake::launch(fake::panicOnce);
        fake::leaks(); // waits for kernels, as no wrapped call does
        exit(3);
      },
      testing::ExitedWithCode(3), std::string("^") + Line + "$");
}

TEST_F(ProcessTest, ReportedPanicIsNotPrintedAgainAtExit) {
  EXPECT_EXIT(
      {
        begin();
        fake::launch(fake::panicOnce);
        exit(cudaDeviceSynchronize() == cudaErrorAssert ? 3 : 1);
      },
      testing::ExitedWithCode(3), std::string("^") + Line + "$");
}

TEST_F(ProcessTest, AbortModeEndsTheProcessAfterTheReport) {
  setenv("GPURT_PANIC", "abort", 1);
  EXPECT_EXIT(
      {
        begin();
        fake::launch(fake::panicOnce);
        cudaDeviceSynchronize();
        exit(1);
      },
      testing::KilledBySignal(SIGABRT), std::string("^") + Line);
}

TEST_F(ProcessTest, HeapLimitOfTheEnvironmentIsAnUpperBound) {
  setenv("GPURT_HEAP_LIMIT", "16M", 1);
  EXPECT_EXIT(
      {
        begin();
        size_t Unset = 0;
        size_t Raised = 0;
        size_t Lowered = 0;
        cudaDeviceGetLimit(&Unset, cudaLimitMallocHeapSize);
        cudaDeviceSetLimit(cudaLimitMallocHeapSize, 64 << 20);
        cudaDeviceGetLimit(&Raised, cudaLimitMallocHeapSize);
        cudaDeviceSetLimit(cudaLimitMallocHeapSize, 4 << 20);
        cudaDeviceGetLimit(&Lowered, cudaLimitMallocHeapSize);
        bool Good =
            Unset == 16 << 20 && Raised == 16 << 20 && Lowered == 4 << 20;
        exit(Good ? 0 : 1);
      },
      testing::ExitedWithCode(0), "^$");
}

TEST_F(ProcessTest, MachineWithoutADriverGetsOneLineAndCudasError) {
  EXPECT_EXIT(
      {
        begin({.HasDriver = false});
        cudaError_t Error = fake::launch(fake::doNothing);
        bool Good = Error == cudaErrorInsufficientDriver &&
                    cudaGetLastError() == cudaErrorInsufficientDriver &&
                    cudaDeviceSynchronize() == cudaErrorInsufficientDriver;
        gpurt_heap_statistics Stats;
        Good = Good && gpurt_heap_stats(&Stats) == GPURT_NO_DEVICE;
        exit(Good ? 0 : 1);
      },
      testing::ExitedWithCode(0),
      "^gpurt: cannot prepare a kernel for gpu-rt: cudaGetDevice: fake "
      "error\n$");
}

TEST_F(ProcessTest, ForkThenExecWorksAndTheParentGoesOn) {
  EXPECT_EXIT(
      {
        begin();
        pid_t Child = fork();
        if (!Child) {
          execlp("true", "true", nullptr);
          _exit(9);
        }
        bool Good = statusOf(Child) == 0;
        fake::launch(fake::doNothing);
        Good = Good && cudaDeviceSynchronize() == cudaSuccess;
        exit(Good ? 0 : 1);
      },
      testing::ExitedWithCode(0), "^$");
}

TEST_F(ProcessTest, ForkedChildExitsWithoutTouchingCuda) {
  EXPECT_EXIT(
      {
        begin();
        fake::launch(fake::panicOnce);
        fake::leaks();
        pid_t Child = fork();
        if (!Child) {
          int Calls = fake::calls("cudaMemcpyAsync");
          cudaGetLastError();
          fake::launch(fake::doNothing);
          cudaStreamQuery(nullptr);
          gpurt_heap_statistics Stats;
          bool Good =
              gpurt_heap_stats(&Stats) == GPURT_NO_DEVICE &&
              gpurt_attach_module(fake::loadModule({})) == GPURT_NO_DEVICE &&
              fake::calls("cudaMemcpyAsync") == Calls;
          exit(Good ? 0 : 1); // runs the inherited exit handler
        }
        exit(statusOf(Child));
      },
      // Once: by the parent, at its exit.
      testing::ExitedWithCode(0), std::string("^") + Line + "$");
}

TEST_F(ProcessTest, KernelThatWaitsForMemoryEndsWithTheProcess) {
  setenv("GPURT_HEAP_LIMIT", "128M", 1);
  EXPECT_EXIT(
      {
        begin();
        fake::launch(askTooMuch);
        exit(0);
      },
      testing::ExitedWithCode(0), "^$");
}

TEST_F(ProcessTest, DestructorsThatRunAfterOursMayUseCuda) {
  EXPECT_EXIT(
      {
        std::atexit([] {
          // Registered before libgpurt's handler, so it runs after it.
          cudaFree(nullptr);
          cudaDeviceSynchronize();
          cudaGetLastError();
          gpurt_clear_panic();
        });
        begin();
        exit(4);
      },
      testing::ExitedWithCode(4), "^$");
}
