#===- follow.py - gpurt-log -f beside the program that logs ----------------===#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import os
import subprocess
import sys

tool, log, program = sys.argv[1:]
pipe = subprocess.PIPE
writer = subprocess.Popen(
    [program],
    env=dict(os.environ, GPURT_LOG_FILE=log),
    stdin=pipe,
    stdout=pipe,
    text=True,
)
assert writer.stdout.readline() == "logged\n"
reader = subprocess.Popen([tool, "-f", log], stdout=pipe, text=True)
for i in range(3):
    line = reader.stdout.readline()
    assert line.endswith(": round %d\n" % i), line
    assert reader.poll() is None
    writer.stdin.write("\n")
    writer.stdin.flush()
    if i < 2:
        assert writer.stdout.readline() == "logged\n"
assert writer.wait(20) == 0
assert reader.stdout.read() == ""
assert reader.wait(20) == 0
