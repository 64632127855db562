//===- wordcount.cu - Counts the words of a text on the GPU ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Plain CUDA C++: one thread looks at each character, and the one that stands
// on the first letter of a word puts the word into a hash table whose nodes
// and strings come from `new` in the kernel. Insertion is lock-free. The top
// twenty are printed exactly as this prints them (LC_ALL=C):
//
//   tr -cs 'A-Za-z' '\n' < FILE | tr A-Z a-z | grep . | sort | uniq -c |
//     sort -k1,1nr -k2 | head -20
//
// Usage: wordcount [FILE]     Test: test/run/examples/wordcount*.test
//===----------------------------------------------------------------------===//
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

static const char DefaultText[] = "/usr/share/common-licenses/GPL-3";

struct Node {
  char *Word; // not NUL-terminated
  size_t Length;
  unsigned long long Count;
  Node *Next; // set before the node is published, then never changed
};

/// A chain of nodes in each bucket, newest first. Nodes are only added while
/// words are counted, so a pointer into a chain stays good.
struct Table {
  Node **Buckets;
  unsigned long long NumBuckets; // a power of two
  unsigned long long NumWords;   // distinct ones
  unsigned long long NumBytes;   // of all distinct words
};

/// One distinct word as the host gets it.
struct Entry {
  unsigned long long Count, Offset, Length;
};

__host__ __device__ inline bool isLetter(char C) {
  return (C >= 'a' && C <= 'z') || (C >= 'A' && C <= 'Z');
}

__host__ __device__ inline char toLower(char C) { return C | 0x20; }

/// Reads a bucket's head such that all its nodes are seen as they were
/// published: the fence pairs with the one before the atomicCAS in addWord.
__device__ Node *readHead(Node *const *Bucket) {
  Node *Head = *(Node *const volatile *)Bucket;
  __threadfence();
  return Head;
}

/// Finds a word in a chain, from \p From up to but without \p End.
__device__ Node *findWord(Node *From, const Node *End, const char *Text,
                          size_t Length) {
  for (Node *N = From; N != End; N = N->Next) {
    if (N->Length != Length)
      continue;
    size_t I = 0;
    while (I < Length && N->Word[I] == toLower(Text[I]))
      ++I;
    if (I == Length)
      return N;
  }
  return nullptr;
}

__device__ Node *newNode(const char *Text, size_t Length) {
  char *Word = new char[Length];
  for (size_t I = 0; I < Length; ++I)
    Word[I] = toLower(Text[I]);
  return new Node{Word, Length, 1, nullptr};
}

__device__ void deleteNode(Node *N) {
  delete[] N->Word;
  delete N;
}

/// Counts one word. Any number of threads may call it at once; a retry means
/// that another thread has put a node into the same bucket.
__device__ void addWord(Table &Words, const char *Text, size_t Length,
                        unsigned long long Hash) {
  Node **Bucket = &Words.Buckets[Hash & (Words.NumBuckets - 1)];
  Node *Own = nullptr;
  const Node *Searched = nullptr; // everything from here on was looked at
  for (;;) {
    Node *Head = readHead(Bucket);
    if (Node *Found = findWord(Head, Searched, Text, Length)) {
      atomicAdd(&Found->Count, 1ull);
      if (Own)
        deleteNode(Own); // another thread was first with this word
      return;
    }
    Searched = Head;
    if (!Own)
      Own = newNode(Text, Length);
    Own->Next = Head;
    // The node must be complete before another thread can find it.
    __threadfence();
    if (atomicCAS((unsigned long long *)Bucket, (unsigned long long)Head,
                  (unsigned long long)Own) == (unsigned long long)Head)
      break;
  }
  atomicAdd(&Words.NumWords, 1ull);
  atomicAdd(&Words.NumBytes, (unsigned long long)Length);
}

__global__ void countWords(const char *Text, size_t Size, Table *Words) {
  size_t Step = (size_t)gridDim.x * blockDim.x;
  for (size_t I = (size_t)blockIdx.x * blockDim.x + threadIdx.x; I < Size;
       I += Step) {
    if (!isLetter(Text[I]) || (I > 0 && isLetter(Text[I - 1])))
      continue;
    unsigned long long Hash = 14695981039346656037ull; // FNV-1a
    size_t End = I;
    for (; End < Size && isLetter(Text[End]); ++End)
      Hash = (Hash ^ (unsigned char)toLower(Text[End])) * 1099511628211ull;
    addWord(*Words, Text + I, End - I, Hash ^ Hash >> 32);
  }
}

