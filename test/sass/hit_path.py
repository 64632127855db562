#!/usr/bin/env python3
#===- hit_path.py - What a hit in the magazine executes --------------------===#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Usage: hit_path.py LISTING MOST...      (of nvdisasm -c)
#
# A program reads the clock before and after each call that it looks at. From
# each read in the kernel to the next there must be a way that reads shared
# memory, calls nothing, and touches no local, global or generic memory; the
# shortest such way may have MOST instructions, one number for each pair of
# reads. Prints the ways. Exit code 1 if one is too long or there is none.
# Test: test/sass/SassTest.py (ctest entry `sass-checkers`)
#===----------------------------------------------------------------------===#
import re
import sys

import sass

FAR = re.compile(r"CALL|RET|(LD|ST)[GL]?|ATOMG?|REDG?|MEMBAR|CCTL|BAR")


def clock_reads(function):
    end = min(
        (at for name, at in function.labels.items() if name.startswith("$")),
        default=len(function.code),
    )
    return [
        index
        for index, one in enumerate(function.code[:end])
        if "SR_CLOCKLO" in one.operands
    ]


def shortest(function, start, end):
    """The instructions between the two, or None; breadth first, over pairs of
    an instruction and whether shared memory was read on the way to it."""
    code = function.code
    came_from = {(start, False): None}
    work = [(start, False)]
    for place in work:
        index, read = place
        for to in code[index].next:
            if to == end and read:
                way = []
                while place[0] != start:
                    way.append(code[place[0]])
                    place = came_from[place]
                return way[::-1]
            new = (to, read or code[to].name == "LDS")
            if new not in came_from and to != end and (
                not FAR.fullmatch(code[to].name)
            ):
                came_from[new] = place
                work.append(new)
    return None


def main():
    path, most = sys.argv[1], [int(text) for text in sys.argv[2:]]
    with open(path) as file:
        functions = sass.read(file.read())
    kernels = [f for f in functions if len(clock_reads(f)) > 1]
    if len(kernels) != 1:
        sys.exit("hit_path: %d kernels read the clock twice" % len(kernels))
    reads = clock_reads(kernels[0])
    if len(reads) != len(most) + 1:
        sys.exit("hit_path: %d reads of the clock" % len(reads))
    bad = False
    for number, limit in enumerate(most):
        way = shortest(kernels[0], reads[number], reads[number + 1])
        if way is None:
            print("way %d: none without calls or far memory" % (number + 1))
            bad = True
            continue
        print("way %d: %d instructions" % (number + 1, len(way)))
        for one in way:
            print("  /*%s*/ %s" % (one.address, one.text))
        if len(way) > limit:
            print("way %d: more than %d" % (number + 1, limit))
            bad = True
    sys.exit(bad)


if __name__ == "__main__":
    main()
