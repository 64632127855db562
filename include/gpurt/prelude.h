//===- gpurt/prelude.h - Included before every CUDA source ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `clang++ -fgpu-rt` includes this file by force, after clang's own
// __clang_cuda_runtime_wrapper.h and before the program. For device code it
// declares the library functions that gpu-rt brings and Clang lacks; the
// plugin gives the calls their meaning, so nothing is defined here and code
// that calls none of them compiles to the same PTX. For host code it adds one
// constructor that proves at program start that the runtime was linked in.
// Types and attributes are spelled out, since -nogpuinc leaves out CUDA's.
// In any other language than CUDA it is empty.
// Tests: test/ir/prelude/
//===----------------------------------------------------------------------===//
#ifndef GPURT_PRELUDE_H
#define GPURT_PRELUDE_H

#if defined(__CUDA__) && defined(__cplusplus) && defined(__clang__)

// The warnings that a program asks for are about its own text.
#pragma clang system_header

#define GPURT_DEVICE __attribute__((device))

//===----------------------------------------------------------------------===//
// Device: the C library
//===----------------------------------------------------------------------===//

// Clang lets a device function stand beside the host's of the same type, as
// its own wrapper does for malloc and free.
extern "C" {
GPURT_DEVICE void abort(void) noexcept __attribute__((noreturn));
GPURT_DEVICE void *calloc(__SIZE_TYPE__ Count, __SIZE_TYPE__ Size) noexcept;
GPURT_DEVICE void *realloc(void *Old, __SIZE_TYPE__ Size) noexcept;
GPURT_DEVICE void *aligned_alloc(__SIZE_TYPE__ Alignment,
                                 __SIZE_TYPE__ Size) noexcept;
GPURT_DEVICE void *memalign(__SIZE_TYPE__ Alignment,
                            __SIZE_TYPE__ Size) noexcept;
GPURT_DEVICE int posix_memalign(void **Result, __SIZE_TYPE__ Alignment,
                                __SIZE_TYPE__ Size) noexcept;
}

namespace std {
// <cstdlib> came first, and its using-declarations saw only the host's.
using ::abort;
using ::aligned_alloc;
using ::calloc;
using ::realloc;

GPURT_DEVICE void terminate() noexcept __attribute__((noreturn));

struct nothrow_t;
// The host's is an object of its library; the plugin removes the device's.
extern GPURT_DEVICE const nothrow_t nothrow;
#ifdef __cpp_aligned_new
enum class align_val_t : __SIZE_TYPE__;
#endif
} // namespace std

//===----------------------------------------------------------------------===//
// Device: operator new and delete
//===----------------------------------------------------------------------===//

// cuda_wrappers/new defines this form without noexcept, and Clang would then
// construct objects on the null that it returns. The first declaration counts.
GPURT_DEVICE void *operator new[](__SIZE_TYPE__ Size,
                                  const std::nothrow_t &) noexcept;

#ifdef __cpp_aligned_new
// cuda_wrappers/new has no aligned form at all, and Clang itself declares only
// those that new-expressions of over-aligned types call.
GPURT_DEVICE void *operator new(__SIZE_TYPE__ Size, std::align_val_t Alignment);
GPURT_DEVICE void *operator new[](__SIZE_TYPE__ Size,
                                  std::align_val_t Alignment);
GPURT_DEVICE void *operator new(__SIZE_TYPE__ Size, std::align_val_t Alignment,
                                const std::nothrow_t &) noexcept;
GPURT_DEVICE void *operator new[](__SIZE_TYPE__ Size,
                                  std::align_val_t Alignment,
                                  const std::nothrow_t &) noexcept;
GPURT_DEVICE void operator delete(void *Block, std::align_val_t) noexcept;
GPURT_DEVICE void operator delete[](void *Block, std::align_val_t) noexcept;
GPURT_DEVICE void operator delete(void *Block, __SIZE_TYPE__,
                                  std::align_val_t) noexcept;
GPURT_DEVICE void operator delete[](void *Block, __SIZE_TYPE__,
                                    std::align_val_t) noexcept;
GPURT_DEVICE void operator delete(void *Block, std::align_val_t,
                                  const std::nothrow_t &) noexcept;
GPURT_DEVICE void operator delete[](void *Block, std::align_val_t,
                                    const std::nothrow_t &) noexcept;
#endif

#undef GPURT_DEVICE

//===----------------------------------------------------------------------===//
// Host
//===----------------------------------------------------------------------===//

#if !defined(__CUDA_ARCH__) && defined(__CLANG_CUDA_RUNTIME_WRAPPER_H__)
// Fails to link without libgpurt, and lets it see whether this object was
// linked with --wrap: only then is the address its own wrapper's.
// Its name also tells the driver for which device the object is.
extern "C" void __gpurt_check_link(const void *Launch);
extern "C" void __gpurt_check_link_on_cpu(const void *Launch);

__attribute__((constructor)) static void __gpurt_check_link_of_this_object() {
  cudaError_t (*Launch)(const void *, dim3, dim3, void **, size_t,
                        cudaStream_t) = &cudaLaunchKernel;
#ifdef __GPURT_CPU__
  __gpurt_check_link_on_cpu(reinterpret_cast<const void *>(Launch));
#else
  __gpurt_check_link(reinterpret_cast<const void *>(Launch));
#endif
}
#endif

#endif // CUDA with Clang

#endif // GPURT_PRELUDE_H
