//===- aba.cu - A stack whose head comes back to an old value -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A lane reads the head A and its next B. Others take A and B and give A back.
// The lane's compare-exchange then succeeds and makes B, which is owned, the
// head. Fixed: the head carries a count of its changes.
// RUN: seeds=1-10 policies=fair,pct
// REPORT: Assertion `Was == 0` failed
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

constexpr unsigned Nodes = 4, None = ~0u, Turns = 4;

struct Stack {
  unsigned long long Head; ///< node, and with the repair a count above it
  unsigned Next[Nodes];
  unsigned Owned[Nodes];
};

template <bool Fixed>
__device__ unsigned long long withCount(unsigned Node, unsigned long long Old) {
  return Node | (Fixed ? (Old >> 32) + 1 : 0) << 32;
}

template <bool Fixed> __device__ unsigned pop(Stack *S) {
  unsigned long long Old = look(&S->Head);
  while (true) {
    unsigned Node = unsigned(Old);
    if (Node == None)
      return None;
    unsigned Next = look(&S->Next[Node]);
    unsigned long long Seen =
        atomicCAS(&S->Head, Old, withCount<Fixed>(Next, Old));
    if (Seen == Old)
      return Node;
    Old = Seen;
  }
}

template <bool Fixed> __device__ void push(Stack *S, unsigned Node) {
  unsigned long long Old = look(&S->Head);
  while (true) {
    put(&S->Next[Node], unsigned(Old));
    unsigned long long Seen =
        atomicCAS(&S->Head, Old, withCount<Fixed>(Node, Old));
    if (Seen == Old)
      return;
    Old = Seen;
  }
}

template <bool Fixed> __device__ unsigned take(Stack *S) {
  unsigned Node = pop<Fixed>(S);
  if (Node != None) {
    unsigned Was = atomicExch(&S->Owned[Node], 1);
    assert(Was == 0); // BUG
  }
  return Node;
}

template <bool Fixed> __device__ void give(Stack *S, unsigned Node) {
  if (Node == None)
    return;
  atomicExch(&S->Owned[Node], 0);
  push<Fixed>(S, Node);
}

template <bool Fixed> __global__ void churn(Stack *S) {
  for (unsigned I = 0; I != Turns; ++I) {
    unsigned First = take<Fixed>(S), Second = take<Fixed>(S);
    give<Fixed>(S, First);
    give<Fixed>(S, Second);
  }
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<Stack> S;
  Stack Full{};
  for (unsigned I = 0; I != Nodes; ++I)
    Full.Next[I] = I + 1 == Nodes ? None : I + 1;
  return planted::run(Count, Args, 40, [&](bool Fixed) {
    cudaMemcpy(S.Device, &Full, sizeof(Full), cudaMemcpyHostToDevice);
    if (Fixed)
      churn<true><<<4, 1>>>(S.Device);
    else
      churn<false><<<4, 1>>>(S.Device);
  });
}
