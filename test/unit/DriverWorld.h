//===- DriverWorld.h - Made-up worlds for the driver's tests --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A Host that a test fills with files, variables and GPUs, and a fixture that
// translates one command line in it. Starts no program, reads no file.
// Used by: DriverTest.cpp, DriverLinkTest.cpp, DriverCpuTest.cpp
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_UNIT_DRIVERWORLD_H
#define GPURT_TEST_UNIT_DRIVERWORLD_H

#include "Driver.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"
#include <map>
#include <set>

namespace gpurt::driver {

struct FakeHost final : Host {
  std::set<std::string> Files = {
      "/llvm/bin/clang",
      "/llvm/bin/clang++",
      "/llvm/lib/clang/22/include",
      "/cuda/bin/ptxas",
      "/cuda/include/cuda_runtime.h",
      "/cuda/lib64/libcudart.so",
      "/cuda/lib64/libcudart_static.a",
      "/cuda/lib64/libcudadevrt.a",
      "/rt/lib/GPURT.so",
      "/rt/lib/gpurt.bc",
      "/rt/lib/libgpurt.a",
      "/rt/lib/libgpurt.so",
      "/rt/lib/libgpurt.wrap",
      "/rt/include/gpurt/prelude.h",
      "/rt/lib/libgpurt-cpu.so",
      "/rt/lib/gpurt-cpu/libcudart.so",
      "/rt/lib/gpurt-cpu/bin/ptxas",
      "/rt/lib/gpurt-cpu/bin/fatbinary",
  };
  std::set<std::string> OurObjects; ///< compiled with -fgpu-rt, for whatever
  std::set<std::string> CpuObjects; ///< those of them for the CPU device
  std::map<std::string, std::string> Variables;
  std::map<std::string, std::string> Programs;
  std::map<std::string, unsigned> Majors;
  StringList Archs = {"sm_75",  "sm_80",  "sm_86",  "sm_89",   "sm_90",
                      "sm_90a", "sm_100", "sm_103", "sm_100f", "sm_120"};
  std::vector<unsigned> Gpus;

  bool exists(llvm::StringRef Path) override { return Files.count(Path.str()); }
  bool mentions(llvm::StringRef Path, llvm::StringRef Text) override {
    if (Text == "__gpurt_check_link_on_cpu")
      return CpuObjects.count(Path.str());
    EXPECT_EQ(Text, "__gpurt_check_link");
    return OurObjects.count(Path.str()) || CpuObjects.count(Path.str());
  }
  std::optional<std::string> variable(llvm::StringRef Name) override {
    auto It = Variables.find(Name.str());
    if (It == Variables.end())
      return std::nullopt;
    return It->second;
  }
  std::string findProgram(llvm::StringRef Name) override {
    return Programs[Name.str()];
  }
  unsigned clangMajor(llvm::StringRef Path) override {
    return Majors[Path.str()];
  }
  StringList ptxasArchs(llvm::StringRef) override { return Archs; }
  std::vector<unsigned> gpus() override { return Gpus; }
};

struct Driver : testing::Test {
  FakeHost World;
  bool Cxx = true;
  Places Where = {"/rt", "/llvm/bin", "/cuda"};

  /// \returns the whole command line, words between single blanks, with one
  /// at each end; or " error: ..." .
  std::string run(llvm::StringRef Line) {
    llvm::SmallVector<llvm::StringRef, 16> Words;
    Line.split(Words, ' ', -1, /*KeepEmpty=*/false);
    StringList Args(Words.begin(), Words.end());
    auto Do = translate(Args, Cxx, Where, World);
    if (!Do)
      return "error: " + llvm::toString(Do.takeError());
    return " " + Do->Program + " " + llvm::join(Do->Args, " ") + " ";
  }
};

inline testing::AssertionResult has(const std::string &All,
                                    const std::string &Part) {
  if (All.find(Part) != std::string::npos)
    return testing::AssertionSuccess();
  return testing::AssertionFailure() << "no '" << Part << "' in: " << All;
}

inline testing::AssertionResult lacks(const std::string &All,
                                      const std::string &Part) {
  if (All.find(Part) == std::string::npos)
    return testing::AssertionSuccess();
  return testing::AssertionFailure() << "'" << Part << "' in: " << All;
}

} // namespace gpurt::driver

#endif // GPURT_TEST_UNIT_DRIVERWORLD_H
