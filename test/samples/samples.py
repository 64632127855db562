#!/usr/bin/env python3
#===- samples.py - NVIDIA's CUDA samples on the CPU device -----------------===#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Compiles programs of https://github.com/NVIDIA/cuda-samples, which are not
# part of this repository, with `clang++ -fgpu-rt -fgpu-rt-device=cpu`, runs
# them, and looks for the line by which each says that its answer is right.
# Their sources are not changed; where a program takes its size from the
# command line a small one is asked for.
#
#   samples.py --checkout DIR [--build DIR] [--only NAME]... [--policy NAME]
#
# ctest entry `samples`, if CMake was given -DGPURT_CUDA_SAMPLES=DIR.
#===------------------------------------------------------------------------===#
import argparse
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

INTRODUCTION = "Samples/0_Introduction/"
CONCEPTS = "Samples/2_Concepts_and_Techniques/"
FEATURES = "Samples/3_CUDA_Features/"
PERFORMANCE = "Samples/6_Performance/"


class Sample(NamedTuple):
    folder: str
    right: str  # a regular expression that its output must match
    sources: str = ""  # empty: the .cu file named as the folder
    arguments: str = ""

    @property
    def name(self):
        return os.path.basename(self.folder)


SAMPLES = [
    Sample(INTRODUCTION + "asyncAPI", r"CPU executed \d+ iterations"),
    Sample(INTRODUCTION + "fp16ScalarProduct", r"fp16ScalarProduct PASSED"),
    Sample(
        INTRODUCTION + "matrixMul",
        r"Result = PASS",
        arguments="wA=64 hA=64 wB=64 hB=64",
    ),
    Sample(INTRODUCTION + "simpleAssert", r"completed, returned OK"),
    Sample(
        INTRODUCTION + "simpleAtomicIntrinsics",
        r"completed, returned OK",
        "simpleAtomicIntrinsics.cu simpleAtomicIntrinsics_cpu.cpp",
    ),
    Sample(
        INTRODUCTION + "simpleCallback",
        r"\nSuccess",
        "simpleCallback.cu multithreading.cpp",
    ),
    Sample(
        INTRODUCTION + "simpleCooperativeGroups",
        r"(\.\.15 in this tiledPartition16 group is 120 .*\n[^.]*){4}",
    ),
    Sample(INTRODUCTION + "simpleTemplates", r"Test Results: 0 Failures"),
    Sample(
        INTRODUCTION + "simpleVoteIntrinsics",
        r"(?s)OK.*OK.*OK",
    ),
    Sample(INTRODUCTION + "simpleZeroCopy", r"Checking the results"),
    Sample(INTRODUCTION + "systemWideAtomics", r"completed, returned OK"),
    Sample(INTRODUCTION + "vectorAdd", r"Test PASSED"),
    Sample(CONCEPTS + "inlinePTX", r"Test Successful"),
    Sample(
        CONCEPTS + "radixSortThrust", r"Test passed", arguments="-n=4096"
    ),
    Sample(
        CONCEPTS + "reduction",
        r"Test passed",
        "reduction.cpp reduction_kernel.cu",
        "-n=65536",
    ),
    Sample(
        CONCEPTS + "scalarProd", r"Test passed", "scalarProd.cu scalarProd_cpu.cpp"
    ),
    Sample(CONCEPTS + "streamOrderedAllocation", r"PostSync PASSED"),
    Sample(FEATURES + "binaryPartitionCG", r"\.\.\.Done"),
    Sample(FEATURES + "newdelete", r"3/3 succesfully run"),
    Sample(PERFORMANCE + "LargeKernelParameter", r"Test passed"),
]


def call(command, folder):
    """Returns what a failing command wrote, or an empty string."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, errors="replace"
    )
    return "" if done.returncode == 0 else done.stderr + done.stdout


def build(sample, options, program):
    """Compiles each source by itself, as the samples' own builds do, and links.
    Returns what went wrong, or an empty string."""
    clang = os.path.join(options.build, "bin", "clang++")
    device = [clang, "-fgpu-rt", "-fgpu-rt-device=cpu"]
    include = os.path.join(options.cuda, "include")
    flags = ["-O2", "-w", "-I.", "-I" + os.path.join(options.checkout, "Common")]
    # nvcc looks there by itself.
    flags += ["-I" + os.path.join(include, "cccl")]
    folder = os.path.join(options.checkout, sample.folder)
    objects = []
    for source in (sample.sources or sample.name + ".cu").split():
        objects.append("%s.%s.o" % (program, source))
        cuda = source.endswith(".cu")
        command = device if cuda else [clang, "-I" + include]
        wrong = call([*command, *flags, "-c", source, "-o", objects[-1]], folder)
        if wrong:
            return wrong
    return call([*device, *objects, "-o", program], folder)


def run(sample, options, program):
    environment = dict(os.environ, GPURT_POLICY=options.policy)
    try:
        done = subprocess.run(
            [program, *sample.arguments.split()],
            cwd=os.path.join(options.checkout, sample.folder),
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=options.timeout,
        )
    except subprocess.TimeoutExpired:
        return "ran longer than %d s" % options.timeout
    output = done.stdout + done.stderr
    if done.returncode:
        return "returned %d\n%s" % (done.returncode, output)
    if not re.search(sample.right, output):
        return "nothing matches '%s' in\n%s" % (sample.right, output)
    return ""


def check(sample, options, folder):
    start = time.monotonic()
    program = os.path.join(folder, sample.name)
    wrong = build(sample, options, program) or run(sample, options, program)
    return sample, wrong, time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(
        description="Runs NVIDIA's CUDA samples on the CPU device."
    )
    here = os.path.dirname(os.path.abspath(__file__))
    repo = os.path.dirname(os.path.dirname(here))
    parser.add_argument("--checkout", required=True, help="of cuda-samples")
    parser.add_argument("--build", default=os.path.join(repo, "build"))
    parser.add_argument(
        "--cuda", default=os.environ.get("CUDA_PATH", "/usr/local/cuda")
    )
    parser.add_argument("--policy", default="run-to-block")
    parser.add_argument("--only", action="append", metavar="NAME")
    parser.add_argument("--timeout", type=int, default=120, metavar="S")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    options.checkout = os.path.abspath(options.checkout)
    options.build = os.path.abspath(options.build)
    if not os.path.isdir(os.path.join(options.checkout, "Common")):
        parser.error("no cuda-samples in " + options.checkout)
    known = {sample.name: sample for sample in SAMPLES}
    for name in options.only or []:
        if name not in known:
            parser.error("no sample '%s'; there are: %s" % (name, ", ".join(known)))
    wanted = [known[name] for name in options.only or known]

    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for sample, wrong, seconds in pool.map(
                lambda each: check(each, options, folder), wanted
            ):
                word = "FAIL" if wrong else "ok"
                print("%-4s %-26s %6.1f s" % (word, sample.name, seconds), flush=True)
                if wrong:
                    failed += 1
                    print(wrong)
    print("samples: %d of %d right" % (len(wanted) - failed, len(wanted)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
