//! Putting a register in the place of one that is lost, damaged or missing: prepared beside it, and
//! moved into its place when it is whole.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use cli_support::files;
use credential_core::UnixTime;
use messages::{Failure, Lang, Text, failure, io_error, text, untrusted::escape_untrusted_path};

use super::audit::{Actor, AuditRecord};
use super::clerk;
use super::numbers::NumberBound;
use super::person::{HeldKey, PersonKey};
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
    pub fn from_copy(place: &Path, from: &Path, key: HeldKey) -> Result<Self, Failure> {
        let lock = clerk::lock(place)?;
        let work = WorkFile::copy_of(from, work(place))?;
        let register = open_verified(&work, from, key)?;
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
    /// `present-register-unreadable`: it may be intact and newer. `register-newer` if it is of a newer
    /// program; those of copying and of reading the database.
    pub fn newer_in_place(&self, key: HeldKey) -> Result<Option<NewerRegister>, Failure> {
        let place = &self.place;
        match fs::symlink_metadata(place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            // Whatever hinders from reading it, it may be intact.
            found => {
                let read = found.and_then(|_| File::open(place)?.read(&mut [0]));
                read.map_err(|error| present_unreadable(place, &error))?;
            }
        }
        let (present, _copy) = match self.examine(place, key) {
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

    /// The bound of all numbers that the register has given which was set aside last; `None` if there
    /// is none, or not an intact one. It is the newest one if the program ended before the
    /// replacement was in its place.
    pub fn given_by_set_aside(&self, key: HeldKey) -> Option<NumberBound> {
        let asides = (1..).map(|n| aside(&self.place, n));
        let last = asides.take_while(|path| path.exists()).last()?;
        let (register, _copy) = self.examine(&last, key).ok()?;
        register.given_numbers().ok()
    }

    /// Opens a copy: to open a register may play back its journal. The copy is removed when it is
    /// dropped.
    fn examine(&self, path: &Path, key: HeldKey) -> Result<(Register, WorkFile), Failure> {
        let copy = WorkFile::copy_of(path, with(&work(&self.place), "-present"))?;
        Ok((open_verified(&copy, path, key)?, copy))
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
const NOT_INTACT: [&str; 4] = [
    "audit-broken",
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

/// Opens the copy of a register. Failures name the register, not the copy.
fn open_verified(work: &WorkFile, of: &Path, key: HeldKey) -> Result<Register, Failure> {
    use messages::Lang::{En, Zh};
    let opened = Register::open_skipping_rollback_check(&work.0, key).and_then(|register| {
        register.verify_audit(None)?;
        Ok(register)
    });
    opened.map_err(|failure| {
        let [copy, of] = [work.0.as_path(), of].map(escape_untrusted_path);
        let named = |lang| failure.what.in_lang(lang).replace(&copy, &of);
        Failure {
            what: Text::new(named(Zh), named(En)),
            remedy: match failure.code {
                "audit-broken" | "register-damaged" | "register-unrecognised" => text!(
                    "请核对 --from 的路径，或换用另一份备份。没有做任何改动。";
                    "Check the path after --from, or take another backup. Nothing was changed.")
                .into(),
                _ => failure.remedy,
            },
            ..failure
        }
    })
}

fn present_unreadable(place: &Path, error: &io::Error) -> Failure {
    let (name, why) = (escape_untrusted_path(place), io_error(error));
    failure!("present-register-unreadable";
        "原处的台账 {name} 现在读不了（{}），它可能完好且较新", why.in_lang(Lang::Zh);
        "the present register {name} cannot be read now ({}); it may be intact and newer", why.in_lang(Lang::En);
        "没有做任何改动。请检查权限和磁盘连接；确实读不了的，请先把它移到别处留存，再执行 issuer recover。";
        "Nothing was changed. Check the permissions and that the disk is connected; if it cannot be read at all, move it elsewhere and keep it, then run issuer recover.")
}

/// Where the register goes that is set aside as the `n`th.
fn aside(place: &Path, n: u32) -> PathBuf {
    with(place, &format!(".replaced-{n}"))
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
        .map(|n| aside(place, n))
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
    let mut source =
        files::open_ordinary(from).map_err(|error| files::cannot_read(from, &error))?;
    let mut draft = files::draft(to, files::Access::Private)?;
    io::copy(&mut source, &mut draft).map_err(|error| files::cannot_write(to, &error))?;
    draft.finish(to, files::Durability::Synced)
}
