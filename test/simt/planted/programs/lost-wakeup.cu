//===- lost-wakeup.cu - A waiter that looks before it says it waits -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The setter may set the flag and see nobody waiting in between: the waiter
// then waits for ever. Fixed: the waiter says that it waits, then looks.
// RUN: seeds=1-5 policies=fair,warp-unfair,pct
// REPORT: livelock
//===----------------------------------------------------------------------===//
#include "planted.h"

namespace {

struct Event {
  int Flag, Waiting, Wake;
};

template <bool Fixed> __device__ void await(Event *E) {
  if (!Fixed && look(&E->Flag))
    return;
  atomicExch(&E->Waiting, 1);
  if (Fixed && look(&E->Flag))
    return;
  while (!look(&E->Wake)) // BUG
    __nanosleep(20);
}

__device__ void set(Event *E) {
  atomicExch(&E->Flag, 1);
  if (look(&E->Waiting))
    atomicExch(&E->Wake, 1);
}

template <bool Fixed> __global__ void meet(Event *E) {
  if (blockIdx.x == 0)
    await<Fixed>(E);
  else
    set(E);
}

} // namespace

int main(int Count, char **Args) {
  planted::Cell<Event> E;
  return planted::run(Count, Args, 40, [&](bool Fixed) {
    E.clear();
    if (Fixed)
      meet<true><<<2, 1>>>(E.Device);
    else
      meet<false><<<2, 1>>>(E.Device);
  });
}
