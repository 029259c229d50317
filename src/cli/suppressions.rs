//! Comments that silence rules, as the command line deals with them.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::fact::Day;

const SECONDS_OF_A_DAY: u64 = 24 * 60 * 60;

/// The day in Greenwich.
pub fn today() -> Day {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    Day::since_epoch(i64::try_from(seconds / SECONDS_OF_A_DAY).unwrap_or_default())
}
