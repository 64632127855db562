//===- Sanitize.cpp - Checks of undefined behavior in device code ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// -fgpu-rt-sanitize= and its relatives mean what Clang's -fsanitize= without
// -gpu-rt means, for the device alone. Clang's driver keeps its own from the
// device job, though that job can do them, and -Xarch_device does not take
// -Xclang. It takes -Wp,: what follows stands in the device's -cc1 line as it
// is, as long as one job does preprocessing and compilation.
// Tests: test/unit/DriverSanitizeTest.cpp,
// test/driver/sanitize-is-for-the-device.test
//===----------------------------------------------------------------------===//
#include "Steps.h"
#include "clang/Basic/Sanitizers.h"
#include "clang/Options/Options.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace llvm::opt;
using namespace clang::options;
using namespace clang;

namespace gpurt::driver {

/// What gpurt-lower-undefined knows handlers of. Not among them: function and
/// vptr, which need what device code has not (data before functions, RTTI), and
/// local-bounds, which Clang inserts after our passes.
static const SanitizerMask Supported =
    (SanitizerKind::Undefined & ~SanitizerKind::Function &
     ~SanitizerKind::Vptr) |
    SanitizerKind::Integer | SanitizerKind::ImplicitConversion |
    SanitizerKind::Nullability | SanitizerKind::FloatDivideByZero;

/// Nothing is there to go on with.
static const SanitizerMask Unrecoverable =
    SanitizerKind::Unreachable | SanitizerKind::Return;

/// \returns the checks that \p List, of \p Option, names: of a group those that
/// are in \p Allowed, of which there must be some.
static Expected<SanitizerMask> parseKinds(StringRef Option, StringRef List,
                                          SanitizerMask Allowed) {
  SanitizerMask All;
  SmallVector<StringRef> Names;
  List.split(Names, ',');
  for (StringRef Name : Names) {
    SanitizerMask Kinds =
        expandSanitizerGroups(parseSanitizerValue(Name, /*AllowGroups=*/true));
    if (!(Kinds & Allowed))
      return failure("'" + Name + "' in " + Option +
                     "= is no check that can be done so on the device; use "
                     "undefined, integer, implicit-conversion, nullability, "
                     "float-divide-by-zero or a single check of these");
    All |= Kinds & Allowed;
  }
  return All;
}

bool isSanitizeOption(StringRef Name) {
  return is_contained({"-fgpu-rt-sanitize", "-fno-gpu-rt-sanitize",
                       "-fgpu-rt-sanitize-recover",
                       "-fno-gpu-rt-sanitize-recover"},
                      Name);
}

Expected<Checks> readChecks(const StringList &Options) {
  SanitizerMask Kinds, Recover = Supported & ~Unrecoverable;
  for (StringRef Text : Options) {
    auto [Option, List] = Text.split('=');
    bool Add = !Option.starts_with("-fno-");
    bool OfRecovery = Option.ends_with("-recover");
    SanitizerMask &Target = OfRecovery ? Recover : Kinds;
    SanitizerMask Allowed =
        OfRecovery && Add ? Supported & ~Unrecoverable : Supported;
    // Clang's form without a list is that of all.
    Expected<SanitizerMask> Named = OfRecovery && !Text.contains('=')
                                        ? Expected<SanitizerMask>(Allowed)
                                        : parseKinds(Option, List, Allowed);
    if (!Named)
      return Named.takeError();
    Target = Add ? Target | *Named : Target & ~*Named;
  }
  auto NamesOf = [](SanitizerMask Mask) {
    SanitizerSet Set;
    Set.set(Mask);
    SmallVector<StringRef> Names;
    serializeSanitizerSet(Set, Names);
    return StringList(Names.begin(), Names.end());
  };
  return Checks{NamesOf(Kinds), NamesOf(Kinds & Recover)};
}

/// \returns what would keep the checks from the compilation, or "".
static std::string splitter(const Job &J) {
  if (const Arg *A =
          J.Args.getLastArg(OPT_save_temps_EQ, OPT_no_integrated_cpp))
    return A->getAsString(J.Args);
  return J.Preprocessed;
}

Error addChecks(const Job &J, const Checks &Wanted, StringList &Out) {
  if (Wanted.Kinds.empty())
    return Error::success();
  if (std::string Splits = splitter(J); !Splits.empty())
    return failure("-fgpu-rt-sanitize= needs Clang to preprocess and compile "
                   "in one step, and '" +
                   Splits + "' parts them; remove one of the two");
  std::string Word = "-Wp";
  for (const std::string &Name : Wanted.Kinds)
    Word += ",-fsanitize=" + Name;
  for (const std::string &Name : Wanted.Recovering)
    Word += ",-fsanitize-recover=" + Name;
  Out.insert(Out.end(), {"-Xarch_device", Word});
  return Error::success();
}

} // namespace gpurt::driver
