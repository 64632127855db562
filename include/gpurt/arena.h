//===- gpurt/arena.h - Bump allocation in kernels -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An arena hands out memory by moving a cursor and takes it back all at once.
// `arena<>` belongs to one thread: no atomics, a handful of instructions.
// `arena<scope::warp>`, `<scope::block>` and `<scope::grid>` (shared_arena.h)
// are shared; lanes that ask together get neighbouring pieces from one atomic
// add. All grow by chunks from malloc, each twice the last, and may start in a
// buffer that the caller gives, also in shared memory. reset() keeps the
// chunks and costs one store; release() frees them.
//
// Destructors do not run unless asked for: arena<scope::lane,
// destructors::run>.
// Tests: test/run/arena/, test/ir/headers/. Guide: docs/arena.md
//===----------------------------------------------------------------------===//
#ifndef GPURT_ARENA_H
#define GPURT_ARENA_H

#include <gpurt/arena_abi.h>
#include <gpurt/memory_detail.h>

extern "C" {
/// A thread's arena got its first chunk from malloc; it is about to free all
/// that it has. Between the two a panic of the thread frees its chunks. Nothing
/// where lanes have no magazines (docs/heap.md).
__device__ void __gpurt_arena_enter(gpurt::arena_node *Arena);
__device__ void __gpurt_arena_leave(gpurt::arena_node *Arena);
}

