#===- test/run/lit.cfg.py - Programs that run on a GPU or the engine -------===#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Parameters, each `lit -Dname=value`, all with a default that fits a checkout
# with a build folder `build/`:
#   mode      build, run or full (see gpurt_format.py)        [full]
#   device    cuda or cpu: what the programs are built for    [cuda]
#   build     the CMake build folder                          [<repo>/build]
#   out       where programs are put and looked for      [<build>/test/run, or
#                                               run-cpu for that device]
#   source    the folder of tests                             [test/run]
#   arch      --offload-arch of the programs                  [sm_90]
#   tools     folder with FileCheck and not       [/usr/lib/llvm-22/bin]
#   cuda      toolkit root                        [/usr/local/cuda]
#   timeout   seconds for one run step                        [60]
#   sanitize  a compute-sanitizer tool: run its list of tests under it, and
#             fail on any error (test/run/<tool>.list)
#   flags     more options for every program, such as
#             -fgpu-rt-malloc=checked                          [none]
#   gpus      how many GPUs there are, where the driver should not be asked
#   only      comma-separated tests to take, as paths below test/run
#   schedules seed,policy pairs with : between them, for the CPU device
# A test for which only one device will do says REQUIRES: cuda-device, and why.
#===----------------------------------------------------------------------===#
import ctypes
import hashlib
import os
import shutil
import sys

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
from gpurt_format import RunFormat

repo = os.path.dirname(os.path.dirname(here))


def parameter(name, default):
    return lit_config.params.get(name, default)


def count_gpus():
    """Asks the driver itself: nvidia-smi may be missing where CUDA works."""
    try:
        cuda = ctypes.CDLL("libcuda.so.1")
        count = ctypes.c_int(0)
        if cuda.cuInit(0) or cuda.cuDeviceGetCount(ctypes.byref(count)):
            return 0
        return count.value
    except OSError:
        return 0


def build_key():
    """Stands for all that every program is built from: the compiler's parts,
    our headers and the shared inputs."""
    digest = hashlib.sha256()
    # The engine is a shared library of the programs, not part of them.
    parts = ("clang", "GPURT.so", "gpurt.bc", "libgpurt.")
    for folder, wanted in (
        (os.path.join(build, "bin"), parts),
        (os.path.join(build, "lib"), parts),
        (os.path.join(repo, "include", "gpurt"), ("",)),
        (os.path.join(here, "Inputs"), ("",)),
    ):
        for name in sorted(os.listdir(folder) if os.path.isdir(folder) else []):
            path = os.path.join(folder, name)
            if name.startswith(wanted) and os.path.isfile(path):
                with open(path, "rb") as file:
                    digest.update(name.encode() + file.read())
    return digest.hexdigest()


mode = parameter("mode", "full")
if mode not in ("build", "run", "full"):
    lit_config.fatal("mode is build, run or full, not '%s'" % mode)
device = parameter("device", "cuda")
if device not in ("cuda", "cpu"):
    lit_config.fatal("device is cuda or cpu, not '%s'" % device)
cpu = device == "cpu"
build = os.path.abspath(parameter("build", os.path.join(repo, "build")))
out = os.path.abspath(
    parameter(
        "out", os.path.join(build, "test", "run-cpu" if cpu else "run")
    )
)
tools = os.path.abspath(parameter("tools", "/usr/lib/llvm-22/bin"))
cuda = parameter("cuda", os.environ.get("CUDA_PATH", "/usr/local/cuda"))
arch = parameter("arch", "sm_90")
sanitize = parameter("sanitize", "")
gpus = parameter("gpus", "")
has_gpu = mode != "build" and (
    cpu or (int(gpus) if gpus else count_gpus()) > 0
)
# Each answers another question: two fair ones, one where a lane that waits
# for its sibling hangs, the smoke run, and one with long delays.
schedules = ("",)
if cpu:
    pairs = parameter(
        "schedules", "1,fair:2,fair:1,warp-unfair:1,run-to-block:1,pct"
    )
    schedules = [
        "env GPURT_SEED=%s GPURT_POLICY=%s" % tuple(pair.split(","))
        for pair in pairs.split(":")
    ]

only = None
if sanitize:
    with open(os.path.join(here, sanitize + ".list")) as lines:
        only = {line.split("#")[0].strip() for line in lines} - {""}
if parameter("only", ""):
    named = set(parameter("only", "").split(","))
    only = named if only is None else only & named

# A step that outlives its time is killed with everything it started. Under a
# sanitizer everything is slower.
seconds = int(parameter("timeout", "60")) * (4 if sanitize else 1)
run = "%%{schedule} timeout -k 5 %d" % seconds
if sanitize:
    checker = shutil.which("compute-sanitizer") or os.path.join(
        cuda, "bin", "compute-sanitizer"
    )
    run += (
        " %s --tool %s --error-exitcode 97 --log-file %%t.sanitizer"
        " --target-processes all" % (checker, sanitize)
    )

config.name = "gpurt-run"
config.suffixes = [".cu", ".test"]
config.excludes = ["Inputs", "format"]
config.test_source_root = parameter("source", here)
config.test_exec_root = out
config.recursiveExpansionLimit = 10
config.test_format = RunFormat(
    mode,
    has_gpu,
    [
        ("%{run}", run),
        ("%{after-run}", ""),
        ("%{gpurt-log}", os.path.join(build, "bin", "gpurt-log")),
        ("%{build}", "%{clangxx} %{gpurt} -O2 %s"),
        ("%{clangxx}", os.path.join(build, "bin", "clang++")),
        (
            "%{gpurt}",
            "-fgpu-rt --offload-arch=%{arch} -std=c++17 -I%{inputs} "
            + parameter("flags", ""),
        ),
        ("%{cudart-shared}", "-L%{cuda}/lib64 -lcudart"),
        ("%{cudart-static}", "-L%{cuda}/lib64 -lcudart_static"),
        ("%python", sys.executable),
        ("%{arch}", arch),
        ("%{part}", "16" if cpu else "1"),
        ("%{cuda}", cuda),
        ("%{lib}", os.path.join(build, "lib")),
        ("%{inputs}", os.path.join(here, "Inputs")),
        ("%{examples}", os.path.join(repo, "examples")),
        ("%{repo}", repo),
    ],
    only,
    build_key(),
    schedules,
)
config.available_features.add(device + "-device")
if sanitize:
    config.available_features.add("sanitize")

# One program at a time has the card: several of these fill its heap.
if has_gpu and not cpu:
    lit_config.parallelism_groups["gpu"] = 1
    config.parallelism_group = "gpu"

config.environment["PATH"] = tools + os.pathsep + os.environ["PATH"]
config.environment["LD_LIBRARY_PATH"] = os.pathsep.join(
    [os.path.join(build, "lib"), os.path.join(cuda, "lib64")]
    + [p for p in [os.environ.get("LD_LIBRARY_PATH")] if p]
)
config.environment["LC_ALL"] = "C"
# The driver's default, and each program checks that it was built for it.
config.environment["GPURT_DEVICE"] = device
# The whole output of every program, also of one that passes, goes into lit's
# JSON: it comes home from the machine that has the GPU.
config.environment["FILECHECK_OPTS"] = (
    "--dump-input=always --dump-input-filter=all"
)
for name in ("CUDA_VISIBLE_DEVICES", "CUDA_PATH", "HOME", "TMPDIR"):
    if name in os.environ:
        config.environment[name] = os.environ[name]
