//! Writing: one clerk at a time, in transactions that each end with their audit record.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cli_support::files;
use credential_core::UnixTime;
use messages::Failure;
use rusqlite::{Transaction, TransactionBehavior};

use super::audit::{self, Action, Actor, AuditHead, Position};
use super::failure::{self, Fault};
use super::person::PersonKey;
use super::random::Rng;
use super::store::{Register, quick_check};
use super::supply::Supply;
use super::witness;

/// How long to wait for a clerk who is about to leave.
const PATIENCE: Duration = Duration::from_millis(500);

/// How far the clock may be behind the register without a word: clocks are corrected, and the
/// verifier has the same leeway.
const LEEWAY: Duration = Duration::from_secs(600);

/// Somebody who writes to the register, for one run of a program over one roster.
///
/// Nobody else can write until the clerk is dropped, or the process ends, in whatever way.
pub struct Clerk<'r> {
    register: &'r mut Register,
    actor: Actor,
    /// Holders whom this run has dealt with.
    met: HashSet<u32>,
    supply: Option<Supply>,
    rng: Rng,
    /// Held, not used: the system lets go of the lock when it is closed.
    _lock: File,
}

impl<'r> Clerk<'r> {
    pub(super) fn acquire(register: &'r mut Register, actor: &Actor) -> Result<Self, Failure> {
        let lock = lock(&register.path)?;
        // Not one row more into a file that is broken.
        register.told(quick_check(&register.connection, &register.path))?;
        Ok(Self {
            register,
            actor: actor.clone(),
            met: HashSet::new(),
            supply: None,
            rng: Rng::new(),
            _lock: lock,
        })
    }

    /// The register, for reading.
    pub fn register(&self) -> &Register {
        self.register
    }

    /// Begins a transaction, which becomes one record of the audit trail. Five thousand rows are a good
    /// measure: with fewer, the same pages are written again and again.
    ///
    /// # Errors
    /// `clock-behind` if `now` is more than ten minutes before the newest record; up to that, the
    /// time of the record counts, and no credential is issued before it. `register-in-use`.
    pub fn batch(&mut self, action: Action, now: UnixTime) -> Result<Batch<'_>, Failure> {
        let path = self.register.path.clone();
        self.begin(action, now)
            .map_err(|fault| fault.into_failure(&path))
    }

    fn begin(&mut self, action: Action, now: UnixTime) -> Result<Batch<'_>, Fault> {
        let transaction = Transaction::new(
            &mut self.register.connection,
            TransactionBehavior::Immediate,
        )?;
        let last = audit::last(&transaction)?
            .ok_or_else(|| failure::damaged(&self.register.path, "no audit trail"))?;
        if action != Action::SetTimeBack && now.plus(LEEWAY) < last.at {
            return Err(failure::clock_behind(now, last.at).into());
        }
        Ok(Batch {
            position: Position::at_end(&transaction)?,
            transaction,
            path: &self.register.path,
            key: &self.register.key,
            actor: &self.actor,
            action,
            at: match action {
                Action::SetTimeBack => now,
                _ => now.max(last.at),
            },
            before: last.head(),
            number: last.number + 1,
            tally: BTreeMap::new(),
            notes: String::new(),
            met_before: &mut self.met,
            met_now: HashSet::new(),
            supply: &mut self.supply,
            rng: &mut self.rng,
            spoilt: false,
        })
    }

    /// Sets the time of the register back to `now`, after the clock was fast when something was
    /// recorded. Credentials of that time begin in the future: reissue them.
    ///
    /// Without this, `clock-behind` would last until that time has come. It is for somebody
    /// responsible to decide, and it stands in the audit trail.
    ///
    /// # Errors
    /// Those of writing the database.
    pub fn set_time_back(&mut self, now: UnixTime) -> Result<(), Failure> {
        let mut batch = self.batch(Action::SetTimeBack, now)?;
        batch.note("by decision of the actor");
        batch.commit().map(drop)
    }
}

