//===- devicelib/alloc/CheckedBlock.cpp - A block that knows its past -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Checked.h; Checked.cpp has the calls that use it. Words are accessed as
// relaxed atomics, since a program with the errors that we look for may write
// to them at any time; the order comes from the fences of Checked.cpp.
// Tests: test/run/checked/
//===----------------------------------------------------------------------===//
#include "alloc/Checked.h"

#include "alloc/Blocks.h"

using namespace gpurt;
using namespace gpurt::alloc;
using target::Order;
using target::Scope;

namespace {

constexpr uint64_t HeaderSize = sizeof(abi::CheckedHeader);

uint64_t loadWord(const uint64_t &Word) {
  return target::load<Order::Relaxed, Scope::Device>(Word);
}

void storeWord(uint64_t &Word, uint64_t Value) {
  target::store<Order::Relaxed, Scope::Device>(Word, Value);
}

constexpr uint64_t repeated(unsigned char Byte) {
  return Byte * 0x0101010101010101ull;
}

unsigned char &byteAt(uint64_t Address) {
  return *reinterpret_cast<unsigned char *>(Address);
}

uint64_t &wordAt(uint64_t Address) {
  return *reinterpret_cast<uint64_t *>(Address);
}

/// Writes \p Byte to [From, To).
void fill(uint64_t From, uint64_t To, unsigned char Byte) {
  for (; From < To && From % 8; ++From)
    byteAt(From) = Byte;
  for (; From + 8 <= To; From += 8)
    storeWord(wordAt(From), repeated(Byte));
  for (; From < To; ++From)
    byteAt(From) = Byte;
}

/// \returns the first address of [From, To) that holds another byte than
/// \p Byte, or 0.
uint64_t findOther(uint64_t From, uint64_t To, unsigned char Byte) {
  while (From < To) {
    if (From % 8 == 0 && From + 8 <= To &&
        loadWord(wordAt(From)) == repeated(Byte)) {
      From += 8;
      continue;
    }
    if (byteAt(From) != Byte)
      return From;
    ++From;
  }
  return 0;
}

/// The text that \p Value, an opened Life, stands for.
const char *siteOf(uint64_t Value) {
  return Value > abi::LifeFreed ? reinterpret_cast<const char *>(Value)
                                : nullptr;
}

} // namespace

bool CheckedBlock::isReadable(const abi::HeapState &Heap) const {
  uint64_t Offset = User - Heap.Base; // below Base wraps to a high number
  uint64_t Backed =
      target::load<Order::Relaxed, Scope::Device>(Heap.BackedPages) *
      abi::PageSize;
  return Offset >= HeaderSize && Offset < Backed && Offset % MinAlign == 0;
}

abi::CheckedHeader CheckedBlock::read() const {
  const abi::CheckedHeader &From = header();
  return {.Key = loadWord(From.Key),
          .Start = loadWord(From.Start),
          .Size = loadWord(From.Size),
          .Allocated = loadWord(From.Allocated),
          .Life = loadWord(From.Life),
          .Zone = {}};
}

void CheckedBlock::begin(uint64_t Start, uint64_t Size, uint64_t Site) const {
  abi::CheckedHeader New{.Key = 0,
                         .Start = Start,
                         .Size = Size,
                         .Allocated = Site,
                         .Life = abi::sealLife(User, abi::LifeLive),
                         .Zone = {}};
  New.Key = abi::checkedKey(User, New);
  abi::CheckedHeader &To = header();
  fill(User - sizeof(To.Zone), User, abi::ZoneByte);
  fill(User + Size, User + abi::zoneEnd(Size), abi::ZoneByte);
  storeWord(To.Start, New.Start);
  storeWord(To.Size, New.Size);
  storeWord(To.Allocated, New.Allocated);
  storeWord(To.Life, New.Life);
  storeWord(To.Key, New.Key);
  if (Start == HeaderSize)
    return;
  auto &Forward = *reinterpret_cast<abi::CheckedForward *>(User - Start);
  storeWord(Forward.Start, Start);
  storeWord(Forward.Key, abi::forwardKey(User - Start, Start));
}

bool CheckedBlock::end(const char *Site, uint64_t &Life) const {
  uint64_t Freed = Site ? reinterpret_cast<uint64_t>(Site) : abi::LifeFreed;
  Life = abi::sealLife(User, abi::LifeLive);
  // I2. Takes effect here on success.
  return target::compareExchange<Order::AcqRel, Scope::Device>(
      header().Life, Life, abi::sealLife(User, Freed));
}

void CheckedBlock::leave(const abi::CheckedHeader &Header) const {
  storeWord(header().Key, ~Header.Key);
}

void CheckedBlock::poison(uint64_t Size) const {
  if (Size <= 2 * abi::PoisonedEnd) {
    fill(User, User + Size, abi::FreedByte);
    return;
  }
  fill(User, User + abi::PoisonedEnd, abi::FreedByte);
  fill(User + Size - abi::PoisonedEnd, User + Size, abi::FreedByte);
}

uint64_t CheckedBlock::damagedZone(uint64_t Size) const {
  uint64_t Found =
      findOther(User - sizeof(abi::CheckedHeader::Zone), User, abi::ZoneByte);
  return Found
             ? Found
             : findOther(User + Size, User + abi::zoneEnd(Size), abi::ZoneByte);
}

uint64_t CheckedBlock::damagedPoison(uint64_t Size) const {
  if (Size <= 2 * abi::PoisonedEnd)
    return findOther(User, User + Size, abi::FreedByte);
  uint64_t Found = findOther(User, User + abi::PoisonedEnd, abi::FreedByte);
  return Found ? Found
               : findOther(User + Size - abi::PoisonedEnd, User + Size,
                           abi::FreedByte);
}

void CheckedBlock::panic(abi::PanicKind Kind, uint64_t Operand,
                         const abi::CheckedHeader &Header,
                         const char *Site) const {
  panicAbout({.At = User,
              .Size = Header.Size,
              .Allocated = reinterpret_cast<const char *>(Header.Allocated),
              .Freed = siteOf(abi::openLife(User, Header.Life))},
             {.Kind = Kind, .Operand = Operand, .Site = Site});
}
