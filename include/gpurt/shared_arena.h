//===- gpurt/shared_arena.h - Arenas of a warp, a block, the grid ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Included by arena.h. One atomic add on a word {tag, offset} gives a piece:
// the tag says which chunk the offset is in, so the word alone decides who
// owns what, however late a thread learns that a chunk was replaced. Chunks
// are found in a table by their tag; the table only grows until release().
// Lanes that ask together make one add: one of them, over the mask that they
// are together under at that place.
// Tests: test/run/arena/ (shared-*, misuse-*), test/ir/headers/
//===----------------------------------------------------------------------===//
#ifndef GPURT_SHARED_ARENA_H
#define GPURT_SHARED_ARENA_H

#include <gpurt/arena.h> // IWYU pragma: keep

namespace gpurt {
namespace detail {

/// What differs between the scopes. The word of a warp or block is 32 bits: a
/// 64-bit add in shared memory takes 118 cycles, a 32-bit one 32 (H100,
/// 2026-11-22).
template <scope S> struct arena_shape {
  using cursor = unsigned;
  static constexpr unsigned OffsetBits = 27;
  static constexpr unsigned Tags = 16;
  static constexpr size_t MaxChunk = size_t(1) << 30;
  static constexpr size_t ChunkBytes = (S == scope::warp ? 16 : 64) << 10;
};
template <> struct arena_shape<scope::grid> {
  using cursor = word;
  static constexpr unsigned OffsetBits = 56;
  static constexpr unsigned Tags = 32;
  static constexpr size_t MaxChunk = size_t(1) << 34;
  static constexpr size_t ChunkBytes = 1 << 20;
};

/// A piece too large for the chunks, with memory of its own.
struct alignas(16) large_piece {
  large_piece *next;
  size_t bytes; ///< behind this head
  word round;   ///< the round it was last given out in
  word pad;

