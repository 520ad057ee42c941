//! The folder of a run, and the marker that tells a run that was broken off from one that was finished.

use std::path::{Path, PathBuf};

use cli_support::files::{self, Access};
use cli_support::{Failure, Text, visible::visible_path};
use serde::Serialize;

use crate::jsonfile;

pub(crate) struct OutFolder<'p> {
    path: &'p Path,
}

#[derive(Serialize)]
struct Marker<'m> {
    format: u32,
    about: &'static str,
    started: u64,
    roster: &'m str,
    /// First and last holder number that belong to this run; absent before they were taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    holders: Option<[u32; 2]>,
}

const ABOUT: &str = "签发没有做完：本文件夹里的码不在任何清单上，请不要发放，重新签发到新的文件夹。 \
                     This run was broken off: its codes are on no manifest. Do not hand them out; issue again into a new folder.";

impl<'p> OutFolder<'p> {
    pub(crate) fn new(path: &'p Path) -> Self {
        Self { path }
    }

    pub(crate) fn codes(&self) -> PathBuf {
        self.path.join("codes")
    }

    pub(crate) fn manifest_csv(&self) -> PathBuf {
        self.path.join("manifest.csv")
    }

    pub(crate) fn manifest_jsonl(&self) -> PathBuf {
        self.path.join("manifest.jsonl")
    }

    pub(crate) fn refused(&self) -> PathBuf {
        self.path.join("refused.csv")
    }

    pub(crate) fn summary(&self) -> PathBuf {
        self.path.join("summary.json")
    }

    fn marker(&self) -> PathBuf {
        self.path.join("unfinished.json")
    }

    /// Takes the folder for a run, which nobody else can do from then on.
    ///
    /// # Errors
    /// A [`Failure`] if there is already something of another run in it.
    pub(crate) fn begin(&self, started: u64, roster: &str) -> Result<(), Failure> {
        self.check_free()?;
        files::create_folder(&self.codes())?;
        let path = self.marker();
        let bytes = jsonfile::to_bytes(&path, &marker(started, roster, None))?;
        files::write_new(&path, &bytes, Access::Public).map_err(|failure| {
            if failure.code == "file-exists" {
                self.unfinished()
            } else {
                failure
            }
        })
    }

    /// Notes which numbers the run has taken.
    pub(crate) fn note_numbers(
        &self,
        started: u64,
        roster: &str,
        holders: [u32; 2],
    ) -> Result<(), Failure> {
        jsonfile::write(
            &self.marker(),
            &marker(started, roster, Some(holders)),
            Access::Public,
        )
    }

    /// Gives the folder back before anything was made in it.
    pub(crate) fn give_back(&self) {
        // What cannot be removed shows as an unfinished run, which it is.
        let _ =
            std::fs::remove_file(self.marker()).and_then(|()| std::fs::remove_dir(self.codes()));
    }

    /// Everything is written: the folder speaks for itself.
    pub(crate) fn finish(&self) -> Result<(), Failure> {
        let path = self.marker();
        std::fs::remove_file(&path).map_err(|error| files::cannot_write(&path, &error))
    }

    /// # Errors
    /// A [`Failure`] if there is something of another run in the folder.
    pub(crate) fn check_free(&self) -> Result<(), Failure> {
        if self.marker().exists() {
            return Err(self.unfinished());
        }
        let codes = std::fs::read_dir(self.codes()).is_ok_and(|mut codes| codes.next().is_some());
        let done = [self.manifest_csv(), self.manifest_jsonl()]
            .iter()
            .any(|path| path.exists());
        if codes || done {
            let name = visible_path(self.path);
            return Err(Failure::new(
                "out-used",
                Text::new(
                    format!("文件夹 {name} 里已有签发好的码"),
                    format!("there are codes of an earlier run in {name}"),
                ),
                Text::new(
                    "请用 --out 指定一个新的文件夹。已签发的码仍然有效，不必重发。",
                    "Choose a new folder with --out. The codes that were issued remain valid.",
                ),
            ));
        }
        Ok(())
    }

    fn unfinished(&self) -> Failure {
        let name = visible_path(self.path);
        Failure::new(
            "out-unfinished",
            Text::new(
                format!("文件夹 {name} 里有一次没有做完的签发，或者另一个程序正在签发"),
                format!("in {name} a run was broken off, or another program is issuing there"),
            ),
            Text::new(
                "没有做完的：其中的码不在清单上，请不要发放；删除这个文件夹，用 --out 指定新的文件夹重新签发。",
                "If it was broken off, its codes are on no manifest: do not hand them out, delete the folder, \
                 and issue again into a new one with --out.",
            ),
        )
    }
}

fn marker(started: u64, roster: &str, holders: Option<[u32; 2]>) -> Marker<'_> {
    Marker {
        format: 1,
        about: ABOUT,
        started,
        roster,
        holders,
    }
}
