#===- SassTest.py - The checkers find faults, and nothing else -------------===#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Small made-up listings, in the form that nvdisasm -c 13.5 prints for sm_90.
# Usage: SassTest.py   (ctest entry `sass-checkers`)
#===----------------------------------------------------------------------===#
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import check_masks
import hit_path
import sass


def listing(code):
    """A kernel of these lines; labels are those that end in a colon."""
    text = "\t.section\t.text.kernel,\"ax\",@progbits\nkernel:\n.text.kernel:\n"
    for number, line in enumerate(filter(str.strip, code.splitlines())):
        if line.rstrip().endswith(":"):
            text += line.strip() + "\n"
        else:
            text += "  /*%04x*/   %s ;\n" % (number * 16, line.strip())
    return text


def kernel(code):
    [function] = sass.read(listing(code))
    return function


def faults(code):
    """The instructions that check_masks finds, without their operands."""
    return [one.text.split()[0] for _, one, _ in
            check_masks.findings(kernel(code))]


class ReadTest(unittest.TestCase):
    def registers(self, line):
        [one] = kernel(line).code
        return one.writes, one.reads

    def test_results_and_operands(self):
        for line, writes, reads in (
            ("IADD3 R4, P1, R11, R6, RZ", ["R4"], ["R11", "R6"]),
            ("LOP3.LUT P0, RZ, R14.reuse, R2, RZ, 0xc0, !PT", [],
             ["R14", "R2"]),
            ("ISETP.NE.U32.AND P0, PT, R4, UR6, PT", [], ["R4", "UR6"]),
            ("IMAD.WIDE.U32 R2, R5, 0x4, R6", ["R2", "R3"], ["R5", "R6"]),
            ("SHFL.IDX PT, R3, R2, R24, 0x1f", ["R3"], ["R2", "R24"]),
            ("STG.E desc[UR4][R2.64+0x8], R5", [], ["R2", "R5"]),
            ("VOTEU.ANY UR4, UPT, PT", ["UR4"], []),
            ("CS2R R6, SRZ", ["R6", "R7"], []),
            ("BRA.DIV UR4, `(.L_x_1)", [], ["UR4"]),
            ("STL.64 [R1+0x8], R10", ["[R1+0x8]", "[R1+0xc]"],
             ["R10", "R11"]),
            ("LDL R4, [R1]", ["R4"], ["[R1+0x0]"]),
        ):
            self.assertEqual(self.registers(line), (writes, reads), line)

    def test_table_of_targets(self):
        code = kernel("""
            BRX R4 -0x10 (*"BRANCH_TARGETS .L_1,.L_2"*)
          .L_0:
            NOP
          .L_1:
            NOP
          .L_2:
            EXIT
        """).code
        self.assertEqual(code[0].next, [2, 3])

    def test_what_follows(self):
        code = kernel("""
            @P0 BRA `(.L_1)
            BRA P1, `(.L_1)
            BRA.DIV UR4, `(.L_1)
            BRA `(.L_0)
          .L_0:
            @!P0 EXIT
            RET.REL.NODEC R20 `(kernel)
          .L_1:
            EXIT
        """).code
        self.assertEqual(
            [sorted(one.next) for one in code],
            [[1, 6], [2, 6], [3, 6], [4], [5], [], []],
        )


