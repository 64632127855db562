//===- Cpu.cpp - Compiling for the CPU device -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The jobs of a compilation stay Clang's, so every mode that it has works. Only
// what flows through them changes: the plugin's last pass writes bitcode where
// PTX would be, and -B gives Clang our ptxas and fatbinary, which pass it on
// into the host object (tools/cpu-tools).
// Tests: test/unit/DriverCpuTest.cpp; test/driver/cpu-*.test
//===----------------------------------------------------------------------===//
#include "Steps.h"
#include "clang/Options/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace llvm::opt;
using namespace clang::options;

namespace gpurt::driver {

/// The engine's warps and clusters are those of this one.
static constexpr char CpuArch[] = "sm_90";

std::string cpuFolder(const Places &Where) {
  return Where.Prefix + "/lib/gpurt-cpu";
}

//===----------------------------------------------------------------------===//
// Which device
//===----------------------------------------------------------------------===//

/// The prelude calls one of these at each program's start. The second contains
/// the first.
static constexpr char OurCheck[] = "__gpurt_check_link";
static constexpr char CpuCheck[] = "__gpurt_check_link_on_cpu";

OurObjects findOurObjects(const Job &J, Host &World) {
  OurObjects Found;
  if (!J.links())
    return Found;
  for (const std::string &Path : J.Objects) {
    if (StringRef(Path).contains(".so") || !World.mentions(Path, OurCheck))
      continue;
    std::string &First =
        World.mentions(Path, CpuCheck) ? Found.Cpu : Found.Cuda;
    if (First.empty())
      First = Path;
  }
  return Found;
}

static Error wrongDevice(StringRef Object, StringRef Its, StringRef Wanted) {
  return failure("'" + Object + "' was compiled with -fgpu-rt-device=" + Its +
                 " and cannot be part of a program for " + Wanted +
                 "; compile it again with -fgpu-rt-device=" + Wanted);
}

Expected<Device> chooseDevice(StringRef Word, const OurObjects &Objects,
                              Host &World) {
  if (!Objects.Cuda.empty() && (Word == "cpu" || !Objects.Cpu.empty()))
    return wrongDevice(Objects.Cuda, "cuda", "cpu");
  if (!Objects.Cpu.empty() && Word == "cuda")
    return wrongDevice(Objects.Cpu, "cpu", "cuda");
  if (Word == "cpu" || !Objects.Cpu.empty())
    return Device::Cpu;
  if (Word == "cuda" || !Objects.Cuda.empty())
    return Device::Cuda;
  std::string Default = World.variable("GPURT_DEVICE").value_or("");
  if (!is_contained({"", "cuda", "cpu"}, Default))
    return failure("unknown value '" + Default +
                   "' in GPURT_DEVICE; use cuda or cpu");
  return Default == "cpu" ? Device::Cpu : Device::Cuda;
}

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

Error addCpuArch(const Job &J, IndexSet &Taken, StringList &Out) {
  StringList Names;
  for (const Arg *A :
       J.Args.filtered(OPT_offload_arch_EQ, OPT_no_offload_arch_EQ)) {
    bool Add = A->getOption().matches(OPT_offload_arch_EQ);
    for (StringRef Value : A->getValues()) {
      if (Add && Value == "native" && A->getNumValues() == 1)
        // That of a GPU in this machine, which need not have one.
        Taken.insert(A->getIndex());
      else if (Add && !is_contained(Names, Value))
        Names.push_back(Value.str());
      else if (!Add && Value == "all")
        Names.clear();
      else if (!Add)
        erase(Names, Value);
    }
  }
  if (Names.size() > 1)
    return failure("-fgpu-rt-device=cpu runs the code of one --offload-arch=, "
                   "and " +
                   join(Names, ", ") + " are given; name one");
  if (Names.empty())
    Out.push_back(std::string("--offload-arch=") + CpuArch);
  return Error::success();
}

/// \returns true if the device job's output goes through ptxas; bitcode and
/// the PTX that a user asks to see do not.
static bool needsCarrier(const Job &J) {
  bool IsLto = J.Args.hasFlag(OPT_foffload_lto, OPT_foffload_lto_EQ,
                              OPT_fno_offload_lto, false);
  return J.Last >= Phase::Assemble && !J.Args.hasArg(OPT_emit_llvm) &&
         !(J.Rdc && IsLto);
}

Error addCpuCarrier(const Job &J, const Places &Where, Host &World,
                    IndexSet &Taken, StringList &Out) {
  std::string Tools = cpuFolder(Where) + "/bin";
  for (const char *Name : {"/ptxas", "/fatbinary"})
    if (Error E = needFile(Tools + Name, World))
      return E;
  Out.push_back("-B" + Tools);
  for (const Arg *A : J.Args.filtered(OPT_ptxas_path_EQ))
    Taken.insert(A->getIndex());
  if (needsCarrier(J))
    Out.insert(Out.end(), {"-Xarch_device", "-mllvm=-gpurt-carry-bitcode"});
  return Error::success();
}

} // namespace gpurt::driver
