#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static void *work(void *x) { free(malloc(100000)); return x; }
int main(int n, char **arg) {
    char *a = mmap(NULL, 40960, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(a, 1, 40960);
    mprotect(a + 8192, 4096, PROT_READ);
    munmap(a + 20480, 4096);
    char *b = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    b = mremap(b, 8192, 8192, 0);
    char *c = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    c = mremap(c, 8192, 1 << 20, MREMAP_MAYMOVE);
    madvise(c, 4096, MADV_DONTNEED);
    madvise(c + 65536, 65536, MADV_DONTFORK);
    mlock(c, 4096);
    munlock(c, 4096);
    mmap(NULL, 1ul << 60, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    munmap((void *)1, 4096);
    int f = open(arg[0], O_RDONLY);
    char *d = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, f, 4096);
    sbrk(123456);
    sbrk(-4096);
    brk((void *)4096);
    pthread_t t;
    pthread_create(&t, NULL, work, NULL);
    pthread_join(t, NULL);
    if (fork() == 0) { munmap(a, 4096); _exit(0); }
    wait(NULL);
    malloc(200000);
    int in = open("/proc/self/maps", O_RDONLY), out = open(n > 1 ? arg[1] : "/dev/stdout", O_WRONLY | O_CREAT | O_TRUNC, 0644);
    char text[65536];
    for (ssize_t got; (got = read(in, text, sizeof text)) > 0;) write(out, text, got);
    return d == NULL;
}
