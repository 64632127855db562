//===- CopyTest.cpp - Copies and fills on the CPU device ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All forms without a kernel; that directions and sizes are checked.
// Test: itself
//===----------------------------------------------------------------------===//
#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>

namespace {

class Copy : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_EQ(cudaMalloc(reinterpret_cast<void **>(&Device), Size),
              cudaSuccess);
    for (size_t I = 0; I != Size; ++I)
      Host[I] = (unsigned char)(I * 3);
  }
  void TearDown() override {
    cudaFree(Device);
    cudaGetLastError();
  }
  static constexpr size_t Size = 6000;
  unsigned char *Device = nullptr;
  std::array<unsigned char, Size> Host{}, Back{};
};

TEST_F(Copy, ThereAndBack) {
  EXPECT_EQ(cudaMemcpy(Device, Host.data(), Size, cudaMemcpyHostToDevice),
            cudaSuccess);
  EXPECT_EQ(cudaMemcpyAsync(Back.data(), Device, Size, cudaMemcpyDeviceToHost,
                            nullptr),
            cudaSuccess);
  EXPECT_EQ(Host, Back);
}

TEST_F(Copy, DefaultFindsTheDirection) {
  EXPECT_EQ(cudaMemcpy(Device, Host.data(), Size, cudaMemcpyDefault),
            cudaSuccess);
  EXPECT_EQ(cudaMemcpy(Back.data(), Device, Size, cudaMemcpyDefault),
            cudaSuccess);
  EXPECT_EQ(Host, Back);
}

TEST_F(Copy, OddSizesAndAddresses) {
  for (size_t Length : {1, 7, 8, 9, 63, 4097}) {
    Back.fill(0);
    cudaMemset(Device, 0xEE, Size);
    EXPECT_EQ(
        cudaMemcpy(Device + 3, Host.data() + 5, Length, cudaMemcpyHostToDevice),
        cudaSuccess);
    EXPECT_EQ(cudaMemcpy(Back.data(), Device, Size, cudaMemcpyDeviceToHost),
              cudaSuccess);
    EXPECT_EQ(std::memcmp(Back.data() + 3, Host.data() + 5, Length), 0);
    EXPECT_EQ(Back[2], 0xEE);
    EXPECT_EQ(Back[3 + Length], 0xEE);
  }
}

TEST_F(Copy, OfNothingDoesNothing) {
  EXPECT_EQ(cudaMemcpy(nullptr, nullptr, 0, cudaMemcpyHostToDevice),
            cudaSuccess);
}

TEST_F(Copy, ToTheHostAsIfItWereTheDeviceIsAnError) {
  EXPECT_EQ(cudaMemcpy(Back.data(), Host.data(), 8, cudaMemcpyHostToDevice),
            cudaErrorInvalidValue);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidValue);
}

TEST_F(Copy, BeyondTheBlockIsAnError) {
  EXPECT_EQ(cudaMemcpy(Device + 1, Host.data(), Size, cudaMemcpyHostToDevice),
            cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemset(Device, 0, Size + 1), cudaErrorInvalidValue);
}

TEST_F(Copy, WithADirectionThatIsNoneIsAnError) {
  EXPECT_EQ(cudaMemcpy(Device, Host.data(), 8, cudaMemcpyKind(9)),
            cudaErrorInvalidMemcpyDirection);
}

TEST_F(Copy, RowsKeepTheirPitches) {
  constexpr size_t Width = 10, Height = 4, FromPitch = 16, ToPitch = 24;
  cudaMemset(Device, 0, Size);
  EXPECT_EQ(cudaMemcpy2D(Device, ToPitch, Host.data(), FromPitch, Width, Height,
                         cudaMemcpyHostToDevice),
            cudaSuccess);
  cudaMemcpy(Back.data(), Device, Size, cudaMemcpyDeviceToHost);
  for (size_t Y = 0; Y != Height; ++Y)
    for (size_t X = 0; X != ToPitch; ++X)
      EXPECT_EQ(Back[Y * ToPitch + X], X < Width ? Host[Y * FromPitch + X] : 0);
  EXPECT_EQ(
      cudaMemcpy2D(Device, 4, Host.data(), 16, 10, 4, cudaMemcpyHostToDevice),
      cudaErrorInvalidPitchValue);
}

TEST_F(Copy, BoxesInThreeDimensions) {
  cudaPitchedPtr Box{};
  ASSERT_EQ(cudaMalloc3D(&Box, {8, 3, 2}), cudaSuccess);
  cudaMemcpy3DParms P{};
  P.srcPtr = {Host.data(), 8, 8, 3};
  P.dstPtr = Box;
  P.extent = {8, 3, 2};
  P.kind = cudaMemcpyHostToDevice;
  EXPECT_EQ(cudaMemcpy3D(&P), cudaSuccess);
  P.srcPtr = Box;
  P.srcPos = {2, 1, 1};
  P.dstPtr = {Back.data(), 4, 4, 1};
  P.extent = {4, 1, 1};
  P.kind = cudaMemcpyDeviceToHost;
  EXPECT_EQ(cudaMemcpy3D(&P), cudaSuccess);
  EXPECT_EQ(std::memcmp(Back.data(), Host.data() + 24 + 8 + 2, 4), 0);
  EXPECT_EQ(cudaMemset3D(Box, 7, {8, 3, 2}), cudaSuccess);
  EXPECT_EQ(static_cast<char *>(Box.ptr)[Box.pitch * 5 + 7], 7);
  cudaFree(Box.ptr);
}

TEST_F(Copy, FromASymbolThatNobodyRegisteredIsAnError) {
  int Unknown = 0;
  EXPECT_EQ(
      cudaMemcpyFromSymbol(Back.data(), &Unknown, 4, 0, cudaMemcpyDeviceToHost),
      cudaErrorInvalidSymbol);
}

TEST_F(Copy, OnAStreamThatIsNoneIsAnError) {
  EXPECT_EQ(cudaMemsetAsync(Device, 0, 8, reinterpret_cast<cudaStream_t>(this)),
            cudaErrorInvalidResourceHandle);
}

} // namespace
