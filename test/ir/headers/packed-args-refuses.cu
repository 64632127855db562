// A format string that does not suit its values is an error that says why, in
// C++17 as well; so is a value that cannot be packed.
// REQUIRES: cuda
// RUN: not %cuda_device -std=c++17 -I%S/../../../include -fsyntax-only %s 2>&1 | FileCheck %s
// RUN: not %cuda_device -std=c++20 -I%S/../../../include -fsyntax-only %s 2>&1 | FileCheck %s
// RUN: not %cuda_device -DPACK -std=c++17 -I%S/../../../include -fsyntax-only %s 2>&1 | FileCheck --check-prefix=PACK %s
#include "gpurt/packed_args.h"

template <typename... Ts>
__device__ void take(gpurt::format_string<Ts...> Format, const Ts &...Values) {
  gpurt::pack(Values...);
}
struct Unknown {};

__global__ void kernel(int N, float F, const char *Any) {
#ifdef PACK
  // PACK: error: static assertion failed {{.*}}a value of this type cannot be packed
  gpurt::pack(Unknown());
#else
  take("{} {:5} {{}}", N, F);
  take(Any, N); // the host will see
  // CHECK: :[[#@LINE+1]]:8: error: wrong format string: there are fewer values than the format shows
  take("{} {}", N);
  // CHECK: :[[#@LINE+1]]:8: error: wrong format string: the type letter is for values of another type
  take("{:d}", F);
  // CHECK: :[[#@LINE+1]]:8: error: wrong format string: a brace has no partner; as text it is written twice
  take("{", N);
  // CHECK: :[[#@LINE+1]]:8: error: wrong format string: a precision is for floating point numbers and text
  take("{:.3}", N);
  // CHECK-NOT: error: wrong
#endif
}