  __device__ char *begin() { return reinterpret_cast<char *>(this + 1); }
};

} // namespace detail

/// Shared by the threads of a warp, a block or the grid. Lives where they all
/// see it: in __shared__ memory (warp, block), in a __device__ variable, or in
/// memory of the heap. It has no constructor, as such variables may not: all
/// zero is an empty arena with the default chunk size, so a __device__
/// variable needs nothing; elsewhere one thread calls init() before the others
/// are let in (for a block, arena_scope does it).
///
/// I1: Cursor's tag t never falls within a round; chunk t is in the table
///     before Cursor says t.
/// I2: an add of n units that finds offset + n <= units of chunk t owns those
///     units: offsets of one tag only rise, except from beyond the chunk's end
///     down to its end.
/// I3: Cursor's offset is beyond the chunk's end only by adds of threads that
///     have not returned: each lowers it or moves to the next chunk. At most
///     MaxBump bytes a thread, so it never reaches the tag.
/// P1: fence and CAS that put a chunk into the table; load_acquire in chunkAt.
/// P2: fence and CAS that push a large piece; load_acquire in takeOldLarge.
template <scope S, destructors D> class arena {
  using shape = detail::arena_shape<S>;
  using cursor = typename shape::cursor;
  using word = detail::word;

  static constexpr size_t Unit = detail::min_align;
  static constexpr size_t MaxBump = 64 << 10;
  static constexpr cursor OffsetMask = (cursor(1) << shape::OffsetBits) - 1;

  struct chunk {
    char *Base;
    size_t Bytes;
  };

  cursor Cursor;
  unsigned Growing; ///< see throttle
  unsigned Leaving; ///< see arena_scope
  unsigned Gone;    ///< of those in an arena_scope, how many a panic has ended
  /// Pieces of more than MaxBump - Cut bytes are not added blindly: they would
  /// waste what is left of a chunk, or of a buffer that nothing replaces.
  unsigned Cut;
  char *Buffer;       ///< chunk 0; null if there is none
  size_t BufferBytes; ///< a multiple of Unit
  size_t ChunkBytes;  ///< of chunk 1; 0: the default
  word Round;         ///< resets so far
  detail::large_piece *Large;
  detail::finalizer *Finals;
  /// Chunk 1 and on: address + k for ChunkBytes * 2^k bytes.
  word Table[shape::Tags - 1];

public:
  static constexpr size_t default_chunk_bytes = shape::ChunkBytes;

  /// Makes an empty arena of any memory.
  /// \param ChunkBytes size of the first chunk, or no_growth
  /// Callers: one thread, before others use the arena
  __device__ void init(size_t ChunkBytes = default_chunk_bytes) {
    init(nullptr, 0, ChunkBytes);
  }

  /// The same, starting in \p Buffer, which stays the caller's.
  __device__ void init(void *Buffer, size_t Bytes,
                       size_t ChunkBytes = default_chunk_bytes) {
    auto Start = reinterpret_cast<uintptr_t>(Buffer);
    uintptr_t First = detail::round_up(Start, Unit);
    uintptr_t End = (Start + Bytes) & ~(Unit - 1);
    bool HasBuffer = Buffer && First < End;
    Cursor = 0;
    Growing = Leaving = Gone = 0;
    this->Buffer = HasBuffer ? reinterpret_cast<char *>(First) : nullptr;
    BufferBytes = HasBuffer ? End - First : 0;
    if (BufferBytes > shape::MaxChunk)
      BufferBytes = shape::MaxChunk;
    this->ChunkBytes = ChunkBytes;
    size_t Bump = ChunkBytes == no_growth ? 0 : firstChunkBytes() / 4;
    Cut = unsigned(Bump < MaxBump ? MaxBump - Bump : 0);
    Round = 0;
    Large = nullptr;
    Finals = nullptr;
    for (word &Entry : Table)
      Entry = 0;
  }

  /// Takes memory. Lanes of a warp that happen to call together get
  /// neighbouring pieces: with equal sizes and alignments as in an array, else
  /// each rounded up to 16 bytes.
  ///
  /// \param Bytes  any number; 0 counts as 1
  /// \param Align  a power of two; above 16 it costs the group, or with
  ///               different sizes each piece, up to Align - 16 bytes
  /// \returns uninitialised memory, or null: the heap is full, or the arena has
  ///          no growth and its buffer no room
  /// Callers: the threads of the scope, any lane, converged or not
  /// Blocks:  no; lanes together wait for the one that adds for them
  /// Memory:  pieces given to others may be read after the program's own
  ///          synchronisation, as with malloc
  /// Cost:    one relaxed atomic of the scope for the lanes together
  __device__ void *allocate(size_t Bytes, size_t Align = Unit) {
    // Who is here now, all of whom come to the operations below: nothing
    // depends on who is not.
    return allocate_sync(__activemask(), Bytes, Align);
  }

  /// The same for the lanes of \p Mask, which all call it, converged or not,
  /// with any sizes: one add for all of them.
  /// Blocks: until the lanes of \p Mask have come, as every *_sync operation
  __device__ void *allocate_sync(unsigned Mask, size_t Bytes,
                                 size_t Align = Unit) {
    // The bit is set already. But ptxas 13.0 takes a bare __activemask() for
    // the same in all lanes that meet below, also if they come from two calls.
    Mask |= 1u << detail::lane_index();
    Bytes += Bytes == 0;
    bool Refused = Bytes > Limit || Align > Limit;
    size_t Slack = Align > Unit && !Refused ? Align - Unit : 0;
    size_t Alone = Refused ? 0 : detail::round_up(Bytes, Unit) + Slack;
    size_t Offset, Total;
    int Same;
    __match_all_sync(Mask, Bytes ^ (word(__ffsll(Align)) << 58), &Same);
    if (Same) {
      size_t Stride = Refused ? 0 : detail::round_up(Bytes, Align);
      Offset = detail::rank_in(Mask) * Stride;
      Total = detail::round_up(__popc(Mask) * Stride, Unit) + Slack;
    } else {
      // Each lane adds up those before it. Shuffles that do not wait for each
      // other: faster than five dependent steps, and right for any mask.
      Offset = Total = 0;
      for (unsigned Left = Mask; Left; Left &= Left - 1) {
        unsigned Lane = unsigned(__ffs(int(Left))) - 1;
        size_t Its = __shfl_sync(Mask, word(Alone), int(Lane));
        Offset += Lane < detail::lane_index() ? Its : 0;
        Total += Its;
      }
    }
    word Start = 0;
    if (detail::rank_in(Mask) == 0)
      Start = reinterpret_cast<word>(take(Total));
    // What orders the leader after the chunk's malloc (P1) orders the others
    // only through a barrier; a shuffle alone moves a value.
    __syncwarp(Mask);
    // A panic elsewhere may have ended the leader in its malloc: what a shuffle
    // reads of it then is undefined, while a vote leaves it out.
    bool Answered = __ballot_sync(Mask, Start != 0);
    Start = __shfl_sync(Mask, Start, __ffs(int(Mask)) - 1);
    Start = Answered ? Start : 0;
    if (Refused)
      return nullptr;
    // A group too large for what is left may still find room one by one. With
    // equal sizes the start is aligned for the group, else for each piece.
    size_t Shared = Same ? detail::round_up(Start, Align) + Offset
                         : detail::round_up(Start + Offset, Align);
    if (!Start)
      Shared =
          detail::round_up(reinterpret_cast<word>(takeAlone(Alone)), Align);
    return reinterpret_cast<void *>(Shared);
  }

  /// Constructs a T. With destructors::run the arena destroys it on reset and
  /// release.
  /// \returns null where allocate does.
  template <typename T, typename... Args>
  __device__ T *make(Args &&...Arguments) {
    return detail::make_in<D, T>(*this, static_cast<Args &&>(Arguments)...);
  }

  /// \returns \p Count objects T{}, or null where allocate does.
  template <typename T> __device__ T *make_array(size_t Count) {
    static_assert(__is_trivially_destructible(T), "an arena destroys no array");
    void *Place = allocate(detail::array_bytes<T>(Count), alignof(T));
    for (size_t I = 0; Place && I < Count; ++I)
      ::new (static_cast<char *>(Place) + I * sizeof(T)) T{};
    return static_cast<T *>(Place);
  }

  /// Takes back all memory and keeps the chunks for what comes next.
  /// Callers: one thread, while no other uses the arena; those that did and
  ///          will are ordered with it by a barrier or the like
  /// Cost:    constant, and one step for each finalizer
  __device__ void reset() {
    if constexpr (D == destructors::run)
      detail::run_finalizers(Finals, nullptr);
    Finals = nullptr;
    ++Round;
    Cursor = 0;
  }

  /// Takes back all memory and frees the chunks; the buffer remains.
  /// Callers: as reset. Cost: one free for each chunk
  __device__ void release() {
    reset();
    for (word &Entry : Table) {
      if (!Entry)
        break;
      free(reinterpret_cast<void *>(Entry & ~word(15)));
      Entry = 0;
    }
    for (detail::large_piece *P = Large, *Next; P; P = Next) {
      Next = P->next;
      free(P);
    }
    Large = nullptr;
  }

  /// Exact while no other thread uses the arena.
  /// Callers: any thread of the scope. Cost: one step for each chunk
  [[nodiscard]] __device__ arena_statistics statistics() const {
    cursor Seen = detail::load(Cursor);
    arena_statistics Sum{0, BufferBytes};
    for (unsigned Tag = 0; Tag < shape::Tags; ++Tag) {
      if (Tag && !detail::load(Table[Tag - 1]))
        break;
      size_t Bytes = chunkAt(Tag).Bytes;
      size_t Top = offsetOf(Seen) < Bytes ? offsetOf(Seen) : Bytes;
      Sum.reserved += Tag ? Bytes : 0;
      Sum.used += Tag < tagOf(Seen) ? Bytes : Tag == tagOf(Seen) ? Top : 0;
    }
    for (auto *P = detail::load_acquire<S>(Large); P; P = P->next) {
      Sum.reserved += P->bytes + sizeof *P;
      Sum.used += detail::load(P->round) == Round ? P->bytes : 0;
    }
    return Sum;
  }

  /// For detail::make_in. Lock-free: a retry means that another lane pushed.
  /// Relaxed: only reset reads the list, and it is ordered after all users.
  __device__ void add_finalizer(detail::finalizer *Head) {
    detail::finalizer *Seen = detail::load(Finals);
    do
      Head->next = Seen;
    while (!detail::replace(Finals, Seen, Head));
  }

private:
  friend class arena_scope<arena>;

  /// For the list of each of \p Sharers threads: see __gpurt_arena_enter.
  __device__ arena_share share(unsigned Sharers) {
    return {{nullptr, nullptr}, &Gone, Sharers,
            shape::Tags - 1,    Table, reinterpret_cast<void **>(&Large)};
  }

  /// Beyond it no request has a chance, and sums of 32 do not overflow.
  static constexpr size_t Limit = size_t(1) << 48;

  __device__ static unsigned tagOf(cursor Word) {
    return unsigned(Word >> shape::OffsetBits);
  }
  __device__ static size_t offsetOf(cursor Word) {
    return size_t(Word & OffsetMask) * Unit;
  }
  __device__ static cursor wordOf(unsigned Tag, size_t Offset) {
    return (cursor(Tag) << shape::OffsetBits) | cursor(Offset / Unit);
  }

  __device__ size_t firstChunkBytes() const {
    size_t Bytes = ChunkBytes ? ChunkBytes : default_chunk_bytes;
    return Bytes > shape::MaxChunk ? shape::MaxChunk
                                   : detail::round_up(Bytes, Unit);
  }

  /// \p Tag has been seen in Cursor, or its entry in the table.
  __device__ chunk chunkAt(unsigned Tag) const {
    if (!Tag)
      return {Buffer, BufferBytes};
    word Entry;
    do // I1: it is there; a relaxed add may have let us see the tag first
      Entry = detail::load_acquire<S>(Table[Tag - 1]); // P1
    while (!Entry);
    return {reinterpret_cast<char *>(Entry & ~word(15)), firstChunkBytes()
                                                             << (Entry & 15)};
  }

  /// \param Bytes a multiple of Unit
  __device__ char *take(size_t Bytes) {
    if (Bytes + Cut <= MaxBump) {
      auto Units = cursor(Bytes / Unit);
      cursor Was = detail::fetch_add<S>(Cursor, Units);
      chunk C = chunkAt(tagOf(Was));
      if (offsetOf(Was) + Bytes <= C.Bytes) // takes effect at the add (I2)
        return C.Base + offsetOf(Was);
      return takeSlowly(Bytes, Was);
    }
    return takeLarge(Bytes);
  }

  /// take() out of line, for where it is rare.
  __device__ __noinline__ char *takeAlone(size_t Bytes) { return take(Bytes); }

  /// After an add that found the chunk of \p Was full.
  __device__ __noinline__ char *takeSlowly(size_t Bytes, cursor Was) {
    while (advance(Was)) {
      Was = detail::fetch_add<S>(Cursor, cursor(Bytes / Unit));
      chunk C = chunkAt(tagOf(Was));
      if (offsetOf(Was) + Bytes <= C.Bytes)
        return C.Base + offsetOf(Was);
    }
    return takeLarge(Bytes);
  }

  /// Moves Cursor from the chunk of \p Was, which is full, to the next one, or
  /// if there is none down to the chunk's end.
  /// \returns whether Cursor has another tag.
  /// Lock-free: a CAS fails when another thread moves Cursor, and each thread
  /// adds to it once for each tag.
  __device__ bool advance(cursor Was) {
    unsigned Tag = tagOf(Was);
    size_t End = chunkAt(Tag).Bytes;
    bool More = Tag + 1 < shape::Tags && provide(Tag + 1);
    cursor Seen = detail::load(Cursor);
    while (tagOf(Seen) == Tag && (More || offsetOf(Seen) > End)) {
      cursor Next = More ? wordOf(Tag + 1, 0) : wordOf(Tag, End);
      if (detail::replace(Cursor, Seen, Next))
        break;
    }
    return More || tagOf(Seen) != Tag;
  }

  /// \returns whether chunk \p Tag is in the table now.
  __device__ bool provide(unsigned Tag) {
    word &Entry = Table[Tag - 1];
    if (ChunkBytes == no_growth)
      return false;
    detail::throttle Throttle(Growing);
    if (Throttle.wait([&] { return detail::load(Entry); }))
      return true;
    size_t First = firstChunkBytes();
    unsigned Shift = Tag - 1 < 15 ? Tag - 1 : 15;
    while (Shift && First << Shift > shape::MaxChunk)
      --Shift;
    void *Block = malloc(First << Shift);
    while (!Block && Shift) {
      Shift = Shift > 2 ? Shift - 2 : 0;
      Block = malloc(First << Shift);
    }
    if (!Block)
      return detail::load(Entry);
    // The fence: whoever gets a piece of the chunk is ordered after its malloc,
    // and so after those who used and freed that memory before (P1).
    detail::fence<S>();
    word None = 0;
    if (!detail::replace(Entry, None, reinterpret_cast<word>(Block) | Shift))
      free(Block); // another thread was first: there is a chunk
    return true;
  }

  //===--- Pieces outside of the chunks' order ----------------------------===//

  /// Uses what is left of the chunk if it is enough, else takes a large piece.
  /// Lock-free: a failed CAS means that another thread moved Cursor.
  __device__ __noinline__ char *takeLarge(size_t Bytes) {
    cursor Seen = detail::load(Cursor);
    for (;;) {
      chunk C = chunkAt(tagOf(Seen));
      size_t Offset = offsetOf(Seen);
      if (Offset > C.Bytes || Bytes > C.Bytes - Offset)
        break;
      if (detail::replace(Cursor, Seen, cursor(Seen + Bytes / Unit)))
        return C.Base + Offset;
    }
    if (ChunkBytes == no_growth)
      return nullptr;
    if (char *Piece = takeOldLarge(Bytes))
      return Piece;
    auto *P = static_cast<detail::large_piece *>(
        malloc(Bytes + sizeof(detail::large_piece)));
    if (!P)
      return nullptr;
    detail::large_piece *Head = detail::load(Large);
    P->bytes = Bytes;
    P->round = Round;
    do {
      P->next = Head;
      detail::fence<S>(); // P2
    } while (!detail::replace(Large, Head, P));
    return P->begin();
  }

  /// Claims a large piece of an earlier round, not more than four times too
  /// large. The list only grows while threads use it, and a piece's round only
  /// rises, so a successful CAS has one owner.
  __device__ char *takeOldLarge(size_t Bytes) {
    for (auto *P = detail::load_acquire<S>(Large); P; P = P->next) { // P2
      word Seen = detail::load(P->round);
      if (Seen != Round && Bytes <= P->bytes && P->bytes / 4 <= Bytes &&
          detail::replace(P->round, Seen, Round))
        return P->begin();
    }
    return nullptr;
  }
};

//===----------------------------------------------------------------------===//
// Scopes of a warp and a block
//===----------------------------------------------------------------------===//

/// An arena for as long as a part of a block's code runs: made and left by all
/// threads of the block together. Making it initialises the arena; leaving it
/// waits for all threads that still run and then releases.
template <destructors D> class arena_scope<arena<scope::block, D>> {
  using shared = arena<scope::block, D>;
  shared &Arena;
  arena_share Share;

public:
  /// \param ChunkBytes size of the first chunk, or no_growth
  /// Callers: all threads of the block, thread 0 included; it is a barrier
  __device__ explicit arena_scope(
      shared &Arena, size_t ChunkBytes = shared::default_chunk_bytes)
      : arena_scope(Arena, nullptr, 0, ChunkBytes) {}

  __device__ arena_scope(shared &Arena, void *Buffer, size_t Bytes,
                         size_t ChunkBytes = shared::default_chunk_bytes)
      : Arena(Arena) {
    if (threadIdx.x == 0 && threadIdx.y == 0 && threadIdx.z == 0)
      Arena.init(Buffer, Bytes, ChunkBytes);
    Share = Arena.share(unsigned(__syncthreads_count(1)));
    __gpurt_arena_enter(&Share.node);
  }

  /// Callers: all threads of the block that have not ended; it is a barrier.
  /// A thread that ended by a panic is not missed: whoever comes first after
  /// the barrier releases. If none is left the last panic did.
  __device__ ~arena_scope() {
    __gpurt_arena_leave(&Share.node);
    __syncthreads();
    if (!atomicExch_block(&Arena.Leaving, 1u))
      Arena.release();
    __syncthreads();
  }
  arena_scope(const arena_scope &) = delete;
  arena_scope &operator=(const arena_scope &) = delete;
};

/// The same for the lanes of one warp.
template <destructors D> class arena_scope<arena<scope::warp, D>> {
  using shared = arena<scope::warp, D>;
  shared &Arena;
  unsigned Mask;
  arena_share Share;

public:
  /// Callers: the lanes of \p Mask, all with the same arguments
  __device__ explicit arena_scope(
      shared &Arena, unsigned Mask = 0xffffffffu,
      size_t ChunkBytes = shared::default_chunk_bytes)
      : Arena(Arena), Mask(Mask) {
    if (detail::rank_in(Mask) == 0)
      Arena.init(ChunkBytes);
    __syncwarp(Mask);
    Share = Arena.share(unsigned(__popc(__ballot_sync(Mask, 1))));
    __gpurt_arena_enter(&Share.node);
  }

  /// Callers: the lanes of the mask that have not ended
  __device__ ~arena_scope() {
    __gpurt_arena_leave(&Share.node);
    __syncwarp(Mask);
    if (!atomicExch_block(&Arena.Leaving, 1u))
      Arena.release();
    __syncwarp(Mask);
  }
  arena_scope(const arena_scope &) = delete;
  arena_scope &operator=(const arena_scope &) = delete;
};

} // namespace gpurt

#endif // GPURT_SHARED_ARENA_H
