//===- Translate.cpp - One argument list into another ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the arguments with Clang's own option table, so that the value of
// another option (-o -fgpu-rt) is never taken for one of ours. Ours are what
// the table does not know. What we add stands before the user's arguments
// where the last one wins, so that the user wins; libraries stand after.
// Everything added is between --start/--end-no-unused-arguments: an option
// that this compilation has no use for must not become a warning.
// Tests: test/unit/DriverTest.cpp
//===----------------------------------------------------------------------===//
#include "Steps.h"
#include "clang/Driver/Types.h"
#include "clang/Options/Options.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace llvm::opt;
using namespace clang::options;
namespace types = clang::driver::types;

namespace gpurt::driver {

namespace {

/// The last word of each of our own options.
struct OwnOptions {
  std::optional<bool> Enabled; ///< -fgpu-rt or -fno-gpu-rt, the last one
  std::string First;           ///< any other of ours, for a message
  std::string Panic = "grid";
  std::string Malloc = "fast";
  std::string Device;  ///< "" if it is not given
  StringList Sanitize; ///< all that are about checks, in their order
  Checks Wanted;       ///< what these come to
  std::string Unknown;
};

} // namespace

Error failure(const Twine &Text) {
  return createStringError(inconvertibleErrorCode(), Text);
}

Error noToolkit() {
  return failure("no CUDA toolkit found; give --cuda-path=<root>, set "
                 "CUDA_PATH, or run gpu-rt's tools/setup");
}

bool Job::links() const {
  return Last == Phase::Link && HasInput && !DeviceOnly && !Args.hasArg(OPT_r);
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// Reads our options in \p Args and adds them to \p Taken.
static OwnOptions takeOwn(const InputArgList &Args, ArrayRef<std::string> All,
                          IndexSet &Taken) {
  OwnOptions Own;
  for (const Arg *A : Args.filtered(OPT_UNKNOWN)) {
    StringRef Text = All[A->getIndex()];
    StringRef Name = Text.split('=').first;
    if (!Name.starts_with("-fgpu-rt") && !Name.starts_with("-fno-gpu-rt"))
      continue;
    Taken.insert(A->getIndex());
    std::string Value = Text.contains('=') ? Text.split('=').second.str() : "";
    if (Text == "-fgpu-rt" || Text == "-fno-gpu-rt") {
      Own.Enabled = Text == "-fgpu-rt";
      continue;
    }
    if (Own.First.empty())
      Own.First = Text;
    if (Name == "-fgpu-rt-panic")
      Own.Panic = Value;
    else if (Name == "-fgpu-rt-malloc")
      Own.Malloc = Value;
    else if (Name == "-fgpu-rt-device")
      Own.Device = Value.empty() ? "nothing" : Value;
    else if (isSanitizeOption(Name))
      Own.Sanitize.push_back(Text.str());
    else
      Own.Unknown = Text;
  }
  return Own;
}

static StringList without(ArrayRef<std::string> All, const IndexSet &Taken) {
  StringList Rest;
  for (const auto &[Index, Text] : enumerate(All))
    if (!Taken.contains(Index))
      Rest.push_back(Text);
  return Rest;
}

/// Reads the values that need reading.
/// \returns what is wrong with our own options, if anything is.
static Error checkOwn(OwnOptions &Own) {
  if (!Own.Unknown.empty())
    return failure("unknown option '" + Own.Unknown +
                   "'; the options are -fgpu-rt, -fno-gpu-rt, "
                   "-fgpu-rt-device=, -fgpu-rt-malloc=, -fgpu-rt-panic=, "
                   "-fgpu-rt-sanitize=, -fgpu-rt-sanitize-recover=");
  // A build system may add -fno-gpu-rt for one file and leave the rest as it
  // is; then they are silent. Without either, -fgpu-rt was forgotten.
  if (!Own.Enabled && !Own.First.empty())
    return failure("'" + Own.First +
                   "' has no effect without -fgpu-rt; add "
                   "-fgpu-rt or remove it");
  if (!is_contained({"thread", "warp", "block", "grid"}, Own.Panic))
    return failure("unknown value '" + Own.Panic +
                   "' in -fgpu-rt-panic=; use "
                   "thread, warp, block or grid");
  if (!is_contained({"fast", "checked"}, Own.Malloc))
    return failure("unknown value '" + Own.Malloc +
                   "' in -fgpu-rt-malloc=; use fast or checked");
  if (!is_contained({"", "cuda", "cpu"}, Own.Device))
    return failure("unknown value '" + Own.Device +
                   "' in -fgpu-rt-device=; use cuda or cpu");
  return readChecks(Own.Sanitize).moveInto(Own.Wanted);
}

/// \returns where Clang stops, by the same options as its own driver.
static Phase lastPhase(const InputArgList &Args) {
  if (Args.hasArg(OPT_E, OPT_M, OPT_MM) ||
      Args.getLastArgValue(OPT_driver_mode) == "cpp")
    return Phase::Preprocess;
  if (Args.hasArg(OPT_fsyntax_only, OPT__analyze, OPT__precompile, OPT_emit_ast,
                  OPT_verify_pch, OPT_extract_api))
    return Phase::Syntax;
  if (Args.hasArg(OPT_S))
    return Phase::Compile;
  if (Args.hasArg(OPT_c))
    return Phase::Assemble;
  return Phase::Link;
}

/// \returns the first AMD thing on the command line, or "".
static std::string readInputs(Job &J) {
  std::string Amd;
  types::ID Forced = types::TY_INVALID;
  for (const Arg *A : J.Args) {
    if (A->getOption().matches(OPT_x)) {
      Forced = types::lookupTypeForTypeSpecifier(A->getValue());
      if (StringRef(A->getValue()) == "none")
        Forced = types::TY_INVALID;
    }
    if (A->getOption().matches(OPT_l))
      J.HasInput = true;
    if (!A->getOption().matches(OPT_INPUT))
      continue;
    J.HasInput = true;
    types::ID Type = Forced;
    if (Type == types::TY_INVALID)
      Type = types::lookupTypeForExtension(
          sys::path::extension(A->getValue()).ltrim('.'));
    // Clang gives a file of unknown kind to the linker.
    if (Type == types::TY_INVALID || Type == types::TY_Object) {
      J.Objects.push_back(A->getValue());
      continue;
    }
    J.HasSource = true;
    J.HasCuda |= types::isCuda(Type);
    if (Type == types::TY_PP_CUDA)
      J.Preprocessed = A->getValue();
    if (types::isHIP(Type))
      Amd = A->getValue();
  }
  for (const Arg *A : J.Args.filtered(OPT_offload_arch_EQ))
    for (StringRef Value : A->getValues())
      if (Value.starts_with("gfx"))
        Amd = A->getAsString(J.Args);
  return Amd;
}

/// The first toolkit of: --cuda-path, $CUDA_PATH, the build's, the usual one.
static Error findToolkit(Job &J, const Places &Where, Host &World) {
  // For the CPU device its headers will do, and nothing of it is linked.
  bool Cpu = J.For == Device::Cpu;
  auto IsToolkit = [&](StringRef Root) {
    return !Root.empty() &&
           (Cpu || World.exists((Root + "/bin/ptxas").str())) &&
           World.exists((Root + "/include/cuda_runtime.h").str());
  };
  if (const Arg *A = J.Args.getLastArg(OPT_cuda_path_EQ)) {
    J.Toolkit = A->getValue();
    if (J.HasCuda && !IsToolkit(J.Toolkit))
      return failure("no CUDA toolkit in '" + J.Toolkit + "': it has no " +
                     (Cpu ? "" : "bin/ptxas or no ") +
                     "include/cuda_runtime.h; correct --cuda-path=");
    return Error::success();
  }
  std::string FromUser = World.variable("CUDA_PATH").value_or("");
  for (StringRef Root : {StringRef(FromUser), StringRef(Where.Cuda),
                         StringRef("/usr/local/cuda")})
    if (IsToolkit(Root)) {
      J.Toolkit = Root;
      return Error::success();
    }
  if (!J.HasCuda)
    return Error::success();
  return Cpu ? failure("the CPU device needs the headers of a CUDA toolkit, "
                       "and none is found; give --cuda-path=<root>, set "
                       "CUDA_PATH, or run gpu-rt's tools/setup")
             : noToolkit();
}

//===----------------------------------------------------------------------===//
// Adding
//===----------------------------------------------------------------------===//

/// \returns true if the user wants debug information, on whichever side.
static bool wantsDebug(const InputArgList &Args) {
  for (const Arg *A : Args.filtered(OPT_Xarch_device))
    if (StringRef Value = A->getValue();
        Value.starts_with("-g") && Value != "-g0")
      return true;
  const Arg *A = Args.getLastArg(OPT_g_Group);
  return A && !A->getOption().matches(OPT_g0);
}

Error needFile(StringRef Path, Host &World) {
  if (World.exists(Path))
    return Error::success();
  return failure("gpu-rt is incomplete: '" + Path +
                 "' is missing; build or install gpu-rt again");
}

/// What the compilation of sources needs; it goes before the user's options.
static Error addCompile(const Job &J, const OwnOptions &Own,
                        const Places &Where, Host &World, Changes &Result) {
  if (!J.HasSource)
    return Error::success();
  StringList &Out = Result.Before;
  bool Cpu = J.For == Device::Cpu;
  Out.insert(Out.end(), {"-isystem", Where.Prefix + "/include"});
  if (!J.HasCuda)
    return Error::success();

  // The prelude is empty unless __CUDA__ is defined, so a C++ file of the
  // same command line is none the wiser.
  std::string Prelude = Where.Prefix + "/include/gpurt/prelude.h";
  if (Error E = needFile(Prelude, World))
    return E;
  Out.insert(Out.end(), {"-Wno-unknown-cuda-version", "-include", Prelude});
  if (Cpu)
    Out.push_back("-D__GPURT_CPU__");
  if (Error E =
          Cpu ? addCpuArch(J, Result.Taken, Out) : addArchs(J, World, Out))
    return E;
  if (!J.compilesDevice())
    return Error::success();

  std::string Plugin = Where.Prefix + "/lib/GPURT.so";
  for (const std::string &File : {Plugin, Where.Prefix + "/lib/gpurt.bc"})
    if (Error E = needFile(File, World))
      return E;
  // -fpass-plugin is opened after -mllvm is read, which would not know our
  // options; -fplugin opens the same file early. On the host job that does
  // nothing: only -fpass-plugin adds passes.
  Out.push_back("-fplugin=" + Plugin);
  auto Device = [&](const Twine &Option) {
    Out.insert(Out.end(), {"-Xarch_device", Option.str()});
  };
  Device("-fpass-plugin=" + Plugin);
  Device("-mllvm=-gpurt-panic=" + Own.Panic);
  if (Own.Malloc != "fast")
    Device("-mllvm=-gpurt-malloc=" + Own.Malloc);
  if (Error E = addChecks(J, Own.Wanted, Out))
    return E;
  // Without -fgpu-rdc no other module's kernel calls this one's functions.
  if (!J.Rdc)
    Device("-mllvm=-gpurt-magazines");
  if (Cpu) {
    if (Error E = addCpuCarrier(J, Where, World, Result.Taken, Out))
      return E;
    // What the engine finds wrong it names by line, in our library too.
    Device("-mllvm=-gpurt-library-lines");
    if (!wantsDebug(J.Args))
      Device("-gline-tables-only");
    return Error::success();
  }
  // Panic reports need lines; the plugin drops them once it has read them. A
  // user's -g brings them. Else a request for remarks does, which makes Clang
  // keep locations in IR and no trace of them in the output; -gline-... would
  // make ptxas store the PTX text in each cubin. No pass has an empty name,
  // so no remark comes of it.
  if (!wantsDebug(J.Args)) {
    if (!J.Args.hasArg(OPT_Rpass_analysis_EQ))
      Device("-Rpass-analysis=^$");
    Device("-mllvm=-gpurt-strip-debug");
  }
  return Error::success();
}

/// \returns the stock Clang of the right major version.
static Expected<std::string> findClang(bool Cxx, const Places &Where,
                                       Host &World) {
  std::string Name = Cxx ? "clang++" : "clang";
  std::string Major = std::to_string(LLVMMajor);
  std::string Path;
  if (auto Bin = World.variable("GPURT_LLVM_BIN")) {
    Path = *Bin + "/" + Name;
    if (!World.exists(Path))
      return failure("no '" + Path + "'; correct GPURT_LLVM_BIN or unset it");
  } else {
    Path = Where.LLVMBin + "/" + Name;
    if (!World.exists(Path))
      Path = World.findProgram(Name + "-" + Major);
    if (Path.empty())
      return failure("the stock Clang is missing: neither '" + Where.LLVMBin +
                     "/" + Name + "' nor '" + Name + "-" + Major +
                     "' in PATH; install clang-" + Major);
  }
  // Clang keeps its headers in lib/clang/<major>: a look there costs nothing,
  // asking Clang costs as much as a small compilation.
  SmallString<128> Root(sys::path::parent_path(sys::path::parent_path(Path)));
  if (World.exists((Root + "/lib/clang/" + Major + "/include").str()))
    return Path;
  unsigned Found = World.clangMajor(Path);
  if (Found != LLVMMajor)
    return failure(
        "gpu-rt needs Clang " + Major + ", but '" + Path + "' is " +
        (Found ? "Clang " + std::to_string(Found) : std::string("no Clang")) +
        "; install clang-" + Major + " or set GPURT_LLVM_BIN");
  return Path;
}

Expected<Command> passThrough(ArrayRef<std::string> Args, bool Cxx,
                              const Places &Where, Host &World) {
  Expected<std::string> Clang = findClang(Cxx, Where, World);
  if (!Clang)
    return Clang.takeError();
  return Command{std::move(*Clang), Args.vec()};
}

/// Appends \p Added to \p Out so that Clang accepts what it has no use for.
static void appendQuietly(const StringList &Added, StringList &Out) {
  if (Added.empty())
    return;
  Out.push_back("--start-no-unused-arguments");
  append_range(Out, Added);
  Out.push_back("--end-no-unused-arguments");
}

/// \returns what -fgpu-rt cannot be combined with, if it is there.
static Error checkConflicts(const Job &J, const std::string &Amd) {
  if (!Amd.empty())
    return failure("'" + Amd +
                   "' is for AMD GPUs, and -fgpu-rt is for NVIDIA "
                   "GPUs; remove one of them");
  std::string Mode = J.Args.getLastArgValue(OPT_driver_mode).str();
  if (!Mode.empty() && !is_contained({"gcc", "g++", "cpp"}, Mode))
    return failure("-fgpu-rt cannot be used with --driver-mode=" + Mode +
                   "; remove one of them");
  return Error::success();
}

/// The translation proper: what to add before and after the user's arguments.
static Error addAll(Job &J, const OwnOptions &Own, const Places &Where,
                    Host &World, Changes &Out) {
  if (!J.HasInput)
    return Error::success(); // --version, -print-..., or Clang's own error
  if (Error E = findToolkit(J, Where, World))
    return E;
  if ((J.HasCuda || J.links()) && !J.Toolkit.empty() &&
      !J.Args.hasArg(OPT_cuda_path_EQ))
    Out.Before.push_back("--cuda-path=" + J.Toolkit);
  if (Own.Enabled.value_or(false))
    if (Error E = addCompile(J, Own, Where, World, Out))
      return E;
  return addLink(J, Where, World, Out);
}

Expected<Command> translate(ArrayRef<std::string> Args, bool Cxx,
                            const Places &Where, Host &World) {
  SmallVector<const char *, 64> Pointers;
  for (const std::string &Text : Args)
    Pointers.push_back(Text.c_str());
  unsigned MissingIndex = 0, MissingCount = 0;
  InputArgList Parsed = clang::getDriverOptTable().ParseArgs(
      Pointers, MissingIndex, MissingCount, Visibility(ClangOption));

  Changes Change;
  IndexSet &Taken = Change.Taken;
  OwnOptions Own = takeOwn(Parsed, Args, Taken);
  if (Error E = checkOwn(Own))
    return E;
  StringRef Mode = Parsed.getLastArgValue(OPT_driver_mode);
  Job J{.Args = Parsed,
        .Cxx = Mode.empty() ? Cxx : Mode == "g++",
        .Last = lastPhase(Parsed),
        .HostOnly = Parsed.hasArg(OPT_offload_host_only),
        .DeviceOnly = Parsed.hasArg(OPT_offload_device_only),
        .Rdc = Parsed.hasFlag(OPT_fgpu_rdc, OPT_fno_gpu_rdc, false),
        .For = Device::Cuda,
        .Toolkit = "",
        .Preprocessed = "",
        .Objects = {}};
  std::string Amd = readInputs(J);
  bool On = Own.Enabled.value_or(false);
  bool Off = Own.Enabled && !On;
  OurObjects Objects = Off ? OurObjects() : findOurObjects(J, World);
  // Build systems may drop the compiler's flags where they link, CMake's CUDA
  // rules for Clang do. Objects compiled with -fgpu-rt cannot be linked
  // without us, and the prelude's check in each of them tells.
  if (!On && Objects.Cuda.empty() && Objects.Cpu.empty())
    return passThrough(without(Args, Taken), Cxx, Where, World);

  Expected<Device> For = chooseDevice(Own.Device, Objects, World);
  if (!For)
    return For.takeError();
  J.For = *For;
  if (On)
    if (Error E = checkConflicts(J, Amd))
      return E;
  if (Error E = addAll(J, Own, Where, World, Change))
    return E;

  // Without -fgpu-rdc each file is a device program of its own, and the link
  // of one file is its compilation. Clang refuses the pair; we drop the word.
  if (On && J.HasCuda && !J.Rdc)
    for (const Arg *A : Parsed.filtered(OPT_foffload_lto, OPT_foffload_lto_EQ))
      Taken.insert(A->getIndex());

  StringList All;
  appendQuietly(Change.Before, All);
  append_range(All, without(Args, Taken));
  appendQuietly(Change.After, All);
  return passThrough(All, Cxx, Where, World);
}

} // namespace gpurt::driver
