#===- gpurt_format.py - Tests built on one machine, executed on another ---===#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# A lit format. A RUN line that holds %{run} is a run step: it needs a GPU. So
# is one that holds %{after-run}, which reads what an earlier run step wrote.
# Every other RUN line is a build step; all of them go before the run steps.
# The mode says which are executed:
#   build  build steps only, here;
#   run    run steps only, on what an earlier mode=build left in the exec root;
#   full   both, the run steps only if this machine has a GPU.
# On the CPU device every machine can run them, and each is executed under
# several schedules, all of its run steps under one and then under the next.
# A test whose run steps were not executed is UNSUPPORTED, never PASS: a green
# result means that the program ran. A failing build step fails in each mode.
# Build steps whose sources, commands and compiler did not change since they
# last succeeded are not repeated.
# Test: test/run/format/FormatTest.py (ctest entry `run-format`)
#===----------------------------------------------------------------------===#
import hashlib
import os
import re

import lit.Test
import lit.TestRunner
import lit.formats

RUN_MARKS = ("%{run}", "%{after-run}")


class RunFormat(lit.formats.ShTest):
    def __init__(
        self, mode, has_gpu, substitutions, only=None, key="", schedules=("",)
    ):
        super().__init__(execute_external=False)
        self.mode = mode
        self.run_steps = mode == "run" or (mode == "full" and has_gpu)
        self.build_steps = mode != "run"
        self.has_gpu = has_gpu
        self.substitutions = substitutions
        self.only = only  # names of the tests to take, or None for all
        self.key = key  # stands for the compiler and the shared inputs
        self.schedules = schedules  # what %{schedule} is, one after the other

    def getTestsInDirectory(self, suite, path_in_suite, config, local):
        for test in super().getTestsInDirectory(
            suite, path_in_suite, config, local
        ):
            if self.only is None or "/".join(test.path_in_suite) in self.only:
                yield test

    def execute(self, test, lit_config):
        if self.mode == "run" and not self.has_gpu:
            return unsupported("no GPU here")
        script = lit.TestRunner.parseIntegratedTestScript(test)
        if isinstance(script, lit.Test.Result):
            return script
        temp_dir, temp_base = lit.TestRunner.getTempPaths(test)

        def commands(wanted, schedule=""):
            return self.expand(
                test, script, wanted, temp_dir, temp_base, schedule
            )

        result = None
        builds = commands(is_build)
        runs = [commands(is_run, each) for each in self.schedules]
        if self.build_steps and builds:
            result = self.build(test, lit_config, builds, temp_base)
            if result.code.isFailure:
                return result
        if not any(runs):
            return result or unsupported("no step for mode=" + self.mode)
        if not self.run_steps:
            return unsupported("built; run steps not executed")
        for steps in runs:
            result = lit.TestRunner._runShTest(
                test, lit_config, False, steps, temp_base
            )
            if result.code.isFailure:
                result.output += sanitizer_log(temp_base)
                break
        return result

    def expand(self, test, script, wanted, temp_dir, temp_base, schedule):
        """The wanted steps as commands, or nothing if there are none.
        Definitions (DEFINE:, REDEFINE:) belong to both kinds of step."""
        kept = [s for s in script if not is_command(s) or wanted(s)]
        if not any(is_command(step) for step in kept):
            return []
        return lit.TestRunner.applySubstitutions(
            kept,
            self.substitutions
            + [("%{schedule}", schedule)]
            + lit.TestRunner.getDefaultSubstitutions(test, temp_dir, temp_base),
            {name: True for name in test.config.available_features},
            recursion_limit=test.config.recursiveExpansionLimit,
        )

    def build(self, test, lit_config, commands, temp_base):
        stamp, want = temp_base + ".built", self.stamp(test, commands)
        if os.path.exists(stamp):
            with open(stamp) as file:
                if file.read() == want:
                    return lit.Test.Result(lit.Test.PASS, "built before")
            os.remove(stamp)
        result = lit.TestRunner._runShTest(
            test, lit_config, False, commands, temp_base
        )
        if not result.code.isFailure:
            with open(stamp, "w") as file:
                file.write(want)
        return result

    def stamp(self, test, commands):
        digest = hashlib.sha256(self.key.encode())
        sources = with_includes(test.getSourcePath())
        for command in commands:
            digest.update(command.encode() + b"\n")
            sources += [word for word in command.split() if is_source(word)]
        for path in sources:
            with open(path, "rb") as file:
                digest.update(file.read())
        return digest.hexdigest()


def is_command(step):
    return isinstance(step, lit.TestRunner.CommandDirective)


def is_run(step):
    return any(mark in step.command for mark in RUN_MARKS)


def is_build(step):
    return not is_run(step)


def unsupported(why):
    return lit.Test.Result(lit.Test.UNSUPPORTED, why)


def is_source(word):
    """Files that a command names, but not what other commands make."""
    return os.path.isabs(word) and os.path.isfile(word) and ".tmp" not in word


def with_includes(path, seen=None):
    """The file and what it includes from beside itself."""
    seen = [] if seen is None else seen
    if path in seen or not os.path.isfile(path):
        return seen
    seen.append(path)
    with open(path, errors="replace") as file:
        for name in re.findall(r'#include "([^"]+)"', file.read()):
            beside = os.path.join(os.path.dirname(path), name)
            with_includes(os.path.normpath(beside), seen)
    return seen


def sanitizer_log(temp_base):
    """The first errors that compute-sanitizer found in a test that failed. So
    many characters of it as `gpu-bundle check` keeps of an output's end."""
    path = temp_base + ".tmp.sanitizer"  # lit.cfg.py's %t.sanitizer
    if not os.path.exists(path):
        return ""
    with open(path, errors="replace") as log:
        return "compute-sanitizer:\n" + log.read(5000) + "\n"
