/* Random memory calls in a private arena, printed as a trace with the kernel's answers in comments.
 *
 *     cc -O1 -o arena arena.c && ./arena SEED CALLS > arena-SEED.trace
 *
 * After each call three kinds of comment lines: `#r RESULT ERRNO`, one `#v START END PROT RSS-PAGES FLAGS` for each VMA
 * (from /proc/self/smaps; flags: a accounted, l locked), and `#p KB`, page tables (VmPTE) beyond those of the start.
 * The arena is 96 pages around a border of 1 GiB, so that page tables of two levels come and go; nothing else is there. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "../proc-log.h"

#define PAGES 96
static const uint64_t base = 0x100040000000ull - 48 * 4096;
static uint64_t state;
static long tables;

static uint64_t pick(uint64_t n) {
    uint64_t z = (state += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return (z ^ (z >> 31)) % n;
}

static long page_tables(void) {
    slurp("/proc/self/status");
    return strtol(strstr(in, "VmPTE:") + 6, NULL, 10);
}

static void areas(void) {
    slurp("/proc/self/smaps");
    unsigned long start = 0, end = 0, from, to, rss = 0;
    char prot[8], flags[8];
    for (char *line = strtok(in, "\n"); line; line = strtok(NULL, "\n")) {
        if (sscanf(line, "%lx-%lx %7s", &from, &to, prot) == 3) start = from, end = to, flags[0] = 0;
        if (!strncmp(line, "Rss:", 4)) rss = strtoul(line + 4, NULL, 10) / 4;
        if (strncmp(line, "VmFlags:", 8) || start < base || start >= base + PAGES * 4096) continue;
        if (strstr(line, " ac")) strcat(flags, "a");
        if (strstr(line, " lo")) strcat(flags, "l");
        prot[3] = 0;
        say("#v %lx %lx %s %lu %s\n", start, end, prot, rss, flags[0] ? flags : "-");
    }
}

static int can_touch(uint64_t start, uint64_t length, int writes) {
    slurp("/proc/self/maps");
    uint64_t reach = start;
    unsigned long from, to;
    char prot[8];
    for (char *line = strtok(in, "\n"); line; line = strtok(NULL, "\n"))
        if (sscanf(line, "%lx-%lx %7s", &from, &to, prot) == 3 && from <= reach && to > reach && prot[writes] != '-') reach = to;
    return reach >= start + length;
}

static const char *const names[] = {"---", "r--", "-w-", "rw-"};

static void call(int number) {
    uint64_t page = pick(PAGES), pages = 1 + pick(pick(2) ? 6 : 30);
    if (page + pages > PAGES) pages = PAGES - page;
    uint64_t at = base + page * 4096, length = pages * 4096;
    uint64_t other = pick(PAGES), count = 1 + pick(12);
    if (other + count > PAGES) count = PAGES - other;
    static const int kinds[] = {0, 1, 3, 3, 3};
    int prot = kinds[pick(5)], what = pick(26);
    long result = 0;
    errno = 0;
    say("+1us - 100 ");
    if (what < 4) {
        int strict = pick(4) == 0, quiet = pick(6) == 0, populated = pick(6) == 0;
        say("mmap length=%lu address=0x%lx prot=%s flags=private|anonymous|%s%s%s\n", length, at, names[prot],
            strict ? "fixed_noreplace" : "fixed", quiet ? "|noreserve" : "", populated ? "|populate" : "");
        result = (long)mmap((void *)at, length, prot,
            MAP_PRIVATE | MAP_ANONYMOUS | (strict ? MAP_FIXED_NOREPLACE : MAP_FIXED) | (quiet ? MAP_NORESERVE : 0) |
                (populated ? MAP_POPULATE : 0), -1, 0);
    } else if (what == 4) {
        say("munmap ptr=0x%lx length=%lu\n", at, length);
        result = munmap((void *)at, length);
    } else if (what < 8) {
        say("mprotect ptr=0x%lx length=%lu prot=%s\n", at, length, names[prot]);
        result = mprotect((void *)at, length, prot);
    } else if (what < 11) {
        static const int choice[] = {0, 1, 3, 3, 3, 7};
        int flags = choice[pick(6)];
        uint64_t target = base + other * 4096;
        if (flags == 7) count = pages;
        if (flags & 2) count = other + count > PAGES ? PAGES - other : count;
        else if (page + count > PAGES) count = PAGES - page;
        if (flags == 1 && count > pages) flags = 0; /* the kernel would choose a place outside */
        if (flags & 2)
            say("mremap old=0x%lx size=%lu length=%lu flags=%d address=0x%lx\n", at, length, count * 4096, flags, target);
        else
            say("mremap old=0x%lx size=%lu length=%lu flags=%d\n", at, length, count * 4096, flags);
        result = (long)mremap((void *)at, length, count * 4096, flags, (void *)target);
    } else if (what < 14) {
        static const int advice[] = {MADV_DONTNEED, MADV_DONTNEED, MADV_FREE, MADV_RANDOM, MADV_SEQUENTIAL, MADV_NORMAL,
            MADV_DONTDUMP, MADV_DODUMP, MADV_NOHUGEPAGE, 22, 23, 24};
        static const char *const words[] = {"dontneed", "dontneed", "free", "random", "sequential", "normal", "dontdump",
            "dodump", "nohugepage", "populate_read", "populate_write", "dontneed_locked"};
        int choice = pick(12);
        say("madvise ptr=0x%lx length=%lu advice=%s\n", at, length, words[choice]);
        result = madvise((void *)at, length, advice[choice]);
    } else if (what == 14) {
        int locks = pick(2);
        say("%s ptr=0x%lx length=%lu\n", locks ? "mlock" : "munlock", at, length);
        result = locks ? mlock((void *)at, length) : munlock((void *)at, length);
    } else {
        int writes = pick(3) > 0;
        for (int tries = 0; !can_touch(at, length, writes); tries++) {
            if (tries == 30) {
                used -= strlen("+1us - 100 ");
                return;
            }
            length = 4096 * (1 + pick(8));
            at = base + 4096 * pick(PAGES - length / 4096);
        }
        say("%s ptr=0x%lx length=%lu\n", writes ? "write" : "read", at, length);
        for (uint64_t i = 0; i < length; i += 4096)
            if (writes) *(volatile char *)(at + i) = 1; else (void)*(volatile char *)(at + i);
    }
    if (result == -1) say("#r -1 %d\n", errno); else say("#r %lx 0\n", result);
    areas();
    say("#p %ld\n", page_tables() - tables);
}

int main(int argc, char **argv) {
    state = strtoull(argv[1], NULL, 10);
    int calls = atoi(argv[2]);
    memset(out, 1, sizeof out);
    memset(in, 1, sizeof in);
    areas();
    used = 0;
    tables = page_tables();
    for (int i = 0; i < calls; i++) {
        used = 0;
        call(i);
        for (size_t sent = 0; sent < used;) sent += write(1, out + sent, used - sent);
    }
}
