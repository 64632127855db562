//===- MemoryTest.cpp - Allocation on the CPU device --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What malloc, free and their kin promise, and that they notice wrong pointers.
// Test: itself
//===----------------------------------------------------------------------===//
#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <cstring>
#include <vector>

namespace {

/// \returns what cudaGetLastError says, and clears it.
cudaError_t taken() { return cudaGetLastError(); }

TEST(Malloc, GivesAlignedMemoryThatTheHostCanReach) {
  void *Pointer = nullptr;
  ASSERT_EQ(cudaMalloc(&Pointer, 1000), cudaSuccess);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(Pointer) % 256, 0u);
  std::memset(Pointer, 1, 1000);
  EXPECT_EQ(cudaFree(Pointer), cudaSuccess);
}

TEST(Malloc, FreshMemoryIsTheSameInEachRunAndNotZero) {
  unsigned char *Pointer = nullptr;
  ASSERT_EQ(cudaMalloc(reinterpret_cast<void **>(&Pointer), 64), cudaSuccess);
  EXPECT_EQ(Pointer[0], 0xCD);
  EXPECT_EQ(Pointer[63], 0xCD);
  cudaFree(Pointer);
}

TEST(Malloc, OfNothingGivesNull) {
  void *Pointer = &Pointer;
  EXPECT_EQ(cudaMalloc(&Pointer, 0), cudaSuccess);
  EXPECT_EQ(Pointer, nullptr);
}

TEST(Malloc, OfMoreThanTheCardHasFails) {
  size_t Free = 0, Total = 0;
  ASSERT_EQ(cudaMemGetInfo(&Free, &Total), cudaSuccess);
  EXPECT_LE(Free, Total);
  void *Pointer = nullptr;
  EXPECT_EQ(cudaMalloc(&Pointer, Free + 1), cudaErrorMemoryAllocation);
  EXPECT_EQ(taken(), cudaErrorMemoryAllocation);
  EXPECT_EQ(taken(), cudaSuccess);
}

TEST(Malloc, TakesFromFreeMemoryAndFreeGivesItBack) {
  size_t Before = 0, Between = 0, After = 0, Total = 0;
  void *Pointer = nullptr;
  cudaMemGetInfo(&Before, &Total);
  ASSERT_EQ(cudaMalloc(&Pointer, 8 << 20), cudaSuccess);
  cudaMemGetInfo(&Between, &Total);
  EXPECT_EQ(Before - Between, size_t(8) << 20);
  ASSERT_EQ(cudaFree(Pointer), cudaSuccess);
  cudaMemGetInfo(&After, &Total);
  EXPECT_EQ(After, Before);
}

TEST(Free, OfNullDoesNothing) { EXPECT_EQ(cudaFree(nullptr), cudaSuccess); }

TEST(Free, OfWhatMallocDidNotGiveIsAnError) {
  int OnStack = 0;
  void *Pointer = nullptr;
  ASSERT_EQ(cudaMalloc(&Pointer, 1024), cudaSuccess);
  EXPECT_EQ(cudaFree(&OnStack), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFree(static_cast<char *>(Pointer) + 256),
            cudaErrorInvalidValue);
  EXPECT_EQ(cudaFree(Pointer), cudaSuccess);
  EXPECT_EQ(cudaFree(Pointer), cudaErrorInvalidValue);
  taken();
}

TEST(Free, AddressesComeBackLate) {
  void *First = nullptr, *Second = nullptr;
  cudaMalloc(&First, 512);
  cudaFree(First);
  cudaMalloc(&Second, 512);
  EXPECT_NE(First, Second);
  cudaFree(Second);
}

TEST(MallocDeath, OneStepBehindABlockIsAFault) {
  char *Pointer = nullptr;
  ASSERT_EQ(cudaMalloc(reinterpret_cast<void **>(&Pointer), 4096), cudaSuccess);
  EXPECT_DEATH(static_cast<volatile char *>(Pointer)[4096] = 1, "");
  cudaFree(Pointer);
}

