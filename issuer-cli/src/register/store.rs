//! The register's file: made whole, opened with care, read, and copied while in use.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cli_support::files;
use credential_core::{HolderNumber, StatusArray, StatusIndex, UnixTime};
use messages::{Failure, failure, untrusted::escape_untrusted_path};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::audit::{self, Action, Actor, AuditHead, AuditNote, AuditRecord, Position};
use super::entry::Entry;
use super::failure::{self, RegisterFault};
use super::kind::CodeKind;
use super::numbers::NumberBound;
use super::person::{HeldKey, PersonId, PersonKey};
use super::query::{self, ChangeCounts, Counts, Selection};
use super::{random, schema, witness};

/// How long to wait for somebody else's transaction.
const PATIENCE: Duration = Duration::from_secs(5);

/// A bureau's register, open for reading. Writing goes through [`Register::clerk`].
#[derive(Debug)]
pub struct Register {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    pub(super) key: HeldKey,
}

impl Register {
    /// Makes a new register, which belongs to `key` from then on.
    ///
    /// # Errors
    /// `file-exists` if something is there: a register is never overwritten. `file-unwritable`.
    pub fn create(
        path: &Path,
        key: &PersonKey,
        actor: &Actor,
        now: UnixTime,
    ) -> Result<(), Failure> {
        // Whole or absent: it gets its name when it is complete.
        write_whole(path, |mut connection| {
            schema::migrate(&mut connection, schema::STEPS)?;
            let position = Position::at_end(&connection)?;
            let mut id = [0; 16];
            id.copy_from_slice(&random::secret()?[..16]);
            connection.execute(
                "INSERT INTO register VALUES (1, ?1, ?2)",
                (id, key.check().0),
            )?;
            let version = ("version".to_owned(), schema::VERSION.to_string());
            let details = AuditNote::encode_all(&[AuditNote::Values(vec![version])]);
            audit::append(&connection, now, actor, Action::Create, details, position)?;
            Ok(())
        })
    }

    /// Opens a register. One of an older version is brought up to date.
    ///
    /// # Errors
    /// `register-missing`, `register-unrecognised`, `register-newer` (it is then untouched),
    /// `register-damaged`, `person-key-wrong`, `register-rolled-back` if an older copy was put in
    /// the place of the register.
    pub fn open(path: &Path, key: impl Into<HeldKey>) -> Result<Self, Failure> {
        let register = Self::open_skipping_rollback_check(path, key)?;
        register.check_age()?;
        Ok(register)
    }

    /// Makes sure that nothing is missing of what is known to have been in it.
    ///
    /// # Errors
    /// `register-rolled-back`, `register-head-invalid`.
    pub fn check_age(&self) -> Result<(), Failure> {
        self.map_fault(witness::check(&self.connection, &self.path))
    }

