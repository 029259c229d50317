//! What is kept is found again, by whoever has the same to read, and by no one else.

use std::cell::Cell;
use std::fs;
use std::sync::Arc;

use proptest::prelude::*;

use super::key::Key;
use super::pack::{self, Pack};
use super::{Cache, Kept, Manner, folder};
use crate::extract::{DialectChoice, Extract};
use crate::fact::Dialect;
use crate::finding::Severity;
use crate::host::{Knowledge, OwnLibrary};
use crate::lint::{self, Settings};
use crate::text::{Source, SourceKind};

fn source(path: &str, text: &str) -> Source {
    Source::new(path, text, lint::kind_of(path).expect("a kind that is read"))
}

/// What is made of a file, and whether it was read for that.
fn take(cache: &Cache, source: &Source) -> (Extract, bool) {
    let (settings, is_read) = (Settings::default(), Cell::new(false));
    let extract = cache.extract(source, Manner::Usual(&settings), || {
        is_read.set(true);
        lint::extract(source, &settings)
    });
    (extract, is_read.get())
}

fn own_library(text: &str) -> Settings {
    let library = OwnLibrary { language: "python".to_owned(), name: "ours".to_owned(), text: text.to_owned() };
    Settings { knowledge: Some(Arc::new(Knowledge::with(&[library]))), ..Settings::default() }
}

#[test]
fn all_that_makes_an_extract_is_in_its_key() {
    let usual = Settings::default();
    let file = source("app/a.py", "x = 1\n");
    let key = Key::of(&file, Manner::Usual(&usual));
    let as_dialect =
        |dialect, reason: &str| Key::of(&file, Manner::As(&DialectChoice { dialect, reason: reason.to_owned() }));
    let other_kind = Source::new("app/a.py", "x = 1\n", SourceKind::Template);
    let mut keys = vec![
        key,
        Key::of(&source("app/a.py", "x = 2\n"), Manner::Usual(&usual)),
        Key::of(&source("tests/a.py", "x = 1\n"), Manner::Usual(&usual)),
        Key::of(&other_kind, Manner::Usual(&usual)),
        Key::of(&file, Manner::Usual(&Settings { dialect: Some(Dialect::Mysql), ..Settings::default() })),
        Key::of(&file, Manner::Usual(&own_library("title: Ours\n"))),
        Key::of(&file, Manner::Usual(&own_library("title: Theirs\n"))),
        Key::of(&file, Manner::Caller(&usual)),
        as_dialect(Dialect::Mysql, "the other files of `db`"),
        as_dialect(Dialect::Postgres, "the other files of `db`"),
        as_dialect(Dialect::Mysql, "the other files of the project"),
    ];
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 11, "two of them are the same");
    // The parts are told apart by more than their order.
    assert_ne!(
        Key::of(&source("a.py", "b.py"), Manner::Usual(&usual)),
        Key::of(&source("a.pyb.py", ""), Manner::Usual(&usual))
    );
    let louder = Settings { minimum_severity: Severity::Error, ignore_suppressions: true, ..Settings::default() };
    assert_eq!(Key::of(&file, Manner::Usual(&louder)), key, "what rules do with an extract does not change it");
}

#[test]
fn a_file_is_read_once_until_it_changes() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("kept");
    let text = "import psycopg\n\ndef total(cursor):\n    cursor.execute(\"SELECT * FROM orders\")\n";
    let cache = Cache::in_folder(&place).unwrap();
    let (made, is_read) = take(&cache, &source("a.py", text));
    assert!(is_read && !made.executions.is_empty());
    assert!(!take(&cache, &source("a.py", text)).1, "the same run asks again");
    assert!(!place.exists(), "nothing is written before the run ends");
    cache.save().unwrap();
    let cache = Cache::in_folder(&place).unwrap();
    let (kept, is_read) = take(&cache, &source("a.py", text));
    assert!(!is_read);
    assert_eq!(format!("{kept:?}"), format!("{made:?}"));
    assert!(take(&cache, &source("a.py", &text.replace('*', "id"))).1);
    assert!(take(&cache, &source("b.py", text)).1);
    assert!(take(&Cache::none(), &source("a.py", text)).1);
}

#[test]
fn another_build_finds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(folder::pack_of(folder.path(), 1), folder::pack_of(folder.path(), 1));
    assert_ne!(folder::pack_of(folder.path(), 1), folder::pack_of(folder.path(), 2));
    assert_eq!(super::key::of_this_build().unwrap(), super::key::of_this_build().unwrap());
}

#[test]
fn two_runs_at_once_both_keep_what_they_made() {
    let folder = tempfile::tempdir().unwrap();
    let caches = [(); 2].map(|()| Cache::in_folder(folder.path()).unwrap());
    let files = ["a.sql", "b.sql"].map(|path| source(path, "SELECT 1"));
    for (cache, file) in caches.iter().zip(&files) {
        assert!(take(cache, file).1);
    }
    caches.iter().for_each(|cache| cache.save().unwrap());
    let cache = Cache::in_folder(folder.path()).unwrap();
    assert!(files.iter().all(|file| !take(&cache, file).1));
}