namespace gpurt {

/// Whether an arena runs the destructors of what make() made in it.
enum class destructors : unsigned char { skip, run };

/// As a chunk size: the arena has its buffer and never calls malloc.
inline constexpr size_t no_growth = ~size_t(0);

/// Bytes. \c used counts from the start of each chunk to where the arena
/// stands in it, so what a too small rest of a chunk wasted is in it only for
/// shared arenas; \c reserved counts the buffer and all chunks.
struct arena_statistics {
  size_t used;
  size_t reserved;
};

template <scope S = scope::lane, destructors D = destructors::skip> class arena;
template <typename Arena> class arena_scope;
template <scope S, destructors D, typename... Rest>
arena_scope(arena<S, D> &, Rest...) -> arena_scope<arena<S, D>>;

//===----------------------------------------------------------------------===//
// What arenas are made of
//===----------------------------------------------------------------------===//

namespace detail {

/// In front of an object whose destructor the arena will run.
struct finalizer {
  finalizer *next;
  void (*destroy)(finalizer *);
};

template <typename T> struct finalized {
  finalizer head; // first: finalizer * and finalized * are the same address
  alignas(T) char object[sizeof(T)];

  __device__ static void destroy(finalizer *Head) {
    auto *Self = reinterpret_cast<finalized *>(Head);
    reinterpret_cast<T *>(Self->object)->~T();
  }
};

template <destructors D, typename T>
inline constexpr bool runs_destructor =
    D == destructors::run && !__is_trivially_destructible(T);

/// make() of every arena: \p Self gives memory and keeps the finalizers.
template <destructors D, typename T, typename Arena, typename... Args>
__device__ T *make_in(Arena &Self, Args &&...Arguments) {
  if constexpr (runs_destructor<D, T>) {
    auto *Holder = static_cast<finalized<T> *>(
        Self.allocate(sizeof(finalized<T>), alignof(finalized<T>)));
    if (!Holder)
      return nullptr;
    T *Made = ::new (static_cast<void *>(Holder->object))
        T(static_cast<Args &&>(Arguments)...);
    // After the constructor: what never came to be is not destroyed.
    Holder->head.destroy = &finalized<T>::destroy;
    Self.add_finalizer(&Holder->head);
    return Made;
  } else {
    void *Place = Self.allocate(sizeof(T), alignof(T));
    return Place ? ::new (Place) T(static_cast<Args &&>(Arguments)...)
                 : nullptr;
  }
}

/// \returns Count * sizeof(T), or a size that no arena has.
template <typename T> __device__ constexpr size_t array_bytes(size_t Count) {
  return Count <= ~size_t(0) / sizeof(T) ? Count * sizeof(T) : ~size_t(0);
}

/// Runs the finalizers from \p First up to \p Last, which stays.
__device__ inline void run_finalizers(finalizer *First, finalizer *Last) {
  while (First != Last) {
    finalizer *Next = First->next;
    First->destroy(First);
    First = Next;
  }
}

} // namespace detail

//===----------------------------------------------------------------------===//
// An arena of one thread
//===----------------------------------------------------------------------===//

/// Belongs to the thread that made it, in a local variable; frees its chunks
/// when it goes.
///
/// Chunks are a list: those up to Current are in use, those behind it are kept
/// for later. Root is the first chunk ever; its node holds the list's head.
/// I1: the arena stands Left bytes before End, both in Current, or all are
/// null.
///     End is a multiple of 16, so that Left can be rounded down to 16 or less.
/// I2: End is the chunk's end, or Window bytes on in a chunk that is larger. So
///     32 bits say what is left, and half of the instructions do.
/// The state goes to the slow path word by word and comes back by value: no
/// address of the arena escapes, and it stays in registers (a struct argument
/// would be a copy in local memory).
template <destructors D> class arena<scope::lane, D> {
  struct state {
    char *End;
    unsigned Left;
    arena_chunk *Current, *Root;
  };
  struct grown {
    state State;
    char *Piece;
  };

  static constexpr size_t Window = size_t(1) << 31;

  state Now{};
  size_t ChunkBytes;
  detail::finalizer *Finals = nullptr;

public:
  static constexpr size_t default_chunk_bytes = 1024;

  /// Where an arena stood; see rewind().
  class position {
    friend arena;
    char *At;
    arena_chunk *Current, *Head;
    detail::finalizer *Finals;
  };

  /// An empty arena; the first allocation takes the first chunk.
  /// \param ChunkBytes size of the first chunk
  __device__ explicit arena(size_t ChunkBytes = default_chunk_bytes)
      : ChunkBytes(ChunkBytes) {}

  /// Starts in \p Buffer, which stays the caller's and must live longer. A
  /// buffer of less than 64 bytes may be too small to be of use.
  /// \param ChunkBytes size of the first chunk after it, or no_growth
  __device__ arena(void *Buffer, size_t Bytes,
                   size_t ChunkBytes = default_chunk_bytes)
      : ChunkBytes(ChunkBytes) {
    auto Start = reinterpret_cast<uintptr_t>(Buffer);
    uintptr_t First = detail::round_up(Start, alignof(arena_chunk));
    uintptr_t End = (Start + Bytes) & ~(detail::min_align - 1);
    if (!Buffer || End < First + sizeof(arena_chunk))
      return;
    auto *Chunk = reinterpret_cast<arena_chunk *>(First);
    *Chunk = {
        {nullptr, Chunk}, nullptr, reinterpret_cast<char *>(End), nullptr, 0};
    Now.Root = Chunk;
    rewindToHead();
  }

  __device__ ~arena() { release(); }
  arena(const arena &) = delete;
  arena &operator=(const arena &) = delete;

  /// Takes memory; no lane waits for another.
  ///
  /// \param Bytes  any number; 0 counts as 1
  /// \param Align  a power of two
  /// \returns uninitialised memory, or null: the heap is full, or the arena has
  ///          no growth and its buffer no room
  /// Callers: the owner
  /// Cost:    a few instructions; a malloc when the chunk is full, then also a
  ///          look at each chunk that is kept for later
  __device__ void *allocate(size_t Bytes, size_t Align = detail::min_align) {
    Bytes += Bytes == 0;
    // What rounding up skips; a multiple of 16 before an end at such a
    // multiple.
    unsigned Mask = unsigned(Align) - 1, Low = unsigned(uintptr_t(Now.End));
    unsigned Skip =
        (Align <= detail::min_align ? Now.Left : Now.Left - Low) & Mask;
    unsigned Left = Now.Left - Skip;
    // Only a large alignment can skip more than is left (I1).
    bool Inside =
        Align <= detail::min_align || (Align <= Window && Skip <= Now.Left);
    if (Inside && Bytes <= Left) {
      Now.Left = Left - unsigned(Bytes);
      return Now.End - Left;
    }
    grown Grown = grow(Now.End, Now.Left, Now.Current, Now.Root, ChunkBytes,
                       Bytes, Align);
    Now = Grown.State;
    return Grown.Piece;
  }

  /// Constructs a T. With destructors::run the arena destroys it, last made
  /// first, on reset, rewind and release.
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

  /// \returns where the arena stands.
  [[nodiscard]] __device__ position mark() const {
    position Here;
    Here.At = at(Now);
    Here.Current = Now.Current;
    Here.Head = Now.Root ? Now.Root->node.chunks : nullptr;
    Here.Finals = Finals;
    return Here;
  }

  /// Takes back all that was given since mark() returned \p Then, which must be
  /// of this arena and not older than the last reset or release, nor younger
  /// than the last rewind. Chunks are kept.
  /// Cost: as many steps as large allocations were made since
  __device__ void rewind(const position &Then) {
    runFinalizers(Then.Finals);
    Finals = Then.Finals;
    if (!Then.Current)
      return rewindToHead();
    // Large pieces went to the head of the list: those since belong to the
    // kept ones behind the chunk where bumping goes on.
    arena_chunk *&Head = Now.Root->node.chunks;
    if (Head != Then.Head) {
      arena_chunk *Last = Head;
      while (Last->next != Then.Head)
        Last = Last->next;
      arena_chunk *First = Head;
      Head = Then.Head;
      Last->next = Then.Current->next;
      Then.Current->next = First;
      // A panic in the next malloc frees what is in the list then, but LLVM
      // thinks that malloc does not look and would put off these writes.
      asm volatile("" ::: "memory");
    }
    standAt(Now, Then.Current, Then.At);
  }

  /// Takes back all memory and keeps the chunks for what comes next.
  /// Cost: constant, and one step for each finalizer
  __device__ void reset() {
    runFinalizers(nullptr);
    Finals = nullptr;
    rewindToHead();
  }

  /// Takes back all memory and frees the chunks; the buffer remains.
  /// Cost: one free for each chunk
  __device__ void release() {
    runFinalizers(nullptr);
    Finals = nullptr;
    if (Now.Root)
      Now.Root = freeChunks(Now.Root);
    rewindToHead();
  }

  /// Cost: one step for each chunk
  [[nodiscard]] __device__ arena_statistics statistics() const {
    arena_statistics Sum{0, 0};
    bool InUse = true;
    for (arena_chunk *C = Now.Root ? Now.Root->node.chunks : nullptr; C;
         C = C->next) {
      Sum.reserved += size_t(C->end - reinterpret_cast<char *>(C));
      if (InUse)
        Sum.used += size_t((C == Now.Current ? at(Now) : C->top) - beginOf(C));
      InUse = InUse && C != Now.Current;
    }
    return Sum;
  }

  /// For detail::make_in.
  __device__ void add_finalizer(detail::finalizer *Head) {
    Head->next = Finals;
    Finals = Head;
  }

private:
  /// Without destructors::run there is no indirect call in the program, so
  /// that the stack a kernel needs stays known.
  __device__ void runFinalizers(detail::finalizer *Last) {
    if constexpr (D == destructors::run)
      detail::run_finalizers(Finals, Last);
  }

  /// \returns the memory behind the head of \p C.
  __device__ static char *beginOf(arena_chunk *C) {
    return reinterpret_cast<char *>(C + 1);
  }

  __device__ static char *aligned(char *At, size_t Align) {
    return reinterpret_cast<char *>(
        detail::round_up(reinterpret_cast<uintptr_t>(At), Align));
  }

  /// \returns where the arena stands.
  __device__ static char *at(const state &S) { return S.End - S.Left; }

  __device__ static void standAt(state &S, arena_chunk *Current, char *At) {
    char *End = Current->end;
    if (size_t(End - At) > Window)
      End = At + Window - reinterpret_cast<uintptr_t>(At) % detail::min_align;
    S.Current = Current;
    S.End = End;
    S.Left = unsigned(End - At);
  }

  /// \returns whether \p Root is no chunk of the heap and the only one.
  __device__ static bool isBufferAlone(const arena_chunk *Root) {
    return !Root->owned && Root->node.chunks == Root && !Root->next;
  }

  __device__ void rewindToHead() {
    if (Now.Root)
      standAt(Now, Now.Root->node.chunks, beginOf(Now.Root->node.chunks));
    else
      Now = {};
  }

  /// \returns the root that is left: the caller's buffer, or null.
  __device__ __noinline__ static arena_chunk *freeChunks(arena_chunk *Root) {
    bool Stays = !Root->owned;
    if (!isBufferAlone(Root))
      __gpurt_arena_leave(&Root->node);
    for (arena_chunk *C = Root->node.chunks, *Next; C; C = Next) {
      Next = C->next;
      if (C != Root)
        free(C);
    }
    if (!Stays) {
      free(Root);
      return nullptr;
    }
    Root->next = nullptr;
    Root->node.chunks = Root;
    return Root;
  }

  /// Unlinks the first kept chunk that has room for \p Need bytes.
  __device__ static arena_chunk *takeKept(arena_chunk *Current, size_t Need) {
    for (arena_chunk *Before = Current; Before && Before->next;
         Before = Before->next) {
      arena_chunk *C = Before->next;
      if (size_t(C->end - beginOf(C)) < Need)
        continue;
      Before->next = C->next;
      return C;
    }
    return nullptr;
  }

  /// \returns a chunk twice as large as \p Current, larger if \p Need bytes do
  /// not fit, a quarter of it and so on if that is refused, or null.
  __device__ static arena_chunk *newChunk(arena_chunk *Current,
                                          size_t ChunkBytes, size_t Need) {
    if (ChunkBytes == no_growth)
      return nullptr;
    size_t Least =
        detail::round_up(Need, detail::min_align) + sizeof(arena_chunk);
    size_t Size = detail::round_up(ChunkBytes, detail::min_align);
    if (Current && Current->owned)
      Size = 2 * size_t(Current->end - reinterpret_cast<char *>(Current));
    if (Size < Least)
      Size = Least;
    void *Block = malloc(Size);
    while (!Block && Size > Least) {
      Size = Size / 4 > Least ? detail::round_up(Size / 4, detail::min_align)
                              : Least;
      Block = malloc(Size);
    }
    if (!Block)
      return nullptr;
    auto *Chunk = static_cast<arena_chunk *>(Block);
    *Chunk = {{nullptr, Chunk},
              nullptr,
              static_cast<char *>(Block) + Size,
              nullptr,
              1};
    return Chunk;
  }

  /// The slow path of allocate.
  __device__ __noinline__ static grown
  grow(char *End, unsigned Left, arena_chunk *Current, arena_chunk *Root,
       size_t ChunkBytes, size_t Bytes, size_t Align) {
    state S{End, Left, Current, Root};
    // Chunks start at multiples of 16.
    size_t Slack = Align > detail::min_align ? Align - detail::min_align : 0;
    if (Bytes > ~size_t(0) / 4 || Slack > ~size_t(0) / 4)
      return {S, nullptr};
    if (Current && End != Current->end) { // I2
      char *Piece = aligned(at(S), Align);
      if (Piece <= Current->end && Bytes <= size_t(Current->end - Piece)) {
        standAt(S, Current, Piece + Bytes);
        return {S, Piece};
      }
    }
    arena_chunk *C = takeKept(S.Current, Bytes + Slack);
    if (!C)
      C = newChunk(S.Current, ChunkBytes, Bytes + Slack);
    if (!C)
      return {S, nullptr};
    if (!S.Root || isBufferAlone(S.Root))
      __gpurt_arena_enter(&(S.Root ? S.Root : C)->node);
    char *Piece = aligned(beginOf(C), Align);
    char *After = Piece + Bytes;
    if (!S.Current) {
      S.Root = C;
      C->node.chunks = C;
    } else if (C->end - After > S.Current->end - at(S)) {
      S.Current->top = at(S);
      C->next = S.Current->next;
      S.Current->next = C;
    } else {
      // A piece of its own: the chunk in use has more room left.
      C->top = After;
      C->next = S.Root->node.chunks;
      S.Root->node.chunks = C;
      return {S, Piece};
    }
    standAt(S, C, After);
    return {S, Piece};
  }
};

/// Takes back on exit what a thread's arena gave since it was made.
template <destructors D> class arena_scope<arena<scope::lane, D>> {
  arena<scope::lane, D> &Arena;
  typename arena<scope::lane, D>::position Start;

public:
  __device__ explicit arena_scope(arena<scope::lane, D> &Arena)
      : Arena(Arena), Start(Arena.mark()) {}
  __device__ ~arena_scope() { Arena.rewind(Start); }
  arena_scope(const arena_scope &) = delete;
  arena_scope &operator=(const arena_scope &) = delete;
};

} // namespace gpurt

#include <gpurt/shared_arena.h> // IWYU pragma: export
// Behind what it is made of.
#include <gpurt/arena_scope.h> // IWYU pragma: export

#endif // GPURT_ARENA_H
