#!/usr/bin/env python3
#===- run_planted.py - Is a planted bug found, does its repair pass -------===//
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   run_planted.py found|fixed program.cu program
#
# The head of program.cu says what is expected:
#   // RUN: seeds=1-5 policies=fair,pct [memory=weak]
#   // REPORT: regular expression; %bug% stands for file:line of a // BUG line
# found: under each policy one of the seeds fails, with a report that matches,
# and that names a line marked // BUG if there is one; then the command that the
# report says repeats it gives the same report. fixed: all seeds under all
# policies print "ok", and nothing is reported.
#===----------------------------------------------------------------------===//
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field

TIME_LIMIT = 50
# Memory of the host is elsewhere in each process; a report may quote it.
HOST_ADDRESS = re.compile(r"0x[57][0-9a-f]{11}\b")
REPEAT = re.compile(r"^gpurt: repeat with (.*)$", re.MULTILINE)
# What only the command for many runs prints.
OF_MANY_RUNS = re.compile(r"^gpurt: (run \d+ of|repeat with) .*\n?",
                          re.MULTILINE)


def fail(text):
    sys.exit("run_planted: " + text)


@dataclass
class Plan:
    first: int = 1
    count: int = 1
    policies: list = field(default_factory=list)
    memory: str = ""
    report: str = ""
    bugs: list = field(default_factory=list)


def settings_of(line):
    return dict(word.split("=", 1) for word in line.split())


def read_plan(source):
    plan = Plan()
    name = re.escape(os.path.basename(source))
    with open(source, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("// RUN: "):
                settings = settings_of(line[len("// RUN: "):])
                first, last = settings["seeds"].split("-")
                plan.first, plan.count = int(first), int(last) - int(first) + 1
                plan.policies = settings["policies"].split(",")
                plan.memory = settings.get("memory", "")
            elif line.startswith("// REPORT: "):
                plan.report = line[len("// REPORT: "):].strip()
            elif line.rstrip().endswith("// BUG"):
                plan.bugs.append(rf"{name}:{number}\b")
    if not plan.policies or not plan.report:
        fail(source + " has no RUN or no REPORT line")
    return plan


def run(command, extra, shell=False):
    """Runs command under no settings but those; returns status and texts."""
    env = {key: value for key, value in os.environ.items()
           if not key.startswith("GPURT_")}
    env.update(extra)
    done = subprocess.run(command, env=env, shell=shell, text=True,
                          capture_output=True, timeout=TIME_LIMIT, check=False)
    return done.returncode, done.stdout, done.stderr


def many_runs(plan, command, policy):
    extra = {"GPURT_SEED": str(plan.first), "GPURT_POLICY": policy,
             "GPURT_SCHEDULES": str(plan.count)}
    if plan.memory:
        extra["GPURT_MEMORY"] = plan.memory
    return run(command, extra)


def comparable(text):
    return HOST_ADDRESS.sub("0xHOST", OF_MANY_RUNS.sub("", text))


def check_found(plan, program):
    bug = "(" + "|".join(plan.bugs) + ")"
    for policy in plan.policies:
        status, out, report = many_runs(plan, [program], policy)
        shown = f"under {policy}, status {status}:\n{out}{report}"
        if status == 0:
            fail("nothing was found " + shown)
        if not re.search(plan.report.replace("%bug%", bug), report):
            fail(f"the report does not match '{plan.report}' {shown}")
        if plan.bugs and not re.search(bug, report):
            fail(f"the report does not name {bug} {shown}")
        repeat = REPEAT.findall(report)
        if not repeat:
            fail("the report does not say how to repeat it " + shown)
        again = run(repeat[-1], {}, shell=True)
        # Runs of other seeds that passed have printed before it.
        if (again[0] == 0 or not out.endswith(again[1])
                or comparable(again[2]) != comparable(report)):
            fail(f"'{repeat[-1]}' gives another report, {shown}\n"
                 f"and then, status {again[0]}:\n{again[1]}{again[2]}")
        print(f"{policy}: {report}")


def check_fixed(plan, program):
    for policy in plan.policies:
        status, out, report = many_runs(plan, [program, "fixed"], policy)
        if status or out != "ok\n" or report:
            fail(f"the repair does not pass under {policy}, status {status}:\n"
                 f"{out}{report}")


def main():
    which, source, program = sys.argv[1:]
    plan = read_plan(source)
    check_found(plan, program) if which == "found" else check_fixed(plan,
                                                                    program)


if __name__ == "__main__":
    main()
