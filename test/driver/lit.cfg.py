#===- test/driver/lit.cfg.py - The driver's own tests ----------------------===#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Parameters, each `lit -Dname=value`: build (the CMake build folder, default
# <repo>/build), tools (folder with FileCheck), cuda (toolkit root). No GPU is
# needed, and none is used: the environment hides it, so that the default arch
# is the same everywhere.
#===----------------------------------------------------------------------===#
import os
import sys

import lit.formats

here = os.path.dirname(os.path.abspath(__file__))
repo = os.path.dirname(os.path.dirname(here))
build = os.path.abspath(
    lit_config.params.get("build", os.path.join(repo, "build")))
tools = lit_config.params.get("tools", "/usr/lib/llvm-22/bin")
cuda = lit_config.params.get("cuda", "/usr/local/cuda")

config.name = "gpurt-driver"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".test", ".cu"]
config.excludes = ["Inputs"]
config.test_source_root = here
config.test_exec_root = os.path.join(build, "test", "driver", "lit")

config.substitutions += [
    ("%clangxx", os.path.join(build, "bin", "clang++")),
    ("%clang", os.path.join(build, "bin", "clang")),
    ("%stock", os.path.join(tools, "clang++")),
    ("%python", sys.executable),
    ("%cuda", cuda),
    ("%lib", os.path.join(build, "lib")),
]
config.environment["PATH"] = tools + os.pathsep + os.environ["PATH"]
# An empty list of devices; cuInit then finds none.
config.environment["CUDA_VISIBLE_DEVICES"] = ""
config.environment["CUDA_PATH"] = cuda
