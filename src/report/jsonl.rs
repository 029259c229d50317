//! `jsonl`: the findings of `json`, each on a line of its own, for tools that read as they go.

use std::io::{self, Write};

use serde::Serialize;

use super::Run;
use super::json::{Item, VERSION, item};

#[derive(Serialize)]
struct Line<'r> {
    version: u32,
    #[serde(flatten)]
    finding: Item<'r>,
}

pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    for finding in &run.findings {
        serde_json::to_writer(&mut *out, &Line { version: VERSION, finding: item(run, finding) })?;
        writeln!(out)?;
    }
    Ok(())
}
