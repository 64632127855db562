// The headers compile for host and device in each standard from C++17 on, with
// all warnings on; gpurt::allocator serves host containers too.
// REQUIRES: cuda
// RUN: %gpurt_cuda -std=c++17 -Wall -Wextra -Werror -I%S/../../../include -fsyntax-only %s
// RUN: %gpurt_cuda -std=c++20 -Wall -Wextra -Werror -I%S/../../../include -fsyntax-only %s
// RUN: %gpurt_cuda -std=c++23 -fgpu-rdc -Wall -Wextra -Werror -I%S/../../../include -fsyntax-only %s
#include "gpurt/alloc.h"
#include "gpurt/arena.h"
#include "gpurt/pool.h"
#include <memory>
#include <string>
#include <vector>

static_assert(std::allocator_traits<gpurt::allocator<int>>::is_always_equal());

void host() {
  std::vector<int, gpurt::allocator<int>> Numbers(10, 3);
  Numbers.push_back(4);
  std::vector<std::string, gpurt::allocator<std::string>> Words(3, "word");
}

// Zero-initialised variables need no constructor.
__device__ gpurt::arena<gpurt::scope::grid> Arena;
__device__ gpurt::pool<double> Doubles;
__device__ gpurt::memory_pool Bytes;

__global__ void device() {
  __shared__ gpurt::arena<gpurt::scope::block, gpurt::destructors::run> Shared;
  gpurt::arena_scope Scope(Shared);
  Shared.make<std::string *>();
  Arena.make<int>(1);
  Doubles.destroy(Doubles.create(1.5));
  Bytes.deallocate(Bytes.allocate(10));
}
