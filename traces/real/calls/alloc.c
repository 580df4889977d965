// Every call of the C library that allocates, for recordings by other programs.
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *many[8];

int main(void) {
    char *a = malloc(100);
    char *b = calloc(3, 50);
    a = realloc(a, 5000);
    a = realloc(a, 60);
    char *c = realloc(NULL, 77);
    void *aligned = NULL;
    if (posix_memalign(&aligned, 128, 300) != 0) return 1;
    void *e = aligned_alloc(64, 512);
    void *m = memalign(32, 96);
    char *s = strdup("hello");
    char *z = malloc(10);
    z = realloc(z, 0);
    volatile size_t huge = SIZE_MAX / 2;
    void *none = malloc(huge - 4096);
    void *overflow = calloc(huge, 3);
    for (int i = 0; i < 20; i++) free(malloc(24 + i));
    for (int i = 0; i < 8; i++) many[i] = malloc(48);
    for (int i = 7; i >= 0; i -= 2) free(many[i]);
    free(NULL);
    free(b);
    free(c);
    free(aligned);
    free(e);
    free(m);
    free(s);
    free(none);
    free(overflow);
    void *mapped = malloc(1 << 20);
    free(mapped);
    printf("%d\n", a != NULL);
    return 0;
}
