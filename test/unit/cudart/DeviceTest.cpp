//===- DeviceTest.cpp - The CPU device, its errors and calls without one -===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Properties, limits, errors and their names, streams, events, missing calls.
// Test: itself
//===----------------------------------------------------------------------===//
#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <cstring>

namespace {

TEST(Device, IsOneAndSaysWhatItIs) {
  int Count = 0;
  EXPECT_EQ(cudaGetDeviceCount(&Count), cudaSuccess);
  EXPECT_EQ(Count, 1);
  cudaDeviceProp P;
  ASSERT_EQ(cudaGetDeviceProperties(&P, 0), cudaSuccess);
  EXPECT_STREQ(P.name, "gpu-rt SIMT engine");
  EXPECT_EQ(P.major * 10 + P.minor, 90);
  EXPECT_EQ(P.warpSize, 32);
  EXPECT_EQ(P.maxThreadsPerBlock, 1024);
  EXPECT_EQ(P.sharedMemPerBlockOptin, 227u * 1024);
}

TEST(Device, AttributesAgreeWithProperties) {
  cudaDeviceProp P;
  cudaGetDeviceProperties(&P, 0);
  int Value = 0;
  EXPECT_EQ(cudaDeviceGetAttribute(&Value, cudaDevAttrMultiProcessorCount, 0),
            cudaSuccess);
  EXPECT_EQ(Value, P.multiProcessorCount);
  EXPECT_EQ(cudaDeviceGetAttribute(&Value, cudaDeviceAttr(9999), 0),
            cudaErrorInvalidValue);
  EXPECT_EQ(cudaDeviceGetAttribute(&Value, cudaDevAttrWarpSize, 3),
            cudaErrorInvalidDevice);
  cudaGetLastError();
}

TEST(Device, LimitsAreKept) {
  size_t Value = 0;
  EXPECT_EQ(cudaDeviceSetLimit(cudaLimitMallocHeapSize, 1 << 20), cudaSuccess);
  EXPECT_EQ(cudaDeviceGetLimit(&Value, cudaLimitMallocHeapSize), cudaSuccess);
  EXPECT_EQ(Value, size_t(1) << 20);
  EXPECT_EQ(cudaDeviceGetLimit(&Value, cudaLimit(77)),
            cudaErrorUnsupportedLimit);
  cudaGetLastError();
}

TEST(Errors, StayUntilTheyAreTaken) {
  EXPECT_EQ(cudaSetDevice(7), cudaErrorInvalidDevice);
  EXPECT_EQ(cudaSetDevice(0), cudaSuccess);
  EXPECT_EQ(cudaPeekAtLastError(), cudaErrorInvalidDevice);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidDevice);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
}

TEST(Errors, HaveCudasNamesAndTexts) {
  EXPECT_STREQ(cudaGetErrorName(cudaErrorLaunchFailure),
               "cudaErrorLaunchFailure");
  EXPECT_STREQ(cudaGetErrorString(cudaErrorMemoryAllocation), "out of memory");
  EXPECT_STREQ(cudaGetErrorString(cudaSuccess), "no error");
  EXPECT_STREQ(cudaGetErrorName(cudaError_t(12345)), "unrecognized error code");
}

TEST(Errors, ALaunchOfAnUnknownKernelIsOne) {
  int Unknown = 0;
  EXPECT_EQ(cudaLaunchKernel(&Unknown, 1, 1, nullptr, 0, nullptr),
            cudaErrorInvalidDeviceFunction);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidDeviceFunction);
}

TEST(Stream, KnowsItsFlagsAndItsEnd) {
  cudaStream_t Stream = nullptr;
  ASSERT_EQ(cudaStreamCreateWithPriority(&Stream, cudaStreamNonBlocking, -1),
            cudaSuccess);
  unsigned Flags = 0;
  int Priority = 0;
  EXPECT_EQ(cudaStreamGetFlags(Stream, &Flags), cudaSuccess);
  EXPECT_EQ(Flags, unsigned(cudaStreamNonBlocking));
  EXPECT_EQ(cudaStreamGetPriority(Stream, &Priority), cudaSuccess);
  EXPECT_EQ(Priority, -1);
  EXPECT_EQ(cudaStreamQuery(Stream), cudaSuccess);
  EXPECT_EQ(cudaStreamDestroy(Stream), cudaSuccess);
  EXPECT_EQ(cudaStreamSynchronize(Stream), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(cudaStreamSynchronize(cudaStreamPerThread), cudaSuccess);
  cudaGetLastError();
}

TEST(Stream, HostFunctionsRunInOrder) {
  int Count = 0;
  auto Next = [](void *Data) { ++*static_cast<int *>(Data); };
  EXPECT_EQ(cudaLaunchHostFunc(nullptr, Next, &Count), cudaSuccess);
  EXPECT_EQ(Count, 1);
}

TEST(Event, TimeOfTheSameWorkIsTheSame) {
  void *Device = nullptr;
  cudaMalloc(&Device, 1 << 20);
  auto measure = [&] {
    cudaEvent_t Start, End;
    cudaEventCreate(&Start);
    cudaEventCreate(&End);
    cudaEventRecord(Start, nullptr);
    cudaMemset(Device, 0, 1 << 20);
    cudaEventRecord(End, nullptr);
    float Time = 0;
    EXPECT_EQ(cudaEventElapsedTime(&Time, Start, End), cudaSuccess);
    cudaEventDestroy(Start);
    cudaEventDestroy(End);
    return Time;
  };
  float Time = measure();
  EXPECT_GT(Time, 0);
  EXPECT_EQ(measure(), Time);
  cudaFree(Device);
}

TEST(Event, ThatWasNotRecordedHasNoTime) {
  cudaEvent_t Event;
  cudaEventCreate(&Event);
  float Time = 0;
  EXPECT_EQ(cudaEventElapsedTime(&Time, Event, Event),
            cudaErrorInvalidResourceHandle);
  EXPECT_EQ(cudaEventQuery(Event), cudaSuccess);
  cudaEventDestroy(Event);
  cudaGetLastError();
}

TEST(Missing, ACallSaysItsNameOnceAndFails) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(cudaDeviceGraphMemTrim(0), cudaErrorNotSupported);
  EXPECT_EQ(cudaDeviceGraphMemTrim(0), cudaErrorNotSupported);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "gpurt: cudaDeviceGraphMemTrim is not available on the CPU "
            "device\n");
}

} // namespace
