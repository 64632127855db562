// Without CUDA the headers say what they need.
// RUN: not clang++ -x c++ -std=c++17 -I%S/../../../include -fsyntax-only %s 2>&1 | FileCheck %s
// CHECK: error: "this header is for CUDA programs compiled by Clang with -fgpu-rt"
#include "gpurt/arena.h"
