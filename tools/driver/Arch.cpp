//===- Arch.cpp - Which GPUs to compile for -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// With --offload-arch the user decides; we only ask ptxas first whether it
// can assemble that, because its own complaint comes late and names a file in
// /tmp. Without, Clang would take sm_52, which CUDA 13 no longer knows: we
// take the GPUs of this machine, or what runs on every later one.
// Tests: test/unit/DriverTest.cpp; test/driver/arch-of-another-toolkit.test,
// default-arch-carries-ptx.test, several-archs-and-ptx.test
//===----------------------------------------------------------------------===//
#include "Steps.h"
#include "clang/Options/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace llvm::opt;
using namespace clang::options;

namespace gpurt::driver {

/// The oldest that CUDA 13 knows. As PTX it runs on every later GPU, for the
/// CUDA driver compiles it when the program starts.
static constexpr char OldestArch[] = "sm_75";

/// One of each generation: machine code runs on later GPUs of the same
/// generation only.
static constexpr const char *Generations[] = {"sm_75", "sm_80", "sm_90",
                                              "sm_100", "sm_120"};

/// The user's sm_* values; `native` and the like are Clang's to resolve.
static StringList namedArchs(const InputArgList &Args, bool &AnyGiven) {
  StringList Names;
  AnyGiven = false;
  for (const Arg *A :
       Args.filtered(OPT_offload_arch_EQ, OPT_no_offload_arch_EQ)) {
    bool Add = A->getOption().matches(OPT_offload_arch_EQ);
    for (StringRef Value : A->getValues()) {
      AnyGiven |= Add;
      if (Add && Value.starts_with("sm_"))
        Names.push_back(Value.str());
      else if (!Add && Value == "all")
        Names.clear();
      else if (!Add)
        erase(Names, Value);
    }
  }
  return Names;
}

/// \returns the newest of \p Known that a GPU of \p Capability runs as
/// machine code, or "".
static std::string archFor(unsigned Capability, const StringList &Known) {
  std::string Best;
  unsigned BestValue = 0;
  for (StringRef Name : Known) {
    unsigned Value = 0;
    // sm_90a and sm_100f are no integers: made for one GPU, never a default.
    if (Name.drop_front(3).getAsInteger(10, Value) || Value > Capability ||
        Value / 10 != Capability / 10 || Value <= BestValue)
      continue;
    Best = Name;
    BestValue = Value;
  }
  return Best;
}

static bool canCarryPtx(const Job &J) {
  // A device link takes machine code or bitcode; PTX gets lost in it.
  return !J.Rdc && J.Last >= Phase::Assemble && !J.DeviceOnly &&
         !J.Args.hasArg(OPT_cuda_include_ptx_EQ, OPT_no_cuda_include_ptx_EQ);
}

/// What to compile for when the user does not say.
static StringList defaultArchs(const Job &J, Host &World,
                               const StringList &Known) {
  StringList Archs;
  for (unsigned Capability : World.gpus()) {
    std::string Name = Known.empty() ? "sm_" + std::to_string(Capability)
                                     : archFor(Capability, Known);
    if (!Name.empty() && !is_contained(Archs, Name))
      Archs.push_back(Name);
  }
  // Output to one file or none can be for one GPU only.
  bool OneOnly = J.DeviceOnly || J.Last < Phase::Assemble;
  if (!Archs.empty()) {
    if (OneOnly)
      Archs.resize(1);
    return Archs;
  }
  if (J.Rdc && !OneOnly) {
    for (const char *Name : Generations)
      if (Known.empty() || is_contained(Known, Name))
        Archs.push_back(Name);
  }
  if (Archs.empty())
    Archs.push_back(OldestArch);
  return Archs;
}

Error addArchs(const Job &J, Host &World, StringList &Out) {
  std::string Ptxas =
      J.Args.getLastArgValue(OPT_ptxas_path_EQ, J.Toolkit + "/bin/ptxas").str();
  bool AnyGiven = false;
  StringList Wanted = namedArchs(J.Args, AnyGiven);
  bool Assembles = J.compilesDevice() &&
                   !(J.DeviceOnly && J.Last == Phase::Compile) &&
                   !J.Args.hasArg(OPT_emit_llvm);
  if (AnyGiven && !Assembles)
    return Error::success();

  StringList Known = World.ptxasArchs(Ptxas);
  if (!AnyGiven) {
    StringList Chosen = defaultArchs(J, World, Known);
    for (const std::string &Name : Chosen)
      Out.push_back("--offload-arch=" + Name);
    // Only what no GPU of this machine has chosen needs to run elsewhere.
    if (canCarryPtx(J) && Chosen.front() == OldestArch)
      Out.push_back("--cuda-include-ptx=all");
    return Error::success();
  }
  for (const std::string &Name : Wanted)
    if (!Known.empty() && !is_contained(Known, Name))
      return failure("the CUDA toolkit cannot assemble for '" + Twine(Name) +
                     "' ('" + Ptxas + "' knows " + join(Known, ", ") +
                     "); choose another --offload-arch= or --cuda-path=");
  return Error::success();
}

} // namespace gpurt::driver
