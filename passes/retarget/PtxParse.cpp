//===- PtxParse.cpp - Read inline PTX -------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   program   = { block | declaration | statement }
//   block     = "{" program "}"            names are not hidden, only declared
//   declare   = ".reg" ".type" name {"," name} ";"
//   statement = ["@" ["!"] name] opcode [operand {"," operand}] ";"
//   operand   = register | %special | number | "[" address "]" | "{" list "}"
// Comments are skipped. A name that is not declared is refused, which refuses
// labels and branches too.
// Test: test/ir/retarget/ptx-machine.ll, rejects-ptx-*.ll
//===----------------------------------------------------------------------===//
#include "Ptx.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace gpurt::retargeting;
using namespace gpurt::retargeting::ptx;

ScalarType ptx::scalarType(StringRef Name) {
  if (Name == "pred")
    return {'p', 1};
  if (Name == "f16x2")
    return {'f', 16, 2};
  if (Name == "bf16x2")
    return {'f', 16, 2, true};
  if (Name == "bf16")
    return {'f', 16, 1, true};
  ScalarType T;
  if (Name.size() < 2 || !StringRef("usbf").contains(Name[0]) ||
      Name.drop_front().getAsInteger(10, T.Bits))
    return {};
  T.Class = Name[0];
  if (!is_contained({8u, 16u, 32u, 64u, 128u}, T.Bits))
    return {};
  return T;
}

namespace {

class Parser {
  StringRef Rest;
  std::string &Why;
  Program P;

public:
  Parser(StringRef Text, std::string &Why) : Rest(Text), Why(Why) {}

  std::optional<Program> run() {
    unsigned Depth = 0;
    for (skip(); !Rest.empty(); skip()) {
      if (Rest.consume_front(";"))
        continue;
      if (Rest.consume_front("{")) {
        ++Depth;
        continue;
      }
      if (Rest.consume_front("}")) {
        if (!Depth--)
          return fail("'}' without '{'");
        continue;
      }
      if (Rest.starts_with(".reg") ? !declaration() : !statement())
        return std::nullopt;
    }
    if (Depth)
      return fail("'{' without '}'");
    return std::move(P);
  }

private:
  std::nullopt_t fail(const Twine &What) {
    if (Why.empty())
      Why = What.str();
    return std::nullopt;
  }
  bool failed(const Twine &What) {
    fail(What);
    return false;
  }

  void skip() {
    for (;;) {
      Rest = Rest.ltrim();
      if (Rest.starts_with("//"))
        Rest = Rest.drop_until([](char C) { return C == '\n'; });
      else if (Rest.starts_with("/*"))
        Rest = Rest.drop_front(std::min(Rest.size(), Rest.find("*/") + 2));
      else
        return;
    }
  }
  bool take(StringRef Token) {
    skip();
    return Rest.consume_front(Token);
  }
  /// A name or an opcode. After the dot of an opcode a colon pair may follow,
  /// as in .shared::cta.
  StringRef name(StringRef More = "") {
    skip();
    size_t N = 0;
    while (N < Rest.size() &&
           (isAlnum(Rest[N]) || Rest[N] == '_' || More.contains(Rest[N]) ||
            // "$0" is an operand, "__$temp" a name.
            (Rest[N] == '$' && N)))
      ++N;
    StringRef Name = Rest.take_front(N);
    Rest = Rest.drop_front(N);
    return Name;
  }
  /// $0, ${0:x} or a declared name.
  bool registerName(std::string &Out) {
    skip();
    bool Braced = Rest.consume_front("${");
    if (Braced || (Rest.size() > 1 && Rest[0] == '$' && isDigit(Rest[1]))) {
      if (!Braced)
        Rest = Rest.drop_front();
      StringRef Digits = Rest.take_while(isDigit);
      Rest = Rest.drop_front(Digits.size());
      if (Braced) {
        Rest = Rest.drop_until([](char C) { return C == '}'; });
        Rest.consume_front("}");
      }
      Out = ("$" + Digits).str();
      return !Digits.empty();
    }
    // "%p" names a register too, as compilers write them.
    Rest.consume_front("%");
    Out = name().str();
    return !Out.empty();
  }

  bool declaration() {
    Rest.consume_front(".reg");
    if (!take("."))
      return failed(".reg without a type");
    ScalarType T = scalarType(name());
    if (!T.Bits)
      return failed(".reg of a type that is not known");
    do {
      std::string Name;
      if (!registerName(Name))
        return failed(".reg without a name");
      if (take("<"))
        return failed(".reg of many registers");
      P.Registers[Name] = T.Bits * T.Lanes;
    } while (take(","));
    return take(";") || failed("no ';' after .reg");
  }

