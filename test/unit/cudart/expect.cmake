# Runs PROGRAM: it must return 0, its output must end with "ok", and match
# STDOUT; stderr must match STDERR, or be empty without one.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
execute_process(COMMAND ${PROGRAM} RESULT_VARIABLE Code OUTPUT_VARIABLE Out
  ERROR_VARIABLE Err)
set(Told "${PROGRAM} returned ${Code}\nstdout:\n${Out}\nstderr:\n${Err}")
if(NOT Code EQUAL 0 OR NOT Out MATCHES "ok\n$")
  message(FATAL_ERROR "${Told}")
endif()
if(STDOUT AND NOT Out MATCHES "${STDOUT}")
  message(FATAL_ERROR "stdout does not match ${STDOUT}\n${Told}")
endif()
if((STDERR AND NOT Err MATCHES "${STDERR}") OR (NOT STDERR AND Err))
  message(FATAL_ERROR "stderr does not match '${STDERR}'\n${Told}")
endif()
