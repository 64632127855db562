//===- Oracle.cpp - What the PTX memory model allows ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The nesting of choices: which guarded statements run and which cas succeed;
// from which write each read reads; the Fence-SC order; the coherence order.
// After each choice what it breaks is cut off. Section numbers are those of
// the PTX ISA 8.5.
//
// Where the ISA and the paper differ: SC per location is the paper's form,
// acyclic(po-loc | (morally strong & (rf | co | fr))); the causality order is
// the ISA's, in which program order alone counts.
// Test: OracleTest.cpp
//===----------------------------------------------------------------------===//
#include "Oracle.h"

#include "Events.h"

#include <algorithm>
#include <numeric>

namespace gpurt::litmus {

namespace {

class Judge {
public:
  explicit Judge(const Program &P) : P(P) {}

  Verdict run() {
    Choices.clear();
    for (unsigned T = 0; T != P.ThreadCount; ++T)
      for (unsigned N = 0; N != P.Threads[T].Count; ++N) {
        const Op &O = P.Threads[T].Ops[N];
        if (O.Guarded)
          Choices.push_back({T, N, true});
        if (O.A == Action::CompareSwap)
          Choices.push_back({T, N, false});
      }
    for (uint32_t Bits = 0; Bits != 1u << Choices.size(); ++Bits)
      if (build(Bits))
        chooseSource(0);
    return std::move(V);
  }

private:
  struct Choice {
    unsigned Thread, Index;
    bool IsGuard; ///< the statement runs; else: the cas succeeds
  };

  const Program &P;
  Verdict V;
  std::vector<Choice> Choices;

  //===--- One execution --------------------------------------------------===//
  std::vector<Event> E;
  std::vector<unsigned> Reads;  ///< events that read
  std::vector<unsigned> Source; ///< by event: the write it reads from
  std::vector<uint32_t> ReadValue, WrittenValue;
  std::array<uint32_t, MaxRegisters> Registers{};
  uint32_t GuardBits = 0;
  Relation InProgram, Strong, Observed, Base, Cause;

  [[nodiscard]] unsigned count() const { return unsigned(E.size()); }
  [[nodiscard]] bool chosen(unsigned T, unsigned N, bool Guard) const {
    for (unsigned I = 0; I != Choices.size(); ++I)
      if (Choices[I].Thread == T && Choices[I].Index == N &&
          Choices[I].IsGuard == Guard)
        return GuardBits >> I & 1;
    return true;
  }
  [[nodiscard]] bool samePlace(unsigned A, unsigned B) const {
    return E[A].K == Event::Access && E[B].K == Event::Access &&
           E[A].Of.Place == E[B].Of.Place;
  }

  bool build(uint32_t Bits) {
    GuardBits = Bits;
    E.clear();
    for (unsigned Place = 0; Place != P.Places; ++Place) {
      Event Initial;
      Initial.Writes = true;
      Initial.Of.Place = uint8_t(Place);
      E.push_back(Initial);
    }
    for (unsigned T = 0; T != P.ThreadCount; ++T)
      for (unsigned N = 0; N != P.Threads[T].Count; ++N) {
        bool Runs = chosen(T, N, true), Succeeds = chosen(T, N, false);
        if (!Runs) {
          if (!Succeeds)
            return false; // counted once, with the other value
          continue;
        }
        for (Event Each : eventsOf(P.Threads[T].Ops[N], T)) {
          Each.Writes &= Succeeds;
          E.push_back(Each);
        }
      }
    Reads.clear();
    for (unsigned I = 0; I != count(); ++I)
      if (E[I].Reads)
        Reads.push_back(I);
    Source.assign(count(), 0);
    relateByProgram();
    return true;
  }

  void relateByProgram() {
    InProgram = {};
    Strong = {};
    for (unsigned A = 0; A != count(); ++A)
      for (unsigned B = 0; B != count(); ++B) {
        if (A == B)
          continue;
        if (A < B && E[A].Thread == E[B].Thread && E[A].Thread != NoThread)
          InProgram.add(A, B);
        if (areMorallyStrong(A, B))
          Strong.add(A, B);
      }
  }

  /// 8.7.
  [[nodiscard]] bool areMorallyStrong(unsigned A, unsigned B) const {
    const Event &X = E[A], &Y = E[B];
    if (X.K == Event::Access && Y.K == Event::Access &&
        X.Of.Place != Y.Of.Place)
      return false;
    if (X.Thread == NoThread || Y.Thread == NoThread)
      return false;
    if (X.Thread == Y.Thread)
      return true;
    return isStrong(X) && isStrong(Y) &&
           includes(P, X.Of.S, X.Thread, Y.Thread) &&
           includes(P, Y.Of.S, Y.Thread, X.Thread);
  }
  static bool isStrong(const Event &X) {
    return X.K == Event::Fence ||
           (X.K == Event::Access && X.Of.O != Order::Weak);
  }

