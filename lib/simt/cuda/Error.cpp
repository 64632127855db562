//===- Error.cpp - Errors, their names, and the dead context --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A thread's last error is its own; the death of the context is everybody's.
// As on a GPU, nothing brings the context back: cudaDeviceReset only changes
// the error that every call returns (46, measured on H100).
// Test: test/unit/cudart/DeviceTest.cpp
//===----------------------------------------------------------------------===//
#include "Capture.h"
#include "Runtime.h"
#include "Schedules.h"

#include <algorithm>
#include <iterator>

namespace gpurt::simt {
namespace {

thread_local cudaError_t Last = cudaSuccess;
std::atomic<cudaError_t> Death{cudaSuccess};
std::atomic<bool> Seen{false};

struct ErrorText {
  cudaError_t Error;
  const char *Name;
  const char *Text;
};

// Every name of the toolkit's driver_types.h, and CUDA's own words for those
// that programs meet; ErrorNames.inc is generated.
#define GPURT_ERROR(NAME) {NAME, #NAME, nullptr},
const ErrorText Names[] = {
#include "ErrorNames.inc"
};
#undef GPURT_ERROR

const ErrorText Texts[] = {
    {cudaSuccess, "", "no error"},
    {cudaErrorInvalidValue, "", "invalid argument"},
    {cudaErrorMemoryAllocation, "", "out of memory"},
    {cudaErrorInitializationError, "", "initialization error"},
    {cudaErrorInvalidConfiguration, "", "invalid configuration argument"},
    {cudaErrorInvalidPitchValue, "", "invalid pitch argument"},
    {cudaErrorInvalidSymbol, "", "invalid device symbol"},
    {cudaErrorInvalidMemcpyDirection, "", "invalid copy direction for memcpy"},
    {cudaErrorDevicesUnavailable, "",
     "CUDA-capable device(s) is/are busy or unavailable"},
    {cudaErrorInvalidDeviceFunction, "", "invalid device function"},
    {cudaErrorNoDevice, "", "no CUDA-capable device is detected"},
    {cudaErrorInvalidDevice, "", "invalid device ordinal"},
    {cudaErrorInvalidKernelImage, "", "device kernel image is invalid"},
    {cudaErrorHostMemoryAlreadyRegistered, "",
     "part or all of the requested memory range is already mapped"},
    {cudaErrorHostMemoryNotRegistered, "",
     "pointer does not correspond to a registered memory region"},
    {cudaErrorInvalidResourceHandle, "", "invalid resource handle"},
    {cudaErrorSymbolNotFound, "", "named symbol not found"},
    {cudaErrorNotReady, "", "device not ready"},
    {cudaErrorIllegalAddress, "", "an illegal memory access was encountered"},
    {cudaErrorLaunchOutOfResources, "",
     "too many resources requested for launch"},
    {cudaErrorLaunchTimeout, "", "the launch timed out and was terminated"},
    {cudaErrorAssert, "", "device-side assert triggered"},
    {cudaErrorLaunchFailure, "", "unspecified launch failure"},
    {cudaErrorCooperativeLaunchTooLarge, "",
     "too many blocks in cooperative launch"},
    {cudaErrorNotPermitted, "", "operation not permitted"},
    {cudaErrorNotSupported, "", "operation not supported"},
    {cudaErrorIllegalState, "",
     "the operation cannot be performed in the present state"},
    {cudaErrorStreamCaptureUnsupported, "",
     "operation not permitted when stream is capturing"},
    {cudaErrorStreamCaptureInvalidated, "",
     "operation failed due to a previous error during capture"},
    {cudaErrorStreamCaptureMerge, "",
     "operation would result in a merge of separate capture sequences"},
    {cudaErrorStreamCaptureUnmatched, "",
     "capture was not ended in the same stream as it began"},
    {cudaErrorStreamCaptureUnjoined, "", "capturing stream has unjoined work"},
    {cudaErrorStreamCaptureIsolation, "",
     "dependency created on uncaptured work in another stream"},
    {cudaErrorStreamCaptureImplicit, "",
     "operation would make the legacy stream depend on a capturing blocking "
     "stream"},
    {cudaErrorCapturedEvent, "",
     "operation not permitted on an event last recorded in a capturing stream"},
    {cudaErrorStreamCaptureWrongThread, "",
     "attempt to terminate a thread-local capture sequence from another "
     "thread"},
    {cudaErrorGraphExecUpdateFailure, "",
     "the graph update was not performed because it included changes which "
     "violated constraints specific to instantiated graph update"},
    {cudaErrorUnknown, "", "unknown error"},
};

template <size_t N>
const ErrorText *find(const ErrorText (&In)[N], cudaError_t Error) {
  auto Found = std::find_if(std::begin(In), std::end(In),
                            [=](auto &Each) { return Each.Error == Error; });
  return Found == std::end(In) ? nullptr : Found;
}

} // namespace

cudaError_t done(cudaError_t Error) {
  divideIntoRuns();
  if (Error != cudaSuccess)
    Last = Error;
  return Error;
}

cudaError_t waitForAll() {
  cudaError_t Error = Death.load(std::memory_order_acquire);
  if (Error != cudaSuccess)
    Seen.store(true, std::memory_order_release);
  return Error;
}

cudaError_t deadContext() {
  return Seen.load(std::memory_order_acquire) ? waitForAll() : cudaSuccess;
}

void killContext(cudaError_t Error) {
  Death.store(Error, std::memory_order_release);
}

bool isContextDead() {
  return Death.load(std::memory_order_acquire) != cudaSuccess;
}

} // namespace gpurt::simt

using namespace gpurt::simt;

GPURT_API cudaError_t cudaGetLastError() {
  cudaError_t Error = deadContext();
  if (Error == cudaSuccess)
    std::swap(Error, Last);
  return Error;
}

GPURT_API cudaError_t cudaPeekAtLastError() {
  cudaError_t Error = deadContext();
  return Error == cudaSuccess ? Last : Error;
}

GPURT_API const char *cudaGetErrorName(cudaError_t Error) {
  const ErrorText *Found = find(Names, Error);
  return Found ? Found->Name : "unrecognized error code";
}

GPURT_API const char *cudaGetErrorString(cudaError_t Error) {
  const ErrorText *Found = find(Texts, Error);
  return Found ? Found->Text : cudaGetErrorName(Error);
}

GPURT_API cudaError_t cudaDeviceSynchronize() {
  cudaError_t Error = enterAll();
  return done(Error ? Error : waitForAll());
}

GPURT_API cudaError_t cudaDeviceReset() {
  if (waitForAll() != cudaSuccess)
    killContext(cudaErrorDevicesUnavailable);
  return done(waitForAll());
}
