//===- Ptx.h - The text of inline PTX as statements -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parser knows the grammar of straight-line PTX and no instruction; the
// lowering knows instructions and no text. Branches and labels are refused.
// Registers hold integers of their width (i1 for predicates): PTX registers
// have no type either, the instruction does.
// Test: test/ir/retarget/ptx-*.ll
//===----------------------------------------------------------------------===//
#ifndef GPURT_PASSES_RETARGET_PTX_H
#define GPURT_PASSES_RETARGET_PTX_H

#include "Context.h"

#include <map>

namespace gpurt::retargeting::ptx {

struct Operand {
  enum Kind {
    Register, ///< Text: "$0" for the asm's operand 0, else a declared name
    Special,  ///< Text: without the percent sign
    Integer,
    Float,   ///< Number holds the bits
    Memory,  ///< Parts[0] is the address, Number an offset
    Vector,  ///< {a, b}
    Pair,    ///< a|b
    Nothing, ///< _
  } K = Nothing;
  std::string Text;
  uint64_t Number = 0;
  unsigned Bits = 64;   ///< of a Float
  bool Negated = false; ///< !p
  std::vector<Operand> Parts;
};

struct Statement {
  std::string Guard; ///< a predicate register, or empty
  bool GuardNegated = false;
  llvm::SmallVector<std::string, 8> Opcode; ///< cut at the dots
  std::vector<Operand> Operands;
  std::string Text; ///< the opcode as written

  bool has(llvm::StringRef Modifier) const {
    return llvm::is_contained(Opcode, Modifier);
  }
};

struct Program {
  std::vector<Statement> Statements;
  std::map<std::string, unsigned> Registers; ///< declared, with their bits
};

/// \returns nothing if the text is not straight-line PTX; \p Why says where
std::optional<Program> parse(llvm::StringRef Text, std::string &Why);

/// ".u32" without the dot. Bits is 0 for what is no type.
struct ScalarType {
  char Class = 0; ///< u, s, b, f, or p for pred
  unsigned Bits = 0;
  unsigned Lanes = 1; ///< 2 for f16x2
  bool BFloat = false;
};
ScalarType scalarType(llvm::StringRef Name);

/// The carry's place among the registers.
inline constexpr char ConditionCode[] = "%cc";

/// The registers of one asm statement, and the code that is being written.
class Lowering {
public:
  Context &X;
  llvm::CallInst &Call;
  llvm::IRBuilder<> B;
  llvm::Constant *Site = nullptr; ///< of the statement being lowered

  Lowering(Context &X, llvm::CallInst &Call) : X(X), Call(Call), B(&Call) {}
  void run(const llvm::InlineAsm &Asm);

  //===--- Operands -------------------------------------------------------===//
  /// As an integer of \p Bits; a wider register is cut, a narrower one extended
  /// as \p Signed says.
  llvm::Value *read(const Operand &O, unsigned Bits, bool Signed = false);
  /// As a value of \p T's kind.
  llvm::Value *read(const Operand &O, const ScalarType &T);
  llvm::Value *readPredicate(const Operand &O);
  void write(const Operand &O, llvm::Value *V, bool Signed = false);
  llvm::Type *irType(const ScalarType &T);
  /// The address of a memory operand in the host's space; \p Shared: a 32-bit
  /// address is an offset in the shared window.
  llvm::Value *address(const Operand &O, bool Shared);
  /// From the low 32 bits of a shared address.
  llvm::Value *sharedAddress(const Operand &O);
  llvm::Constant *site(const Statement &S) { return X.site(Call, S.Text); }

private:
  std::map<std::string, llvm::Value *> Values;
  std::map<std::string, unsigned> Widths;

  void bindOperands(const llvm::InlineAsm &Asm);
  void guarded(const Statement &S);
  void lower(const Statement &S);
  void bindResults();
  unsigned Outputs = 0;
};

/// Each lowers one statement of its family. Returns false if it is not theirs.
bool lowerMachine(Lowering &L, const Statement &S);
bool lowerMemory(Lowering &L, const Statement &S);
bool lowerCompute(Lowering &L, const Statement &S);
bool lowerConvert(Lowering &L, const Statement &S);
bool lowerCarry(Lowering &L, const Statement &S);

} // namespace gpurt::retargeting::ptx

#endif // GPURT_PASSES_RETARGET_PTX_H
