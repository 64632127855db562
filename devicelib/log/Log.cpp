//===- devicelib/log/Log.cpp - Writing log entries ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lanes that are together at one place make one record (gpurt/log_abi.h):
// one of them reserves room for all in the ring of its multiprocessor, then
// each stores its own words. Between the two nobody waits and nothing can stop
// a thread but the death of the context, so a reserved record is written.
// Who waits for room holds none.
//
// All is reached through pointers (target/Apart.h): a kernel that logs needs no
// more registers than without, or those of the largest function here (38 on
// sm_90).
//
// I1: a position is reserved once: Next's high half only rises.
// I2: (Block, Drop) no cell is written while it may be unread: the reserved
//     end is at most RingUnits past a value of the tail.
// L1: a cell's new content follows its old one in coherence order, because the
//     host read the old one before it moved the tail (release), and we store
//     after we saw that (acquire), as others told us (SeenTail: release,
//     acquire) or our leader did (syncLanes). Chips need no order for it, as a
//     load that is done cannot see what is stored later; the model does.
// No order between the cells of a record is needed: each has its tag.
// Tests: test/run/log/
//===----------------------------------------------------------------------===//
#include "error/Panic.h"
#include "gpurt/log_abi.h"
#include "target/Apart.h"
#include "target/Atomic.h"
#include "target/Lanes.h"
#include "target/Memory.h"
#include "target/Pair.h"
#include "target/Thread.h"

using namespace gpurt;
using target::Order;
using target::Scope;

extern "C" {
// Weak: the units of a relocatable link share one.
/// Level 0, until the host connects the image. So that a loop that logs has no
/// check for null.
[[gnu::weak]] abi::LogControl __gpurt_log_off = {};
[[gnu::weak]] abi::LogSlot GPURT_CONSTANT __gpurt_log_slot = {
    .Rings = nullptr,
    .Cells = nullptr,
    .Tails = nullptr,
    .Texts = nullptr,
    .Control = &__gpurt_log_off,
    .TextBytes = 0,
    .NumRings = 0,
    .RingUnits = 0,
    .Policy = {},
    .Pad = 0};
}

namespace {

/// A place of the program that logs, as gpurt/log.h lays it out.
struct Place {
  const char *File;
  const char *Function;
  uint32_t Line;
  uint32_t Level;
  uint32_t Text; ///< 0, LogTextBusy, or what entries say
};

struct Reserved {
  enum State : uint32_t { Ok, Dropped, Full } How;
  uint32_t Position;
  uint32_t Sequence;
};

constexpr uint64_t makeNext(uint32_t Position, uint32_t Sequence) {
  return uint64_t(Position) << 32 | Sequence;
}

bool hasRoom(uint32_t Position, uint32_t Units, uint32_t Tail) {
  return Position + Units - Tail <= __gpurt_log_slot.RingUnits;
}

/// Reserves room in ring \p Number, or says why there is none; never waits.
Reserved reserve(uint32_t Number, uint32_t Units, uint32_t Entries) {
  abi::LogRing &Ring = __gpurt_log_slot.Rings[Number];
  abi::LogPolicy Policy = __gpurt_log_slot.Policy;
  if (Policy == abi::LogPolicy::Overwrite) {
    // Every 2^32 entries a carry leaves one unit empty; readers look for
    // headers.
    uint64_t Before = target::fetchAdd<Order::Relaxed, Scope::Device>(
        Ring.Next, makeNext(Units, Entries));
    return {Reserved::Ok, uint32_t(Before >> 32), uint32_t(Before)};
  }
  uint64_t Next = target::load<Order::Relaxed, Scope::Device>(Ring.Next);
  uint32_t Tail = // L1
      target::load<Order::Acquire, Scope::Device>(Ring.SeenTail);
  for (;;) {
    uint32_t Position = uint32_t(Next >> 32), Sequence = uint32_t(Next);
    bool Fits = hasRoom(Position, Units, Tail);
    if (!Fits) {
      // From host memory, some microseconds.
      Tail = target::load<Order::Acquire, Scope::System>( // L1
          __gpurt_log_slot.Tails[Number].Position);
      // Others may know a newer one: an old one is right as well, as the tail
      // only rises.
      target::store<Order::Release, Scope::Device>(Ring.SeenTail, Tail); // L1
      Fits = hasRoom(Position, Units, Tail);
    }
    if (!Fits && Policy == abi::LogPolicy::Block &&
        !target::load<Order::Relaxed, Scope::System>(
            __gpurt_log_slot.Tails[Number].Closed))
      return {Reserved::Full, 0, 0};
    uint64_t After =
        makeNext(Position + (Fits ? Units : 0), Sequence + Entries);
    // Takes effect here; a failure refreshes Next.
    if (target::compareExchange<Order::Relaxed, Scope::Device>(Ring.Next, Next,
                                                               After))
      return {Fits ? Reserved::Ok : Reserved::Dropped, Position, Sequence};
  }
}

/// A record's cells in its ring.
class Cells {
public:
  Cells(uint32_t Ring, uint32_t Position)
      : Base(__gpurt_log_slot.Cells + uint64_t(Ring) *
                                          __gpurt_log_slot.RingUnits *
                                          abi::LogCellsPerUnit),
        Position(Position) {}