TEST(MallocPitch, RowsAreApart) {
  void *Pointer = nullptr;
  size_t Pitch = 0;
  ASSERT_EQ(cudaMallocPitch(&Pointer, &Pitch, 100, 7), cudaSuccess);
  EXPECT_GE(Pitch, 100u);
  EXPECT_EQ(Pitch % 32, 0u);
  EXPECT_EQ(cudaMemset2D(Pointer, Pitch, 0, 100, 7), cudaSuccess);
  cudaFree(Pointer);
}

TEST(HostAlloc, IsOneAddressOnBothSides) {
  void *Host = nullptr, *Device = nullptr;
  ASSERT_EQ(cudaHostAlloc(&Host, 100, cudaHostAllocMapped), cudaSuccess);
  ASSERT_EQ(cudaHostGetDevicePointer(&Device, Host, 0), cudaSuccess);
  EXPECT_EQ(Host, Device);
  unsigned Flags = 0;
  EXPECT_EQ(cudaHostGetFlags(&Flags, Host), cudaSuccess);
  EXPECT_TRUE(Flags & cudaHostAllocMapped);
  EXPECT_EQ(cudaFree(Host), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFreeHost(Host), cudaSuccess);
  taken();
}

TEST(HostRegister, MakesMemoryKnownUntilItIsUnregistered) {
  std::vector<char> Mine(10000);
  EXPECT_EQ(cudaHostUnregister(Mine.data()), cudaErrorHostMemoryNotRegistered);
  ASSERT_EQ(cudaHostRegister(Mine.data(), Mine.size(), 0), cudaSuccess);
  EXPECT_EQ(cudaHostRegister(Mine.data(), Mine.size(), 0),
            cudaErrorHostMemoryAlreadyRegistered);
  cudaPointerAttributes Is{};
  EXPECT_EQ(cudaPointerGetAttributes(&Is, Mine.data() + 9), cudaSuccess);
  EXPECT_EQ(Is.type, cudaMemoryTypeHost);
  EXPECT_EQ(cudaHostUnregister(Mine.data()), cudaSuccess);
  taken();
}

TEST(PointerAttributes, TellTheKindsApart) {
  void *Device = nullptr, *Managed = nullptr, *Pinned = nullptr;
  int Mine = 0;
  cudaMalloc(&Device, 16);
  cudaMallocManaged(&Managed, 16, cudaMemAttachGlobal);
  cudaMallocHost(&Pinned, 16);
  cudaPointerAttributes Is{};
  cudaPointerGetAttributes(&Is, Device);
  EXPECT_EQ(Is.type, cudaMemoryTypeDevice);
  EXPECT_EQ(Is.hostPointer, nullptr);
  cudaPointerGetAttributes(&Is, Managed);
  EXPECT_EQ(Is.type, cudaMemoryTypeManaged);
  cudaPointerGetAttributes(&Is, Pinned);
  EXPECT_EQ(Is.type, cudaMemoryTypeHost);
  cudaPointerGetAttributes(&Is, &Mine);
  EXPECT_EQ(Is.type, cudaMemoryTypeUnregistered);
  cudaFree(Device);
  cudaFree(Managed);
  cudaFreeHost(Pinned);
}

TEST(MallocAsync, WorksOnAnyStreamThatIs) {
  void *Pointer = nullptr;
  ASSERT_EQ(cudaMallocAsync(&Pointer, 100, nullptr), cudaSuccess);
  EXPECT_EQ(cudaFreeAsync(Pointer, nullptr), cudaSuccess);
  EXPECT_EQ(
      cudaMallocAsync(&Pointer, 100, reinterpret_cast<cudaStream_t>(&Pointer)),
      cudaErrorInvalidResourceHandle);
  taken();
}

} // namespace
