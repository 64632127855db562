//===- FakeCuda.h - A CUDA runtime that runs in host memory ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Defines the cudart calls (and the driver calls behind its entry point query)
// that libgpurt uses, so that all of it runs where there is no GPU. A kernel
// is a host function that runs on a thread of its own and reads the slot of
// its module; device memory is host memory that starts out dirty.
// The fake checks what the real thing punishes: copies on the legacy stream or
// from pageable memory, allocation during a capture, leaks. It models neither
// streams (kernels run at once) nor memory that is invisible to the host.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_UNIT_FAKECUDA_H
#define GPURT_TEST_UNIT_FAKECUDA_H

#include "Cuda.h"

#include "gpurt/abi.h"

#include <cuda.h>
#include <cuda_runtime_api.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace fake {

/// What a fat binary holds, as far as the runtime cares.
struct FatBinary {
  bool HasSlot = true;
  size_t SlotBytes = sizeof(gpurt::abi::Slot);
};

/// A module on one device.
struct Image {
  int Device = 0;
  bool HasSlot = false;
  size_t SlotBytes = 0;
  gpurt::abi::Slot Content{};
  gpurt::abi::State *&Slot = Content.TheState;
  /// Times that somebody wrote to Slot.
  std::atomic<int> Writes{0};
};

/// What a launch runs; its address is the host stub's. Args is cudaLaunch's.
using Kernel = void (*)(Image &, void **Args);

struct Setup {
  int Devices = 1;
  uint64_t CardBytes = 512ull << 20;
  bool HasDriver = true;
  /// As the CPU device does: kernels that wait call gpurtSetHostTurn's.
  bool GivesTurns = false;
};

/// Begins anew: no module, no memory, no error.
void start(const Setup &With = {});

/// Waits for kernels. \returns what the program or libgpurt left behind.
std::vector<std::string> leaks();

/// \returns what was done that real CUDA would not bear.
std::vector<std::string> violations();

/// The next \p Times calls of \p Name return \p Error.
void fail(const std::string &Name, int Error, int Times = 1);

/// Calls \p Act before each asynchronous copy: what the device does between
/// two steps of the host. An empty function ends it.
void beforeCopies(std::function<void()> Act);

/// Calls \p Act at the end of each wait for the device: what other threads do
/// before the waiting one goes on. An empty function ends it.
void afterWaits(std::function<void()> Act);

/// Calls of \p Name so far.
int calls(const std::string &Name);

/// What cudaLimitStackSize was last set to.
size_t stackLimit();

/// While true, a stream is being captured in global mode: threads that did
/// not ask for relaxed mode may not allocate.
void setCapturing(bool On);

/// Called by kernels that wait for the host.
void giveTurn();

/// Registers a module with kernels, through the wrapped calls.
/// \returns the fat binary's handle
void **registerModule(FatBinary &Binary, std::initializer_list<Kernel> Kernels);

/// \returns the module's image on \p Device, or null if never loaded there.
Image *imageOf(void **Handle, int Device = 0);

/// Launches through the wrapped cudaLaunchKernel.
cudaError_t launch(Kernel Function, void **Args = nullptr,
                   cudaStream_t Stream = nullptr, unsigned Blocks = 1);

/// A CUmodule for gpurt_attach_module.
CUmodule loadModule(const FatBinary &Binary, int Device = 0);
Image *imageOf(CUmodule Module);

/// A cudaLibrary_t with one kernel.
cudaLibrary_t loadLibrary(const FatBinary &Binary, Kernel Function);

} // namespace fake

#endif // GPURT_TEST_UNIT_FAKECUDA_H
