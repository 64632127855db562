//===- Interleave.cpp - Sequential consistency of a litmus program --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs the threads in every order, one event at a time, on one memory.
// Test: OracleTest.cpp
//===----------------------------------------------------------------------===//
#include "Events.h"
#include "Oracle.h"

namespace gpurt::litmus {

namespace {

struct State {
  std::array<uint32_t, MaxPlaces> Memory{};
  std::array<uint32_t, MaxRegisters> Registers;
  std::array<unsigned, MaxThreads> Next{}; ///< event of each thread
};

class Interleaver {
public:
  explicit Interleaver(const Program &P) : P(P) {
    for (unsigned T = 0; T != P.ThreadCount; ++T)
      for (unsigned N = 0; N != P.Threads[T].Count; ++N)
        for (const Event &Each : eventsOf(P.Threads[T].Ops[N], T))
          Code[T].push_back(Each);
  }

  std::set<Outcome> run() {
    State S;
    S.Registers.fill(NotWritten);
    explore(S);
    return std::move(Seen);
  }

private:
  const Program &P;
  std::array<std::vector<Event>, MaxThreads> Code;
  std::set<Outcome> Seen;

  /// How many of the first \p End events of \p T are arrivals (or leavings) at
  /// the barrier of \p Of.
  [[nodiscard]] unsigned passed(unsigned T, unsigned End, Event::Kind K,
                                Verb Of) const {
    unsigned N = 0;
    for (unsigned I = 0; I != End; ++I)
      N += Code[T][I].K == K && sameBarrier(Code[T][I].Of.V, Of);
    return N;
  }

  [[nodiscard]] bool mayLeave(const State &S, const Event &E) const {
    unsigned Phase =
        passed(E.Thread, S.Next[E.Thread], Event::Leave, E.Of.V) + 1;
    for (unsigned T = 0; T != P.ThreadCount; ++T) {
      if (!inGroup(P, groupOf(E.Of.V), E.Thread, T))
        continue;
      unsigned All = passed(T, unsigned(Code[T].size()), Event::Arrive, E.Of.V);
      if (passed(T, S.Next[T], Event::Arrive, E.Of.V) < std::min(All, Phase))
        return false;
    }
    return true;
  }

  static uint32_t valueOf(const State &S, const Value &Of) {
    return Of.IsRegister ? S.Registers[Of.Number] : Of.Number;
  }

  static void perform(State &S, const Event &E) {
    const Op &O = E.Of;
    if (E.K != Event::Access ||
        (O.Guarded && (S.Registers[O.GuardRegister] == 0) != O.GuardIsZero))
      return;
    uint32_t &Word = S.Memory[O.Place], Old = Word;
    if (O.writes()) {
      uint32_t With = valueOf(S, O.Operand);
      if (O.A == Action::CompareSwap)
        Word = Old == With ? valueOf(S, O.Operand2) : Old;
      else
        Word = O.A == Action::Add ? Old + With : With;
    }
    if (O.hasResult())
      S.Registers[O.Result] = Old;
  }

  void explore(const State &S) {
    bool Ended = true;
    for (unsigned T = 0; T != P.ThreadCount; ++T) {
      if (S.Next[T] == Code[T].size())
        continue;
      Ended = false;
      const Event &E = Code[T][S.Next[T]];
      if (E.K == Event::Leave && !mayLeave(S, E))
        continue;
      State Then = S;
      perform(Then, E);
      ++Then.Next[T];
      explore(Then);
    }
    if (!Ended)
      return;
    Outcome O = 0;
    for (size_t R = 0; R != P.Registers; ++R)
      O = withValue(O, R, S.Registers[R]);
    for (size_t F = 0; F != P.Finals; ++F)
      O = withValue(O, P.Registers + F, S.Memory[P.Final[F]]);
    Seen.insert(O);
  }
};

} // namespace

std::set<Outcome> interleavings(const Program &P) {
  return Interleaver(P).run();
}

} // namespace gpurt::litmus
