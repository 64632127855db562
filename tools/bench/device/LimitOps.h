//===- LimitOps.h - One instruction each, for the limits --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An operation has a Name (as PTX writes it) and
//   __device__ static uint32_t apply(char *At, uint32_t X);
// whose result depends on the memory, so that the next call can wait for it;
// zero where the instruction gives none. Global ones take a generic address
// that is global, shared ones one in shared memory.
// Method of each figure: Limits.cu. Test: test/tools/bench/
//===----------------------------------------------------------------------===//
#ifndef GPURT_TOOLS_BENCH_DEVICE_LIMITOPS_H
#define GPURT_TOOLS_BENCH_DEVICE_LIMITOPS_H

#include <cstdint>

namespace gpurt::bench::ops {

// Result of 32 bits, one operand.
#define GPURT_RETURNING_32(Type, Text)                                         \
  struct Type {                                                                \
    static constexpr const char *Name = Text;                                  \
    __device__ static uint32_t apply(char *At, uint32_t X) {                   \
      uint32_t Old;                                                            \
      asm volatile(Text " %0, [%1], %2;"                                       \
                   : "=r"(Old)                                                 \
                   : "l"(At), "r"(X | 1)                                       \
                   : "memory");                                                \
      return Old;                                                              \
    }                                                                          \
  }
#define GPURT_RETURNING_64(Type, Text)                                         \
  struct Type {                                                                \
    static constexpr const char *Name = Text;                                  \
    __device__ static uint32_t apply(char *At, uint32_t X) {                   \
      uint64_t Old;                                                            \
      asm volatile(Text " %0, [%1], %2;"                                       \
                   : "=l"(Old)                                                 \
                   : "l"(At), "l"(uint64_t(X | 1))                             \
                   : "memory");                                                \
      return uint32_t(Old);                                                    \
    }                                                                          \
  }
#define GPURT_LOAD_32(Type, Text)                                              \
  struct Type {                                                                \
    static constexpr const char *Name = Text;                                  \
    __device__ static uint32_t apply(char *At, uint32_t) {                     \
      uint32_t Value;                                                          \
      asm volatile(Text " %0, [%1];" : "=r"(Value) : "l"(At) : "memory");      \
      return Value;                                                            \
    }                                                                          \
  }
#define GPURT_SILENT_32(Type, Text)                                            \
  struct Type {                                                                \
    static constexpr const char *Name = Text;                                  \
    __device__ static uint32_t apply(char *At, uint32_t X) {                   \
      asm volatile(Text " [%0], %1;" ::"l"(At), "r"(X | 1) : "memory");        \
      return 0;                                                                \
    }                                                                          \
  }
#define GPURT_SILENT_64(Type, Text)                                            \
  struct Type {                                                                \
    static constexpr const char *Name = Text;                                  \
    __device__ static uint32_t apply(char *At, uint32_t X) {                   \
      asm volatile(Text " [%0], %1;" ::"l"(At), "l"(uint64_t(X | 1))           \
                   : "memory");                                                \
      return 0;                                                                \
    }                                                                          \
  }
// Puts X + 1 in place of X.
#define GPURT_COMPARING_32(Type, Text)                                         \
  struct Type {                                                                \
    static constexpr const char *Name = Text;                                  \
    __device__ static uint32_t apply(char *At, uint32_t X) {                   \
      uint32_t Old;                                                            \
      asm volatile(Text " %0, [%1], %2, %3;"                                   \
                   : "=r"(Old)                                                 \
                   : "l"(At), "r"(X), "r"(X + 1)                               \
                   : "memory");                                                \
      return Old;                                                              \
    }                                                                          \
  }
#define GPURT_COMPARING_64(Type, Text)                                         \
  struct Type {                                                                \
    static constexpr const char *Name = Text;                                  \
    __device__ static uint32_t apply(char *At, uint32_t X) {                   \
      uint64_t Old;                                                            \
      asm volatile(Text " %0, [%1], %2, %3;"                                   \
                   : "=l"(Old)                                                 \
                   : "l"(At), "l"(uint64_t(X)), "l"(uint64_t(X) + 1)           \
                   : "memory");                                                \
      return uint32_t(Old);                                                    \
    }                                                                          \
  }

GPURT_RETURNING_32(Add32, "atom.add.relaxed.gpu.global.u32");
GPURT_RETURNING_32(Add32AcqRel, "atom.add.acq_rel.gpu.global.u32");
GPURT_RETURNING_64(Add64, "atom.add.relaxed.gpu.global.u64");
GPURT_RETURNING_64(Or64, "atom.or.relaxed.gpu.global.b64");
GPURT_RETURNING_64(Exchange64, "atom.exch.relaxed.gpu.global.b64");
GPURT_COMPARING_32(Cas32, "atom.cas.relaxed.gpu.global.b32");
GPURT_COMPARING_64(Cas64, "atom.cas.relaxed.gpu.global.b64");
GPURT_SILENT_32(Red32, "red.relaxed.gpu.global.add.u32");
GPURT_SILENT_64(Red64Or, "red.relaxed.gpu.global.or.b64");
GPURT_LOAD_32(LoadL1, "ld.global.ca.u32");
GPURT_LOAD_32(LoadRelaxed, "ld.relaxed.gpu.global.u32");
GPURT_LOAD_32(LoadAcquire, "ld.acquire.gpu.global.u32");
GPURT_SILENT_32(StoreRelease, "st.release.gpu.global.u32");

GPURT_LOAD_32(SharedLoad, "ld.volatile.shared.u32");
GPURT_RETURNING_32(SharedAdd32, "atom.shared.add.u32");
GPURT_RETURNING_64(SharedAdd64, "atom.shared.add.u64");
GPURT_COMPARING_32(SharedCas32, "atom.shared.cas.b32");
GPURT_COMPARING_64(SharedCas64, "atom.shared.cas.b64");
GPURT_SILENT_32(SharedRed32, "red.shared.add.u32");

#undef GPURT_RETURNING_32
#undef GPURT_RETURNING_64
#undef GPURT_LOAD_32
#undef GPURT_SILENT_32
#undef GPURT_SILENT_64
#undef GPURT_COMPARING_32
#undef GPURT_COMPARING_64

struct SharedStore {
  static constexpr const char *Name = "st.volatile.shared.u32";
  __device__ static uint32_t apply(char *At, uint32_t X) {
    asm volatile("st.volatile.shared.u32 [%0], %1;" ::"l"(At), "r"(X)
                 : "memory");
    return 0;
  }
};

struct Fence {
  static constexpr const char *Name = "fence.acq_rel.gpu";
  __device__ static uint32_t apply(char *, uint32_t) {
    asm volatile("fence.acq_rel.gpu;" ::: "memory");
    return 0;
  }
};

/// A lane that asks itself: the round trip of the warp's exchange.
struct Shuffle {
  static constexpr const char *Name = "shfl.sync";
  __device__ static uint32_t apply(char *, uint32_t X) {
    return __shfl_sync(1u << threadIdx.x % 32, X, int(threadIdx.x % 32));
  }
};

} // namespace gpurt::bench::ops

#endif // GPURT_TOOLS_BENCH_DEVICE_LIMITOPS_H