    /// Opens a register also if it is not the one that was used last: to find out what is wrong with it, or to
    /// take it back into use. Numbers that a newer one has given would be given again.
    ///
    /// # Errors
    /// As [`Register::open`], without `register-rolled-back`.
    pub fn open_skipping_rollback_check(
        path: &Path,
        key: impl Into<HeldKey>,
    ) -> Result<Self, Failure> {
        let key = key.into();
        let connection = open(path, &key).map_err(|fault| fault.into_failure(path))?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            key,
        })
    }

    /// The number of the holder with this identity number, if the register knows the person.
    ///
    /// # Errors
    /// `person-key-sealed`; those of reading the database.
    pub fn holder_of(&self, person: &PersonId<'_>) -> Result<Option<HolderNumber>, Failure> {
        let mark = self.key.mark(person)?;
        self.map_fault(query::holder_of(&self.connection, &mark))
    }

    /// Whether people can be recognised, or the key is still under its passphrase.
    #[must_use]
    pub fn recognises_people(&self) -> bool {
        matches!(self.key, HeldKey::Open(_))
    }

    /// Gives a register that was opened without its key the key, to recognise people with.
    ///
    /// # Errors
    /// `person-key-wrong`.
    pub fn unseal(&mut self, key: PersonKey) -> Result<(), Failure> {
        if key.check() != self.key.check() {
            return Err(failure::wrong_key(&self.path));
        }
        self.key = HeldKey::Open(key);
        Ok(())
    }

    /// The entry of the credential with this status index.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn entry_at(&self, status_index: StatusIndex) -> Result<Option<Entry>, Failure> {
        self.map_fault(query::entry_at(&self.connection, status_index))
    }

    /// The entry of the credential in whose code this [`text_digest`](super::text_digest) stands.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn entry_with_digest(&self, digest: &[u8; 32]) -> Result<Option<Entry>, Failure> {
        self.map_fault(query::entry_with_digest(&self.connection, digest))
    }

    /// All entries of a holder, the newest first; none if there is no such holder.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn entries_of(&self, holder: HolderNumber) -> Result<Vec<Entry>, Failure> {
        self.map_fault(query::entries_of(&self.connection, holder))
    }

    /// What a run that was stopped has left: reserved, still wanted, not yet recorded as issued.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn unfinished(&self, now: UnixTime) -> Result<Vec<Entry>, Failure> {
        let mut unfinished = Vec::new();
        self.for_each(Selection::Unfinished, now, |entry| {
            unfinished.push(entry);
            Ok(())
        })?;
        Ok(unfinished)
    }

    /// Shows the selected entries one after the other, in the order in which they were reserved.
    ///
    /// # Errors
    /// Those of reading the database and those that `show` returns.
    pub fn for_each(
        &self,
        selection: Selection,
        now: UnixTime,
        show: impl FnMut(Entry) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.map_fault(query::for_each(&self.connection, selection, now, show))
    }

    /// The numbers of the holders whose newest credential of a kind is not revoked and ends before `before`,
    /// with the kind.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn expiring(&self, before: UnixTime) -> Result<Vec<(HolderNumber, CodeKind)>, Failure> {
        self.map_fault(query::expiring(&self.connection, before))
    }

    /// When the first of the codes ends that are still in use; `None` if none is.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn next_end(&self, now: UnixTime) -> Result<Option<UnixTime>, Failure> {
        self.map_fault(query::next_end(&self.connection, now))
    }

    /// The standing of all credentials, for a status list that is made at `now`. Those that have
    /// expired by then are left valid: no terminal takes them anyway, and the list stays short.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn statuses(&self, now: UnixTime) -> Result<StatusArray, Failure> {
        self.map_fault(query::statuses(&self.connection, now))
    }

    /// The register in numbers.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn counts(&self, now: UnixTime) -> Result<Counts, Failure> {
        self.map_fault(query::counts(&self.connection, now))
    }

    /// How often the standing of a credential was changed behind the audit record with this number.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn changes_since(&self, record: u64) -> Result<ChangeCounts, Failure> {
        self.map_fault(query::changes_since(&self.connection, record))
    }

    /// The audit records from number `first` on, at most `count`.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn audit_records(&self, first: u64, count: u32) -> Result<Vec<AuditRecord>, Failure> {
        self.map_fault(audit::records(&self.connection, first, count).map_err(RegisterFault::from))
    }

    /// The records by which an older copy came into use, or a register for codes from before it.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn recoveries(&self) -> Result<Vec<AuditRecord>, Failure> {
        self.map_fault(audit::recoveries(&self.connection).map_err(RegisterFault::from))
    }

    /// The newest audit record.
    ///
    /// # Errors
    /// `register-damaged` if there is none.
    pub fn last_record(&self) -> Result<AuditRecord, Failure> {
        self.map_fault(audit::last(&self.connection).map_err(RegisterFault::from))?
            .ok_or_else(|| failure::damaged(&self.path, "no audit log"))
    }

    /// The end of the audit log, to be noted outside of the register.
    ///
    /// # Errors
    /// `register-damaged` if there is none.
    pub fn audit_head(&self) -> Result<AuditHead, Failure> {
        self.last_record().map(|record| record.head())
    }

    /// How many people another register knows whom this one does not know.
    ///
    /// # Errors
    /// Those of reading either database.
    pub(super) fn people_lacking_from(&self, other: &Self) -> Result<u64, Failure> {
        self.map_fault(query::people_lacking(&self.connection, &other.connection))
    }

    /// The bound of all numbers that the register has given.
    pub(super) fn given_numbers(&self) -> Result<NumberBound, Failure> {
        let bound = audit::number_bound(&self.connection, &self.path);
        self.map_fault(bound.and_then(|bound| bound.of_given(&self.connection)))
    }

    /// Checks the whole file, the whole audit log, and every row against the record that vouches
    /// for it; with `known`, also that the audit log contains an end that was noted before.
    ///
    /// # Errors
    /// `audit-broken` with the number of the record where it breaks, `register-damaged`.
    pub fn verify_audit(&self, known: Option<&AuditHead>) -> Result<AuditHead, Failure> {
        self.map_fault(audit::verify(&self.connection, &self.path, known))
    }

    /// Copies the register to a new file, as it is at one moment, also while a clerk writes.
    ///
    /// The person key is not in it and needs a copy of its own.
    ///
    /// # Errors
    /// `file-exists`, `file-unwritable`, `register-in-use` if a writer gave way for too long.
    pub fn backup(&self, to: &Path) -> Result<(), Failure> {
        write_whole(to, |mut copy| {
            let backup = Backup::new(&self.connection, &mut copy)?;
            // All pages in one step: a step that another process writes between starts from the
            // beginning, and might never end.
            let mut tries = 0;
            while backup.step(-1)? != StepResult::Done {
                tries += 1;
                if tries > 100 {
                    return Err(failure::in_use(&self.path).into());
                }
                std::thread::sleep(PATIENCE / 100);
            }
            drop(backup);
            quick_check(&copy, to)
        })
    }

    pub(super) fn map_fault<T>(&self, result: Result<T, RegisterFault>) -> Result<T, Failure> {
        result.map_err(|fault| fault.into_failure(&self.path))
    }
}

