// Entries of lanes that log together, at one place and at several, with values
// in registers and with more of them.
// REQUIRES: nvdisasm
// RUN: %{cubin} %s -o %t.cubin
// RUN: %{sass} %t.cubin > %t.sass
// RUN: %{check-masks} %t.sass | FileCheck %s
// CHECK: 0 faults in {{[1-9][0-9]*}} collectives
#include "gpurt/log.h"

__global__ void kernel(const int *In, const char *Text) {
  for (int I = 0; I < In[threadIdx.x]; ++I) {
    if (In[I] > 5)
      GPURT_LOG(info, "{} {}", I, 2.5);
    else if (In[I] == 3)
      GPURT_LOG(warn, "{} {} {}", I, Text, 1ull);
    GPURT_LOG(debug, "each");
  }
}
