#!/bin/sh
# errors.sh EXPLORE PROGRAM: calls it wrongly in all ways, with each status.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
explore=$1
program=$2
here=$(dirname "$0")
try() {
  "$explore" --quiet "$@" >/dev/null
  echo $?
}
try
try --sed 1-2 "$program"
try ./no/such/file
try no-such-program-anywhere
try "$here/fine.cu"
try /tmp
try --seeds 9-3 "$program"
try --seeds 1..3 "$program"
try --policies fair,mean "$program"
try --policies fair,fair "$program"
try --memory soft "$program"
try --jobs 0 "$program"
try --timeout 1s "$program"
try "$program" --timeout
try /bin/true
try --seeds 1 --json /no/such/folder/x "$program"
