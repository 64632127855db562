//===- gpurt/memory_pool.h - Memory under limits, in a tree ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Included by pool.h. A memory_pool gives blocks of any size from the heap, as
// long as it and each of its ancestors stay within their limits, and frees all
// that is left when it is destroyed. It knows its blocks by a record for each,
// which is an object of a pool; a block's head says which.
// Tests: test/run/pool/
//===----------------------------------------------------------------------===//
#ifndef GPURT_MEMORY_POOL_H
#define GPURT_MEMORY_POOL_H

#include <gpurt/pool.h> // IWYU pragma: keep

namespace gpurt {

/// As a limit: none but those of the ancestors.
inline constexpr size_t no_limit = ~size_t(0);

/// Bytes as the limit counts them: each block rounded up to 16, without its
/// head and record of 16 bytes each and what its alignment costs. Exact while
/// no other thread uses the pool; at any moment used <= limit.
struct memory_pool_statistics {
  size_t used; ///< by the pool's blocks and those of its descendants
  size_t peak; ///< the most that used has been
  size_t limit;
  size_t blocks;   ///< of the pool itself
  size_t failures; ///< calls of allocate that gave null
};

/// For all threads of the device; lives where a pool<T> may, and all zero is a
/// root with no limit.
///
/// I1: Used of a pool is at least the bytes of all blocks that it and its
///     descendants hold, and never above its limit: it is raised before the
///     heap is asked, by a CAS that checks the limit, and lowered after the
///     block is freed. Relaxed: Used orders nothing, the heap and the pool of
///     records do.
class memory_pool {
  using word = detail::word;

  /// Stands for one block. Destroying it frees the block.
  struct record {
    void *Raw;         ///< what malloc gave
    const void *Block; ///< what the caller has

    __device__ record(void *Raw, const void *Block) : Raw(Raw), Block(Block) {}
    __device__ ~record() { free(Raw); }
  };

  /// In front of each block.
  struct alignas(16) head {
    record *Record;
    word Bytes;
  };

  memory_pool *Parent;
  word Used;
  word Peak;
  word CutOff; ///< ~limit, so that zero is no limit
  word Failures;
  unsigned Children;
  pool<record> Records;

public:
  /// Makes an empty pool of any memory.
  /// \param Parent null for a root; else must live until this is destroyed
  /// Callers: one thread, before others use the pool
  __device__ void init(memory_pool *Parent = nullptr, size_t Limit = no_limit) {
    this->Parent = Parent;
    Used = Peak = Failures = 0;
    CutOff = ~word(Limit);
    Children = 0;
    Records.init();
    if (Parent)
      detail::fetch_add<scope::grid>(Parent->Children, 1u);
  }

  /// Takes a block.
  ///
  /// \param Bytes  any number; 0 counts as 1
  /// \param Align  a power of two
  /// \returns null: it would take this pool or an ancestor over its limit, or
  ///          the heap is full
  /// Callers: any thread, converged or not
  /// Blocks:  no; lock-free: a retry means that another thread reserved
  /// Cost:    a malloc, a create of pool<T>, and a CAS for each level
  __device__ void *allocate(size_t Bytes, size_t Align = detail::min_align) {
    size_t Charge = Bytes <= MaxBytes ? charge(Bytes) : 0;
    size_t Slack = Align > detail::min_align ? Align - detail::min_align : 0;
    void *Block = nullptr;
    if (Charge && Slack <= MaxBytes && reserve(Charge)) {
      Block = newBlock(Charge, Slack, Align);
      if (!Block)
        giveBack(this, nullptr, Charge);
    }
    if (!Block)
      detail::fetch_add<scope::grid>(Failures, word(1));
    return Block;
  }

  /// Frees \p Block, which allocate() of this pool gave; null does nothing. A
  /// block of another pool or one that was freed panics, if it is still memory
  /// and has no new owner.
  /// Callers: any thread, converged or not
  __device__ void deallocate(void *Block) {
    if (!Block)
      return;
    head Head = static_cast<head *>(Block)[-1];
    if (!Records.owns(Head.Record) || Head.Record->Block != Block)
      GPURT_MISUSE("gpurt::memory_pool: free of what is no block of this pool");
    Records.destroy(Head.Record);
    giveBack(this, nullptr, Head.Bytes); // not before it is free (I1)
  }

  /// Frees all blocks, also segments of pools of objects that were not released
  /// before, and gives their bytes back to the ancestors. The pool is
  /// as after init and no longer its parent's child; its children must have
  /// been destroyed, else the caller panics.
  /// Callers: one thread, while no other uses the pool
  __device__ void destroy() {
    if (detail::load(Children))
      GPURT_MISUSE("gpurt::memory_pool: destroyed before its children");
    Records.release();
    giveBack(Parent, nullptr, detail::load(Used));
    if (Parent)
      detail::fetch_add<scope::grid>(Parent->Children, ~0u);
    init(nullptr, size_t(~CutOff));
  }

  /// Callers: any thread
  [[nodiscard]] __device__ memory_pool_statistics statistics() const {
    size_t Now = size_t(detail::load(Used)), Most = size_t(detail::load(Peak));
    return {Now, Most < Now ? Now : Most, size_t(~CutOff),
            Records.statistics().live, size_t(detail::load(Failures))};
  }

private:
  static constexpr size_t MaxBytes = size_t(1) << 48;

  __device__ static size_t charge(size_t Bytes) {
    return detail::round_up(Bytes + (Bytes == 0), detail::min_align);
  }

  /// Counts \p Bytes here and in all ancestors, or nowhere.
  __device__ bool reserve(word Bytes) {
    for (memory_pool *P = this; P; P = P->Parent) {
      if (P->reserveHere(Bytes))
        continue;
      giveBack(this, P, Bytes);
      return false;
    }
    return true;
  }

  __device__ bool reserveHere(word Bytes) {
    word Limit = ~CutOff, Seen = detail::load(Used);
    do
      if (Bytes > Limit - Seen) // Seen <= Limit: I1
        return false;
    while (!detail::replace(Used, Seen, Seen + Bytes));
    if (Seen + Bytes > detail::load(Peak))
      atomicMax(&Peak, Seen + Bytes);
    return true;
  }

  /// Undoes reserve from \p First up to \p Last, which is left out.
  __device__ static void giveBack(memory_pool *First, memory_pool *Last,
                                  word Bytes) {
    for (memory_pool *P = First; P != Last; P = P->Parent)
      detail::fetch_add<scope::grid>(P->Used, ~Bytes + 1);
  }

  __device__ void *newBlock(size_t Bytes, size_t Slack, size_t Align) {
    void *Raw = malloc(sizeof(head) + Slack + Bytes);
    if (!Raw)
      return nullptr;
    size_t First = reinterpret_cast<size_t>(Raw) + sizeof(head);
    auto *Block = reinterpret_cast<head *>(detail::round_up(First, Align));
    record *Record = Records.create(Raw, Block);
    if (!Record) {
      free(Raw);
      return nullptr;
    }
    Block[-1] = {Record, Bytes};
    return Block;
  }
};

namespace detail {

__device__ inline void *take_from(memory_pool *Parent, size_t Bytes,
                                  size_t Align) {
  if (Parent)
    return Parent->allocate(Bytes, Align);
  return Align > min_align ? aligned_alloc(Align, Bytes) : malloc(Bytes);
}

__device__ inline void give_to(memory_pool *Parent, void *Block) {
  if (Parent)
    Parent->deallocate(Block);
  else
    free(Block);
}

} // namespace detail
} // namespace gpurt

#endif // GPURT_MEMORY_POOL_H
