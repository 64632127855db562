//===- ObserveTest.cpp - Panics as CUDA errors ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which calls return cudaErrorAssert, when, and how often.
//===----------------------------------------------------------------------===//
#include "RuntimeTest.h"

#include <functional>
#include <thread>

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
  /// A kernel in \p Stream has panicked, and nobody has looked yet.
  void panicUnseen(cudaStream_t Stream = nullptr, const char *Message = "i < n",
                   unsigned Blocks = 1) {
    static uint64_t Grid = 1000;
    fake::PanicText Text{.Grid = ++Grid, .Message = Message, .Blocks = Blocks};
    int Device = 0;
    cudaGetDevice(&Device);
    fake::launch(fake::doNothing, nullptr, Stream, Blocks);
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
  panicUnseen(Stream);
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

//===----------------------------------------------------------------------===//
// Streams and threads
//===----------------------------------------------------------------------===//

class StreamPanicTest : public ObserveTest {
protected:
  void SetUp() override {
    ObserveTest::SetUp();
    cudaStreamCreateWithFlags(&A, cudaStreamNonBlocking);
    cudaStreamCreateWithFlags(&B, cudaStreamNonBlocking);
  }
  void TearDown() override {
    for (cudaStream_t Each : {A, B})
      quiet([=] { return cudaStreamDestroy(Each); });
    ObserveTest::TearDown();
  }
  static cudaError_t sync(cudaStream_t Stream) {
    return quiet([=] { return cudaStreamSynchronize(Stream); });
  }
  cudaStream_t A = nullptr, B = nullptr;
};

TEST_F(StreamPanicTest, OtherStreamsDoNotTakeTheError) {
  panicUnseen(A);
  EXPECT_EQ(sync(B), cudaSuccess);
  EXPECT_EQ(quiet([this] { return cudaStreamQuery(B); }), cudaSuccess);
  EXPECT_EQ(sync(A), cudaErrorAssert);
  EXPECT_EQ(sync(A), cudaSuccess) << "told twice";
}

TEST_F(StreamPanicTest, ReportIsPrintedByWhoeverFindsIt) {
  panicUnseen(A);
  std::string Said =
      stderrOf([this] { EXPECT_EQ(cudaStreamSynchronize(B), cudaSuccess); });
  EXPECT_NE(Said.find("Assertion `i < n`"), Said.npos);
  gpurt_panic_info Info;
  ASSERT_EQ(gpurt_last_panic(&Info), 1);
  EXPECT_EQ(Info.stream_known, 1u);
  EXPECT_EQ(Info.stream, A);
  Said = stderrOf(
      [this] { EXPECT_EQ(cudaStreamSynchronize(A), cudaErrorAssert); });
  EXPECT_EQ(Said, "") << "printed twice";
}

TEST_F(StreamPanicTest, EachStreamIsToldOfItsOwn) {
  panicUnseen(A, "of a", 2);
  panicUnseen(B, "of b", 3);
  gpurt_panic_info Info;
  testing::internal::CaptureStderr();
  EXPECT_EQ(gpurt_synchronize_stream(B, &Info), GPURT_PANICKED);
  EXPECT_STREQ(Info.message, "of b");
  EXPECT_EQ(gpurt_synchronize_stream(A, &Info), GPURT_PANICKED);
  EXPECT_STREQ(Info.message, "of a");
  EXPECT_EQ(gpurt_synchronize(&Info), GPURT_OK);
  testing::internal::GetCapturedStderr();
}

TEST_F(StreamPanicTest, DeviceWideCallsTakeAll) {
  panicUnseen(A, "of a", 2);
  panicUnseen(B, "of b", 3);
  EXPECT_EQ(quiet([] { return cudaDeviceSynchronize(); }), cudaErrorAssert);
  EXPECT_EQ(sync(A), cudaSuccess);
  EXPECT_EQ(sync(B), cudaSuccess);
}

TEST_F(StreamPanicTest, DefaultStreamStandsForItsDevice) {
  panicUnseen(A);
  EXPECT_EQ(sync(nullptr), cudaErrorAssert);
}

TEST_F(StreamPanicTest, EventStandsForItsStream) {
  auto *OfA = reinterpret_cast<cudaEvent_t>(0x10);
  auto *OfB = reinterpret_cast<cudaEvent_t>(0x20);
  cudaEventRecord(OfA, B);
  cudaEventRecord(OfA, A); // the last one counts
  cudaEventRecordWithFlags(OfB, B, 0);
  panicUnseen(A);
  auto Wait = [](cudaEvent_t Event) {
    return quiet([=] { return cudaEventSynchronize(Event); });
  };
  EXPECT_EQ(Wait(OfB), cudaSuccess);
  EXPECT_EQ(quiet([=] { return cudaEventQuery(OfB); }), cudaSuccess);
  EXPECT_EQ(Wait(OfA), cudaErrorAssert);
  panicUnseen(A);
  cudaEventDestroy(OfB); // and so it is not known
  EXPECT_EQ(Wait(OfB), cudaErrorAssert);
  cudaEventDestroy(OfA);
}

TEST_F(StreamPanicTest, DefaultStreamsOfThreadsAreApart) {
  panicUnseen(cudaStreamPerThread);
  std::thread([] { EXPECT_EQ(sync(cudaStreamPerThread), cudaSuccess); }).join();
  EXPECT_EQ(sync(cudaStreamPerThread), cudaErrorAssert);
}

TEST_F(StreamPanicTest, DestroyedStreamsPanicGoesToAnyCall) {
  panicUnseen(A);
  EXPECT_EQ(sync(B), cudaSuccess); // finds it, is not told of it
  cudaStreamDestroy(B);
  fake::fail("cudaStreamDestroy", cudaErrorInvalidValue);
  EXPECT_EQ(cudaStreamDestroy(A), cudaErrorInvalidValue);
  cudaStreamCreateWithFlags(&B, cudaStreamNonBlocking);
  EXPECT_EQ(sync(B), cudaErrorAssert);
}

TEST_F(StreamPanicTest, UnknownStreamIsToldToTheFirstThatAsks) {
  panicUnseen(A); // the same size of grid in two streams
  fake::launch(fake::doNothing, nullptr, B);
  EXPECT_EQ(sync(B), cudaErrorAssert);
  gpurt_panic_info Info;
  ASSERT_EQ(gpurt_last_panic(&Info), 1);
  EXPECT_EQ(Info.stream_known, 0u);
}

TEST_F(StreamPanicTest, LastErrorIsOfTheThreadThatLaunched) {
  panicUnseen(A);
  std::thread([] {
    EXPECT_EQ(quiet([] { return cudaGetLastError(); }), cudaSuccess);
  }).join();
  EXPECT_EQ(cudaGetLastError(), cudaErrorAssert);
}

TEST_F(StreamPanicTest, CallbackIsToldOnceAndMayCallAnything) {
  static int Times;
  static gpurt_panic_info Seen;
  Times = 0;
  gpurt::on_panic(
      [](const gpurt::panic_info *Info, void *Data) {
        ++Times;
        Seen = *Info;
        *static_cast<int *>(Data) = Times;
        EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorAssert) << "still untold";
        EXPECT_EQ(cudaDeviceReset(), cudaSuccess);
      },
      &Times);
  panicUnseen(A);
  EXPECT_EQ(sync(B), cudaSuccess);
  gpurt::on_panic(nullptr);
  EXPECT_EQ(Times, 1);
  EXPECT_STREQ(Seen.message, "i < n");
  EXPECT_EQ(Seen.stream, A);
}

TEST_F(StreamPanicTest, SynchronizeTellsOtherErrorsInCudasWords) {
  fake::fail("cudaDeviceSynchronize", cudaErrorInvalidValue);
  gpurt_panic_info Info;
  EXPECT_EQ(gpurt_synchronize(&Info), GPURT_CUDA_ERROR);
  EXPECT_EQ(Info.kind, GPURT_PANIC_NONE);
  EXPECT_STREQ(Info.message, cudaGetErrorString(cudaErrorInvalidValue));
}

TEST_F(StreamPanicTest, ManyUntoldPanicsKeepTheNewest) {
  for (int I = 0; I < 200; ++I) {
    panicUnseen(A);
    EXPECT_EQ(sync(B), cudaSuccess);
  }
  EXPECT_EQ(sync(A), cudaErrorAssert);
  EXPECT_EQ(sync(A), cudaSuccess);
}
