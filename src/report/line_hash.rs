//! The hash by which GitHub knows a line again after others moved it: `primaryLocationLineHash`. The code scanning
//! action computes it as well and warns when another tool's differs, so every detail is as it does it.

use std::collections::HashMap;

const WINDOW: usize = 100;
const BASE: u64 = 37;
/// What the oldest unit has been multiplied with by the time it leaves.
const FIRST: u64 = BASE.wrapping_pow(WINDOW as u32);
const END: u16 = u16::MAX;
const NEW_LINE: u16 = b'\n' as u16;
const RETURN: u16 = b'\r' as u16;

/// A hash over the last units, to which each new one is added and from which the oldest is taken.
struct Rolling {
    window: [u16; WINDOW],
    /// At which units of the window a line begins.
    begins: [bool; WINDOW],
    at: usize,
    hash: u64,
    hashes: Vec<String>,
    seen: HashMap<u64, usize>,
}

/// The hashes of all lines of a file, in their order. A line is hashed with what follows it, without spaces and tabs.
pub fn line_hashes(units: impl Iterator<Item = u16>) -> Vec<String> {
    let mut rolling = Rolling {
        window: [0; WINDOW],
        begins: [false; WINDOW],
        at: 0,
        hash: 0,
        hashes: Vec::new(),
        seen: HashMap::new(),
    };
    let (mut begins, mut after_return) = (true, false);
    for unit in units.chain([END]) {
        let is_blank = unit == u16::from(b' ') || unit == u16::from(b'\t');
        if is_blank || after_return && unit == NEW_LINE {
            after_return = false;
            continue;
        }
        after_return = unit == RETURN;
        let unit = if after_return { NEW_LINE } else { unit };
        rolling.push(unit, begins);
        begins = unit == NEW_LINE;
    }
    (0..WINDOW).for_each(|_| rolling.push(0, false));
    rolling.hashes
}

impl Rolling {
    fn push(&mut self, unit: u16, begins: bool) {
        if self.begins[self.at] {
            let count = self.seen.entry(self.hash).or_default();
            *count += 1;
            self.hashes.push(format!("{:x}:{count}", self.hash));
        }
        let oldest = u64::from(self.window[self.at]);
        let leaving = oldest.wrapping_mul(FIRST);
        self.hash = self.hash.wrapping_mul(BASE).wrapping_add(u64::from(unit)).wrapping_sub(leaving);
        self.window[self.at] = unit;
        self.begins[self.at] = begins;
        self.at = (self.at + 1) % WINDOW;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the action's own tests.
    #[test]
    fn hashes_are_those_of_the_action() {
        let hashes = |text: &str| line_hashes(text.encode_utf16());
        assert_eq!(hashes(""), ["c129715d7a2bc9a3:1"]);
        let four = ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"];
        assert_eq!(hashes(" a\nb\n  \t\tc\n d"), four);
        assert_eq!(hashes(" a\r\nb\r  \t\tc\n d"), four, "whatever ends a line");
        let lorem = hashes(&"Lorem ipsum dolor sit amet.\n".repeat(10));
        assert_eq!(lorem.len(), 11);
        assert_eq!((&*lorem[5], &*lorem[6]), ("a7f2ff13bc495cf2:6", "a7f2ff1481e87703:1"));
        assert_eq!(lorem[10], "c129715d7a2bc9a3:1");
    }
}
