//! The command line's front door.

use std::process::ExitCode;

fn main() -> ExitCode {
    seqscan::cli::run()
}