fn open(path: &Path, key: &HeldKey) -> Result<Connection, RegisterFault> {
    if !path.exists() {
        return Err(failure::missing(path).into());
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    // Before anything else: nothing is changed in a file that is not ours to change.
    let version = schema::version(&connection)?.ok_or_else(|| failure::not_a_register(path))?;
    if version > schema::VERSION {
        return Err(failure::newer(path, version, schema::VERSION).into());
    }
    configure(&connection)?;
    if version < schema::VERSION {
        schema::migrate(&mut connection, schema::STEPS)?;
    }
    let check: [u8; 16] =
        connection.query_row("SELECT key_check FROM register", (), |row| row.get(0))?;
    if check != key.check().0 {
        return Err(failure::wrong_key(path).into());
    }
    Ok(connection)
}

/// Power cuts first: see docs/decisions/0004-register.md.
fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "TRUNCATE", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // Where a plain fsync does not reach the disk (macOS).
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // In KiB. The indices over random numbers of 265,000 people fit.
    connection.pragma_update(None, "cache_size", -48_000)?;
    // A plan does not depend on what is bound; or else each call would be planned anew.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Whether the database's pages are sound.
pub(super) fn quick_check(connection: &Connection, path: &Path) -> Result<(), RegisterFault> {
    let finding: String = connection.query_row("PRAGMA quick_check(1)", (), |row| row.get(0))?;
    if finding == "ok" {
        Ok(())
    } else {
        Err(failure::damaged(path, &finding).into())
    }
}

/// Fills a database under a temporary name and gives it its own when it is complete and on the disk.
fn write_whole(
    path: &Path,
    fill: impl FnOnce(Connection) -> Result<(), RegisterFault>,
) -> Result<(), Failure> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let cannot_write = |error: &std::io::Error| files::cannot_write(path, error);
    // Private from the first moment (mode 0600).
    let file = tempfile::Builder::new()
        .prefix(".tmp-")
        .tempfile_in(folder)
        .map_err(|error| cannot_write(&error))?;
    Connection::open(file.path())
        .map_err(RegisterFault::from)
        .and_then(fill)
        .map_err(|fault| fault.into_failure(path))?;
    file.as_file()
        .sync_all()
        .map_err(|error| cannot_write(&error))?;
    file.persist_noclobber(path)
        .map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => exists(path),
            _ => cannot_write(&error.error),
        })?;
    if cfg!(unix) {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|error| cannot_write(&error))?;
    }
    Ok(())
}

fn exists(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("file-exists"; "文件 {name} 已存在"; "the file {name} already exists";
        "不会覆盖已有台账或备份。请换一个文件名。";
        "Registers and backups are never overwritten. Choose another name.")
}
