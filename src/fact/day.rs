//! A day of the calendar, as people write it in comments: `2027-01-31`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day {
    pub year: i32,
    pub month: u8,
    pub day: u8,
}

impl Day {
    /// The day that begins so many days after 1970-01-01 (after Howard Hinnant's `civil_from_days`).
    pub fn since_epoch(days: i64) -> Self {
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let narrow = |n: i64| u8::try_from(n).unwrap_or(1);
        Self { year: i32::try_from(year).unwrap_or(i32::MAX), month: narrow(month), day: narrow(day) }
    }
}

impl FromStr for Day {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts[..] else { return Err(()) };
        let is_number = |part: &str, digits| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(year, 4) || !is_number(month, 2) || !is_number(day, 2) {
            return Err(());
        }
        let read = Self {
            year: year.parse().map_err(drop)?,
            month: month.parse().map_err(drop)?,
            day: day.parse().map_err(drop)?,
        };
        let is_leap = read.year % 4 == 0 && (read.year % 100 != 0 || read.year % 400 == 0);
        let longest = match read.month {
            4 | 6 | 9 | 11 => 30,
            2 if is_leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => 0,
        };
        if (1..=longest).contains(&read.day) { Ok(read) } else { Err(()) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_and_read() {
        for (days, written) in
            [(0, "1970-01-01"), (59, "1970-03-01"), (11_016, "2000-02-29"), (20_818, "2026-12-31"), (-1, "1969-12-31")]
        {
            assert_eq!(Day::since_epoch(days).to_string(), written);
            assert_eq!(written.parse(), Ok(Day::since_epoch(days)));
        }
        for wrong in ["2027-02-29", "2027-13-01", "2027-1-1", "soon", "2027-01-00", "2027-01-01-01", "+027-01-01"] {
            assert_eq!(wrong.parse::<Day>(), Err(()), "{wrong}");
        }
    }
}
