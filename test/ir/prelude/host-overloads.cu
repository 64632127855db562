// Host code sees the functions it always saw, from the oldest standard to the
// newest, with the headers before and after, and with all warnings on.
// REQUIRES: cuda
// RUN: %cuda -include %gpurt_prelude -std=c++11 -Wall -Wextra -Werror -fsyntax-only %s
// RUN: %cuda -include %gpurt_prelude -std=c++17 -Wall -Wextra -Werror -fsyntax-only %s
// RUN: %cuda -include %gpurt_prelude -std=c++23 -Weverything -Werror -Wno-c++98-compat -Wno-c++98-compat-pedantic -Wno-unsafe-buffer-usage -fgpu-rdc -fsyntax-only %s
// RUN: %cuda -include %gpurt_prelude -std=c++17 -fgpu-default-stream=per-thread -fsyntax-only %s
#include <cstdlib>
#include <exception>
#include <malloc.h>
#include <new>
#include <string>
#include <vector>

[[noreturn]] void host();
void host() {
  void *(*Calloc)(size_t, size_t) = &calloc;
  void *(*Realloc)(void *, size_t) = std::realloc;
  auto *Terminate = &std::terminate;
  void *P = Realloc(Calloc(1, 2), 3);
  free(P);
  free(memalign(64, 64));
  free(aligned_alloc(64, 64));
  if (posix_memalign(&P, 64, 64) == 0)
    free(P);
  delete[] new (std::nothrow) int[4];
  std::vector<std::string> Words(3);
  if (Words.empty())
    Terminate();
  std::abort();
}
