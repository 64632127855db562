# The driver's translation, without running a compiler.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
find_package(GTest REQUIRED)
add_executable(gpurt-driver-test
  ${CMAKE_CURRENT_LIST_DIR}/DriverTest.cpp
  ${CMAKE_CURRENT_LIST_DIR}/DriverLinkTest.cpp
  ${CMAKE_CURRENT_LIST_DIR}/DriverCpuTest.cpp
  ${CMAKE_CURRENT_LIST_DIR}/DriverSanitizeTest.cpp)
gpurt_use_llvm(gpurt-driver-test)
target_link_libraries(gpurt-driver-test PRIVATE gpurt-driver-core
  GTest::gtest_main)
add_test(NAME unit.driver COMMAND gpurt-driver-test)
