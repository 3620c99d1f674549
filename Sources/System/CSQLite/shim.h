#pragma once
#include <sqlite3.h>

/* SQLITE_TRANSIENT is a cast macro that the importer does not see. */
static inline sqlite3_destructor_type trunkline_sqlite_transient(void) { return SQLITE_TRANSIENT; }
