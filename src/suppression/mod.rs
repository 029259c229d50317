//! Comments that silence rules: how they are written, which lines they speak for, and which findings they silence.

mod comment;
mod judgement;
pub mod writing;

pub use comment::{SIGN, directives, is_alone, next_content, settle};
pub use judgement::{Standing, Suppressions, is_silenced_elsewhere};
