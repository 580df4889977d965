#include "decode.h"

#include <string.h>

#define ONES 0x0101010101010101u
#define TOPS 0x8080808080808080u

static inline uint64_t word(const char *at) {
  uint64_t word;
  memcpy(&word, at, 8);
  return word;
}

// The first byte at or after `at` that is a blank or a control character.
static inline const char *word_end(const char *at) {
  for (;; at += 8) {
    uint64_t here = word(at);
    uint64_t low = (here - ONES * 0x21) & ~here & TOPS;
    if (low) return at + __builtin_ctzll(low) / 8;
  }
}

static inline const char *find(const char *at, unsigned char wanted) {
  for (;; at += 8) {
    uint64_t here = word(at) ^ ONES * wanted;
    uint64_t zero = (here - ONES) & ~here & TOPS;
    if (zero) return at + __builtin_ctzll(zero) / 8;
  }
}

static inline const char *skip_blanks(const char *at) {
  for (;; at += 8) {
    uint64_t here = word(at) ^ ONES * ' ';
    if (here) return at + __builtin_ctzll(here) / 8;
  }
}

static inline uint64_t eight_digits(uint64_t digits) {
  digits = digits * 10 + (digits >> 8);
  return (((digits & 0xff000000ff) * 0xf424000000064) + (((digits >> 16) & 0xff000000ff) * 0x271000000001)) >> 32;
}

static const uint64_t tens[9] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

static inline uint64_t decimal(const char **place) {
  uint64_t value = 0;
  for (;;) {
    uint64_t here = word(*place) ^ ONES * '0';
    uint64_t other = ((here + ONES * 0x76) | here) & TOPS;
    int count = other ? __builtin_ctzll(other) / 8 : 8;
    *place += count;
    if (count == 8) {
      value = value * 100000000 + eight_digits(here);
      continue;
    }
    return count ? value * tens[count] + eight_digits(here << (64 - 8 * count)) : value;
  }
}

static inline uint64_t eight_nibbles(uint64_t text) {
  uint64_t value = (text & ONES * 15) + 9 * ((text >> 6) & ONES);
  value = (value << 4 | value >> 8) & 0x00ff00ff00ff00ff;
  value = (value << 8 | value >> 16) & 0x0000ffff0000ffff;
  return (value << 16 | value >> 32) & 0xffffffff;
}

static inline uint64_t hexadecimal(const char *at, const char *end) {
  uint64_t value = 0;
  for (; end - at >= 8; at += 8) value = value << 32 | eight_nibbles(word(at));
  long left = end - at;
  return left ? value << (4 * left) | eight_nibbles(word(at) << (64 - 8 * left)) : value;
}

// Of the first and last eight bytes.
static inline uint64_t hash(const char *at, const char *end) {
  long count = end - at;
  uint64_t first = word(at), last = count >= 8 ? word(end - 8) : 0;
  if (count < 8) first = count ? first << (64 - 8 * count) : 0;
  return (first ^ last * 0x9e3779b185ebca87 ^ (uint64_t)count) * 0xc2b2ae3d27d4eb4f;
}

static inline uint64_t value(const char **place) {
  const char *at = *place;
  if ((unsigned char)(*at - '0') < 10) {
    if (at[1] != 'x') return decimal(place);
    *place = word_end(at + 2);
    return hexadecimal(at + 2, *place);
  }
  *place = word_end(at);
  return hash(at, *place);
}

// Fields up to the line's end; returns where the next line begins.
static inline const char *fields(const char *at, struct decoded *event, uint64_t *sum) {
  uint64_t mix = 0;
  for (int index = 0;; index++) {
    while (*at == ' ') at++;
    if (*at == '\n') {
      *sum += mix;
      return at + 1;
    }
    const char *equals = find(at, '=');
    const char *place = equals + 1;
    uint64_t read = value(&place);
    event->values[index & 7] = read;
    mix += read ^ (uint64_t)(equals - at);
    at = *(unsigned char *)place <= ' ' ? place : word_end(place);
  }
}

static inline int64_t optional(const char **place) {
  if (**place != '-') return (int64_t)decimal(place);
  ++*place;
  return -1;
}

size_t decode_text(const char *text, const char *end, struct decoded *room, size_t count, uint64_t *sum) {
  size_t lines = 0;
  for (const char *at = text; at < end; lines++) {
    struct decoded *event = &room[lines & (count - 1)];
    event->time = decimal(&at);
    at = skip_blanks(at);
    event->cpu = optional(&at);
    at = skip_blanks(at);
    event->task = optional(&at);
    at = skip_blanks(at);
    const char *name = word_end(at);
    event->kind = hash(at, name);
    *sum += event->time + event->kind + (uint64_t)event->task;
    at = fields(name, event, sum);
  }
  return lines;
}

size_t decode_perf(const char *text, const char *end, struct decoded *room, size_t count, uint64_t *sum) {
  size_t lines = 0;
  for (const char *at = text; at < end; lines++) {
    struct decoded *event = &room[lines & (count - 1)];
    const char *cpu = find(skip_blanks(at), '[');
    const char *task = find(at, '/') + 1;
    const char *command = word_end(skip_blanks(at));
    event->task = (int64_t)decimal(&task);
    at = cpu + 1;
    event->cpu = (int64_t)decimal(&at);
    at = skip_blanks(at + 1);
    event->time = decimal(&at) * 1000000000;
    at++;
    event->time += decimal(&at);
    at = skip_blanks(at + 1);
    const char *name = word_end(at);
    event->kind = hash(at, name);
    *sum += event->time + event->kind + (uint64_t)event->task + hash(command - 4, command);
    at = fields(name, event, sum);
  }
  return lines;
}
