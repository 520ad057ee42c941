//! Reading the claims in the order of their faults (docs/format.md): the types of all of them, the
//! holder's key, the ranges one by one, the times.

use super::details::{KNOWN, RawDetails};
use super::{
    CNF, CNF_COSE_KEY, CREDENTIAL, Claims, Dependant, DisplayName, EXP, IAT, LAST_CLASS,
    LAST_GRADE, LifeStage, Region, Relation, in_scale,
};
use crate::category::CategorySet;
use crate::cbor::Reader;
use crate::error::{CborFault, Error, Field, Result};
use crate::keys::read_holder_key;
use crate::limits::{MAX_DEPENDANTS, MAX_STATUS_INDEX};
use crate::numbers::{HolderNumber, StatusIndex};
use crate::open_map::search_map;
use crate::time::{UnixTime, Validity};

/// The claims of a credential; another one is unknown content.
pub(super) const CLAIMS: [i64; 4] = [EXP, IAT, CNF, CREDENTIAL];

/// Items of the private claim, the details among them.
const ITEMS: usize = 5;

/// Searches one claim for content that this version does not know and must not pass over.
pub(super) fn search(claim: i64, mut value: Reader<'_>) -> Result<()> {
    if claim != CREDENTIAL {
        return Ok(());
    }
    match value.array() {
        Ok(items) if items > ITEMS => Err(Error::ContentUnsupported),
        Ok(ITEMS) => {
            if (1..ITEMS).all(|_| value.skip().is_ok()) {
                search_map(value, &KNOWN)
            } else {
                Ok(())
            }
        }
        _ => Ok(()),
    }
}

pub(super) fn decode(payload: &[u8]) -> Result<Claims> {
    let raw = Raw::read(payload)?;
    let holder_key = raw
        .holder_key
        .map(|item| read_holder_key(&mut Reader::new(item)))
        .transpose()?;

    require(raw.categories != 0, Field::Categories)?;
    require(raw.status_index <= MAX_STATUS_INDEX, Field::StatusIndex)?;
    let name = DisplayName::new(raw.name)?;
    let home_region = raw.details.home_region.map(Region::new).transpose()?;
    let disability_grade = scale(
        raw.details.disability_grade,
        LAST_GRADE,
        Field::DisabilityGrade,
    )?;
    let honour_class = scale(raw.details.honour_class, LAST_CLASS, Field::HonourClass)?;
    let dependants = match &raw.details.dependants {
        Some(listed) => {
            let counts = (1..=MAX_DEPENDANTS).contains(&listed.len());
            require(counts, Field::Dependants)?;
            listed.iter().map(dependant).collect::<Result<_>>()?
        }
        None => Default::default(),
    };
    let life_stage = raw
        .details
        .life_stage
        .map(LifeStage::from_number)
        .transpose()?;

    raw.validity.check()?;
    Ok(Claims {
        categories: CategorySet::from_bits(raw.categories),
        status_index: StatusIndex(raw.status_index),
        holder: HolderNumber(raw.holder),
        name,
        validity: raw.validity,
        holder_key,
        home_region,
        disability_grade,
        honour_class,
        dependants,
        life_stage,
    })
}

fn require(ok: bool, field: Field) -> Result<()> {
    if ok {
        Ok(())
    } else {
        Err(Error::ClaimsInvalid(field))
    }
}

/// A grade or class from 1 to `last`, if there is one.
fn scale(value: Option<u32>, last: u8, field: Field) -> Result<Option<u8>> {
    let value = value.map(|value| u8::try_from(value).unwrap_or(u8::MAX));
    require(in_scale(value, last), field).map(|()| value)
}

fn dependant((relation, name): &(u32, &str)) -> Result<Dependant> {
    Ok(Dependant {
        relation: Relation(*relation),
        name: DisplayName::new(name).map_err(|_| Error::ClaimsInvalid(Field::Dependants))?,
    })
}

/// Claims whose types are right; neither the key nor a range is looked at.
struct Raw<'a> {
    validity: Validity,
    /// The COSE_Key, a map.
    holder_key: Option<&'a [u8]>,
    categories: u32,
    status_index: u32,
    holder: u32,
    name: &'a str,
    details: RawDetails<'a>,
}

impl<'a> Raw<'a> {
    fn read(payload: &'a [u8]) -> Result<Self> {
        let mut reader = Reader::new(payload);
        let mut entries = reader.map()?;
        let (mut until, mut from, mut holder_key, mut private) = (None, None, None, None);
        while let Some(claim) = entries.next_key(&mut reader)? {
            match claim {
                EXP => until = Some(UnixTime::from_secs(reader.uint()?)),
                IAT => from = Some(UnixTime::from_secs(reader.uint()?)),
                CNF => holder_key = Some(read_confirmation(&mut reader)?),
                CREDENTIAL => private = Some(Self::read_private(&mut reader)?),
                _ => return Err(UNEXPECTED),
            }
        }
        reader.finish()?;
        let (Some(from), Some(until), Some(private)) = (from, until, private) else {
            return Err(UNEXPECTED);
        };
        Ok(Self {
            validity: Validity::new(from, until),
            holder_key,
            ..private
        })
    }

    /// The private claim; validity and holder key are filled in by the caller.
    fn read_private(reader: &mut Reader<'a>) -> Result<Self> {
        let items = reader.array()?;
        if !(ITEMS - 1..=ITEMS).contains(&items) {
            return Err(UNEXPECTED);
        }
        Ok(Self {
            validity: Validity::new(UnixTime::default(), UnixTime::default()),
            holder_key: None,
            categories: reader.uint32()?,
            status_index: reader.uint32()?,
            holder: reader.uint32()?,
            name: reader.text()?,
            details: if items == ITEMS {
                RawDetails::read(reader)?
            } else {
                RawDetails::default()
            },
        })
    }
}

/// The COSE_Key of a confirmation, which holds nothing else.
fn read_confirmation<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8]> {
    let mut entries = reader.map()?;
    if entries.next_key(reader)? != Some(CNF_COSE_KEY) {
        return Err(UNEXPECTED);
    }
    let key = reader.item()?;
    Reader::new(key).map()?;
    match entries.next_key(reader)? {
        None => Ok(key),
        Some(_) => Err(UNEXPECTED),
    }
}

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);
