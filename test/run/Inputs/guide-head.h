// What comes before the code of docs/arena.md and docs/pool.md
// (test/run/arena/guide-lines.test). SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "pieces.h"
#include "gpurt/alloc.h"

struct Node {
  int Value;
  Node *Next;
  __device__ Node(int Value, Node *Next) : Value(Value), Next(Next) {}
};
