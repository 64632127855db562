// gpurt::report tells the host of an error, with the contexts that its way out
// added, and the thread goes on; no call of CUDA fails.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: report-names-place-and-context.cu:[[#@LINE+14]]: digit: block: [1,0,0], thread: [3,0,0] error 2: not a digit
// CHECK-NEXT: gpurt: while reading a number, at {{.*}}report-names-place-and-context.cu:[[#@LINE+19]]
// CHECK-NEXT: gpurt: while reading row 3, at {{.*}}report-names-place-and-context.cu:[[#@LINE+27]]
// CHECK-NEXT: #0 parse(char const*, int*) at {{.*}}report-names-place-and-context.cu:[[#@LINE+28]]:
// CHECK: told: not a digit
// CHECK: host: {{.*}}: main: error 5: of the host
// CHECK: ok: reports
#include "check.h"
#include "gpurt/result.h"
#include <cstring>

namespace {
__device__ gpurt::result<int> digit(char C) {
  if (C < '0' || C > '9')
    return gpurt::error(2, "not a digit");
  return C - '0';
}
__device__ __noinline__ gpurt::result<int> number(const char *Text) {
  int Sum = 0;
  for (; *Text; ++Text)
    Sum = 10 * Sum + GPURT_TRY_WHILE(digit(*Text), "while reading a number");
  return Sum;
}
} // namespace

/// Four rows of 8 bytes.
__global__ void parse(const char *Rows, int *Out) {
  if (blockIdx.x != 1 || threadIdx.x > 3)
    return;
  auto Row = number(Rows + 8 * threadIdx.x).context("while reading row 3");
  if (!Row)
    gpurt::report(Row.error());
  Out[threadIdx.x] = Row.value_or(-1);
}

int main() {
  DeviceArray<char> Rows(32);
  DeviceArray<int> Out(4);
  char Text[32] = "12\0     34\0     5\0      6x7";
  MUST(cudaMemcpy(Rows, Text, 32, cudaMemcpyHostToDevice));
  int Told = 0;
  gpurt::on_error(
      [](const gpurt::error_info *Info, void *Data) {
        ++*static_cast<int *>(Data);
        std::printf("told: %s\n", Info->at.message);
      },
      &Told);
  parse<<<2, 32>>>(Rows, Out);
  MUST(cudaDeviceSynchronize());
  MUST(cudaGetLastError());
  std::vector<int> Got = Out.host();
  expect(Got[0] == 12 && Got[1] == 34 && Got[2] == 5 && Got[3] == -1, "%d %d %d",
         Got[0], Got[2], Got[3]);
  expect(Told == 1, "told %d times", Told);
  expect(!gpurt::last_panic(), "a panic");

  std::vector<gpurt::error_info> Errors = gpurt::last_errors();
  if (expect(Errors.size() == 1, "%zu errors", Errors.size())) {
    const gpurt::error_info &Info = Errors[0];
    expect(Info.code == 2 && Info.depth == 2, "code %d", Info.code);
    expect(Info.at.thread[0] == 3 && Info.at.block[0] == 1, "thread");
    expect(!std::strcmp(Info.contexts[1].what, "while reading row 3"), "%s",
           Info.contexts[1].what);
    expect(std::strstr(Info.contexts[1].file, "context.cu"), "%s",
           Info.contexts[1].file);
  }
  gpurt::on_error(nullptr);
  gpurt::report(gpurt::error(5, "of the host"));
  Errors = gpurt::last_errors();
  expect(Errors.size() == 2 && Errors[1].at.device == -1, "host's");
  std::printf("host: %s\n", gpurt::to_text(Errors.back()).c_str());
  gpurt_clear_errors();
  expect(gpurt::last_errors().empty(), "not cleared");
  nextKernelIsRight();
  return finish("reports");
}
