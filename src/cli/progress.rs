//! The progress bar: on a terminal only, and only when a run takes long enough to be wondered at.

use std::io::{self, IsTerminal};
use std::sync::Once;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const PATIENCE: Duration = Duration::from_secs(1);

pub struct Progress {
    bar: ProgressBar,
    begun: Instant,
    shown: Once,
    wanted: bool,
}

impl Progress {
    /// A bar of `steps` steps, not shown yet.
    pub fn new(steps: usize, wanted: bool) -> Self {
        let bar = ProgressBar::with_draw_target(u64::try_from(steps).ok(), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent}% of the files checked, {eta} to go") {
            bar.set_style(style);
        }
        Self { bar, begun: Instant::now(), shown: Once::new(), wanted: wanted && io::stderr().is_terminal() }
    }

    pub fn tick(&self) {
        if self.wanted && self.begun.elapsed() > PATIENCE {
            self.shown.call_once(|| self.bar.set_draw_target(ProgressDrawTarget::stderr()));
        }
        self.bar.inc(1);
    }

    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}
