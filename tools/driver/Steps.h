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
#include "llvm/Option/ArgList.h"

namespace gpurt::driver {

/// How far the compilation goes.
enum class Phase { Preprocess, Syntax, Compile, Assemble, Link };

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
  std::string Toolkit; ///< root of the CUDA toolkit, "" if there is none
  StringList Objects;  ///< files that go to the linker as they are

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

/// Appends what a link needs to \p Out: it goes after the user's inputs.
[[nodiscard]] llvm::Error addLink(const Job &J, const Places &Where,
                                  Host &World, StringList &Out);

} // namespace gpurt::driver

#endif // GPURT_TOOLS_DRIVER_STEPS_H