  //===--- Values, and 8.10.4 no thin air ---------------------------------===//

  void chooseSource(unsigned N) {
    if (N == Reads.size()) {
      if (evaluate())
        judgeSources();
      return;
    }
    unsigned R = Reads[N];
    for (unsigned W = 0; W != count(); ++W)
      if (W != R && E[W].Writes && samePlace(W, R)) {
        Source[R] = W;
        chooseSource(N + 1);
      }
  }

  /// The event that writes a register, or none if it does not run.
  [[nodiscard]] unsigned writerOf(unsigned Register) const {
    for (unsigned I = 0; I != count(); ++I)
      if (E[I].Thread != NoThread && E[I].Of.hasResult() &&
          E[I].Of.Result == Register)
        return I;
    return count();
  }

  /// Computes all values; false if one depends on itself or contradicts what
  /// was chosen about guards and cas.
  bool evaluate() {
    Relation Depends; // on what an event's value depends, 8.10.4
    auto onRegister = [&](unsigned I, unsigned Register) {
      if (unsigned W = writerOf(Register); W != count())
        Depends.add(W, I);
    };
    for (unsigned I = 0; I != count(); ++I) {
      const Op &O = E[I].Of;
      if (E[I].Reads)
        Depends.add(Source[I], I);
      if (O.Guarded)
        onRegister(I, O.GuardRegister);
      if (O.Operand.IsRegister)
        onRegister(I, O.Operand.Number);
      if (O.Operand2.IsRegister)
        onRegister(I, O.Operand2.Number);
    }
    Depends.close();
    std::vector<unsigned> Order(count());
    std::iota(Order.begin(), Order.end(), 0);
    for (unsigned I = 0; I != count(); ++I)
      if (Depends.has(I, I))
        return false;
    // Fewer causes first is a topological order of a transitive relation.
    auto causes = [&](unsigned I) {
      unsigned N = 0;
      for (unsigned J = 0; J != count(); ++J)
        N += Depends.has(J, I);
      return N;
    };
    std::sort(Order.begin(), Order.end(), [&](unsigned A, unsigned B) {
      return std::pair(causes(A), A) < std::pair(causes(B), B);
    });
    Registers.fill(NotWritten);
    ReadValue.assign(count(), 0);
    WrittenValue.assign(count(), 0);
    for (unsigned I : Order)
      if (!evaluate(I))
        return false;
    return guardsHold();
  }

  [[nodiscard]] uint32_t valueOf(const Value &Of) const {
    return Of.IsRegister ? Registers[Of.Number] : Of.Number;
  }

  bool evaluate(unsigned I) {
    const Op &O = E[I].Of;
    if (E[I].Thread == NoThread)
      return true;
    uint32_t Old = 0;
    if (E[I].Reads) {
      Old = WrittenValue[Source[I]];
      if (O.hasResult())
        Registers[O.Result] = Old;
    }
    if (O.A == Action::CompareSwap) {
      WrittenValue[I] = valueOf(O.Operand2);
      return E[I].Writes == (Old == valueOf(O.Operand));
    }
    if (E[I].Writes)
      WrittenValue[I] = valueOf(O.Operand) + (O.A == Action::Add ? Old : 0);
    return true;
  }

  [[nodiscard]] bool guardsHold() const {
    for (const Choice &C : Choices) {
      if (!C.IsGuard)
        continue;
      const Op &O = P.Threads[C.Thread].Ops[C.Index];
      bool True = (Registers[O.GuardRegister] == 0) == O.GuardIsZero;
      if (True != chosen(C.Thread, C.Index, true))
        return false;
    }
    return true;
  }

  //===--- 8.8, 8.9: synchronization --------------------------------------===//

  static bool releases(Order O) {
    return O == Order::Release || O == Order::AcqRel || O == Order::Sc;
  }
  static bool acquires(Order O) {
    return O == Order::Acquire || O == Order::AcqRel || O == Order::Sc;
  }

