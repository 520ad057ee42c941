//! The folder of a run, and the marker that distinguishes a run that was interrupted from one that was finished.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use cli_support::files::{self, Access, Durability};
use credential_core::{HolderNumber, UnixTime};
use messages::untrusted::{Untrusted, escape_untrusted_path};
use messages::{Failure, dates, failure};
use serde::{Deserialize, Serialize};

use super::code_names::code_of;
use super::{CodeFolders, RenderOptions};
use crate::{jsonfile, random};

pub(crate) struct OutFolder<'p> {
    path: &'p Path,
}

/// What a run is, so that it can resume after an interruption: the content of `unfinished.json`, of
/// which `summary.json` keeps the most in the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Run {
    /// In the register, the names of the run's files begin with this.
    #[serde(rename = "run")]
    pub(crate) name: String,
    pub(crate) bureau: u32,
    /// Name of the roster's file, without its folder.
    pub(crate) roster: Untrusted,
    #[serde(flatten)]
    pub(crate) render_options: RenderOptions,
    /// How long the codes are valid, and whom the run is about if that is chosen by a day, as they were
    /// typed. Runs of earlier versions do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) arguments: Option<Untrusted>,
}

#[derive(Serialize, Deserialize)]
struct Marker {
    format: u32,
    about: String,
    started: u64,
    #[serde(flatten)]
    run: Run,
}

const FORMAT: u32 = 1;

/// What may be in the folder of a run, and what systems leave in any folder.
const OWN_FILES: [&str; 11] = [
    "codes",
    "manifest.csv",
    "manifest.jsonl",
    "refused.csv",
    "summary.json",
    "unfinished.json",
    "people.json",
    "replacements.json",
    "desktop.ini",
    "Thumbs.db",
    ".DS_Store",
];

const ABOUT: &str = "签发没有做完：本文件夹里的码先不要发放。用同样的命令再运行一次，会从中断处继续。 \
                     This run was interrupted: do not hand out its codes yet. The same command resumes it.";

/// What a finished run's summary says of it.
#[derive(Deserialize)]
struct Finished {
    #[serde(flatten)]
    run: Run,
}

impl Run {
    /// # Errors
    /// `out-of-another-bureau` if another bureau than this one has issued it.
    pub(crate) fn check_bureau(&self, given: u32) -> Result<(), Failure> {
        let found = self.bureau;
        if found == given {
            return Ok(());
        }
        Err(
            failure!("out-of-another-bureau"; "这个文件夹是单位 {found} 签发的，而 --bureau 是单位 {given}";
            "the folder was issued by the bureau {found}, but --bureau is {given}";
            "请写签发时用的发码单位文件夹。"; "Name the folder of the bureau that issued it."),
        )
    }
}

/// How a run begins.
pub(crate) enum Beginning {
    /// In a folder without codes.
    Fresh,
    /// Where an earlier one was interrupted.
    Resumed,
}

impl<'p> OutFolder<'p> {
    pub(crate) fn new(path: &'p Path) -> Self {
        Self { path }
    }

