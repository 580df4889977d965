/* What the programs that made `areas` and `vm` share: lines gathered for standard output, and files of /proc read whole. */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static char in[1 << 21], out[1 << 20];
static size_t used;

static void say(const char *format, ...) {
    va_list list;
    va_start(list, format);
    used += vsnprintf(out + used, sizeof out - used, format, list);
    va_end(list);
}

/* Reads a file into `in` and returns its length. */
static size_t slurp(const char *path) {
    int file = open(path, O_RDONLY);
    size_t size = 0;
    ssize_t got;
    while ((got = read(file, in + size, sizeof in - 1 - size)) > 0) size += got;
    close(file);
    in[size] = 0;
    return size;
}
