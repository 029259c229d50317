//! Runs the examples inside rules through `lint`: our own tests and `seqscan test`.