  /// Stores two words as unit \p Unit of the record.
  void put(uint32_t Unit, uint32_t Tag, uint32_t First, uint32_t Second) const {
    uint32_t Slot = (Position + Unit) & (__gpurt_log_slot.RingUnits - 1);
    abi::LogCell *To = Base + uint64_t(Slot) * abi::LogCellsPerUnit;
    uint64_t High = uint64_t(Tag) << 32;
    target::storePair(To, High | First, High | Second);
  }

  void putHeader(const uint32_t (&Words)[abi::LogHeaderWords]) const {
    uint32_t Tag = abi::logTag(Position) | abi::LogHeaderTag;
    for (uint32_t I = 0; I < abi::LogHeaderUnits; ++I)
      put(I, Tag, Words[2 * I], Words[2 * I + 1]);
  }

private:
  abi::LogCell *Base;
  uint32_t Position;
};

[[gnu::always_inline]] inline void writeHeader(const Cells &To, uint32_t Text,
                                               uint32_t Group, uint32_t Words,
                                               uint32_t Sequence,
                                               uint64_t Time) {
  uint64_t Grid = target::gridId();
  target::Index3 Block = target::blockIndex();
  target::Index3 Shape = target::blockSize();
  To.putHeader(
      {Text, Group, Sequence, Words | (target::threadRank() / 32) << 16,
       uint32_t(Time), uint32_t(Time >> 32), Block.X, Block.Y | Block.Z << 16,
       Shape.X | Shape.Y << 11 | Shape.Z << 22, target::multiprocessor(),
       uint32_t(Grid), uint32_t(Grid >> 32)});
}

/// The lanes that log together, and the room that one of them got for all.
struct Together {
  uint32_t Lanes; ///< mask
  uint32_t Leader;
  uint32_t Ring;
  Reserved Room; ///< Sequence is the leader's alone, the rest all lanes'
  uint64_t Time; ///< the leader's alone
};

/// Reserves room for all lanes that are here with the same \p Text.
[[gnu::always_inline]] inline Together reserveTogether(uint32_t Text,
                                                       uint32_t Words) {
  Together Group;
  Group.Lanes = target::matchAny(target::activeMask(), Text);
  Group.Leader = uint32_t(__builtin_ctz(Group.Lanes));
  uint32_t Count = uint32_t(__builtin_popcount(Group.Lanes));
  Group.Ring = 0;
  Group.Room = {};
  Group.Time = 0;
  if (target::laneId() == Group.Leader) {
    Group.Ring = target::multiprocessor() % __gpurt_log_slot.NumRings;
    Group.Room = reserve(Group.Ring, abi::logRecordUnits(Count, Words), Count);
    // Here, before anyone goes on: a lane's entries have times that never fall.
    Group.Time = target::globalTime();
  }
  target::syncLanes(Group.Lanes); // L1
  auto Spread = [&](uint32_t Value) {
    return target::shuffle(Group.Lanes, Value, Group.Leader);
  };
  Group.Ring = Spread(Group.Ring);
  Group.Room.How = Reserved::State(Spread(Group.Room.How));
  Group.Room.Position = Spread(Group.Room.Position);
  return Group;
}

/// Logs what \p Read gives: the calling lane's word of an index below \p Words.
template <typename Reader>
[[gnu::always_inline]] inline void logEntry(uint32_t Text, uint32_t Words,
                                            Reader Read) {
  Together Group = reserveTogether(Text, Words);
  while (Group.Room.How == Reserved::Full) {
    // Each lane for itself: one may end here and the others go on.
    stopIfPanicked(state());
    target::sleepFor(1000);
    Group = reserveTogether(Text, Words);
  }
  if (Group.Room.How == Reserved::Dropped)
    return;
  uint32_t Lane = target::laneId();
  uint32_t Position = Group.Room.Position;
  Cells To(Group.Ring, Position);
  if (Lane == Group.Leader)
    writeHeader(To, Text, Group.Lanes, Words, Group.Room.Sequence, Group.Time);
  uint32_t Tag = abi::logTag(Position);
  uint32_t Count = uint32_t(__builtin_popcount(Group.Lanes));
  uint32_t Rank =
      uint32_t(__builtin_popcount(Group.Lanes & ((1u << Lane) - 1)));
  GPURT_KEEP_LOOP
  for (uint32_t I = 0; I < Words; I += abi::LogCellsPerUnit)
    To.put(abi::LogHeaderUnits + I / abi::LogCellsPerUnit * Count + Rank, Tag,
           Read(I), I + 1 < Words ? Read(I + 1) : 0);
}

void logShortEntry(uint32_t Text, uint32_t Words, uint32_t W0, uint32_t W1,
                   uint32_t W2, uint32_t W3) {
  logEntry(Text, Words, [&](uint32_t I) {
    return I == 0 ? W0 : I == 1 ? W1 : I == 2 ? W2 : W3;
  });
}

void logLongEntry(uint32_t Text, uint32_t Words, const uint32_t *Values) {
  logEntry(Text, Words, [&](uint32_t I) { return Values[I]; });
}

} // namespace

