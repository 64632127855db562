//===- Json.cpp - The little JSON that reports need -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Json.h.
// Test: test/unit/PanicJsonTest.cpp
//===----------------------------------------------------------------------===//
#include "Json.h"
#include "JsonText.h"
#include "Message.h"

#include <fcntl.h>
#include <unistd.h>

std::string gpurt::runtime::quoted(std::string_view Text) {
  return logging::quoted(Text, "\\ufffd");
}

void gpurt::runtime::appendLine(const std::string &Path, std::string_view Line,
                                const char *Variable) {
  int File = open(Path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                  S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH);
  std::string Whole(Line);
  Whole += '\n';
  if (File < 0 || write(File, Whole.data(), Whole.size()) !=
                      static_cast<ssize_t>(Whole.size()))
    complain("cannot write %s='%s': %m", Variable, Path.c_str());
  if (File >= 0)
    close(File);
}
