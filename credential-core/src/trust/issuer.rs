//! One issuer of a trust list, with its keys and what it may attest.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::name::OrgName;
use crate::category::CategorySet;
use crate::cbor::{Reader, Writer};
use crate::claims::Region;
use crate::error::{CborFault, Error, Field, Result};
use crate::keys::{PublicKey, read_public_key};
use crate::limits::{MAX_KEYS_PER_ISSUER, MAX_REGIONS_PER_ISSUER};
use crate::time::{UnixTime, Validity};

/// The number of an issuer, given once by the authority and never used again for another.
///
/// By convention the six digits of the issuer's region and two more, which makes it unique in the
/// country without anybody keeping a register: `42120001`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IssuerId(pub u32);

impl fmt::Display for IssuerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether an issuer or a key is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Standing {
    /// Accepted.
    Active,
    /// Not to be accepted for now.
    Suspended,
    /// Of a key only: somebody else may have it. A credential by it counts if the issuer's register
    /// vouches for it.
    Compromised,
    /// Never to be accepted again. Stays listed, so that it cannot come back unnoticed.
    Withdrawn,
}

impl Standing {
    /// The stable name in JSON and configuration files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Compromised => "compromised",
            Self::Withdrawn => "withdrawn",
        }
    }

    const fn number(self) -> u64 {
        match self {
            Self::Active => 0,
            Self::Suspended => 1,
            Self::Withdrawn => 2,
            Self::Compromised => 3,
        }
    }

    fn from_number(number: u64) -> Result<Self> {
        [Self::Active, Self::Suspended, Self::Withdrawn]
            .into_iter()
            .find(|standing| standing.number() == number)
            .ok_or(Error::ClaimsInvalid(Field::State))
    }
}

/// A key of an issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerKey {
    /// The key; the algorithm is bound to it.
    pub key: PublicKey,
    /// When credentials may be issued with it. They stay valid to their own end.
    pub in_force: Validity,
    /// Whether it is accepted. A key is never suspended; its issuer is.
    pub standing: Standing,
}

/// A bureau that issues credentials, as the authority describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// Its number.
    pub id: IssuerId,
    /// Its name.
    pub name: OrgName,
    /// Where it is; also the home of its holders whose credential names no other.
    pub region: Region,
    /// The categories that it may attest.
    pub categories: CategorySet,
    /// The regions whose people it may attest; at least one.
    pub regions: Vec<Region>,
    /// Its standing.
    pub standing: Standing,
    /// Its keys, present, coming and withdrawn ones: at least one, of which those of a type that
    /// this version does not know are left out.
    pub keys: Vec<IssuerKey>,
}

