//===- Scopes.h - Scopes that do not hold the other thread ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two strong operations of which one does not include the other's thread race
// as plain ones do. A fence of too small a scope with operations of the right
// one is no race, and orders nothing.
// Test: simt.litmus.*
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_SIMT_LITMUS_SHAPES_SCOPES_H
#define GPURT_TEST_SIMT_LITMUS_SHAPES_SCOPES_H

#include "../Notation.h"

namespace gpurt::litmus {

inline constexpr Shape Scopes[] = {
    {.Name = "MP+narrow.rel+acq",
     .Code = {"st.relaxed.gpu x 1; st.release.$ y 1",
              "ld.acquire.$ r0 y; ld.relaxed.gpu r1 x"},
     .Allowed = "* *",
     .Race = true,
     .Variants = Narrow},
    {.Name = "MP+narrow.rel",
     .Code = {"st.weak x 1; st.release.$ y 1",
              "ld.acquire.gpu r0 y; @r0 ld.weak r1 x"},
     .Allowed = "0 -, 1 0, 1 1",
     .Race = true,
     .Variants = Narrow},
    {.Name = "MP+narrow.acq",
     .Code = {"st.weak x 1; st.release.gpu y 1",
              "ld.acquire.$ r0 y; @r0 ld.weak r1 x"},
     .Allowed = "0 -, 1 0, 1 1",
     .Race = true,
     .Variants = Narrow},
    {.Name = "MP+narrow.fences",
     .Code = {"st.relaxed.gpu x 1; fence.acq_rel.$; st.relaxed.gpu y 1",
              "ld.relaxed.gpu r0 y; fence.acq_rel.$; ld.relaxed.gpu r1 x"},
     .Allowed = "* *",
     .Variants = Narrow},
    {.Name = "MP+narrow.fence+fence",
     .Code = {"st.relaxed.gpu x 1; fence.acq_rel.$; st.relaxed.gpu y 1",
              "ld.relaxed.gpu r0 y; fence.acq_rel.gpu; ld.relaxed.gpu r1 x"},
     .Allowed = "* *",
     .Variants = Narrow},
    {.Name = "MP+fence+narrow.fence",
     .Code = {"st.relaxed.gpu x 1; fence.acq_rel.gpu; st.relaxed.gpu y 1",
              "ld.relaxed.gpu r0 y; fence.acq_rel.$; ld.relaxed.gpu r1 x"},
     .Allowed = "* *",
     .Variants = Narrow},
    {.Name = "MP+narrow.fence+acq",
     .Code = {"st.relaxed.gpu x 1; fence.acq_rel.$; st.relaxed.gpu y 1",
              "ld.acquire.gpu r0 y; ld.relaxed.gpu r1 x"},
     .Allowed = "* *",
     .Variants = Narrow},
    {.Name = "MP+plain+narrow.fences",
     .Code = {"st.weak x 1; fence.acq_rel.$; st.relaxed.gpu y 1",
              "ld.relaxed.gpu r0 y; fence.acq_rel.$; @r0 ld.weak r1 x"},
     .Allowed = "0 -, 1 0, 1 1",
     .Race = true,
     .Variants = Narrow},
    {.Name = "SB+narrow.fence.sc",
     .Code = {"st.relaxed.gpu x 1; fence.sc.$; ld.relaxed.gpu r0 y",
              "st.relaxed.gpu y 1; fence.sc.$; ld.relaxed.gpu r1 x"},
     .Allowed = "* *",
     .Variants = Narrow},
    {.Name = "SB+narrow.fence.sc+fence.sc",
     .Code = {"st.relaxed.gpu x 1; fence.sc.$; ld.relaxed.gpu r0 y",
              "st.relaxed.gpu y 1; fence.sc.gpu; ld.relaxed.gpu r1 x"},
     .Allowed = "* *",
     .Variants = Narrow},
    {.Name = "CoRR+narrow",
     .Code = {"st.relaxed.$ x 1", "ld.relaxed.$ r0 x; ld.relaxed.$ r1 x"},
     .Allowed = "* *",
     .Race = true,
     .Variants = Narrow},
    // PTX ISA 8.10.3, litmus test 2.
    {.Name = "add+add+narrow",
     .Code = {"atom.relaxed.$.add r0 x 1", "atom.relaxed.gpu.add r1 x 1"},
     .Final = "x",
     .Allowed = "0 0 1, 0 1 1, 0 1 2, 1 0 1, 1 0 2",
     .Race = true,
     .Variants = Narrow},
    {.Name = "ISA2+narrow.last",
     .Code = {"st.weak x 1; st.release.cta y 1",
              "ld.acquire.cta r0 y; @r0 st.release.cta z 1",
              "ld.acquire.gpu r1 z; @r1 ld.weak r2 x"},
     .Allowed = "0 0 -, 1 0 -, 1 1 0, 1 1 1",
     .Race = true,
     .Variants = std::span(&PairsGpu, 1)},
};

} // namespace gpurt::litmus

#endif // GPURT_TEST_SIMT_LITMUS_SHAPES_SCOPES_H
