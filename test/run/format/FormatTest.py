#===- FormatTest.py - The lit format tells run from not run ----------------===#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs lit on small test folders with a compiler that is a shell script, in
# each mode, with and without a GPU (-Dgpus=), and looks at the verdicts.
# Usage: FormatTest.py LIT   (ctest entry `run-format`)
#===----------------------------------------------------------------------===#
import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
LIT = "lit"

# "Compiles" by copying the source behind a shell's first line; a source with
# the word broken does not compile.
COMPILER = """#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in
    -o) out=$2; shift ;;
    *.test | *.cu) src=$1 ;;
  esac
  shift
done
grep -q '^broken' "$src" && { echo "$src: error: broken"; exit 1; }
{ echo '#!/bin/sh'; sed -n 's/^SH: //p' "$src"; } > "$out" && chmod +x "$out"
"""

BUILD_AND_RUN = "RUN: %{build} -o %t\nRUN: %{run} %t | FileCheck %s\n"
TESTS = {
    "right.test": BUILD_AND_RUN + "SH: echo fine\nCHECK: fine\n",
    "wrong.test": BUILD_AND_RUN + "SH: echo other\nCHECK: fine\n",
    "hangs.test": BUILD_AND_RUN + "SH: sleep 100\nCHECK: fine\n",
    "exits-3.test": BUILD_AND_RUN + "SH: echo fine; exit 3\nCHECK: fine\n",
    "broken.test": BUILD_AND_RUN + "broken\nCHECK: fine\n",
    "build-only.test": "RUN: %{build} -o %t\nRUN: test -x %t\n",
    "gpu-only.test": "REQUIRES: cuda-device\n" + BUILD_AND_RUN
    + "SH: echo fine\nCHECK: fine\n",
    "not-unfair.test": BUILD_AND_RUN + "SH: echo $GPURT_SEED $GPURT_POLICY\n"
    "CHECK-NOT: warp-unfair\n",
    "reads-later.test": "RUN: %{build} -o %t\nRUN: %{run} %t > %t.out\n"
    "RUN: %{after-run} FileCheck %s < %t.out\nSH: echo fine\nCHECK: fine\n",
}


# A test that memcheck.list names, and a compute-sanitizer that finds an error in
# all that it runs.
SANITIZED = "memory/odd-lanes-get-distinct-blocks.cu"
SANITIZER = """#!/bin/sh
while [ "$1" != --log-file ]; do shift; done
echo "Invalid read of size 8" > "$2"
exit 97
"""


def put(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
    os.chmod(path, mode)


class FormatTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.source = os.path.join(self.folder.name, "source")
        self.build = os.path.join(self.folder.name, "build")
        self.tools = os.path.join(self.folder.name, "tools")
        put(os.path.join(self.build, "bin", "clang++"), COMPILER, 0o755)
        put(os.path.join(self.tools, "compute-sanitizer"), SANITIZER, 0o755)
        put(
            os.path.join(self.source, "lit.cfg.py"),
            "lit_config.load_config(config, %r)\n"
            % os.path.join(os.path.dirname(HERE), "lit.cfg.py"),
        )
        for name, text in TESTS.items():
            put(os.path.join(self.source, name), text)

    def results(self, mode, gpus, *more):
        """lit's record of each test."""
        results = os.path.join(self.folder.name, "results.json")
        command = LIT.split() + [
            "-j2",
            "-q",
            "-o",
            results,
            "-Dmode=" + mode,
            "-Dgpus=%d" % gpus,
            "-Dbuild=" + self.build,
            "-Dsource=" + self.source,
            "-Dtimeout=1",
            *more,
            self.source,
        ]
        path = self.tools + os.pathsep + os.environ["PATH"]
        subprocess.run(
            command,
            stdout=subprocess.DEVNULL,
            env=dict(os.environ, PATH=path),
        )
        with open(results) as file:
            return json.load(file)["tests"]

    def verdicts(self, mode, gpus, *more):
        return {
            test["name"].split(":: ")[1].removesuffix(".test"): test["code"]
            for test in self.results(mode, gpus, *more)
        }

    def test_build_mode_passes_nothing_that_did_not_run(self):
        self.assertEqual(
            self.verdicts("build", 1),
            {
                "right": "UNSUPPORTED",
                "wrong": "UNSUPPORTED",
                "hangs": "UNSUPPORTED",
                "exits-3": "UNSUPPORTED",
                "reads-later": "UNSUPPORTED",
                "gpu-only": "UNSUPPORTED",
                "not-unfair": "UNSUPPORTED",
                "broken": "FAIL",
                "build-only": "PASS",
            },
        )

    def test_full_mode_without_gpu_is_build_mode(self):
        self.assertEqual(self.verdicts("full", 0), self.verdicts("build", 0))

    def test_full_mode_with_gpu_runs_everything(self):
        self.assertEqual(
            self.verdicts("full", 1),
            {
                "right": "PASS",
                "wrong": "FAIL",
                "hangs": "FAIL",
                "exits-3": "FAIL",
                "reads-later": "PASS",
                "gpu-only": "PASS",
                "not-unfair": "PASS",
                "broken": "FAIL",
                "build-only": "PASS",
            },
        )

    def test_run_mode_takes_what_build_mode_left(self):
        self.verdicts("build", 0)
        os.remove(os.path.join(self.build, "bin", "clang++"))
        got = self.verdicts("run", 1)
        self.assertEqual(got["right"], "PASS")
        self.assertEqual(got["wrong"], "FAIL")
        self.assertEqual(got["reads-later"], "PASS")
        # Not built: the program to run is missing.
        self.assertEqual(got["broken"], "FAIL")
        self.assertEqual(got["build-only"], "UNSUPPORTED")

    def test_run_mode_without_gpu_passes_nothing(self):
        self.verdicts("build", 0)
        self.assertEqual(set(self.verdicts("run", 0).values()), {"UNSUPPORTED"})

    def test_cpu_device_runs_each_under_all_schedules_without_gpu(self):
        schedules = "-Dschedules=1,fair:7,warp-unfair"
        got = self.verdicts("full", 0, "-Ddevice=cpu", schedules)
        self.assertEqual(got["right"], "PASS")
        self.assertEqual(got["reads-later"], "PASS")
        self.assertEqual(got["wrong"], "FAIL")
        self.assertEqual(got["not-unfair"], "FAIL")
        self.assertEqual(got["gpu-only"], "UNSUPPORTED")
        got = self.verdicts("full", 0, "-Ddevice=cpu", "-Dschedules=1,fair")
        self.assertEqual(got["not-unfair"], "PASS")

    def test_what_a_sanitizer_found_is_in_the_output(self):
        put(os.path.join(self.source, SANITIZED), TESTS["right.test"])
        results = self.results("full", 1, "-Dsanitize=memcheck")
        self.assertEqual([test["code"] for test in results], ["FAIL"])
        self.assertIn("Invalid read of size 8", results[0]["output"])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        LIT = sys.argv.pop(1)
    unittest.main()
