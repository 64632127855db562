#===- damage.py - gpurt-log on damaged copies of a file --------------------===#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# damage.py GPURT-LOG FILE LINES COPY: cuts and changes FILE in many ways. Each
# time gpurt-log must end by itself, print only lines of LINES, and say once
# what is wrong. test/unit/log/LogFileTest.cpp cuts at every byte.
#===----------------------------------------------------------------------===#
import random
import subprocess
import sys

tool, name, lines, copy = sys.argv[1:]
with open(name, "rb") as file:
    whole = file.read()
with open(lines) as file:
    known = set(file)


def read(data):
    with open(copy, "wb") as file:
        file.write(data)
    return subprocess.run(
        [tool, copy], capture_output=True, text=True, timeout=20, errors="replace"
    )


def check(what, data, must_tell):
    result = read(data)
    errors = [
        line for line in result.stderr.splitlines() if "error: " in line
    ]
    assert result.returncode in (0, 1, 2), (what, result)
    assert (result.returncode != 0) == bool(errors), (what, result)
    if must_tell:
        assert errors, (what, "no error", len(result.stdout))
    if result.returncode == 2:
        assert not result.stdout, what
    return result


archive = int.from_bytes(whole[40:48], "little")
counts = []
for size in [0, 7, 100, 4095, 4096, 5000, archive - 1] + list(
    range(archive + 1, len(whole), 61)
):
    result = check("cut at %d" % size, whole[:size], True)
    assert set(result.stdout.splitlines(True)) <= known, size
    if size > archive:
        counts.append(len(result.stdout.splitlines()))
# Rings still hold what was archived: nothing is lost by the cut.
assert min(counts) == max(counts) == len(known), (counts, len(known))

random.seed(5)
for _ in range(150):
    data = bytearray(whole)
    at = random.choice(
        [random.randrange(4096), random.randrange(archive, len(whole))]
    )
    data[at] ^= 1 << random.randrange(8)
    check("changed at %d" % at, bytes(data), at < 48 or at >= archive + 32)
