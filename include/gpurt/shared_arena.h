//===- gpurt/shared_arena.h - Arenas of a warp, a block, the grid ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Included by arena.h. One atomic add on a word {tag, offset} gives a piece:
// the tag says which chunk the offset is in, so the word alone decides who
// owns what, however late a thread learns that a chunk was replaced. Chunks
// are found in a table by their tag; the table only grows until release().
// Lanes that ask together make one add: one of them, over the mask that they
// are together under at that place; each lane then sees for itself whether what
// the add found is inside the chunk. Only where it is not does one of them act
// for all again: that may end in a malloc, and so in a panic.
// Tests: test/run/arena/ (shared-*, misuse-*), test/ir/headers/
//===----------------------------------------------------------------------===//
#ifndef GPURT_SHARED_ARENA_H
#define GPURT_SHARED_ARENA_H

#include <gpurt/arena.h> // IWYU pragma: keep

namespace gpurt {
namespace detail {

/// What differs between the scopes. The word of a warp or block is 32 bits: a
/// 64-bit add in shared memory takes 118 cycles, a 32-bit one 32 (H100,
/// 2026-11-22). That of the grid has a cache line for itself: who reads what
/// lies beside it has to do with none of the adds.
template <scope S> struct arena_shape {
  using cursor = unsigned;
  struct line {
    cursor Cursor;
  };
  static constexpr unsigned OffsetBits = 27;
  static constexpr unsigned Tags = 16;
  static constexpr size_t MaxChunk = size_t(1) << 30;
  static constexpr size_t ChunkBytes = (S == scope::warp ? 16 : 64) << 10;
};
template <> struct arena_shape<scope::grid> {
  using cursor = word;
  struct line {
    cursor Cursor;
    char Apart[128 - sizeof(word)];
  };
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
///     units: offsets of one tag only rise, except from the chunk's end or
///     beyond. From there the one add that crossed the end takes it down to
///     where it started, all others to the end: nobody has got the units
///     between, and until the crossing add has gone nobody can (giveBack).
/// I3: Cursor's offset is beyond the chunk's end only by adds of threads that
///     have not returned: each lowers it or moves to the next chunk. At most
///     MaxBump bytes a thread, so it never reaches the tag.
/// I4: of a chunk that another one follows, less than a quarter of the first
///     chunk was left: only a piece of that size goes on to the next chunk, and
///     only where it does not fit. What a larger piece tried to add is not in
///     the way once it is given back; a thread that asks before that may leave
///     behind up to MaxBump bytes.
/// P1: fence and CAS that put a chunk into the table; load_acquire in chunkAt,
///     load and fence in chunkOf.
/// P2: fence and CAS that push a large piece; load and fence in takeOldLarge.
template <scope S, destructors D> class arena {
  using shape = detail::arena_shape<S>;
  using cursor = typename shape::cursor;
  using word = detail::word;

  static constexpr size_t Unit = detail::min_align;
  static constexpr size_t MaxBump = 64 << 10;
  static constexpr unsigned AllLanes = 0xffffffff;
  static constexpr cursor OffsetMask = (cursor(1) << shape::OffsetBits) - 1;

  struct chunk {
    char *Base;
    size_t Bytes;
  };

  typename shape::line Hot;
  unsigned Growing; ///< see throttle
  unsigned Leaving; ///< see arena_scope
  unsigned Gone;    ///< of those in an arena_scope, how many a panic has ended
  alignas(16) char *Buffer; ///< chunk 0; null if there is none
  size_t BufferBytes;       ///< a multiple of Unit
  size_t ChunkBytes;        ///< of chunk 1; 0: the default; or no_growth
  word Round;               ///< resets so far
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
    Hot.Cursor = 0;
    Growing = Leaving = Gone = 0;
    this->Buffer = HasBuffer ? reinterpret_cast<char *>(First) : nullptr;
    BufferBytes = HasBuffer ? End - First : 0;
    if (BufferBytes > shape::MaxChunk)
      BufferBytes = shape::MaxChunk;
    bool Grows = ChunkBytes && ChunkBytes != no_growth;
    this->ChunkBytes = Grows ? chunkSize(ChunkBytes) : ChunkBytes;
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
  ///          no growth and its buffer no room, where what others try to take
  ///          at the time counts as taken
  /// Callers: the threads of the scope, any lane, converged or not
  /// Blocks:  no; lanes together wait for the one that adds for them
  /// Memory:  pieces given to others may be read after the program's own
  ///          synchronisation, as with malloc
  /// Cost:    one relaxed atomic of the scope for the lanes together. Cheapest
  ///          are a whole warp, sizes that the compiler sees, up to 2 KiB a
  ///          lane at alignments up to 16, and a buffer
  __device__ void *allocate(size_t Bytes, size_t Align = Unit) {
    // Who is here now, all of whom come to the operations below: nothing
    // depends on who is not. All made this call, so what the compiler sees of
    // its arguments is the same for them.
    bool Alike = __builtin_constant_p(Bytes) && __builtin_constant_p(Align);
    return allocateFor(ownMask(__activemask()), Alike, Bytes, Align);
  }

  /// The same for the lanes of \p Mask, which all call it, converged or not,
  /// with any sizes: one add for all of them.
  /// Blocks: until the lanes of \p Mask have come, as every *_sync operation
  __device__ void *allocate_sync(unsigned Mask, size_t Bytes,
                                 size_t Align = Unit) {
    // A vote leaves out those who have ended.
    return allocateFor(ownMask(__ballot_sync(Mask, 1)), false, Bytes, Align);
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
    Hot.Cursor = 0;
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
    cursor Seen = detail::load(Hot.Cursor);
    arena_statistics Sum{0, BufferBytes};
    for (unsigned Tag = 0; Tag < shape::Tags; ++Tag) {
      if (Tag && !detail::load(Table[Tag - 1]))
        break;
      size_t Bytes = chunkAt(Tag).Bytes;
      size_t Top = offsetOf(Seen) < Bytes ? offsetOf(Seen) : Bytes;
      Sum.reserved += Tag ? Bytes : 0;
      Sum.used += Tag < tagOf(Seen) ? Bytes : Tag == tagOf(Seen) ? Top : 0;
    }
    for (auto *P = detail::load(Large); P; P = P->next) {
      Sum.reserved += P->bytes + sizeof *P;
      Sum.used += detail::load(P->round) == Round ? P->bytes : 0;
    }
    return Sum;
  }

  /// For detail::make_in. Lock-free: a retry means that another lane pushed.
  /// Relaxed: only reset reads the list, and it is ordered after all users.
  __device__ void add_finalizer(detail::finalizer *Head) {
    detail::finalizer *Seen = detail::load<S>(Finals);
    do
      Head->next = Seen;
    while (!detail::replace<S>(Finals, Seen, Head));
  }

private:
  friend class arena_scope<arena>;

  /// Of those who leave an arena_scope one releases. Also after what threads
  /// did that a panic has ended: no barrier waits for them, but each counted
  /// itself in Gone (release) before it ended, and this step reads the latest
  /// count.
  __device__ void releaseOnce() {
    if (atomicExch_block(&Leaving, 1u))
      return;
    detail::fetch_add<S>(Gone, 0u);
    detail::fence<S>();
    release();
  }

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

  __device__ static size_t chunkSize(size_t Asked) {
    return Asked > shape::MaxChunk ? shape::MaxChunk
                                   : detail::round_up(Asked, Unit);
  }

  __device__ size_t firstChunkBytes() const {
    return ChunkBytes ? ChunkBytes : default_chunk_bytes;
  }

  __device__ chunk chunkOf(word Entry) const {
    return {reinterpret_cast<char *>(Entry & ~word(15)), firstChunkBytes()
                                                             << (Entry & 15)};
  }

  /// \p Tag has been seen in Cursor, or its entry in the table.
  __device__ chunk chunkAt(unsigned Tag) const {
    if (!Tag)
      return {Buffer, BufferBytes};
    word Entry;
    do // I1: it is there; a relaxed add may have let us see the tag first
      Entry = detail::load_acquire<S>(Table[Tag - 1]); // P1
    while (!Entry);
    return chunkOf(Entry);
  }

  /// The same for one thread, beside those who write the table.
  __device__ chunk chunkNow(unsigned Tag) {
    if (!Tag)
      return {Buffer, BufferBytes};
    word Entry;
    do
      Entry = detail::load<S>(Table[Tag - 1]);
    while (!Entry);
    detail::fence<S>(); // P1
    return chunkOf(Entry);
  }

  /// \returns the piece that an add took when it found \p Was in Cursor, or
  /// null if it went beyond the end of \p C.
  __device__ static char *pieceIn(chunk C, cursor Was, size_t Bytes) {
    return offsetOf(Was) + Bytes <= C.Bytes ? C.Base + offsetOf(Was) : nullptr;
  }

  //===--- For lanes together ---------------------------------------------===//

  __device__ word number() const { return reinterpret_cast<word>(this); }

  /// The caller's bit is set already. But ptxas 13.0 takes a bare activemask
  /// for the same in all lanes that meet later, also if they come from two
  /// calls (docs/design/ptxas.md).
  __device__ static unsigned ownMask(unsigned Mask) {
    return Mask | 1u << detail::lane_index();
  }

  /// \param Mask   who comes: all of them, and nobody else
  /// \param Alike  they ask for the same
  ///
  /// The common case: a whole warp that asks for equal pieces while the arena
  /// is in its buffer. Its lanes all check what the leader's add found. Nothing
  /// there calls malloc, so nobody can end before the shuffle.
  __device__ void *allocateFor(unsigned Mask, bool Alike, size_t Bytes,
                               size_t Align) {
    Bytes += Bytes == 0;
    if (Mask != AllLanes || !areSmall(Alike, Bytes, Align))
      return allocateSlowly(Mask, false, 0, Bytes, Align);
    auto Stride = unsigned(detail::round_up(Bytes, Align));
    cursor Units = 32 / Unit * Stride, Was = 0;
    char *First = Buffer; // before the add, which takes longer
    auto Room = cursor(BufferBytes / Unit);
    if (detail::lane_index() == 0)
      Was = detail::fetch_add<S>(Hot.Cursor, Units);
    // While it is under way: lanes that run together may ask different arenas.
    // What is there for those of another arena stays unused.
    bool IsOne = __shfl_sync(AllLanes, number(), 0) == number();
    unsigned Peers = __ballot_sync(AllLanes, IsOne);
    Was = __shfl_sync(AllLanes, Was, 0);
    size_t Mine = detail::lane_index() * Stride;
    if (IsOne && Was + Units <= Room) // and the tag is 0
      return First + size_t(Was) * Unit + Mine;
    if (!IsOne)
      return allocateSlowly(~Peers, false, 0, Bytes, Align);
    if (unsigned Tag = tagOf(Was))
      if ((First = pieceIn(chunkAt(Tag), Was, Units * Unit)))
        return First + Mine;
    return allocateSlowly(Peers, true, Was, Bytes, Align);
  }

  /// Of all lanes: whether they ask for the same, and that is at most MaxBump
  /// for all together.
  __device__ static bool areSmall(bool Alike, size_t Bytes, size_t Align) {
    bool Small = Bytes <= MaxBump / 32 && Align <= Unit;
    if (Alike)
      return Small;
    unsigned Key = Small ? unsigned(Bytes << 5 | Align) : detail::lane_index();
    int Same;
    __match_all_sync(AllLanes, Key, &Same);
    return Same;
  }

  /// \param Mask   who comes; those who ask the same arena act together
  /// \param Added  their leader has added for a whole warp and found \p Was
  __device__ __noinline__ void *allocateSlowly(unsigned Mask, bool Added,
                                               cursor Was, size_t Bytes,
                                               size_t Align) {
    if (!Added)
      Mask = ownMask(__match_any_sync(Mask, number()));
    bool Refused = Bytes > Limit || Align > Limit;
    size_t Slack = Align > Unit && !Refused ? Align - Unit : 0;
    size_t Alone = Refused ? 0 : detail::round_up(Bytes, Unit) + Slack;
    if (Mask == ownMask(0))
      return Refused ? nullptr : placeIn(takeAlone(Alone), Align);
    size_t Offset, Total;
    int Same = Added;
    if (!Added)
      __match_all_sync(Mask, Bytes ^ (word(__ffsll(Align)) << 58), &Same);
    if (Same) { // what was added already was for 32, whoever else asks here
      size_t Stride = Refused ? 0 : detail::round_up(Bytes, Align);
      Offset = Stride * (Added ? detail::lane_index() : detail::rank_in(Mask));
      Total = Stride * (Added ? 32 : unsigned(__popc(Mask)));
      Total = detail::round_up(Total, Unit) + Slack;
    } else {
      Offset = sumBefore(Mask, Alone, Total);
    }
    int Leader = __ffs(int(Mask)) - 1;
    bool Leads = detail::rank_in(Mask) == 0;
    if (!Added && Total <= MaxBump) {
      if (Leads)
        Was = detail::fetch_add<S>(Hot.Cursor, cursor(Total / Unit));
      Was = __shfl_sync(Mask, Was, Leader);
      Added = true;
    }
    // Each lane reads the table for itself: a shuffle alone moves a value, and
    // orders nobody after the chunk's malloc (P1).
    word Start = 0;
    if (Added)
      Start = reinterpret_cast<word>(pieceIn(chunkAt(tagOf(Was)), Was, Total));
    if (!Start) { // the same in all of them
      if (Leads)
        Start = reinterpret_cast<word>(Added ? takeSlowly(Total, Was)
                                             : takeLarge(Total));
      __syncwarp(Mask); // orders them as the leader is (P1)
      // A panic elsewhere may have ended the leader in its malloc: what a
      // shuffle reads of it then is undefined, while a vote leaves it out.
      bool Answered = __ballot_sync(Mask, Start != 0);
      Start = __shfl_sync(Mask, Start, Leader);
      Start = Answered ? Start : 0;
    }
    if (Refused)
      return nullptr;
    // A group too large for what is left may still find room one by one.
    if (!Start)
      return placeIn(takeAlone(Alone), Align);
    // With equal sizes the start is aligned for the group, else for each piece.
    auto *First = reinterpret_cast<char *>(Start);
    return Same ? placeIn(First, Align) + Offset
                : placeIn(First + Offset, Align);
  }

  /// \returns the first multiple of \p Align from there, or null for null.
  __device__ static char *placeIn(char *Piece, size_t Align) {
    return reinterpret_cast<char *>(
        detail::round_up(reinterpret_cast<word>(Piece), Align));
  }

  /// \returns the sum of what the lanes of \p Mask before the caller have as
  /// \p Mine; \p Total becomes that of all of them.
  __device__ static size_t sumBefore(unsigned Mask, word Mine, size_t &Total) {
    unsigned Lane = detail::lane_index();
    if (Mask == AllLanes) {
      word Sum = Mine;
      for (unsigned Step = 1; Step < 32; Step *= 2) {
        word Before = __shfl_up_sync(AllLanes, Sum, Step);
        Sum += Lane >= Step ? Before : 0;
      }
      Total = __shfl_sync(AllLanes, Sum, 31);
      return Sum - Mine;
    }
    size_t Sum = Total = 0;
    for (unsigned Left = Mask; Left; Left &= Left - 1) {
      unsigned From = unsigned(__ffs(int(Left))) - 1;
      size_t Its = __shfl_sync(Mask, Mine, int(From));
      Sum += From < Lane ? Its : 0;
      Total += Its;
    }
    return Sum;
  }

  //===--- For one thread -------------------------------------------------===//

  /// \param Bytes a multiple of Unit
  __device__ __noinline__ char *takeAlone(size_t Bytes) {
    if (Bytes > MaxBump)
      return takeLarge(Bytes);
    cursor Was = detail::fetch_add<S>(Hot.Cursor, cursor(Bytes / Unit));
    char *Piece = pieceIn(chunkNow(tagOf(Was)), Was, Bytes);
    return Piece ? Piece : takeSlowly(Bytes, Was);
  }

  /// After an add that went beyond the end of the chunk of \p Was.
  __device__ __noinline__ char *takeSlowly(size_t Bytes, cursor Was) {
    bool Small = ChunkBytes != no_growth && Bytes <= firstChunkBytes() / 4;
    while (Small && advance(Was, Bytes)) { // I4
      Was = detail::fetch_add<S>(Hot.Cursor, cursor(Bytes / Unit));
      if (char *Piece = pieceIn(chunkNow(tagOf(Was)), Was, Bytes))
        return Piece;
    }
    giveBack(Was);
    return takeLarge(Bytes);
  }

  /// Moves Cursor from the chunk of \p Was to the next one, unless there is
  /// room for \p Bytes again.
  /// \returns whether to try again.
  /// Lock-free: a CAS fails when another thread moves Cursor.
  __device__ bool advance(cursor Was, size_t Bytes) {
    unsigned Tag = tagOf(Was);
    cursor Seen = detail::load<S>(Hot.Cursor);
    if (tagOf(Seen) != Tag || pieceIn(chunkNow(Tag), Seen, Bytes))
      return true;
    bool More = Tag + 1 < shape::Tags && provide(Tag + 1);
    Seen = detail::load<S>(Hot.Cursor);
    while (More && tagOf(Seen) == Tag)
      if (detail::replace<S>(Hot.Cursor, Seen, wordOf(Tag + 1, 0)))
        break;
    return More || tagOf(Seen) != Tag;
  }

  /// Makes good what an add that found \p Was added beyond the chunk's end.
  /// Only one add finds Cursor below the end and leaves it beyond: until it
  /// takes that back, all others find it at the end or beyond and own nothing.
  /// Lock-free, as advance().
  __device__ void giveBack(cursor Was) {
    size_t End = chunkNow(tagOf(Was)).Bytes;
    cursor Low = offsetOf(Was) < End ? Was : wordOf(tagOf(Was), End);
    cursor Seen = detail::load<S>(Hot.Cursor);
    while (tagOf(Seen) == tagOf(Was) && offsetOf(Seen) >= End && Seen != Low)
      if (detail::replace<S>(Hot.Cursor, Seen, Low))
        break;
  }

  /// \returns whether chunk \p Tag is in the table now.
  __device__ bool provide(unsigned Tag) {
    word &Entry = Table[Tag - 1];
    if (ChunkBytes == no_growth)
      return false;
    detail::throttle<S> Throttle(Growing);
    if (Throttle.wait([&] { return detail::load<S>(Entry); }))
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
      return detail::load<S>(Entry);
    // The fence: whoever gets a piece of the chunk is ordered after its malloc,
    // and so after those who used and freed that memory before (P1).
    detail::fence<S>();
    word None = 0;
    if (!detail::replace<S>(Entry, None, reinterpret_cast<word>(Block) | Shift))
      free(Block); // another thread was first: there is a chunk
    return true;
  }

  //===--- Pieces outside of the chunks' order ----------------------------===//

  /// Uses what is left of the chunk if it is enough, else takes a large piece.
  /// Lock-free: a failed CAS means that another thread moved Cursor.
  __device__ __noinline__ char *takeLarge(size_t Bytes) {
    cursor Seen = detail::load<S>(Hot.Cursor);
    while (char *Piece = pieceIn(chunkNow(tagOf(Seen)), Seen, Bytes))
      if (detail::replace<S>(Hot.Cursor, Seen, cursor(Seen + Bytes / Unit)))
        return Piece;
    if (ChunkBytes == no_growth)
      return nullptr;
    if (char *Piece = takeOldLarge(Bytes))
      return Piece;
    auto *P = static_cast<detail::large_piece *>(
        malloc(Bytes + sizeof(detail::large_piece)));
    if (!P)
      return nullptr;
    detail::large_piece *Head = detail::load<S>(Large);
    P->bytes = Bytes;
    P->round = Round;
    do {
      P->next = Head;
      detail::fence<S>(); // P2
    } while (!detail::replace<S>(Large, Head, P));
    return P->begin();
  }

  /// Claims a large piece of an earlier round, not more than four times too
  /// large. The list only grows while threads use it, and a piece's round only
  /// rises, so a successful CAS has one owner.
  __device__ char *takeOldLarge(size_t Bytes) {
    detail::large_piece *P = detail::load<S>(Large);
    detail::fence<S>(); // P2
    for (; P; P = P->next) {
      word Seen = detail::load(P->round);
      if (Seen != Round && Bytes <= P->bytes && P->bytes / 4 <= Bytes &&
          detail::replace(P->round, Seen, Round))
        return P->begin();
    }
    return nullptr;
  }
};

} // namespace gpurt

#endif // GPURT_SHARED_ARENA_H