/// A transaction: all of it is in the register when [`Batch::commit`] has returned, and nothing if
/// it is dropped or the power fails before.
pub struct Batch<'c> {
    pub(super) transaction: Transaction<'c>,
    path: &'c Path,
    pub(super) key: &'c PersonKey,
    actor: &'c Actor,
    action: Action,
    at: UnixTime,
    /// The end of the trail so far.
    before: AuditHead,
    /// The number that this batch's audit record will have.
    pub(super) number: u64,
    position: Position,
    tally: BTreeMap<&'static str, u64>,
    notes: String,
    met_before: &'c mut HashSet<u32>,
    met_now: HashSet<u32>,
    pub(super) supply: &'c mut Option<Supply>,
    pub(super) rng: &'c mut Rng,
    /// Whether the database failed within it, so that half of something may be in it.
    spoilt: bool,
}

/// Characters of the notes in one audit record.
const MAX_NOTES: usize = 2_000;

impl Batch<'_> {
    /// The time that counts for everything in this batch: not before anything in the register.
    pub fn at(&self) -> UnixTime {
        self.at
    }

    /// Adds a remark to the audit record, such as the digest of a list that was published.
    /// Nothing that tells who a holder is belongs into it.
    pub fn note(&mut self, remark: &str) {
        let room = MAX_NOTES.saturating_sub(self.notes.chars().count());
        if room > 0 {
            self.notes.push_str("; ");
            self.notes.extend(
                remark
                    .chars()
                    .filter(|character| !character.is_control())
                    .take(room),
            );
        }
    }

    /// Puts the batch into the register, with its audit record. One that did nothing leaves none.
    ///
    /// # Errors
    /// `disk-full`, `register-in-use` and the like; nothing of the batch is then in the register.
    pub fn commit(self) -> Result<AuditHead, Failure> {
        let path = self.path;
        self.finish().map_err(|fault| fault.into_failure(path))
    }

    fn finish(self) -> Result<AuditHead, Fault> {
        if self.spoilt {
            // Dropping the transaction rolls it back.
            return Err(failure::spoilt(self.path).into());
        }
        if self.tally.is_empty() && self.notes.is_empty() {
            self.transaction.rollback()?;
            self.met_before.extend(self.met_now);
            return Ok(self.before);
        }
        let mut details = String::new();
        for (what, count) in &self.tally {
            // Writing to a string does not fail.
            let _ = write!(details, "{what}={count} ");
        }
        let details = format!("{}{}", details.trim_end(), self.notes);
        let details = details.trim_start_matches("; ").to_owned();
        let head = audit::append(
            &self.transaction,
            self.at,
            self.actor,
            self.action,
            details,
            self.position,
        )?;
        self.transaction.commit()?;
        self.met_before.extend(self.met_now);
        // The batch is in the register, whatever comes of this: the head noted before is true as well.
        let _ = witness::note(self.path, &head);
        Ok(head)
    }

    /// Counts something for the audit record.
    pub(super) fn count(&mut self, what: &'static str) {
        *self.tally.entry(what).or_default() += 1;
    }

    /// Whether this run has dealt with the holder already.
    pub(super) fn has_met(&self, holder: u32) -> bool {
        self.met_now.contains(&holder) || self.met_before.contains(&holder)
    }

    pub(super) fn meet(&mut self, holder: u32) {
        self.met_now.insert(holder);
    }

    /// Puts a result into words. After a fault of the database the batch cannot be committed.
    pub(super) fn told<T>(&mut self, result: Result<T, Fault>) -> Result<T, Failure> {
        self.spoilt |= matches!(result, Err(Fault::Database(_)));
        result.map_err(|fault| fault.into_failure(self.path))
    }
}

/// Takes the lock beside the register. SQLite's own locks last for a transaction; this one lasts for a run.
pub(super) fn lock(register: &Path) -> Result<File, Failure> {
    let mut path = register.as_os_str().to_owned();
    path.push(".lock");
    let path = PathBuf::from(path);
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|error| files::cannot_write(&path, &error))?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => {
                std::thread::sleep(PATIENCE / 20);
            }
            Err(TryLockError::WouldBlock) => return Err(failure::in_use(register)),
            Err(TryLockError::Error(error)) => return Err(files::cannot_write(&path, &error)),
        }
    }
}
