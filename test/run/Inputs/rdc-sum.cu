// Part of the three-unit programs: see rdc-unit.h.
#include "rdc-unit.h"
#include <cassert>

__device__ unsigned sumList(const Node *Head) {
  unsigned Sum = 0;
  for (; Head; Head = Head->Next) {
    assert(Head->Value != 666);
    Sum += Head->Value;
  }
  return Sum;
}