  /// First is the pattern's first operation, W its write (8.8).
  [[nodiscard]] bool isReleasePattern(unsigned First, unsigned W) const {
    const Event &X = E[First];
    if (!E[W].Writes || !isStrong(E[W]) || !releases(X.Of.O))
      return false;
    if (X.K == Event::Fence)
      return InProgram.has(First, W);
    return X.K == Event::Access && X.Writes && samePlace(First, W) &&
           (First == W || InProgram.has(First, W));
  }
  /// Last is the pattern's last operation, R its read (8.8). 8.11.1: the read
  /// of a reduction is none.
  [[nodiscard]] bool isAcquirePattern(unsigned R, unsigned Last) const {
    const Event &Y = E[Last];
    if (!E[R].Reads || !isStrong(E[R]) || E[R].Of.V == Verb::Red ||
        !acquires(Y.Of.O))
      return false;
    if (Y.K == Event::Fence)
      return InProgram.has(R, Last);
    return Y.K == Event::Access && Y.Reads && Y.Of.V != Verb::Red &&
           samePlace(R, Last) && (R == Last || InProgram.has(R, Last));
  }

  /// 8.9.2.
  void observe() {
    Observed = {};
    for (unsigned R : Reads)
      if (Strong.has(Source[R], R))
        Observed.add(Source[R], R);
    Observed.close(); // only an atomic operation both reads and writes
  }

  void synchronizePatterns(Relation &Sync) const {
    for (unsigned X = 0; X != count(); ++X)
      for (unsigned W = 0; W != count(); ++W) {
        if (!isReleasePattern(X, W))
          continue;
        for (unsigned R : Reads)
          for (unsigned Y = 0; Y != count(); ++Y)
            if (Observed.has(W, R) && isAcquirePattern(R, Y) &&
                Strong.has(X, Y))
              Sync.add(X, Y);
      }
  }

  /// How many arrivals (or leavings) on that barrier come before \p I.
  [[nodiscard]] unsigned phaseOf(unsigned I) const {
    unsigned N = 0;
    for (unsigned J = 0; J != I; ++J)
      N += E[J].Thread == E[I].Thread && E[J].K == E[I].K &&
           sameBarrier(E[J].Of.V, E[I].Of.V);
    return N;
  }

  void synchronizeBarriers(Relation &Sync) const {
    for (unsigned A = 0; A != count(); ++A) {
      bool Relaxed =
          E[A].Of.V == Verb::ClusterArrive && E[A].Of.O == Order::Relaxed;
      if (E[A].K != Event::Arrive || Relaxed)
        continue;
      for (unsigned L = 0; L != count(); ++L)
        if (E[L].K == Event::Leave && sameBarrier(E[A].Of.V, E[L].Of.V) &&
            inGroup(P, groupOf(E[A].Of.V), E[A].Thread, E[L].Thread) &&
            phaseOf(A) == phaseOf(L))
          Sync.add(A, L);
    }
  }

  void judgeSources() {
    V.Candidates.merge(outcomes(/*Coherence=*/nullptr));
    observe();
    Relation Sync;
    synchronizePatterns(Sync);
    synchronizeBarriers(Sync);
    std::vector<unsigned> Fences;
    for (unsigned I = 0; I != count(); ++I)
      if (E[I].K == Event::Fence && E[I].Of.O == Order::Sc)
        Fences.push_back(I);
    do
      judgeFenceOrder(Sync, Fences);
    while (std::next_permutation(Fences.begin(), Fences.end()));
  }

  /// 8.9.3 to 8.9.5 and 8.10.2; \p Fences in Fence-SC order, of which only the
  /// morally strong pairs count.
  void judgeFenceOrder(const Relation &Sync,
                       const std::vector<unsigned> &Fences) {
    Base = InProgram;
    Base |= Sync;
    for (unsigned I = 0; I != P.Places; ++I)
      for (unsigned J = unsigned(P.Places); J != count(); ++J)
        Base.add(I, J); // the launch comes before all
    for (unsigned I = 0; I != Fences.size(); ++I)
      for (unsigned J = I + 1; J != Fences.size(); ++J)
        if (Strong.has(Fences[I], Fences[J]))
          Base.add(Fences[I], Fences[J]);
    Base.close();
    for (unsigned I = 0; I != Fences.size(); ++I)
      for (unsigned J = I + 1; J != Fences.size(); ++J)
        if (Strong.has(Fences[I], Fences[J]) && Base.has(Fences[J], Fences[I]))
          return;
    Cause = Base;
    Cause |= Observed.then(Base);
    chooseCoherence();
  }

  //===--- 8.9.6, 8.10.1: coherence ---------------------------------------===//

  /// Tries the writes to all places in every order. Only pairs that are
  /// morally strong take the order's word; the coherence order is partial.
  void chooseCoherence() {
    std::vector<unsigned> Writes;
    for (unsigned I = unsigned(P.Places); I != count(); ++I)
      if (E[I].Writes)
        Writes.push_back(I);
    std::sort(Writes.begin(), Writes.end(), [&](unsigned A, unsigned B) {
      return std::pair(E[A].Of.Place, A) < std::pair(E[B].Of.Place, B);
    });
    permute(Writes, 0);
  }

