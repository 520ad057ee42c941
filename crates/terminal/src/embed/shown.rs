//! The code that is shown, and what was given on it.

use credential_core::journal::Judged as GrantedOn;
use credential_core::{EligibleHolder, PersonConfirmed};
use serde::Serialize;

use crate::benefits::{GrantRecord, Granted, GrantedTogether};
use crate::judged::Judged;

/// Which code is shown. Every code that is shown has a number of its own.
pub type ShownNumber = u64;

/// The code that is shown.
pub(super) struct ShownCode {
    pub(super) number: ShownNumber,
    pub(super) judged: Judged,
    /// A person has said that the holder is the one of the code.
    pub(super) is_confirmed: bool,
}

impl ShownCode {
    /// Who benefits may be given to, and on which verdict.
    pub(super) fn holder(&self) -> Option<(EligibleHolder<'_>, GrantedOn)> {
        let verdict = self.judged.verdict();
        match EligibleHolder::accepted(verdict) {
            Some(holder) => Some((holder, GrantedOn::Accepted)),
            None if self.is_confirmed => {
                let holder = EligibleHolder::confirmed(verdict, PersonConfirmed);
                holder.map(|holder| (holder, GrantedOn::Checked))
            }
            None => None,
        }
    }
}

/// What was given, as it stands in JSON: a record each, in the order in which they apply, and what all of them do.
#[derive(Debug, Serialize)]
pub struct GrantedRecord<'a> {
    granted: Vec<GrantRecord<'a>>,
    price_fen: Option<u64>,
    to_pay_fen: Option<u64>,
}

impl<'a> GrantedRecord<'a> {
    /// Of one benefit.
    pub fn of_one(granted: &'a Granted) -> Self {
        Self {
            granted: vec![GrantRecord::new(granted)],
            price_fen: granted.charge.map(|charge| charge.price.get()),
            to_pay_fen: granted.charge.map(|charge| charge.to_pay.get()),
        }
    }

    /// Of several that were given together.
    pub fn of_several(granted: &'a GrantedTogether) -> Self {
        Self {
            granted: granted.each.iter().map(GrantRecord::new).collect(),
            price_fen: Some(granted.charge.price.get()),
            to_pay_fen: Some(granted.charge.to_pay.get()),
        }
    }
}
