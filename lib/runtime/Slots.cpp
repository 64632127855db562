//===- Slots.cpp - Writing the state's address into modules ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Slots.h.
// Test: test/unit/LaunchTest.cpp
//===----------------------------------------------------------------------===//
#include "Slots.h"
#include "Device.h"
#include "Grower.h"
#include "Logs.h"
#include "Message.h"
#include "Modules.h"
#include "Process.h"

#include <exception>

using namespace gpurt;
using namespace gpurt::runtime;

namespace {

/// Where a module keeps its slot on the current device.
struct SlotPlace {
  void *Address = nullptr; ///< null: it has none
  size_t Size = 0;
};

/// The slots of one module.
struct SlotPlaces {
  SlotPlace State;
  SlotPlace Log; ///< where it has none of these it does not log
};

void complainOfLaunch(const char *Step, const char *Why) {
  static Once First;
  if (First())
    complain("cannot prepare a kernel for gpu-rt: %s: %s", Step, Why);
}

bool findInModule(const DriverApi &Driver, CUmodule Module, const char *Name,
                  SlotPlace &Place) {
  CUdeviceptr Address = 0;
  CUresult Error = Driver.ModuleGetGlobal(&Address, &Place.Size, Module, Name);
  if (Error == CUDA_ERROR_NOT_FOUND)
    return true;
  if (Error != CUDA_SUCCESS) {
    complainOfLaunch("cuModuleGetGlobal", Driver.text(Error));
    return false;
  }
  Place.Address = reinterpret_cast<void *>(Address);
  return true;
}

bool findInLibrary(cudaLibrary_t Library, const char *Name, SlotPlace &Place) {
  cudaError_t Error =
      cudaLibraryGetGlobal(&Place.Address, &Place.Size, Library, Name);
  if (Error == cudaSuccess)
    return true;
  Place = {};
  if (Error == cudaErrorSymbolNotFound || Error == cudaErrorInvalidSymbol)
    return true;
  complainOfLaunch("cudaLibraryGetGlobal", cudaGetErrorString(Error));
  return false;
}

/// Only what has a slot can have another. \returns false if CUDA failed
template <typename Finder> bool findBoth(SlotPlaces &Places, Finder Find) {
  return Find(abi::SlotName, Places.State) &&
         (!Places.State.Address ||
          !logs::AreWanted.load(std::memory_order_relaxed) ||
          Find(abi::LogSlotName, Places.Log));
}

bool findBoth(const DriverApi &Driver, CUmodule Module, SlotPlaces &Places) {
  return findBoth(Places, [&](const char *Name, SlotPlace &Place) {
    return findInModule(Driver, Module, Name, Place);
  });
}

bool findSlots(const DriverApi &Driver, const Module &Owner, const void *Kernel,
               SlotPlaces &Places) {
  if (Owner.Library)
    return findBoth(Places, [&](const char *Name, SlotPlace &Place) {
      return findInLibrary(Owner.Library, Name, Place);
    });
  const void *Symbol = Modules::get().symbolFor(Owner, Kernel);
  if (!Symbol)
    return false;
  cudaFunction_t Function = nullptr;
  cudaError_t Error = __real_cudaGetFuncBySymbol(&Function, Symbol);
  if (Error != cudaSuccess) {
    complainOfLaunch("cudaGetFuncBySymbol", cudaGetErrorString(Error));
    return false;
  }
  CUmodule Module = nullptr;
  if (CUresult Result = Driver.FuncGetModule(&Module, Function)) {
    complainOfLaunch("cuFuncGetModule", Driver.text(Result));
    return false;
  }
  return findBoth(Driver, Module, Places);
}

/// Connects a module that logs, on device \p Ordinal, whose state exists. If
/// that fails the module runs and logs nothing.
void connectLog(int Ordinal, const SlotPlace &Place) {
  if (!Place.Address)
    return;
  if (Place.Size != sizeof(abi::LogSlot)) {
    complain("a module's %s has %zu bytes, not %zu: it was built for another "
             "gpu-rt and logs nothing; compile it again",
             abi::LogSlotName, Place.Size, sizeof(abi::LogSlot));
    return;
  }
  logs::connect(Ordinal, DeviceState::of(Ordinal).Calls, Place.Address);
}

gpurt_status writeSlots(const DriverApi &Driver, int Ordinal,
                        const SlotPlaces &Places) {
  const SlotPlace &Place = Places.State;
  DeviceState &Device = DeviceState::of(Ordinal);
  if (Place.Size != sizeof(abi::Slot)) {
    complain("a module's %s has %zu bytes, not %zu: it was built for another "
             "gpu-rt; compile it again",
             abi::SlotName, Place.Size, sizeof(abi::Slot));
    return GPURT_WRONG_VERSION;
  }
  if (Device.ensure(Driver) != cudaSuccess)
    return GPURT_CUDA_ERROR;
  abi::Slot Slot = abi::makeSlot(Device.onDevice(), Device.layout().Heap);
  cudaError_t Error = Device.Calls.write(Place.Address, &Slot, sizeof(Slot));
  if (Error != cudaSuccess) {
    complainOfLaunch("writing the slot", cudaGetErrorString(Error));
    return GPURT_CUDA_ERROR;
  }
  connectLog(Ordinal, Places.Log);
  return GPURT_OK;
}

/// Settles \p Owner on device \p Ordinal, which is the current one.
void settleModule(Module &Owner, const void *Kernel, int Ordinal) {
  std::lock_guard Guard(Owner.SettleLock);
  uint64_t Bit = 1ull << Ordinal;
  if (Owner.Settled.load(std::memory_order_acquire) & Bit)
    return;
  RelaxedCapture Capture;
  OwnErrors Errors;
  const DriverApi *Driver = DriverApi::get();
  SlotPlaces Places;
  if (!Driver || !findSlots(*Driver, Owner, Kernel, Places))
    return;
  if (Places.State.Address) {
    if (writeSlots(*Driver, Ordinal, Places) != GPURT_OK)
      return;
    Owner.Uses.fetch_or(Bit, std::memory_order_relaxed);
  }
  // Release: with the bit, Uses and the state are visible, and the copy is
  // done.
  Owner.Settled.fetch_or(Bit, std::memory_order_release);
}

/// \returns false, and says so once, if there is no usable current device.
bool currentDevice(int &Ordinal) {
  cudaError_t Error = cudaGetDevice(&Ordinal);
  if (Error != cudaSuccess) {
    complainOfLaunch("cudaGetDevice", cudaGetErrorString(Error));
    return false;
  }
  if (Ordinal >= MaxDevices) {
    complainOfLaunch("cudaGetDevice", "gpu-rt knows devices 0 to 63 only");
    return false;
  }
  return true;
}

} // namespace

