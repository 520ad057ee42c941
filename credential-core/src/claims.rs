//! The claims of a credential: a CWT (RFC 8392) with one private claim.

mod details;
mod name;
mod raw;
mod region;

pub use details::{Dependant, LifeStage, Relation};
pub use name::DisplayName;
pub(crate) use name::check_name;
pub use region::Region;

use alloc::vec::Vec;

use crate::category::CategorySet;
use crate::cbor::Writer;
use crate::cose::Payload;
use crate::error::{Error, Field, Result};
use crate::keys::{HolderKey, encode_holder_key};
use crate::limits::{MAX_DEPENDANTS, MAX_STATUS_INDEX};
use crate::numbers::{HolderNumber, StatusIndex};
use crate::open_map;
use crate::time::Validity;

/// The claims of a credential. An issuer fills them in; a terminal gets them only from
/// [`VerifiedCredential`](crate::VerifiedCredential) or
/// [`Refusal::authentic_claims`](crate::Refusal::authentic_claims).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Claims {
    /// The categories of the holder; at least one.
    pub categories: CategorySet,
    /// The place of this credential in the issuer's status list, drawn at random.
    pub status_index: StatusIndex,
    /// The person's number, unique at the issuer and the same on all of the person's credentials,
    /// so that quotas hold per person.
    pub holder: HolderNumber,
    /// The name to show.
    pub name: DisplayName,
    /// `iat` and `exp`: from when until when the credential is valid.
    pub validity: Validity,
    /// `cnf`: the key of the holder's phone, if the credential is bound to one.
    pub holder_key: Option<HolderKey>,
    /// The region the holder belongs to, where it differs from the issuer's.
    pub home_region: Option<Region>,
    /// 伤残等级, 1 (gravest) to 10.
    pub disability_grade: Option<u8>,
    /// Class of merit, 1 to 9, as the scheme defines it.
    pub honour_class: Option<u8>,
    /// The members of the family that the card is for beside the holder, at most
    /// [`MAX_DEPENDANTS`].
    pub dependants: Vec<Dependant>,
    /// Where in a soldier's life the holder stands.
    pub life_stage: Option<LifeStage>,
}

impl Claims {
    /// Claims with nothing optional in them.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] for an empty set of categories, a status index above
    /// [`MAX_STATUS_INDEX`], and a validity that is empty, longer than 20 years or beyond the year 9999.
    pub fn new(
        name: DisplayName,
        categories: CategorySet,
        holder: HolderNumber,
        status_index: StatusIndex,
        validity: Validity,
    ) -> Result<Self> {
        let claims = Self {
            categories,
            status_index,
            holder,
            name,
            validity,
            holder_key: None,
            home_region: None,
            disability_grade: None,
            honour_class: None,
            dependants: Vec::new(),
            life_stage: None,
        };
        claims.check()?;
        Ok(claims)
    }

    /// What the types do not already ensure, in the order of docs/format.md.
    fn check(&self) -> Result<()> {
        for (ok, field) in [
            (!self.categories.is_empty(), Field::Categories),
            (self.status_index.0 <= MAX_STATUS_INDEX, Field::StatusIndex),
            (
                in_scale(self.disability_grade, LAST_GRADE),
                Field::DisabilityGrade,
            ),
            (in_scale(self.honour_class, LAST_CLASS), Field::HonourClass),
            (self.dependants.len() <= MAX_DEPENDANTS, Field::Dependants),
        ] {
            if !ok {
                return Err(Error::ClaimsInvalid(field));
            }
        }
        self.validity.check()
    }

    /// The payload of the credential.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] for a value out of range.
    pub(crate) fn encode(&self) -> Result<Vec<u8>> {
        self.check()?;
        let details = self.count_details();
        let mut out = Writer::new();
        out.map(if self.holder_key.is_some() { 4 } else { 3 });
        out.int(EXP).uint(self.validity.until.as_secs());
        out.int(IAT).uint(self.validity.from.as_secs());
        if let Some(key) = &self.holder_key {
            out.int(CNF)
                .map(1)
                .int(CNF_COSE_KEY)
                .item(&encode_holder_key(key));
        }
        out.int(CREDENTIAL).array(if details > 0 { 5 } else { 4 });
        out.uint(self.categories.to_bits().into());
        out.uint(self.status_index.0.into());
        out.uint(self.holder.0.into());
        out.text(self.name.as_str());
        if details > 0 {
            self.write_details(&mut out, details);
        }
        Ok(out.into_bytes())
    }
}

/// The lowest disability grade; 1 is the gravest.
const LAST_GRADE: u8 = 10;
/// The lowest class of merit; 1 is the highest.
const LAST_CLASS: u8 = 9;

/// Whether a grade or class is absent or from 1 to `last`.
fn in_scale(value: Option<u8>, last: u8) -> bool {
    value.is_none_or(|value| (1..=last).contains(&value))
}

// CWT claims: RFC 8392 §4, RFC 8747 §3.1; private use below -65536.
pub(crate) const EXP: i64 = 4;
pub(crate) const IAT: i64 = 6;
const CNF: i64 = 8;
const CNF_COSE_KEY: i64 = 1;
const CREDENTIAL: i64 = -65_537;

impl Payload for Claims {
    const TYPE: Option<&'static str> = None;

    fn decode(payload: &[u8]) -> Result<Self> {
        open_map::read_claims(payload, &raw::CLAIMS, raw::decode, raw::search)
    }
}

/// A payload whose CBOR is sound but whose structure is not is an error of the claims.
pub(crate) fn in_claims(error: Error) -> Error {
    match error {
        Error::Malformed(_) => Error::ClaimsInvalid(Field::Payload),
        Error::AlgorithmUnsupported => Error::ClaimsInvalid(Field::Key),
        other => other,
    }
}

#[cfg(test)]
mod tests;
