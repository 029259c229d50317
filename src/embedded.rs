//! The files of `rules/` and `grammars/`, as `build.rs` embedded them: pairs of path and text.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
