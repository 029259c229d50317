//! A part of a run, for several machines: each checks its share of the files, and all read the whole project.

use std::fmt;
use std::str::FromStr;

use crate::fingerprint::fnv;
use crate::walk::{Candidate, Part};

/// The `number`th of `of` parts, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    number: u64,
    of: u64,
}

impl Shard {
    /// Files are dealt out by their names, so that a file stays in its shard when others come and go.
    pub fn keep(self, candidates: &mut [Candidate]) {
        let others = candidates.iter_mut().filter(|candidate| fnv(&candidate.name) % self.of != self.number - 1);
        others.for_each(|candidate| candidate.part = Part::Told);
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Self { number, of }),
            Some((number, of)) => Err(format!("there is no part {number} of {of}")),
            None => Err("write the part and how many there are: `1/4`".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceKind;
    use crate::walk::Content;

    #[test]
    fn every_file_is_in_one_shard() {
        let names: Vec<String> = (0..100).map(|number| format!("db/{number}.sql")).collect();
        let of_shard = |shard: &str| {
            let candidate = |name: &String| Candidate::new(name.as_str(), SourceKind::Sql, Content::Given(Vec::new()));
            let mut candidates: Vec<_> = names.iter().map(candidate).collect();
            shard.parse::<Shard>().unwrap().keep(&mut candidates);
            let kept = candidates.into_iter().filter(|candidate| candidate.part == Part::Checked);
            kept.map(|candidate| candidate.name.to_string()).collect::<Vec<_>>()
        };
        let shards = ["1/3", "2/3", "3/3"].map(of_shard);
        assert!(shards.iter().all(|shard| shard.len() > 20), "{shards:?}");
        let mut all = shards.concat();
        all.sort_by_key(|name| names.iter().position(|other| other == name));
        assert_eq!(all, names);
    }

    #[test]
    fn shards_are_counted_from_one() {
        assert_eq!("2/4".parse(), Ok(Shard { number: 2, of: 4 }));
        assert_eq!("0/4".parse::<Shard>(), Err("there is no part 0 of 4".to_owned()));
        assert_eq!("5/4".parse::<Shard>(), Err("there is no part 5 of 4".to_owned()));
        assert!("four".parse::<Shard>().is_err());
    }
}