GPURT_APART(logShort, logShortEntry)
GPURT_APART(logLong, logLongEntry)

namespace {

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

uint32_t lengthOf(const char *Text) {
  uint32_t Length = 0;
  while (Text[Length])
    ++Length;
  return Length + 1;
}

char *copyAll(char *To, const char *From) {
  do
    *To++ = *From;
  while (*From++);
  return To;
}

uint32_t writeText(const Place &At, const char *Format, const char *Types) {
  uint32_t Bytes = lengthOf(Format) + lengthOf(Types) + lengthOf(At.File) +
                   lengthOf(At.Function);
  uint64_t Size = (sizeof(abi::LogTextHead) + Bytes + abi::LogTextAlign - 1) /
                  abi::LogTextAlign * abi::LogTextAlign;
  uint64_t Offset = target::fetchAdd<Order::Relaxed, Scope::Device>(
      __gpurt_log_slot.Control->TextUsed, Size);
  if (Offset + Size > __gpurt_log_slot.TextBytes)
    return abi::LogNoText;
  auto *Head =
      reinterpret_cast<abi::LogTextHead *>(__gpurt_log_slot.Texts + Offset);
  Head->Bytes = Bytes;
  Head->Line = At.Line;
  Head->Level = At.Level;
  char *To = reinterpret_cast<char *>(Head + 1);
  const char *Texts[] = {Format, Types, At.File, At.Function};
  for (const char *Text : Texts)
    To = copyAll(To, Text);
  // T1: with the host's acquire in TextTable: a text that looks ready is whole.
  target::store<Order::Release, Scope::System>(Head->Ready, abi::LogTextReady);
  return uint32_t(Offset / abi::LogTextAlign);
}

/// Rounds of a wait for a text that another thread is writing; some 100 us.
/// Then we write our own: that thread may be a lane that waits for us.
constexpr unsigned PatienceForText = 200;

uint32_t announceText(void *Site, const char *Format, const char *Types) {
  auto &At = *static_cast<Place *>(Site);
  uint32_t Seen = 0;
  if (!target::compareExchange<Order::Relaxed, Scope::Device>(
          At.Text, Seen, abi::LogTextBusy)) {
    for (unsigned I = 0; Seen == abi::LogTextBusy && I < PatienceForText; ++I) {
      target::sleepFor(500);
      Seen = target::load<Order::Relaxed, Scope::Device>(At.Text);
    }
    if (Seen != abi::LogTextBusy)
      return Seen;
  }
  uint32_t Text = writeText(At, Format, Types);
  // Two that wrote both are right; the last one stays. Relaxed: whoever finds
  // it in an entry reads the head's Ready.
  target::store<Order::Relaxed, Scope::Device>(At.Text, Text);
  return Text;
}

} // namespace

GPURT_APART(logText, announceText)

extern "C" {

/// \returns the level up to which entries are wanted. A plain load, which the
/// compiler may do once for a loop: the host changes it rarely, and a kernel
/// may see that late.
[[gnu::always_inline]] uint32_t __gpurt_log_level() {
  return __gpurt_log_slot.Control->Level;
}

/// \returns what entries of \p Site refer to; its text is in host memory then.
/// Any lane may call, converged or not; never null.
[[gnu::always_inline]] uint32_t __gpurt_log_text(void *Site, const char *Format,
                                                 const char *Types) {
  return apart::logText(Site, Format, Types);
}

/// One entry of up to four words, in registers.
[[gnu::always_inline]] void __gpurt_log_short(uint32_t Text, uint32_t Words,
                                              uint32_t W0, uint32_t W1,
                                              uint32_t W2, uint32_t W3) {
  apart::logShort(Text, Words, W0, W1, W2, W3);
}

/// One entry of up to LogMaxWords words.
[[gnu::always_inline]] void __gpurt_log(uint32_t Text, uint32_t Words,
                                        const uint32_t *Values) {
  apart::logLong(Text, Words, Values);
}

} // extern "C"
