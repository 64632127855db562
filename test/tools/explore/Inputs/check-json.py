# Compares what gpurt-explore --keep-going wrote for people and for programs,
# and repeats the last failure. SPDX-License-Identifier: Apache-2.0 WITH
# LLVM-exception
import json
import re
import subprocess
import sys

with open(sys.argv[1]) as file:
    results = json.load(file)
with open(sys.argv[2]) as file:
    listed = re.findall(r"^  seed (\d+), (\S+): (.*)$", file.read(), re.M)
failures = results["failures"]
assert results["runs"] == 200, results["runs"]
assert len(failures) > 1
assert [(str(f["seed"]), f["policy"], f["what"]) for f in failures] == listed
assert [f["seed"] for f in failures] == sorted(f["seed"] for f in failures)
assert subprocess.run(failures[-1]["repeat"], shell=True,
                      stdout=subprocess.DEVNULL).returncode == 1
