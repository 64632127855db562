//===- LaunchTest.cpp - Slots are written before kernels start ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every way to start a kernel, on one device and two, in a capture, and where
// setting up fails.
//===----------------------------------------------------------------------===//
#include "RuntimeTest.h"

#include <vector>

namespace {

std::atomic<gpurt::abi::State *> SeenSlot;

void readSlot(fake::Image &Loaded, void **) { SeenSlot = Loaded.Slot; }
void readSlotToo(fake::Image &Loaded, void **) { SeenSlot = Loaded.Slot; }

const void *stub(fake::Kernel Function) {
  return reinterpret_cast<const void *>(Function);
}

class LaunchTest : public RuntimeTest {
protected:
  void SetUp() override {
    RuntimeTest::SetUp();
    SeenSlot = nullptr;
    Handle = fake::registerModule(Binary, {readSlot});
  }
  void TearDown() override {
    RuntimeTest::TearDown();
    __cudaUnregisterFatBinary(Handle);
  }

  /// The slot that the kernel found, or null.
  gpurt::abi::State *slotSeen() {
    cudaDeviceSynchronize();
    return SeenSlot.exchange(nullptr);
  }

  fake::FatBinary Binary;
  void **Handle = nullptr;
};

} // namespace

TEST_F(LaunchTest, FirstKernelFindsItsSlotWritten) {
  EXPECT_EQ(fake::launch(readSlot), cudaSuccess);
  gpurt::abi::State *State = slotSeen();
  ASSERT_NE(State, nullptr);
  EXPECT_EQ(State->Version, gpurt::abi::Version);
}

TEST_F(LaunchTest, SlotIsWrittenOncePerModuleAndDevice) {
  for (int I = 0; I < 5; ++I)
    EXPECT_EQ(runKernel(readSlot), cudaSuccess);
  EXPECT_EQ(fake::imageOf(Handle)->Writes, 1);
  EXPECT_EQ(fake::calls("cudaGetFuncBySymbol"), 1);
}

TEST_F(LaunchTest, TwoModulesShareTheDevicesState) {
  fake::FatBinary Other;
  void **Second = fake::registerModule(Other, {readSlotToo});
  runKernel(readSlot);
  gpurt::abi::State *State = slotSeen();
  runKernel(readSlotToo);
  EXPECT_EQ(slotSeen(), State);
  EXPECT_EQ(fake::imageOf(Second)->Writes, 1);
  __cudaUnregisterFatBinary(Second);
}

TEST_F(LaunchTest, EachDeviceHasItsOwnState) {
  useMachine({.Devices = 3});
  Handle = fake::registerModule(Binary, {readSlot});
  std::vector<gpurt::abi::State *> States;
  for (int Round = 0; Round < 2; ++Round)
    for (int Device = 0; Device < 3; ++Device) {
      cudaSetDevice(Device);
      runKernel(readSlot);
      States.push_back(slotSeen());
      ASSERT_NE(States.back(), nullptr);
      EXPECT_EQ(States.back()->Device, uint32_t(Device));
      EXPECT_EQ(fake::imageOf(Handle, Device)->Writes, 1);
    }
  EXPECT_NE(States[0], States[1]);
  EXPECT_NE(States[1], States[2]);
  EXPECT_EQ(States[0], States[3]);
}

TEST_F(LaunchTest, ModuleWithoutASlotCostsNothing) {
  fake::FatBinary Plain{.HasSlot = false};
  void **Second = fake::registerModule(Plain, {readSlotToo});
  EXPECT_EQ(runKernel(readSlotToo), cudaSuccess);
  EXPECT_EQ(slotSeen(), nullptr);
  EXPECT_EQ(fake::calls("cudaHostAlloc"), 0);
  EXPECT_EQ(fake::calls("cudaMalloc"), 0);
  EXPECT_EQ(fake::calls("cuMemAddressReserve"), 0);
  EXPECT_EQ(fake::calls("cuModuleGetGlobal"), 1);
  EXPECT_EQ(runKernel(readSlotToo), cudaSuccess);
  EXPECT_EQ(fake::calls("cuModuleGetGlobal"), 1);
  __cudaUnregisterFatBinary(Second);
}

