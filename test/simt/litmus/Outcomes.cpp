//===- Outcomes.cpp - Outcomes as text, and their classes -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Outcomes.h. Test: OracleTest.cpp
//===----------------------------------------------------------------------===//
#include "Outcomes.h"

namespace gpurt::litmus {

const char *name(Class C) {
  switch (C) {
  case Class::Forbidden:
    return "forbidden";
  case Class::Unclaimed:
    return "unclaimed";
  case Class::Allowed:
    return "allowed";
  }
  return "";
}

static std::string textOf(uint32_t Value) {
  return Value == NotWritten ? "-" : std::to_string(Value);
}

/// A pattern of the wrong length matches nothing.
static bool matches(std::string_view Pattern, const Program &P, Outcome O) {
  size_t N = 0;
  for (; !Pattern.empty(); ++N) {
    std::string_view Part = detail::take(Pattern, ' ');
    if (N == P.observed() || (Part != "*" && Part != textOf(valueIn(O, N))))
      return false;
  }
  return N == P.observed();
}

static bool matchesAny(std::string_view Patterns, const Program &P, Outcome O) {
  while (!Patterns.empty())
    if (matches(detail::take(Patterns, ','), P, O))
      return true;
  return false;
}

Class classify(const Shape &S, const Program &P, Outcome O) {
  if (matchesAny(S.Forbidden, P, O))
    return Class::Forbidden;
  if (matchesAny(S.Unclaimed, P, O))
    return Class::Unclaimed;
  return matchesAny(S.Allowed, P, O) ? Class::Allowed : Class::Forbidden;
}

std::string text(const Program &P, Outcome O) {
  std::string Text;
  for (size_t I = 0; I != P.observed(); ++I)
    Text += (I ? " " : "") + textOf(valueIn(O, I));
  return Text;
}

std::string fullName(const Shape &S, const Variant &V) {
  return std::string(S.Name) + "." + V.Name;
}

} // namespace gpurt::litmus
