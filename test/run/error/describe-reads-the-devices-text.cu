// A result comes to the host in the program's own memory: gpurt::describe reads
// the text of its error, which lies in the device's module.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: {{^}}{{.*}}describe-reads-the-devices-text.cu:[[#@LINE+10]]: root: error 3: negative
// CHECK-NEXT: gpurt: while solving, at {{.*}}describe-reads-the-devices-text.cu:[[#@LINE+14]]
// CHECK: host: {{.*}}: main: error 4: made here
// CHECK: ok: describe
#include "check.h"
#include "gpurt/result.h"
#include <cmath>

__device__ gpurt::result<float> root(float X) {
  if (X < 0)
    return gpurt::error(gpurt::errc::out_of_range, "negative");
  return sqrtf(X);
}
__global__ void solve(gpurt::result<float> *Out, const float *In) {
  auto Root = root(In[threadIdx.x]);
  Out[threadIdx.x] = Root.context("while solving");
}

int main() {
  const float Numbers[] = {4, -1};
  DeviceArray<float> In(2);
  MUST(cudaMemcpy(In, Numbers, sizeof Numbers, cudaMemcpyHostToDevice));
  gpurt::result<float> Results[2] = {0.f, 0.f}, *Out;
  MUST(cudaMalloc(&Out, sizeof Results));
  solve<<<1, 2>>>(Out, In);
  MUST(cudaMemcpy(Results, Out, sizeof Results, cudaMemcpyDeviceToHost));
  expect(Results[0] && *Results[0] == 2, "value");
  expect(!Results[1] && Results[1].error().is(gpurt::errc::out_of_range), "error");
  gpurt::error_info Info = gpurt::describe(Results[1].error());
  std::printf("%s\n", gpurt::to_text(Info).c_str());
  Info = gpurt::describe(gpurt::error(4, "made here"));
  std::printf("host: %s\n", gpurt::to_text(Info).c_str());
  return finish("describe");
}
