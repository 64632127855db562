#===- test/sass/lit.cfg.py - What ptxas makes of programs ------------------===#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Parameters, each `lit -Dname=value`: build (the CMake build folder, default
# <repo>/build), tools (folder with FileCheck and not), cuda (toolkit root),
# nvdisasm (the program; the default is the toolkit's or that of tools/setup).
# Programs are built by our driver for sm_90 and taken apart; no GPU is needed.
# Substitutions:
#   %{cubin}        driver and options, up to the source
#   %{sass}         a cubin's instructions, to stdout
#   %{check-masks}, %{hit-path}  the checkers of this folder
# Features: nvdisasm; ptxas-13.0, for what is known of that version alone.
#===----------------------------------------------------------------------===#
import os
import shutil
import subprocess
import sys

import lit.formats

here = os.path.dirname(os.path.abspath(__file__))
repo = os.path.dirname(os.path.dirname(here))
parameter = lit_config.params.get
build = os.path.abspath(parameter("build", os.path.join(repo, "build")))
tools = parameter("tools", "/usr/lib/llvm-22/bin")
cuda = parameter("cuda", os.environ.get("CUDA_PATH", "/usr/local/cuda"))
nvdisasm = parameter("nvdisasm", "") or next(
    filter(
        os.path.exists,
        [
            os.path.join(cuda, "bin", "nvdisasm"),
            os.path.join(repo, ".deps", "nvdisasm", "nvdisasm"),
        ],
    ),
    shutil.which("nvdisasm"),
)

config.name = "gpurt-sass"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".cu"]
config.test_source_root = here
config.test_exec_root = os.path.join(build, "test", "sass")
config.substitutions += [
    (
        "%{cubin}",
        os.path.join(build, "bin", "clang++")
        + " -fgpu-rt --offload-arch=sm_90 --cuda-path=%s -std=c++20 -O2"
        " --cuda-device-only -c" % cuda,
    ),
    ("%{sass}", "%s -c" % nvdisasm),
    ("%{check-masks}", "%s %s/check_masks.py" % (sys.executable, here)),
    ("%{hit-path}", "%s %s/hit_path.py" % (sys.executable, here)),
]
config.environment["PATH"] = tools + os.pathsep + os.environ["PATH"]

if nvdisasm:
    config.available_features.add("nvdisasm")
version = subprocess.run(
    [os.path.join(cuda, "bin", "ptxas"), "--version"],
    capture_output=True,
    text=True,
).stdout
if "release 13.0," in version:
    config.available_features.add("ptxas-13.0")