TEST_F(LaunchTest, EveryLaunchCallWritesTheSlot) {
  using Call = std::pair<const char *, cudaError_t (*)()>;
  const Call Calls[] = {
      {"cudaLaunchKernel",
       [] { return cudaLaunchKernel(stub(readSlot), 1, 1, nullptr, 0, {}); }},
      {"cudaLaunchKernelExC",
       [] { return cudaLaunchKernelExC(nullptr, stub(readSlot), nullptr); }},
      {"cudaLaunchCooperativeKernel",
       [] {
         return cudaLaunchCooperativeKernel(stub(readSlot), 1, 1, nullptr, 0,
                                            {});
       }},
      {"cudaGetKernel",
       [] {
         cudaKernel_t Kernel;
         cudaGetKernel(&Kernel, stub(readSlot));
         return cudaLaunchKernel(Kernel, 1, 1, nullptr, 0, {});
       }},
      {"__cudaLaunchKernel",
       [] {
         cudaKernel_t Kernel;
         __cudaGetKernel(&Kernel, stub(readSlot));
         return __cudaLaunchKernel(Kernel, 1, 1, nullptr, 0, {});
       }},
      {"cudaGraphAddKernelNode",
       [] {
         cudaGraph_t Graph;
         cudaGraphCreate(&Graph, 0);
         cudaKernelNodeParams Params{};
         Params.func = const_cast<void *>(stub(readSlot));
         cudaGraphAddKernelNode(nullptr, Graph, nullptr, 0, &Params);
         cudaError_t Error =
             cudaGraphLaunch(reinterpret_cast<cudaGraphExec_t>(Graph), {});
         cudaGraphDestroy(Graph);
         return Error;
       }},
      {"cudaGraphAddNode",
       [] {
         cudaGraph_t Graph;
         cudaGraphCreate(&Graph, 0);
         cudaGraphNodeParams Params{};
         Params.type = cudaGraphNodeTypeKernel;
         Params.kernel.func = const_cast<void *>(stub(readSlot));
         cudaGraphAddNode(nullptr, Graph, nullptr, nullptr, 0, &Params);
         cudaError_t Error =
             cudaGraphLaunch(reinterpret_cast<cudaGraphExec_t>(Graph), {});
         cudaGraphDestroy(Graph);
         return Error;
       }},
  };
  for (const Call &Each : Calls) {
    EXPECT_EQ(Each.second(), cudaSuccess) << Each.first;
    EXPECT_NE(slotSeen(), nullptr) << Each.first;
    // Forgets the module's slot, so that the next call has to write it.
    cudaDeviceReset();
  }
}

TEST_F(LaunchTest, ChangedGraphNodeGetsItsSlot) {
  cudaKernelNodeParams Params{};
  Params.func = const_cast<void *>(stub(readSlot));
  EXPECT_EQ(cudaGraphKernelNodeSetParams({}, &Params), cudaSuccess);
  EXPECT_EQ(fake::imageOf(Handle)->Writes, 1);
  cudaDeviceReset();
  EXPECT_EQ(cudaGraphExecKernelNodeSetParams({}, {}, &Params), cudaSuccess);
  EXPECT_EQ(fake::imageOf(Handle)->Writes, 1);
  cudaDeviceReset();
  cudaGraphNodeParams General{};
  General.type = cudaGraphNodeTypeKernel;
  General.kernel.func = Params.func;
  EXPECT_EQ(cudaGraphNodeSetParams({}, &General), cudaSuccess);
  EXPECT_EQ(fake::imageOf(Handle)->Writes, 1);
  cudaDeviceReset();
  EXPECT_EQ(cudaGraphExecNodeSetParams({}, {}, &General), cudaSuccess);
  EXPECT_EQ(fake::imageOf(Handle)->Writes, 1);
}

TEST_F(LaunchTest, NodeThatIsNoKernelIsLeftAlone) {
  cudaGraphNodeParams Params{};
  Params.type = cudaGraphNodeTypeMemset;
  EXPECT_EQ(cudaGraphNodeSetParams({}, &Params), cudaSuccess);
  EXPECT_EQ(cudaGraphNodeSetParams({}, nullptr), cudaSuccess);
  EXPECT_EQ(fake::calls("cudaGetFuncBySymbol"), 0);
}