    /// A file of the folder.
    pub(crate) fn join(&self, file: &str) -> PathBuf {
        self.path.join(file)
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

    /// The run that was interrupted here, if one was.
    pub(crate) fn unfinished(&self) -> Result<Option<Run>, Failure> {
        let path = self.marker();
        if !path.exists() {
            return Ok(None);
        }
        let marker: Marker = jsonfile::read(&path)?;
        Ok(Some(marker.run))
    }

    /// The run that was finished here.
    ///
    /// # Errors
    /// A [`Failure`] if there is none, or if one was interrupted.
    pub(crate) fn finished(&self) -> Result<Run, Failure> {
        let name = escape_untrusted_path(self.path);
        if let Some(run) = self.unfinished()? {
            let roster = run.roster;
            return Err(failure!("out-unfinished";
                "文件夹 {name} 里的签发没有做完（名册 {roster}）";
                "the run in {name} was interrupted (roster {roster})";
                "请用同样的命令再签发一次，会从中断处继续；做完以后再核对。";
                "Issue again with the same command, which resumes; then check."));
        }
        if !self.summary().exists() {
            return Err(failure!("out-empty";
                "文件夹 {name} 里没有签发过码（没有 summary.json）";
                "there is no run in {name} (no summary.json)";
                "请写签发时用 --out 指定的那个文件夹。";
                "Name the folder that was given as --out when the codes were issued."));
        }
        let finished: Finished = jsonfile::read(&self.summary())?;
        Ok(finished.run)
    }

    /// Claims the folder for the run. A run that was interrupted here, with the same roster and render
    /// options, resumes: `run` then has its name.
    ///
    /// # Errors
    /// `out-used` if the folder has codes of a finished run, `out-unfinished` if what was interrupted
    /// here is another run.
    pub(crate) fn begin(&self, run: &mut Run, now: UnixTime) -> Result<Beginning, Failure> {
        if let Some(before) = self.unfinished()? {
            self.check_goes_on(run)?;
            run.name.clone_from(&before.name);
            self.create_code_folders(run)?;
            self.sweep_drafts()?;
            return Ok(Beginning::Resumed);
        }
        self.check_free()?;
        run.name = new_name(now)?;
        files::create_private_folder(&self.codes())?;
        // One that was killed before it had written the marker.
        self.sweep_drafts()?;
        let path = self.marker();
        let marker = Marker {
            format: FORMAT,
            about: ABOUT.to_owned(),
            started: now.as_secs(),
            run: run.clone(),
        };
        files::write_new(&path, &jsonfile::to_bytes(&path, &marker)?, Access::Private)?;
        // Behind the marker: without it, a folder that is not empty is taken for one that is finished.
        self.create_code_folders(run)?;
        Ok(Beginning::Fresh)
    }

    /// That a run which was interrupted here would go on as it began.
    ///
    /// # Errors
    /// `out-unfinished` if its roster or its options are others.
    pub(crate) fn check_goes_on(&self, run: &Run) -> Result<(), Failure> {
        let Some(before) = self.unfinished()? else {
            return Ok(());
        };
        let mut run = run.clone();
        run.name.clone_from(&before.name);
        if before.arguments.is_none() {
            run.arguments = None;
        }
        if before == run {
            Ok(())
        } else {
            Err(self.other_run(&before))
        }
    }

    /// # Errors
    /// `out-used` if there are codes of a finished run in the folder, `out-foreign` if something is in it that
    /// no run has written.
    pub(crate) fn check_free(&self) -> Result<(), Failure> {
        if self.marker().exists() {
            return Ok(());
        }
        let codes = fs::read_dir(self.codes()).is_ok_and(|mut codes| codes.next().is_some());
        let done = [self.manifest_csv(), self.manifest_jsonl()]
            .iter()
            .any(|path| path.exists());
        if codes || done {
            let name = escape_untrusted_path(self.path);
            return Err(failure!("out-used";
                "文件夹 {name} 里的签发已经做完"; "the run in {name} is finished";
                "里面的码都有效，不必再次签发。再签发请用 --out 指定一个新的文件夹。";
                "Its codes are good and need not be issued again. For another run, choose a new folder with --out."));
        }
        self.check_own()
    }

    /// That nothing is in the folder but what an earlier run, or a dry one, may have left.
    fn check_own(&self) -> Result<(), Failure> {
        let Ok(files) = fs::read_dir(self.path) else {
            return Ok(());
        };
        let names = files.flatten().map(|file| file.file_name());
        let foreign = names
            .filter(|name| {
                let name = name.to_string_lossy();
                !OWN_FILES.contains(&&*name) && !name.starts_with(".tmp-")
            })
            .min();
        let Some(foreign) = foreign else {
            return Ok(());
        };
        let (name, foreign) = (
            escape_untrusted_path(self.path),
            escape_untrusted_path(Path::new(&foreign)),
        );
        Err(failure!("out-foreign";
            "文件夹 {name} 里有别的文件（例如 {foreign}），码不能放在这里";
            "there are other files in {name} (such as {foreign}), so codes cannot go there";
            "请用 --out 指定一个新的或空的文件夹。没有签发任何码。";
            "Choose a new or empty folder with --out. Nothing was issued."))
    }

    /// Removes the marker: everything is written.
    pub(crate) fn finish(&self) -> Result<(), Failure> {
        let path = self.marker();
        // Empty if the run had nothing to issue, or few codes.
        for folder in self.folders_of_codes().iter().rev() {
            let _ = fs::remove_dir(folder);
        }
        fs::remove_file(&path)
            .and_then(|()| files::sync_folder(&path))
            .map_err(|error| files::cannot_write(&path, &error))
    }

    /// Removes codes that are not in `kept`, which a run that was interrupted had written and that
    /// belong to nobody now, and says how many they were. Files of other names are left alone.
    pub(crate) fn sweep_codes(
        &self,
        kept: &HashSet<(HolderNumber, u32)>,
    ) -> Result<usize, Failure> {
        let mut removed = 0;
        for folder in self.folders_of_codes() {
            removed += remove(&folder, |name| {
                code_of(name).is_some_and(|code| !kept.contains(&code))
            })?;
        }
        Ok(removed)
    }

    fn create_code_folders(&self, run: &Run) -> Result<(), Failure> {
        let codes = self.codes();
        files::create_private_folder(&codes)?;
        for name in run.render_options.code_folders.names() {
            files::create_private_folder(&codes.join(name))?;
        }
        Ok(())
    }

    /// The folders that may have codes and that are there, the outer one first.
    pub(crate) fn folders_of_codes(&self) -> Vec<PathBuf> {
        let codes = self.codes();
        if !codes.exists() {
            return Vec::new();
        }
        let inner = CodeFolders::LastDigits.names().map(|name| codes.join(name));
        // No link to somewhere else.
        let is_folder =
            |path: &PathBuf| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
        let inner: Vec<PathBuf> = inner.filter(is_folder).collect();
        [vec![codes], inner].concat()
    }

    /// Removes what writing leaves under temporary names when it is killed.
    fn sweep_drafts(&self) -> Result<(), Failure> {
        remove(self.path, files::is_draft)?;
        for folder in self.folders_of_codes() {
            remove(&folder, files::is_draft)?;
        }
        Ok(())
    }

    /// Waits until the codes that were written are on the disk, before the register says that they are.
    pub(crate) fn sync_codes(&self) -> Result<(), Failure> {
        #[cfg(target_os = "linux")]
        {
            let path = self.codes();
            let synced = fs::File::open(&path)
                .and_then(|folder| rustix::fs::syncfs(folder).map_err(std::io::Error::from));
            synced.map_err(|error| files::cannot_write(&path, &error))?;
        }
        Ok(())
    }

    /// The failure to a folder in which this run was interrupted, and another one is wanted.
    pub(crate) fn other_run(&self, before: &Run) -> Failure {
        let name = escape_untrusted_path(self.path);
        let (roster, mut render_options) = (&before.roster, before.render_options.as_arguments());
        if let Some(arguments) = &before.arguments {
            render_options = format!("{render_options} {arguments}");
        }
        failure!("out-unfinished";
            "文件夹 {name} 里有另一次没有做完的签发：名册 {roster}，{render_options}";
            "in {name} another run was interrupted: roster {roster}, {render_options}";
            "要接着做完，请用原来的名册和参数；要另外签发，请用 --out 指定一个新的文件夹。";
            "To go on with it, use its roster and arguments; for another run, choose a new folder with --out.")
    }
}

/// How a code is written before [`OutFolder::sync_codes`]: where a whole file system can be
/// synced at once, one by one would be a hundred times slower.
pub(super) const CODE_DURABILITY: Durability = if cfg!(target_os = "linux") {
    Durability::WhenConvenient
} else {
    Durability::Synced
};

/// A name that no other run has, with the day in it for people.
fn new_name(now: UnixTime) -> Result<String, Failure> {
    let mut random = [0; 4];
    random::fill(&mut random)?;
    let day = dates::day(now).replace('-', "");
    Ok(format!("{day}-{:08x}", u32::from_be_bytes(random)))
}

fn remove(folder: &Path, unwanted: impl Fn(&str) -> bool) -> Result<usize, Failure> {
    let reading = |error: std::io::Error| files::cannot_read(folder, &error);
    let mut removed = 0;
    for file in fs::read_dir(folder).map_err(reading)? {
        let file = file.map_err(reading)?;
        if file.file_name().to_str().is_some_and(&unwanted) {
            let path = file.path();
            fs::remove_file(&path).map_err(|error| files::cannot_write(&path, &error))?;
            removed += 1;
        }
    }
    Ok(removed)
}
