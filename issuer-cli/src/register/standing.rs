//! Revoking, suspending and restoring.

use credential_core::{HolderNumber, Status, StatusIndex};
use messages::Failure;
use messages::Lang::{En, Zh};

use super::audit::Change;
use super::batch::Batch;
use super::entry::Entry;
use super::failure::{self, RegisterFault};
use super::kind::CodeKind;
use super::query;
use super::reason::Reason;

/// Which credentials are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The one with this status index.
    Index(StatusIndex),
    /// The one with this serial of a holder.
    Serial {
        /// The holder's number.
        holder: HolderNumber,
        /// From 1.
        serial: u32,
    },
    /// All that the holder with this number has.
    Holder(HolderNumber),
    /// All of one kind that the holder has.
    Kind {
        /// The holder's number.
        holder: HolderNumber,
        /// Which kind.
        kind: CodeKind,
    },
}

/// What a change came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// The credentials whose standing is another now, as they were before.
    pub changed: Vec<Entry>,
    /// Those that were left as they are: already so, or revoked permanently.
    pub untouched: Vec<Entry>,
}

impl Batch<'_> {
    /// Revokes permanently.
    ///
    /// # Errors
    /// `credential-unknown`; those of writing the database.
    pub fn revoke(&mut self, target: Target, reason: Reason) -> Result<Changed, Failure> {
        self.set(target, Status::Revoked, reason)
    }

    /// Suspends until restored. Credentials that the holder gets meanwhile are suspended too.
    ///
    /// # Errors
    /// `credential-unknown`; `credential-revoked` if all that are meant are revoked; those of writing
    /// the database.
    pub fn suspend(&mut self, target: Target, reason: Reason) -> Result<Changed, Failure> {
        self.set(target, Status::Suspended, reason)
    }

    /// Ends a suspension.
    ///
    /// # Errors
    /// As [`Batch::suspend`].
    pub fn restore(&mut self, target: Target, reason: Reason) -> Result<Changed, Failure> {
        self.set(target, Status::Valid, reason)
    }

    fn set(&mut self, target: Target, status: Status, reason: Reason) -> Result<Changed, Failure> {
        let result = self.try_set(target, status, reason);
        self.map_fault(result)
    }

    fn try_set(
        &mut self,
        target: Target,
        status: Status,
        reason: Reason,
    ) -> Result<Changed, RegisterFault> {
        let entries = self.entries(target)?;
        if status != Status::Revoked
            && entries.iter().all(Entry::is_revoked)
            && let Some(newest) = entries.first()
        {
            return Err(failure::revoked(newest.holder, newest.serial).into());
        }
        let (changed, untouched): (Vec<_>, Vec<_>) = entries
            .into_iter()
            .partition(|entry| !entry.is_revoked() && entry.standing.status != status);
        for entry in &changed {
            self.change(entry, status, reason)?;
            let change = match status {
                Status::Revoked => Change::Revoked,
                Status::Suspended => Change::Suspended,
                _ => Change::Restored,
            };
            self.count(change.code());
            self.describe(change, entry, reason);
        }
        Ok(Changed { changed, untouched })
    }

    fn entries(&self, target: Target) -> Result<Vec<Entry>, RegisterFault> {
        let entries = match target {
            Target::Index(index) => {
                let entry = query::entry_at(&self.transaction, index)?;
                Vec::from_iter(entry)
            }
            Target::Serial { holder, serial } => {
                let mut entries = query::entries_of(&self.transaction, holder)?;
                entries.retain(|entry| entry.serial == serial);
                entries
            }
            Target::Holder(holder) => query::entries_of(&self.transaction, holder)?,
            Target::Kind { holder, kind } => {
                let mut entries = query::entries_of(&self.transaction, holder)?;
                entries.retain(|entry| entry.kind() == kind);
                entries
            }
        };
        if entries.is_empty() {
            return Err(unknown(target).into());
        }
        Ok(entries)
    }

    /// Writes one change of standing.
    pub(super) fn change(
        &mut self,
        entry: &Entry,
        status: Status,
        reason: Reason,
    ) -> Result<(), RegisterFault> {
        let number = match status {
            Status::Valid => 0,
            Status::Revoked => 1,
            _ => 2,
        };
        self.transaction
            .prepare_cached(
                "INSERT INTO changes (credential, status, reason, audit) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((entry.id, number, reason.code(), self.number))?;
        Ok(())
    }
}

fn unknown(target: Target) -> Failure {
    match target {
        Target::Index(index) => failure::unknown(
            format!("状态序号为 {index} 的码"),
            format!("credential with the status index {index}"),
        ),
        Target::Serial { holder, serial } => failure::unknown(
            format!("持有人 {holder} 的第 {serial} 张码"),
            format!("credential {serial} of holder {holder}"),
        ),
        Target::Holder(holder) => failure::unknown_holder(holder),
        Target::Kind { holder, kind } => {
            let kind = kind.text();
            failure::unknown(
                format!("持有人 {holder} 的{}", kind.in_lang(Zh)),
                format!("{} code of holder {holder}", kind.in_lang(En)),
            )
        }
    }
}
