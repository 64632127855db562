# find_package(GPURT) -> GPURT::gpurt, GPURT_CUDA_COMPILER
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# GPURT::gpurt is for links that the gpu-rt driver does not do, such as g++
# linking objects that clang++ -fgpu-rt compiled: it brings the headers, the
# host runtime and the linker's list of wrapped calls. The CUDA runtime stays
# the user's choice (CUDA::cudart_static or CUDA::cudart).
# A link by `clang++ -fgpu-rt` has all that already; adding this is harmless.
get_filename_component(GPURT_PREFIX "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(GPURT_CUDA_COMPILER "${GPURT_PREFIX}/bin/clang++")

foreach(GPURT_File IN ITEMS lib/libgpurt.a lib/libgpurt.wrap include/gpurt/runtime.h)
  if(NOT EXISTS "${GPURT_PREFIX}/${GPURT_File}")
    set(GPURT_FOUND FALSE)
    set(GPURT_NOT_FOUND_MESSAGE "${GPURT_PREFIX}/${GPURT_File} is missing; "
      "build or install gpu-rt again")
    return()
  endif()
endforeach()

if(NOT TARGET GPURT::gpurt)
  find_package(Threads REQUIRED)
  add_library(GPURT::gpurt STATIC IMPORTED)
  set_target_properties(GPURT::gpurt PROPERTIES
    IMPORTED_LOCATION "${GPURT_PREFIX}/lib/libgpurt.a"
    IMPORTED_LINK_INTERFACE_LANGUAGES CXX
    INTERFACE_INCLUDE_DIRECTORIES "${GPURT_PREFIX}/include"
    INTERFACE_LINK_LIBRARIES "Threads::Threads;${CMAKE_DL_LIBS}"
    # A nested response file: ld reads @ itself. The exports let an object
    # that is loaded later share the program's one runtime.
    INTERFACE_LINK_OPTIONS "-Wl,@${GPURT_PREFIX}/lib/libgpurt.wrap;-Wl,--export-dynamic-symbol=gpurt_*;-Wl,--export-dynamic-symbol=__gpurt_*;-Wl,--export-dynamic-symbol=__wrap_*")
endif()
