//! One file for each output format, and the table of formats.
