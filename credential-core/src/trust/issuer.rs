//! One issuer of a trust list, with what it may attest.

use alloc::string::String;
use alloc::vec::Vec;

use super::expectation::Expectation;
use super::issuer_id::IssuerId;
use super::issuer_key::{IssuerKey, read_issuer_key};
use super::name::OrgName;
use super::standing::Standing;
use crate::category::CategorySet;
use crate::cbor::{Reader, Writer};
use crate::claims::Region;
use crate::error::{CborFault, Error, Field, Result};
use crate::limits::{MAX_KEYS_PER_ISSUER, MAX_REGIONS_PER_ISSUER};

/// A bureau that issues credentials, as the authority describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// Its number.
    pub id: IssuerId,
    /// Its name.
    pub name: OrgName,
    /// What its code is called in public, where that differs: 崇军码, 甬尚老兵.
    pub code_name: Option<OrgName>,
    /// Where it is; also the home of its holders whose credential names no other.
    pub region: Region,
    /// The categories that it may attest.
    pub categories: CategorySet,
    /// The regions whose people it may attest; at least one.
    pub regions: Vec<Region>,
    /// Its standing. An issuer is never compromised; its keys are.
    pub standing: Standing,
    /// Its keys, present, coming and withdrawn ones: at least one, of which those that this version
    /// does not know are left out.
    pub keys: Vec<IssuerKey>,
    /// The status lists that a terminal should have of it.
    pub status_expectation: Option<Expectation>,
    /// The catalogues that a terminal should have of it.
    pub catalogue_expectation: Option<Expectation>,
}

const ID: i64 = 1;
const NAME: i64 = 2;
const NAME_EN: i64 = 3;
const REGION: i64 = 4;
const CATEGORIES: i64 = 5;
const REGIONS: i64 = 6;
const STANDING: i64 = 7;
const KEYS: i64 = 8;
const CODE_NAME: i64 = 10;
const CODE_NAME_EN: i64 = 11;
const STATUS_EXPECTATION: i64 = 12;
const CATALOGUE_EXPECTATION: i64 = 13;

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl Issuer {
    pub(super) fn check(&self) -> Result<()> {
        self.name.check()?;
        self.code_name.as_ref().map_or(Ok(()), OrgName::check)?;
        let counts_ok = self.keys.len() <= MAX_KEYS_PER_ISSUER
            && (1..=MAX_REGIONS_PER_ISSUER).contains(&self.regions.len());
        for (ok, field) in [
            (counts_ok, Field::Count),
            (!self.categories.is_empty(), Field::Categories),
            (self.standing != Standing::Compromised, Field::State),
        ] {
            if !ok {
                return Err(Error::ClaimsInvalid(field));
            }
        }
        self.keys.iter().try_for_each(IssuerKey::check)?;
        let expectations = [self.status_expectation, self.catalogue_expectation];
        expectations
            .iter()
            .flatten()
            .try_for_each(Expectation::check)
    }

    pub(super) fn write(&self, out: &mut Writer) {
        let code_name_en = self.code_name.as_ref().and_then(|name| name.en.as_ref());
        let further = [
            self.name.en.is_some(),
            self.code_name.is_some(),
            code_name_en.is_some(),
            self.status_expectation.is_some(),
            self.catalogue_expectation.is_some(),
        ];
        out.map(7 + further.into_iter().filter(|present| *present).count());
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
            key.write(out);
        }
        if let Some(name) = &self.code_name {
            out.int(CODE_NAME).text(&name.zh);
        }
        if let Some(en) = code_name_en {
            out.int(CODE_NAME_EN).text(en);
        }
        for (key, expectation) in [
            (STATUS_EXPECTATION, &self.status_expectation),
            (CATALOGUE_EXPECTATION, &self.catalogue_expectation),
        ] {
            if let Some(expectation) = expectation {
                expectation.write(out.int(key));
            }
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let mut entries = reader.map()?;
        let (mut id, mut zh, mut en, mut region) = (None, None, None, None);
        let (mut categories, mut regions, mut standing, mut keys) = (None, None, None, None);
        let (mut code_zh, mut code_en) = (None, None);
        let (mut status_expectation, mut catalogue_expectation) = (None, None);
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
                STANDING => standing = Some(Standing::of_issuer(reader.uint()?)),
                KEYS => {
                    let listed = read_array(reader, MAX_KEYS_PER_ISSUER, read_issuer_key)?;
                    if listed.is_empty() {
                        return Err(Error::ClaimsInvalid(Field::Count));
                    }
                    keys = Some(listed.into_iter().flatten().collect());
                }
                CODE_NAME => code_zh = Some(String::from(reader.text()?)),
                CODE_NAME_EN => code_en = Some(String::from(reader.text()?)),
                STATUS_EXPECTATION => status_expectation = Some(Expectation::read(reader)?),
                CATALOGUE_EXPECTATION => catalogue_expectation = Some(Expectation::read(reader)?),
                // What a later version adds to an issuer may only inform, never permit more.
                9.. => reader.skip()?,
                _ => return Err(UNEXPECTED),
            }
        }
        let code_name = match (code_zh, code_en) {
            (Some(zh), en) => Some(OrgName { zh, en }),
            (None, None) => None,
            (None, Some(_)) => return Err(UNEXPECTED),
        };
        let issuer = Self {
            id: id.ok_or(UNEXPECTED)?,
            name: OrgName {
                zh: zh.ok_or(UNEXPECTED)?,
                en,
            },
            code_name,
            region: region.ok_or(UNEXPECTED)?,
            categories: categories.ok_or(UNEXPECTED)?,
            regions: regions.ok_or(UNEXPECTED)?,
            standing: standing.ok_or(UNEXPECTED)?,
            keys: keys.ok_or(UNEXPECTED)?,
            status_expectation,
            catalogue_expectation,
        };
        issuer.check()?;
        Ok(issuer)
    }
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
