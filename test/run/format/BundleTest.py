#===- BundleTest.py - Results come home whole and hangs do not stop a run --===#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# `tools/gpu-bundle check` on made-up results, and run_bundle.py's way to end
# what hangs. Usage: BundleTest.py   (ctest entry `run-bundle`)
#===----------------------------------------------------------------------===#
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
RUN = os.path.dirname(HERE)
REPO = os.path.dirname(os.path.dirname(RUN))
sys.path.insert(0, RUN)
import run_bundle

META = {
    "card": "NVIDIA H100 80GB HBM3",
    "driver": "580.1",
    "date": "2026-11-22T00:00:00Z",
    "commit": "0123abc-dirty",
}


def test(name, code, output="", elapsed=1.234):
    return {
        "name": "gpurt-run :: " + name,
        "code": code,
        "output": output,
        "elapsed": elapsed,
    }


class CheckTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.put("meta.json", META)

    def put(self, name, content):
        with open(os.path.join(self.folder.name, name), "w") as file:
            if isinstance(content, str):
                file.write(content)
            else:
                json.dump(content, file)

    def check(self):
        """(exit code, what was written)"""
        to = os.path.join(self.folder.name, "to.json")
        done = subprocess.run(
            [sys.executable, os.path.join(REPO, "tools", "gpu-bundle"), "check"]
            + [self.folder.name, "--to", to],
            capture_output=True,
            text=True,
        )
        with open(to) as file:
            return done.returncode, json.load(file)

    def test_all_passed(self):
        dump = "#|      3: measured: back after 2 ms\n"
        self.put("run.json", {"tests": [test("a.cu", "PASS", dump)]})
        self.put("memcheck.json", {"tests": [test("a.cu", "PASS")]})
        code, written = self.check()
        self.assertEqual(code, 0)
        self.assertEqual(written["card"], META["card"])
        self.assertEqual(written["commit"], META["commit"])
        self.assertEqual(
            written["tests"],
            [
                {
                    "name": "a.cu",
                    "result": "PASS",
                    "seconds": 1.23,
                    "measured": ["back after 2 ms"],
                }
            ],
        )
        self.assertEqual(written["memcheck"][0]["result"], "PASS")

    def test_a_failure_keeps_its_output(self):
        tests = [test("a.cu", "PASS"), test("b.cu", "FAIL", "what it said")]
        self.put("run.json", {"tests": tests})
        code, written = self.check()
        self.assertEqual(code, 1)
        self.assertEqual(written["tests"][1]["output"], "what it said")

    def test_memcheck_failure_fails(self):
        self.put("run.json", {"tests": [test("a.cu", "PASS")]})
        self.put("memcheck.json", {"tests": [test("a.cu", "FAIL", "leak")]})
        self.assertEqual(self.check()[0], 1)

    def test_racecheck_failure_fails(self):
        self.put("run.json", {"tests": [test("a.cu", "PASS")]})
        self.put("racecheck.json", {"tests": [test("a.cu", "FAIL", "race")]})
        code, written = self.check()
        self.assertEqual(code, 1)
        self.assertEqual(written["racecheck"][0]["output"], "race")

    def test_litmus_needs_outcomes_and_none_forbidden(self):
        self.put("run.json", {"tests": [test("a.cu", "PASS")]})
        def shown(*outcomes):
            named = [
                {"values": v, "class": c, "count": n} for v, c, n in outcomes
            ]
            self.put(
                "litmus.json", {"tests": [{"name": "SB", "outcomes": named}]}
            )
            code, written = self.check()
            return code, written["litmus"][0]["result"]

        allowed, forbidden = ("0 1", "allowed", 7), ("0 0", "forbidden", 1)
        self.assertEqual(shown(allowed), (0, "PASS"))
        self.assertEqual(shown(allowed, forbidden), (1, "FAIL"))
        self.assertEqual(shown(), (1, "FAIL"))

    def test_litmus_that_was_killed_leaves_what_it_printed(self):
        self.put("run.json", {"tests": [test("a.cu", "PASS")]})
        self.put("litmus.log", "SB ...")
        code, written = self.check()
        self.assertEqual(code, 1)
        self.assertEqual(written["litmus"][0]["result"], "KILLED")
        self.assertEqual(written["litmus"][0]["output"], "SB ...")

    def test_litmus_that_did_not_run_is_left_out(self):
        self.put("run.json", {"tests": [test("a.cu", "PASS")]})
        code, written = self.check()
        self.assertEqual(code, 0)
        self.assertNotIn("litmus", written)

    def test_nothing_that_ran_is_no_success(self):
        self.put("run.json", {"tests": [test("a.cu", "UNSUPPORTED")]})
        self.assertEqual(self.check()[0], 1)

    def test_killed_run_leaves_what_it_printed(self):
        self.put("run.log", "PASS: gpurt-run :: x/a.cu (1 of 9)\nnoise\n")
        code, written = self.check()
        self.assertEqual(code, 1)
        self.assertEqual(
            [(t["name"], t["result"]) for t in written["tests"]],
            [("x/a.cu", "PASS"), ("run", "KILLED")],
        )


