//===- DriverLinkTest.cpp - What the driver adds where something is linked ===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which host runtime and which CUDA runtime a program or shared object gets,
// and what a link of objects needs. No linker runs; test/driver/ does that.
//===----------------------------------------------------------------------===//
#include "DriverWorld.h"

using namespace gpurt::driver;

namespace {

TEST_F(Driver, ProgramGetsStaticRuntimes) {
  std::string Line = run("-fgpu-rt a.cu -o a");
  EXPECT_TRUE(has(Line,
                  " -Wl,@/rt/lib/libgpurt.wrap "
                  "-L/rt/lib -l:libgpurt.a "
                  "-Wl,--exclude-libs,libgpurt.a "
                  "-L/cuda/lib64 -lcudart_static -lm -lpthread -ldl -lrt "));
  EXPECT_TRUE(lacks(Line, "-rpath"));
  EXPECT_TRUE(lacks(Line, "--offload-link"));
  EXPECT_TRUE(lacks(Line, "-lstdc++"));
  EXPECT_LT(Line.find(" a.cu "), Line.find("libgpurt.a"));
}

TEST_F(Driver, UsersStaticCudartIsNamedAgainBehindOurs) {
  std::string Line = run("-fgpu-rt a.cu -lcudart_static -ldl");
  EXPECT_LT(Line.find("libgpurt.a"), Line.rfind("-lcudart_static"));
}

TEST_F(Driver, SharedCudartMakesTheProgramShareItsRuntime) {
  for (std::string Cudart :
       {"-lcudart", "-l cudart", "/cuda/lib64/libcudart.so",
        "/x/libcudart.so.13", "-Wl,-lcudart", "-Xlinker -lcudart",
        "-l:libcudart.so.13"}) {
    std::string Line = run("-fgpu-rt a.cu " + Cudart);
    EXPECT_TRUE(has(Line, "-Wl,--whole-archive -l:libgpurt.a "
                          "-Wl,--no-whole-archive"))
        << Cudart;
    EXPECT_TRUE(has(Line, "--export-dynamic-symbol=__wrap_*")) << Cudart;
    EXPECT_TRUE(lacks(Line, "-lcudart_static")) << Cudart;
    EXPECT_TRUE(has(Line, "-Xlinker -rpath -Xlinker /cuda/lib64")) << Cudart;
  }
}

TEST_F(Driver, SharedObjectGetsSharedRuntimesWithRunPath) {
  std::string Line = run("-fgpu-rt -shared -fPIC a.cu -o a.so");
  EXPECT_TRUE(has(Line, " -L/rt/lib -l:libgpurt.so "
                        "-Xlinker -rpath -Xlinker /rt/lib "
                        "-L/cuda/lib64 -lcudart "
                        "-Xlinker -rpath -Xlinker /cuda/lib64 "));
  EXPECT_TRUE(lacks(Line, "libgpurt.a"));
}

TEST_F(Driver, SharedObjectWithStaticCudartKeepsItsOwnRuntime) {
  std::string Line = run("-fgpu-rt -shared a.o -lcudart_static");
  EXPECT_TRUE(has(Line, "-l:libgpurt.a -Wl,--exclude-libs"));
  EXPECT_TRUE(lacks(Line, "libgpurt.so"));
}

TEST_F(Driver, UsersOwnCopyOfOurRuntimeIsTheOnlyOne) {
  for (std::string Ours : {"/p/lib/libgpurt.a", "/p/lib/libgpurt.so"}) {
    std::string Line = run("-fgpu-rt a.o -lcudart " + Ours);
    EXPECT_TRUE(has(Line, "libgpurt.wrap"));
    EXPECT_TRUE(lacks(Line, "-l:libgpurt"));
  }
}

TEST_F(Driver, ToolkitWithoutStaticCudartUsesTheSharedOne) {
  World.Files.erase("/cuda/lib64/libcudart_static.a");
  std::string Line = run("-fgpu-rt a.o");
  EXPECT_TRUE(has(Line, " -lcudart -Xlinker -rpath -Xlinker /cuda/lib64 "));
}

TEST_F(Driver, ObjectsAloneAreSearchedForDeviceCode) {
  std::string Line = run("-fgpu-rt a.o b.o -o a");
  EXPECT_TRUE(has(Line, " --offload-link -Xlinker --device-compiler="
                        "nvptx64-nvidia-cuda=--cuda-path=/cuda "));
  EXPECT_TRUE(has(Line, " -Xoffload-linker -L/cuda/lib64 -Xoffload-linker "
                        "-lcudadevrt "));
  EXPECT_TRUE(lacks(Line, "--offload-arch"));
}

TEST_F(Driver, OurObjectsAreLinkedWithoutTheFlag) {
  World.OurObjects = {"a.o", "b.a", "c.so"};
  std::string Line = run("x.o a.o -o a");
  EXPECT_TRUE(has(Line, "libgpurt.wrap"));
  EXPECT_TRUE(has(Line, " --cuda-path=/cuda "));
  EXPECT_TRUE(lacks(Line, "-isystem"));
  EXPECT_TRUE(has(run("main.cpp b.a"), "libgpurt.wrap"));
}

TEST_F(Driver, OtherLinksWithoutTheFlagAreStock) {
  World.OurObjects = {"a.o", "c.so"};
  EXPECT_EQ(run("x.o c.so"), " /llvm/bin/clang++ x.o c.so ");
  EXPECT_EQ(run("-fno-gpu-rt a.o"), " /llvm/bin/clang++ a.o ");
  EXPECT_EQ(run("-r a.o"), " /llvm/bin/clang++ -r a.o ");
}

TEST_F(Driver, LinkingAsCAddsTheCxxLibrary) {
  Cxx = false;
  EXPECT_TRUE(has(run("-fgpu-rt a.cu"), " -lstdc++ "));
  EXPECT_TRUE(lacks(run("-fgpu-rt --driver-mode=g++ a.cu"), " -lstdc++ "));
}

TEST_F(Driver, NoLinkNoLibraries) {
  for (std::string Stop : {"-c", "-S", "--cuda-device-only", "-r"})
    EXPECT_TRUE(lacks(run("-fgpu-rt a.cu " + Stop), "libgpurt")) << Stop;
}

TEST_F(Driver, WheelsKeepLibrariesInLib) {
  World.Files.erase("/cuda/lib64/libcudart.so");
  World.Files.erase("/cuda/lib64/libcudart_static.a");
  World.Files.insert({"/cuda/lib/libcudart.so"});
  EXPECT_TRUE(has(run("-fgpu-rt a.o"), " -L/cuda/lib -lcudart "));
}

} // namespace
