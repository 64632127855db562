// What pack() makes of values of each type: kinds as text, words as they lie.
// RUN: %{build} -o %t
// RUN: %{run} %t 2>&1 | FileCheck %s
// CHECK: ok: packs
#include "check.h"
#include "gpurt/packed_args.h"
#include <cstring>

enum Plain { one = 1 };
enum class Small : unsigned char { last = 200 };
enum class Large : long long { low = -2 };
struct Held {
  static const int five = 5;
};

struct Seen {
  char Types[32];
  unsigned Words;
  unsigned Word[80];
};

template <typename... Ts> __device__ void keep(Seen &To, const Ts &...Values) {
  auto Packed = gpurt::pack(Values...);
  const char *Types = Packed.types();
  for (unsigned I = 0; I == 0 || To.Types[I - 1]; ++I)
    To.Types[I] = Types[I];
  To.Words = Packed.word_count;
  for (unsigned I = 0; I < Packed.word_count; ++I)
    To.Word[I] = Packed.words[I];
}

__device__ char Longest[300];
__device__ char Hundred[101];

__global__ void integers(Seen *To, signed char C, unsigned short S, unsigned U,
                         long L, unsigned long long V) {
  keep(*To, C, S, U, L, V, true, 'x', Held::five);
}
__global__ void enums(Seen *To) { keep(*To, one, Small::last, Large::low); }
__global__ void reals(Seen *To, float F, double D) { keep(*To, F, D); }
__global__ void pointers(Seen *To, int *P) {
  keep(*To, P, nullptr, (const volatile void *)P);
}
__global__ void texts(Seen *To, const char *Short, const char *Null) {
  char Full[4] = {'a', 'b', 'c', 'd'};
  keep(*To, "four", Full, Short, Null);
}
__global__ void longTexts(Seen *To) {
  for (char &C : Longest)
    C = 'y';
  for (char &C : Hundred)
    C = 'z';
  Hundred[100] = 0;
  keep(*To, Longest, 7);
}
__global__ void longPointed(Seen *To) {
  const char *Text = Hundred;
  keep(*To, Text, 8);
}
__global__ void nothing(Seen *To) { keep(*To); }

static void expectWords(const Seen &Got, const char *Types,
                        std::initializer_list<unsigned> Words) {
  expect(!strcmp(Got.Types, Types), "types %s, not %s", Got.Types, Types);
  expect(Got.Words == Words.size(), "%s: %u words", Types, Got.Words);
  unsigned I = 0;
  for (unsigned Word : Words) {
    expect(Got.Word[I] == Word, "%s: word %u is %08x, not %08x", Types, I,
           Got.Word[I], Word);
    ++I;
  }
}

int main() {
  Seen *S;
  char *Text;
  cudaMallocManaged(&S, sizeof(Seen));
  cudaMallocManaged(&Text, 16);
  strcpy(Text, "seven..");

  integers<<<1, 1>>>(S, -3, 65535, 4000000000u, -4, ~0ull);
  cudaDeviceSynchronize();
  expectWords(*S, "iiuIUbci",
              {0xfffffffd, 65535, 4000000000u, 0xfffffffc, 0xffffffff,
               0xffffffff, 0xffffffff, 1, 'x', 5});
  enums<<<1, 1>>>(S);
  cudaDeviceSynchronize();
  expectWords(*S, "uiI", {1, 200, 0xfffffffe, 0xffffffff});
  reals<<<1, 1>>>(S, 1.5f, -2.5);
  cudaDeviceSynchronize();
  expectWords(*S, "fd", {0x3fc00000, 0, 0xc0040000});
  pointers<<<1, 1>>>(S, reinterpret_cast<int *>(0x7f0012345678));
  cudaDeviceSynchronize();
  expectWords(*S, "ppp", {0x12345678, 0x7f00, 0, 0, 0x12345678, 0x7f00});

  texts<<<1, 1>>>(S, Text, nullptr);
  cudaDeviceSynchronize();
  expect(!strcmp(S->Types, "t2t1s@s@"), "types of texts %s", S->Types);
  expect(!memcmp(S->Word, "four\0\0\0\0abcdseven..", 20), "texts");
  expect(S->Word[5] == 0 && S->Word[19] == 0, "text has something behind it");
  longTexts<<<1, 1>>>(S);
  cudaDeviceSynchronize();
  expect(!strcmp(S->Types, "spi"), "types of a long text %s", S->Types);
  expect(S->Words == 65 && S->Word[64] == 7, "a long text takes %u words",
         S->Words);
  expect(S->Word[0] == 0x79797979 && S->Word[63] == 0x79797979, "long text");
  longPointed<<<1, 1>>>(S);
  cudaDeviceSynchronize();
  expect(!strcmp(S->Types, "s@i"), "types of a long text %s", S->Types);
  expect(S->Word[15] == 0x7a7a7a7a && S->Word[16] == 8, "long pointed text");
  nothing<<<1, 1>>>(S);
  cudaDeviceSynchronize();
  expectWords(*S, "", {});
  return finish("packs");
}
