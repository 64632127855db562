//===- DriverTest.cpp - The driver's translation in made-up worlds --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each test gives translate() a command line and a world (files, variables,
// GPUs, what ptxas knows) and looks at the command line for Clang. No compiler
// runs; test/driver/ does that.
//===----------------------------------------------------------------------===//
#include "DriverWorld.h"

using namespace gpurt::driver;

namespace {

//===----------------------------------------------------------------------===//
// On or off
//===----------------------------------------------------------------------===//

TEST_F(Driver, WithoutTheFlagIsStockClang) {
  EXPECT_EQ(run("a.cu -O2 -o a"), " /llvm/bin/clang++ a.cu -O2 -o a ");
}

TEST_F(Driver, NameDecidesWhichClang) {
  Cxx = false;
  EXPECT_EQ(run("a.c"), " /llvm/bin/clang a.c ");
}

TEST_F(Driver, OffFlagIsTakenOut) {
  EXPECT_EQ(run("-fno-gpu-rt -c a.cu"), " /llvm/bin/clang++ -c a.cu ");
}

TEST_F(Driver, LastOfOnAndOffWins) {
  EXPECT_EQ(run("-fgpu-rt -fno-gpu-rt a.cu"), " /llvm/bin/clang++ a.cu ");
  EXPECT_TRUE(has(run("-fno-gpu-rt -fgpu-rt -c a.cu"), "GPURT.so"));
}

TEST_F(Driver, OffSilencesOurOtherOptions) {
  EXPECT_EQ(run("-fgpu-rt -fgpu-rt-panic=warp -fno-gpu-rt a.cu"),
            " /llvm/bin/clang++ a.cu ");
}

TEST_F(Driver, ValueOfAnotherOptionIsNotOurs) {
  EXPECT_EQ(run("-c a.cu -o -fgpu-rt"),
            " /llvm/bin/clang++ -c a.cu -o -fgpu-rt ");
}

TEST_F(Driver, NoInputGetsNothing) {
  EXPECT_EQ(run("-fgpu-rt --version"), " /llvm/bin/clang++ --version ");
}

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

TEST_F(Driver, CudaGetsPluginPreludeAndHeaders) {
  std::string Line = run("-fgpu-rt -c a.cu");
  EXPECT_TRUE(has(Line, " --cuda-path=/cuda "));
  EXPECT_TRUE(has(Line, " -Wno-unknown-cuda-version "));
  EXPECT_TRUE(has(Line, " -isystem /rt/include "));
  EXPECT_TRUE(has(Line, " -include /rt/include/gpurt/prelude.h "));
  EXPECT_TRUE(has(Line, " -Xarch_device -fpass-plugin=/rt/lib/GPURT.so "));
  EXPECT_TRUE(has(Line, " -fplugin=/rt/lib/GPURT.so "));
  EXPECT_TRUE(has(Line, " -Xarch_device -mllvm=-gpurt-panic=grid "));
}

TEST_F(Driver, AddedOptionsStandBeforeTheUsersAndMayBeUnused) {
  std::string Line = run("-fgpu-rt -c a.cu -Wunknown-cuda-version");
  EXPECT_LT(Line.find("--start-no-unused-arguments"), Line.find("-isystem"));
  EXPECT_LT(Line.find("-Wno-unknown-cuda-version"),
            Line.find("--end-no-unused-arguments"));
  EXPECT_LT(Line.find("--end-no-unused-arguments"), Line.find("-c a.cu"));
}

TEST_F(Driver, CompilingPlainCxxGetsHeadersOnly) {
  EXPECT_EQ(run("-fgpu-rt -c a.cpp"),
            " /llvm/bin/clang++ --start-no-unused-arguments -isystem "
            "/rt/include --end-no-unused-arguments -c a.cpp ");
}

TEST_F(Driver, LanguageOptionMakesCuda) {
  EXPECT_TRUE(has(run("-fgpu-rt -c -x cuda a.txt"), "GPURT.so"));
  EXPECT_TRUE(lacks(run("-fgpu-rt -c -x c++ a.cu"), "GPURT.so"));
  EXPECT_TRUE(lacks(run("-fgpu-rt -c -x cuda -x none a.cpp"), "GPURT.so"));
  EXPECT_TRUE(has(run("-fgpu-rt -c -x cuda -"), "GPURT.so"));
}

TEST_F(Driver, HostOnlyGetsNoPlugin) {
  std::string Line = run("-fgpu-rt -c --cuda-host-only a.cu");
  EXPECT_TRUE(lacks(Line, "GPURT.so"));
  EXPECT_TRUE(has(Line, "prelude.h"));
}

TEST_F(Driver, SyntaxAndPreprocessingGetNoPluginAndNoLibraries) {
  for (std::string Stop : {"-fsyntax-only", "-E", "-M", "-MM"}) {
    std::string Line = run("-fgpu-rt a.cu " + Stop);
    EXPECT_TRUE(lacks(Line, "GPURT.so")) << Stop;
    EXPECT_TRUE(lacks(Line, "libgpurt")) << Stop;
    EXPECT_TRUE(has(Line, "prelude.h")) << Stop;
  }
}

TEST_F(Driver, PanicScopeReachesTheDeviceJob) {
  EXPECT_TRUE(has(run("-fgpu-rt -fgpu-rt-panic=warp -c a.cu"),
                  " -Xarch_device -mllvm=-gpurt-panic=warp "));
  EXPECT_TRUE(has(run("-fgpu-rt -fgpu-rt-panic=warp -fgpu-rt-panic=block -c "
                      "a.cu"),
                  "-gpurt-panic=block"));
}

TEST_F(Driver, CheckedMallocReachesTheDeviceJobAndFastIsTheDefault) {
  EXPECT_TRUE(has(run("-fgpu-rt -fgpu-rt-malloc=checked -c a.cu"),
                  " -Xarch_device -mllvm=-gpurt-malloc=checked "));
  EXPECT_TRUE(lacks(run("-fgpu-rt -c a.cu"), "-gpurt-malloc"));
  EXPECT_EQ(
      run("-fgpu-rt -fgpu-rt-malloc=checked -fgpu-rt-malloc=fast -c a.cu"),
      run("-fgpu-rt -c a.cu"));
}

TEST_F(Driver, LinesAreAskedForAndDroppedAgain) {
  for (std::string Level : {"", "-O0", "-O3", "-g0", "-g -g0"}) {
    std::string Line = run("-fgpu-rt -c a.cu " + Level);
    EXPECT_TRUE(has(Line, " -Xarch_device -Rpass-analysis=^$ ")) << Level;
    EXPECT_TRUE(has(Line, " -Xarch_device -mllvm=-gpurt-strip-debug "))
        << Level;
  }
}

TEST_F(Driver, UsersDebugInformationStays) {
  for (std::string Level :
       {"-g", "-g2", "-ggdb", "-gline-tables-only", "-Xarch_device -g"}) {
    std::string Line = run("-fgpu-rt -c a.cu " + Level);
    EXPECT_TRUE(lacks(Line, "-Rpass-analysis")) << Level;
    EXPECT_TRUE(lacks(Line, "-gpurt-strip-debug")) << Level;
  }
}

TEST_F(Driver, UsersAnalysisRemarksStay) {
  std::string Line = run("-fgpu-rt -c a.cu -Rpass-analysis=inline");
  EXPECT_TRUE(lacks(Line, "=^$"));
  EXPECT_TRUE(has(Line, "-gpurt-strip-debug"));
}

TEST_F(Driver, LtoOfOneFileIsItsCompilation) {
  EXPECT_TRUE(lacks(run("-fgpu-rt -c a.cu -foffload-lto"), "-foffload-lto"));
  EXPECT_TRUE(
      has(run("-fgpu-rt -c a.cu -foffload-lto -fgpu-rdc"), " -foffload-lto "));
  EXPECT_TRUE(has(run("-fgpu-rt a.o -foffload-lto"), " -foffload-lto "));
}

//===----------------------------------------------------------------------===//
// Toolkit and archs
//===----------------------------------------------------------------------===//

TEST_F(Driver, UsersToolkitWins) {
  World.Files.insert({"/my/bin/ptxas", "/my/include/cuda_runtime.h"});
  std::string Line = run("-fgpu-rt -c a.cu --cuda-path=/my");
  EXPECT_TRUE(lacks(Line, "--cuda-path=/cuda"));
}

TEST_F(Driver, VariableWinsOverBuiltInToolkit) {
  World.Files.insert({"/env/bin/ptxas", "/env/include/cuda_runtime.h"});
  World.Variables["CUDA_PATH"] = "/env";
  EXPECT_TRUE(has(run("-fgpu-rt -c a.cu"), " --cuda-path=/env "));
}

TEST_F(Driver, VariableThatNamesNoToolkitIsSkipped) {
  World.Variables["CUDA_PATH"] = "/nowhere";
  EXPECT_TRUE(has(run("-fgpu-rt -c a.cu"), " --cuda-path=/cuda "));
}

TEST_F(Driver, DefaultArchIsTheMachines) {
  World.Gpus = {90, 90};
  std::string Line = run("-fgpu-rt -c a.cu");
  EXPECT_TRUE(has(Line, " --offload-arch=sm_90 "));
  EXPECT_EQ(Line.find("--offload-arch"), Line.rfind("--offload-arch"));
  EXPECT_TRUE(lacks(Line, "ptx=all"));
}

TEST_F(Driver, DefaultArchForTwoKindsOfGpu) {
  World.Gpus = {90, 80};
  std::string Line = run("-fgpu-rt -c a.cu");
  EXPECT_TRUE(has(Line, " --offload-arch=sm_90 --offload-arch=sm_80 "));
  Line = run("-fgpu-rt -S --cuda-device-only a.cu -o a.s");
  EXPECT_TRUE(lacks(Line, "sm_80"));
}

TEST_F(Driver, DefaultArchOfACardNewerThanTheToolkit) {
  World.Gpus = {121};
  EXPECT_TRUE(has(run("-fgpu-rt -c a.cu"), " --offload-arch=sm_120 "));
  World.Gpus = {140};
  std::string Line = run("-fgpu-rt -c a.cu");
  EXPECT_TRUE(has(Line, " --offload-arch=sm_75 --cuda-include-ptx=all "));
}

TEST_F(Driver, DefaultArchWithoutGpuCarriesPtx) {
  EXPECT_TRUE(has(run("-fgpu-rt -c a.cu"),
                  " --offload-arch=sm_75 --cuda-include-ptx=all "));
}

TEST_F(Driver, UsersChoiceOfPtxStays) {
  EXPECT_TRUE(lacks(run("-fgpu-rt -c a.cu --no-cuda-include-ptx=all"),
                    " --cuda-include-ptx"));
}

TEST_F(Driver, DefaultArchsOfRdcCoverEveryGeneration) {
  EXPECT_TRUE(has(run("-fgpu-rt -fgpu-rdc -c a.cu"),
                  " --offload-arch=sm_75 --offload-arch=sm_80 "
                  "--offload-arch=sm_90 --offload-arch=sm_100 "
                  "--offload-arch=sm_120 "));
}

TEST_F(Driver, UsersArchIsTheOnlyOne) {
  std::string Line = run("-fgpu-rt -c a.cu --offload-arch=sm_80,sm_90");
  EXPECT_EQ(Line.find("--offload-arch"), Line.rfind("--offload-arch"));
  EXPECT_TRUE(lacks(run("-fgpu-rt -c a.cu --cuda-gpu-arch=sm_90"), "sm_75"));
  EXPECT_TRUE(lacks(run("-fgpu-rt -c a.cu --offload-arch=native"), "sm_75"));
}

TEST_F(Driver, ArchThatPtxasLacksIsAnError) {
  std::string Line = run("-fgpu-rt -c a.cu --offload-arch=sm_90,sm_52");
  EXPECT_TRUE(has(Line, "error: the CUDA toolkit cannot assemble for 'sm_52' "
                        "('/cuda/bin/ptxas' knows sm_75, "));
}

TEST_F(Driver, ArchIsNotCheckedWhereNothingIsAssembled) {
  for (std::string Stop :
       {"-fsyntax-only", "-E", "-S --cuda-device-only", "--cuda-host-only",
        "-c -emit-llvm --cuda-device-only", "--no-offload-arch=sm_52 -c",
        "--no-offload-arch=all --offload-arch=sm_90 -c"})
    EXPECT_TRUE(
        lacks(run("-fgpu-rt a.cu --offload-arch=sm_52 " + Stop), "error"))
        << Stop;
}

TEST_F(Driver, ArchIsNotCheckedIfPtxasDoesNotTell) {
  World.Archs.clear();
  EXPECT_TRUE(lacks(run("-fgpu-rt -c a.cu --offload-arch=sm_52"), "error"));
}

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

TEST_F(Driver, UnknownOptionOfOursIsAnError) {
  for (std::string Bad : {"-fgpu-rt-foo", "-fgpu-rt=on", "-fgpu-rtx"})
    EXPECT_TRUE(has(run("-fgpu-rt a.cu " + Bad),
                    "error: unknown option '" + Bad + "'; the options are"));
}

TEST_F(Driver, UnknownValueIsAnError) {
  EXPECT_TRUE(has(run("-fgpu-rt -fgpu-rt-panic=lane a.cu"),
                  "error: unknown value 'lane' in -fgpu-rt-panic=; use "
                  "thread, warp, block or grid"));
  EXPECT_TRUE(has(run("-fgpu-rt -fgpu-rt-panic a.cu"), "unknown value ''"));
  EXPECT_TRUE(has(run("-fgpu-rt -fgpu-rt-device=tpu a.cu"), "unknown value"));
}

TEST_F(Driver, OptionWithoutTheFlagIsAnError) {
  EXPECT_TRUE(has(run("-fgpu-rt-panic=warp a.cu"),
                  "error: '-fgpu-rt-panic=warp' has no effect without "
                  "-fgpu-rt"));
}

TEST_F(Driver, AmdIsAnError) {
  EXPECT_TRUE(has(run("-fgpu-rt a.cu --offload-arch=gfx90a"),
                  "error: '--offload-arch=gfx90a' is for AMD GPUs"));
  EXPECT_TRUE(has(run("-fgpu-rt -c a.hip"), "error: 'a.hip' is for AMD GPUs"));
}

TEST_F(Driver, OtherDriverModesAreErrors) {
  EXPECT_TRUE(has(run("-fgpu-rt --driver-mode=cl a.cu"), "error: -fgpu-rt"));
}

TEST_F(Driver, MissingToolkitIsAnError) {
  World.Files.erase("/cuda/bin/ptxas");
  EXPECT_TRUE(has(run("-fgpu-rt -c a.cu"), "error: no CUDA toolkit found; "));
  EXPECT_TRUE(has(run("-fgpu-rt a.o"), "error: no CUDA toolkit found; "));
  EXPECT_TRUE(has(run("-fgpu-rt a.o --cuda-path=/no"),
                  "error: no libcudart in the CUDA toolkit '/no'; "));
  EXPECT_TRUE(has(run("-fgpu-rt -c a.cu --cuda-path=/no"),
                  "error: no CUDA toolkit in '/no': "));
  EXPECT_TRUE(lacks(run("-fgpu-rt -c a.cpp"), "error"));
}

TEST_F(Driver, MissingPartOfOursIsAnError) {
  for (std::string Part :
       {"/rt/lib/GPURT.so", "/rt/lib/gpurt.bc", "/rt/include/gpurt/prelude.h",
        "/rt/lib/libgpurt.a", "/rt/lib/libgpurt.wrap"}) {
    World.Files.erase(Part);
    EXPECT_TRUE(has(run("-fgpu-rt a.cu"),
                    "error: gpu-rt is incomplete: '" + Part + "' is missing"));
    World.Files.insert(Part);
  }
}

TEST_F(Driver, MissingClangIsAnError) {
  World.Files.erase("/llvm/bin/clang++");
  EXPECT_TRUE(has(run("a.cu"), "error: the stock Clang is missing: "));
}

TEST_F(Driver, ClangMayBeInPath) {
  World.Files.erase("/llvm/bin/clang++");
  World.Programs["clang++-22"] = "/usr/bin/clang++-22";
  World.Majors["/usr/bin/clang++-22"] = 22;
  EXPECT_EQ(run("a.cu"), " /usr/bin/clang++-22 a.cu ");
}

TEST_F(Driver, WrongMajorIsAnError) {
  World.Variables["GPURT_LLVM_BIN"] = "/old/bin";
  World.Files.insert("/old/bin/clang++");
  World.Majors["/old/bin/clang++"] = 21;
  EXPECT_TRUE(has(run("-fgpu-rt a.cu"), "error: gpu-rt needs Clang 22, but "
                                        "'/old/bin/clang++' is Clang 21; "));
  World.Majors["/old/bin/clang++"] = 0;
  EXPECT_TRUE(has(run("-fgpu-rt a.cu"), "is no Clang; "));
}

TEST_F(Driver, ErrorsAreOneLineInLowerCase) {
  for (std::string Line :
       {"-fgpu-rt -fgpu-rt-foo", "-fgpu-rt-panic=warp",
        "-fgpu-rt a.cu --offload-arch=sm_52", "-fgpu-rt a.hip"}) {
    std::string Text = run(Line);
    EXPECT_EQ(Text.rfind("error: ", 0), 0u);
    EXPECT_TRUE(lacks(Text, "\n"));
    EXPECT_NE(Text.back(), '.');
  }
}

} // namespace
