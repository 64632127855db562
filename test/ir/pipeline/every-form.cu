// Every form of allocation that the language and the library have compiles and
// assembles in each standard, in device code alone and in -fgpu-rdc.
// REQUIRES: cuda
// RUN: %gpurt_device -std=c++11 -O0 -c %s -o %t.o
// RUN: %gpurt_device -std=c++14 -O2 -c %s -o %t.o
// RUN: %gpurt_device -std=c++17 -O0 -c %s -o %t.o
// RUN: %gpurt_device -std=c++17 -O2 -fgpu-rdc -c %s -o %t.o
// RUN: %gpurt_device -std=c++20 -O2 -c %s -o %t.o
// RUN: %gpurt_device -std=c++23 -O2 -c %s -o %t.o
// RUN: %gpurt_device -std=c++23 -O2 -S %s -o - | FileCheck %s
// RUN: %gpurt_device -std=c++23 -O0 -S %s -o - | FileCheck %s
// CHECK-NOT: .extern
#include <cassert>
#include <cstdlib>
#include <exception>
#include <malloc.h>
#include <memory>
#include <new>

struct Small {
  int X;
  __device__ Small() : X(1) {}
  __device__ ~Small() {}
};
struct alignas(64) Wide {
  int X[16];
  __device__ Wide() {}
  __device__ ~Wide() {}
};

__device__ void *volatile Kept;
template <typename T> __device__ T *keep(T *P) {
  Kept = P;
  return P;
}

__global__ void news(int N) {
  delete keep(new int(N));
  delete keep(new Small);
  delete[] keep(new Small[N]);
  delete keep(new (std::nothrow_t{}) Small);
  delete[] keep(new (std::nothrow_t{}) Small[N]);
  ::operator delete(keep(::operator new(N)));
  ::operator delete[](keep(::operator new[](N)));
  ::operator delete(keep(::operator new(N, std::nothrow_t{})),
                    std::nothrow_t{});
  ::operator delete[](keep(::operator new[](N, std::nothrow_t{})),
                      std::nothrow_t{});
#ifdef __cpp_sized_deallocation
  ::operator delete(keep(::operator new(N)), size_t(N));
  ::operator delete[](keep(::operator new[](N)), size_t(N));
#endif
#ifdef __cpp_aligned_new
  constexpr std::align_val_t A{64};
  delete keep(new Wide);
  delete[] keep(new Wide[N]);
  delete keep(new (std::nothrow_t{}) Wide);
  delete[] keep(new (std::nothrow_t{}) Wide[N]);
  ::operator delete(keep(::operator new(N, A)), A);
  ::operator delete[](keep(::operator new[](N, A)), A);
  ::operator delete(keep(::operator new(N, A, std::nothrow_t{})), A,
                    std::nothrow_t{});
  ::operator delete[](keep(::operator new[](N, A, std::nothrow_t{})), A,
                      std::nothrow_t{});
  ::operator delete(keep(::operator new(N, A)), size_t(N), A);
  ::operator delete[](keep(::operator new[](N, A)), size_t(N), A);
#endif
}

__global__ void cs(int N) {
  void *P = keep(malloc(N));
  P = keep(realloc(P, N + 1));
  free(P);
  P = keep(std::malloc(N));
  P = keep(std::realloc(P, N + 1));
  std::free(P);
  free(keep(calloc(N, 2)));
  free(keep(std::calloc(N, 2)));
  free(keep(aligned_alloc(64, N)));
  free(keep(std::aligned_alloc(64, N)));
  free(keep(memalign(64, N)));
  void *Q;
  if (posix_memalign(&Q, 64, N) == 0)
    free(keep(Q));
}

__global__ void ends(int N) {
  assert(N != 1);
  if (N == 2)
    abort();
  if (N == 3)
    std::abort();
  if (N == 4)
    std::terminate();
  if (N == 5)
    __builtin_trap();
  if (N == 6)
    __trap();
}
