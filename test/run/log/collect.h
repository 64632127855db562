// Collects entries by the callback, for the programs of this folder.
#pragma once
#include "gpurt/log.h"
#include <cstdlib>
#include <map>
#include <string>
#include <tuple>
#include <vector>

struct Collected {
  std::string Text, File;
  unsigned Level, Line, Block, Thread, Lane, Ring, Sequence;
  unsigned long long Time;
};

inline std::vector<Collected> Entries;

inline void collect(const gpurt_log_entry *E, void *) {
  Entries.push_back({E->text, E->file, unsigned(E->level), E->line, E->block[0],
                     E->thread[0], E->lane, E->ring, E->sequence, E->time_ns});
}

/// Entries go to the callback alone.
inline void collectOnly() {
  setenv("GPURT_LOG_STDERR", "0", 0);
  gpurt_log_set_callback(collect, nullptr);
}

/// \returns whether times never fall.
inline bool areSorted() {
  for (size_t I = 1; I < Entries.size(); ++I)
    if (Entries[I].Time < Entries[I - 1].Time)
      return false;
  return true;
}
