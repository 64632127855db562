#===- sass.py - Reads what nvdisasm -c prints ------------------------------===#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Instructions, the registers that they read and write, and which can follow
# which. A function is all of a .text section: ptxas puts the functions that a
# kernel calls behind it. What follows a call is the next instruction; what a
# called function does is not followed.
# Test: test/sass/SassTest.py (ctest entry `sass-checkers`)
#===----------------------------------------------------------------------===#
import re

LINE = re.compile(
    r"\s*/\*([0-9a-f]{4,})\*/\s+(?:@(!?U?P\w+)\s+)?([A-Z0-9_.]+)\s*(.*?)\s*;"
)
REGISTER = re.compile(r"\b(UR|R)(\d+)\b")
TARGET = re.compile(r"`\(([^)]+)\)")
NO_RESULT = re.compile(
    r"U?[A-Z]*SETP|U?PLOP3|ST[GSL]?|REDG?|BRA|BRX|BRXU|BSSY|BSYNC|BREAK|CALL"
    r"|RET|EXIT|WARPSYNC|ENDCOLLECTIVE|BAR|NOP|MEMBAR|ERRBAR|CGAERRBAR|CCTL"
    r"|R2P|YIELD|NANOSLEEP|BPT|DEPBAR"
)


class Instruction:
    def __init__(self, address, guard, opcode, operands):
        self.address, self.guard = address, guard
        self.parts = opcode.split(".")
        self.name = self.parts[0]
        self.operands = operands
        self.text = " ".join(
            word for word in ("@" + guard if guard else "", opcode, operands)
            if word
        )
        hit = TARGET.search(operands)
        self.target = hit[1] if hit else None
        self.next = []  # indices of what may be executed after it
        self.before = []
        self.writes, self.reads = self._registers()

    def _registers(self):
        """The names written and read, both as R4 or UR4. What is kept in local
        memory at a fixed place is named by the place, as [R1+0x8]."""
        # desc[UR4] says how memory is cached; what it reads is never data.
        operands = re.sub(r"\bdesc\[UR\d+\]", "", self.operands)
        fields = TARGET.sub("", operands).split(", ")
        place = self.name in ("LDL", "STL") and next(
            (f.strip() for f in fields if f.startswith("[")), None
        )
        if self.name == "STL":
            value = [f for f in fields if not f.startswith("[")]
            return names(place, self.width()), wide(value[0], self.width())
        if self.name == "LDL":
            return wide(fields[0], self.width()), names(place, self.width())
        written = []
        if not NO_RESULT.fullmatch(self.name):
            while fields and re.match(r"!?U?P(\d|T)\b", fields[0]):
                fields.pop(0)
            if fields:
                written = wide(fields.pop(0), self.width())
        reads = [kind + n for f in fields for kind, n in REGISTER.findall(f)]
        return written, reads

    def width(self):
        """How many registers in a row hold the result or the stored value."""
        if "128" in self.parts:
            return 4
        pair = {"64", "WIDE"} & set(self.parts) or self.parts == ["CS2R"]
        return 2 if pair else 1

    def is_guarded(self):
        return self.guard not in (None, "PT", "UPT")


def wide(operand, width):
    hit = REGISTER.match(operand)
    if not hit:
        return []
    return ["%s%d" % (hit[1], int(hit[2]) + i) for i in range(width)]


def names(place, width):
    hit = re.fullmatch(r"\[(R\d+)(?:\+(-?0x[0-9a-f]+))?\]", place)
    if not hit:
        return [place]
    start = int(hit[2] or "0", 16)
    return ["[%s+%#x]" % (hit[1], start + 4 * i) for i in range(width)]


class Function:
    def __init__(self, name):
        self.name = name
        self.code = []
        self.labels = {}

    def name_at(self, index):
        """The function that ptxas put there."""
        inside = [
            (at, label)
            for label, at in self.labels.items()
            if at <= index and label.startswith("$")
        ]
        return max(inside)[1].split("$")[-1] if inside else self.name

    def link(self):
        for index, one in enumerate(self.code):
            follow = []
            if one.name in ("BRX", "BRXU"):
                # nvdisasm writes behind it what the table holds.
                listed = re.findall(r"\.L_\w+", one.operands)
                follow = [self.labels[name] for name in listed]
            elif one.name == "BRA" and one.target in self.labels:
                follow = [self.labels[one.target]]
            if not self.ends(one):
                follow.append(index + 1)
            one.next = [to for to in follow if to < len(self.code)]
            for to in one.next:
                self.code[to].before.append(index)

    @staticmethod
    def ends(one):
        """Whether what stands behind it is not executed after it."""
        if one.is_guarded() or one.name not in (
            "BRA", "BRX", "BRXU", "RET", "EXIT"
        ):
            return False
        # A branch may have a condition among its operands: BRA P1, BRA.DIV UR4
        conditions = TARGET.sub("", one.operands).strip(" ,")
        return one.name != "BRA" or not conditions


def read(text):
    """The functions of a listing."""
    functions = []
    for line in text.splitlines():
        section = re.match(r"\s*\.section\s+\.text\.([^,\s]+)", line)
        if section:
            functions.append(Function(section[1]))
            continue
        if not functions:
            continue
        label = re.match(r"(\S+):\s*$", line)
        if label:
            functions[-1].labels[label[1]] = len(functions[-1].code)
            continue
        hit = LINE.match(line)
        if hit:
            functions[-1].code.append(Instruction(*hit.groups()))
    for function in functions:
        function.link()
    return functions
