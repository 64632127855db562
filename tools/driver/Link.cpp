//===- Link.cpp - What a link with -fgpu-rt needs -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Adds the list of wrapped calls, the host runtime, the CUDA runtime and, for
// device code in several objects, the device link with cudadevrt.
//
// One process must not mix two CUDA runtimes behind one host runtime: a
// kernel that one registered, the other does not know. So the host runtime
// follows the CUDA runtime of the link:
//   libcudart.so   one per process: the host runtime too. An executable
//                  exports ours, a shared object uses libgpurt.so.
//   cudart_static  private to its image (its symbols are hidden): ours too.
// Tests: test/unit/DriverLinkTest.cpp; test/driver/links-*.test,
// rdc-links-from-objects.test, shared-runtime-is-exported.test
//===----------------------------------------------------------------------===//
#include "Steps.h"
#include "clang/Options/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace llvm::opt;
using namespace clang::options;

namespace gpurt::driver {

namespace {
enum class Cudart { None, Static, Shared };
} // namespace

/// The CUDA runtime that \p Text names, as library name, path or linker
/// argument.
static Cudart namedBy(StringRef Text) {
  StringRef File = sys::path::filename(Text);
  File.consume_front(":");
  File.consume_front("lib");
  if (File.starts_with("cudart_static"))
    return Cudart::Static;
  return File == "cudart" || File.starts_with("cudart.so") ? Cudart::Shared
                                                           : Cudart::None;
}

static Cudart usersCudart(const InputArgList &Args) {
  Cudart Found = Cudart::None;
  for (const Arg *A :
       Args.filtered(OPT_l, OPT_INPUT, OPT_Wl_COMMA, OPT_Xlinker)) {
    for (StringRef Value : A->getValues()) {
      if (!A->getOption().matches(OPT_INPUT))
        Value.consume_front("-l");
      Cudart Named = namedBy(Value);
      if (Named != Cudart::None)
        Found = Named;
    }
  }
  return Found;
}

/// \returns the folder of the toolkit's libraries, or "". The wheels have lib,
/// the installer lib64.
static std::string libraryFolder(StringRef Toolkit, Host &World) {
  if (Toolkit.empty())
    return "";
  for (const char *Sub : {"/lib64", "/lib", "/targets/x86_64-linux/lib"}) {
    std::string Folder = (Toolkit + Sub).str();
    if (World.exists(Folder + "/libcudart.so") ||
        World.exists(Folder + "/libcudart_static.a"))
      return Folder;
  }
  return "";
}

/// The program finds \p Folder again when it starts.
static void addRunPath(const std::string &Folder, StringList &Out) {
  for (const std::string &Text : {std::string("-rpath"), Folder})
    Out.insert(Out.end(), {"-Xlinker", Text});
}

/// Decides on the CUDA runtime and appends it to \p Out; \p Kind tells which.
static Error addCudart(const Job &J, Host &World, Cudart &Kind,
                       StringList &Out) {
  std::string Folder = libraryFolder(J.Toolkit, World);
  bool IsShared = J.Args.hasArg(OPT_shared);
  Kind = usersCudart(J.Args);
  bool UsersOwn = Kind != Cudart::None;
  if (!UsersOwn && Folder.empty())
    return J.Toolkit.empty()
               ? noToolkit()
               : failure("no libcudart in the CUDA toolkit '" + J.Toolkit +
                         "'; correct --cuda-path= or link with -lcudart");
  if (!UsersOwn)
    Kind = !IsShared && World.exists(Folder + "/libcudart_static.a")
               ? Cudart::Static
               : Cudart::Shared;

  // A user's own is named once more: the linker reads archives in order, and
  // our library, which calls it, comes after the user's.
  if (!Folder.empty())
    Out.push_back("-L" + Folder);
  if (Kind == Cudart::Static) {
    Out.push_back("-lcudart_static");
  } else {
    Out.push_back("-lcudart");
    // Also for a user's own -lcudart: where it is not in the loader's list
    // the program would link and not start.
    if (!Folder.empty())
      addRunPath(Folder, Out);
  }
  return Error::success();
}

/// True if the user's command line, perhaps through GPURT::gpurt, has our
/// library already; twice would be two definitions of everything.
static bool namesOurRuntime(const InputArgList &Args) {
  return any_of(Args.filtered(OPT_INPUT), [](const Arg *A) {
    StringRef File = sys::path::filename(A->getValue());
    return File == "libgpurt.a" || File == "libgpurt.so";
  });
}

/// Appends the host runtime to \p Out.
static Error addRuntime(const Job &J, Cudart Kind, const Places &Where,
                        Host &World, StringList &Out) {
  bool UseShared = J.Args.hasArg(OPT_shared) && Kind == Cudart::Shared;
  std::string Lib = Where.Prefix + "/lib";
  std::string File = UseShared ? "libgpurt.so" : "libgpurt.a";
  std::string Wrap = Lib + "/libgpurt.wrap";
  std::string Runtime = Lib + "/" + File;
  for (const std::string &Part : {Runtime, Wrap})
    if (Error E = needFile(Part, World))
      return E;

  // Not -Xlinker @file: Clang would expand that @file itself, and only its
  // first line would still follow an -Xlinker.
  Out.push_back("-Wl,@" + Wrap);
  if (namesOurRuntime(J.Args))
    return Error::success();
  // Not by its path: after -x cuda a path would be compiled, and CMake would
  // take it for one of CUDA's own libraries.
  std::string Name = "-l:" + File;
  Out.push_back("-L" + Lib);
  if (UseShared) {
    Out.push_back(Name);
    addRunPath(Lib, Out);
  } else if (Kind == Cudart::Static) {
    Out.insert(Out.end(), {Name, "-Wl,--exclude-libs,libgpurt.a"});
  } else {
    // All of it: what this program does not call, a shared object may, and
    // must not find in a second copy of our runtime.
    Out.insert(Out.end(),
               {"-Wl,--whole-archive", Name, "-Wl,--no-whole-archive"});
    for (const char *Names : {"gpurt_*", "__gpurt_*", "__wrap_*"})
      Out.push_back(std::string("-Wl,--export-dynamic-symbol=") + Names);
  }
  return Error::success();
}

/// Appends what links device code of several objects to \p Out.
static void addDeviceLink(const Job &J, Host &World, StringList &Out) {
  // With only objects Clang would not look for device code in them, and its
  // device link would look for the toolkit in the usual places alone. The
  // linker wrapper takes its own options out of what is meant for the linker.
  if (!J.HasCuda) {
    Out.push_back("--offload-link");
    if (!J.Toolkit.empty())
      Out.insert(Out.end(),
                 {"-Xlinker", "--device-compiler=nvptx64-nvidia-cuda="
                              "--cuda-path=" +
                                  J.Toolkit});
  }
  std::string Folder = libraryFolder(J.Toolkit, World);
  if (Folder.empty() || !World.exists(Folder + "/libcudadevrt.a"))
    return;
  // Kernels that start kernels need it. nvlink takes from it only what is
  // called, and Clang starts no nvlink where there is nothing to link.
  for (const std::string &Text : {"-L" + Folder, std::string("-lcudadevrt")})
    Out.insert(Out.end(), {"-Xoffload-linker", Text});
}

/// The part of a CUDA program's link behind the host runtime.
static void addSystemLibraries(const Job &J, StringList &Out) {
  // Our runtime is C++, prints numbers and has threads; cudart opens the driver
  // by dlopen.
  if (!J.Cxx)
    Out.push_back("-lstdc++");
  Out.insert(Out.end(), {"-lm", "-lpthread", "-ldl", "-lrt"});
}

static Error addCudaLink(const Job &J, const Places &Where, Host &World,
                         StringList &Out) {
  addDeviceLink(J, World, Out);
  Cudart Kind = Cudart::None;
  StringList Cuda;
  if (Error E = addCudart(J, World, Kind, Cuda))
    return E;
  if (Error E = addRuntime(J, Kind, Where, World, Out))
    return E;
  append_range(Out, Cuda);
  addSystemLibraries(J, Out);
  return Error::success();
}

//===----------------------------------------------------------------------===//
// The CPU device
//===----------------------------------------------------------------------===//

/// Device code of several objects is bitcode, which our stand-ins link.
static void addCpuDeviceLink(const Job &J, const Places &Where,
                             StringList &Out) {
  if (!J.HasCuda)
    Out.push_back("--offload-link");
  const char Compiler[] = "--device-compiler=nvptx64-nvidia-cuda=";
  std::string Folder = cpuFolder(Where);
  for (const std::string &Text :
       {Compiler + ("-B" + Folder + "/bin"), "--cuda-path=" + Folder})
    Out.insert(Out.end(), {"-Xlinker", Text});
  if (!J.Toolkit.empty())
    Out.insert(Out.end(),
               {"-Xlinker", Compiler + ("--cuda-path=" + J.Toolkit)});
}

/// The engine is a shared CUDA runtime, so the host runtime is shared as well.
/// Whatever CUDA library the user names is ours: by name it is found in our
/// folder first, and a path is taken out.
static Error addCpuLink(const Job &J, const Places &Where, Host &World,
                        Changes &Out) {
  std::string Lib = Where.Prefix + "/lib";
  for (const std::string &Part :
       {Lib + "/libgpurt-cpu.so", cpuFolder(Where) + "/libcudart.so",
        cpuFolder(Where) + "/bin/fatbinary"})
    if (Error E = needFile(Part, World))
      return E;
  for (const Arg *A : J.Args.filtered(OPT_INPUT, OPT_l)) {
    StringRef Name = A->getValue();
    if (namedBy(Name) != Cudart::None && Name.contains("lib"))
      Out.Taken.insert(A->getIndex());
  }
  Out.Before.push_back("-L" + cpuFolder(Where));
  addCpuDeviceLink(J, Where, Out.After);
  if (Error E = addRuntime(J, Cudart::Shared, Where, World, Out.After))
    return E;
  Out.After.insert(Out.After.end(), {"-L" + Lib, "-lgpurt-cpu"});
  addRunPath(Lib, Out.After);
  addSystemLibraries(J, Out.After);
  return Error::success();
}

Error addLink(const Job &J, const Places &Where, Host &World, Changes &Out) {
  if (!J.links())
    return Error::success();
  return J.For == Device::Cpu ? addCpuLink(J, Where, World, Out)
                              : addCudaLink(J, Where, World, Out.After);
}

} // namespace gpurt::driver
