// The resources satisfy CCCL's cuda::mr::resource.
// REQUIRES: cuda
// RUN: %gpurt_cuda -std=c++17 -I%S/../../../include -isystem /usr/local/cuda/include/cccl -DLIBCUDACXX_ENABLE_EXPERIMENTAL_MEMORY_RESOURCE -fsyntax-only %s
#include "gpurt/alloc.h"
#include <cuda/memory_resource>

__device__ void inDeviceCode() {
  static_assert(cuda::mr::resource<gpurt::heap_resource>);
  static_assert(cuda::mr::resource<gpurt::pool_resource>);
  static_assert(cuda::mr::resource<gpurt::arena_resource<gpurt::arena<>>>);
  static_assert(cuda::mr::resource<gpurt::memory_resource>);
  static_assert(!cuda::mr::resource<gpurt::allocator<int>>);
}
