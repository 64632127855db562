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
// Tests: test/unit/DriverTest.cpp, test/driver/link-*.test
//===----------------------------------------------------------------------===//
#include "Steps.h"
#include "clang/Options/Options.h"
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
    if (!UsersOwn)
      addRunPath(Folder, Out);
  }
  return Error::success();
}

/// Appends the host runtime to \p Out.
static Error addRuntime(const Job &J, Cudart Kind, const Places &Where,
                        Host &World, StringList &Out) {
  bool IsShared = J.Args.hasArg(OPT_shared);
  bool UseShared = IsShared && Kind == Cudart::Shared;
  std::string Lib = Where.Prefix + "/lib";
  std::string Runtime = Lib + (UseShared ? "/libgpurt.so" : "/libgpurt.a");
  std::string Wrap = Lib + "/libgpurt.wrap";
  for (const std::string &File : {Runtime, Wrap})
    if (!World.exists(File))
      return failure("gpu-rt is incomplete: '" + File +
                     "' is missing; build or install gpu-rt again");

  // Not -Xlinker @file: Clang would expand that @file itself, and only its
  // first line would still follow an -Xlinker.
  Out.push_back("-Wl,@" + Wrap);
  // Linker arguments: after -x cuda a plain path would be compiled.
  auto Linker = [&](const Twine &Text) {
    Out.insert(Out.end(), {"-Xlinker", Text.str()});
  };
  if (UseShared) {
    Linker(Runtime);
    addRunPath(Lib, Out);
  } else if (Kind == Cudart::Static) {
    Linker(Runtime);
    Linker("--exclude-libs");
    Linker("libgpurt.a");
  } else {
    // All of it: what this program does not call, a shared object may, and
    // must not find in a second copy of our runtime.
    for (const std::string &Text : {std::string("--whole-archive"), Runtime,
                                    std::string("--no-whole-archive")})
      Linker(Text);
    for (const char *Names : {"gpurt_*", "__gpurt_*", "__wrap_*"})
      Linker(Twine("--export-dynamic-symbol=") + Names);
  }
  return Error::success();
}

/// Appends what links device code of several objects to \p Out.
static void addDeviceLink(const Job &J, Host &World, StringList &Out) {
  // With only objects Clang would not look for device code in them.
  if (!J.HasCuda)
    Out.push_back("--offload-link");
  std::string Folder = libraryFolder(J.Toolkit, World);
  if (Folder.empty() || !World.exists(Folder + "/libcudadevrt.a"))
    return;
  // Kernels that start kernels need it. nvlink takes from it only what is
  // called, and Clang starts no nvlink where there is nothing to link.
  for (const std::string &Text : {"-L" + Folder, std::string("-lcudadevrt")})
    Out.insert(Out.end(), {"-Xoffload-linker", Text});
}

Error addLink(const Job &J, const Places &Where, Host &World, StringList &Out) {
  if (!J.links())
    return Error::success();
  addDeviceLink(J, World, Out);
  Cudart Kind = Cudart::None;
  StringList Cuda;
  if (Error E = addCudart(J, World, Kind, Cuda))
    return E;
  if (Error E = addRuntime(J, Kind, Where, World, Out))
    return E;
  append_range(Out, Cuda);
  // Our runtime is C++ and has a thread; cudart opens the driver by dlopen.
  if (!J.Cxx)
    Out.push_back("-lstdc++");
  Out.insert(Out.end(), {"-lpthread", "-ldl", "-lrt"});
  return Error::success();
}

} // namespace gpurt::driver