  void permute(std::vector<unsigned> &Writes, size_t From) {
    if (From == Writes.size())
      return judgeCoherence(Writes);
    for (size_t I = From;
         I != Writes.size() && samePlace(Writes[I], Writes[From]); ++I) {
      std::swap(Writes[From], Writes[I]);
      permute(Writes, From + 1);
      std::swap(Writes[From], Writes[I]);
    }
  }

  void judgeCoherence(const std::vector<unsigned> &Writes) {
    Relation Co;
    for (size_t I = 0; I != Writes.size(); ++I)
      for (size_t J = 0; J != Writes.size(); ++J) {
        unsigned A = Writes[I], B = Writes[J];
        if (A != B && samePlace(A, B) &&
            ((I < J && Strong.has(A, B)) || Cause.has(A, B)))
          Co.add(A, B);
      }
    for (unsigned W : Writes)
      Co.add(E[W].Of.Place, W); // an initial write's number is its place
    if (!Co.isAcyclic())
      return;
    Co.close();
    Relation FromRead;
    for (unsigned R : Reads)
      for (unsigned W : Writes)
        if (W != R && samePlace(W, R) && Co.has(Source[R], W))
          FromRead.add(R, W);
    if (atomicityHolds(Co, Writes) && isCoherentPerPlace(Co, FromRead) &&
        causalityHolds(FromRead)) {
      V.Race |= hasRace();
      std::set<Outcome> Seen = outcomes(&Co);
      V.Allowed.insert(Seen.begin(), Seen.end());
    }
  }

  /// 8.10.3.
  [[nodiscard]] bool atomicityHolds(const Relation &Co,
                                    const std::vector<unsigned> &Writes) const {
    for (unsigned A : Reads)
      for (unsigned W : Writes)
        if (E[A].isAtomic() && Strong.has(A, W) && Co.has(Source[A], W) &&
            Co.has(W, A))
          return false;
    return true;
  }

  /// 8.10.5.
  [[nodiscard]] bool isCoherentPerPlace(const Relation &Co,
                                        const Relation &FromRead) const {
    Relation All;
    for (unsigned A = 0; A != count(); ++A)
      for (unsigned B = 0; B != count(); ++B) {
        if (A == B || !samePlace(A, B))
          continue;
        bool Communicates = Co.has(A, B) || FromRead.has(A, B) ||
                            (E[B].Reads && Source[B] == A);
        if (InProgram.has(A, B) || (Strong.has(A, B) && Communicates))
          All.add(A, B);
      }
    return All.isAcyclic();
  }

  /// 8.10.6.
  [[nodiscard]] bool causalityHolds(const Relation &FromRead) const {
    for (unsigned R : Reads) {
      if (Cause.has(R, Source[R]))
        return false;
      for (unsigned W = 0; W != count(); ++W)
        if (FromRead.has(R, W) && Cause.has(W, R))
          return false;
    }
    return true;
  }

  /// 8.7.1.
  [[nodiscard]] bool hasRace() const {
    for (unsigned A = unsigned(P.Places); A != count(); ++A)
      for (unsigned B = A + 1; B != count(); ++B)
        if (samePlace(A, B) && (E[A].Writes || E[B].Writes) &&
            !Strong.has(A, B) && !Cause.has(A, B) && !Cause.has(B, A))
          return true;
    return false;
  }

  /// One for each way to choose the last writes; without a coherence order
  /// every write may be last.
  [[nodiscard]] std::set<Outcome> outcomes(const Relation *Co) const {
    Outcome Known = 0;
    for (size_t R = 0; R != P.Registers; ++R)
      Known = withValue(Known, R, Registers[R]);
    std::set<Outcome> All = {Known};
    for (size_t F = 0; F != P.Finals; ++F) {
      std::set<Outcome> Longer;
      for (unsigned W = 0; W != count(); ++W) {
        if (!E[W].Writes || E[W].Of.Place != P.Final[F])
          continue;
        bool Last = true;
        for (unsigned Other = 0; Co && Other != count(); ++Other)
          Last &= !Co->has(W, Other);
        for (Outcome O : All)
          if (Last)
            Longer.insert(withValue(O, P.Registers + F, WrittenValue[W]));
      }
      All = std::move(Longer);
    }
    return All;
  }
};

} // namespace

Verdict judge(const Program &P) { return Judge(P).run(); }

} // namespace gpurt::litmus
