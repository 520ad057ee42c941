//! Makes the vector files, always the same: `make-vectors` writes them, `make-vectors --check`
//! compares them with what is on disk.
//!
//! The objects are built byte by byte from `docs/format.md`, the expectations stand beside each
//! fault in the source. Nothing is asked of the library that the vectors test.

mod build;
mod draft;
mod fixtures;
mod person;
mod status;
mod times;
mod topics;
mod vouch;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use crate::fixtures::World;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => write(&directory),
        ["--check"] => check(&directory),
        _ => Err("usage: make-vectors [--check]".into()),
    };
    match outcome {
        Ok(said) => {
            say(&said);
            ExitCode::SUCCESS
        }
        Err(error) => {
            say(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

/// The files by name, ready to be written.
fn files() -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let mut files = BTreeMap::new();
    let mut index = BTreeMap::new();
    for (name, file) in topics::all(&World::new())? {
        let content = serde_json::to_value(&file)?;
        let ids: Vec<_> = content["vectors"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|vector| vector["id"].clone())
            .collect();
        index.insert(format!("{name}.json"), ids);
        files.insert(format!("{name}.json"), pretty(&file)?);
    }
    files.insert(String::from("index.json"), pretty(&index)?);
    Ok(files)
}

fn pretty(value: &impl serde::Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(value).map(|text| text + "\n")
}

fn write(directory: &Path) -> Result<String, Box<dyn Error>> {
    let files = files()?;
    fs::create_dir_all(directory)?;
    for (name, content) in &files {
        fs::write(directory.join(name), content)?;
    }
    Ok(format!("{} files written", files.len()))
}

fn check(directory: &Path) -> Result<String, Box<dyn Error>> {
    let files = files()?;
    for entry in fs::read_dir(directory)? {
        let name = entry?.file_name();
        if !name.to_str().is_some_and(|name| files.contains_key(name)) {
            return Err(format!("{}: not made by make-vectors", name.display()).into());
        }
    }
    for (name, content) in &files {
        let found =
            fs::read_to_string(directory.join(name)).map_err(|error| format!("{name}: {error}"))?;
        if found != *content {
            return Err(format!("{name}: differs, run make-vectors").into());
        }
    }
    Ok(format!("{} files are as made", files.len()))
}

/// Says how it went; a closed output is no reason to fail.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
