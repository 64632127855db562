//===- rdc-unit.h - Device functions that cross translation units ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One program of three units: rdc-main.cu builds a list with functions of
// rdc-list.cu and reduces it with one of rdc-sum.cu, which asserts that no
// value is 666 (the right ones are odd). It needs -fgpu-rdc, with or without
// LTO.
//===----------------------------------------------------------------------===//
#ifndef GPURT_TEST_RDC_UNIT_H
#define GPURT_TEST_RDC_UNIT_H

#include "check.h"

struct Node {
  unsigned Value;
  Node *Next;
};

__device__ Node *pushNode(Node *Head, unsigned Value); // rdc-list.cu
__device__ void dropList(Node *Head);                  // rdc-list.cu
__device__ unsigned sumList(const Node *Head);         // rdc-sum.cu
extern __device__ unsigned NodesAlive;                 // rdc-list.cu

#endif // GPURT_TEST_RDC_UNIT_H
