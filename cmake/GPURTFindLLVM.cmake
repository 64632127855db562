# Finds LLVM 22 and Clang 22 and says in one line what is wrong if it cannot.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The plugin is loaded into the stock Clang, so both must come from the same
# major version. Sets
#   GPURT_LLVM_BIN  folder of clang, opt, llc, llvm-link, FileCheck, ...
#   GPURT_CLANGXX   the stock clang++ that compiles devicelib and that the
#                   driver runs
#   GPURT_LIT, GPURT_FILECHECK   for the tests
set(GPURT_LLVM_MAJOR 22)

# LLVMConfigVersion.cmake accepts only an exact major.minor, which a request
# for "22" is not: ask for any version and check the major here.
find_package(LLVM CONFIG QUIET
  HINTS /usr/lib/llvm-${GPURT_LLVM_MAJOR}/lib/cmake/llvm)
if(NOT LLVM_FOUND)
  message(FATAL_ERROR "LLVM ${GPURT_LLVM_MAJOR} not found; install "
    "llvm-${GPURT_LLVM_MAJOR}-dev or set -DLLVM_DIR=<prefix>/lib/cmake/llvm")
endif()
if(NOT LLVM_VERSION_MAJOR EQUAL GPURT_LLVM_MAJOR)
  message(FATAL_ERROR "gpu-rt needs LLVM ${GPURT_LLVM_MAJOR}, but ${LLVM_DIR} "
    "is LLVM ${LLVM_PACKAGE_VERSION}; set -DLLVM_DIR to one of version "
    "${GPURT_LLVM_MAJOR}")
endif()
find_package(Clang CONFIG QUIET HINTS ${LLVM_DIR}/../clang NO_DEFAULT_PATH)
if(NOT Clang_FOUND)
  message(FATAL_ERROR "Clang's libraries not found beside ${LLVM_DIR}; install "
    "libclang-${GPURT_LLVM_MAJOR}-dev")
endif()

set(GPURT_LLVM_BIN ${LLVM_TOOLS_BINARY_DIR})
set(GPURT_CLANGXX ${GPURT_LLVM_BIN}/clang++)
if(NOT EXISTS ${GPURT_CLANGXX})
  message(FATAL_ERROR "${GPURT_CLANGXX} not found; install "
    "clang-${GPURT_LLVM_MAJOR}")
endif()
find_program(GPURT_LIT NAMES lit llvm-lit HINTS ${GPURT_LLVM_BIN}
  ${GPURT_LLVM_BIN}/../build/utils/lit NO_CACHE)
find_program(GPURT_FILECHECK NAMES FileCheck HINTS ${GPURT_LLVM_BIN} NO_CACHE
  NO_DEFAULT_PATH)
message(STATUS "gpu-rt: LLVM ${LLVM_PACKAGE_VERSION} in ${LLVM_DIR}")
