//===- Notation.h - Litmus tests as text, read by the compiler --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A litmus test is one line of PTX-like text for each thread, parsed while the
// program is compiled. Kernels (Kernel.h) and the oracle (Oracle.h) read the
// same parsed form, so what is judged is what runs.
//
//   thread    = statement {";" statement}
//   statement = ["@" register | "@!" register] mnemonic [operands]
//     ld.*            register place
//     st.*, red.*     place value
//     atom.*          register place value, for .cas: expected desired
//     fence.*, membar.*, bar.warp.sync, barrier.sync, barrier.arrive,
//     barrier.cluster.arrive*, barrier.cluster.wait*
//   register  = r0 to r4, each written once in a test
//   place     = x | y | z, a word of 32 bits, 0 at first
//   value     = 0 to 6, or a register
// A mnemonic is that of PTX; ".$" in it stands for the variant's scope. A guard
// is true if its register is not 0 (@) or is 0 (@!).
// Tests: OracleTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_SIMT_LITMUS_NOTATION_H
#define GPURT_TEST_SIMT_LITMUS_NOTATION_H

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace gpurt::litmus {

inline constexpr size_t MaxThreads = 4, MaxOps = 6, MaxRegisters = 5,
                        MaxPlaces = 3;

enum class Verb : uint8_t {
  Load,
  Store,
  Atom,
  Red,
  Fence,
  WarpSync,      ///< all lanes of the warp
  BlockSync,     ///< barrier 0, all threads of the block
  NamedSync,     ///< a barrier of the instance's two warps
  NamedArrive,   ///< the same, without waiting
  ClusterArrive, ///< Order is Release, or Relaxed for .relaxed
  ClusterWait,
};
/// Volatile is Relaxed with scope Sys, as PTX says.
enum class Order : uint8_t { Weak, Relaxed, Acquire, Release, AcqRel, Sc };
enum class Scope : uint8_t { Cta, Cluster, Gpu, Sys };
enum class Action : uint8_t { None, Add, Exchange, CompareSwap };

struct Value {
  bool IsRegister = false;
  uint8_t Number = 0;
};

struct Op {
  Verb V = Verb::Fence;
  Order O = Order::Weak;
  Scope S = Scope::Cta;
  Action A = Action::None;
  bool Guarded = false, GuardIsZero = false;
  uint8_t GuardRegister = 0, Result = 0, Place = 0;
  Value Operand;  ///< stored, added, exchanged; of a cas: expected
  Value Operand2; ///< of a cas: desired
  std::array<char, 64> Ptx{};
  uint8_t PtxLength = 0;

  /// The statement with operands as Clang's asm takes them.
  constexpr std::string_view ptx() const { return {Ptx.data(), PtxLength}; }
  constexpr bool reads() const {
    return V == Verb::Load || V == Verb::Atom || V == Verb::Red;
  }
  constexpr bool writes() const {
    return V == Verb::Store || V == Verb::Atom || V == Verb::Red;
  }
  constexpr bool hasResult() const {
    return V == Verb::Load || V == Verb::Atom;
  }
};

struct Thread {
  std::array<Op, MaxOps> Ops{};
  size_t Count = 0;
  constexpr void add(const Op &O) { Ops[Count++] = O; }
};

//===--- Where threads and words are --------------------------------------===//

struct Position {
  uint32_t Block = 0, Warp = 0, Lane = 0;
  constexpr bool operator==(const Position &) const = default;
};

/// How an instance's threads lie: lanes of a warp, warps of a block, blocks
/// (of a cluster or of the grid), or two warps in each of two blocks.
enum class Layout : uint8_t { Lanes, Warps, ClusterBlocks, Blocks, Pairs };

constexpr Position positionOf(Layout L, uint32_t Thread) {
  switch (L) {
  case Layout::Lanes:
    return {0, 0, Thread};
  case Layout::Warps:
    return {0, Thread, 0};
  case Layout::ClusterBlocks:
  case Layout::Blocks:
    return {Thread, 0, 0};
  case Layout::Pairs:
    return {Thread / 2, Thread % 2, 0};
  }
  return {};
}

/// One way to run a shape: what ".$" means, and where everything is.
struct Variant {
  const char *Name;
  Scope S;
  Layout L;
  bool InShared = false; ///< words in shared memory, else in global memory
};

inline constexpr Variant LanesCta{"cta.lanes", Scope::Cta, Layout::Lanes},
    WarpsCta{"cta.warps", Scope::Cta, Layout::Warps},
    SharedCta{"cta.shared", Scope::Cta, Layout::Warps, true},
    WarpsGpu{"gpu.warps", Scope::Gpu, Layout::Warps},
    ClusterCluster{"cluster.cluster", Scope::Cluster, Layout::ClusterBlocks},
    BlocksGpu{"gpu.blocks", Scope::Gpu, Layout::Blocks},
    BlocksSys{"sys.blocks", Scope::Sys, Layout::Blocks},
    PairsGpu{"gpu.pairs", Scope::Gpu, Layout::Pairs},
    // Scopes that do not hold the other thread.
    BlocksCta{"cta.blocks", Scope::Cta, Layout::Blocks},
    ClusterCta{"cta.cluster", Scope::Cta, Layout::ClusterBlocks},
    BlocksCluster{"cluster.blocks", Scope::Cluster, Layout::Blocks};

inline constexpr Variant Wide[] = {LanesCta,       WarpsCta,  SharedCta,
                                   ClusterCluster, BlocksGpu, BlocksSys};
inline constexpr Variant Deep[] = {WarpsCta, ClusterCluster, BlocksGpu,
                                   BlocksSys, PairsGpu};
inline constexpr Variant Short[] = {WarpsCta, BlocksGpu, BlocksSys};
inline constexpr Variant Narrow[] = {ClusterCta, BlocksCta, BlocksCluster};

//===--- A test -----------------------------------------------------------===//

/// An outcome is the registers r0, r1, ... and then the final words of Final,
/// with blanks between; "-" is a register that was not written, "*" in a
/// pattern any value. Patterns are separated by commas. The first list that
/// has an outcome decides: Forbidden, Unclaimed, Allowed. What stands in none
/// is forbidden.
struct Shape {
  const char *Name;
  std::array<std::string_view, MaxThreads> Code;
  std::string_view Final = "";
  std::string_view Forbidden = "";
  std::string_view Allowed = "";
  /// PTX allows it; the engine does not claim to show it.
  std::string_view Unclaimed = "";
  /// Some execution has a data race as PTX defines it.
  bool Race = false;
  std::span<const Variant> Variants = Wide;
};

struct Program {
  std::array<Thread, MaxThreads> Threads{};
  size_t ThreadCount = 0, Registers = 0, Places = 0;
  std::array<uint8_t, MaxPlaces> Final{}; ///< places observed at the end
  size_t Finals = 0;
  Layout L = Layout::Lanes;

  constexpr size_t observed() const { return Registers + Finals; }
  constexpr Position position(size_t Thread) const {
    return positionOf(L, uint32_t(Thread));
  }
  /// Of one instance; powers of two.
  constexpr uint32_t blocks() const { return extent(&Position::Block); }
  constexpr uint32_t warps() const { return extent(&Position::Warp); }
  constexpr uint32_t lanes() const { return extent(&Position::Lane); }

private:
  constexpr uint32_t extent(uint32_t Position::*Part) const {
    uint32_t Most = 0;
    for (size_t T = 0; T != ThreadCount; ++T)
      Most = position(T).*Part > Most ? position(T).*Part : Most;
    return std::bit_ceil(Most + 1);
  }
};

//===--- Reading ----------------------------------------------------------===//

namespace detail {

constexpr void require(bool Condition, const char *What) {
  if (!Condition)
    throw What; // in a constant expression: an error of the compiler
}

/// Takes the part before \p Separator off \p Text, without blanks around it.
constexpr std::string_view take(std::string_view &Text, char Separator) {
  size_t End = Text.find(Separator);
  std::string_view Part = Text.substr(0, End);
  Text = End == Text.npos ? std::string_view() : Text.substr(End + 1);
  while (!Part.empty() && Part.front() == ' ')
    Part.remove_prefix(1);
  while (!Part.empty() && Part.back() == ' ')
    Part.remove_suffix(1);
  return Part;
}

constexpr uint8_t registerNumber(std::string_view Text) {
  require(Text.size() == 2 && Text[0] == 'r' && Text[1] >= '0' &&
              Text[1] < char('0' + MaxRegisters),
          "not a register");
  return uint8_t(Text[1] - '0');
}

constexpr uint8_t placeNumber(std::string_view Text) {
  require(Text.size() == 1 && Text[0] >= 'x' && Text[0] <= 'z', "not a place");
  return uint8_t(Text[0] - 'x');
}

constexpr Value value(std::string_view Text) {
  if (!Text.empty() && Text[0] == 'r')
    return {true, registerNumber(Text)};
  require(Text.size() == 1 && Text[0] >= '0' && Text[0] <= '6', "not a value");
  return {false, uint8_t(Text[0] - '0')};
}

constexpr Verb verbOf(std::string_view Mnemonic) {
  if (Mnemonic.starts_with("ld."))
    return Verb::Load;
  if (Mnemonic.starts_with("st."))
    return Verb::Store;
  if (Mnemonic.starts_with("atom."))
    return Verb::Atom;
  if (Mnemonic.starts_with("red."))
    return Verb::Red;
  if (Mnemonic.starts_with("fence.") || Mnemonic.starts_with("membar."))
    return Verb::Fence;
  if (Mnemonic == "bar.warp.sync")
    return Verb::WarpSync;
  if (Mnemonic == "barrier.sync")
    return Verb::BlockSync;
  if (Mnemonic == "barrier.sync.pair")
    return Verb::NamedSync;
  if (Mnemonic == "barrier.arrive.pair")
    return Verb::NamedArrive;
  if (Mnemonic.starts_with("barrier.cluster.arrive"))
    return Verb::ClusterArrive;
  require(Mnemonic.starts_with("barrier.cluster.wait"), "not an instruction");
  return Verb::ClusterWait;
}

constexpr void readQualifiers(Op &O, std::string_view Mnemonic, Scope Dollar) {
  bool Membar = Mnemonic.starts_with("membar.");
  bool Volatile = Mnemonic.ends_with(".volatile");
  // What stands where nothing is written.
  O.O = O.V == Verb::Atom || O.V == Verb::Red ? Order::Relaxed
        : Membar                              ? Order::Sc
        : O.V == Verb::Fence                  ? Order::AcqRel
        : O.V == Verb::ClusterArrive          ? Order::Release
                                              : Order::Weak;
  O.S = Volatile ? Scope::Sys : Scope::Gpu;
  take(Mnemonic, '.');
  while (!Mnemonic.empty()) {
    std::string_view Part = take(Mnemonic, '.');
    if (Part == "relaxed" || Part == "volatile")
      O.O = Order::Relaxed;
    else if (Part == "acquire")
      O.O = Order::Acquire;
    else if (Part == "release")
      O.O = Order::Release;
    else if (Part == "acq_rel")
      O.O = Order::AcqRel;
    else if (Part == "sc")
      O.O = Order::Sc;
    else if (Part == "$")
      O.S = Dollar;
    else if (Part == "cta")
      O.S = Scope::Cta;
    else if (Part == "cluster")
      O.S = Scope::Cluster;
    else if (Part == "gpu" || Part == "gl")
      O.S = Scope::Gpu;
    else if (Part == "sys")
      O.S = Scope::Sys;
    else if (Part == "add")
      O.A = Action::Add;
    else if (Part == "exch")
      O.A = Action::Exchange;
    else if (Part == "cas")
      O.A = Action::CompareSwap;
  }
}

constexpr void write(Op &O, std::string_view Text) {
  for (char C : Text)
    O.Ptx[O.PtxLength++] = C;
}

constexpr void writePtx(Op &O, std::string_view Mnemonic) {
  constexpr std::string_view Scopes[] = {"cta", "cluster", "gpu", "sys"};
  bool Pair = O.V == Verb::NamedSync || O.V == Verb::NamedArrive;
  if (Pair) // the instance has the number
    Mnemonic.remove_suffix(std::string_view(".pair").size());
  for (char C : Mnemonic)
    write(O, C == '$' ? Scopes[size_t(O.S)] : std::string_view(&C, 1));
  switch (O.V) {
  case Verb::Load:
    return write(O, ".u32 %0, [%1];");
  case Verb::Store:
    return write(O, ".u32 [%0], %1;");
  case Verb::Red:
    return write(O, ".u32 [%0], %1;");
  case Verb::Atom:
    return write(O, O.A == Action::CompareSwap ? ".b32 %0, [%1], %2, %3;"
                    : O.A == Action::Exchange  ? ".b32 %0, [%1], %2;"
                                               : ".u32 %0, [%1], %2;");
  case Verb::WarpSync:
    return write(O, " 0xffffffff;");
  case Verb::BlockSync:
    return write(O, " 0;");
  case Verb::NamedSync:
  case Verb::NamedArrive:
    return write(O, " %0, 64;");
  default:
    return write(O, ";");
  }
}

constexpr Op statement(std::string_view Text, Scope Dollar) {
  Op O;
  std::string_view Word = take(Text, ' ');
  if (Word.starts_with("@")) {
    O.Guarded = true;
    O.GuardIsZero = Word.starts_with("@!");
    O.GuardRegister = registerNumber(Word.substr(O.GuardIsZero ? 2 : 1));
    Word = take(Text, ' ');
  }
  O.V = verbOf(Word);
  readQualifiers(O, Word, Dollar);
  if (O.hasResult())
    O.Result = registerNumber(take(Text, ' '));
  if (O.reads() || O.writes())
    O.Place = placeNumber(take(Text, ' '));
  if (O.writes())
    O.Operand = value(take(Text, ' '));
  if (O.A == Action::CompareSwap)
    O.Operand2 = value(take(Text, ' '));
  require(Text.empty(), "too many operands");
  writePtx(O, Word);
  return O;
}

} // namespace detail

constexpr Program parse(const Shape &Of, const Variant &As) {
  Program P;
  P.L = As.L;
  auto usePlace = [&](uint8_t Number) {
    P.Places = Number + 1u > P.Places ? Number + 1u : P.Places;
  };
  bool Written[MaxRegisters] = {};
  for (std::string_view Text : Of.Code) {
    if (Text.empty())
      continue;
    Thread &T = P.Threads[P.ThreadCount++];
    while (!Text.empty()) {
      Op O = detail::statement(detail::take(Text, ';'), As.S);
      if (O.reads() || O.writes())
        usePlace(O.Place);
      if (O.hasResult()) {
        detail::require(!Written[O.Result], "a register written twice");
        Written[O.Result] = true;
        P.Registers = O.Result + 1u > P.Registers ? O.Result + 1u : P.Registers;
      }
      T.add(O);
    }
  }
  std::string_view Final = Of.Final;
  while (!Final.empty()) {
    P.Final[P.Finals] = detail::placeNumber(detail::take(Final, ' '));
    usePlace(P.Final[P.Finals++]);
  }
  return P;
}

//===--- Outcomes as numbers ----------------------------------------------===//

/// Three bits for each observed value.
using Outcome = uint32_t;
inline constexpr uint32_t ValueBits = 3, NotWritten = 7, MaxObserved = 6;
static_assert(MaxRegisters <= MaxObserved);

constexpr Outcome withValue(Outcome O, size_t Index, uint32_t Value) {
  return O | Value << (ValueBits * Index);
}
constexpr uint32_t valueIn(Outcome O, size_t Index) {
  return O >> (ValueBits * Index) & ((1u << ValueBits) - 1);
}

} // namespace gpurt::litmus

#endif // GPURT_TEST_SIMT_LITMUS_NOTATION_H
