// The life of processes and threads: where recording begins, goes on after fork, and ends.
#define _GNU_SOURCE
#include "recorder.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <threads.h>
#include <unistd.h>

struct recorder *recorder;
static uint32_t dead;
// Points to a page that fork clears, so that a child notices by itself that it is one.
volatile uint32_t *recorder_alive = &dead;
static int is_off;

// Finds the library's own function; succeeding, dlsym allocates nothing.
void *recorder_next(const char *name) { return dlsym(RTLD_NEXT, name); }

static long read_own(const char *path, char *text, size_t size) {
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
    if (file < 0) return 0;
    long length = syscall(SYS_read, file, text, size - 1);
    syscall(SYS_close, file);
    text[length > 0 ? length : 0] = 0;
    return length > 0 ? length : 0;
}

// The variable's value from /proc: the first call comes before the C library knows its environment. 0: there is none.
static size_t read_variable(char *value, size_t size) {
    static const char name[] = RECORDER_VARIABLE "=";
    int file = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/environ", O_RDONLY | O_CLOEXEC, 0);
    if (file < 0) return 0;
    char text[1024];
    size_t matched = 0, length = 0; // characters of the name matched in this entry; SIZE_MAX: it is another
    int found = 0;
    for (long got; !found && (got = syscall(SYS_read, file, text, sizeof text)) > 0;) {
        for (long at = 0; at < got; at++) {
            if (text[at] == 0) {
                if (matched == sizeof name - 1) { found = 1; break; }
                matched = 0;
            } else if (matched == sizeof name - 1) {
                if (length + 1 < size) value[length++] = text[at];
            } else {
                matched = matched != SIZE_MAX && name[matched] == text[at] ? matched + 1 : SIZE_MAX;
            }
        }
    }
    syscall(SYS_close, file);
    value[length] = 0;
    return length;
}

static uint32_t take_number(char **end_of_text) {
    char *colon = strrchr(*end_of_text, ':');
    if (!colon) return 0;
    uint32_t number = 0;
    for (char *digit = colon + 1; *digit; digit++) number = number * 10 + (uint32_t)(*digit - '0');
    *colon = 0;
    return number;
}

// Field 22 of /proc/self/stat.
static uint64_t read_birth(void) {
    char text[1024];
    read_own("/proc/self/stat", text, sizeof text);
    char *at = strrchr(text, ')');
    for (int field = 2; at && field < 22; field++) at = strchr(at + 1, ' ');
    uint64_t birth = 0;
    if (at) for (at++; *at >= '0' && *at <= '9'; at++) birth = birth * 10 + (uint64_t)(*at - '0');
    return birth;
}

static uint32_t count_cpus(void) {
    cpu_set_t set;
    long bytes = syscall(SYS_sched_getaffinity, 0, sizeof set, &set);
    uint32_t count = 0;
    for (long at = 0; at < bytes; at++) count += (uint32_t)__builtin_popcount(((unsigned char *)&set)[at]);
    return count;
}

// What the first segment's header says about the process.
static void describe(struct segment_header *header) {
    header->uid = (uint32_t)syscall(SYS_getuid);
    header->cpus = count_cpus();
    header->page_size = 4096;
    strncpy(header->libc, gnu_get_libc_version(), sizeof header->libc - 1);
    long length = read_own("/proc/self/comm", header->name, sizeof header->name);
    if (length > 0 && header->name[length - 1] == '\n') header->name[length - 1] = 0;
    syscall(SYS_readlink, "/proc/self/exe", header->path, sizeof header->path - 1);
}

static void begin_image(uint64_t time) {
    recorder->image = time;
    recorder->pid = (uint32_t)syscall(SYS_getpid);
    recorder->born = read_birth();
    recorder->start_break = recorder->program_break = (uintptr_t)sbrk(0);
    recorder->header = NULL;
    recorder->owner = 0;
    recorder->exit_status = 0;
    recorder->next_scan = 0;
    recorder->stream_count = 0;
    *recorder_alive = 1;
    struct stream *stream = recorder_new_stream(thread_pointer());
    if (stream && recorder->header) describe(recorder->header);
}

