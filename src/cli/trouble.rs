//! What can stand in the way of a command, and how it is told: what happened, then what to do.

use std::io;

use annotate_snippets::{Element, Level, Renderer};

use crate::report::counted;
use crate::rule::{Mistakes, ReadError};

#[derive(Debug)]
pub enum Trouble {
    /// What happened, and what to do about it.
    Said {
        what: String,
        help: Vec<String>,
    },
    Rules(Mistakes),
    Config(Mistakes),
    Libraries(Mistakes),
    Output(io::Error),
}

impl Trouble {
    pub fn new(what: impl Into<String>) -> Self {
        Self::Said { what: what.into(), help: Vec::new() }
    }

    pub fn with_help(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Said { what: what.into(), help: vec![help.into()] }
    }

    pub fn page(&self, colors: bool) -> String {
        match self {
            Self::Said { what, help } => draw(what, help),
            Self::Output(error) => draw(&format!("cannot write the results: {error}"), &[]),
            Self::Rules(mistakes) => told(mistakes, "in the rules", colors),
            Self::Config(mistakes) => told(mistakes, "in the configuration", colors),
            Self::Libraries(mistakes) => told(mistakes, "in the libraries of your own", colors),
        }
    }
}

impl From<Mistakes> for Trouble {
    fn from(mistakes: Mistakes) -> Self {
        Self::Rules(mistakes)
    }
}

impl From<ReadError> for Trouble {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Mistaken(mistakes) => Self::Rules(mistakes),
            unreadable @ ReadError::Unreadable { .. } => Self::new(unreadable.to_string()),
        }
    }
}

fn told(mistakes: &Mistakes, place: &str, colors: bool) -> String {
    let count = counted(mistakes.0.len(), "mistake");
    format!("{}\n{}", mistakes.render(colors).trim_end(), draw(&format!("{count} {place}"), &[]))
}

fn draw(what: &str, help: &[String]) -> String {
    let help = help.iter().map(|help| Element::from(Level::HELP.message(help)));
    Renderer::styled().render(&[Level::ERROR.primary_title(what).elements(help)])
}
