/* A known set of memory calls, printed as a trace, with what /proc/self said at each mark in comments.
 *
 *     cc -O1 -o areas areas.c && ./areas > areas.trace
 *
 * After each `mark` line: `#s` lines of /proc/self/smaps for the areas that the program made (first address 0x100000000000), `#t` lines
 * of /proc/self/status, `#n` /proc/self/statm. Transparent huge pages have to be `madvise` or `always`. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../proc-log.h"

static const uint64_t base = 0x100000000000ull;

static int quiet = 1;

static void mark(const char *name) {
    say("+1us 0 100 mark text=%s\n", name);
    slurp("/proc/self/smaps");
    int inside = 0;
    unsigned long from, to;
    for (char *line = strtok(in, "\n"); line; line = strtok(NULL, "\n")) {
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2) inside = from >= base && from < base + (1ul << 30);
        if (inside) say("#s %s\n", line);
    }
    slurp("/proc/self/status");
    for (char *line = strtok(in, "\n"); line; line = strtok(NULL, "\n")) say("#t %s\n", line);
    slurp("/proc/self/statm");
    say("#n %s", in);
    for (size_t sent = 0; !quiet && sent < used;) sent += write(1, out + sent, used - sent);
    used = 0;
}

static void map(uint64_t at, uint64_t length, int prot, const char *words, int flags) {
    static const char *const names[] = {"---", "r--", "-w-", "rw-"};
    say("+1us 0 100 mmap length=%lu address=0x%lx prot=%s flags=%s|anonymous|fixed\n", length, at, names[prot], words);
    if (mmap((void *)at, length, prot, flags | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED) exit(1);
}

static void touch(uint64_t at, uint64_t length, int writes) {
    say("+1us 0 100 %s ptr=0x%lx length=%lu\n", writes ? "write" : "read", at, length);
    for (uint64_t i = 0; i < length; i += 4096)
        if (writes) *(volatile char *)(at + i) = 1; else (void)*(volatile char *)(at + i);
}

static void protect(uint64_t at, uint64_t length, int prot, const char *name) {
    say("+1us 0 100 mprotect ptr=0x%lx length=%lu prot=%s\n", at, length, name);
    if (mprotect((void *)at, length, prot)) exit(2);
}

static void advise(uint64_t at, uint64_t length, int advice, const char *name) {
    say("+1us 0 100 madvise ptr=0x%lx length=%lu advice=%s\n", at, length, name);
    if (madvise((void *)at, length, advice)) exit(3);
}

static void move(uint64_t at, uint64_t length, uint64_t target) {
    say("+1us 0 100 mremap old=0x%lx size=%lu length=%lu flags=3 address=0x%lx\n", at, length, length, target);
    if (mremap((void *)at, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)target) == MAP_FAILED) exit(4);
}

static void forked(int rehearses) {
    int to[2];
    if (pipe(to)) exit(5);
    if (!rehearses) say("+1us 0 100 fork child=101\n");
    pid_t child = fork();
    if (child == 0) {
        close(to[1]);
        _exit(read(to[0], in, 1) > 0);
    }
    if (!rehearses) {
        touch(base + 8 * 4096, 4096, 1);
        touch(base + (18ul << 20) + 0x9000, 1, 1);
        mark("forked");
    }
    close(to[1]);
    waitpid(child, NULL, 0);
    close(to[0]);
    if (rehearses) return;
    say("+1us 0 101 exit\n");
    mark("alone");
}

int main(void) {
    const uint64_t huge = 2ul << 20, large = base + 8 * huge;
    memset(in, 1, sizeof in);
    memset(out, 1, sizeof out);
    /* What the program itself needs comes first: pages of its code, of the C library, of its stack. */
    mark("warm");
    forked(1);
    used = 0;
    quiet = 0;
    say("replay-trace 1\nheader title \"Known memory calls beside a real 6.18 kernel\"\nheader profile x86_64-24g\n");
    say("header set kernel=6.18\nheader set vm.transparent_hugepage=madvise\n0 0 0 task pid=100 comm=areas uid=0\n");
    map(base, 4096, 3, "private", MAP_PRIVATE);
    say("+1us 0 100 munmap ptr=0x%lx length=4096\n", base);
    munmap((void *)base, 4096);
    mark("start");
    map(base, 64 * 4096, 3, "private", MAP_PRIVATE);
    touch(base, 10 * 4096, 1);
    touch(base + 20 * 4096, 5 * 4096, 0);
    mark("touched");
    protect(base + 4 * 4096, 4 * 4096, PROT_READ, "r--");
    map(base + (1 << 20), 16 * 4096, 3, "shared", MAP_SHARED);
    touch(base + (1 << 20), 5 * 4096, 1);
    touch(base + (1 << 20) + 5 * 4096, 3 * 4096, 0);
    mark("shared");
    map(base + (2 << 20), 8 * 4096, 1, "private|noreserve", MAP_PRIVATE | MAP_NORESERVE);
    touch(base + (2 << 20), 4096, 0);
    map(base + (3 << 20), 4 * 4096, 0, "private", MAP_PRIVATE);
    say("+1us 0 100 mlock ptr=0x%lx length=%d\n", base + 30 * 4096, 4 * 4096);
    if (mlock((void *)(base + 30 * 4096), 4 * 4096)) exit(6);
    mark("locked");
    map(large, 4 * huge, 3, "private", MAP_PRIVATE);
    advise(large, 4 * huge, MADV_HUGEPAGE, "hugepage");
    touch(large + 0x5000, 1, 1);
    touch(large + huge + 0x3000, 1, 1);
    mark("huge");
    touch(large + 2 * huge, 1, 0);
    mark("huge-zero");
    touch(large + 2 * huge + 0x1000, 1, 1);
    mark("huge-replaced");
    forked(0);
    protect(large + 0x10000, 0x3000, PROT_READ, "r--");
    mark("huge-split");
    advise(large + 2 * huge + 0x2000, 0x4000, MADV_DONTNEED, "dontneed");
    mark("huge-holes");
    touch(large + 3 * huge, 1, 1);
    move(large + 3 * huge, huge, large + 8 * huge);
    mark("huge-moved");
    move(large + 8 * huge, huge, large + 12 * huge + 4096);
    mark("huge-moved-apart");
    say("+1us 0 100 munmap ptr=0x%lx length=%lu\n", large, 2 * huge);
    munmap((void *)large, 2 * huge);
    mark("unmapped");
}
