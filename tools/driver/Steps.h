//===- Steps.h - What the parts of the translation tell each other --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to tools/driver. Translate.cpp reads the arguments once into a Job;
// Arch.cpp and Link.cpp add what the job needs. Nothing here looks at the
// machine except through Host.
// Tests: test/unit/DriverTest.cpp, DriverLinkTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_DRIVER_STEPS_H
#define GPURT_TOOLS_DRIVER_STEPS_H

#include "Driver.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/Option/ArgList.h"

namespace gpurt::driver {

/// How far the compilation goes.
enum class Phase { Preprocess, Syntax, Compile, Assemble, Link };

/// Whose device code it is. Cpu: bitcode for the engine in libgpurt-cpu.so.
enum class Device { Cuda, Cpu };

/// Indices of arguments that the stock Clang does not get.
using IndexSet = llvm::SmallSet<unsigned, 8>;

/// The user's command line, understood.
struct Job {
  const llvm::opt::InputArgList &Args;
  bool Cxx;
  Phase Last = Phase::Link;
  bool HasInput = false;   ///< anything to work on at all
  bool HasSource = false;  ///< some input is compiled
  bool HasCuda = false;    ///< some input is CUDA
  bool HostOnly = false;   ///< --cuda-host-only
  bool DeviceOnly = false; ///< --cuda-device-only
  bool Rdc = false;
  Device For = Device::Cuda;
  std::string Toolkit;      ///< root of the CUDA toolkit, "" if there is none
  std::string Preprocessed; ///< an input that is CUDA and preprocessed, or ""
  StringList Objects;       ///< files that go to the linker as they are

  /// Device code is generated, so our passes must run.
  [[nodiscard]] bool compilesDevice() const {
    return HasCuda && !HostOnly && Last >= Phase::Compile;
  }
  /// An executable or shared object comes out. `-r` does not count: its
  /// output is linked again, and that link gets our libraries.
  [[nodiscard]] bool links() const;
};

/// One line for the user; lower case, no period.
[[nodiscard]] llvm::Error failure(const llvm::Twine &Text);

/// The failure of a job that needs a toolkit where there is none.
[[nodiscard]] llvm::Error noToolkit();

/// A failure if \p Path, one of our own files, is not there.
[[nodiscard]] llvm::Error needFile(llvm::StringRef Path, Host &World);

/// Checks the user's --offload-arch values against the toolkit's ptxas, or
/// chooses if there are none; appends the choice to \p Out.
[[nodiscard]] llvm::Error addArchs(const Job &J, Host &World, StringList &Out);

/// \returns where the stand-ins for the toolkit are, in \p Where.
[[nodiscard]] std::string cpuFolder(const Places &Where);

/// The first object of a link that was compiled with -fgpu-rt for each device,
/// or "".
struct OurObjects {
  std::string Cuda, Cpu;
};
[[nodiscard]] OurObjects findOurObjects(const Job &J, Host &World);

/// Decides by the option (\p Word is "" if it was not given), else by the
/// objects that are linked, else by the environment.
[[nodiscard]] llvm::Expected<Device>
chooseDevice(llvm::StringRef Word, const OurObjects &Objects, Host &World);

/// Appends the one architecture of the CPU device's code to \p Out.
[[nodiscard]] llvm::Error addCpuArch(const Job &J, IndexSet &Taken,
                                     StringList &Out);

/// Checks of undefined behavior in device code, by Clang's names.
struct Checks {
  StringList Kinds;
  StringList Recovering; ///< those of them after which the thread goes on
};

/// \returns whether \p Name, without its value, is one of the options below.
[[nodiscard]] bool isSanitizeOption(llvm::StringRef Name);

/// Reads -f[no-]gpu-rt-sanitize= and -f[no-]gpu-rt-sanitize-recover[=], in
/// their order.
[[nodiscard]] llvm::Expected<Checks> readChecks(const StringList &Options);

/// Appends what makes the device jobs do the checks to \p Out.
[[nodiscard]] llvm::Error addChecks(const Job &J, const Checks &Wanted,
                                    StringList &Out);

/// Makes Clang carry bitcode where a GPU's code would be: appends to \p Out,
/// and takes from the user what would undo it.
[[nodiscard]] llvm::Error addCpuCarrier(const Job &J, const Places &Where,
                                        Host &World, IndexSet &Taken,
                                        StringList &Out);

/// What to put around the user's arguments, and what to leave out of them.
struct Changes {
  StringList Before, After;
  IndexSet Taken;
};

/// Adds what a link needs; libraries go behind the user's inputs.
[[nodiscard]] llvm::Error addLink(const Job &J, const Places &Where,
                                  Host &World, Changes &Out);

} // namespace gpurt::driver

#endif // GPURT_TOOLS_DRIVER_STEPS_H
