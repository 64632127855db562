//===- Machine.cpp - The driver's questions to the real machine -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files, environment, what ptxas and clang say of themselves, and the GPUs.
// The GPUs are asked through libcuda opened by name, so that the driver runs
// where there is none. Nothing is cached on disk: ptxas --help takes 15 ms.
// Tests: test/driver/ runs it; test/unit/DriverTest.cpp replaces it.
//===----------------------------------------------------------------------===//
#include "Driver.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"
#include <dlfcn.h>

using namespace llvm;

namespace gpurt::driver {

/// \returns what \p Program writes to its standard output, "" if it fails.
static std::string outputOf(StringRef Program, StringRef Option) {
  SmallString<64> File;
  if (sys::fs::createTemporaryFile("gpurt-driver", "txt", File))
    return "";
  std::optional<StringRef> Redirects[] = {StringRef(""), StringRef(File),
                                          StringRef("")};
  std::string Text;
  if (sys::ExecuteAndWait(Program, {Program, Option}, std::nullopt, Redirects,
                          /*SecondsToWait=*/30) == 0)
    if (auto Buffer = MemoryBuffer::getFile(File))
      Text = (*Buffer)->getBuffer().str();
  if (sys::fs::remove(File))
    return "";
  return Text;
}

/// Every 'sm_...' of \p Text, in the order of the number, each once.
static StringList quotedArchs(StringRef Text) {
  StringList Archs;
  for (size_t At = 0; (At = Text.find("'sm_", At)) != StringRef::npos; ++At) {
    StringRef Name =
        Text.substr(At + 1).take_until([](char C) { return C == '\''; });
    if (!is_contained(Archs, Name))
      Archs.push_back(Name.str());
  }
  llvm::sort(Archs, [](StringRef A, StringRef B) {
    unsigned NumberA = 0, NumberB = 0;
    A = A.drop_front(3);
    B = B.drop_front(3);
    A.consumeInteger(10, NumberA);
    B.consumeInteger(10, NumberB);
    return std::tie(NumberA, A) < std::tie(NumberB, B);
  });
  return Archs;
}

namespace {

class ThisMachine final : public Host {
public:
  bool exists(StringRef Path) override { return sys::fs::exists(Path); }

  bool mentions(StringRef Path, StringRef Text) override {
    auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                        /*RequiresNullTerminator=*/false);
    return Buffer && (*Buffer)->getBuffer().contains(Text);
  }

  std::optional<std::string> variable(StringRef Name) override {
    return sys::Process::GetEnv(Name);
  }

  std::string findProgram(StringRef Name) override {
    ErrorOr<std::string> Path = sys::findProgramByName(Name);
    return Path ? *Path : "";
  }

  unsigned clangMajor(StringRef Path) override {
    StringRef Text;
    std::string Output = outputOf(Path, "-dumpversion");
    unsigned Major = 0;
    Text = Output;
    Text.consumeInteger(10, Major);
    return Major;
  }

  StringList ptxasArchs(StringRef Path) override {
    return quotedArchs(outputOf(Path, "--help"));
  }

  std::vector<unsigned> gpus() override;
};

} // namespace

std::vector<unsigned> ThisMachine::gpus() {
  // From cuda.h, which a machine without a toolkit lacks.
  enum { CapabilityMajor = 75, CapabilityMinor = 76 };
  void *Library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!Library)
    return {};
  auto Init = reinterpret_cast<int (*)(unsigned)>(dlsym(Library, "cuInit"));
  auto Count =
      reinterpret_cast<int (*)(int *)>(dlsym(Library, "cuDeviceGetCount"));
  auto Attribute = reinterpret_cast<int (*)(int *, int, int)>(
      dlsym(Library, "cuDeviceGetAttribute"));
  int Devices = 0;
  if (!Init || !Count || !Attribute || Init(0) != 0 || Count(&Devices) != 0)
    return {};
  std::vector<unsigned> Found;
  for (int Device = 0; Device < Devices; ++Device) {
    int Major = 0, Minor = 0;
    if (Attribute(&Major, CapabilityMajor, Device) == 0 &&
        Attribute(&Minor, CapabilityMinor, Device) == 0)
      Found.push_back(10 * Major + Minor);
  }
  return Found;
}

Host &thisMachine() {
  static ThisMachine Machine;
  return Machine;
}

Places builtInPlaces(StringRef Prefix) {
  return {Prefix.str(), GPURT_DEFAULT_LLVM_BIN, GPURT_DEFAULT_CUDA};
}

} // namespace gpurt::driver
