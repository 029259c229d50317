//! Where output goes: a buffered standard output for results, standard error for all that is said about them.

use std::env;
use std::io::{self, BufWriter, Stderr, StdoutLock, Write};

use annotate_snippets::{Group, Level, Renderer};
use anstream::{AutoStream, ColorChoice};

use super::trouble::Trouble;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// When writing to a terminal, unless NO_COLOR, FORCE_COLOR or CLICOLOR_FORCE say otherwise
    #[default]
    Auto,
    Always,
    Never,
}

pub struct Terminal {
    out: BufWriter<AutoStream<StdoutLock<'static>>>,
    /// Not locked: the progress bar and the words of a panic come from other threads.
    err: AutoStream<Stderr>,
    /// Whether standard error shows colours.
    pub colors: bool,
}

impl Terminal {
    pub fn new(color: Color) -> Self {
        let choice = choice(color, |name| env::var(name).ok());
        let out = BufWriter::new(AutoStream::new(io::stdout().lock(), choice));
        let err = AutoStream::new(io::stderr(), choice);
        let colors = err.current_choice() != ColorChoice::Never;
        Self { out, err, colors }
    }

    /// Writes results. A reader that went away has had enough, and that is no trouble.
    pub fn print(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Trouble> {
        match write(&mut self.out).and_then(|()| self.out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Trouble::Output(error)),
            _ => Ok(()),
        }
    }

    /// Says something about the results. When standard error is closed nobody is there to hear.
    pub fn say(&mut self, line: &str) {
        let _ = writeln!(self.err, "{line}");
    }

    pub fn warn(&mut self, line: &str) {
        let page = Renderer::styled().render(&[Group::with_title(Level::WARNING.primary_title(line))]);
        self.say(&page);
    }

    pub fn tell(&mut self, trouble: &Trouble) {
        let page = trouble.page(self.colors);
        self.say(page.trim_end());
    }
}

fn choice(color: Color, variable: impl Fn(&str) -> Option<String>) -> ColorChoice {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    let forces = |name| variable(name).is_some_and(|value| !value.is_empty() && value != "0");
    match color {
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
        Color::Auto if is_set("NO_COLOR") => ColorChoice::Never,
        Color::Auto if forces("FORCE_COLOR") || forces("CLICOLOR_FORCE") => ColorChoice::Always,
        Color::Auto => ColorChoice::Auto,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_wins_over_the_environment() {
        let with = |color, set: &'static [(&str, &str)]| {
            choice(color, |name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(with(Color::Auto, &[]), ColorChoice::Auto);
        assert_eq!(with(Color::Auto, &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")]), ColorChoice::Never);
        assert_eq!(with(Color::Auto, &[("NO_COLOR", ""), ("FORCE_COLOR", "1")]), ColorChoice::Always);
        assert_eq!(with(Color::Auto, &[("CLICOLOR_FORCE", "0")]), ColorChoice::Auto);
        assert_eq!(with(Color::Always, &[("NO_COLOR", "1")]), ColorChoice::Always);
        assert_eq!(with(Color::Never, &[("CLICOLOR_FORCE", "1")]), ColorChoice::Never);
    }
}
