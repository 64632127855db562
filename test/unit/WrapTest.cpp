//===- WrapTest.cpp - The list of wrapped calls is complete ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Taking every address makes the link fail where a wrapper is missing.
//===----------------------------------------------------------------------===//
#include "Cuda.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>

namespace {

struct Wrapped {
  const char *Name;
  const void *Wrapper, *Real;
};

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

const Wrapped All[] = {
#define GPURT_WRAP(NAME)                                                       \
  {#NAME, reinterpret_cast<const void *>(&__wrap_##NAME),                      \
   reinterpret_cast<const void *>(&__real_##NAME)},
#define GPURT_WRAP_AS(NAME, LIKE) GPURT_WRAP(NAME)
#include "WrappedCalls.def"
};

} // namespace

TEST(Wrap, ResponseFileNamesExactlyTheListedCalls) {
  std::set<std::string> Listed, InFile;
  for (const Wrapped &Each : All)
    Listed.insert(std::string("--wrap=") + Each.Name);
  std::ifstream File(GPURT_WRAP_FILE);
  for (std::string Line; std::getline(File, Line);)
    InFile.insert(Line);
  EXPECT_EQ(InFile, Listed);
}

TEST(Wrap, ProgramReachesTheWrapperAndTheWrapperReachesCuda) {
  // Compared at run time: the compiler believes that two names are two
  // functions.
  const void *volatile Called =
      reinterpret_cast<const void *>(&cudaLaunchKernel);
  EXPECT_EQ(Called, reinterpret_cast<const void *>(&__wrap_cudaLaunchKernel));
  std::set<const void *> Distinct;
  for (const Wrapped &Each : All) {
    EXPECT_NE(Each.Wrapper, Each.Real) << Each.Name;
    Distinct.insert(Each.Wrapper);
  }
  EXPECT_EQ(Distinct.size(), std::size(All));
}
