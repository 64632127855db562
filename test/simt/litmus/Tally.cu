//===- Tally.cu - Counts outcomes on the device ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Launch.h. Test: simt.litmus.*
//===----------------------------------------------------------------------===//
#include "Launch.h"

using namespace gpurt::litmus;

static __global__ void count(Setup S, Observation O,
                             unsigned long long *Histogram) {
  uint32_t Instance = blockIdx.x * blockDim.x + threadIdx.x;
  if (Instance >= S.instances())
    return;
  Outcome Seen = 0;
  bool Fits = true;
  auto Add = [&](uint32_t Index, uint32_t Value) {
    Fits &= Value <= NotWritten;
    Seen |= (Value & NotWritten) << (ValueBits * Index);
  };
  for (uint32_t R = 0; R != O.Registers; ++R)
    Add(R, S.Registers[size_t(Instance) * MaxRegisters + R]);
  for (uint32_t F = 0; F != O.Finals; ++F)
    Add(O.Registers + F, S.Words[S.wordOf(Instance, O.Final[F])]);
  atomicAdd(&Histogram[Fits ? Seen : Outcomes], 1ull);
}

void gpurt::litmus::tally(const Setup &S, const Observation &O,
                          uint64_t *Histogram) {
  constexpr uint32_t Block = 256;
  count<<<(S.instances() + Block - 1) / Block, Block>>>(
      S, O, reinterpret_cast<unsigned long long *>(Histogram));
}
