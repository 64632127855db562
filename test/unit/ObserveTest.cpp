//===- ObserveTest.cpp - Panics as CUDA errors ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which calls return cudaErrorAssert, when, and how often.
//===----------------------------------------------------------------------===//
#include "RuntimeTest.h"

#include <functional>

namespace {

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

class ObserveTest : public RuntimeTest {
protected:
  void SetUp() override {
    RuntimeTest::SetUp();
    prepare();
  }
  void TearDown() override {
    RuntimeTest::TearDown();
    __cudaUnregisterFatBinary(Handle);
  }
  void prepare() {
    Handle = fake::registerModule(Binary, {fake::doNothing, fake::panicOnce});
  }
  /// A kernel has panicked, and nobody has looked yet.
  void panicUnseen() {
    static uint64_t Grid = 1000;
    fake::PanicText Text{.Grid = ++Grid};
    int Device = 0;
    cudaGetDevice(&Device);
    fake::launch(fake::doNothing);
    cudaGetLastError(); // the launch's check
    fake::panic(stateOf(Handle, Device), Text);
  }
  fake::FatBinary Binary;
  void **Handle = nullptr;
};

cudaError_t quiet(const std::function<cudaError_t()> &Call) {
  testing::internal::CaptureStderr();
  cudaError_t Error = Call();
  testing::internal::GetCapturedStderr();
  return Error;
}

} // namespace

TEST_F(ObserveTest, EveryWaitingCallReturnsThePanicOnce) {
  const std::pair<const char *, std::function<cudaError_t()>> Calls[] = {
      {"cudaDeviceSynchronize", [] { return cudaDeviceSynchronize(); }},
      {"cudaStreamSynchronize", [] { return cudaStreamSynchronize({}); }},
      {"cudaStreamQuery", [] { return cudaStreamQuery({}); }},
      {"cudaStreamDestroy", [] { return cudaStreamDestroy({}); }},
      {"cudaEventSynchronize", [] { return cudaEventSynchronize({}); }},
      {"cudaEventQuery", [] { return cudaEventQuery({}); }},
      {"cudaEventElapsedTime",
       [] { return cudaEventElapsedTime(nullptr, {}, {}); }},
      {"cudaGetLastError", [] { return cudaGetLastError(); }},
      {"cudaPeekAtLastError", [] { return cudaPeekAtLastError(); }},
      {"cudaFree", [] { return cudaFree(nullptr); }},
      {"cudaFreeHost", [] { return cudaFreeHost(nullptr); }},
      {"cudaFreeArray", [] { return cudaFreeArray({}); }},
      {"cudaFreeMipmappedArray", [] { return cudaFreeMipmappedArray({}); }},
      {"cudaMemcpy",
       [] { return cudaMemcpy(nullptr, nullptr, 0, cudaMemcpyHostToDevice); }},
      {"cudaMemcpyToSymbol",
       [] {
         return cudaMemcpyToSymbol(nullptr, nullptr, 0, 0,
                                   cudaMemcpyHostToDevice);
       }},
      {"cudaMemcpyFromSymbol",
       [] {
         return cudaMemcpyFromSymbol(nullptr, nullptr, 0, 0,
                                     cudaMemcpyDeviceToHost);
       }},
      {"cudaMemcpy2D",
       [] {
         return cudaMemcpy2D(nullptr, 0, nullptr, 0, 0, 0,
                             cudaMemcpyHostToDevice);
       }},
      {"cudaMemcpy3D", [] { return cudaMemcpy3D(nullptr); }},
      {"cudaMemcpy3DPeer", [] { return cudaMemcpy3DPeer(nullptr); }},
      {"cudaMemcpyPeer",
       [] { return cudaMemcpyPeer(nullptr, 0, nullptr, 0, 0); }},
      {"cudaMemcpyToArray",
       [] {
         return cudaMemcpyToArray({}, 0, 0, nullptr, 0, cudaMemcpyHostToDevice);
       }},
      {"cudaMemcpy2DToArray",
       [] {
         return cudaMemcpy2DToArray({}, 0, 0, nullptr, 0, 0, 0,
                                    cudaMemcpyHostToDevice);
       }},
      {"cudaMemset", [] { return cudaMemset(nullptr, 0, 0); }},
      {"cudaMemset2D", [] { return cudaMemset2D(nullptr, 0, 0, 0, 0); }},
      {"cudaMemset3D", [] { return cudaMemset3D({}, 0, {}); }},
  };
  for (const auto &[Name, Call] : Calls) {
    EXPECT_EQ(quiet(Call), cudaSuccess) << Name;
    panicUnseen();
    EXPECT_EQ(quiet(Call), cudaErrorAssert) << Name;
    cudaGetLastError();
    EXPECT_EQ(quiet(Call), cudaSuccess) << Name << " told twice";
  }
}

TEST_F(ObserveTest, CallThatFailsKeepsItsErrorAndLeavesThePanic) {
  panicUnseen();
  fake::fail("cudaMemcpy", cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpy(nullptr, nullptr, 0, cudaMemcpyHostToDevice),
            cudaErrorInvalidValue);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidValue);
  EXPECT_EQ(quiet([] { return cudaDeviceSynchronize(); }), cudaErrorAssert);
}

