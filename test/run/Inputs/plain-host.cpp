// A C++ program that knows nothing of CUDA and opens a library with kernels.
#include <cstdio>
#include <dlfcn.h>

int main(int, char **Argv) {
  void *Library = dlopen(Argv[1], RTLD_NOW);
  if (!Library) {
    std::printf("WRONG: %s\n", dlerror());
    return 1;
  }
  auto *SelfTest = (unsigned (*)())dlsym(Library, "librarySelfTest");
  auto *Fail = (int (*)())dlsym(Library, "libraryFail");
  unsigned Wrong = SelfTest();
  int Error = Fail(); // cudaErrorAssert is 710
  Wrong += SelfTest();
  std::printf("%u wrong, error %d\n", Wrong, Error);
  return Wrong || Error != 710;
}