  bool statement() {
    Statement S;
    if (take("@")) {
      S.GuardNegated = take("!");
      if (!registerName(S.Guard))
        return failed("'@' without a predicate");
    }
    S.Text = name(".:").str();
    if (S.Text.empty())
      return failed("'" + Rest.take_front(12) + "' is no instruction");
    skip();
    if (StringRef(S.Text).ends_with(":"))
      return failed("label " + S.Text);
    SmallVector<StringRef, 8> Parts;
    StringRef(S.Text).split(Parts, '.');
    for (StringRef Part : Parts)
      S.Opcode.push_back(Part.str());
    skip();
    if (!Rest.starts_with(";") && !Rest.starts_with("}") && !Rest.empty())
      do {
        S.Operands.emplace_back();
        if (!operand(S.Operands.back()))
          return failed("operand " + Twine(S.Operands.size()) + " of " +
                        S.Text);
      } while (take(","));
    // The last statement before '}' or the end may lack its semicolon.
    skip();
    if (!Rest.consume_front(";") && !Rest.empty() && !Rest.starts_with("}"))
      return failed("no ';' after " + S.Text);
    P.Statements.push_back(std::move(S));
    return true;
  }

  bool operand(Operand &O) {
    skip();
    if (Rest.consume_front("[")) {
      O.K = Operand::Memory;
      O.Parts.emplace_back();
      if (!simple(O.Parts[0]))
        return false;
      if (take("+")) {
        Operand Offset;
        if (!simple(Offset) || Offset.K != Operand::Integer)
          return false;
        O.Number = Offset.Number;
      }
      return take("]");
    }
    if (Rest.consume_front("{")) {
      O.K = Operand::Vector;
      do {
        O.Parts.emplace_back();
        if (!simple(O.Parts.back()))
          return false;
      } while (take(","));
      return take("}");
    }
    if (!simple(O))
      return false;
    if (take("|")) {
      Operand Second;
      if (!simple(Second))
        return false;
      Operand Both;
      Both.K = Operand::Pair;
      Both.Parts = {O, Second};
      O = std::move(Both);
    }
    return true;
  }

  bool simple(Operand &O) {
    skip();
    O.Negated = Rest.consume_front("!");
    if (number(O))
      return true;
    if (Rest.starts_with("%") && Rest.size() > 1 && !isDigit(Rest[1])) {
      StringRef Saved = Rest;
      Rest = Rest.drop_front();
      std::string Name = name(".").str();
      if (!P.Registers.count(Name)) {
        O.K = Operand::Special;
        O.Text = Name;
        return !Name.empty();
      }
      Rest = Saved;
    }
    if (!registerName(O.Text))
      return false;
    if (O.Text == "_")
      O.K = Operand::Nothing;
    else if (O.Text == "WARP_SZ")
      O.K = Operand::Special;
    else if (O.Text[0] == '$' || P.Registers.count(O.Text))
      O.K = Operand::Register;
    else
      return failed("'" + O.Text + "' is not declared");
    return true;
  }

  bool number(Operand &O) {
    bool Minus = Rest.starts_with("-");
    StringRef Digits = Rest.drop_front(Minus).take_while(isAlnum);
    if (Digits.empty() || !isDigit(Digits[0]))
      return false;
    StringRef Text = Digits;
    if (Text.size() == 10 && Text.take_front(2).equals_insensitive("0f")) {
      O.K = Operand::Float;
      O.Bits = 32;
      if (Text.drop_front(2).getAsInteger(16, O.Number))
        return false;
    } else if (Text.size() == 18 &&
               Text.take_front(2).equals_insensitive("0d")) {
      O.K = Operand::Float;
      if (Text.drop_front(2).getAsInteger(16, O.Number))
        return false;
    } else {
      O.K = Operand::Integer;
      Text.consume_back("U");
      if (Text.getAsInteger(0, O.Number))
        return false;
      if (Minus)
        O.Number = -O.Number;
    }
    Rest = Rest.drop_front(Minus + Digits.size());
    // "1.5" is written 0f3fc00000 in PTX; a dot here would be lost.
    return !Rest.starts_with(".");
  }
};

} // namespace

std::optional<Program> ptx::parse(StringRef Text, std::string &Why) {
  return Parser(Text, Why).run();
}
