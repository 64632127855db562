//===- Runtime.h - The calls that our passes insert -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names, types and attributes of the `__gpurt_*` functions, which devicelib
// defines. The attributes are the contract that lets LLVM treat our heap as
// it treats any other (delete dead pairs, know that results do not alias), so
// they are written here once, for declarations and for definitions that came
// in by linking.
// Tests: test/ir/lower-malloc/attributes.ll, test/ir/link/keeps-attributes.ll
//===----------------------------------------------------------------------===//
#ifndef GPURT_PASSES_RUNTIME_H
#define GPURT_PASSES_RUNTIME_H

#include "llvm/ADT/StringRef.h"
#include "llvm/IR/DerivedTypes.h"
#include <optional>

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace gpurt {

enum class RuntimeFn : unsigned {
  Malloc,
  Calloc,
  Realloc,
  Free,
  AlignedAlloc,
  PosixMemalign,
  New,
  NewAligned,
  CheckedMalloc,
  CheckedCalloc,
  CheckedRealloc,
  CheckedFree,
  CheckedAlignedAlloc,
  CheckedPosixMemalign,
  CheckedNew,
  CheckedNewAligned,
  UndefinedSeen,
  Report,
  Undefined,
  AssertFail,
  Abort,
  Trap,
  UbsanTrap,
  Terminate,
  PureVirtual,
  Panic,
};
inline constexpr unsigned NumRuntimeFns = unsigned(RuntimeFn::Panic) + 1;

/// Prefix of everything that devicelib defines for the passes.
inline constexpr llvm::StringLiteral RuntimePrefix = "__gpurt_";
/// The pointer in each image that the host fills; see gpurt/abi.h.
inline constexpr llvm::StringLiteral SlotName = "__gpurt_slot";
/// The same for images that log; see gpurt/log_abi.h.
inline constexpr llvm::StringLiteral LogSlotName = "__gpurt_log_slot";
/// Prefix of what gpurt/log.h calls.
inline constexpr llvm::StringLiteral LogPrefix = "__gpurt_log";
/// Begin and end a thread's magazine; gpurt-magazines calls them.
inline constexpr llvm::StringLiteral MagazineEnterName =
    "__gpurt_magazine_enter";
inline constexpr llvm::StringLiteral MagazineLeaveName =
    "__gpurt_magazine_leave";
/// Whether lanes have magazines: devicelib declares it, gpurt-link defines it.
inline constexpr llvm::StringLiteral MagazineModeName = "__gpurt_magazine_mode";
/// gpurt/arena.h calls the first where a lane's arena gets its first chunk; the
/// second frees the arenas of a thread that panics.
inline constexpr llvm::StringLiteral ArenaEnterName = "__gpurt_arena_enter";
inline constexpr llvm::StringLiteral ArenaEndName = "__gpurt_arena_end";
/// Whether threads list their arenas: devicelib declares it, gpurt-link defines
/// it.
inline constexpr llvm::StringLiteral ArenaModeName = "__gpurt_arena_mode";
/// Prefix of the counts of sanitizer checks, one a site.
inline constexpr llvm::StringLiteral UndefinedHitsName =
    "__gpurt_undefined_hits";
/// Whether the calling thread's grid is to stop, and how it ends then;
/// gpurt-cancel-points inserts them.
inline constexpr llvm::StringLiteral IsCancelledName = "__gpurt_is_cancelled";
inline constexpr llvm::StringLiteral CancelName = "__gpurt_cancel";
/// On functions that gpurt-link brought in.
inline constexpr llvm::StringLiteral LibraryAttribute = "gpurt-library";
/// On the barriers of gpurt-converge, which order no memory for the program.
inline constexpr llvm::StringLiteral MeetingMetadata = "gpurt.meeting";
/// What a panic ends: devicelib declares it, gpurt-link defines it.
inline constexpr llvm::StringLiteral PanicModeName = "__gpurt_panic_mode";

/// The one spelling of a signature in our tables: the result, then the
/// parameters; p pointer, l i64, i i32, b i8, v void.
llvm::FunctionType *makeType(llvm::LLVMContext &Ctx, llvm::StringRef Spelling);

llvm::StringRef runtimeName(RuntimeFn Fn);

/// \returns what takes the place of the heap's function \p Fn in checked mode.
RuntimeFn checkedForm(RuntimeFn Fn);

/// \returns the index of the parameter that takes the source text, if any.
std::optional<unsigned> siteParam(RuntimeFn Fn);

/// \returns true if \p Fn is a function of the heap.
bool isHeap(RuntimeFn Fn);

/// \returns true if \p Fn never comes back to its caller.
bool isPanic(RuntimeFn Fn);

/// \returns which of the functions \p F is, if any: by name and type.
std::optional<RuntimeFn> asRuntimeFn(const llvm::Function &F);

/// \returns the function of \p M, if it has one of that name and type.
llvm::Function *findRuntimeFn(const llvm::Module &M, RuntimeFn Fn);

/// \returns the function of \p M, declared with its attributes if it was not.
llvm::FunctionCallee getRuntimeFn(llvm::Module &M, RuntimeFn Fn);

/// Gives \p F, declared or defined, the attributes of \p Fn's contract.
void setRuntimeAttributes(llvm::Function &F, RuntimeFn Fn);

/// \returns whether a panic ends more than its own thread: -gpurt-panic=.
bool panicsStopOthers();

/// \returns true if the passes have anything to do with \p M at all.
bool isOurTarget(const llvm::Module &M);

} // namespace gpurt

#endif // GPURT_PASSES_RUNTIME_H
