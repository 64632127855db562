//===- CaptureTest.cpp - Streams whose calls become a graph ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is recorded, that nothing happens meanwhile, forks and joins through
// events, and the errors of calls that CUDA forbids. Kernels under capture:
// programs/graph.cu.
// Test: itself
//===----------------------------------------------------------------------===//
#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

// The names that calls have in code for --default-stream=per-thread.
extern "C" decltype(cudaStreamBeginCapture) cudaStreamBeginCapture_ptsz;
extern "C" decltype(cudaStreamEndCapture) cudaStreamEndCapture_ptsz;
extern "C" decltype(cudaMemsetAsync) cudaMemsetAsync_ptsz;

namespace {

class Capture : public testing::Test {
protected:
  void SetUp() override {
    for (cudaStream_t *Each : {&First, &Second})
      ASSERT_EQ(cudaStreamCreateWithFlags(Each, cudaStreamNonBlocking),
                cudaSuccess);
    ASSERT_EQ(cudaEventCreate(&Event), cudaSuccess);
    ASSERT_EQ(cudaEventCreate(&Join), cudaSuccess);
    ASSERT_EQ(cudaMalloc(reinterpret_cast<void **>(&Device), 16), cudaSuccess);
    ASSERT_EQ(cudaMemset(Device, 0, 16), cudaSuccess);
  }
  void TearDown() override {
    if (Graph) {
      EXPECT_EQ(cudaGraphDestroy(Graph), cudaSuccess);
    }
    for (cudaStream_t Each : {First, Second})
      EXPECT_EQ(cudaStreamDestroy(Each), cudaSuccess);
    for (cudaEvent_t Each : {Event, Join})
      EXPECT_EQ(cudaEventDestroy(Each), cudaSuccess);
    EXPECT_EQ(cudaFree(Device), cudaSuccess);
    cudaGetLastError();
  }
  void begin(cudaStreamCaptureMode Mode = cudaStreamCaptureModeGlobal) {
    ASSERT_EQ(cudaStreamBeginCapture(First, Mode), cudaSuccess);
  }
  cudaError_t end() { return cudaStreamEndCapture(First, &Graph); }
  void set(unsigned At, int Value, cudaStream_t Stream) {
    ASSERT_EQ(cudaMemsetAsync(Device + At, Value, 1, Stream), cudaSuccess);
  }
  unsigned char at(unsigned Index) {
    unsigned char Value = 0xEE;
    EXPECT_EQ(cudaMemcpy(&Value, Device + Index, 1, cudaMemcpyDeviceToHost),
              cudaSuccess);
    return Value;
  }
  size_t nodes() {
    size_t Count = 0;
    EXPECT_EQ(cudaGraphGetNodes(Graph, nullptr, &Count), cudaSuccess);
    return Count;
  }
  void runOnce() {
    cudaGraphExec_t Exec = nullptr;
    ASSERT_EQ(cudaGraphInstantiateWithFlags(&Exec, Graph, 0), cudaSuccess);
    ASSERT_EQ(cudaGraphLaunch(Exec, First), cudaSuccess);
    ASSERT_EQ(cudaStreamSynchronize(First), cudaSuccess);
    ASSERT_EQ(cudaGraphExecDestroy(Exec), cudaSuccess);
  }

