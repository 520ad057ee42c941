//! Putting a register in the place of one that is lost, damaged or missing: prepared beside it, and
//! moved into its place when it is whole.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use cli_support::files;
use credential_core::UnixTime;
use messages::{Failure, Lang, Text, text};

use super::audit::{Actor, AuditRecord};
use super::clerk;
use super::numbers::NumberBound;
use super::person::PersonKey;
use super::store::Register;
use super::witness;

/// A register on its way to its place. Nobody writes to the one in its place meanwhile.
///
/// What is prepared is removed again if it is dropped without [`Replacement::finish`].
pub struct Replacement {
    place: PathBuf,
    register: Register,
    /// Dropped after the register is closed.
    work: WorkFile,
    /// Held, not used: the system lets go of the lock when it is closed.
    _lock: File,
}

/// An intact register in the place, which has records that the replacement lacks.
pub struct NewerRegister {
    /// Its newest record.
    pub last: AuditRecord,
    /// How many people it knows whom the replacement does not know.
    pub people: u64,
    /// The bound of all numbers that it has given.
    pub given: NumberBound,
}

impl Replacement {
    /// From another file: a backup, or the register that is in its place itself.
    ///
    /// # Errors
    /// `register-in-use`; those of copying, of [`Register::open`] and of [`Register::verify_audit`].
    pub fn from_copy(place: &Path, from: &Path, key: PersonKey) -> Result<Self, Failure> {
        let lock = clerk::lock(place)?;
        let work = WorkFile::copy_of(from, work(place))?;
        let register =
            open_verified(&work, key).map_err(|failure| failure_of_copy(failure, &work.0, from))?;
        Ok(Self {
            place: place.to_owned(),
            register,
            work,
            _lock: lock,
        })
    }

    /// The register in the place, if it is intact and has records that this one lacks.
    ///
    /// # Errors
    /// `register-newer` if the one in the place is of a newer program; those of copying and of reading
    /// the database.
    pub fn newer_in_place(&self, key: PersonKey) -> Result<Option<NewerRegister>, Failure> {
        if !self.place.exists() {
            return Ok(None);
        }
        // A copy is examined: to open a register may play back its journal.
        let opened = WorkFile::copy_of(&self.place, with(&work(&self.place), "-present"))
            .and_then(|copy| Ok((open_verified(&copy, key)?, copy)));
        let (present, _copy) = match opened {
            Ok(opened) => opened,
            Err(failure) if NOT_INTACT.contains(&failure.code) => return Ok(None),
            Err(failure) => return Err(failure),
        };
        let last = present.last_record()?;
        let same = self.register.audit_records(last.number, 1)?;
        if same.first() == Some(&last) {
            return Ok(None);
        }
        let people = self.register.people_lacking_from(&present)?;
        let given = present.given_numbers()?;
        Ok(Some(NewerRegister {
            last,
            people,
            given,
        }))
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
        let work = WorkFile::absent(work(place))?;
        Register::create(&work.0, &key, actor, now)?;
        Ok(Self {
            place: place.to_owned(),
            register: Register::open(&work.0, key)?,
            work,
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
            work,
            _lock,
        } = self;
        let (head, given) = (register.audit_head()?, register.given_numbers()?);
        drop(register);
        let kept = set_aside(&place)?;
        witness::note(&place, &head, given)?;
        rename(&work.0, &place)?;
        Ok(kept)
    }
}

const JOURNAL: &str = "-journal";

/// What a register is that nobody can work with any more, whatever it has.
const NOT_INTACT: [&str; 5] = [
    "audit-broken",
    "file-unreadable",
    "person-key-wrong",
    "register-damaged",
    "register-unrecognised",
];

/// A database beside the register, for as long as it is needed.
struct WorkFile(PathBuf);

impl WorkFile {
    /// Nothing yet; what an earlier try has left is removed.
    fn absent(path: PathBuf) -> Result<Self, Failure> {
        sweep(&path)?;
        Ok(Self(path))
    }

    /// A copy, with what a power cut may have left half-written, which is rolled back when it is
    /// opened.
    fn copy_of(from: &Path, path: PathBuf) -> Result<Self, Failure> {
        let work = Self::absent(path)?;
        for tail in ["", JOURNAL] {
            let (from, to) = (with(from, tail), with(&work.0, tail));
            if tail.is_empty() || from.exists() {
                copy(&from, &to)?;
            }
        }
        Ok(work)
    }
}

impl Drop for WorkFile {
    fn drop(&mut self) {
        // What cannot be removed now is removed before the next try.
        let _ = sweep(&self.0);
    }
}

fn open_verified(work: &WorkFile, key: PersonKey) -> Result<Register, Failure> {
    let register = Register::open_skipping_rollback_check(&work.0, key)?;
    register.verify_audit(None)?;
    Ok(register)
}

/// The failure to a copy, with the name of the file that was copied.
fn failure_of_copy(failure: Failure, copy: &Path, from: &Path) -> Failure {
    let (copy, name) = (copy.display().to_string(), from.display().to_string());
    let what = |lang| failure.what.in_lang(lang).replace(&copy, &name);
    Failure {
        what: Text::new(what(Lang::Zh), what(Lang::En)),
        remedy: match failure.code {
            "audit-broken" | "register-damaged" | "register-unrecognised" => text!(
                "请核对 --from 的路径，或换用另一份备份。没有做任何改动。";
                "Check the path after --from, or take another backup. Nothing was changed."),
            _ => failure.remedy,
        },
        ..failure
    }
}

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
