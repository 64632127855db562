//===- DriverSanitizeTest.cpp - -fgpu-rt-sanitize= and its relatives ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The names mean what they mean in Clang's -fsanitize=, for the device alone.
//===----------------------------------------------------------------------===//
#include "DriverWorld.h"

using namespace gpurt::driver;

namespace {

class DriverSanitize : public Driver {
protected:
  /// \returns the checks that \p Options give to the device job.
  std::string checks(const std::string &Options) {
    std::string Line = run("-fgpu-rt " + Options + " -c a.cu");
    size_t At = Line.find("-Xarch_device -Wp,");
    if (At == Line.npos)
      return Line.find("error") == Line.npos ? "" : Line;
    At += std::strlen("-Xarch_device -Wp,");
    return Line.substr(At, Line.find(' ', At) - At);
  }
};

} // namespace

TEST_F(DriverSanitize, SingleChecksGoOnByDefault) {
  EXPECT_EQ(checks("-fgpu-rt-sanitize=null,bool"),
            "-fsanitize=bool,-fsanitize=null,-fsanitize-recover=bool,"
            "-fsanitize-recover=null");
  EXPECT_EQ(checks("-fgpu-rt-sanitize=null -fno-gpu-rt-sanitize-recover"),
            "-fsanitize=null");
  EXPECT_EQ(checks(""), "");
}

TEST_F(DriverSanitize, GroupsHaveWhatTheDeviceCanDo) {
  EXPECT_EQ(checks("-fgpu-rt-sanitize=bounds -fno-gpu-rt-sanitize-recover=all"),
            "-fsanitize=array-bounds");
  std::string All = checks("-fgpu-rt-sanitize=undefined");
  for (const char *Name :
       {"-fsanitize=alignment,", "-fsanitize=signed-integer-overflow,",
        "-fsanitize=shift-exponent,", "-fsanitize=return,",
        "-fsanitize-recover=vla-bound"})
    EXPECT_TRUE(has(All, Name)) << Name;
  for (const char *Name :
       {"function", "vptr", "local-bounds", "unsigned-integer-overflow",
        "-fsanitize-recover=return,", "-fsanitize-recover=unreachable"})
    EXPECT_TRUE(lacks(All, Name)) << Name;
}

TEST_F(DriverSanitize, LaterOptionsCountMore) {
  EXPECT_EQ(checks("-fgpu-rt-sanitize=shift,null "
                   "-fno-gpu-rt-sanitize-recover=shift "
                   "-fgpu-rt-sanitize-recover=shift-base "
                   "-fno-gpu-rt-sanitize=null"),
            "-fsanitize=shift-base,-fsanitize=shift-exponent,"
            "-fsanitize-recover=shift-base");
  EXPECT_EQ(checks("-fgpu-rt-sanitize=null -fno-gpu-rt-sanitize=all"), "");
}

TEST_F(DriverSanitize, WhatTheDeviceCannotDoIsAnError) {
  for (const char *Name : {"address", "thread", "vptr", "function",
                           "local-bounds", "nonsense", "", "null,leak"})
    EXPECT_TRUE(has(checks(std::string("-fgpu-rt-sanitize=") + Name),
                    "in -fgpu-rt-sanitize= is no check that can be done so on "
                    "the device; use undefined, integer, "))
        << Name;
  EXPECT_TRUE(has(checks("-fgpu-rt-sanitize=undefined "
                         "-fgpu-rt-sanitize-recover=unreachable"),
                  "'unreachable' in -fgpu-rt-sanitize-recover= is no check"));
}

TEST_F(DriverSanitize, OneStepIsNeeded) {
  EXPECT_TRUE(has(run("-fgpu-rt -fgpu-rt-sanitize=null -save-temps -c a.cu"),
                  "and '-save-temps' parts them; remove one of the two"));
  EXPECT_TRUE(has(run("-fgpu-rt -fgpu-rt-sanitize=null -c a.cui"),
                  "and 'a.cui' parts them"));
  EXPECT_TRUE(lacks(run("-fgpu-rt -save-temps -c a.cu"), "error"));
}

TEST_F(DriverSanitize, JobsWithoutDeviceCodeHaveNone) {
  for (const char *Rest : {"-E a.cu", "-c a.cpp", "--cuda-host-only -c a.cu"})
    EXPECT_TRUE(
        lacks(run(std::string("-fgpu-rt -fgpu-rt-sanitize=undefined ") + Rest),
              "-fsanitize"))
        << Rest;
}
