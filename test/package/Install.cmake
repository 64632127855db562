# Installs BUILD into an empty PREFIX and looks for all that must be there.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
file(REMOVE_RECURSE ${PREFIX})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${PREFIX}
  COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
foreach(File IN ITEMS bin/clang bin/clang++ lib/GPURT.so lib/gpurt.bc
    lib/libgpurt.a lib/libgpurt.so lib/libgpurt.wrap
    lib/cmake/GPURT/GPURTConfig.cmake include/gpurt/runtime.h
    include/gpurt/prelude.h)
  if(NOT EXISTS ${PREFIX}/${File})
    message(FATAL_ERROR "not installed: ${File}")
  endif()
endforeach()
