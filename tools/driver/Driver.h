//===- Driver.h - From clang++ -fgpu-rt to the stock Clang ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The driver is a translation of one argument list into another; the stock
// Clang does the work. translate() is that translation: it reads the world
// only through Host, so a test gives it any world. It starts no compiler and
// knows nothing of what the plugin does. main.cpp executes the result.
// Tests: test/unit/DriverTest.cpp, test/driver/
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_DRIVER_DRIVER_H
#define GPURT_TOOLS_DRIVER_DRIVER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace gpurt::driver {

/// The major version of LLVM that our plugin can be loaded into.
inline constexpr unsigned LLVMMajor = 22;

using StringList = std::vector<std::string>;

/// What the driver asks of the machine it runs on.
class Host {
public:
  virtual ~Host() = default;
  [[nodiscard]] virtual bool exists(llvm::StringRef Path) = 0;
  /// \returns true if the file at \p Path has the bytes \p Text in it.
  [[nodiscard]] virtual bool mentions(llvm::StringRef Path,
                                      llvm::StringRef Text) = 0;
  [[nodiscard]] virtual std::optional<std::string>
  variable(llvm::StringRef Name) = 0;
  /// \returns the full path of a program in PATH, or "".
  [[nodiscard]] virtual std::string findProgram(llvm::StringRef Name) = 0;
  /// \returns the major version that the clang at \p Path reports, 0 if none.
  [[nodiscard]] virtual unsigned clangMajor(llvm::StringRef Path) = 0;
  /// \returns "sm_75" and so on for which the ptxas at \p Path assembles;
  /// empty if it does not tell.
  [[nodiscard]] virtual StringList ptxasArchs(llvm::StringRef Path) = 0;
  /// \returns the compute capabilities of this machine's GPUs: 90 for 9.0.
  [[nodiscard]] virtual std::vector<unsigned> gpus() = 0;
};

/// Where things were when gpu-rt was built, and where it is now.
struct Places {
  std::string Prefix;  ///< parent of the driver's bin/, with lib/ and include/
  std::string LLVMBin; ///< folder of the stock Clang at build time
  std::string Cuda;    ///< toolkit at build time
};

/// \returns the places known at build time, for a driver in \p Prefix.
[[nodiscard]] Places builtInPlaces(llvm::StringRef Prefix);

/// What to execute.
struct Command {
  std::string Program;
  StringList Args; ///< without the program's name
};

/// Translates the arguments (without argv[0]; @files already expanded).
///
/// \param Cxx  called as clang++, not as clang
/// \returns the stock Clang and its arguments, or one line that says what is
///          wrong and what to do
[[nodiscard]] llvm::Expected<Command>
translate(llvm::ArrayRef<std::string> Args, bool Cxx, const Places &Where,
          Host &World);

/// Gives all arguments to the stock Clang as they are.
[[nodiscard]] llvm::Expected<Command>
passThrough(llvm::ArrayRef<std::string> Args, bool Cxx, const Places &Where,
            Host &World);

/// \returns the real machine.
[[nodiscard]] Host &thisMachine();

} // namespace gpurt::driver

#endif // GPURT_TOOLS_DRIVER_DRIVER_H
