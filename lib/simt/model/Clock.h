//===- Clock.h - Vector clocks that share their parts -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What one lane knows of every other: how far each lane had come when its past
// last reached this one. Times are kept by warp in chunks that clocks share
// until one of them changes, and a whole clock is shared by all who got it in
// one barrier or from one store. Lanes that meet often have equal pointers
// nearly everywhere, so a join costs a comparison of pointers for each warp.
// One host thread only: the counts are plain.
// Test: test/unit/model/ClockTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_LIB_SIMT_MODEL_CLOCK_H
#define GPURT_LIB_SIMT_MODEL_CLOCK_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace gpurt::simt {

/// A pointer to something that counts its owners in a field References.
template <typename T> class Counted {
public:
  Counted() = default;
  explicit Counted(T *Made) : Object(Made) { retain(); }
  Counted(const Counted &Other) : Object(Other.Object) { retain(); }
  Counted(Counted &&Other) noexcept
      : Object(std::exchange(Other.Object, nullptr)) {}
  Counted &operator=(Counted Other) noexcept {
    std::swap(Object, Other.Object);
    return *this;
  }
  ~Counted() {
    if (Object && --Object->References == 0)
      delete Object;
  }
  T *operator->() const { return Object; }
  T &operator*() const { return *Object; }
  explicit operator bool() const { return Object != nullptr; }
  bool operator==(const Counted &) const = default;
  [[nodiscard]] bool isShared() const { return Object->References != 1; }

private:
  void retain() {
    if (Object)
      ++Object->References;
  }
  T *Object = nullptr;
};

class Clock {
public:
  static constexpr uint32_t ChunkSize = 32;

  /// The time of \p Slot's past that is known here; 0: nothing of it.
  [[nodiscard]] uint32_t at(uint32_t Slot) const;
  [[nodiscard]] bool knows(uint32_t Slot, uint32_t Time) const {
    return at(Slot) >= Time;
  }
  /// Raises \p Slot's time to \p Time.
  void raise(uint32_t Slot, uint32_t Time);
  /// Also knows from here on what \p Other knows. \returns whether that is
  /// more than before
  bool join(const Clock &Other);
  /// True if \p Other knows all that this one does.
  [[nodiscard]] bool isWithin(const Clock &Other) const;
  [[nodiscard]] bool isEmpty() const { return !All; }
  /// The same object, so surely equal.
  [[nodiscard]] bool isSame(const Clock &Other) const {
    return All == Other.All;
  }

private:
  struct Chunk {
    uint32_t References = 0;
    /// Signed: the baseline x86-64 compares only such vectors.
    std::array<int32_t, ChunkSize> Times = {};
  };
  struct Chunks {
    uint32_t References = 0;
    std::vector<Counted<Chunk>> Of; ///< by warp; null: nothing is known
    Chunks() = default;
    Chunks(const Chunks &Other) : Of(Other.Of) {}
    Chunks &operator=(const Chunks &) = delete;
  };
  static bool isWithin(const Chunk &A, const Chunk &B);
  bool joinChunk(uint32_t Warp, const Counted<Chunk> &Its);
  /// The chunk of \p Warp, owned by this clock alone.
  Chunk &own(uint32_t Warp);
  /// The list of chunks, owned alone.
  Chunks &ownList();

  Counted<Chunks> All;
};

/// For each lane the first time at which it did something; the counterpart of
/// a clock for one event of which many lanes may take note.
class Notes {
public:
  void add(uint32_t Slot, uint32_t Time);
  /// True if whoever knows \p C knows of one of the notes.
  [[nodiscard]] bool anyIn(const Clock &C) const;
  [[nodiscard]] uint32_t at(uint32_t Slot) const;
  [[nodiscard]] bool isEmpty() const { return Few.empty() && Many.empty(); }

private:
  struct Note {
    uint32_t Slot, Time;
  };
  using Row = std::array<uint32_t, Clock::ChunkSize>;
  static constexpr size_t MostFew = 8;
  static void put(std::vector<std::pair<uint32_t, Row>> &Rows, Note N);

  std::vector<Note> Few;
  std::vector<std::pair<uint32_t, Row>> Many; ///< by warp, ascending
};

} // namespace gpurt::simt

#endif // GPURT_LIB_SIMT_MODEL_CLOCK_H
