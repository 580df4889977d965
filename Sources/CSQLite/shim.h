#ifndef REPLAY_TOOL_CSQLITE_SHIM_H
#define REPLAY_TOOL_CSQLITE_SHIM_H

#include <sqlite3.h>

/// The SQLITE_TRANSIENT destructor: a cast in a macro, which Swift cannot import.
static inline sqlite3_destructor_type replay_sqlite_transient(void) {
    return SQLITE_TRANSIENT;
}

#endif
