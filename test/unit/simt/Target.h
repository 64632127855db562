//===- Target.h - The machine as small C++ test kernels see it -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Does by hand what the retargeting pass does to device code: a preemption
// point before each access, the access itself as a host atomic, and word of
// progress after a change. Test kernels use nothing else of the engine.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_UNIT_SIMT_TARGET_H
#define GPURT_TEST_UNIT_SIMT_TARGET_H

#include "engine/Engine.h"
#include "engine/Hooks.h"

#include <bit>
#include <cstdint>
#include <type_traits>

/// One constant for each place in the source, as the pass makes them.
#define SITE(WHAT)                                                             \
  ([]() -> const SimtSite * {                                                  \
    static constexpr SimtSite Here = {__FILE_NAME__, nullptr, WHAT, __LINE__,  \
                                      0};                                      \
    return &Here;                                                              \
  }())

namespace target {

using Site = const SimtSite *;
constexpr uint32_t Full = ~0u;

inline uint32_t tid() { return __gpurt_simt_tid(0); }
inline uint32_t ntid() { return __gpurt_simt_ntid(0); }
inline uint32_t ctaid() { return __gpurt_simt_ctaid(0); }
inline uint32_t nctaid() { return __gpurt_simt_nctaid(0); }
inline uint32_t gtid() { return ctaid() * ntid() + tid(); }
inline uint32_t lane() { return __gpurt_simt_laneid(); }
inline uint32_t warp() { return __gpurt_simt_warpid(); }

inline void syncwarp(uint32_t Mask = Full, Site S = nullptr) {
  __gpurt_simt_syncwarp(Mask, S);
}
inline uint32_t ballot(uint32_t Mask, bool P, Site S = nullptr) {
  return __gpurt_simt_vote(SIMT_VOTE_BALLOT, Mask, P, S);
}
inline uint32_t shfl(uint32_t Mask, uint32_t Value, uint32_t Lane,
                     Site S = nullptr) {
  return uint32_t(__gpurt_simt_shfl32(SIMT_SHFL_IDX, Mask, Value, Lane, 31, S));
}
inline uint32_t shflXor(uint32_t Mask, uint32_t Value, uint32_t With,
                        Site S = nullptr) {
  return uint32_t(
      __gpurt_simt_shfl32(SIMT_SHFL_BFLY, Mask, Value, With, 31, S));
}
inline void syncthreads(Site S = nullptr) { __gpurt_simt_bar_sync(0, 0, 1, S); }
inline void clusterSync(Site S = nullptr) {
  __gpurt_simt_cluster_arrive(0, S);
  __gpurt_simt_cluster_wait(S);
}
[[noreturn]] inline void exitThread() { __gpurt_simt_exit(); }

template <typename T> T load(const T *P, Site S = nullptr) {
  __gpurt_simt_preempt(P, S);
  return __atomic_load_n(P, __ATOMIC_SEQ_CST);
}
template <typename T>
void store(T *P, std::type_identity_t<T> V, Site S = nullptr) {
  __gpurt_simt_preempt(P, S);
  if (__atomic_exchange_n(P, V, __ATOMIC_SEQ_CST) != V)
    __gpurt_simt_progress(P, S);
}
template <typename T>
T fetchAdd(T *P, std::type_identity_t<T> V, Site S = nullptr) {
  __gpurt_simt_preempt(P, S);
  if (V)
    __gpurt_simt_progress(P, S);
  return __atomic_fetch_add(P, V, __ATOMIC_SEQ_CST);
}
template <typename T>
T exchange(T *P, std::type_identity_t<T> V, Site S = nullptr) {
  __gpurt_simt_preempt(P, S);
  T Old = __atomic_exchange_n(P, V, __ATOMIC_SEQ_CST);
  if (Old != V)
    __gpurt_simt_progress(P, S);
  return Old;
}
/// \p Expected gets what was there.
template <typename T>
bool cas(T *P, T &Expected, std::type_identity_t<T> Desired, Site S = nullptr) {
  __gpurt_simt_preempt(P, S);
  bool Done = __atomic_compare_exchange_n(P, &Expected, Desired, false,
                                          __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
  if (Done)
    __gpurt_simt_progress(P, S);
  return Done;
}

/// A word array in the block's shared memory, checked as the pass would.
struct Shared {
  uint32_t *Words = static_cast<uint32_t *>(__gpurt_simt_shared());
  uint32_t read(uint32_t I, Site S = nullptr) const {
    __gpurt_simt_shared_access(Words + I, 4, 0, S);
    return Words[I];
  }
  void write(uint32_t I, uint32_t V, Site S = nullptr) const {
    __gpurt_simt_shared_access(Words + I, 4, 1, S);
    if (Words[I] != V)
      __gpurt_simt_progress(Words + I, S);
    Words[I] = V;
  }
};

/// A launch whose kernel is \p F, which must outlive it.
template <typename F>
gpurt::simt::Launch launchOf(F &Kernel, gpurt::simt::Dim3 Grid,
                             gpurt::simt::Dim3 Block, uint32_t Shared = 0) {
  gpurt::simt::Launch L;
  L.Entry = [](void *Argument) { (*static_cast<F *>(Argument))(); };
  L.Argument = &Kernel;
  L.Grid = Grid;
  L.Block = Block;
  L.StaticShared = Shared;
  return L;
}

} // namespace target

#endif // GPURT_TEST_UNIT_SIMT_TARGET_H
