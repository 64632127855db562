//===- StopSet.cpp - The set of grids that are to stop, host side ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See StopSet.h.
// Test: test/unit/PanicTest.cpp
//===----------------------------------------------------------------------===//
#include "StopSet.h"
#include "CopyLane.h"

#include <iterator>

using namespace gpurt;
using namespace gpurt::runtime;

void StopSet::start() {
  std::lock_guard Guard(Lock);
  Grids.clear();
}

void StopSet::remember(uint64_t Grid) {
  std::lock_guard Guard(Lock);
  Grids.insert(Grid);
  if (Grids.size() > std::size(abi::State{}.Stopped))
    Grids.erase(Grids.begin());
}

void StopSet::forget(CopyLane &Calls, abi::State *OnDevice) {
  std::lock_guard Guard(Lock);
  if (Grids.empty())
    return;
  uint64_t Words[std::size(abi::State{}.Stopped)];
  if (Calls.read(Words, OnDevice->Stopped, sizeof(Words)) != cudaSuccess)
    return; // a dead context launches nothing
  for (size_t I = 0; I < std::size(Words); ++I)
    // Not zero: other grids of that home may lie behind it.
    if (Words[I] > abi::StopGone &&
        Grids.count(Words[I] - abi::stopWord(0)) != 0)
      Calls.write(&OnDevice->Stopped[I], &abi::StopGone, sizeof(uint64_t));
  Grids.clear();
}
