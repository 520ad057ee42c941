//! Writing: one clerk at a time, in transactions that each end with their audit record.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cli_support::files;
use credential_core::UnixTime;
use messages::Failure;
use rusqlite::{Transaction, TransactionBehavior};

use super::audit::{self, Action, Actor, AuditNote};
use super::batch::{Batch, Run};
use super::failure::{self, RegisterFault};
use super::store::{Register, quick_check};

/// How long to wait for a clerk who is about to leave.
const PATIENCE: Duration = Duration::from_millis(500);

/// How far the clock may be behind the register without a failure: clocks are corrected, and the
/// verifier has the same leeway.
const LEEWAY: Duration = Duration::from_secs(600);

/// Somebody who writes to the register, for one run of a program over one roster.
///
/// Nobody else can write until the clerk is dropped, or the process ends, in whatever way.
pub struct Clerk<'r> {
    register: &'r mut Register,
    run: Run,
    /// Held, not used: the system lets go of the lock when it is closed.
    _lock: File,
}

impl Register {
    /// Takes the lock for writing: one clerk at a time.
    ///
    /// # Errors
    /// `register-in-use` if another one has it; `register-damaged`.
    pub fn clerk(&mut self, actor: &Actor) -> Result<Clerk<'_>, Failure> {
        Clerk::acquire(self, actor)
    }

    /// Makes sure, before anybody is asked anything, that something can be recorded now.
    ///
    /// # Errors
    /// As [`Register::clerk`] and [`Clerk::batch`].
    pub fn check_ready(
        &mut self,
        actor: &Actor,
        action: Action,
        now: UnixTime,
    ) -> Result<(), Failure> {
        self.clerk(actor)?.batch(action, now).map(drop)
    }
}

impl<'r> Clerk<'r> {
    fn acquire(register: &'r mut Register, actor: &Actor) -> Result<Self, Failure> {
        let lock = lock(&register.path)?;
        // Not one row more into a file that is broken.
        register.map_fault(quick_check(&register.connection, &register.path))?;
        Ok(Self {
            register,
            run: Run::new(actor.clone()),
            _lock: lock,
        })
    }

    /// The register, for reading.
    pub fn register(&self) -> &Register {
        self.register
    }

    /// Begins a transaction, which becomes one record of the audit log. Five thousand rows are a good
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

    fn begin(&mut self, action: Action, now: UnixTime) -> Result<Batch<'_>, RegisterFault> {
        let transaction = Transaction::new(
            &mut self.register.connection,
            TransactionBehavior::Immediate,
        )?;
        let last = audit::last(&transaction)?
            .ok_or_else(|| failure::damaged(&self.register.path, "no audit log"))?;
        if action != Action::SetTimeBack && now.plus(LEEWAY) < last.at {
            return Err(failure::clock_behind(now, last.at).into());
        }
        let at = match action {
            Action::SetTimeBack => now,
            _ => now.max(last.at),
        };
        let (path, key) = (&self.register.path, &self.register.key);
        Batch::begin(
            transaction,
            path,
            key,
            &mut self.run,
            (action, at),
            last.head(),
        )
    }

    /// Sets the time of the register back to `now`, after the clock was fast when something was
    /// recorded. Credentials of that time begin in the future: reissue them.
    ///
    /// Without this, `clock-behind` would last until that time has come. It is for somebody
    /// responsible to decide, and it stands in the audit log.
    ///
    /// # Errors
    /// Those of writing the database.
    pub fn set_time_back(&mut self, now: UnixTime) -> Result<(), Failure> {
        let mut batch = self.batch(Action::SetTimeBack, now)?;
        batch.note(AuditNote::ByDecision);
        batch.commit().map(drop)
    }
}

/// Takes the lock beside the register. SQLite's own locks last for a transaction; this one lasts for a run.
pub(super) fn lock(register: &Path) -> Result<File, Failure> {
    let mut path = register.as_os_str().to_owned();
    path.push(".lock");
    let path = PathBuf::from(path);
    let file = files::open_lock(&path).map_err(|error| files::cannot_write(&path, &error))?;
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
