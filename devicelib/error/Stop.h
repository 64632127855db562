//===- devicelib/error/Stop.h - The set of grids that are to stop ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who panics puts its grid into a small set in device memory; every wait of
// the library asks whether its own grid is there. To ask costs one relaxed
// load, of a word whose address is made of a constant and %gridid, as long as
// no grid with that home was ever put there. The layout and what becomes of
// old grids: StopWords in gpurt/abi.h; the host's side: lib/runtime/StopSet.h.
// Tests: test/unit/heap/StopTest.cpp, test/run/panic/
//===----------------------------------------------------------------------===//
#ifndef GPURT_DEVICELIB_ERROR_STOP_H
#define GPURT_DEVICELIB_ERROR_STOP_H

#include "state/State.h"
#include "target/Atomic.h"

namespace gpurt {

/// \returns whether \p Grid is to stop. Any lane, converged or not. Relaxed: a
/// hint for waits, which look again and again.
inline bool isStopped(const abi::State &State, uint64_t Grid) {
  using target::Order;
  using target::Scope;
  const uint64_t *Home = &State.Stopped[abi::stopHome(Grid)];
  uint64_t Seen = target::load<Order::Relaxed, Scope::Device>(*Home);
  if (__builtin_expect(Seen == 0, true))
    return false;
  for (uint32_t I = 1; I < abi::StopReach && Seen != abi::stopWord(Grid); ++I)
    Seen = target::load<Order::Relaxed, Scope::Device>(Home[I]);
  return Seen == abi::stopWord(Grid);
}

/// Puts \p Grid into the set. Any lane, converged or not. Lock-free: a retry
/// means that another caller changed one of the words.
inline void stopGrid(abi::State &State, uint64_t Grid) {
  using target::Order;
  using target::Scope;
  uint64_t *Home = &State.Stopped[abi::stopHome(Grid)];
  for (;;) {
    uint64_t Oldest = ~0ull;
    uint32_t Where = 0;
    for (uint32_t I = 0; I < abi::StopReach; ++I) {
      uint64_t Seen = target::load<Order::Relaxed, Scope::Device>(Home[I]);
      if (Seen == abi::stopWord(Grid))
        return;
      // The home first: zero there says that there is nothing to find.
      if (Seen < Oldest) {
        Oldest = Seen;
        Where = I;
      }
    }
    // Takes effect here. Relaxed: nothing goes along with the word.
    if (target::compareExchange<Order::Relaxed, Scope::Device>(
            Home[Where], Oldest, abi::stopWord(Grid)))
      return;
  }
}

} // namespace gpurt

#endif // GPURT_DEVICELIB_ERROR_STOP_H
