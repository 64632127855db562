//===- ModulesTest.cpp - Which module a kernel belongs to -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table itself, and registration as Clang's constructors do it.
//===----------------------------------------------------------------------===//
#include "Modules.h"
#include "RuntimeTest.h"

#include <thread>

using namespace gpurt::runtime;

namespace {

const void *address(uintptr_t Number) {
  return reinterpret_cast<const void *>(Number * 16);
}

void otherKernel(fake::Image &, void **) {}

class ModulesTest : public RuntimeTest {};

} // namespace

TEST(KernelTable, FindsWhatWasInsertedAlsoAfterGrowing) {
  KernelTable Table;
  std::vector<Module> Owners(3);
  for (uintptr_t I = 1; I <= 5000; ++I)
    Table.insert(address(I), &Owners[I % 3]);
  for (uintptr_t I = 1; I <= 5000; ++I)
    ASSERT_EQ(Table.find(address(I)), &Owners[I % 3]) << I;
  EXPECT_EQ(Table.find(address(5001)), nullptr);
  EXPECT_EQ(Table.find(nullptr), nullptr);
}

TEST(KernelTable, ErasedKernelsAreGoneAndTheirKeysCanComeBack) {
  KernelTable Table;
  Module First, Second;
  for (uintptr_t I = 1; I <= 100; ++I)
    Table.insert(address(I), I % 2 ? &First : &Second);
  Table.eraseAll(&First);
  EXPECT_EQ(Table.find(address(1)), nullptr);
  EXPECT_EQ(Table.find(address(2)), &Second);
  Table.insert(address(1), &Second);
  EXPECT_EQ(Table.find(address(1)), &Second);
}

TEST(KernelTable, LoadingAndUnloadingForeverDoesNotGrowItForever) {
  KernelTable Table;
  Module Stays, Comes;
  Table.insert(address(1), &Stays);
  for (uintptr_t Round = 2; Round < 3000; ++Round) {
    Table.insert(address(Round), &Comes);
    ASSERT_EQ(Table.find(address(Round)), &Comes);
    Table.eraseAll(&Comes);
    ASSERT_EQ(Table.find(address(Round)), nullptr);
  }
  EXPECT_EQ(Table.find(address(1)), &Stays);
  EXPECT_LE(Table.capacity(), 4096u);
}

TEST(KernelTable, ReadersSeeEachKernelWhileOthersAreInserted) {
  KernelTable Table;
  Module Owner;
  std::atomic<uintptr_t> Known{0};
  std::thread Writer([&] {
    for (uintptr_t I = 1; I <= 5000; ++I) {
      Table.insert(address(I), &Owner);
      Known.store(I, std::memory_order_release);
    }
  });
  for (uintptr_t Seen = 0; Seen < 5000;) {
    Seen = Known.load(std::memory_order_acquire);
    for (uintptr_t I = Seen > 50 ? Seen - 50 : 1; I <= Seen; ++I)
      ASSERT_EQ(Table.find(address(I)), &Owner) << I;
  }
  Writer.join();
}

TEST_F(ModulesTest, KernelsOfTwoModulesAreToldApart) {
  fake::FatBinary First, Second;
  void **A = fake::registerModule(First, {fake::doNothing});
  void **B = fake::registerModule(Second, {otherKernel});
  Modules &All = Modules::get();
  Module *OfA = All.find(reinterpret_cast<const void *>(fake::doNothing));
  Module *OfB = All.find(reinterpret_cast<const void *>(otherKernel));
  ASSERT_NE(OfA, nullptr);
  ASSERT_NE(OfB, nullptr);
  EXPECT_NE(OfA, OfB);
  EXPECT_EQ(OfA->FatBinary, A);
  EXPECT_EQ(OfB->FatBinary, B);
  __cudaUnregisterFatBinary(A);
  EXPECT_EQ(All.find(reinterpret_cast<const void *>(fake::doNothing)), nullptr);
  EXPECT_EQ(All.find(reinterpret_cast<const void *>(otherKernel)), OfB);
  __cudaUnregisterFatBinary(B);
}

TEST_F(ModulesTest, HandleThatCudaGivesAgainIsANewModule) {
  fake::FatBinary First, Second{.HasSlot = false};
  fake::registerModule(First, {fake::doNothing});
  fake::start(); // forgets the module without unregistering it
  // The allocator is likely to give the same handle; if not, nothing is lost.
  void **Handle = fake::registerModule(Second, {otherKernel});
  EXPECT_EQ(runKernel(otherKernel), cudaSuccess);
  EXPECT_EQ(fake::imageOf(Handle)->Slot, nullptr);
  __cudaUnregisterFatBinary(Handle);
}

TEST_F(ModulesTest, UnloadedModuleCanBeLoadedAgain) {
  fake::FatBinary Binary;
  for (int Round = 0; Round < 3; ++Round) {
    void **Handle = fake::registerModule(Binary, {fake::doNothing});
    EXPECT_EQ(runKernel(fake::doNothing), cudaSuccess);
    EXPECT_NE(fake::imageOf(Handle)->Slot, nullptr) << Round;
    __cudaUnregisterFatBinary(Handle);
  }
}

TEST_F(ModulesTest, DriverWithoutACallIsNamedOnce) {
  // In a process of its own: the table of driver calls is read once.
  EXPECT_EXIT(
      {
        fake::start();
        fake::fail("cudaGetDriverEntryPointByVersion", cudaErrorInvalidValue);
        fake::FatBinary Binary;
        fake::registerModule(Binary, {fake::doNothing});
        cudaError_t First = fake::launch(fake::doNothing);
        cudaError_t Second = fake::launch(fake::doNothing);
        exit(First == cudaSuccess && Second == cudaSuccess ? 0 : 1);
      },
      testing::ExitedWithCode(0),
      "^gpurt: the CUDA driver has no cuMemAddressReserve \\(fake error\\); "
      "gpu-rt needs a driver for CUDA 13.0 or later\n$");
}
