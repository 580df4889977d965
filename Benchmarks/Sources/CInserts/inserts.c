#include "inserts.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

struct inserts {
    sqlite3 *database;
    int tables;
    sqlite3_stmt *statement[];
};

struct inserts *inserts_open(const char *path, const char *ddl, int page_size, int tables) {
    struct inserts *inserts = calloc(1, sizeof *inserts + (size_t)tables * sizeof(sqlite3_stmt *));
    char settings[256];
    if (!inserts) return NULL;
    inserts->tables = tables;
    snprintf(settings, sizeof settings,
        "PRAGMA page_size = %d; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
        "PRAGMA cache_size = -32768; BEGIN EXCLUSIVE", page_size);
    if (sqlite3_open_v2(path, &inserts->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK
        && sqlite3_exec(inserts->database, settings, NULL, NULL, NULL) == SQLITE_OK
        && sqlite3_exec(inserts->database, ddl, NULL, NULL, NULL) == SQLITE_OK)
        return inserts;
    sqlite3_close_v2(inserts->database);
    free(inserts);
    return NULL;
}

int inserts_prepare(struct inserts *inserts, int table, const char *sql) {
    return sqlite3_prepare_v2(inserts->database, sql, -1, &inserts->statement[table], NULL) == SQLITE_OK;
}

int inserts_rows(struct inserts *inserts, int table, const int64_t *values, long rows, int width, const uint8_t *optional, int64_t null) {
    sqlite3_stmt *statement = inserts->statement[table];
    for (long row = 0; row < rows; row++) {
        for (int column = 0; column < width; column++, values++) {
            if (*values == null && optional[column]) sqlite3_bind_null(statement, column + 1);
            else sqlite3_bind_int64(statement, column + 1, *values);
        }
        if (sqlite3_step(statement) != SQLITE_DONE) return 0;
        sqlite3_reset(statement);
    }
    return 1;
}

int inserts_close(struct inserts *inserts) {
    int is_good = sqlite3_exec(inserts->database, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
    for (int table = 0; table < inserts->tables; table++) sqlite3_finalize(inserts->statement[table]);
    is_good = sqlite3_close(inserts->database) == SQLITE_OK && is_good;
    free(inserts);
    return is_good;
}
