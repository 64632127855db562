//===- DriverCpuTest.cpp - What -fgpu-rt-device=cpu adds
//-------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For which device a job is, and what its compilation and its link get. No
// compiler runs; test/driver/cpu-*.test do that.
//===----------------------------------------------------------------------===//
#include "DriverWorld.h"

using namespace gpurt::driver;

namespace {

struct CpuDriver : Driver {
  std::string cpu(const std::string &Line) {
    return run("-fgpu-rt -fgpu-rt-device=cpu " + Line);
  }
};

const char Carries[] = " -Xarch_device -mllvm=-gpurt-carry-bitcode ";

//===----------------------------------------------------------------------===//
// Which device
//===----------------------------------------------------------------------===//

TEST_F(CpuDriver, EnvironmentIsTheDefaultAndTheOptionWins) {
  World.Variables["GPURT_DEVICE"] = "cpu";
  EXPECT_TRUE(has(run("-fgpu-rt -c a.cu"), Carries));
  EXPECT_TRUE(lacks(run("-fgpu-rt -fgpu-rt-device=cuda -c a.cu"), Carries));
  World.Variables["GPURT_DEVICE"] = "cuda";
  EXPECT_TRUE(has(cpu("-c a.cu"), Carries));
}

TEST_F(CpuDriver, EnvironmentAloneTurnsNothingOn) {
  World.Variables["GPURT_DEVICE"] = "cpu";
  EXPECT_EQ(run("-c a.cu"), " /llvm/bin/clang++ -c a.cu ");
}

TEST_F(CpuDriver, UnknownDeviceInTheEnvironmentIsAnError) {
  World.Variables["GPURT_DEVICE"] = "tpu";
  EXPECT_EQ(run("-fgpu-rt -c a.cu"),
            "error: unknown value 'tpu' in GPURT_DEVICE; use cuda or cpu");
  EXPECT_EQ(run("-c a.cu"), " /llvm/bin/clang++ -c a.cu ");
}

TEST_F(CpuDriver, ObjectsDecideTheLink) {
  World.CpuObjects = {"a.o"};
  EXPECT_TRUE(has(run("-fgpu-rt a.o"), "-lgpurt-cpu"));
  EXPECT_TRUE(has(run("a.o"), "-lgpurt-cpu"));
  EXPECT_TRUE(has(run("-fgpu-rt a.o b.cu"), Carries));
  World.CpuObjects = {};
  World.OurObjects = {"a.o"};
  World.Variables["GPURT_DEVICE"] = "cpu";
  EXPECT_TRUE(has(run("a.o"), "-lcudart_static"));
}

TEST_F(CpuDriver, ObjectsOfTheOtherDeviceAreRefused) {
  World.CpuObjects = {"cpu.o"};
  World.OurObjects = {"cuda.o"};
  std::string Cuda =
      "error: 'cuda.o' was compiled with -fgpu-rt-device=cuda and cannot be "
      "part of a program for cpu; compile it again with -fgpu-rt-device=cpu";
  EXPECT_EQ(cpu("cuda.o"), Cuda);
  EXPECT_EQ(run("cpu.o cuda.o"), Cuda);
  EXPECT_EQ(run("-fgpu-rt -fgpu-rt-device=cuda cpu.o"),
            "error: 'cpu.o' was compiled with -fgpu-rt-device=cpu and cannot "
            "be part of a program for cuda; compile it again with "
            "-fgpu-rt-device=cuda");
}

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

TEST_F(CpuDriver, ClangFindsOurToolsAndPassesCarryBitcode) {
  std::string Line = cpu("-c a.cu --ptxas-path=/mine/ptxas");
  EXPECT_TRUE(has(Line, " -B/rt/lib/gpurt-cpu/bin "));
  EXPECT_TRUE(has(Line, Carries));
  EXPECT_TRUE(has(Line, " -Xarch_device -fpass-plugin=/rt/lib/GPURT.so "));
  EXPECT_TRUE(has(Line, " -D__GPURT_CPU__ "));
  EXPECT_TRUE(lacks(Line, "--ptxas-path"));
}

TEST_F(CpuDriver, ReadableOutputIsNotPackedUp) {
  for (std::string Stop :
       {"-S --cuda-device-only", "-S -emit-llvm --cuda-device-only",
        "-c -emit-llvm --cuda-device-only", "-fgpu-rdc -foffload-lto -c"})
    EXPECT_TRUE(lacks(cpu("a.cu " + Stop), "-gpurt-carry-bitcode")) << Stop;
  for (std::string Stop : {"-fgpu-rdc -c", "-foffload-lto -c", "-flto -c"})
    EXPECT_TRUE(has(cpu("a.cu " + Stop), Carries)) << Stop;
}

TEST_F(CpuDriver, LinesAreKept) {
  EXPECT_TRUE(has(cpu("-c a.cu"), " -Xarch_device -gline-tables-only "));
  EXPECT_TRUE(lacks(cpu("-c a.cu -g"), "-gline-tables-only"));
  EXPECT_TRUE(lacks(cpu("-c a.cu"), "-gpurt-strip-debug"));
}

TEST_F(CpuDriver, OneArchIsTaken) {
  World.Gpus = {80};
  EXPECT_TRUE(has(cpu("-c a.cu"), " --offload-arch=sm_90 "));
  std::string Native = cpu("-c a.cu --offload-arch=native");
  EXPECT_TRUE(has(Native, " --offload-arch=sm_90 "));
  EXPECT_TRUE(lacks(Native, "native"));
  EXPECT_TRUE(lacks(cpu("-c a.cu --offload-arch=sm_80"), "sm_90"));
  EXPECT_TRUE(lacks(cpu("-c a.cu --offload-arch=sm_80,sm_75 "
                        "--no-offload-arch=sm_75"),
                    "error"));
  EXPECT_EQ(cpu("-c a.cu --offload-arch=sm_80 --offload-arch=sm_90"),
            "error: -fgpu-rt-device=cpu runs the code of one --offload-arch=, "
            "and sm_80, sm_90 are given; name one");
}

TEST_F(CpuDriver, HeadersOfAToolkitAreEnough) {
  World.Files.erase("/cuda/bin/ptxas");
  World.Files.erase("/cuda/lib64/libcudart.so");
  World.Files.erase("/cuda/lib64/libcudart_static.a");
  EXPECT_TRUE(has(cpu("a.cu"), " --cuda-path=/cuda "));
  World.Files.erase("/cuda/include/cuda_runtime.h");
  EXPECT_EQ(cpu("a.cu"),
            "error: the CPU device needs the headers of a CUDA toolkit, and "
            "none is found; give --cuda-path=<root>, set CUDA_PATH, or run "
            "gpu-rt's tools/setup");
  EXPECT_EQ(cpu("a.cu --cuda-path=/x"),
            "error: no CUDA toolkit in '/x': it has no "
            "include/cuda_runtime.h; correct --cuda-path=");
}

//===----------------------------------------------------------------------===//
// Linking
//===----------------------------------------------------------------------===//

TEST_F(CpuDriver, ProgramGetsTheEngineAndNoCudart) {
  std::string Line = cpu("a.cu -o a");
  EXPECT_TRUE(has(Line, " -Wl,@/rt/lib/libgpurt.wrap "));
  EXPECT_TRUE(has(Line, "-Wl,--whole-archive -l:libgpurt.a "));
  EXPECT_TRUE(has(Line, " -L/rt/lib -lgpurt-cpu -Xlinker -rpath -Xlinker "
                        "/rt/lib -lm -lpthread -ldl -lrt "));
  EXPECT_TRUE(lacks(Line, "cudart"));
}

TEST_F(CpuDriver, UsersCudartIsOurs) {
  std::string Line = cpu("a.o -L/cuda/lib64 -lcudart /cuda/lib64/libcudart.so "
                         "-l:libcudart.so.13 /cuda/lib64/libcudart_static.a");
  EXPECT_LT(Line.find("-L/rt/lib/gpurt-cpu "), Line.find("-L/cuda/lib64"));
  EXPECT_TRUE(has(Line, " -lcudart "));
  EXPECT_TRUE(lacks(Line, "libcudart"));
}

TEST_F(CpuDriver, SharedObjectGetsSharedRuntimes) {
  std::string Line = cpu("-shared -fPIC a.cu -o a.so");
  EXPECT_TRUE(has(Line, " -l:libgpurt.so "));
  EXPECT_TRUE(has(Line, " -lgpurt-cpu "));
  EXPECT_TRUE(lacks(Line, "libgpurt.a"));
}

TEST_F(CpuDriver, DeviceLinkUsesOurTools) {
  std::string Line = cpu("a.o b.o");
  EXPECT_TRUE(has(Line, " --offload-link "));
  EXPECT_TRUE(has(Line, " -Xlinker --device-compiler=nvptx64-nvidia-cuda="
                        "-B/rt/lib/gpurt-cpu/bin "));
  EXPECT_TRUE(has(Line, " -Xlinker --cuda-path=/rt/lib/gpurt-cpu "));
  EXPECT_TRUE(lacks(Line, "cudadevrt"));
}

TEST_F(CpuDriver, MissingPartsAreNamed) {
  World.Files.erase("/rt/lib/libgpurt-cpu.so");
  EXPECT_EQ(cpu("a.o"), "error: gpu-rt is incomplete: "
                        "'/rt/lib/libgpurt-cpu.so' is missing; build or "
                        "install gpu-rt again");
  World.Files.erase("/rt/lib/gpurt-cpu/bin/ptxas");
  EXPECT_TRUE(has(cpu("-c a.cu"), "'/rt/lib/gpurt-cpu/bin/ptxas' is missing"));
}

} // namespace
