//! `libraries` of the configuration: folders that describe libraries of one's own, a folder of each language.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::trouble::Trouble;
use crate::config::Config;
use crate::host::{Knowledge, LANGUAGES, OwnLibrary};
use crate::rule::{Mistakes, Proofreader};
use crate::text::nearest;
use crate::text::path::slashed;

/// What is known with the libraries that a configuration names; nothing when it names none.
pub fn knowledge(config: &Config) -> Result<Option<Arc<Knowledge>>, Trouble> {
    let Some(said) = &config.libraries else { return Ok(None) };
    Ok(Some(Arc::new(Knowledge::with(&read(&said.value)?))))
}

/// Reads all descriptions in some folders.
fn read(folders: &[String]) -> Result<Vec<OwnLibrary>, Trouble> {
    let (mut libraries, mut mistakes) = (Vec::new(), Vec::new());
    for folder in folders {
        for file in entries(Path::new(folder))? {
            if !file.is_dir() {
                continue;
            }
            let language = name_of(&file);
            known(&language, folder)?;
            for file in entries(&file)?.into_iter().filter(|file| is_yaml(file)) {
                let path = slashed(&file);
                let text = fs::read_to_string(&file).map_err(|error| unreadable(&file, &error))?;
                match OwnLibrary::read(&language, &file.file_stem().unwrap_or_default().to_string_lossy(), &text) {
                    Ok(library) => libraries.push(library),
                    Err((span, sentence)) => {
                        let mut proof = Proofreader::new(&path, &text);
                        proof.mark(span, sentence);
                        mistakes.extend(proof.mistakes);
                    }
                }
            }
        }
    }
    if mistakes.is_empty() { Ok(libraries) } else { Err(Trouble::Libraries(Mistakes(mistakes))) }
}

fn known(language: &str, folder: &str) -> Result<(), Trouble> {
    let mut folders: Vec<&str> = LANGUAGES.iter().map(|language| language.folder).collect();
    folders.dedup();
    if folders.contains(&language) {
        return Ok(());
    }
    let what = format!("`{folder}/{language}` is named after no language that seqscan reads");
    let help = match nearest(language, folders.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", folders.join(", ")),
    };
    Err(Trouble::with_help(what, help))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Trouble> {
    let read = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut paths: Vec<PathBuf> =
        read.map_err(|error| unreadable(folder, &error))?.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Trouble {
    let help = "`libraries` of the configuration names a folder that holds one folder for each language";
    Trouble::with_help(format!("cannot read `{}`: {error}", path.display()), help)
}

fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn is_yaml(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "yml" || extension == "yaml")
}
