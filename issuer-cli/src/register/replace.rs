//! Putting a register in the place of one that is lost, damaged or missing: prepared beside it, and
//! moved into its place when it is whole.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use cli_support::files;
use credential_core::UnixTime;
use messages::Failure;

use super::audit::Actor;
use super::clerk;
use super::person::PersonKey;
use super::store::Register;
use super::witness;

/// A register on its way to its place. Nobody writes to the one in its place meanwhile.
pub struct Replacement {
    place: PathBuf,
    register: Register,
    /// Held, not used: the system lets go of the lock when it is closed.
    _lock: File,
}

impl Replacement {
    /// From another file: a backup, or the register that is in its place itself.
    ///
    /// # Errors
    /// `register-in-use`; those of copying, of [`Register::open`] and of [`Register::verify_audit`].
    pub fn from_copy(place: &Path, from: &Path, key: PersonKey) -> Result<Self, Failure> {
        let lock = clerk::lock(place)?;
        let work = work(place);
        sweep(&work)?;
        // With what a power cut may have left half-written, which is rolled back when it is opened.
        for tail in ["", JOURNAL] {
            let (from, to) = (with(from, tail), with(&work, tail));
            if tail.is_empty() || from.exists() {
                copy(&from, &to)?;
            }
        }
        let register = Register::open_skipping_rollback_check(&work, key)?;
        register.verify_audit(None)?;
        Ok(Self {
            place: place.to_owned(),
            register,
            _lock: lock,
        })
    }

    /// A new one, for a bureau that has none.
    ///
    /// # Errors
    /// As [`Register::create`].
    pub fn new(
        place: &Path,
        key: PersonKey,
        actor: &Actor,
        now: UnixTime,
    ) -> Result<Self, Failure> {
        let lock = clerk::lock(place)?;
        let work = work(place);
        sweep(&work)?;
        Register::create(&work, &key, actor, now)?;
        Ok(Self {
            place: place.to_owned(),
            register: Register::open(&work, key)?,
            _lock: lock,
        })
    }

    /// The register, to be completed before it goes into its place.
    pub fn register(&mut self) -> &mut Register {
        &mut self.register
    }

    /// Puts it into its place. What was there is kept under the name that is returned.
    ///
    /// # Errors
    /// `file-unwritable`. The old one is then in its place or under its new name.
    pub fn finish(self) -> Result<Option<PathBuf>, Failure> {
        let Self {
            place,
            register,
            _lock,
        } = self;
        let head = register.audit_head()?;
        let work = register.path.clone();
        drop(register);
        let kept = set_aside(&place)?;
        witness::note(&place, &head)?;
        rename(&work, &place)?;
        sweep(&work)?;
        Ok(kept)
    }
}

const JOURNAL: &str = "-journal";

fn work(place: &Path) -> PathBuf {
    let name = place.file_name().unwrap_or_default();
    let mut hidden = std::ffi::OsString::from(".tmp-");
    hidden.push(name);
    place.with_file_name(hidden)
}

fn with(path: &Path, tail: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(tail);
    path.into()
}

/// Removes what an earlier try has left.
fn sweep(work: &Path) -> Result<(), Failure> {
    for tail in ["", JOURNAL, ".lock", ".head"] {
        let path = with(work, tail);
        match fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(files::cannot_write(&path, &error)),
        }
    }
    Ok(())
}

/// Moves the register away, its journal first: it must not be played back into another one.
fn set_aside(place: &Path) -> Result<Option<PathBuf>, Failure> {
    let free = (1_u32..)
        .map(|n| with(place, &format!(".replaced-{n}")))
        .find(|path| !path.exists() && !with(path, JOURNAL).exists());
    let Some(aside) = free else { return Ok(None) };
    let journal = with(place, JOURNAL);
    if journal.exists() {
        rename(&journal, &with(&aside, JOURNAL))?;
    }
    if !place.exists() {
        return Ok(None);
    }
    rename(place, &aside)?;
    Ok(Some(aside))
}

fn rename(from: &Path, to: &Path) -> Result<(), Failure> {
    let synced = fs::rename(from, to).and_then(|()| files::sync_folder(to));
    synced.map_err(|error| files::cannot_write(to, &error))
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let mut source = File::open(from).map_err(|error| files::cannot_read(from, &error))?;
    let mut draft = files::draft(to, files::Access::Private)?;
    io::copy(&mut source, &mut draft).map_err(|error| files::cannot_write(to, &error))?;
    draft.finish(to, files::Durability::Synced)
}
