# find_package(GPURT) -> GPURT::gpurt, GPURT::gpurt_shared, GPURT_CUDA_COMPILER
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# For links that the gpu-rt driver does not do, such as g++ linking objects that
# clang++ -fgpu-rt compiled: the headers, the host runtime and the linker's list
# of wrapped calls. The CUDA runtime stays the user's choice.
#   GPURT::gpurt         the archive, private to the program; fits cudart_static
#   GPURT::gpurt_shared  libgpurt.so, for programs that share the CUDA runtime
#                        (libcudart.so) with shared objects of theirs
#   GPURT::gpurt_cpu     for objects compiled with -fgpu-rt-device=cpu: the
#                        archive, and the CPU device in place of CUDA's runtime
# A link by the driver has all that already; adding one of them is harmless.
get_filename_component(GPURT_PREFIX "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(GPURT_CUDA_COMPILER "${GPURT_PREFIX}/bin/clang++")

foreach(GPURT_File IN ITEMS lib/libgpurt.a lib/libgpurt.so
    lib/libgpurt-cpu.so lib/libgpurt.wrap include/gpurt/runtime.h)
  if(NOT EXISTS "${GPURT_PREFIX}/${GPURT_File}")
    set(GPURT_FOUND FALSE)
    set(GPURT_NOT_FOUND_MESSAGE "${GPURT_PREFIX}/${GPURT_File} is missing; "
      "build or install gpu-rt again")
    return()
  endif()
endforeach()

if(NOT TARGET GPURT::gpurt)
  find_package(Threads REQUIRED)
  # A nested response file: ld reads @ itself.
  set(GPURT_Wrap "-Wl,@${GPURT_PREFIX}/lib/libgpurt.wrap")
  add_library(GPURT::gpurt STATIC IMPORTED)
  set_target_properties(GPURT::gpurt PROPERTIES
    IMPORTED_LOCATION "${GPURT_PREFIX}/lib/libgpurt.a"
    IMPORTED_LINK_INTERFACE_LANGUAGES CXX
    INTERFACE_INCLUDE_DIRECTORIES "${GPURT_PREFIX}/include"
    INTERFACE_LINK_LIBRARIES "Threads::Threads;${CMAKE_DL_LIBS};m"
    INTERFACE_LINK_OPTIONS "${GPURT_Wrap};-Wl,--exclude-libs,libgpurt.a")
  add_library(GPURT::gpurt_shared SHARED IMPORTED)
  set_target_properties(GPURT::gpurt_shared PROPERTIES
    IMPORTED_LOCATION "${GPURT_PREFIX}/lib/libgpurt.so"
    INTERFACE_INCLUDE_DIRECTORIES "${GPURT_PREFIX}/include"
    INTERFACE_LINK_OPTIONS "${GPURT_Wrap}")
  unset(GPURT_Wrap)
  add_library(GPURT::cpu_runtime SHARED IMPORTED)
  set_target_properties(GPURT::cpu_runtime PROPERTIES
    IMPORTED_LOCATION "${GPURT_PREFIX}/lib/libgpurt-cpu.so")
  # In this order: the archive calls the CUDA runtime.
  add_library(GPURT::gpurt_cpu INTERFACE IMPORTED)
  set_target_properties(GPURT::gpurt_cpu PROPERTIES
    INTERFACE_LINK_LIBRARIES "GPURT::gpurt;GPURT::cpu_runtime")
endif()
