#!/usr/bin/env python3
#===- check_masks.py - No lane waits under the mask of another -------------===#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Usage: check_masks.py LISTING...      (of nvdisasm -c)
#
# ptxas 13.0 takes who is active, once asked, for the same in all lanes that
# use the answer (docs/design/ptxas.md). Where groups of lanes that asked apart
# may have met again that is wrong: they run under the first lane's mask. This
# finds, in each function, what a mask reaches that VOTE gave before a point
# where lanes meet (BSYNC, a call, a label that is reached in two ways):
#   R2UR UR4, R15      without a predicate that says whether it is the same;
#   BRA.DIV UR4, ...   and all else that reads such a uniform register;
#   WARPSYNC R15       before a VOTE, MATCH or REDUX: it keeps no groups apart.
# Not found: masks that go through memory or into a called function; ptxas
# takes neither for the same. Exit code 1 if anything was found or there was
# nothing to look at.
# Test: test/sass/SassTest.py (ctest entry `sass-checkers`)
#===----------------------------------------------------------------------===#
import sys

import sass

# What a register holds, per register that is of interest: (kind, address of
# the VOTE). No entry: nothing that a mask went into.
FRESH, STALE = 0, 1
# Under which mask the last operation of many lanes waits.
SYNC = "sync"
# Their results are not computed from a register that ptxas thinks uniform.
OTHERS = {"LD", "LDG", "LDS", "LDC", "ULDC", "ATOM", "ATOMG", "ATOMS", "S2R"}
OTHERS |= {"S2UR", "CS2R", "SHFL"}
COLLECTIVE = {"VOTE", "VOTEU", "MATCH", "REDUX", "SHFL"}


def join(one, other):
    """Where two ways meet: what either may hold."""
    if one is None or other is None:
        return one or other
    return max(one, other)


def aged(state):
    """All that is held, after a point where lanes may have met."""
    return {name: (STALE, at) for name, (_, at) in state.items()}


def worst(state, registers):
    found = None
    for name in registers:
        found = join(found, state.get(name))
    return found


def asks_who_is_active(one):
    return one.name in ("VOTE", "VOTEU") and one.operands.endswith("PT, PT")


def result(one, state):
    """What the written registers hold then."""
    if asks_who_is_active(one):
        return (FRESH, one.address)
    if one.name in ("VOTE", "VOTEU"):
        # A ballot of a group is the group's own, as its mask is.
        return (FRESH, one.address) if state.get(SYNC) else None
    if one.name in OTHERS or one.name in COLLECTIVE or is_check(one):
        return None
    if one.name == "R2UR" and fault(one, state):
        return None  # one finding is enough
    return worst(state, one.reads)


def is_check(one):
    """R2UR P0, URZ, R15: whether R15 is the same in all lanes."""
    return one.name == "R2UR" and one.operands.startswith("P")


def sync_after(one, state):
    if one.name == "WARPSYNC":
        return worst(state, one.reads) if one.parts == ["WARPSYNC"] else None
    if one.parts[:2] == ["BRA", "DIV"]:
        return worst(state, one.reads)
    return None if one.name in COLLECTIVE else state.get(SYNC)


def step(one, state):
    """The state after it."""
    after = dict(state)
    held = result(one, state)
    for name in one.writes:
        if one.is_guarded():
            # Two VOTEs under opposite guards are two groups that met.
            kept = join(state.get(name), held)
            after[name] = kept and (STALE, kept[1])
        else:
            after[name] = held
    after[SYNC] = sync_after(one, state)
    after = {name: held for name, held in after.items() if held}
    return aged(after) if one.name in ("BSYNC", "CALL") else after


def states(function):
    """What holds before each instruction, by the usual rounds to a fixed
    point: a state only grows, so that ends."""
    code = function.code
    before = [None] * len(code)
    # The kernel, the functions behind it, and what only a table jumps to.
    roots = {at for name, at in function.labels.items() if name[0] != "."}
    roots |= {i for i, one in enumerate(code) if not one.before}
    roots.discard(len(code))
    for index in roots:
        before[index] = {}
    work = sorted(roots)
    while work:
        index = work.pop()
        after = step(code[index], before[index])
        for to in code[index].next:
            ways = len(code[to].before) + (to in roots)
            state = aged(after) if ways > 1 else after
            if before[to] is not None:
                state = {
                    name: join(before[to].get(name), state.get(name))
                    for name in before[to].keys() | state.keys()
                }
            if state != before[to]:
                before[to] = state
                work.append(to)
    return before


def fault(one, state):
    """The mask that it takes for the same in all lanes, and is not."""
    uniform = worst(state, [r for r in one.reads if r.startswith("UR")])
    if one.name == "R2UR" and not is_check(one):
        wrong = worst(state, one.reads)
    elif one.name in COLLECTIVE - {"SHFL"} and not asks_who_is_active(one):
        wrong = join(uniform, state.get(SYNC))
    else:
        wrong = uniform
    return wrong[1] if wrong and wrong[0] == STALE else None


def findings(function):
    """(function, instruction, address of the VOTE) of each."""
    for index, state in enumerate(states(function)):
        one = function.code[index]
        at = fault(one, state) if state else None
        if at:
            yield function.name_at(index), one, at


def main():
    code = 0
    for path in sys.argv[1:]:
        with open(path) as file:
            functions = sass.read(file.read())
        if not any(function.code for function in functions):
            sys.exit("check_masks: no code in '%s'" % path)
        checks = found = 0
        for function in functions:
            checks += sum(o.name in COLLECTIVE for o in function.code)
            for where, one, at in findings(function):
                found += 1
                print(
                    "%s: %s: /*%s*/ %s: takes the mask of /*%s*/ for the same"
                    " in all lanes" % (path, where, one.address, one.text, at)
                )
        print("%s: %d faults in %d collectives" % (path, found, checks))
        code |= found > 0
    sys.exit(code)


if __name__ == "__main__":
    main()
