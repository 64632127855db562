//===- Barriers.h - Order by barriers ---------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bar.warp.sync, barrier.sync and the cluster's barrier order all memory of
// those who meet; barrier.cluster.arrive.relaxed does not. The same programs
// without the barrier race.
// Test: simt.litmus.*
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_SIMT_LITMUS_SHAPES_BARRIERS_H
#define GPURT_TEST_SIMT_LITMUS_SHAPES_BARRIERS_H

#include "../Notation.h"

namespace gpurt::litmus {

inline constexpr Variant OfWarp[] = {LanesCta};
inline constexpr Variant OfBlock[] = {LanesCta, WarpsCta, SharedCta};
inline constexpr Variant OfTwoWarps[] = {WarpsCta, SharedCta};
inline constexpr Variant OfCluster[] = {ClusterCluster};

inline constexpr Shape Barriers[] = {
    {.Name = "MP+bar.warp",
     .Code = {"st.weak x 1; bar.warp.sync", "bar.warp.sync; ld.weak r0 x"},
     .Forbidden = "0",
     .Allowed = "1",
     .Variants = OfWarp},
    {.Name = "MP+no.bar.warp",
     .Code = {"st.weak x 1", "ld.weak r0 x"},
     .Allowed = "*",
     .Race = true,
     .Variants = OfWarp},
    {.Name = "SB+bar.warp",
     .Code = {"st.weak x 1; bar.warp.sync; ld.weak r0 y",
              "st.weak y 1; bar.warp.sync; ld.weak r1 x"},
     .Allowed = "1 1",
     .Variants = OfWarp},
    // Written again after it was read: one barrier on each side.
    {.Name = "turns+bar.warp",
     .Code = {"st.weak x 1; bar.warp.sync; bar.warp.sync; st.weak x 2",
              "bar.warp.sync; ld.weak r0 x; bar.warp.sync"},
     .Final = "x",
     .Allowed = "1 2",
     .Variants = OfWarp},
    {.Name = "turns+one.bar.warp",
     .Code = {"st.weak x 1; bar.warp.sync; st.weak x 2",
              "bar.warp.sync; ld.weak r0 x"},
     .Final = "x",
     .Allowed = "1 2, 2 2",
     .Race = true,
     .Variants = OfWarp},
    {.Name = "MP+barrier",
     .Code = {"st.weak x 1; barrier.sync", "barrier.sync; ld.weak r0 x"},
     .Forbidden = "0",
     .Allowed = "1",
     .Variants = OfBlock},
    {.Name = "MP+no.barrier",
     .Code = {"st.weak x 1", "ld.weak r0 x"},
     .Allowed = "*",
     .Race = true,
     .Variants = OfTwoWarps},
    {.Name = "SB+barrier",
     .Code = {"st.weak x 1; barrier.sync; ld.weak r0 y",
              "st.weak y 1; barrier.sync; ld.weak r1 x"},
     .Allowed = "1 1",
     .Variants = OfBlock},
    {.Name = "turns+barrier",
     .Code = {"st.weak x 1; barrier.sync; barrier.sync; st.weak x 2",
              "barrier.sync; ld.weak r0 x; barrier.sync"},
     .Final = "x",
     .Allowed = "1 2",
     .Variants = OfBlock},
    // Both must have come to the second one when it opens.
    {.Name = "late+barrier",
     .Code = {"barrier.sync; st.weak x 1; barrier.sync",
              "barrier.sync; barrier.sync; ld.weak r0 x"},
     .Forbidden = "0",
     .Allowed = "1",
     .Variants = OfBlock},
    {.Name = "turns+one.barrier",
     .Code = {"st.weak x 1; barrier.sync; st.weak x 2",
              "barrier.sync; ld.weak r0 x"},
     .Final = "x",
     .Allowed = "1 2, 2 2",
     .Race = true,
     .Variants = OfTwoWarps},
    {.Name = "MP+arrive+sync",
     .Code = {"st.weak x 1; barrier.arrive.pair",
              "barrier.sync.pair; ld.weak r0 x"},
     .Forbidden = "0",
     .Allowed = "1",
     .Variants = OfTwoWarps},
    // Who only arrives acquires nothing.
    {.Name = "MP+sync+arrive",
     .Code = {"st.relaxed.cta x 1; barrier.sync.pair",
              "barrier.arrive.pair; ld.relaxed.cta r0 x"},
     .Allowed = "*",
     .Variants = OfTwoWarps},
    {.Name = "MP+cluster",
     .Code = {"st.weak x 1; barrier.cluster.arrive; barrier.cluster.wait",
              "barrier.cluster.arrive; barrier.cluster.wait; ld.weak r0 x"},
     .Forbidden = "0",
     .Allowed = "1",
     .Variants = OfCluster},
    {.Name = "MP+cluster.early",
     .Code = {"st.weak x 1; barrier.cluster.arrive; st.weak y 1; "
              "barrier.cluster.wait",
              "barrier.cluster.arrive; barrier.cluster.wait; ld.weak r0 x"},
     .Allowed = "1",
     .Variants = OfCluster},
    {.Name = "MP+cluster.late",
     .Code = {"barrier.cluster.arrive; st.weak x 1; barrier.cluster.wait",
              "barrier.cluster.arrive; barrier.cluster.wait; ld.weak r0 x"},
     .Allowed = "*",
     .Race = true,
     .Variants = OfCluster},
    {.Name = "MP+cluster.relaxed",
     .Code = {"st.relaxed.cluster x 1; barrier.cluster.arrive.relaxed; "
              "barrier.cluster.wait",
              "barrier.cluster.arrive.relaxed; barrier.cluster.wait; "
              "ld.relaxed.cluster r0 x"},
     .Allowed = "*",
     .Variants = OfCluster},
    {.Name = "MP+cluster.relaxed+fence",
     .Code = {"st.relaxed.cluster x 1; fence.acq_rel.cluster; "
              "barrier.cluster.arrive; barrier.cluster.wait",
              "barrier.cluster.arrive; barrier.cluster.wait; "
              "ld.relaxed.cluster r0 x"},
     .Allowed = "1",
     .Variants = OfCluster},
    {.Name = "MP+cluster.relaxed.plain",
     .Code = {"st.weak x 1; barrier.cluster.arrive.relaxed; "
              "barrier.cluster.wait",
              "barrier.cluster.arrive.relaxed; barrier.cluster.wait; "
              "ld.weak r0 x"},
     .Allowed = "*",
     .Race = true,
     .Variants = OfCluster},
};

} // namespace gpurt::litmus

#endif // GPURT_TEST_SIMT_LITMUS_SHAPES_BARRIERS_H