  cudaStream_t First = nullptr, Second = nullptr;
  cudaEvent_t Event = nullptr, Join = nullptr;
  cudaGraph_t Graph = nullptr;
  unsigned char *Device = nullptr;
};

TEST_F(Capture, RecordsAndDoesNothing) {
  begin();
  set(0, 5, First);
  ASSERT_EQ(cudaMemcpyAsync(Device + 1, Device, 1, cudaMemcpyDefault, First),
            cudaSuccess);
  cudaStreamCaptureStatus Status;
  ASSERT_EQ(cudaStreamIsCapturing(First, &Status), cudaSuccess);
  EXPECT_EQ(Status, cudaStreamCaptureStatusActive);
  ASSERT_EQ(end(), cudaSuccess);
  EXPECT_EQ(at(0), 0);
  ASSERT_EQ(cudaStreamIsCapturing(First, &Status), cudaSuccess);
  EXPECT_EQ(Status, cudaStreamCaptureStatusNone);
  EXPECT_EQ(nodes(), 2u);
  runOnce();
  EXPECT_EQ(at(1), 5);
}

TEST_F(Capture, OtherStreamsJoinThroughEvents) {
  begin();
  set(0, 5, First);
  ASSERT_EQ(cudaEventRecord(Event, First), cudaSuccess);
  ASSERT_EQ(cudaStreamWaitEvent(Second, Event, 0), cudaSuccess);
  set(1, 6, First);
  set(2, 7, Second);
  ASSERT_EQ(cudaEventRecord(Join, Second), cudaSuccess);
  ASSERT_EQ(cudaStreamWaitEvent(First, Join, 0), cudaSuccess);
  set(3, 8, First);
  ASSERT_EQ(end(), cudaSuccess);
  EXPECT_EQ(nodes(), 4u);
  size_t Edges = 0;
  ASSERT_EQ(cudaGraphGetEdges(Graph, nullptr, nullptr, nullptr, &Edges),
            cudaSuccess);
  EXPECT_EQ(Edges, 4u) << "a diamond";
  runOnce();
  EXPECT_EQ(at(2), 7);
  EXPECT_EQ(at(3), 8);
  set(4, 9, Second); // is free again
  EXPECT_EQ(at(4), 9);
}

TEST_F(Capture, ForkThatIsNotJoinedIsAnError) {
  begin();
  ASSERT_EQ(cudaEventRecord(Event, First), cudaSuccess);
  ASSERT_EQ(cudaStreamWaitEvent(Second, Event, 0), cudaSuccess);
  set(0, 5, Second);
  EXPECT_EQ(end(), cudaErrorStreamCaptureUnjoined);
  EXPECT_EQ(Graph, nullptr);
}

TEST_F(Capture, EndOnAnotherStreamIsAnError) {
  begin();
  ASSERT_EQ(cudaEventRecord(Event, First), cudaSuccess);
  ASSERT_EQ(cudaStreamWaitEvent(Second, Event, 0), cudaSuccess);
  EXPECT_EQ(cudaStreamEndCapture(Second, &Graph),
            cudaErrorStreamCaptureUnmatched);
  EXPECT_EQ(end(), cudaErrorStreamCaptureInvalidated);
}

TEST_F(Capture, WaitingForItInvalidatesIt) {
  begin();
  EXPECT_EQ(cudaStreamSynchronize(First), cudaErrorStreamCaptureUnsupported);
  EXPECT_EQ(cudaMemsetAsync(Device, 1, 1, First),
            cudaErrorStreamCaptureInvalidated);
  cudaStreamCaptureStatus Status;
  ASSERT_EQ(cudaStreamIsCapturing(First, &Status), cudaSuccess);
  EXPECT_EQ(Status, cudaStreamCaptureStatusInvalidated);
  EXPECT_EQ(end(), cudaErrorStreamCaptureInvalidated);
  begin();
  EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorStreamCaptureUnsupported);
  EXPECT_EQ(end(), cudaErrorStreamCaptureInvalidated);
}

TEST_F(Capture, UnsafeCallsNeedTheRelaxedMode) {
  void *More = nullptr;
  begin();
  EXPECT_EQ(cudaMalloc(&More, 8), cudaErrorStreamCaptureUnsupported);
  EXPECT_EQ(end(), cudaErrorStreamCaptureInvalidated);
  begin(cudaStreamCaptureModeRelaxed);
  EXPECT_EQ(cudaMalloc(&More, 8), cudaSuccess);
  EXPECT_EQ(cudaFree(More), cudaSuccess);
  EXPECT_EQ(end(), cudaSuccess);
}

TEST_F(Capture, ModeOfAThreadAllowsUnsafeCalls) {
  begin();
  cudaStreamCaptureMode Mode = cudaStreamCaptureModeRelaxed;
  ASSERT_EQ(cudaThreadExchangeStreamCaptureMode(&Mode), cudaSuccess);
  void *More = nullptr;
  EXPECT_EQ(cudaMalloc(&More, 8), cudaSuccess);
  EXPECT_EQ(cudaFree(More), cudaSuccess);
  ASSERT_EQ(cudaThreadExchangeStreamCaptureMode(&Mode), cudaSuccess);
  EXPECT_EQ(Mode, cudaStreamCaptureModeRelaxed);
  EXPECT_EQ(end(), cudaSuccess);
}

