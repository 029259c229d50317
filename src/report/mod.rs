//! What a run has to say, in every form it can be said in. A format is a pure function of one `Run`.

pub mod advice;
pub mod catalog;
mod concise;
mod excerpt;
mod full;
mod grouped;
mod json;
mod notes;
mod run;
#[cfg(test)]
mod sample;

pub use grouped::write as grouped;
pub use notes::{counted, summary_lines, unparsed_lines};
pub use run::{ReadAs, Run, SilentRule, Summary, UnparsedPlace};

use std::io::{self, Write};

/// A form of output.
#[derive(Debug)]
pub struct Format {
    /// What `--output-format` calls it.
    pub name: &'static str,
    pub about: &'static str,
    /// A machine reads it: nothing else may be written beside it.
    pub is_for_machines: bool,
    pub write: fn(&Run, &mut dyn Write) -> io::Result<()>,
}

pub const FORMATS: &[Format] = &[
    Format {
        name: "full",
        about: "Each finding under its line of code, with what to do about it",
        is_for_machines: false,
        write: full::write,
    },
    Format {
        name: "concise",
        about: "A line for each finding: path:line:column: severity[rule] message",
        is_for_machines: false,
        write: concise::write,
    },
    Format { name: "json", about: "One object; see the JSON contract", is_for_machines: true, write: json::write },
];

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
