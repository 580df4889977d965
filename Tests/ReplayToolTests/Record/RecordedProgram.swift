import Foundation

/// A C program for recordings: it makes known numbers of calls of known sizes, in one of several ways.
enum RecordedProgram {
    /// The C compiler that there is, or nil.
    static let compiler = ["/usr/bin/cc", "/usr/bin/clang", "/usr/bin/gcc"].first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Compiles the program as `program` in the tool's folder.
    static func build(in tool: Tool) throws {
        try tool.write("program.c", source)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: compiler ?? "cc")
        process.arguments = ["-O1", "-fno-builtin", "-o", "program", "program.c", "-pthread"]
        process.currentDirectoryURL = tool.folder.url
        try process.run()
        process.waitUntilExit()
    }

    /// `layout`: mixed calls, tells a digest of their addresses relative to the first, and how far the break moved. `threads`: four
    /// threads of 5,000 times malloc(777). `life`: 1,000 times malloc(777), a forked child 1,000 times malloc(778) and _exit(7); then
    /// exec of itself, 1,000 times malloc(779) and abort. `stop`: malloc(777), exit code 5.
    private static let source = #"""
        #include <pthread.h>
        #include <stdint.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/wait.h>
        #include <unistd.h>

        static void take(int count, size_t size) {
            for (int i = 0; i < count; i++) {
                char *block = malloc(size);
                block[0] = 1;
                if (i % 3) free(block);
            }
        }

        static void *run(void *unused) {
            take(5000, 777);
            return unused;
        }

        static void layout(void) {
            static char *blocks[512];
            char *start = sbrk(0), *first = malloc(1);
            uint64_t random = 1, digest = 0;
            for (int i = 0; i < 50000; i++) {
                random = random * 6364136223846793005u + 1442695040888963407u;
                int slot = random >> 33 & 511;
                size_t size = (random >> 45 & 2047) + 1;
                if (random >> 60 < 4) blocks[slot] = realloc(blocks[slot], size);
                else { free(blocks[slot]); blocks[slot] = random >> 60 < 6 ? calloc(2, size) : malloc(size); }
                digest = digest * 31 + (uint64_t)(blocks[slot] - first);
            }
            char text[64];
            int length = snprintf(text, sizeof text, "%llx %ld\n", (unsigned long long)digest, (long)((char *)sbrk(0) - start));
            if (write(1, text, length) != length) _exit(9);
        }

        int main(int count, char **arguments) {
            const char *mode = arguments[1];
            if (strcmp(mode, "layout") == 0) layout();
            if (strcmp(mode, "stop") == 0) { take(1, 777); return 5; }
            if (strcmp(mode, "threads") == 0) {
                pthread_t threads[4];
                for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, run, NULL);
                for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
            }
            if (strcmp(mode, "life") == 0) {
                take(1000, 777);
                int status;
                pid_t child = fork();
                if (child == 0) { take(1000, 778); _exit(7); }
                waitpid(child, &status, 0);
                execl(arguments[0], arguments[0], "tail", NULL);
            }
            if (strcmp(mode, "tail") == 0) { take(1000, 779); abort(); }
            return count - 2;
        }
        """#
}
