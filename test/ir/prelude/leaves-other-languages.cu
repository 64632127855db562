// The prelude says nothing outside CUDA.
// RUN: clang++ -x c++ -include %gpurt_prelude -Weverything -Werror -fsyntax-only %s
// RUN: clang -x c -include %gpurt_prelude -fsyntax-only %s
// RUN: clang++ -x c++ -include %gpurt_prelude -E -P %s | FileCheck %s --implicit-check-not=gpurt
// CHECK: int Only
extern int Only;
int Only = 1;
