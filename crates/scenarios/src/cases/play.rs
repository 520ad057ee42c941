//! Plays a case and compares what is seen with what must be.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::case::{Case, Step};
use crate::office::{Office, Trouble};

/// What was seen.
pub(crate) struct Played {
    /// What is otherwise than it must be.
    pub(crate) faults: Vec<String>,
    /// All that the programs said.
    pub(crate) said: String,
    /// The time of the step that took longest.
    pub(crate) longest: Duration,
}

pub(crate) fn play(case: &Case, model: &Office, lang: &str) -> Result<Played, Trouble> {
    let office = match &case.bureau {
        None => Office::like(model)?,
        other => Office::found(lang, other.as_deref())?,
    };
    let mut played = Played {
        faults: Vec::new(),
        said: String::new(),
        longest: Duration::ZERO,
    };
    for (at, step) in case.steps.iter().enumerate() {
        let begun = Instant::now();
        let outcome = office.run(lang, &step.run, step.stdin.as_deref())?;
        played.longest = played.longest.max(begun.elapsed());
        let mut faults = Vec::new();
        if outcome.exit.status() != step.exit {
            faults.push(format!(
                "ended with {}, not {}",
                outcome.exit.status(),
                step.exit
            ));
        }
        let missing = step
            .says
            .iter()
            .filter(|words| !outcome.said.contains(*words));
        faults.extend(missing.map(|words| format!("does not say “{words}”")));
        check_never(step, &office, &outcome.said, &mut faults)?;
        for (name, values) in &step.files {
            check_file(&office.path(name), name, values, &mut faults)?;
        }
        let count = case.steps.len();
        let at = if count > 1 {
            format!("step {}: ", at + 1)
        } else {
            String::new()
        };
        played
            .faults
            .extend(faults.into_iter().map(|fault| format!("{at}{fault}")));
        played
            .said
            .push_str(&format!("$ {}\n{}\n", step.run, outcome.said));
    }
    Ok(played)
}

/// Lists and tables that a run leaves for people.
const FOR_PEOPLE: [&str; 3] = ["out/refused.csv", "out/manifest.csv", "out/summary.json"];

fn check_never(
    step: &Step,
    office: &Office,
    said: &str,
    faults: &mut Vec<String>,
) -> Result<(), Trouble> {
    if step.never.is_empty() {
        return Ok(());
    }
    let mut places = vec![("the screen", said.to_owned())];
    for name in FOR_PEOPLE {
        if let Some(bytes) = read(&office.path(name))? {
            places.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    for words in &step.never {
        let told = places
            .iter()
            .filter(|(_, text)| text.contains(words.as_str()));
        faults.extend(told.map(|(place, _)| format!("“{words}” stands in {place}")));
    }
    Ok(())
}

fn check_file(
    path: &Path,
    name: &str,
    values: &BTreeMap<String, Value>,
    faults: &mut Vec<String>,
) -> Result<(), Trouble> {
    let json = match read(path)? {
        None => Value::Null,
        Some(bytes) => serde_json::from_slice(&bytes)
            .map_err(|error| Trouble::new(format!("{}: {error}", path.display())))?,
    };
    for (pointer, expected) in values {
        let seen = json.pointer(pointer).unwrap_or(&Value::Null);
        if seen != expected {
            faults.push(format!("{name}{pointer} is {seen}, not {expected}"));
        }
    }
    Ok(())
}

/// The bytes of a file; `None` if there is none.
fn read(path: &Path) -> Result<Option<Vec<u8>>, Trouble> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}
