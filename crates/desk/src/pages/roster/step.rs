//! A roster on its way, and the commands that it comes to.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use cli_support::files::{self, Access, Durability};
use messages::Failure;

use crate::command_line::CommandLine;
use crate::desk::Desk;
use crate::locked::hold;
use crate::uploads::Upload;

/// A roster that was handed in, and what the clerk has chosen for it so far.
pub(crate) struct RosterStep {
    /// Let go, and so wiped, when codes were issued.
    upload: Mutex<Option<Arc<Upload>>>,
    pub(crate) choices: Mutex<Choices>,
    /// The folder of the run, once it has begun.
    pub(super) out: Mutex<Option<PathBuf>>,
}

/// How the roster is to be read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choices {
    /// What headings mean, where the clerk has changed it: meaning (`ignore` for none) and heading.
    pub(crate) columns: Vec<(String, String)>,
    /// What words for categories mean.
    pub(crate) words: Vec<(String, String)>,
    /// The category of everybody, by its code.
    pub(crate) category: Option<String>,
    pub(super) sheet: Option<String>,
    pub(super) all_sheets: bool,
    /// `include` or `skip`.
    pub(super) hidden_rows: Option<String>,
    pub(super) full_names: bool,
    /// For how many years codes are valid; as usual if it is not given.
    pub(super) years: Option<u8>,
    pub(super) confirm_000: bool,
    /// `merge` or `replace`.
    pub(super) categories: Option<String>,
}

impl RosterStep {
    pub(crate) fn new(upload: Arc<Upload>) -> Self {
        Self {
            upload: Mutex::new(Some(upload)),
            choices: Mutex::default(),
            out: Mutex::default(),
        }
    }

    /// The file; `None` once it was wiped.
    pub(crate) fn upload(&self) -> Option<Arc<Upload>> {
        hold(&self.upload).clone()
    }

    /// Wipes the file.
    pub(crate) fn wipe(&self) {
        let gone = hold(&self.upload).take();
        drop(gone);
    }

    /// A command that reads the roster as it was chosen. `None` once the file was wiped.
    ///
    /// # Errors
    /// If a file with what was chosen cannot be written.
    pub(crate) fn reading(&self, line: CommandLine) -> Result<Option<CommandLine>, Failure> {
        let Some(upload) = self.upload() else {
            return Ok(None);
        };
        let choices = hold(&self.choices).clone();
        let mut line = line.option_shown("--roster", upload.path(), upload.name());
        if let Some(sheet) = &choices.sheet {
            line = line.option("--sheet", sheet);
        } else if choices.all_sheets {
            line = line.word("--all-sheets");
        }
        if let Some(hidden) = &choices.hidden_rows {
            line = line.option("--hidden-rows", hidden);
        }
        if !choices.columns.is_empty() {
            let path = upload.beside("columns.csv");
            write_pairs(&path, &choices.columns)?;
            line = line.option_shown("--columns", &path, "columns.csv");
        }
        if let Some(category) = &choices.category {
            line = line.option("--category", category);
        } else if !choices.words.is_empty() {
            let path = upload.beside("categories.csv");
            write_pairs(&path, &choices.words)?;
            line = line.option_shown("--category-map", &path, "categories.csv");
        }
        if choices.confirm_000 {
            line = line.word("--confirm-000");
        }
        Ok(Some(line))
    }

    /// The command that says what would happen.
    ///
    /// # Errors
    /// As [`RosterStep::reading`].
    pub(super) fn dry_run(&self, desk: &Desk) -> Result<Option<CommandLine>, Failure> {
        let Some(upload) = self.upload() else {
            return Ok(None);
        };
        // A new folder for each: an earlier one has its list of refused rows still.
        let out = upload.beside(&format!("preview-{}", desk.new_id()?));
        *hold(&self.out) = Some(out.clone());
        let line = self.reading(desk.recorded_command("issue"))?;
        let choices = hold(&self.choices).clone();
        Ok(line.map(|line| {
            with_names(line, &choices)
                .option_shown("--out", &out, "试运行")
                .word("--dry-run")
        }))
    }

    /// The command that issues into a folder, with what the clerk has agreed to.
    ///
    /// # Errors
    /// As [`RosterStep::reading`].
    pub(super) fn issue(
        &self,
        desk: &Desk,
        out: PathBuf,
        replaced: u64,
    ) -> Result<Option<CommandLine>, Failure> {
        let line = self.reading(desk.recorded_command("issue"))?;
        let choices = hold(&self.choices).clone();
        let line = line.map(|line| {
            let line = with_names(line, &choices).path("--out", &out);
            let line = match choices.categories.as_deref() {
                Some("merge") => line.word("--merge-categories"),
                Some("replace") => line.word("--replace-categories"),
                _ => line,
            };
            // No more than what was shown: should the register have changed since, nothing is replaced.
            line.option("--replace-at-most", replaced.to_string())
        });
        *hold(&self.out) = Some(out);
        Ok(line)
    }
}

/// What the codes say, and for how long.
fn with_names(line: CommandLine, choices: &Choices) -> CommandLine {
    let line = match choices.years {
        Some(years) => line.option("--years", years.to_string()),
        None => line,
    };
    if choices.full_names {
        line.word("--full-names")
    } else {
        line
    }
}

/// A table of two columns, as `--columns` and `--category-map` read it.
fn write_pairs(path: &std::path::Path, pairs: &[(String, String)]) -> Result<(), Failure> {
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let lines = pairs
        .iter()
        .map(|(one, other)| format!("{},{}\r\n", quoted(one), quoted(other)));
    let text: String = lines.collect();
    files::write(
        path,
        text.as_bytes(),
        Access::Private,
        Durability::WhenConvenient,
    )
}

/// A run in the folder of runs that was interrupted.
pub(crate) fn unfinished_runs(desk: &Desk) -> Vec<String> {
    let entries = fs::read_dir(&desk.options.codes).into_iter().flatten();
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().join("unfinished.json").exists())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

/// A folder that is not there yet, named after the day. It is given to nobody else: a job makes it later.
pub(crate) fn new_run(desk: &Desk, day: &str) -> PathBuf {
    let codes = &desk.options.codes;
    let numbered = (2..).map(|number| codes.join(format!("{day}-{number}")));
    let mut names = std::iter::once(codes.join(day)).chain(numbered.take(100_000));
    let mut session = hold(&desk.session);
    let free = names.find(|path| !path.exists() && !session.folders.contains(path));
    let free = free.unwrap_or_else(|| codes.join(day));
    session.folders.insert(free.clone());
    free
}
