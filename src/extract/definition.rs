//! Schema operations with names as written: tables, columns, indexes, alterations, routines.
