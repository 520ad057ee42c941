//! People who come twice: one row is used, or none.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use credential_core::HolderKey;

use super::columns::Column;
use super::fault::{RowFault, RowFaultKind};
use super::mask;
use super::person::{Person, Place, Refusal, Row};
use super::rules::{Conflicts, SharedPhones, ValueRules};
use crate::phone_key::KeyRefusal;

/// A person who was met: small, for there may be millions.
#[derive(Clone, Copy)]
struct Met {
    /// The row.
    record: u32,
    /// A digest of what it says. The same one of rows that differ would call the second a repetition of the
    /// first; it is refused either way.
    statement: u32,
}

/// Those who were met so far.
#[derive(Default)]
pub(crate) struct MetPeople {
    seen: HashMap<u64, Met>,
    /// Rows that contradict each other, beside those that an earlier reading has found.
    pub(super) conflicts: Conflicts,
    /// The row in which each phone was met.
    phones: HashMap<HolderKey, u64>,
    /// Phones of several people, as with conflicts.
    pub(super) shared_phones: SharedPhones,
}

impl MetPeople {
    /// Nobody, in the memory that is there: so another reading takes no more.
    pub(super) fn emptied(mut self) -> Self {
        self.seen.clear();
        self.phones.clear();
        Self {
            seen: self.seen,
            phones: self.phones,
            ..Self::default()
        }
    }

    /// Lets a person pass who was not met before, and of whom no other row says otherwise. Rows that are the
    /// same come as one.
    pub(super) fn meet(&mut self, rules: &ValueRules, person: Person, rows: u64) -> Row {
        let fingerprint = person.identity.fingerprint();
        let record = person.at.record;
        let kind = if let Some((first, other)) = rules.conflicts.get(&fingerprint) {
            let other = if record == *first { *other } else { *first };
            RowFaultKind::Conflicts { other }
        } else {
            match self.seen.entry(fingerprint) {
                Entry::Vacant(place) => {
                    place.insert(Met {
                        record: u32::try_from(record).unwrap_or(u32::MAX),
                        statement: person.statement(),
                    });
                    return self.meet_phone(rules, person, rows);
                }
                Entry::Occupied(place) => {
                    let first = u64::from(place.get().record);
                    if place.get().statement == person.statement() {
                        RowFaultKind::Twice { first }
                    } else {
                        self.conflicts.entry(fingerprint).or_insert((first, record));
                        RowFaultKind::Conflicts { other: first }
                    }
                }
            }
        };
        let fault = RowFault::new(Column::Identity, kind, person.identity.masked());
        Row::Refused(Refusal {
            at: person.at,
            rows,
            name: mask::masked(&person.full_name),
            faults: vec![fault],
        })
    }

    /// Lets a person pass whose phone, if the row has one, is nobody else's.
    fn meet_phone(&mut self, rules: &ValueRules, person: Person, rows: u64) -> Row {
        let Some(key) = person.phone.as_ref().map(|phone| *phone.key()) else {
            return Row::Person(person);
        };
        let record = person.at.record;
        let other = match rules.shared_phones.get(&key) {
            Some((first, other)) if record == *first => *other,
            Some((first, _)) => *first,
            None => match self.phones.entry(key) {
                Entry::Vacant(place) => {
                    place.insert(record);
                    return Row::Person(person);
                }
                Entry::Occupied(place) => {
                    let first = *place.get();
                    self.shared_phones.entry(key).or_insert((first, record));
                    first
                }
            },
        };
        Row::Refused(Refusal {
            at: person.at,
            rows,
            name: mask::masked(&person.full_name),
            faults: vec![RowFault::phone_key(KeyRefusal::Shared { other })],
        })
    }
}

/// The rows behind the first of several that are the same, if that one is a person's.
pub(super) fn again(row: &Row, rows: u64) -> Option<Refusal> {
    let person = match row {
        Row::Person(person) if rows > 1 => person,
        _ => return None,
    };
    let first = person.at;
    let kind = RowFaultKind::Twice {
        first: first.record,
    };
    let fault = RowFault::new(Column::Identity, kind, person.identity.masked());
    Some(Refusal {
        at: Place {
            record: first.record + 1,
            line: first.line + 1,
        },
        rows: rows - 1,
        name: mask::masked(&person.full_name),
        faults: vec![fault],
    })
}
