#===- test/tools/lit.cfg.py - Tools that work on programs ------------------===#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Parameters, each `lit -Dname=value`: build (the CMake build folder, default
# <repo>/build), tools (folder with FileCheck), cuda (toolkit root). Programs
# are built by our driver for the CPU device; no GPU is needed.
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

config.name = "gpurt-tools"
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".test", ".cu"]
config.excludes = ["Inputs"]
config.test_source_root = here
config.test_exec_root = os.path.join(build, "test", "tools", "lit")

config.substitutions += [
    ("%cpu-clangxx", os.path.join(build, "bin", "clang++") +
     " -fgpu-rt -fgpu-rt-device=cpu -std=c++20 -O2"),
    ("%explore", os.path.join(build, "bin", "gpurt-explore")),
    ("%gpurt-log", os.path.join(build, "bin", "gpurt-log")),
    ("%bench-source", os.path.join(repo, "tools", "bench")),
    ("%bench", os.path.join(build, "bin", "gpurt-bench")),
    ("%build", build),
    ("%repo", repo),
    ("%python", sys.executable),
]
if not os.path.exists("/dev/nvidiactl"):
    config.available_features.add("no-gpu")
config.environment["PATH"] = tools + os.pathsep + os.environ["PATH"]
config.environment["CUDA_PATH"] = cuda
# What the caller's shell says of schedules is no part of a test.
for name in [n for n in config.environment if n.startswith("GPURT_")]:
    del config.environment[name]
