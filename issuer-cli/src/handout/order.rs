//! The order of a list, for the printer: `order.jsonl` beside `handout.json`.

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use cli_support::files;
use credential_core::HolderNumber;
use messages::{Failure, failure, untrusted::escape_untrusted_path};
use serde::{Deserialize, Serialize};

use super::again::Handout;
use crate::jsonfile;
use crate::output::Run;

/// `order.jsonl` at most: two million people take 80 MB.
const MAX_BYTES: u64 = 128 << 20;

/// Characters of the name of a section that are printed on the margin.
const MAX_TITLE: usize = 60;

/// `handout.json`, and the result.
#[derive(Serialize, Deserialize)]
pub(crate) struct HandoutRecord {
    pub(crate) format: u32,
    /// The name of the run.
    pub(crate) run: String,
    pub(crate) bureau: u32,
    /// The headings of the roster by which people are put together.
    pub(crate) by: Vec<String>,
    pub(crate) people: u64,
    /// Codes of the run that were revoked since.
    pub(crate) revoked: u64,
    pub(crate) pages: u64,
    pub(crate) sections: Vec<SectionRecord>,
    pub(crate) files: Vec<String>,
}

/// A section, in JSON.
#[derive(Serialize, Deserialize)]
pub(crate) struct SectionRecord {
    pub(crate) title: String,
    pub(crate) people: u64,
}

#[derive(Serialize, Deserialize)]
struct OrderLine {
    holder: u32,
    section: usize,
}

/// Whose cards come in which order.
pub(crate) struct PrintOrder {
    /// What the sections are called.
    pub(crate) titles: Vec<String>,
    /// The number of a section, and a person of it.
    pub(crate) people: Vec<(usize, HolderNumber)>,
}

impl HandoutRecord {
    pub(crate) fn file(folder: &Path) -> PathBuf {
        folder.join("handout.json")
    }
}

impl PrintOrder {
    pub(crate) fn file(folder: &Path) -> PathBuf {
        folder.join("order.jsonl")
    }

    /// Writes the order of a list.
    ///
    /// # Errors
    /// Those of writing.
    pub(crate) fn write(
        handout: &Handout,
        path: &Path,
        out: &mut impl Write,
    ) -> Result<(), Failure> {
        for one in &handout.people {
            let line = OrderLine {
                holder: one.holder.0,
                section: one.section,
            };
            serde_json::to_writer(&mut *out, &line)
                .map_err(std::io::Error::from)
                .and_then(|()| out.write_all(b"\n"))
                .map_err(|error| files::cannot_write(path, &error))?;
        }
        Ok(())
    }

    /// Reads the order in the folder of a list, which must be one of this run.
    ///
    /// # Errors
    /// `handout-of-another-run`, `file-unreadable`, `file-invalid`.
    pub(crate) fn read(folder: &Path, run: &Run) -> Result<Self, Failure> {
        let record: HandoutRecord = jsonfile::read(&HandoutRecord::file(folder))?;
        if record.run != run.name {
            return Err(other_run(folder));
        }
        let path = Self::file(folder);
        let bytes = files::read(&path, MAX_BYTES)?;
        let mut met = HashSet::new();
        let mut people = Vec::new();
        for (line, number) in bytes.split_inclusive(|byte| *byte == b'\n').zip(1_u64..) {
            let parsed: Option<OrderLine> = serde_json::from_slice(line).ok();
            let line = parsed
                .filter(|line| line.section < record.sections.len() && met.insert(line.holder))
                .ok_or_else(|| {
                    jsonfile::invalid(&path, messages::text!("第 {number} 行"; "line {number}"))
                })?;
            people.push((line.section, HolderNumber(line.holder)));
        }
        Ok(Self {
            titles: record
                .sections
                .into_iter()
                .map(|one| one.title.chars().take(MAX_TITLE).collect())
                .collect(),
            people,
        })
    }
}

fn other_run(folder: &Path) -> Failure {
    let name = escape_untrusted_path(folder);
    failure!("handout-of-another-run"; "{name} 里的签收表是另一次签发的"; "the list in {name} is one of another run";
        "请用同一次签发做的签收表，或重新做一份（issuer handout）。没有打印任何卡。";
        "Give the list of the same run, or make one (issuer handout). Nothing was printed.")
}
