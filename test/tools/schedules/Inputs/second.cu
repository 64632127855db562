//===- second.cu - Another device module of the same program --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
__global__ void addMore(int *Sum) { atomicAdd(Sum, 1); }

void launchSecond(int *Sum) { addMore<<<1, 2>>>(Sum); }
