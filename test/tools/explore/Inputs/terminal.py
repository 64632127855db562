# terminal.py COMMAND...: runs COMMAND on a terminal of its own and prints what
# it writes there. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import os
import pty
import sys

sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
