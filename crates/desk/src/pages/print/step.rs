//! What is being printed, and the commands that it comes to.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::command_line::CommandLine;
use crate::desk::{Desk, Failed};
use crate::locked::hold;
use crate::pages::roster::step::{Choices, RosterStep};
use crate::uploads::Upload;

/// A run that is being printed, and what the clerk has chosen for it so far.
pub(super) struct PrintStep {
    /// The folder of the run, in the folder of runs.
    pub(super) run: String,
    /// How its roster was read, if it was issued at this desk.
    pub(super) reading: Choices,
    /// The roster, handed in once more for the list.
    pub(super) roster: Mutex<Option<Arc<RosterStep>>>,
    pub(super) wishes: Mutex<Wishes>,
    pub(super) look: Mutex<Option<Look>>,
    /// The folders of jobs whose end was not seen yet, by the names of the jobs.
    pub(super) outs: Mutex<HashMap<String, PathBuf>>,
    pub(super) printed: Mutex<Option<Made>>,
    pub(super) listed: Mutex<Option<Made>>,
}

/// Files that a command has made.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) folder: PathBuf,
    pub(super) files: Vec<String>,
}

impl Made {
    /// From the JSON of `print` and `handout`.
    pub(super) fn new(folder: PathBuf, json: &Value) -> Self {
        let files = crate::words::list(json, "/files").iter();
        let mut files: Vec<String> = files
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect();
        // Written by `print` if cards were left out.
        if !crate::words::list(json, "/not_printed").is_empty() {
            files.push("not-printed.csv".to_owned());
        }
        Self { folder, files }
    }
}

/// The first card as it would be printed.
pub(super) struct Look {
    pub(super) ended: Result<(Value, Vec<u8>), Failed>,
    pub(super) command: String,
}

/// How cards are to be printed.
#[derive(Clone, Default)]
pub(super) struct Wishes {
    /// `card-sheets`, `cards` or `slips`; as usual if it is empty.
    pub(super) layout: String,
    pub(super) dpi: String,
    pub(super) up: String,
    pub(super) telephone: String,
    pub(super) portrait: bool,
    pub(super) back: bool,
    pub(super) border: bool,
    pub(super) front_page: bool,
    pub(super) cut_and_stack: bool,
    /// In the order of the list, where there is one.
    pub(super) as_list: bool,
    /// These only; all of them if it is empty.
    pub(super) holders: Vec<u32>,
    pub(super) emblem: Option<Arc<Upload>>,
}

impl PrintStep {
    pub(super) fn new(run: String, reading: Choices) -> Self {
        Self {
            run,
            reading,
            roster: Mutex::default(),
            wishes: Mutex::default(),
            look: Mutex::default(),
            outs: Mutex::default(),
            printed: Mutex::default(),
            listed: Mutex::default(),
        }
    }

    /// The folder of the run.
    pub(super) fn folder(&self, desk: &Desk) -> PathBuf {
        desk.options.codes.join(&self.run)
    }

    /// The command that prints, but for where to.
    pub(super) fn print(&self, desk: &Desk) -> CommandLine {
        let wishes = hold(&self.wishes).clone();
        let mut line = desk
            .command("print")
            .path("--run", &self.folder(desk))
            .option("--as", wishes.layout());
        let sheets = wishes.layout() != "cards";
        for (name, value) in [("--dpi", &wishes.dpi), ("--telephone", &wishes.telephone)] {
            if !value.is_empty() {
                line = line.option(name, value);
            }
        }
        for (name, is_wanted) in [
            ("--portrait", wishes.portrait),
            ("--back", wishes.back),
            ("--border", wishes.border),
            ("--front-page", sheets && wishes.front_page),
            ("--cut-and-stack", sheets && wishes.cut_and_stack),
        ] {
            if is_wanted {
                line = line.word(name);
            }
        }
        if sheets && !wishes.up.is_empty() {
            line = line.option("--up", &wishes.up);
        }
        if let Some(emblem) = &wishes.emblem {
            line = line.option_shown("--emblem", emblem.path(), emblem.name());
        }
        if wishes.as_list
            && let Some(listed) = &*hold(&self.listed)
        {
            line = line.path("--handout", &listed.folder);
        }
        wishes.holders.iter().fold(line, |line, holder| {
            line.option("--holder", holder.to_string())
        })
    }

    /// Removes what a job has left that did not finish: files of people without a summary.
    pub(super) fn remove_unfinished(&self, job: &str) {
        if let Some(out) = hold(&self.outs).remove(job) {
            // What cannot be removed stays, and the next job has a folder of its own.
            let _ = fs::remove_dir_all(out);
        }
    }
}

impl Wishes {
    pub(super) fn layout(&self) -> &str {
        if self.layout.is_empty() {
            "card-sheets"
        } else {
            &self.layout
        }
    }
}