TEST_F(ObserveTest, StreamThatIsNotReadyDoesNotReport) {
  panicUnseen();
  fake::fail("cudaStreamQuery", cudaErrorNotReady);
  EXPECT_EQ(cudaStreamQuery({}), cudaErrorNotReady);
  cudaGetLastError(); // cudaErrorNotReady
  EXPECT_EQ(quiet([] { return cudaStreamQuery({}); }), cudaErrorAssert);
}

TEST_F(ObserveTest, LastErrorStaysUntilItIsTaken) {
  panicUnseen();
  quiet([] { return cudaDeviceSynchronize(); });
  EXPECT_EQ(cudaPeekAtLastError(), cudaErrorAssert);
  EXPECT_EQ(cudaPeekAtLastError(), cudaErrorAssert);
  EXPECT_EQ(cudaGetLastError(), cudaErrorAssert);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  EXPECT_EQ(cudaPeekAtLastError(), cudaSuccess);
}

TEST_F(ObserveTest, ErrorOfCudaComesFirst) {
  panicUnseen();
  quiet([] { return cudaDeviceSynchronize(); });
  fake::fail("cudaMemcpy", cudaErrorInvalidValue);
  cudaMemcpy(nullptr, nullptr, 0, cudaMemcpyHostToDevice);
  EXPECT_EQ(cudaPeekAtLastError(), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
}

TEST_F(ObserveTest, NextLaunchClearsTheLastError) {
  panicUnseen();
  quiet([] { return cudaDeviceSynchronize(); });
  EXPECT_EQ(fake::launch(fake::doNothing), cudaSuccess);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
}

TEST_F(ObserveTest, FailedLaunchDoesNotClearIt) {
  panicUnseen();
  quiet([] { return cudaDeviceSynchronize(); });
  fake::fail("cudaLaunchKernel", cudaErrorInvalidConfiguration);
  EXPECT_EQ(fake::launch(fake::doNothing), cudaErrorInvalidConfiguration);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidConfiguration);
}

TEST_F(ObserveTest, CheckOfALaunchLeavesThePanicToTheWait) {
  fake::launch(fake::doNothing);
  fake::panic(stateOf(Handle), {});
  EXPECT_EQ(cudaGetLastError(), cudaSuccess) << "the kernel was faster";
  EXPECT_EQ(quiet([] { return cudaDeviceSynchronize(); }), cudaErrorAssert);
}

TEST_F(ObserveTest, AskingForTheLastErrorInALoopFindsThePanic) {
  fake::launch(fake::doNothing);
  fake::panic(stateOf(Handle), {});
  cudaError_t Error = cudaSuccess;
  for (int I = 0; I < 3 && Error == cudaSuccess; ++I)
    Error = quiet([] { return cudaGetLastError(); });
  EXPECT_EQ(Error, cudaErrorAssert);
}

TEST_F(ObserveTest, LastErrorBelongsToTheThreadThatWaited) {
  panicUnseen();
  quiet([] { return cudaDeviceSynchronize(); });
  std::thread Other([] { EXPECT_EQ(cudaGetLastError(), cudaSuccess); });
  Other.join();
  EXPECT_EQ(cudaGetLastError(), cudaErrorAssert);
}

TEST_F(ObserveTest, LaunchesDoNotReport) {
  panicUnseen();
  std::string Said =
      stderrOf([] { EXPECT_EQ(fake::launch(fake::doNothing), cudaSuccess); });
  EXPECT_EQ(Said, "");
  EXPECT_EQ(quiet([] { return cudaDeviceSynchronize(); }), cudaErrorAssert);
}

TEST_F(ObserveTest, WaitForOneDeviceLeavesPanicsOfAnother) {
  useMachine({.Devices = 2});
  prepare();
  cudaSetDevice(1);
  cudaStream_t Stream;
  cudaStreamCreateWithFlags(&Stream, cudaStreamNonBlocking);
  panicUnseen();
  cudaSetDevice(0);
  EXPECT_EQ(quiet([] { return cudaDeviceSynchronize(); }), cudaSuccess);
  EXPECT_EQ(quiet([=] { return cudaStreamSynchronize(Stream); }),
            cudaErrorAssert)
      << "the stream is of device 1";
  cudaStreamDestroy(Stream);
}

TEST_F(ObserveTest, EventMayBeOfAnyDevice) {
  useMachine({.Devices = 2});
  prepare();
  cudaSetDevice(1);
  panicUnseen();
  cudaSetDevice(0);
  EXPECT_EQ(quiet([] { return cudaEventSynchronize({}); }), cudaErrorAssert);
  gpurt_panic_info Info;
  ASSERT_EQ(gpurt_last_panic(&Info), 1);
  EXPECT_EQ(Info.device, 1);
}

TEST_F(ObserveTest, WithoutAPanicNothingIsAskedOfCuda) {
  runKernel(fake::doNothing);
  int Copies = fake::calls("cudaMemcpyAsync");
  for (int I = 0; I < 10; ++I) {
    cudaStreamSynchronize({});
    cudaGetLastError();
  }
  EXPECT_EQ(fake::calls("cudaMemcpyAsync"), Copies);
  EXPECT_EQ(fake::calls("cudaStreamGetDevice"), 0);
}