/// Writes the words out for the host; the order does not matter.
__global__ void listWords(const Table *Words, Entry *Entries, char *Bytes,
                          unsigned long long *Used /* [2], zero */) {
  size_t Step = (size_t)gridDim.x * blockDim.x;
  for (size_t B = (size_t)blockIdx.x * blockDim.x + threadIdx.x;
       B < Words->NumBuckets; B += Step)
    for (const Node *N = Words->Buckets[B]; N; N = N->Next) {
      Entry E = {N->Count, atomicAdd(&Used[1], (unsigned long long)N->Length),
                 N->Length};
      for (size_t I = 0; I < N->Length; ++I)
        Bytes[E.Offset + I] = N->Word[I];
      Entries[atomicAdd(&Used[0], 1ull)] = E;
    }
}

__global__ void freeWords(Table *Words) {
  size_t Step = (size_t)gridDim.x * blockDim.x;
  for (size_t B = (size_t)blockIdx.x * blockDim.x + threadIdx.x;
       B < Words->NumBuckets; B += Step)
    while (Node *N = Words->Buckets[B]) {
      Words->Buckets[B] = N->Next;
      deleteNode(N);
    }
}

static void check(cudaError_t Error, const char *What) {
  if (Error == cudaSuccess)
    return;
  std::fprintf(stderr, "wordcount: cannot %s: %s\n", What,
               cudaGetErrorString(Error));
  std::exit(1);
}

static std::vector<char> readFile(const char *Name) {
  std::FILE *File = std::fopen(Name, "rb");
  std::vector<char> Text;
  if (File) {
    char Part[1 << 16];
    size_t Got;
    while ((Got = std::fread(Part, 1, sizeof Part, File)) > 0)
      Text.insert(Text.end(), Part, Part + Got);
    if (!std::ferror(File)) {
      std::fclose(File);
      return Text;
    }
  }
  std::perror(("wordcount: cannot read '" + std::string(Name) + "'").c_str());
  std::exit(1);
}

template <typename T> static T *allocate(size_t Count) {
  T *Data = nullptr;
  size_t Size = std::max<size_t>(Count, 1) * sizeof(T);
  check(cudaMalloc(&Data, Size), "allocate device memory");
  check(cudaMemset(Data, 0, Size), "clear device memory");
  return Data;
}

template <typename T>
static std::vector<T> toHost(const T *Data, size_t Count) {
  std::vector<T> Copy(Count);
  check(
      cudaMemcpy(Copy.data(), Data, Count * sizeof(T), cudaMemcpyDeviceToHost),
      "copy results");
  return Copy;
}

static void printTop(std::vector<Entry> Entries, const std::vector<char> &Bytes,
                     size_t Most) {
  auto Text = [&](const Entry &E) {
    return std::string(Bytes.data() + E.Offset, E.Length);
  };
  Most = std::min(Most, Entries.size());
  std::partial_sort(Entries.begin(), Entries.begin() + Most, Entries.end(),
                    [&](const Entry &A, const Entry &B) {
                      return A.Count != B.Count ? A.Count > B.Count
                                                : Text(A) < Text(B);
                    });
  for (size_t I = 0; I < Most; ++I)
    std::printf("%7llu %s\n", Entries[I].Count, Text(Entries[I]).c_str());
}

int main(int Argc, char **Argv) {
  if (Argc > 2) {
    std::fprintf(stderr, "usage: wordcount [FILE]\n");
    return 1;
  }
  std::vector<char> Text = readFile(Argc > 1 ? Argv[1] : DefaultText);
  char *DeviceText = allocate<char>(Text.size());
  check(
      cudaMemcpy(DeviceText, Text.data(), Text.size(), cudaMemcpyHostToDevice),
      "copy the text");

  // About as many buckets as there are words, if all were different.
  Table Words = {nullptr, 1024, 0, 0};
  while (Words.NumBuckets < Text.size() / 8 && Words.NumBuckets < 1 << 24)
    Words.NumBuckets *= 2;
  Words.Buckets = allocate<Node *>(Words.NumBuckets);
  Table *DeviceWords = allocate<Table>(1);
  check(cudaMemcpy(DeviceWords, &Words, sizeof Words, cudaMemcpyHostToDevice),
        "copy the table");

  const unsigned Grid = 1024, Threads = 256;
  countWords<<<Grid, Threads>>>(DeviceText, Text.size(), DeviceWords);
  check(cudaDeviceSynchronize(), "count");
  Words = toHost(DeviceWords, 1)[0];

  Entry *Entries = allocate<Entry>(Words.NumWords);
  char *Bytes = allocate<char>(Words.NumBytes);
  unsigned long long *Used = allocate<unsigned long long>(2);
  listWords<<<Grid, Threads>>>(DeviceWords, Entries, Bytes, Used);
  freeWords<<<Grid, Threads>>>(DeviceWords);
  check(cudaDeviceSynchronize(), "list the words");
  printTop(toHost(Entries, Words.NumWords), toHost(Bytes, Words.NumBytes), 20);

  for (void *Data :
       {(void *)DeviceText, (void *)Words.Buckets, (void *)DeviceWords,
        (void *)Entries, (void *)Bytes, (void *)Used})
    check(cudaFree(Data), "free device memory");
  return 0;
}