class PhasesTest(unittest.TestCase):
    def test_they_run_in_their_order(self):
        self.assertEqual(
            run_bundle.phases("racecheck,run"), ["run", "racecheck"]
        )

    def test_others_are_refused(self):
        with self.assertRaises(argparse.ArgumentTypeError):
            run_bundle.phases("run,no-such")

    def test_each_sanitizer_has_its_tests(self):
        for tool in run_bundle.SANITIZERS:
            with open(os.path.join(RUN, tool + ".list")) as lines:
                named = {line.split("#")[0].strip() for line in lines} - {""}
            self.assertTrue(named)
            for name in named:
                self.assertTrue(os.path.exists(os.path.join(RUN, name)), name)


def is_marked(pid):
    try:
        with open("/proc/%s/cmdline" % pid, "rb") as file:
            return b"98.765" in file.read()
    except OSError:
        return False


class RunLoggedTest(unittest.TestCase):
    def run_for(self, script, seconds):
        with tempfile.TemporaryDirectory() as folder:
            log = os.path.join(folder, "log")
            code = run_bundle.run_logged(
                ["sh", "-c", script], log, seconds, dict(os.environ)
            )
            with open(log) as file:
                return code, file.read()

    def test_output_is_kept(self):
        self.assertEqual(self.run_for("echo a; exit 3", 10), (3, "a\n"))

    def test_hang_in_a_process_group_of_its_own_is_ended(self):
        start = time.monotonic()
        code, text = self.run_for("echo begun; timeout 98.765 sleep 1000", 0.5)
        self.assertEqual((code, text), (-1, "begun\n"))
        self.assertLess(time.monotonic() - start, 60)
        alive = [pid for pid in os.listdir("/proc") if is_marked(pid)]
        self.assertEqual(alive, [])


class DropLogTest(unittest.TestCase):
    """A device machine brings eight files home: no log beside whole results."""

    def is_dropped(self, results):
        with tempfile.TemporaryDirectory() as folder:
            log = os.path.join(folder, "run.log")
            with open(log, "w") as file:
                file.write("PASS: gpurt-run :: x/a.cu (1 of 9)\n")
            if results is not None:
                with open(os.path.join(folder, "run.json"), "w") as file:
                    file.write(results)
            run_bundle.drop_log(folder, "run")
            return not os.path.exists(log)

    def test_whole_results_replace_it(self):
        self.assertTrue(self.is_dropped('{"tests": [{"name": "a.cu"}]}'))

    def test_it_stays_where_results_are_missing_or_broken(self):
        self.assertFalse(self.is_dropped(None))
        self.assertFalse(self.is_dropped('{"tests": [{"na'))
        self.assertFalse(self.is_dropped('{"tests": []}'))
        self.assertFalse(self.is_dropped('{"other": [1]}'))
        self.assertFalse(self.is_dropped('[1]'))


if __name__ == "__main__":
    unittest.main()