TEST_F(Capture, OfAnotherThreadForbidsOnlyInGlobalMode) {
  for (auto [Mode, Expected] :
       {std::pair(cudaStreamCaptureModeGlobal,
                  cudaErrorStreamCaptureUnsupported),
        std::pair(cudaStreamCaptureModeThreadLocal, cudaSuccess)}) {
    begin(Mode);
    cudaError_t Seen = cudaErrorUnknown, Ended = cudaSuccess;
    std::thread([&, this] {
      void *More = nullptr;
      cudaGraph_t None = nullptr;
      Ended = cudaStreamEndCapture(First, &None);
      Seen = cudaMalloc(&More, 8);
      if (Seen == cudaSuccess)
        Seen = cudaFree(More);
    }).join();
    EXPECT_EQ(Seen, Expected);
    EXPECT_EQ(Ended, cudaErrorStreamCaptureWrongThread);
    EXPECT_EQ(end(), Expected == cudaSuccess
                         ? cudaSuccess
                         : cudaErrorStreamCaptureInvalidated);
    if (Graph) {
      EXPECT_EQ(cudaGraphDestroy(Graph), cudaSuccess);
    }
    Graph = nullptr;
  }
}

TEST_F(Capture, LegacyStreamMayNotMeetABlockingOne) {
  EXPECT_EQ(cudaStreamBeginCapture(nullptr, cudaStreamCaptureModeGlobal),
            cudaErrorStreamCaptureUnsupported);
  begin();
  set(0, 1, nullptr); // First does not wait for it
  EXPECT_EQ(end(), cudaSuccess);
  cudaStream_t Blocking = nullptr;
  ASSERT_EQ(cudaStreamCreate(&Blocking), cudaSuccess);
  ASSERT_EQ(cudaStreamBeginCapture(Blocking, cudaStreamCaptureModeRelaxed),
            cudaSuccess);
  EXPECT_EQ(cudaMemsetAsync(Device, 1, 1, nullptr),
            cudaErrorStreamCaptureImplicit);
  cudaGraph_t None = nullptr;
  EXPECT_EQ(cudaStreamEndCapture(Blocking, &None),
            cudaErrorStreamCaptureInvalidated);
  EXPECT_EQ(cudaStreamDestroy(Blocking), cudaSuccess);
}

TEST_F(Capture, EventFromOutsideIsAnError) {
  ASSERT_EQ(cudaEventRecord(Event, Second), cudaSuccess);
  begin();
  EXPECT_EQ(cudaStreamWaitEvent(First, Event, 0),
            cudaErrorStreamCaptureIsolation);
  EXPECT_EQ(end(), cudaErrorStreamCaptureInvalidated);
}

TEST_F(Capture, CapturedEventIsNoneThatOneCouldWaitFor) {
  begin();
  ASSERT_EQ(cudaEventRecord(Event, First), cudaSuccess);
  ASSERT_EQ(end(), cudaSuccess);
  EXPECT_EQ(cudaEventSynchronize(Event), cudaErrorCapturedEvent);
  EXPECT_EQ(cudaStreamWaitEvent(Second, Event, 0), cudaErrorCapturedEvent);
  ASSERT_EQ(cudaEventRecord(Event, Second), cudaSuccess);
  EXPECT_EQ(cudaEventSynchronize(Event), cudaSuccess);
}

TEST_F(Capture, TwoCapturesDoNotMerge) {
  begin();
  ASSERT_EQ(cudaStreamBeginCapture(Second, cudaStreamCaptureModeGlobal),
            cudaSuccess);
  ASSERT_EQ(cudaEventRecord(Event, Second), cudaSuccess);
  EXPECT_EQ(cudaStreamWaitEvent(First, Event, 0), cudaErrorStreamCaptureMerge);
  EXPECT_EQ(cudaStreamEndCapture(Second, &Graph),
            cudaErrorStreamCaptureInvalidated);
  EXPECT_EQ(end(), cudaErrorStreamCaptureInvalidated);
}

TEST_F(Capture, InfoNamesTheGraphAndTheLastNodes) {
  begin();
  set(0, 5, First);
  cudaStreamCaptureStatus Status;
  unsigned long long Id = 0;
  cudaGraph_t Into = nullptr;
  const cudaGraphNode_t *Last = nullptr;
  size_t Count = 0;
  ASSERT_EQ(cudaStreamGetCaptureInfo(First, &Status, &Id, &Into, &Last, nullptr,
                                     &Count),
            cudaSuccess);
  EXPECT_EQ(Status, cudaStreamCaptureStatusActive);
  ASSERT_EQ(Count, 1u);
  // A node of the program's own, which the next one waits for.
  cudaGraphNode_t Own = nullptr;
  ASSERT_EQ(cudaGraphAddEmptyNode(&Own, Into, Last, Count), cudaSuccess);
  ASSERT_EQ(cudaStreamUpdateCaptureDependencies(
                First, &Own, nullptr, 1, cudaStreamSetCaptureDependencies),
            cudaSuccess);
  set(1, 6, First);
  ASSERT_EQ(end(), cudaSuccess);
  EXPECT_EQ(Graph, Into);
  EXPECT_EQ(nodes(), 3u);
  size_t Edges = 0;
  cudaGraphGetEdges(Graph, nullptr, nullptr, nullptr, &Edges);
  EXPECT_EQ(Edges, 2u);
}

