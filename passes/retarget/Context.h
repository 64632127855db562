//===- Context.h - What all parts of retargeting share ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds calls of the engine's hooks, the constants that say where in the
// source each stands, and the list of what has no translation. Also holds the
// operations that intrinsics and inline PTX have in common, so that each is
// written once. The hooks' contract is lib/simt/engine/Hooks.h.
// Tests: test/ir/retarget/
//===----------------------------------------------------------------------===//
#ifndef GPURT_PASSES_RETARGET_CONTEXT_H
#define GPURT_PASSES_RETARGET_CONTEXT_H

#include "Retarget.h"

#include "engine/Hooks.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

#include <optional>

namespace gpurt::retargeting {

/// What a hook may do to its caller, as far as LLVM has to know.
enum class Effect {
  Pure,     ///< the answer is the same for the lane's whole life
  Opaque,   ///< may touch memory and let others run
  NoReturn, ///< ends the lane or the launch
};

class Context {
public:
  llvm::Module &M;
  llvm::LLVMContext &C;
  const RetargetOptions &Options;
  std::vector<std::string> &Unsupported;
  llvm::Type *Void, *I1, *I8, *I16, *I32, *I64;
  llvm::PointerType *Ptr;

  Context(llvm::Module &M, std::vector<std::string> &Unsupported,
          const RetargetOptions &Options);

  /// Says that \p What at \p At has no translation.
  void unsupported(const llvm::Instruction *At, const llvm::Twine &What);

  /// A new SimtSite for one call at \p At.
  llvm::Constant *site(const llvm::Instruction &At, llvm::StringRef What);

  /// A constant string, the same one for the same text.
  llvm::Constant *text(llvm::StringRef T);

  /// Calls __gpurt_simt_<Name>.
  llvm::CallInst *hook(llvm::IRBuilder<> &B, llvm::StringRef Name,
                       llvm::Type *Result, llvm::ArrayRef<llvm::Value *> Args,
                       Effect E = Effect::Opaque);

  //===--- Values ---------------------------------------------------------===//
  llvm::ConstantInt *number(uint32_t N);
  /// The pointer in the host's only address space.
  llvm::Value *flat(llvm::IRBuilder<> &B, llvm::Value *Pointer);
  /// The bytes of a scalar as an integer of \p Bits, and back.
  llvm::Value *toBits(llvm::IRBuilder<> &B, llvm::Value *V, unsigned Bits);
  llvm::Value *fromBits(llvm::IRBuilder<> &B, llvm::Value *Bits,
                        llvm::Type *To);
  /// i1 from a hook's uint32_t, and back.
  llvm::Value *truth(llvm::IRBuilder<> &B, llvm::Value *V);
  llvm::Value *word(llvm::IRBuilder<> &B, llvm::Value *V);
  /// A part of a packed 64-bit answer: the low word, and bit 32.
  llvm::Value *low(llvm::IRBuilder<> &B, llvm::Value *V);
  llvm::Value *flag(llvm::IRBuilder<> &B, llvm::Value *V);

  //===--- Operations that PTX text and intrinsics share ------------------===//
  /// \p Name as in PTX without the percent sign, or null if there is none.
  llvm::Value *specialRegister(llvm::IRBuilder<> &B, llvm::StringRef Name,
                               const llvm::Instruction &At);
  /// Old value. The order and scope are those of Hooks.h.
  llvm::Value *rmw(llvm::IRBuilder<> &B, llvm::AtomicRMWInst::BinOp Op,
                   llvm::Value *Pointer, llvm::Value *Operand, SimtOrder Order,
                   SimtScope Scope, llvm::Constant *Site);
  llvm::Value *cas(llvm::IRBuilder<> &B, llvm::Value *Pointer,
                   llvm::Value *Expected, llvm::Value *Desired, SimtOrder Order,
                   SimtOrder Failure, SimtScope Scope, llvm::Constant *Site);
  llvm::Value *load(llvm::IRBuilder<> &B, llvm::Type *T, llvm::Value *Pointer,
                    SimtOrder Order, SimtScope Scope, llvm::Constant *Site);
  void store(llvm::IRBuilder<> &B, llvm::Value *V, llvm::Value *Pointer,
             SimtOrder Order, SimtScope Scope, llvm::Constant *Site);
  void fence(llvm::IRBuilder<> &B, SimtOrder Order, SimtScope Scope,
             llvm::Constant *Site);
  /// prmt without a mode.
  llvm::Value *bytePermute(llvm::IRBuilder<> &B, llvm::Value *Low,
                           llvm::Value *High, llvm::Value *Selector);
  /// bfind: the highest bit that differs from the sign; all ones if none.
  llvm::Value *findHighest(llvm::IRBuilder<> &B, llvm::Value *V, bool Signed,
                           bool ShiftAmount);
  /// dp4a and dp2a: products of \p Bits wide parts of A with the bytes of B
  /// from \p FirstByte, summed onto \p Sum.
  llvm::Value *dotProduct(llvm::IRBuilder<> &B, llvm::Value *Left,
                          bool LeftSigned, llvm::Value *Right, bool RightSigned,
                          llvm::Value *Sum, unsigned Bits, unsigned FirstByte);

private:
  llvm::StringMap<llvm::GlobalVariable *> Texts;
  llvm::StructType *SiteType;
};

/// The source place that a user would name for \p At, if it has one.
const llvm::DILocation *userPlace(const llvm::Instruction &At,
                                  const RetargetOptions &Options);

//===--- The parts, in the order in which they run ------------------------===//
/// Each takes one instruction. Returns false if it is not theirs.
bool lowerInlineAsm(Context &X, llvm::CallInst &Call);
bool lowerIntrinsic(Context &X, llvm::CallInst &Call);
/// \p Name without "llvm.nvvm.". \returns null if it is no arithmetic of ours
llvm::Value *lowerMath(Context &X, llvm::IRBuilder<> &B, llvm::CallInst &Call,
                       llvm::StringRef Name);
bool lowerRuntimeCall(Context &X, llvm::CallInst &Call);
bool lowerAccess(Context &X, llvm::Instruction &I);

/// Static shared bytes of each kernel; replaces the shared variables.
llvm::DenseMap<llvm::Function *, uint64_t>
lowerSharedVariables(Context &X, llvm::ArrayRef<llvm::Function *> Kernels);
/// After all hooks of \p F are in place.
void guardLoops(Context &X, llvm::Function &F);
void emitKernels(Context &X, llvm::ArrayRef<llvm::Function *> Kernels,
                 const llvm::DenseMap<llvm::Function *, uint64_t> &Shared);

/// A call of an operation rounded in direction \p Mode ("rz", "rm", "rp"), or
/// the plain operation for "rn". \p Op is one of fadd, fmul, fdiv, fsub, fma,
/// sqrt, sitofp, uitofp, fptrunc.
llvm::Value *rounded(Context &X, llvm::IRBuilder<> &B, llvm::StringRef Op,
                     llvm::StringRef Mode, llvm::Type *Result,
                     llvm::ArrayRef<llvm::Value *> Args);
/// \p V as an integer of \p To, rounded as "rn", "rz", "rm" or "rp" says, with
/// PTX's clamping.
llvm::Value *floatToInt(llvm::IRBuilder<> &B, llvm::Value *V,
                        llvm::StringRef Mode, llvm::Type *To, bool Signed);

} // namespace gpurt::retargeting

#endif // GPURT_PASSES_RETARGET_CONTEXT_H