const ID: i64 = 1;
const NAME: i64 = 2;
const NAME_EN: i64 = 3;
const REGION: i64 = 4;
const CATEGORIES: i64 = 5;
const REGIONS: i64 = 6;
const STANDING: i64 = 7;
const KEYS: i64 = 8;

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl Issuer {
    pub(super) fn check(&self) -> Result<()> {
        self.name.check()?;
        let counts_ok = self.keys.len() <= MAX_KEYS_PER_ISSUER
            && (1..=MAX_REGIONS_PER_ISSUER).contains(&self.regions.len());
        for (ok, field) in [
            (counts_ok, Field::Count),
            (!self.categories.is_empty(), Field::Categories),
            (
                self.keys.iter().all(|key| !key.in_force.is_empty()),
                Field::Validity,
            ),
            (
                self.keys
                    .iter()
                    .all(|key| key.standing != Standing::Suspended),
                Field::State,
            ),
            (
                self.keys
                    .iter()
                    .all(|key| key.key.algorithm().is_for_signers()),
                Field::Key,
            ),
        ] {
            if !ok {
                return Err(Error::ClaimsInvalid(field));
            }
        }
        Ok(())
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.map(if self.name.en.is_some() { 8 } else { 7 });
        out.int(ID).uint(self.id.0.into());
        out.int(NAME).text(&self.name.zh);
        if let Some(en) = &self.name.en {
            out.int(NAME_EN).text(en);
        }
        out.int(REGION).uint(self.region.code().into());
        out.int(CATEGORIES).uint(self.categories.to_bits().into());
        out.int(REGIONS).array(self.regions.len());
        for region in &self.regions {
            out.uint(region.code().into());
        }
        out.int(STANDING).uint(self.standing.number());
        out.int(KEYS).array(self.keys.len());
        for key in &self.keys {
            out.array(4).item(&key.key.encode());
            out.uint(key.in_force.from.as_secs())
                .uint(key.in_force.until.as_secs());
            out.uint(key.standing.number());
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let mut entries = reader.map()?;
        let (mut id, mut zh, mut en, mut region) = (None, None, None, None);
        let (mut categories, mut regions, mut standing, mut keys) = (None, None, None, None);
        while let Some(key) = entries.next_key(reader)? {
            match key {
                ID => id = Some(IssuerId(reader.uint32()?)),
                NAME => zh = Some(String::from(reader.text()?)),
                NAME_EN => en = Some(String::from(reader.text()?)),
                REGION => region = Some(Region::new(reader.uint32()?)?),
                CATEGORIES => categories = Some(CategorySet::from_bits(reader.uint32()?)),
                REGIONS => {
                    regions = Some(read_array(reader, MAX_REGIONS_PER_ISSUER, |reader| {
                        Region::new(reader.uint32()?)
                    })?);
                }
                STANDING => standing = Some(Standing::from_number(reader.uint()?)?),
                KEYS => {
                    let listed = read_array(reader, MAX_KEYS_PER_ISSUER, read_key)?;
                    if listed.is_empty() {
                        return Err(Error::ClaimsInvalid(Field::Count));
                    }
                    keys = Some(listed.into_iter().flatten().collect());
                }
                // What a later version adds to an issuer may only inform, never permit more.
                9.. => reader.skip()?,
                _ => return Err(UNEXPECTED),
            }
        }
        let issuer = Self {
            id: id.ok_or(UNEXPECTED)?,
            name: OrgName {
                zh: zh.ok_or(UNEXPECTED)?,
                en,
            },
            region: region.ok_or(UNEXPECTED)?,
            categories: categories.ok_or(UNEXPECTED)?,
            regions: regions.ok_or(UNEXPECTED)?,
            standing: standing.ok_or(UNEXPECTED)?,
            keys: keys.ok_or(UNEXPECTED)?,
        };
        issuer.check()?;
        Ok(issuer)
    }
}

/// `None` for a key of a type that this version does not know: its issuer may have others, and the
/// rest of the list stays of use to a terminal that is years old.
fn read_key(reader: &mut Reader<'_>) -> Result<Option<IssuerKey>> {
    if reader.array()? != 4 {
        return Err(UNEXPECTED);
    }
    let key = match read_public_key(reader) {
        Err(Error::AlgorithmUnsupported) => None,
        key => Some(key?),
    };
    let in_force = Validity::new(
        UnixTime::from_secs(reader.uint()?),
        UnixTime::from_secs(reader.uint()?),
    );
    let standing = Standing::from_number(reader.uint()?)?;
    Ok(key.map(|key| IssuerKey {
        key,
        in_force,
        standing,
    }))
}

/// Reads an array of at most `limit` items; memory is used for items that are there, not for the announced count.
pub(super) fn read_array<'a, T>(
    reader: &mut Reader<'a>,
    limit: usize,
    mut read: impl FnMut(&mut Reader<'a>) -> Result<T>,
) -> Result<Vec<T>> {
    let count = reader.array()?;
    if count > limit {
        return Err(Error::ClaimsInvalid(Field::Count));
    }
    (0..count).map(|_| read(reader)).collect()
}
