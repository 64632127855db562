# What `cmake --install` puts where, and the CMake package.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   bin/clang, bin/clang++     the driver
#   lib/GPURT.so, gpurt.bc     plugin and device library
#   lib/libgpurt-cpu.so        CUDA on the CPU device (lib/simt installs it)
#   lib/gpurt-cpu/             what stands in for CUDA's tools and libraries when
#                              compiling for it (tools/cpu-tools installs it)
#   lib/libgpurt.{a,so,wrap}   host runtime and its list of wrapped calls
#   lib/cmake/GPURT/           find_package(GPURT) -> GPURT::gpurt
#   include/gpurt/             headers
# The package file finds everything relative to itself, so the same file
# serves in <build>/lib/cmake/GPURT and in an installed tree.
include(CMakePackageConfigHelpers)

configure_file(${CMAKE_CURRENT_LIST_DIR}/GPURTConfig.cmake
  ${CMAKE_BINARY_DIR}/lib/cmake/GPURT/GPURTConfig.cmake COPYONLY)
write_basic_package_version_file(
  ${CMAKE_BINARY_DIR}/lib/cmake/GPURT/GPURTConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(DIRECTORY ${CMAKE_BINARY_DIR}/lib/cmake/GPURT DESTINATION lib/cmake)

install(DIRECTORY ${CMAKE_SOURCE_DIR}/include/gpurt DESTINATION include
  FILES_MATCHING PATTERN "*.h")
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION share/doc/gpurt)

if(TARGET gpurt-driver)
  install(TARGETS gpurt-driver RUNTIME DESTINATION bin)
  install(FILES ${CMAKE_BINARY_DIR}/bin/clang++ DESTINATION bin)
endif()
if(TARGET GPURTPlugin)
  install(TARGETS GPURTPlugin LIBRARY DESTINATION lib)
endif()
if(TARGET gpurt-devicelib)
  install(FILES ${CMAKE_BINARY_DIR}/lib/gpurt.bc DESTINATION lib)
endif()
if(TARGET gpurt_static)
  install(TARGETS gpurt_static gpurt_shared
    ARCHIVE DESTINATION lib LIBRARY DESTINATION lib)
  install(FILES ${CMAKE_BINARY_DIR}/lib/libgpurt.wrap DESTINATION lib)
endif()
