//===- Runtime.h - What the parts of the CPU's CUDA share -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libgpurt-cpu: CUDA 13's runtime with one device, the SIMT engine.
// Every call does its work before it returns, in the order of the calls: one
// of the orders that streams allow. Errors of a kernel still come as in CUDA:
// the launch returns success, the next call that waits returns the error, and
// from then on every call does (the context is dead).
// Locks: launches take one (Launch.cpp) for the whole launch; no call that
// libgpurt's growth thread makes waits for it.
// Tests: test/unit/cudart/
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_CUDA_RUNTIME_H
#define GPURT_LIB_SIMT_CUDA_RUNTIME_H

#include "Arena.h"

#include "engine/Bounds.h"

#include <cuda.h>
#include <cuda_runtime_api.h>

#include <atomic>
#include <cstdint>
#include <string>

// What compilers call in generated code; no CUDA header for users has it.
extern "C" cudaError_t __cudaLaunchKernel(cudaKernel_t Handle, dim3 Grid,
                                          dim3 Block, void **Args,
                                          size_t Shared, cudaStream_t Stream);

// This library's names are CUDA's.
#define GPURT_API extern "C" __attribute__((visibility("default")))
/// The form of a call for --default-stream=per-thread: all streams of this
/// device keep the order of the calls, so it is the same function.
#define GPURT_PER_THREAD(NAME, SUFFIX)                                         \
  extern "C" __attribute__((visibility("default"),                             \
                            alias(#NAME))) decltype(::NAME) NAME##SUFFIX;

namespace gpurt::simt {

//===--- Settings.cpp -----------------------------------------------------===//

inline constexpr unsigned Multiprocessors = 4;
inline constexpr unsigned MaxThreadsPerBlock = 1024;
inline constexpr unsigned MaxThreadsPerMultiprocessor = 2048;
inline constexpr size_t SharedPerBlock = 48 * 1024;
inline constexpr size_t SharedPerBlockOptin = 227 * 1024;
inline constexpr size_t SharedPerMultiprocessor = 228 * 1024;
inline constexpr int RuntimeVersion = CUDART_VERSION;

/// From GPURT_CPU_MEMORY_MB, or 4 GiB.
size_t cardBytes();

/// \returns the number in the variable \p Name, or \p Default. Text that is no
/// number is reported once, with \p Name.
uint64_t numberFromEnvironment(const char *Name, uint64_t Default);

/// One line "gpurt: ..." on stderr.
void say(const std::string &Text);

//===--- Error.cpp --------------------------------------------------------===//

/// Remembers \p Error as the thread's last one. \returns it
cudaError_t done(cudaError_t Error);

/// For calls that wait for the device, or touch its memory: \returns the error
/// of a kernel that failed, which from now on everybody sees.
cudaError_t waitForAll();

/// For other calls: the error if someone has seen it.
cudaError_t deadContext();

/// A kernel failed.
void killContext(cudaError_t Error);
/// True also before anybody has seen it: kernels behind it do not run.
bool isContextDead();

//===--- Memory.cpp -------------------------------------------------------===//

enum MemoryKind : unsigned { DeviceMemory, ManagedMemory, PinnedMemory };

Arena &deviceArena();
Arena &pinnedArena();

/// Counts towards the card's memory. \returns false if it does not fit
bool takeCardMemory(size_t Bytes);
void giveCardMemory(size_t Bytes);
size_t freeCardMemory();

/// True if the whole of it is memory that kernels may use.
bool isDeviceMemory(const void *Pointer, size_t Size);

/// Where \p Address lies, for messages.
std::string describeAddress(uintptr_t Address);

/// The range of cudaHostRegister that \p Address is in.
Extent registeredAt(uintptr_t Address);

/// In words of 8 bytes where possible: a kernel may look at the same time.
void copyWords(void *To, const void *From, size_t Size);

/// Changes when the host copied, or wrote to pinned memory (its first \p Most
/// bytes are looked at); 0 while there is no pinned memory.
uint64_t hostActivity(size_t Most);

//===--- Driver.cpp -------------------------------------------------------===//

/// True if [Pointer, +Size) is mapped by cuMemMap and opened.
bool isMapped(const void *Pointer, size_t Size);
/// From the mapping that holds \p Address to the end of those behind it.
Extent mappedAt(uintptr_t Address);

//===--- Stream.cpp -------------------------------------------------------===//

bool isStream(cudaStream_t Stream);
/// True if its work comes before and after that of the legacy stream. For a
/// handle that isStream accepts.
bool isBlocking(cudaStream_t Stream);

bool isEvent(cudaEvent_t Event);
/// The event happens now. \returns false if there is none
bool markEvent(cudaEvent_t Event);

/// The device's clock: advances with steps of kernels and bytes of copies, so
/// that elapsed times repeat.
void advanceDeviceTime(uint64_t Nanoseconds);
void advanceForCopy(size_t Bytes);
uint64_t deviceTime();

//===--- Launch.cpp -------------------------------------------------------===//

/// Called on the launching thread whenever a lane sleeps: the chance to answer
/// a device that waits for the host, at a moment that only the seed decides.
/// libgpurt may set it; null: a thread must do it, in real time.
using HostTurn = void (*)();
extern std::atomic<HostTurn> TurnOfHost;

/// Blocks of a kernel that one multiprocessor holds.
unsigned residentBlocks(unsigned Threads, size_t SharedBytes);

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_CUDA_RUNTIME_H