TEST_F(Capture, IntoAGraphThatIsThere) {
  ASSERT_EQ(cudaGraphCreate(&Graph, 0), cudaSuccess);
  cudaGraphNode_t Root = nullptr;
  ASSERT_EQ(cudaGraphAddEmptyNode(&Root, Graph, nullptr, 0), cudaSuccess);
  ASSERT_EQ(cudaStreamBeginCaptureToGraph(First, Graph, &Root, nullptr, 1,
                                          cudaStreamCaptureModeGlobal),
            cudaSuccess);
  set(0, 5, First);
  cudaGraph_t Same = nullptr;
  ASSERT_EQ(cudaStreamEndCapture(First, &Same), cudaSuccess);
  EXPECT_EQ(Same, Graph);
  size_t Roots = 0;
  ASSERT_EQ(cudaGraphGetRootNodes(Graph, nullptr, &Roots), cudaSuccess);
  EXPECT_EQ(Roots, 1u);
  EXPECT_EQ(nodes(), 2u);
}

TEST_F(Capture, GraphLaunchBecomesAChild) {
  begin();
  set(0, 5, First);
  ASSERT_EQ(end(), cudaSuccess);
  cudaGraphExec_t Exec = nullptr;
  ASSERT_EQ(cudaGraphInstantiate(&Exec, Graph, 0), cudaSuccess);
  ASSERT_EQ(cudaGraphDestroy(Graph), cudaSuccess);
  begin();
  ASSERT_EQ(cudaGraphLaunch(Exec, First), cudaSuccess);
  ASSERT_EQ(end(), cudaSuccess);
  EXPECT_EQ(at(0), 0);
  ASSERT_EQ(cudaGraphExecDestroy(Exec), cudaSuccess);
  runOnce();
  EXPECT_EQ(at(0), 5);
}

TEST_F(Capture, DestroyedStreamEndsIt) {
  cudaStream_t Short = nullptr;
  ASSERT_EQ(cudaStreamCreate(&Short), cudaSuccess);
  ASSERT_EQ(cudaStreamBeginCapture(Short, cudaStreamCaptureModeGlobal),
            cudaSuccess);
  ASSERT_EQ(cudaStreamDestroy(Short), cudaSuccess);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
}

TEST_F(Capture, AllocationInItSaysThatItIsNotThere) {
  begin();
  void *More = nullptr;
  testing::internal::CaptureStderr();
  EXPECT_EQ(cudaMallocAsync(&More, 8, First), cudaErrorNotSupported);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("cudaMallocAsync"),
            std::string::npos);
  EXPECT_EQ(end(), cudaErrorStreamCaptureInvalidated);
}

TEST_F(Capture, DefaultStreamOfAThread) {
  ASSERT_EQ(
      cudaStreamBeginCapture(cudaStreamPerThread, cudaStreamCaptureModeGlobal),
      cudaSuccess);
  set(0, 5, cudaStreamPerThread);
  ASSERT_EQ(cudaStreamEndCapture(cudaStreamPerThread, &Graph), cudaSuccess);
  EXPECT_EQ(nodes(), 1u);
}

TEST_F(Capture, NullStreamOfAProgramThatMeansTheThreadsOwn) {
  std::thread([this] {
    ASSERT_EQ(cudaStreamBeginCapture_ptsz(nullptr, cudaStreamCaptureModeGlobal),
              cudaSuccess);
    ASSERT_EQ(cudaMemsetAsync_ptsz(Device, 5, 1, nullptr), cudaSuccess);
    ASSERT_EQ(cudaStreamEndCapture_ptsz(nullptr, &Graph), cudaSuccess);
  }).join();
  EXPECT_EQ(nodes(), 1u);
  EXPECT_EQ(at(0), 0);
}

} // namespace
