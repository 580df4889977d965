// A minimal word-wise reader of trace lines: the reference of the decode benchmark. It finds words and numbers eight bytes at a time
// and keeps nothing but numbers and hashes: no name is looked up, nothing is checked.
#ifndef DECODE_H
#define DECODE_H

#include <stddef.h>
#include <stdint.h>

struct decoded {
  uint64_t time;
  uint64_t kind;
  uint64_t values[8];
  int64_t cpu, task;
};

// Reads lines `TIME CPU TASK EVENT KEY=VALUE …`. `end` points behind the last line feed; 64 bytes after it may be read. The records
// go round in `room`, which has `count` (a power of two). Returns the number of lines, and in `sum` a mix of all numbers.
size_t decode_text(const char *text, const char *end, struct decoded *room, size_t count, uint64_t *sum);

// Reads lines `COMM PID/TID [CPU] SECONDS.FRACTION: EVENT: KEY=VALUE …` likewise.
size_t decode_perf(const char *text, const char *end, struct decoded *room, size_t count, uint64_t *sum);

#endif