TEST_F(LaunchTest, FunctionForTheDriverGetsItsSlot) {
  cudaFunction_t Function;
  EXPECT_EQ(cudaGetFuncBySymbol(&Function, stub(readSlot)), cudaSuccess);
  EXPECT_EQ(fake::imageOf(Handle)->Writes, 1);
}

TEST_F(LaunchTest, KernelOfALibraryGetsItsSlot) {
  fake::FatBinary Other;
  cudaLibrary_t Library = fake::loadLibrary(Other, readSlotToo);
  cudaKernel_t Kernel;
  ASSERT_EQ(cudaLibraryGetKernel(&Kernel, Library, "readSlotToo"), cudaSuccess);
  EXPECT_EQ(cudaLaunchKernel(Kernel, 1, 1, nullptr, 0, {}), cudaSuccess);
  EXPECT_NE(slotSeen(), nullptr);
  EXPECT_EQ(cudaLibraryUnload(Library), cudaSuccess);
}

TEST_F(LaunchTest, LibraryWithoutASlotLeavesNoError) {
  fake::FatBinary Plain{.HasSlot = false};
  cudaLibrary_t Library = fake::loadLibrary(Plain, readSlotToo);
  cudaKernel_t Kernel;
  ASSERT_EQ(cudaLibraryGetKernel(&Kernel, Library, "readSlotToo"), cudaSuccess);
  EXPECT_EQ(cudaLaunchKernel(Kernel, 1, 1, nullptr, 0, {}), cudaSuccess);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  EXPECT_EQ(slotSeen(), nullptr);
  EXPECT_EQ(cudaLibraryUnload(Library), cudaSuccess);
}

TEST_F(LaunchTest, FirstLaunchMayBeInsideACapture) {
  fake::setCapturing(true);
  EXPECT_EQ(fake::launch(readSlot), cudaSuccess);
  cudaStreamCaptureMode Mode = cudaStreamCaptureModeGlobal;
  cudaThreadExchangeStreamCaptureMode(&Mode);
  EXPECT_EQ(Mode, cudaStreamCaptureModeGlobal) << "the thread's mode changed";
  fake::setCapturing(false);
  EXPECT_NE(slotSeen(), nullptr);
}

TEST_F(LaunchTest, UnknownKernelIsPassedOn) {
  EXPECT_EQ(fake::launch(readSlotToo), cudaErrorInvalidDeviceFunction);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidDeviceFunction);
  EXPECT_EQ(fake::calls("cudaHostAlloc"), 0);
}

TEST_F(LaunchTest, FailedSetUpIsCleanedUpAndTriedAgain) {
  for (const char *Call : {"cudaHostAlloc", "cudaMalloc", "cuMemAddressReserve",
                           "cudaStreamCreateWithFlags"}) {
    // Addresses are asked for twice: where we like them, and anywhere.
    fake::fail(Call, 2, std::string(Call) == "cuMemAddressReserve" ? 2 : 1);
    stderrOf([] { EXPECT_EQ(fake::launch(readSlot), cudaSuccess); });
    EXPECT_EQ(cudaGetLastError(), cudaSuccess) << Call << " left its error";
    EXPECT_EQ(slotSeen(), nullptr) << Call;
    EXPECT_EQ(fake::leaks(), std::vector<std::string>{}) << Call;
    EXPECT_EQ(fake::launch(readSlot), cudaSuccess);
    EXPECT_NE(slotSeen(), nullptr) << Call;
    cudaDeviceReset();
  }
}

TEST_F(LaunchTest, ErrorOfTheProgramOutlivesOurSetUp) {
  fake::fail("cudaMemcpy", cudaErrorInvalidValue);
  cudaMemcpy(nullptr, nullptr, 0, cudaMemcpyHostToDevice);
  fake::launch(readSlot);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidValue);
}

TEST_F(LaunchTest, SlotOfAnotherSizeIsRefused) {
  fake::FatBinary Strange{.SlotBytes = 16};
  void **Second = fake::registerModule(Strange, {readSlotToo});
  std::string Said = stderrOf([] { fake::launch(readSlotToo); });
  EXPECT_EQ(Said, "gpurt: a module's __gpurt_slot has 16 bytes, not 64: it was "
                  "built for another gpu-rt; compile it again\n");
  EXPECT_EQ(slotSeen(), nullptr);
  __cudaUnregisterFatBinary(Second);
}
