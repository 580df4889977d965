// Segments: the files that records go to, and what /proc tells about memory.
#define _GNU_SOURCE
#include "recorder.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// CLOCK_MONOTONIC in ns: never 0, the same for all processors and processes.
uint64_t recorder_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static char *append(char *end, const char *text) {
    while (*text) *end++ = *text++;
    return end;
}

static char *append_hex(char *end, uint64_t value) {
    for (int shift = 60; shift >= 0; shift -= 4) *end++ = "0123456789abcdef"[value >> shift & 15];
    return end;
}

// DIRECTORY/IMAGE-PID-STREAM-SEGMENT, all of 16 hexadecimal digits, so that names sort as the segments were begun.
static void name_segment(char *path, const struct stream *stream) {
    uint64_t parts[4] = {recorder->image, recorder->pid, stream->number, stream->segment};
    char *end = append(path, recorder->directory);
    for (int part = 0; part < 4; part++) {
        *end++ = part == 0 ? '/' : '-';
        end = append_hex(end, parts[part]);
    }
    *end = 0;
}

// 64 KiB at first, up to 1 MiB: many threads are cheap, and few have many files.
static size_t segment_size(uint32_t number) { return (size_t)65536 << (number < 4 ? number : 4); }

// Makes the file and maps it; the blocks are taken at once, so that a full disk is an error here and no signal later.
static void *map_segment(const struct stream *stream, size_t size, struct segment_header **header) {
    char path[640];
    name_segment(path, stream);
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return NULL;
    void *base = MAP_FAILED;
    uintptr_t hint = __atomic_fetch_add(&recorder->hint, size + 65536, __ATOMIC_RELAXED);
    if (fallocate(file, 0, 0, (off_t)size) == 0 || (errno == EOPNOTSUPP && ftruncate(file, (off_t)size) == 0)) {
        base = mmap((void *)hint, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    }
    if (base != MAP_FAILED) madvise(base, size, MADV_DONTFORK);
    if (base != MAP_FAILED && header) {
        hint = __atomic_fetch_add(&recorder->hint, 65536, __ATOMIC_RELAXED);
        *header = mmap((void *)hint, SEGMENT_HEADER_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (*header == MAP_FAILED) *header = NULL;
        else madvise(*header, SEGMENT_HEADER_SIZE, MADV_DONTFORK);
    }
    syscall(SYS_close, file);
    return base == MAP_FAILED ? NULL : base;
}

static void fill_header(struct segment_header *header, const struct stream *stream) {
    if (recorder->header && recorder->header != header) memcpy(header, recorder->header, sizeof *header);
    header->version = SEGMENT_VERSION;
    header->header_size = SEGMENT_HEADER_SIZE;
    header->image = recorder->image;
    header->born = recorder->born;
    header->start_break = recorder->start_break;
    header->pid = recorder->pid;
    header->parent = recorder->parent;
    header->parent_thread = recorder->parent_thread;
    header->flags = recorder->flags;
    header->stream = stream->number;
    header->segment = stream->segment;
    header->lost = 0;
    __atomic_store_n(&header->magic, SEGMENT_MAGIC, __ATOMIC_RELEASE);
}

// Begins the stream's next segment. Returns whether it could.
int recorder_roll(struct stream *stream) {
    int saved = errno;
    size_t size = segment_size(stream->segment);
    int is_first = stream->number == 0 && stream->segment == 0;
    uint64_t *base = map_segment(stream, size, is_first ? &recorder->header : NULL);
    if (stream->base) {
        size_t old = segment_size(stream->segment - 1);
        munmap(stream->base, old);
        __atomic_fetch_sub(&recorder->own_pages, old / 4096, __ATOMIC_RELAXED);
    }
    stream->base = base;
    stream->next = stream->end = NULL;
    if (base) {
        fill_header((struct segment_header *)base, stream);
        __atomic_fetch_add(&recorder->own_pages, size / 4096 + is_first, __ATOMIC_RELAXED);
        stream->segment++;
        stream->next = base + SEGMENT_HEADER_SIZE / sizeof *base;
        stream->end = base + size / sizeof *base;
    } else if (recorder->header) {
        __atomic_fetch_add(&recorder->header->lost, 1, __ATOMIC_RELAXED);
    }
    errno = saved;
    return base != NULL;
}

static int open_own(const char *path) { return (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0); }

// Resident pages of the heap, from /proc/self/pagemap (bit 63: present; Documentation/admin-guide/mm/pagemap.rst).
static uint64_t resident_heap(void) {
    uint64_t entries[256], count = 0;
    uintptr_t page = recorder->start_break & ~(uintptr_t)4095, end = (uintptr_t)sbrk(0);
    int file = open_own("/proc/self/pagemap");
    if (file < 0) return UINT64_MAX;
    while (page < end) {
        size_t pages = (end - page + 4095) / 4096;
        if (pages > 256) pages = 256;
        long got = syscall(SYS_pread64, file, entries, pages * 8, (long)(page / 4096 * 8));
        if (got <= 0) break;
        for (long entry = 0; entry < got / 8; entry++) count += entries[entry] >> 63;
        page += (uintptr_t)(got / 8) * 4096;
    }
    syscall(SYS_close, file);
    return count;
}

// Writes a sample: pages mapped without the recorder's own, anonymous pages resident, and the heap's where the last count was
// cheap against the time since then.
void recorder_sample(struct stream *stream, int is_last) {
    int saved = errno, file = open_own("/proc/self/statm");
    char text[128];
    long length = file < 0 ? 0 : syscall(SYS_read, file, text, sizeof text - 1);
    if (file >= 0) syscall(SYS_close, file);
    uint64_t values[3] = {0, 0, 0};
    int field = 0;
    for (long at = 0; at < length && field < 3; at++) {
        if (text[at] == ' ') field++;
        else values[field] = values[field] * 10 + (uint64_t)(text[at] - '0');
    }
    uint64_t begin = recorder_now(), heap = UINT64_MAX;
    if (is_last || begin >= recorder->next_scan) {
        heap = resident_heap();
        uint64_t end = recorder_now();
        recorder->next_scan = end + 20 * (end - begin);
    }
    uint64_t total = values[0] - __atomic_load_n(&recorder->own_pages, __ATOMIC_RELAXED);
    if (field == 3) recorder_put2(stream, recorder_now(), recorder_head(RECORD_STATM, total), values[1] - values[2], heap);
    errno = saved;
}

// Writes the break's move, unless another thread has, and a sample.
void recorder_break_moved(struct stream *stream, uintptr_t from, uintptr_t to) {
    if (!__atomic_compare_exchange_n(&recorder->program_break, &from, to, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) return;
    recorder_put1(stream, recorder_now(), recorder_head(RECORD_BREAK, to), from);
    recorder_sample(stream, 0);
}
