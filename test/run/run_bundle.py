#!/usr/bin/env python3
#===- run_bundle.py - Runs a bundle on the machine with the GPU ------------===#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# `tools/gpu-bundle make` puts this file into the bundle as run-all. It unpacks
# the payload, runs the examples and while time is left the phases: every test,
# the litmus programs of test/simt/litmus, and the tests of memcheck.list and of
# racecheck.list under that tool of compute-sanitizer. It writes into --out (or
# $OUT): meta.json, examples.txt, and <phase>.json, or <phase>.log where a phase
# did not end. Failures and hangs do not stop it; when the budget is spent, what
# still runs is killed and the rest is reported as skipped.
# --phases memcheck,racecheck runs those alone.
# Then, at home: tools/gpu-bundle check DIR
#===----------------------------------------------------------------------===#
import argparse
import datetime
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SANITIZERS = ("memcheck", "racecheck")
PHASES = ("run", "litmus") + SANITIZERS


def query_card():
    """(name, driver version), or "none" where nvidia-smi gives no answer."""
    try:
        done = subprocess.run(
            ["nvidia-smi", "--query-gpu=name,driver_version"]
            + ["--format=csv,noheader"],
            capture_output=True,
            text=True,
            timeout=60,
        )
        name, driver = done.stdout.splitlines()[0].split(", ")
        return name, driver
    except (OSError, IndexError, ValueError, subprocess.TimeoutExpired):
        return "none", "none"


def members(session):
    """The processes of a session that have not ended."""
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open("/proc/%s/stat" % entry) as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue  # ended meanwhile
        if fields[0] not in "ZX" and int(fields[3]) == session:
            found.append(int(entry))
    return found


def kill_session(session):
    """`timeout` moves each test into a process group of its own, but all stay
    in the session that we started. One that was just being forked is met in the
    next round; one that is stuck in the driver is left after ten seconds."""
    end = time.monotonic() + 10
    while (alive := members(session)) and time.monotonic() < end:
        for process in alive:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass  # ended meanwhile
        time.sleep(0.02)


def run_logged(command, log, seconds, env):
    """Shows and stores the output; kills everything after so many seconds."""
    end = time.monotonic() + seconds
    with open(log, "wb") as file, subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=env,
        start_new_session=True,
    ) as child:
        os.set_blocking(child.stdout.fileno(), False)
        while True:
            # Before the read, so that nothing comes after the last read.
            ended = child.poll() is not None
            part = child.stdout.read()
            if part:
                file.write(part)
                sys.stdout.buffer.write(part)
                sys.stdout.flush()
            elif ended:
                return child.returncode
            elif time.monotonic() > end:
                print("run-all: out of time, killing", command[0], flush=True)
                kill_session(child.pid)
                child.wait()
                return -1
            else:
                time.sleep(0.05)


def lit_command(root, out, phase, cuda, seconds, extra):
    return [
        sys.executable,
        "-c",
        "import sys; from lit.main import main; sys.argv[0] = 'lit'; main()",
        "-v",
        "-j1",
        "--max-time=%d" % max(1, seconds),
        "-o",
        os.path.join(out, phase + ".json"),
        "-Dmode=run",
        "-Dbuild=" + root,
        "-Dout=" + os.path.join(root, "test-out"),
        "-Dtools=" + os.path.join(root, "tools"),
        "-Dcuda=" + cuda,
        *extra,
        os.path.join(root, "test", "run"),
    ]


def litmus_command(root, out, seconds):
    return [
        os.path.join(root, "litmus", "gpurt-litmus-gpu"),
        "--seconds=%d" % seconds,
        "--json=" + os.path.join(out, "litmus.json"),
    ]


def drop_log(out, phase):
    """Removes a phase's log if its JSON has all that is read from a log: only
    so many files come home from some machines."""
    try:
        with open(os.path.join(out, phase + ".json")) as file:
            results = json.load(file)
    except (OSError, ValueError):
        return
    if isinstance(results, dict) and results.get("tests"):
        os.remove(os.path.join(out, phase + ".log"))


def run_examples(root, out, env):
    with open(os.path.join(out, "examples.txt"), "w") as file:
        for name, args in (("wordcount", ["examples/GPL-3"]), ("survive", [])):
            file.write("$ %s\n" % " ".join([name] + args))
            try:
                done = subprocess.run(
                    ["./examples/" + name] + args,
                    cwd=root,
                    env=env,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                    timeout=60,
                )
                file.write("%s[exit %d]\n" % (done.stdout, done.returncode))
            except (OSError, subprocess.TimeoutExpired) as error:
                file.write("[%s]\n" % error)
    with open(os.path.join(out, "examples.txt")) as file:
        print(file.read(), flush=True)


def phases(text):
    """The phases that --phases names, in the order they run in."""
    named = text.split(",")
    if set(named) - set(PHASES):
        raise argparse.ArgumentTypeError("phases are " + ",".join(PHASES))
    return [phase for phase in PHASES if phase in named]


def main():
    parser = argparse.ArgumentParser(prog="run-all")
    parser.add_argument("--budget", type=float, default=480, help="seconds")
    parser.add_argument("--out", default=os.environ.get("OUT", "results"))
    parser.add_argument("--cuda", default="/usr/local/cuda")
    parser.add_argument("--only", help="comma-separated tests")
    parser.add_argument("--timeout", type=int, default=60, help="per step")
    parser.add_argument(
        "--phases", type=phases, default=PHASES, help=",".join(PHASES)
    )
    parser.add_argument("--litmus", type=int, default=30, help="seconds")
    options = parser.parse_args()
    end = time.monotonic() + options.budget
    out = os.path.abspath(options.out)
    os.makedirs(out, exist_ok=True)

    root = tempfile.mkdtemp(prefix="gpurt-bundle-")
    with tarfile.open(os.path.join(HERE, "payload.tar.xz")) as archive:
        # Newer Pythons want to be told; older ones do not know the name.
        if hasattr(tarfile, "data_filter"):
            archive.extraction_filter = tarfile.data_filter
        archive.extractall(root)
    with open(os.path.join(root, "commit")) as file:
        made_from = file.read().strip()
    card, driver = query_card()
    meta = {
        "card": card,
        "driver": driver,
        "date": datetime.datetime.now(datetime.timezone.utc).strftime(
            "%Y-%m-%dT%H:%M:%SZ"
        ),
        "commit": made_from,
    }
    print("run-all:", json.dumps(meta), flush=True)
    with open(os.path.join(out, "meta.json"), "w") as file:
        json.dump(meta, file)

    env = dict(os.environ)
    env["PYTHONPATH"] = os.path.join(root, "lit")
    env["LC_ALL"] = "C"
    # Examples first: they are seconds, and the README shows their output.
    run_examples(root, out, env)

    extra = ["-Dtimeout=%d" % options.timeout]
    if options.only:
        extra.append("-Donly=" + options.only)
    codes = []
    for phase in options.phases:
        left = end - time.monotonic() - 15
        if left < 5:
            print("run-all: no time left for", phase, flush=True)
            codes.append(-1)
            continue
        if phase == "litmus":
            command = litmus_command(root, out, options.litmus)
        else:
            tool = ["-Dsanitize=" + phase] if phase in SANITIZERS else []
            command = lit_command(
                root, out, phase, options.cuda, left, extra + tool
            )
        log = os.path.join(out, phase + ".log")
        codes.append(run_logged(command, log, left + 10, env))
        drop_log(out, phase)
    shutil.rmtree(root, ignore_errors=True)
    print("run-all: exit codes", codes, flush=True)
    sys.exit(1 if any(codes) else 0)


if __name__ == "__main__":
    main()
