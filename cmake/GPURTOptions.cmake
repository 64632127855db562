# Warnings, and how code that links LLVM is compiled.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# All host code gets the warnings. gpurt_use_llvm(TARGET) adds LLVM's include
# folders (as system folders: its warnings are not ours), its definitions, and
# turns RTTI off as LLVM was built; it links nothing. A plugin stays unlinked,
# for its symbols come from the clang or opt that loads it.
add_compile_options(
  $<$<COMPILE_LANGUAGE:CXX>:-Wall>
  $<$<COMPILE_LANGUAGE:CXX>:-Wextra>)
if(GPURT_WERROR)
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Werror>)
endif()
# Ninja hides the terminal, so ask for colour where the reader has it.
if(CMAKE_GENERATOR STREQUAL "Ninja" AND NOT DEFINED ENV{NO_COLOR})
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fdiagnostics-color=always>
    $<$<CXX_COMPILER_ID:Clang>:-fcolor-diagnostics>)
endif()

function(gpurt_use_llvm Target)
  separate_arguments(Definitions NATIVE_COMMAND "${LLVM_DEFINITIONS}")
  target_compile_definitions(${Target} PRIVATE ${Definitions})
  target_include_directories(${Target} SYSTEM PRIVATE ${LLVM_INCLUDE_DIRS}
    ${CLANG_INCLUDE_DIRS})
  if(NOT LLVM_ENABLE_RTTI)
    target_compile_options(${Target} PRIVATE -fno-rtti)
  endif()
endfunction()

# Every target below Folder that `all` builds.
function(gpurt_collect_targets Folder Result)
  get_property(Found DIRECTORY ${Folder} PROPERTY BUILDSYSTEM_TARGETS)
  get_property(Below DIRECTORY ${Folder} PROPERTY SUBDIRECTORIES)
  foreach(Sub IN LISTS Below)
    gpurt_collect_targets(${Sub} More)
    list(APPEND Found ${More})
  endforeach()
  set(${Result} ${Found} PARENT_SCOPE)
endfunction()

# Makes `check` depend on all that the rooms build.
function(gpurt_check_needs_everything)
  gpurt_collect_targets(${CMAKE_SOURCE_DIR} Targets)
  foreach(Target IN LISTS Targets)
    get_target_property(Type ${Target} TYPE)
    if(Type STREQUAL "UTILITY" AND NOT Target STREQUAL "gpurt-devicelib")
      continue() # check itself and helpers that people run by hand
    endif()
    if(NOT Type STREQUAL "INTERFACE_LIBRARY")
      add_dependencies(check ${Target})
    endif()
  endforeach()
endfunction()
