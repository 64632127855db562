//===- gpurt/pool.h - Objects of one type, memory with limits -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// pool<T> gives and takes back single objects: no header, no heap call but to
// grow, any thread may destroy what another created. memory_pool
// (memory_pool.h, included here) is memory of any size under a limit, in a
// tree: what a child takes counts against all its ancestors.
//
// A pool is a table of segments, each twice the last; a segment is an array of
// slots and a bitmap of those taken. A slot is claimed by setting its bit, so
// there is no list whose head could return to an old value (ABA): ownership
// depends on the bit now, not on how it got there.
// Tests: test/run/pool/, test/ir/headers/. Guide: docs/pool.md
//===----------------------------------------------------------------------===//
#ifndef GPURT_POOL_H
#define GPURT_POOL_H

#include <gpurt/memory_detail.h>

namespace gpurt {

class memory_pool;

/// Objects, not bytes. Exact while no other thread uses the pool; always
/// live <= capacity and live <= peak.
struct pool_statistics {
  size_t live;
  size_t peak;     ///< the most that were live at once
  size_t capacity; ///< slots that the pool has now
};

namespace detail {

/// Memory from \p Parent, or from the heap if that is null; defined in
/// memory_pool.h.
__device__ void *take_from(memory_pool *Parent, size_t Bytes, size_t Align);
__device__ void give_to(memory_pool *Parent, void *Block);

/// The head of a segment; its bitmap and its slots follow.
struct alignas(16) pool_segment {
  char *slots_begin;
  unsigned slots;
  int free; ///< clear bits that nobody has been promised

