// GPURT_PANIC_JSON appends one line for each report, which a reader of JSON
// takes, beside the text on stderr.
// RUN: %{build} -o %t
// RUN: %{after-run} rm -f %t.json
// RUN: env GPURT_PANIC_JSON=%t.json %{run} %t 2>&1 | FileCheck --check-prefix=TEXT %s
// RUN: %{after-run} %python -c "import json, sys; [print(json.dumps(json.loads(line), sort_keys=True)) for line in open(sys.argv[1])]" %t.json | FileCheck %s
// TEXT: Assertion `text[0] != '"'` failed.
// TEXT: ok: two reports
// CHECK: "block_dim": [32, 1, 1]
// CHECK-SAME: "file": "{{.*}}json-of-every-report.cu", "function": "void fail(const char *)"
// CHECK-SAME: "kernel": "fail(char const*)", "kind": "assert", "lane": 7, "launch": [1, 1], "line": [[@LINE+15]], "message": "text[0] != '\"'"
// CHECK-SAME: "others": 0
// CHECK-SAME: "stack": [{"column": 3, "file": "{{.*}}json-of-every-report.cu", "function": "fail(char const*)", "line": [[@LINE+13]]}]
// CHECK-SAME: "thread": [7, 0, 0]
// CHECK-NEXT: "kind": "trap", "lane": 7, "launch": [2, 2]
// CHECK-SAME: "message": null
// CHECK-NOT: "kind"
#include "check.h"
#include "gpurt/runtime.h"
#include <cassert>
#include <cstring>

__global__ void fail(const char *text) {
  if (threadIdx.x != 7)
    return;
  assert(text[0] != '"');
  __trap();
}

int main() {
  DeviceArray<char> Text(2);
  MUST(cudaMemcpy(Text, "\"", 1, cudaMemcpyHostToDevice));
  fail<<<1, 32>>>(Text);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no assert");
  MUST(cudaMemcpy(Text, "x", 1, cudaMemcpyHostToDevice));
  fail<<<1, 32>>>(Text);
  expect(cudaDeviceSynchronize() == cudaErrorAssert, "no trap");
  gpurt_panic_info Info;
  char Json[100];
  expect(gpurt_last_panic(&Info) == 1, "no panic");
  expect(gpurt_panic_json(&Info, Json, sizeof Json) > sizeof Json, "short");
  expect(!std::strncmp(Json, "{\"kind\": \"trap\"", 15), "%s", Json);
  return finish("two reports");
}