// The first call of a program: reads the variable and maps the recorder's state.
static int begin_program(void) {
    char value[600];
    char *text = value;
    if (read_variable(value, sizeof value) == 0) return 0;
    uint32_t exact = take_number(&text), sampling = take_number(&text);
    if (strlen(value) >= sizeof recorder->directory) return 0;
    uintptr_t hint = (uintptr_t)0x100000000000u;
    size_t size = (sizeof *recorder + 4095) & ~(size_t)4095;
    uint32_t *page = mmap((void *)hint, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED || madvise(page, 4096, MADV_WIPEONFORK) != 0) return 0;
    hint += 65536;
    void *state = mmap((void *)hint, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (state == MAP_FAILED) return 0;
    recorder = state;
    recorder_alive = page;
    recorder->hint = hint + size + 65536;
    recorder->own_pages = size / 4096 + 1;
    recorder->sampling = sampling > 0 ? sampling : 10000;
    recorder->exact = exact;
    recorder->parent = (uint32_t)syscall(SYS_getppid);
    strcpy(recorder->directory, value);
    begin_image(recorder_now());
    return 1;
}

// In the child of a fork: the parent's segments are not mapped here, and there is one thread.
static int begin_child(void) {
    uintptr_t self = thread_pointer();
    uint64_t fork_time = 0;
    recorder->parent = recorder->parent_thread = recorder->pid;
    uint32_t slot = (uint32_t)(((uint64_t)self * 0x9e3779b97f4a7c15u) >> 50);
    for (uint32_t probe = 0; probe < 64; probe++) {
        struct stream *stream = &recorder->streams[(slot + probe) % STREAM_LIMIT];
        if (stream->thread != self) continue;
        recorder->parent_thread = stream->tid;
        fork_time = stream->fork_time;
    }
    // Both tables begin at a page; the pages are empty again.
    madvise(recorder->launches, sizeof recorder->launches + sizeof recorder->streams, MADV_DONTNEED);
    recorder->flags |= SEGMENT_IS_FORKED;
    recorder->own_pages = (sizeof *recorder + 4095) / 4096 + 1;
    begin_image(fork_time ? fork_time : recorder_now());
    return 1;
}

// Begins recording in a new program or a forked child; returns whether calls are recorded. The first call of either is made by
// its only thread.
int recorder_begin(void) {
    if (is_off) return 0;
    int saved = errno;
    int is_on = recorder ? begin_child() : begin_program();
    if (!is_on) is_off = 1;
    errno = saved;
    return is_on;
}

// Takes a slot for a thread that has none.
struct stream *recorder_new_stream(uintptr_t thread) {
    uint32_t slot = (uint32_t)(((uint64_t)thread * 0x9e3779b97f4a7c15u) >> 50);
    for (uint32_t probe = 0; probe < 64; probe++) {
        struct stream *stream = &recorder->streams[(slot + probe) % STREAM_LIMIT];
        uintptr_t none = 0;
        if (!__atomic_compare_exchange_n(&stream->thread, &none, thread, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) continue;
        stream->number = __atomic_fetch_add(&recorder->stream_count, 1, __ATOMIC_RELAXED);
        stream->tid = (uint32_t)syscall(SYS_gettid);
        recorder_put1(stream, recorder_now(), recorder_head(RECORD_THREAD, stream->tid), 0);
        return stream;
    }
    if (recorder->header) __atomic_fetch_add(&recorder->header->lost, 1, __ATOMIC_RELAXED);
    return NULL;
}

// The last figures of an image. A vfork child shares its parent's memory and is not the image's process.
void recorder_end(uint64_t status) {
    if (!*recorder_alive || (uint32_t)syscall(SYS_getpid) != recorder->pid) return;
    struct stream *stream = recorder_stream();
    if (!stream) return;
    recorder_sample(stream, 1);
    recorder_put(stream, recorder_now(), recorder_head(RECORD_END, status));
}

__attribute__((constructor)) static void begin(void) { (void)recorder_stream(); }
__attribute__((destructor)) static void end(void) { if (*recorder_alive) recorder_end(recorder->exit_status); }

// MARK: Ends of processes

static uint64_t known(int status) { return (uint64_t)1 << 32 | (uint32_t)(status & 255); }

EXPORT void exit(int status) {
    if (*recorder_alive) recorder->exit_status = known(status);
    ((void (*)(int))recorder_next("exit"))(status);
    __builtin_unreachable();
}

EXPORT void quick_exit(int status) {
    recorder_end(known(status));
    ((void (*)(int))recorder_next("quick_exit"))(status);
    __builtin_unreachable();
}

EXPORT void _exit(int status) {
    recorder_end(known(status));
    for (;;) syscall(SYS_exit_group, status);
}

EXPORT void _Exit(int status) { _exit(status); }

EXPORT pid_t fork(void) {
    static pid_t (*next)(void);
    if (!next) next = (pid_t (*)(void))recorder_next("fork");
    // What the parent does from here on, the child has not.
    struct stream *stream = recorder_stream();
    if (stream) stream->fork_time = recorder_now();
    pid_t child = next();
    if (child == 0) (void)recorder_stream();
    else if (stream) stream->fork_time = 0;
    return child;
}

// MARK: Threads

// The calling thread is new, and the slot that it finds may be that of one that is gone.
static void begin_thread(uint32_t parent) {
    struct stream *stream = recorder_stream();
    if (!stream) return;
    stream->tid = (uint32_t)syscall(SYS_gettid);
    recorder_put1(stream, recorder_now(), recorder_head(RECORD_THREAD, stream->tid), parent);
}

static void end_thread(void *unused) {
    (void)unused;
    struct stream *stream = recorder_stream();
    if (stream) recorder_put(stream, recorder_now(), recorder_head(RECORD_THREAD_END, 0));
}

// Takes what the launch holds and gives its place back.
static struct launch take(struct launch *place) {
    struct launch launch = *place;
    __atomic_store_n(&place->taken, 0, __ATOMIC_RELEASE);
    return launch;
}

static void *run_posix(void *place) {
    struct launch launch = take(place);
    void *result;
    begin_thread(launch.parent);
    pthread_cleanup_push(end_thread, NULL);
    result = ((void *(*)(void *))launch.routine)(launch.argument);
    pthread_cleanup_pop(1);
    return result;
}

static int run_standard(void *place) {
    struct launch launch = take(place);
    int result;
    begin_thread(launch.parent);
    pthread_cleanup_push(end_thread, NULL);
    result = ((int (*)(void *))launch.routine)(launch.argument);
    pthread_cleanup_pop(1);
    return result;
}

// A place for what the new thread has to know; NULL: nothing is recorded, or too many threads are about to begin.
static struct launch *prepare(void *routine, void *argument) {
    struct stream *stream = recorder_stream();
    for (uint32_t at = 0; stream && at < LAUNCH_LIMIT; at++) {
        struct launch *place = &recorder->launches[at];
        if (__atomic_exchange_n(&place->taken, 1, __ATOMIC_ACQUIRE)) continue;
        place->parent = stream->tid;
        place->routine = routine;
        place->argument = argument;
        return place;
    }
    return NULL;
}

EXPORT int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*routine)(void *), void *argument) {
    static int (*next)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (!next) next = (int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *))recorder_next("pthread_create");
    struct launch *place = prepare((void *)routine, argument);
    if (!place) return next(thread, attributes, routine, argument);
    int result = next(thread, attributes, run_posix, place);
    if (result != 0) (void)take(place);
    return result;
}

EXPORT int thrd_create(thrd_t *thread, thrd_start_t routine, void *argument) {
    static int (*next)(thrd_t *, thrd_start_t, void *);
    if (!next) next = (int (*)(thrd_t *, thrd_start_t, void *))recorder_next("thrd_create");
    struct launch *place = prepare((void *)routine, argument);
    if (!place) return next(thread, routine, argument);
    int result = next(thread, run_standard, place);
    if (result != thrd_success) (void)take(place);
    return result;
}