DeviceState *gpurt::runtime::settle(const void *Kernel) noexcept {
  Module *Owner = Modules::get().find(Kernel);
  int Ordinal = 0;
  if (!Owner || isForkedChild() || !currentDevice(Ordinal))
    return nullptr;
  uint64_t Bit = 1ull << Ordinal;
  if (!(Owner->Settled.load(std::memory_order_acquire) & Bit)) {
    try {
      settleModule(*Owner, Kernel, Ordinal);
    } catch (const std::exception &Error) {
      complainOfLaunch("host", Error.what());
    }
  }
  if (!(Owner->Uses.load(std::memory_order_relaxed) & Bit))
    return nullptr;
  return &DeviceState::of(Ordinal);
}

void gpurt::runtime::settleForDriver(const void *Kernel) noexcept {
  if (DeviceState *Device = settle(Kernel)) {
    Device->Restless.store(true, std::memory_order_relaxed);
    Grower::get().nudge();
  }
}

gpurt_status gpurt::runtime::attachModule(CUmod_st *Module) noexcept {
  if (!Module)
    return GPURT_INVALID;
  int Ordinal = 0;
  if (isForkedChild())
    return GPURT_NO_DEVICE;
  {
    OwnErrors Errors;
    int Count = 0;
    if (cudaGetDeviceCount(&Count) != cudaSuccess || Count == 0 ||
        !currentDevice(Ordinal))
      return GPURT_NO_DEVICE;
  }
  RelaxedCapture Capture;
  OwnErrors Errors;
  const DriverApi *Driver = DriverApi::get();
  if (!Driver)
    return GPURT_NO_DEVICE;
  try {
    SlotPlaces Places;
    if (!findBoth(*Driver, Module, Places))
      return GPURT_CUDA_ERROR;
    if (!Places.State.Address)
      return GPURT_NOT_USED;
    DeviceState &Device = DeviceState::of(Ordinal);
    gpurt_status Status = writeSlots(*Driver, Ordinal, Places);
    if (Status == GPURT_OK) {
      // Its launches go through the driver: the growth thread stays awake.
      Device.Restless.store(true, std::memory_order_relaxed);
      Grower::get().nudge();
    }
    return Status;
  } catch (const std::exception &Error) {
    complain("cannot attach a module: %s", Error.what());
    return GPURT_CUDA_ERROR;
  }
}
