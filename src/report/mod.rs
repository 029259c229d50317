//! What a run has to say, in every form it can be said in. A format is a pure function of one `Run`.

pub mod advice;
mod azure;
pub mod catalog;
mod checkstyle;
mod concise;
mod excerpt;
mod full;
mod github;
mod gitlab;
mod grouped;
mod json;
mod jsonl;
mod junit;
mod line_hash;
pub mod markdown;
mod notes;
pub mod parts;
mod rdjson;
mod region;
mod run;
#[cfg(test)]
mod sample;
mod sarif;
mod secrets;

pub use grouped::write as grouped;
pub use notes::{counted, summary_lines, unparsed_lines};
pub use run::{ReadAs, RuleEntry, Run, SilentRule, Summary, UnparsedPlace};
pub use secrets::mask;

use std::io::{self, Write};

/// A form of output.
#[derive(Debug)]
pub struct Format {
    /// What `--output-format` calls it.
    pub name: &'static str,
    pub about: &'static str,
    /// A machine reads it: nothing else may be written beside it.
    pub is_for_machines: bool,
    /// Its readers refuse more findings than this; those that matter least are left out.
    pub most: Option<usize>,
    pub write: fn(&Run, &mut dyn Write) -> io::Result<()>,
}

pub const FORMATS: &[Format] = &[
    Format {
        about: "Each finding under its line of code, with what to do about it",
        ..Format::new("full", full::write)
    },
    Format {
        about: "A line for each finding: path:line:column: severity[rule] message",
        ..Format::new("concise", concise::write)
    },
    Format { about: "One object; see the JSON contract", is_for_machines: true, ..Format::new("json", json::write) },
    Format {
        about: "An object on a line for each finding, as in `json`",
        is_for_machines: true,
        ..Format::new("jsonl", jsonl::write)
    },
    Format {
        about: "SARIF 2.1.0, for code scanning and most other collectors of findings",
        is_for_machines: true,
        most: Some(sarif::MOST_RESULTS),
        ..Format::new("sarif", sarif::write)
    },
    Format {
        about: "Annotations in the log of GitHub Actions, and a summary of the job",
        ..Format::new("github", github::write)
    },
    Format { about: "A code quality report of GitLab", is_for_machines: true, ..Format::new("gitlab", gitlab::write) },
    Format {
        about: "JUnit's XML: a failed test for each finding",
        is_for_machines: true,
        ..Format::new("junit", junit::write)
    },
    Format {
        about: "Checkstyle's XML, for Jenkins and others",
        is_for_machines: true,
        ..Format::new("checkstyle", checkstyle::write)
    },
    Format {
        about: "The diagnostic format of reviewdog",
        is_for_machines: true,
        ..Format::new("rdjson", rdjson::write)
    },
    Format { about: "Issues in the log of Azure Pipelines", ..Format::new("azure", azure::write) },
    Format {
        about: "A page for a comment or a summary",
        is_for_machines: true,
        ..Format::new("markdown", markdown::write)
    },
];

impl Format {
    const fn new(name: &'static str, write: fn(&Run, &mut dyn Write) -> io::Result<()>) -> Self {
        Self { name, about: "", is_for_machines: false, most: None, write }
    }
}

pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// Text for one line of output. What is read from files must not move the cursor of a terminal.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' | '\t' => line.push(' '),
            letter if letter.is_control() => line.push('\u{FFFD}'),
            letter => line.push(letter),
        }
    }
    line
}
