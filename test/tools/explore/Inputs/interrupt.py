# interrupt.py FILE COMMAND...: starts COMMAND, interrupts it when two runs have
# written their process ids into FILE, and looks whether they are gone.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import os
import signal
import subprocess
import sys
import time


def pids():
    try:
        with open(sys.argv[1]) as file:
            return [int(line) for line in file if line.endswith("\n")]
    except FileNotFoundError:
        return []


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def wait_for(what):
    end = time.monotonic() + 30
    while not what() and time.monotonic() < end:
        time.sleep(0.01)
    return what()


command = subprocess.Popen(sys.argv[2:])
assert wait_for(lambda: len(pids()) >= 2), "the runs do not start"
command.send_signal(signal.SIGINT)
status = command.wait(30)
gone = wait_for(lambda: not any(map(is_alive, pids())))
print(f"exit status {status}, {'none' if gone else 'some'} left")
