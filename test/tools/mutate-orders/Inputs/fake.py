#!/usr/bin/env python3
# Behaves as a stress program under GPURT_MUTATE and GPURT_SCHEDULES. What it
# has and notices depends on the name that it was copied to.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import os
import sys

STORE = "a.cpp:put:store\tdevicelib/a.cpp:5\trelease\tdevice\trelaxed,block"
LOAD = "b.cpp:get:load\tdevicelib/b.cpp:9\tacquire\tdevice\trelaxed"
FENCE = "b.cpp:rare:fence\tdevicelib/b.cpp:20\tacq_rel\tdevice\tdrop"
SITES = {"first": [STORE], "second": [STORE, LOAD, FENCE]}
NOTICED = {  # at which seed
    ("first", "a.cpp:put:store:relaxed"): 3,
    ("second", "a.cpp:put:store:block"): 12,
}

name = os.path.basename(sys.argv[0])
mutation = os.environ["GPURT_MUTATE"]
first = int(os.environ["GPURT_SEED"])
last = first + int(os.environ["GPURT_SCHEDULES"]) - 1
assert os.environ["GPURT_MEMORY"] == "weak"

if mutation == "list":
    print("\n".join(SITES[name]))
    sys.exit(0)
if not mutation.startswith("b.cpp:rare:"):
    print("gpurt: executed with GPURT_MUTATE=" + mutation, file=sys.stderr)
seed = NOTICED.get((name, mutation), 0)
if first <= seed <= last:
    print("gpurt: data race on 8 bytes\ngpurt: run %d of %d, seed %d, failed: "
          "exit status 1" % (seed - first + 1, last - first + 1, seed),
          file=sys.stderr)
    sys.exit(1)