class MasksTest(unittest.TestCase):
    def test_uses_at_once_are_right(self):
        self.assertEqual(faults("""
            VOTE.ANY R15, PT, PT
            R2UR UR4, R15
            BRA.DIV UR4, `(.L_slow)
            SHFL.IDX PT, R3, R2, R24, 0x1f
          .L_slow:
            EXIT
        """), [])

    def test_first_lanes_mask_after_lanes_met(self):
        self.assertEqual(faults("""
            VOTE.ANY R15, PT, PT
            BSYNC B0
            R2UR UR4, R15
            BRA.DIV UR4, `(.L_slow)
            SHFL.IDX PT, R3, R2, R24, 0x1f
          .L_slow:
            EXIT
        """), ["R2UR"])

    def test_uniform_register_kept_while_lanes_meet(self):
        self.assertEqual(faults("""
            VOTEU.ANY UR39, UPT, PT
            CALL.REL.NOINC `($kernel$callee)
            BRA.DIV UR39, `(.L_slow)
            SHFL.IDX PT, R3, R2, R24, 0x1f
          .L_slow:
            EXIT
        """), ["BRA.DIV"])

    def test_label_that_is_reached_in_two_ways(self):
        code = """
            VOTE.ANY R15, PT, PT
            %s
          .L_meet:
            R2UR UR4, R15
            BRA.DIV UR4, `(.L_meet)
        """
        self.assertEqual(faults(code % "@P0 BRA `(.L_meet)"), ["R2UR"])

    def test_loop(self):
        self.assertEqual(faults("""
          .L_again:
            R2UR UR4, R15
            UPOPC UR5, UR4
            VOTE.ANY R15, PT, PT
            @P0 BRA `(.L_again)
            EXIT
        """), ["R2UR"])

    def test_checked_uses_are_right(self):
        self.assertEqual(faults("""
            VOTEU.ANY UR4, UPT, PT
            LOP3.LUT R15, R34, UR4, RZ, 0xfc, !PT
            BSYNC B0
            REDUX.OR UR4, R15
            R2UR P0, URZ, R15
            @!P0 BRA.DIV UR4, `(.L_slow)
            MATCH.ANY R10, R15
            REDUX.OR UR4, R15
            VOTEU.ANY UR5, UPT, PT
            LOP3.LUT P0, RZ, R15, UR5, R10, 0x40, !PT
            @!P0 BRA.DIV UR4, `(.L_slow)
            VOTE.ANY R14, PT, !P0
          .L_slow:
            WARPSYNC.COLLECTIVE R15, `(.L_end)
          .L_end:
            EXIT
        """), [])

    def test_what_is_computed_from_a_mask(self):
        self.assertEqual(faults("""
            VOTE.ANY R15, PT, PT
            POPC R4, R15
            STL [R1+0x8], R4
            BSYNC B0
            LDL R5, [R1+0x8]
            R2UR UR4, R5
        """), ["R2UR"])

    def test_ballot_of_a_group_is_its_own(self):
        self.assertEqual(faults("""
            VOTE.ANY R0, PT, PT
            WARPSYNC R0
            VOTE.ANY R5, PT, P0
            BSYNC B0
            R2UR UR4, R5
        """), ["R2UR"])

    def test_ballot_of_the_whole_warp_is_the_same_in_all(self):
        self.assertEqual(faults("""
            WARPSYNC.ALL
            VOTE.ANY R5, PT, P0
            BSYNC B0
            R2UR UR4, R5
        """), [])

    def test_groups_that_vote_together(self):
        code = """
            VOTE.ANY R0, PT, PT
            BSYNC B0
            %s R0
            VOTE.ANY P0, P0
        """
        self.assertEqual(faults(code % "WARPSYNC"), ["VOTE.ANY"])
        self.assertEqual(faults(code % "WARPSYNC.EXCLUSIVE"), [])

    def test_other_values_are_left_alone(self):
        self.assertEqual(faults("""
            VOTE.ANY R15, PT, PT
            BSYNC B0
            LDC R15, c[0x0][0x210]
            R2UR UR4, R15
            BRA.DIV UR4, `(.L_slow)
          .L_slow:
            EXIT
        """), [])

    def test_function_is_named(self):
        [(name, _, at)] = check_masks.findings(kernel("""
            EXIT
          $kernel$inner:
            VOTE.ANY R15, PT, PT
            BSYNC B0
            R2UR UR4, R15
            EXIT
        """))
        self.assertEqual((name, at), ("inner", "0020"))


HIT = """
            %s
            CS2R.32 R2, SR_CLOCKLO
            LDS.64 R4, [R16]
            @!P0 BRA `(.L_hit)
            CALL.REL.NOINC R2 `(kernel)
          .L_hit:
            S2UR UR4, SR_CLOCKLO
            EXIT
          $kernel$callee:
            CS2R.32 R4, SR_CLOCKLO
            RET.REL.NODEC R20 `(kernel)
"""


class HitPathTest(unittest.TestCase):
    def run_on(self, code, *most):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "sass")
            with open(path, "w") as file:
                file.write(listing(code))
            done = subprocess.run(
                [sys.executable, hit_path.__file__, path, *map(str, most)],
                capture_output=True,
                text=True,
            )
        return done.returncode, done.stdout.split("\n")[0] + done.stderr

    def test_the_way_round_the_call(self):
        self.assertEqual(
            self.run_on(HIT % "NOP", 2), (0, "way 1: 2 instructions")
        )

    def test_too_long(self):
        self.assertEqual(self.run_on(HIT % "NOP", 1)[0], 1)

    def test_none_without_a_call_or_far_memory(self):
        none = (1, "way 1: none without calls or far memory")
        for bad in ("CALL.REL.NOINC `(f)", "LDL R3, [R1]", "STL [R1], R3",
                    "LDG.E R3, desc[UR4][R2.64]", "ST.E [R2.64], R3",
                    "ATOM.E.ADD PT, R3, [R2.64], R3", "MEMBAR.SC.GPU"):
            code = (HIT % "NOP").replace("LDS.64", bad + " ;\n LDS.64")
            self.assertEqual(self.run_on(code, 9), none, bad)

    def test_none_that_reads_no_magazine(self):
        self.assertEqual(
            self.run_on((HIT % "NOP").replace("LDS.64", "MOV"), 9)[0], 1
        )

    def test_number_of_clock_reads(self):
        self.assertEqual(
            self.run_on(HIT % "CS2R.32 R2, SR_CLOCKLO", 9),
            (1, "hit_path: 3 reads of the clock\n"),
        )


if __name__ == "__main__":
    unittest.main()
