//===- devicelib/alloc/SlotBits.cpp - From promises to slots --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See SlotBits.h.
//===----------------------------------------------------------------------===//
#include "alloc/SlotBits.h"

#include "target/Thread.h"

using namespace gpurt;
using namespace gpurt::alloc;

[[gnu::noinline]] uint32_t alloc::seedOfThread() {
  return (target::multiprocessor() * 0x9e3779b9u) ^
         (target::clock() * 0x85ebca6bu >> 8) ^ target::laneId();
}

[[gnu::noinline]] uint32_t alloc::takeAnyBit(uint32_t First, uint32_t Slots) {
  uint32_t *Bits = slotBits(First);
  uint32_t Seed = seedOfThread() * 0x9e3779b9u;
  uint32_t Words = (Slots + 31) / 32;
  auto Index = uint32_t(uint64_t(Seed) * Words >> 32);
  for (;;) {
    uint32_t Valid = validBits(Slots, Index);
    uint32_t Free =
        Valid & ~target::load<Order::Relaxed, Scope::Device>(Bits[Index]);
    // A retry means that another caller took the bit that we saw.
    while (Free) {
      uint32_t Bit = someSetBit(Free, Seed);
      uint32_t Before = target::fetchOr<Order::Acquire, Scope::Device>(
          Bits[Index], 1u << Bit);
      if (!(Before >> Bit & 1))
        return Index * 32 + Bit;
      Free = Valid & ~Before;
    }
    Index = Index + 1 < Words ? Index + 1 : 0;
  }
}
