#define _GNU_SOURCE
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <stdint.h>
static uint64_t state = 88172645463325252ull;
static uint64_t next(void) { state ^= state << 13; state ^= state >> 7; state ^= state << 17; return state; }
static void *slots[400];
static void work(int n, int from, int to) {
    for (int i = 0; i < n; i++) {
        int s = from + next() % (to - from);
        if (slots[s]) { free(slots[s]); slots[s] = NULL; }
        else { uint64_t r = next() % 100; size_t size = r < 60 ? next() % 200 : r < 90 ? next() % 3000 : r < 98 ? next() % 40000 : next() % 300000; slots[s] = malloc(size); }
    }
}
static char buffer[1 << 16];
static FILE *out;
static void tell(void) { static int k; void *p = malloc(123457 + k++); malloc_info(0, out); fflush(out); free(p); }
static void *thread(void *arg) { work(1500, 200, 300); return arg; }
int main(void) {
    out = fopen("malloc-info.xml", "w");
    setvbuf(out, buffer, _IOFBF, sizeof buffer);
    tell();
    work(3000, 0, 200);
    tell();
    for (int i = 0; i < 2; i++) { pthread_t t; pthread_create(&t, NULL, thread, NULL); pthread_join(t, NULL); tell(); work(500, 0, 200); }
    work(2000, 0, 200);
    tell();
    for (int i = 0; i < 400; i++) { free(slots[i]); slots[i] = NULL; }
    tell();
    return 0;
}