  __device__ word *bits() { return reinterpret_cast<word *>(this + 1); }
  __device__ unsigned words() const { return (slots + 63) / 64; }
};

} // namespace detail

/// Objects of type T, for all threads of the device. Lives in a __device__
/// variable, in memory of cudaMalloc or of the heap; like the shared arenas
/// it has no constructor: all zero is an empty pool on the heap, elsewhere one
/// thread calls init() before others use it. It does not free what it has when
/// it goes: release() does.
///
/// I1: bit i of a segment is set from before slot i is given to after it is
///     taken back; only the owner clears it.
/// I2: a segment's free counts promises: whoever lowers it from above zero
///     finds a clear bit, for it is raised only after a bit was cleared.
/// P1: fence and CAS that put a segment into the table; ld.acquire in
/// segmentAt. P2: the fence before a bit is cleared in give, and the one after
/// it is set in
///     takeFrom: the next owner comes after the last one's writes.
template <typename T> class pool {
  using word = detail::word;
  using segment = detail::pool_segment;

  static constexpr unsigned MaxSegments = 40;
  static constexpr unsigned FirstSlots = 64;
  static constexpr size_t MaxSegmentBytes = size_t(256) << 20;
  static constexpr size_t SlotAlign = alignof(T) > detail::min_align
                                          ? alignof(T)
                                          : detail::min_align;

  segment *Segments[MaxSegments];
  memory_pool *Parent;
  unsigned Count; ///< of segments; at most behind the table
  unsigned Growing;
  word Live;
  word Peak;

public:
  /// Makes an empty pool of any memory.
  /// \param Parent where segments come from; null: the heap
  /// Callers: one thread, before others use the pool
  __device__ void init(memory_pool *Parent = nullptr) {
    for (segment *&S : Segments)
      S = nullptr;
    this->Parent = Parent;
    Count = Growing = 0;
    Live = Peak = 0;
  }

  /// Constructs an object.
  ///
  /// \returns null: no slot was seen free and the parent gave no memory
  /// Callers: any thread, converged or not
  /// Blocks:  no; lock-free: a retry means that another thread took a slot
  /// Memory:  comes after what the last owner of the slot wrote
  /// Cost:    four atomics in L2 and a fence; a search of the bitmap, short
  ///          unless the segment is nearly full; a malloc when all are full
  template <typename... Args> __device__ T *create(Args &&...Arguments) {
    void *Slot = take();
    if (!Slot)
      return nullptr;
    word Now = detail::fetch_add<scope::grid>(Live, word(1)) + 1;
    if (Now > detail::load(Peak))
      atomicMax(&Peak, Now);
    return ::new (Slot) T(static_cast<Args &&>(Arguments)...);
  }

  /// Destroys \p Object, which create() of this pool gave; null does nothing.
  /// A pointer that is no live object of the pool panics and changes nothing,
  /// unless its slot has a new owner.
  /// Callers: any thread, converged or not
  /// Cost:    three atomics in L2 and a fence
  __device__ void destroy(T *Object) {
    if (!Object)
      return;
    size_t Index;
    segment *S = find(Object, Index);
    if (!S)
      GPURT_MISUSE("gpurt::pool: destroy of what is no object of this pool");
    word Bit = word(1) << Index % 64;
    word &Bits = S->bits()[Index / 64];
    if (!(detail::load(Bits) & Bit))
      GPURT_MISUSE("gpurt::pool: object destroyed twice");
    Object->~T();
    detail::fetch_add<scope::grid>(Live,
                                   ~word(0)); // before others can count it
    detail::fence<scope::grid>();             // P2
    if (!(atomicAnd(&Bits, ~Bit) & Bit))      // takes effect here
      GPURT_MISUSE("gpurt::pool: object destroyed twice");
    // Not before the bit is clear (I2). Relaxed is enough: whoever sees the
    // promise early looks for the bit until it is there.
    atomicAdd(&S->free, 1);
  }

  /// \returns whether \p Object is a live object of the pool.
  [[nodiscard]] __device__ bool owns(const T *Object) const {
    size_t Index;
    segment *S = find(Object, Index);
    return S && detail::load(S->bits()[Index / 64]) >> Index % 64 & 1;
  }

  /// Destroys all live objects and gives all memory back.
  /// Callers: one thread, while no other uses the pool; those that did and will
  ///          are ordered with it by a barrier or the like
  __device__ void release() {
    for (segment *&S : Segments) {
      if (!S)
        break;
      destroyAll(*S);
      detail::give_to(Parent, S);
      S = nullptr;
    }
    Count = 0;
    Live = 0;
  }

  /// Callers: any thread. Cost: one step for each segment
  [[nodiscard]] __device__ pool_statistics statistics() const {
    pool_statistics Sum{size_t(detail::load(Live)), 0, 0};
    Sum.peak = size_t(detail::load(Peak));
    for (unsigned I = 0; I < MaxSegments; ++I) {
      segment *S = detail::load_acquire<scope::grid>(Segments[I]); // P1
      if (!S)
        break;
      Sum.capacity += S->slots;
    }
    // An object that was counted after Peak was read.
    if (Sum.peak < Sum.live)
      Sum.peak = Sum.live;
    return Sum;
  }

private:
  /// \p I is below Count, or has been seen in the table.
  __device__ segment *segmentAt(unsigned I) const {
    segment *S;
    do // a relaxed read of Count may have come first
      S = detail::load_acquire<scope::grid>(Segments[I]); // P1
    while (!S);
    return S;
  }

  __device__ void *take() {
    for (;;) {
      unsigned Seen = detail::load(Count);
      // The newest is the largest.
      for (unsigned I = Seen; I-- > 0;)
        if (void *Slot = takeFrom(*segmentAt(I)))
          return Slot;
      if (!provide(Seen))
        return nullptr;
    }
  }

  __device__ static void *takeFrom(segment &S) {
    if (detail::load(S.free) <= 0)
      return nullptr;
    if (atomicAdd(&S.free, -1) <= 0) {
      atomicAdd(&S.free, 1);
      return nullptr;
    }
    // Warps begin at different words and lanes at different bits, so that they
    // rarely want the same one.
    unsigned Words = S.words(), Turn = detail::lane_index() * 2;
    unsigned I = (blockIdx.x * 37 + threadIdx.x / 32) % Words;
    for (;; I = I + 1 == Words ? 0 : I + 1) { // ends: I2
      word Seen = detail::load(S.bits()[I]);
      while (~Seen) {
        word Clear = ~Seen >> Turn | ~Seen << (64 - Turn) % 64;
        unsigned Bit = (unsigned(__ffsll((long long)Clear)) - 1 + Turn) % 64;
        word Was = atomicOr(&S.bits()[I], word(1) << Bit);
        if (!(Was >> Bit & 1)) {        // takes effect at the or (I1)
          detail::fence<scope::grid>(); // P2
          return S.slots_begin + (size_t(I) * 64 + Bit) * sizeof(T);
        }
        Seen = Was;
      }
    }
  }

  __device__ static constexpr size_t headBytes(size_t Slots) {
    return detail::round_up(sizeof(segment) + (Slots + 63) / 64 * sizeof(word),
                            SlotAlign);
  }

  /// \returns a segment of up to \p Slots slots, or null, also if \p Entry has
  /// one meanwhile: it may be for its sake that the parent refused us.
  __device__ segment *newSegment(size_t Slots, segment *const &Entry) {
    void *Block = nullptr;
    for (; Slots && !detail::load(Entry); Slots /= 4)
      if ((Block = detail::take_from(
               Parent, headBytes(Slots) + Slots * sizeof(T), SlotAlign)))
        break;
    if (!Block)
      return nullptr;
    auto *S = ::new (Block) segment;
    S->slots_begin = static_cast<char *>(Block) + headBytes(Slots);
    S->slots = unsigned(Slots);
    S->free = int(Slots);
    for (unsigned I = 0; I < S->words(); ++I)
      S->bits()[I] = 0;
    if (Slots % 64)
      S->bits()[Slots / 64] = ~word(0) << Slots % 64; // there are no such slots
    return S;
  }

  /// \returns whether segment \p I is in the table now.
  __device__ __noinline__ bool provide(unsigned I) {
    if (I == MaxSegments)
      return false;
    detail::throttle Throttle(Growing);
    if (!Throttle.wait([&] { return detail::load(Segments[I]); })) {
      unsigned Shift = I;
      while (Shift &&
             (size_t(FirstSlots) << Shift) * sizeof(T) > MaxSegmentBytes)
        --Shift;
      segment *New = newSegment(size_t(FirstSlots) << Shift, Segments[I]);
      if (!New)
        return detail::load(Segments[I]);
      detail::fence<scope::grid>(); // P1
      segment *None = nullptr;
      if (!detail::replace(Segments[I], None, New))
        detail::give_to(Parent, New); // another thread was first
    }
    unsigned Behind = I;
    detail::replace(Count, Behind, I + 1); // else another thread did
    return true;
  }

  /// \returns the segment in which \p Object is slot \p Index, or null.
  __device__ segment *find(const T *Object, size_t &Index) const {
    auto *At = reinterpret_cast<const char *>(Object);
    for (unsigned I = detail::load(Count); I-- > 0;) {
      segment *S = segmentAt(I);
      if (At < S->slots_begin || At >= S->slots_begin + S->slots * sizeof(T))
        continue;
      auto Offset = size_t(At - S->slots_begin);
      Index = Offset / sizeof(T);
      return Offset % sizeof(T) ? nullptr : S;
    }
    return nullptr;
  }

  __device__ static void destroyAll(segment &S) {
    if constexpr (!__is_trivially_destructible(T))
      for (unsigned I = 0; I < S.slots; ++I)
        if (detail::load(S.bits()[I / 64]) >> I % 64 & 1)
          reinterpret_cast<T *>(S.slots_begin + I * sizeof(T))->~T();
  }
};

} // namespace gpurt

#include <gpurt/memory_pool.h> // IWYU pragma: export

#endif // GPURT_POOL_H
