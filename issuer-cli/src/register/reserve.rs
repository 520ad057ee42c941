//! How a credential is reserved: the row of the register that fixes all that it says.

use credential_core::{HolderKey, HolderNumber, Status, StatusIndex, Validity};
use rusqlite::ToSql;

use super::batch::Batch;
use super::entry::{Entry, Expiry, Standing};
use super::failure::RegisterFault;
use super::held::Held;
use super::kind::CodeKind;
use super::person::PersonMark;
use super::reason::Reason;
use crate::particulars::{Particulars, particulars_columns};

#[derive(Clone, Copy)]
pub(super) struct Holder {
    pub(super) id: i64,
    pub(super) number: HolderNumber,
}

impl Batch<'_> {
    /// Reserves the next credential of somebody, a card or one with a phone's key. `earlier` is how many
    /// were reserved since `held` was read. A suspension goes over to it.
    pub(super) fn succeed(
        &mut self,
        held: &Held,
        holder_key: Option<HolderKey>,
        particulars: &Particulars,
        expiry: Expiry,
        earlier: u32,
    ) -> Result<Entry, RegisterFault> {
        let newest = held.0.first().ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        let holder = Holder {
            id: newest.holder_id,
            number: newest.holder,
        };
        let serial = held.next_serial() + earlier;
        let mut entry = self.reserve(holder, serial, particulars, expiry, holder_key)?;
        if let Some(reason) = held.suspension(entry.kind(), holder_key.as_ref()) {
            self.change(&entry, Status::Suspended, reason)?;
            entry.standing = Standing {
                status: Status::Suspended,
                changed: Some((reason, self.at())),
            };
        }
        Ok(entry)
    }

    /// Revokes what somebody has of a kind and some terminal may still accept.
    pub(super) fn revoke_living(
        &mut self,
        held: &Held,
        kind: CodeKind,
        reason: Reason,
    ) -> Result<(), RegisterFault> {
        for entry in held.living(kind, self.at()) {
            self.change(entry, Status::Revoked, reason)?;
            self.count(if reason == Reason::Superseded {
                "superseded"
            } else {
                "revoked"
            });
        }
        Ok(())
    }

    /// A holder with a random number that nobody has: sequential ones would show who stood beside
    /// whom in the roster.
    pub(super) fn add_holder(&mut self, mark: &PersonMark) -> Result<Holder, RegisterFault> {
        loop {
            let number = self.draw_holder_number()?;
            let mut statement = self.transaction.prepare_cached(
                "INSERT INTO holders (number, person, audit) VALUES (?1, ?2, ?3)
                 ON CONFLICT (number) DO NOTHING",
            )?;
            if statement.execute((number.0, mark, self.number))? == 1 {
                drop(statement);
                self.meet(number);
                let id = self.transaction.last_insert_rowid();
                return Ok(Holder { id, number });
            }
        }
    }

    pub(super) fn reserve(
        &mut self,
        holder: Holder,
        serial: u32,
        particulars: &Particulars,
        expiry: Expiry,
        holder_key: Option<HolderKey>,
    ) -> Result<Entry, RegisterFault> {
        let status_index = self.draw_index()?;
        let validity = Validity::new(self.at(), expiry.until());
        self.add_credential(
            holder,
            serial,
            status_index,
            particulars,
            validity,
            holder_key,
        )
    }

    /// Writes the row of a credential.
    pub(super) fn add_credential(
        &mut self,
        holder: Holder,
        serial: u32,
        status_index: StatusIndex,
        particulars: &Particulars,
        validity: Validity,
        holder_key: Option<HolderKey>,
    ) -> Result<Entry, RegisterFault> {
        let key_value = holder_key.as_ref().map(HolderKey::to_cose_key);
        let (from, until) = (validity.from.as_secs(), validity.until.as_secs());
        let particulars_values = particulars.values();
        let mut values: Vec<&dyn ToSql> = vec![
            &holder.id,
            &serial,
            &status_index.0,
            &from,
            &until,
            &self.number,
            &key_value,
        ];
        values.extend(particulars_values.iter().map(|value| value as &dyn ToSql));
        self.transaction
            .prepare_cached(concat!(
                "INSERT INTO credentials (holder, serial, status_index, valid_from, valid_until, audit, holder_key, ",
                particulars_columns!(),
                ") VALUES (?, ?, ?, ?, ?, ?, ?, ",
                particulars_columns!(?),
                ")"
            ))?
            .execute(values.as_slice())?;
        Ok(Entry {
            id: self.transaction.last_insert_rowid(),
            holder_id: holder.id,
            holder: holder.number,
            serial,
            status_index,
            particulars: particulars.clone(),
            validity,
            holder_key,
            standing: Standing {
                status: Status::Valid,
                changed: None,
            },
            output: None,
        })
    }

    /// Whether a credential that begins now and ends then has any time, and one that a calendar has.
    pub(super) fn leaves_time(&self, expiry: Expiry) -> bool {
        (self.at().as_secs() + 1..=END_OF_CALENDAR).contains(&expiry.until().as_secs())
    }
}

/// 9999-12-31T23:59:59Z, in seconds.
const END_OF_CALENDAR: u64 = 253_402_300_799;
