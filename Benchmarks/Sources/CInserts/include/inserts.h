// Rows into SQLite by one prepared INSERT a table, as a C program would do it: the reference of the store benchmark.
#ifndef INSERTS_H
#define INSERTS_H

#include <stdint.h>

struct inserts;

// Makes a new file with the tables that `ddl` says and begins the one transaction. NULL on an error.
struct inserts *inserts_open(const char *path, const char *ddl, int page_size, int tables);
// Prepares the statement of a table. 0 on an error.
int inserts_prepare(struct inserts *inserts, int table, const char *sql);
// Inserts `rows` rows of `width` integers; `null` stands for NULL in columns whose flag is set. 0 on an error.
int inserts_rows(struct inserts *inserts, int table, const int64_t *values, long rows, int width, const uint8_t *optional, int64_t null);
// Commits and closes. 0 on an error.
int inserts_close(struct inserts *inserts);

#endif
