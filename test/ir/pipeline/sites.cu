// Panics know their inlined call stack at -O2, and at -O0 at least their own
// line, in LTO too. The driver's -fdebug-info-for-profiling adds the full names
// of functions that inlining removed. Nothing of it is left in the PTX.
// REQUIRES: cuda
// DEFINE: %{lines} = -Xarch_device -gline-directives-only
// DEFINE: %{names} = -Xclang -fdebug-info-for-profiling
// DEFINE: %{strip} = -Xarch_device -mllvm=-gpurt-strip-debug
// RUN: %gpurt_device -O2 %{lines} -S -emit-llvm %s -o - | FileCheck %s --check-prefixes=BOTH,O2 -DCHECK=check -DAT=operator[]
// RUN: %gpurt_device -O2 %{lines} %{names} -S -emit-llvm %s -o - | FileCheck %s --check-prefixes=BOTH,O2 -DCHECK="check(int)" -DAT="ns::Row::operator[](int)"
// RUN: %gpurt_device -O2 %{lines} %{names} -fgpu-rdc -foffload-lto -S -emit-llvm %s -o - | FileCheck %s --check-prefixes=BOTH,O2 -DCHECK="check(int)" -DAT="ns::Row::operator[](int)"
// RUN: %gpurt_device -O0 %{lines} -S -emit-llvm %s -o - | FileCheck %s --check-prefixes=BOTH,O0
// RUN: %gpurt_device -O2 %{lines} %{names} %{strip} -S %s -o - | FileCheck %s --check-prefix=PTX
// PTX-NOT: .loc
// PTX-NOT: .file
// PTX-NOT: .section
#include <cassert>

// O2-DAG: c"[[CHECK]]\09{{[^"]*}}sites.cu\09[[#@LINE+3]]\093\0Akernel(int*, int)\09{{[^"]*}}sites.cu\09[[#@LINE+17]]\093\0A\00"
// O0-DAG: c"check(int)\09{{[^"]*}}sites.cu\09[[#@LINE+2]]\093\0A\00"
static __device__ void check(int N) {
  assert(N > 0 && "positive");
}
namespace ns {
struct Row {
  int *Data, Size;
  // O2-DAG: c"[[AT]]\09{{[^"]*}}sites.cu\09[[#@LINE+3]]\095\0Akernel(int*, int)\09{{[^"]*}}sites.cu\09[[#@LINE+10]]\093\0A\00"
  // O0-DAG: c"ns::Row::operator[](int)\09{{[^"]*}}sites.cu\09[[#@LINE+2]]\095\0A\00"
  __device__ int &operator[](int I) {
    assert(I < Size);
    return Data[I];
  }
};
} // namespace ns
__global__ void kernel(int *Out, int N) {
  check(N);
  ns::Row{Out, N}[N + 3] = N;
}
// Clang's assert passes through a function of its wrapper, which is no frame.
// BOTH-NOT: clang_cuda_runtime_wrapper.h\09
