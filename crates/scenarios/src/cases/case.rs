//! What a case is, and the list of them.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;
use serde_json::Value;

use crate::office::{Trouble, of_project};

/// A file or an event of the field, with what must happen.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// One sentence for the table.
    pub(crate) must: String,
    /// The bureau's name, where the case is about it.
    pub(crate) bureau: Option<String>,
    pub(crate) steps: Vec<Step>,
}

/// One command, and what must come of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// Words as somebody types them, parted at blanks. `@name` is a file of the office, `%name` a
    /// file of the project.
    pub(crate) run: String,
    /// A file of the project that is read by the program as its standard input.
    pub(crate) stdin: Option<String>,
    /// The exit status.
    pub(crate) exit: u8,
    /// What the program must say.
    #[serde(default)]
    pub(crate) says: Vec<String>,
    /// What must stand neither on the screen nor in a file for people that the run has made.
    #[serde(default)]
    pub(crate) never: Vec<String>,
    /// Values in JSON files of the office: file, then pointer (RFC 6901), then value. `null` says that
    /// there is no such file or no such value.
    #[serde(default)]
    pub(crate) files: BTreeMap<String, BTreeMap<String, Value>>,
}

/// All cases in the order of the list.
pub(crate) fn all() -> Result<Vec<Case>, Trouble> {
    let path = of_project("crates/scenarios/cases/cases.json");
    let bytes = fs::read(&path)?;
    serde_json::from_slice(&bytes)
        .map_err(|error| Trouble::new(format!("{}: {error}", path.display())))
}
