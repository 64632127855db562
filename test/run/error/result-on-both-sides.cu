// gpurt::result on the device, on the host and at compile time: values, errors,
// and what is made of both; with values that have a destructor as well.
// RUN: %{build} -o %t
// RUN: %{build} -std=c++20 -O0 -o %t.O0
// RUN: %{run} %t 2>&1 | FileCheck %s
// RUN: %{run} %t.O0 2>&1 | FileCheck %s
// CHECK: ok: results
#include "check.h"
#include "gpurt/result.h"

enum class wrong { digit = 40, large };

__host__ __device__ constexpr gpurt::result<int> digit(char C) {
  if (C < '0' || C > '9')
    return gpurt::error(wrong::digit, "not a digit");
  return C - '0';
}
__host__ __device__ constexpr gpurt::result<long> doubled(int Value) {
  if (Value > 4)
    return gpurt::error(wrong::large, "too large");
  return 2l * Value;
}
__host__ __device__ constexpr gpurt::result<void> only(bool Good) {
  if (!Good)
    return gpurt::error(gpurt::errc::failed, "no");
  return {};
}

// At compile time.
static_assert(digit('7').has_value() && *digit('7') == 7);
static_assert(digit('x').error().is(wrong::digit));
static_assert(digit('x').error().line() == 15);
static_assert(*digit('2').and_then(doubled) == 4);
static_assert(digit('9').and_then(doubled).error().is(wrong::large));
static_assert(digit('y').value_or(3) == 3);
static_assert(only(true) && !only(false));
static_assert(digit('y').context("a").context("b").error().depth() == 2);
static_assert(std::is_trivially_copyable_v<gpurt::result<double>>);
static_assert(std::is_trivially_copyable_v<gpurt::error>);

/// Counts how many there are.
struct Counted {
  int *Live;
  int Value;
  __host__ __device__ Counted(int *Live, int Value) : Live(Live), Value(Value) {
    ++*Live;
  }
  __host__ __device__ Counted(const Counted &C) : Counted(C.Live, C.Value) {}
  __host__ __device__ Counted &operator=(const Counted &C) {
    Value = C.Value;
    return *this;
  }
  __host__ __device__ ~Counted() { --*Live; }
};
/// Moves only.
struct Owner {
  int *Held;
  __host__ __device__ explicit Owner(int *Held) : Held(Held) {}
  __host__ __device__ Owner(Owner &&O) : Held(O.Held) { O.Held = nullptr; }
};

__host__ __device__ gpurt::result<Owner> own(int *Held) {
  if (!Held)
    return gpurt::error(gpurt::errc::not_found, "nothing to own");
  return Owner(Held);
}
__host__ __device__ gpurt::result<int> held(int *Held) {
  Owner Mine = GPURT_TRY(own(Held));
  return *Mine.Held;
}

#define RIGHT(CONDITION)                                                       \
  do {                                                                         \
    if (!(CONDITION) && !Failed)                                               \
      Failed = __LINE__;                                                       \
  } while (false)

/// \returns the line of the first expectation that does not hold, or 0.
__host__ __device__ int lookAtAll() {
  int Failed = 0, Live = 0;
  gpurt::result<int> Good = digit('5'), Bad = digit('?');
  RIGHT(Good && *Good == 5 && Good.value() == 5 && !Bad);
  RIGHT(Bad.error().code() == 40 && Bad.error().line() == 15);
  Good.value() = 6;
  RIGHT(*Good == 6 && Good.value_or(1) == 6 && Bad.value_or(1) == 1);
  RIGHT(*Good.map([](int V) { return V / 4.0; }) == 1.5);
  RIGHT(Bad.map([](int V) { return V / 4.0; }).error().is(wrong::digit));
  int Calls = 0;
  RIGHT(Good.map([&](int) { ++Calls; }).has_value() && Calls == 1);
  RIGHT(!Bad.map([&](int) { ++Calls; }) && Calls == 1);
  RIGHT(*Bad.or_else([](const gpurt::error &E) -> gpurt::result<int> {
    return E.code() + 1;
  }) == 41);
  RIGHT(*Good.or_else([](const gpurt::error &E) -> gpurt::result<int> {
    return E;
  }) == 6);
  RIGHT(Bad.map_error([](const gpurt::error &E) {
             return gpurt::error(E.code() + 2, "other");
           }).error()
            .code() == 42);
  RIGHT(only(true).and_then([] { return digit('1'); }).value() == 1);
  RIGHT(only(false).and_then([] { return digit('1'); }).error().code() == 1);
  {
    gpurt::result<Counted> A(Counted(&Live, 1)), B = A;
    RIGHT(Live == 2);
    B = gpurt::error(1, "gone");
    RIGHT(Live == 1 && !B);
    B = A;
    RIGHT(Live == 2 && B->Value == 1);
    A = B;
    RIGHT(Live == 2);
    gpurt::result<Counted> C = std::move(A).context("c");
    RIGHT(Live == 3);
    RIGHT(C.map([](const Counted &V) { return V.Value; }).value() == 1);
  }
  RIGHT(Live == 0);
  int Value = 9;
  RIGHT(*held(&Value) == 9 && held(nullptr).error().is(gpurt::errc::not_found));
  // More contexts than there is room for.
  gpurt::error Deep(1, "deep");
  for (int I = 0; I < 6; ++I)
    Deep = Deep.context("around");
  RIGHT(Deep.depth() == 6 && Deep.at(3).what && !Deep.at(4).what);
  return Failed;
}

__global__ void look(int *Out) { Out[threadIdx.x] = lookAtAll(); }

int main() {
  expect(lookAtAll() == 0, "host: line %d", lookAtAll());
  DeviceArray<int> Out(32);
  look<<<1, 32>>>(Out);
  MUST(cudaDeviceSynchronize());
  for (int Line : Out.host())
    expect(Line == 0, "device: line %d", Line);
  return finish("results");
}