/// What the cache of a folder still knows, of some files.
fn known<'f>(folder: &std::path::Path, files: &'f [Source]) -> Vec<&'f str> {
    let cache = Cache::in_folder(folder).unwrap();
    files.iter().filter(|file| !take(&cache, file).1).map(|file| &*file.path).collect()
}

#[test]
fn what_was_not_used_for_longest_goes_first() {
    let folder = tempfile::tempdir().unwrap();
    let files = ["a.sql", "b.sql", "c.sql"].map(|path| source(path, "SELECT id FROM orders"));
    let run = |limit: u64, used: &[Source]| {
        let cache = Cache::in_folder(folder.path()).unwrap();
        let cache = Cache(cache.0.map(|kept| Kept { limit, ..kept }));
        used.iter().for_each(|file| drop(take(&cache, file)));
        cache.save().unwrap();
    };
    run(u64::MAX, &files[..2]);
    let length = fs::metadata(folder::pack_of(folder.path(), super::key::of_this_build().unwrap())).unwrap().len();
    // There is room for two: `c` is new, and `a` is used again.
    run(length, &[files[0].clone(), files[2].clone()]);
    assert_eq!(known(folder.path(), &files), ["a.sql", "c.sql"]);
    // Nothing fits, and nothing is wrong with that.
    run(0, &[source("d.sql", "SELECT 2")]);
    assert_eq!(known(folder.path(), &files), [""; 0]);
}

#[test]
fn old_builds_are_swept_out_and_the_folder_can_be_cleaned() {
    let parent = tempfile::tempdir().unwrap();
    let place = parent.path().join("kept");
    let cache = Cache::in_folder(&place).unwrap();
    take(&cache, &source("a.sql", "SELECT 1"));
    folder::prepare(&place).unwrap();
    (0..5).for_each(|build| fs::write(folder::pack_of(&place, build), "").unwrap());
    cache.save().unwrap();
    let count = || fs::read_dir(&place).unwrap().count();
    assert_eq!(count(), 3 + 2, "three packs, and two marks");
    assert_eq!(fs::read_to_string(place.join(".gitignore")).unwrap(), "*\n");
    assert!(folder::clean(&place).unwrap() && !place.exists());
    assert!(!folder::clean(&place).unwrap(), "there is nothing any more");
    // A folder that has other things in it is not ours to mark, or to remove.
    fs::create_dir(&place).unwrap();
    fs::write(place.join("notes"), "").unwrap();
    take(&cache, &source("b.sql", "SELECT 1"));
    cache.save().unwrap();
    assert_eq!(count(), 2);
    assert!(folder::clean(&place).unwrap());
    assert_eq!(count(), 1);
}

#[test]
fn a_place_that_cannot_be_written_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("file");
    fs::write(&place, "").unwrap();
    let cache = Cache::in_folder(&place).unwrap();
    assert!(take(&cache, &source("a.sql", "SELECT 1")).1);
    assert!(cache.save().is_err());
    assert!(take(&cache, &source("b.sql", "SELECT 1")).1, "the run goes on");
}

#[test]
fn garbage_that_is_called_an_extract_is_read_anew() {
    let folder = tempfile::tempdir().unwrap();
    let file = source("a.sql", "SELECT 1");
    let key = Key::of(&file, Manner::Usual(&Settings::default()));
    let path = folder::pack_of(folder.path(), super::key::of_this_build().unwrap());
    pack::write(&path, [(key, vec![0xFF; 40])].into_iter(), u64::MAX).unwrap();
    let cache = Cache::in_folder(folder.path()).unwrap();
    assert_eq!(take(&cache, &file).0.statements.len(), 1);
    cache.save().unwrap();
    assert!(!take(&Cache::in_folder(folder.path()).unwrap(), &file).1, "the good one took its place");
}

proptest! {
    /// Whatever happens to a pack, it gives what was put into it or nothing.
    #[test]
    fn a_damaged_pack_tells_no_lies(
        entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 1..6),
        damage in prop::collection::vec((any::<prop::sample::Index>(), 1..=255_u8), 0..4),
        end in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pack");
        let key = |at: usize| Key::of(&source("a.sql", &at.to_string()), Manner::Usual(&Settings::default()));
        let all = || entries.iter().cloned().enumerate().map(|(at, bytes)| (key(at), bytes));
        pack::write(&path, all(), u64::MAX).unwrap();
        let mut bytes = fs::read(&path).unwrap();
        for (at, change) in &damage {
            let at = at.index(bytes.len());
            bytes[at] ^= change;
        }
        let whole = bytes.len();
        bytes.truncate(end.map_or(whole, |end| end.index(whole)));
        fs::write(&path, &bytes).unwrap();
        let is_sound = damage.is_empty() && bytes.len() == whole;
        let pack = Pack::open(&path);
        prop_assert!(pack.is_some() || !is_sound);
        for (key, bytes) in all() {
            let read = pack.as_ref().and_then(|pack| pack.read(key));
            prop_assert!(read == Some(bytes) || read.is_none() && !is_sound);
        }
    }
}
