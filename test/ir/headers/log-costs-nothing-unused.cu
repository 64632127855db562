// With every entry cut off by GPURT_LOG_LEVEL, and with the header alone, the
// PTX is that of a program that never heard of logs; with an entry that is not
// wanted at run time it is not.
// REQUIRES: cuda, gpurt-bc
// RUN: %cuda_device -DPLAIN -O2 -std=c++17 -S %s -o %t.plain
// RUN: %gpurt_device -DHEADER -O2 -std=c++17 -I%S/../../../include -S %s -o %t.header
// RUN: %gpurt_device -DGPURT_LOG_LEVEL=off -O2 -std=c++17 -I%S/../../../include -S %s -o %t.cut
// RUN: grep -v "^[[:space:]]*//" %t.plain > %t.plain.ptx
// RUN: grep -v "^[[:space:]]*//" %t.header > %t.header.ptx
// RUN: grep -v "^[[:space:]]*//" %t.cut > %t.cut.ptx
// RUN: diff %t.plain.ptx %t.header.ptx
// RUN: diff %t.plain.ptx %t.cut.ptx
#ifdef PLAIN
#define GPURT_LOG(...)
#else
#include "gpurt/log.h"
#endif
#ifdef HEADER
#undef GPURT_LOG
#define GPURT_LOG(...)
#endif

__global__ void work(float *Out, int N) {
  float S = threadIdx.x;
  for (int I = 0; I < N; ++I) {
    S = S * 1.0001f + 0.5f;
    if (I % 1000 == 0)
      GPURT_LOG(info, "s {}", S);
  }
  Out[threadIdx.x] = S;
}
