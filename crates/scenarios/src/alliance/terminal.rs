//! A terminal of a merchant: set up once, driven by a till, and visited with updates and for its journal.

use std::fs;
use std::path::Path;

use credential_core::UnixTime;
use messages::Exit;

use super::clock::written;
use super::office::Office;
use super::till::{Served, Till};
use crate::stage::{Stage, Trouble};

/// A picture with nothing on it, for the camera that no till needs.
const BLANK: &[u8] = include_bytes!("blank.png");

/// So many are shown, one a second: the end of the commands ends the scan long before.
const BLANKS: usize = 240;

const PICTURES: &str = "nothing-before-the-camera";

/// A terminal in a folder of its own.
pub(crate) struct Terminal {
    pub(crate) number: u64,
    pub(crate) merchant: u64,
    /// `terminals/N`
    folder: String,
    /// Exports that were made.
    exports: u64,
}

impl Terminal {
    /// Sets a terminal up: its store, its key, and its place, with which its part of the catalogue comes.
    pub(crate) fn set_up(
        office: &Office,
        (number, merchant): (u64, u64),
        at: UnixTime,
        first_update: &str,
        is_shown: bool,
    ) -> Result<Self, Trouble> {
        let stage = &office.stage;
        let pictures = stage.path(PICTURES);
        if !pictures.exists() {
            fs::create_dir(&pictures)?;
            for picture in 0..BLANKS {
                fs::write(pictures.join(format!("{picture:03}.png")), BLANK)?;
            }
        }
        let folder = format!("terminals/{number}");
        let (id, time) = (office.city.id, written(at)?);
        fs::create_dir(stage.path(&folder))?;
        let verifier = |line: String| run(stage, &line, is_shown);
        verifier(format!(
            "provision --store @{folder}/store --root @authority/root-set.cbor"
        ))?;
        verifier(format!(
            "update @{first_update} --store @{folder}/store --at {time}"
        ))?;
        verifier(format!(
            "place request --store @{folder}/store --out @{folder}/place.lbr --label 收银台{number} \
             --issuer {id} --at {time}"
        ))?;
        let add = format!("terminal add --request @{folder}/place.lbr --merchant {merchant}");
        match is_shown {
            true => office.act(at, &add)?,
            false => office.recorded(at, &format!("{add} --bureau @bureau --operator 王芳"))?,
        }
        verifier(format!(
            "update @bureau/places/terminal-{number}.lbu --store @{folder}/store --at {time}"
        ))?;
        Ok(Self {
            number,
            merchant,
            folder,
            exports: 0,
        })
    }

    /// Somebody has copied the disk: the same key, place and journal in another folder. It has no number in the plan.
    pub(crate) fn copied(&self, office: &Office, name: &str) -> Result<Self, Trouble> {
        let folder = format!("terminals/{name}");
        let stage = &office.stage;
        copy_folder(&stage.path(&self.folder), &stage.path(&folder))?;
        Ok(Self {
            number: 0,
            merchant: self.merchant,
            folder,
            exports: 0,
        })
    }

    /// Its folder in that of the play.
    pub(crate) fn folder(&self) -> &str {
        &self.folder
    }

    /// Brings an update, of which nothing may be refused.
    pub(crate) fn bring(
        &self,
        office: &Office,
        at: UnixTime,
        updates: &[&str],
        is_shown: bool,
    ) -> Result<(), Trouble> {
        let folder = &self.folder;
        let files: String = updates.iter().map(|file| format!("@{file} ")).collect();
        let line = format!(
            "update {files}--store @{folder}/store --at {}",
            written(at)?
        );
        run(&office.stage, &line, is_shown)
    }

    /// A sitting at the till. `at` may not be before that of an earlier one.
    pub(crate) fn serve(
        &self,
        office: &Office,
        at: UnixTime,
        till: &Till,
        is_shown: bool,
    ) -> Result<Served, Trouble> {
        let folder = &self.folder;
        let line = format!(
            "scan --commands --store @{folder}/store --pictures @{PICTURES} --fps 1 --sound off --at {} --grant-at",
            written(at)?
        );
        let words: Vec<&str> = line.split_whitespace().collect();
        let events = office
            .stage
            .verifier_with_input(&words, till.lines(), is_shown)?;
        if is_shown {
            office.stage.print_input(&till.lines())?;
        }
        till.read(&events).map_err(|trouble| {
            Trouble::new(format!("terminal {} at {}: {trouble}", self.number, line))
        })
    }

    /// Hands the journal over, into the folder of the bureau for what comes in.
    pub(crate) fn export(
        &mut self,
        office: &Office,
        at: UnixTime,
        is_shown: bool,
    ) -> Result<String, Trouble> {
        self.exports += 1;
        let (number, count) = (self.number, self.exports);
        let name = format!("exports/{number:04}-{count:02}.lbx");
        self.export_to(office, at, &name, is_shown)?;
        Ok(name)
    }

    /// Writes the journal into this file.
    pub(crate) fn export_to(
        &self,
        office: &Office,
        at: UnixTime,
        name: &str,
        is_shown: bool,
    ) -> Result<(), Trouble> {
        let folder = &self.folder;
        let line = format!(
            "journal export --store @{folder}/store --out @{name} --at {}",
            written(at)?
        );
        run(&office.stage, &line, is_shown)
    }

    /// What the screen says of a card that somebody must compare with the person: shown, and nothing is given.
    pub(crate) fn check(&self, office: &Office, at: UnixTime, text: &str) -> Result<(), Trouble> {
        let folder = &self.folder;
        let line = format!("check {text} --store @{folder}/store --at {}", written(at)?);
        let words: Vec<&str> = line.split_whitespace().collect();
        let shown = office.stage.verifier(Exit::Undecided, &words);
        shown.map(drop)
    }

    /// The day's slip, shown.
    pub(crate) fn today(&self, office: &Office, at: UnixTime) -> Result<(), Trouble> {
        let (folder, time) = (&self.folder, written(at)?);
        run(
            &office.stage,
            &format!("journal today --store @{folder}/store --at {time}"),
            true,
        )
    }
}

/// Copies a folder with what is in it.
fn copy_folder(from: &Path, to: &Path) -> Result<(), Trouble> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy_folder(&entry.path(), &target)?,
            false => fs::copy(entry.path(), target).map(drop)?,
        }
    }
    Ok(())
}

fn run(stage: &Stage, line: &str, is_shown: bool) -> Result<(), Trouble> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match is_shown {
        true => stage.verifier(Exit::Done, &words).map(drop),
        false => stage.verifier_recorded(&words).map(drop),
    }
}
