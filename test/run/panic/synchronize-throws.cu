// gpurt::synchronize throws what a panic was, for the device or for a stream,
// once; other errors of CUDA are other exceptions.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: caught: {{.*}}synchronize-throws.cu:[[#@LINE+12]]: void fail(int): block: [1,0,0], thread: [5,0,0] Check `Index < 5` failed: index 5.
// CHECK: ok: exceptions
#include "check.h"
#include "gpurt/panic.h"
#include <cstring>
#include <type_traits>

static_assert(std::is_base_of<std::runtime_error, gpurt::panic_error>());
static_assert(std::is_nothrow_copy_constructible<gpurt::panic_error>());

__global__ void fail(int Index) {
  if (blockIdx.x == 1 && threadIdx.x == 5)
    GPURT_CHECK(Index < 5, "index {}", Index);
}

/// \returns what \p Wait throws.
template <typename Call> std::string thrownBy(Call Wait) {
  try {
    Wait();
    return "";
  } catch (const gpurt::panic_error &Error) {
    expect(Error.info().thread[0] == 5, "thread %u", Error.info().thread[0]);
    expect(Error.info().kind == GPURT_PANIC_CHECK, "kind");
    return Error.what();
  } catch (const std::runtime_error &Error) {
    return std::string("other: ") + Error.what();
  }
}

int main() {
  cudaStream_t A, B;
  MUST(cudaStreamCreateWithFlags(&A, cudaStreamNonBlocking));
  MUST(cudaStreamCreateWithFlags(&B, cudaStreamNonBlocking));
  fail<<<2, 32>>>(5);
  std::string Text = thrownBy([] { gpurt::synchronize(); });
  std::printf("caught: %s\n", Text.c_str());
  Text = thrownBy([] { gpurt::synchronize(); });
  expect(Text.empty(), "twice: %s", Text.c_str());
  fail<<<2, 32, 0, A>>>(6);
  Text = thrownBy([=] { gpurt::synchronize(B); });
  expect(Text.empty(), "other stream: %s", Text.c_str());
  Text = thrownBy([=] { gpurt::synchronize(A); });
  expect(Text.find("index 6") != Text.npos, "own stream: %s", Text.c_str());
  gpurt::panic_info Info = *gpurt::last_panic();
  expect(gpurt::to_text(Info) == Text, "text: %s", gpurt::to_text(Info).c_str());
  expect(gpurt::to_json(Info).find("\"message\": \"Check `Index < 5` failed: "
                                   "index 6\"") != std::string::npos,
         "json: %s", gpurt::to_json(Info).c_str());
  expect(gpurt::last_panic_sites().size() == 1, "sites");
  gpurt::clear_panic();
  nextKernelIsRight(A);
  return finish("exceptions");
}
