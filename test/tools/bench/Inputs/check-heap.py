# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What must hold of heap rows on any device, however slow.
import json
import sys

result = json.load(open(sys.argv[1]))
rows = {b["run_name"].rsplit("/", 2)[0]: b for b in result["benchmarks"]}
assert len(rows) == 18, rows.keys()
assert "SIMT engine" in result["context"]["device"]
assert len({frozenset(b) for b in rows.values()}) == 1, "columns differ"
for name, row in rows.items():
    assert row["label"] == "ok" and row["Gops"] > 0, (name, row)
    if "steady" in name:
        raw = row["alloc_mean"] + row["clock_alloc"]
        assert abs(raw - row["alloc_raw"]) < 1e-3 * raw, row
    if "eff" in name:
        assert 0.7 < row["efficiency"] <= 1 and row["second_fill"] > 0.7, row
    if "bump/split" in name:
        assert row["efficiency"] == 1, row
