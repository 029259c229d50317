//! Files to check, in parallel: walk, prefilter, extract, merge, lint.
