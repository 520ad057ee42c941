//! Reads a benefit. One with something unknown in it is kept as not understood; it never makes its part fail.

use alloc::string::String;

use super::benefit::{
    BASIS, BRANCHES, Benefit, CATEGORIES, CatalogueEntry, FLOOR, FROM, GRADES, HOME_REGIONS,
    HONOUR_CLASSES, KIND, LIFE_STAGES, NOT_FOR, NUMBER, ORDER, QUOTAS, TIMES, UNTIL,
    UnknownBenefit,
};
use super::kind::BenefitKind;
use super::money::Fen;
use super::number_set::{DisabilityGrades, HonourClasses, LifeStages};
use super::numbers::{BenefitNumber, BranchNumber};
use super::quota::Quota;
use super::times::{self, Times, read_list};
use super::title::{EN, Title, ZH};
use crate::category::CategorySet;
use crate::cbor::Reader;
use crate::civil::CivilDay;
use crate::claims::Region;
use crate::error::{CborFault, Error, Field, Result};
use crate::limits::{MAX_BENEFIT_BRANCHES, MAX_BENEFIT_REGIONS, MAX_QUOTAS};
use crate::open_map::{next_known, search_map};

const KNOWN: [i64; 18] = [
    NUMBER,
    ZH,
    EN,
    BASIS,
    KIND,
    FROM,
    UNTIL,
    CATEGORIES,
    NOT_FOR,
    GRADES,
    HONOUR_CLASSES,
    LIFE_STAGES,
    HOME_REGIONS,
    BRANCHES,
    TIMES,
    QUOTAS,
    ORDER,
    FLOOR,
];

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl CatalogueEntry {
    /// Reads an entry of a part, whose bytes were already checked to be deterministic CBOR.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let item = reader.item()?;
        if has_unknown(item) {
            read_unknown(item).map(Self::NotUnderstood)
        } else {
            read_known(item).map(Self::Understood)
        }
    }
}

/// Whether there is something in a benefit that this version does not know. Faults are left to the reading.
fn has_unknown(item: &[u8]) -> bool {
    search_map(Reader::new(item), &KNOWN).is_err()
        || any_entry(item, |key, value| match key {
            KIND => BenefitKind::is_unknown(value),
            TIMES => search_map(value, &times::KNOWN).is_err(),
            QUOTAS => Quota::are_unknown(value),
            _ => false,
        })
}

/// Whether an entry of a map is such. Something else than a map has none.
fn any_entry(item: &[u8], mut is_such: impl FnMut(i64, Reader<'_>) -> bool) -> bool {
    let mut reader = Reader::new(item);
    let Ok(mut map) = reader.map() else {
        return false;
    };
    while let Ok(Some(label)) = map.next_label(&mut reader) {
        let Ok(value) = reader.item() else {
            break;
        };
        let key = Reader::new(label).int();
        if key.is_ok_and(|key| is_such(key, Reader::new(value))) {
            return true;
        }
    }
    false
}

/// Number and title, to be shown; whatever else is there is not looked at.
fn read_unknown(item: &[u8]) -> Result<UnknownBenefit> {
    let (mut number, mut zh, mut en) = (None, None, None);
    any_entry(item, |key, mut value| {
        match key {
            NUMBER => number = Some(value.uint32()),
            ZH => zh = Some(value.text().map(String::from)),
            EN => en = Some(value.text().map(String::from)),
            _ => {}
        }
        false
    });
    let unknown = UnknownBenefit {
        number: BenefitNumber(number.ok_or(UNEXPECTED)??),
        title: Title {
            zh: zh.ok_or(UNEXPECTED)??,
            en: en.transpose()?,
        },
    };
    unknown.number.check()?;
    unknown.title.check()?;
    Ok(unknown)
}

fn read_known(item: &[u8]) -> Result<Benefit> {
    let mut reader = Reader::new(item);
    let (mut number, mut zh, mut kind) = (None, None, None);
    // What must be there is filled in at the end.
    let title = Title {
        zh: String::new(),
        en: None,
    };
    let mut benefit = Benefit::new(BenefitNumber(0), title, BenefitKind::Free);
    let mut map = reader.map()?;
    while let Some(key) = next_known(&mut map, &mut reader, &KNOWN)? {
        match key {
            NUMBER => number = Some(BenefitNumber(reader.uint32()?)),
            ZH => zh = Some(String::from(reader.text()?)),
            EN => benefit.title.en = Some(String::from(reader.text()?)),
            BASIS => benefit.basis = Some(String::from(reader.text()?)),
            KIND => kind = Some(BenefitKind::read(&mut reader)?),
            FROM => benefit.from = Some(CivilDay::from_number(reader.uint32()?)?),
            UNTIL => benefit.until = Some(CivilDay::from_number(reader.uint32()?)?),
            CATEGORIES => benefit.categories = Some(CategorySet::from_bits(reader.uint32()?)),
            NOT_FOR => benefit.not_for = Some(CategorySet::from_bits(reader.uint32()?)),
            GRADES => {
                let bits = reader.uint32()?;
                let grades = DisabilityGrades::from_bits(bits, Field::DisabilityGrade)?;
                benefit.grades = Some(grades);
            }
            HONOUR_CLASSES => {
                let classes = HonourClasses::from_bits(reader.uint32()?, Field::HonourClass)?;
                benefit.honour_classes = Some(classes);
            }
            LIFE_STAGES => {
                let stages = LifeStages::from_bits(reader.uint32()?, Field::LifeStage)?;
                benefit.life_stages = Some(stages);
            }
            HOME_REGIONS => {
                benefit.home_regions = read_list(&mut reader, MAX_BENEFIT_REGIONS, |reader| {
                    Region::new(reader.uint32()?)
                })?;
            }
            BRANCHES => {
                benefit.branches = read_list(&mut reader, MAX_BENEFIT_BRANCHES, |reader| {
                    reader.uint32().map(BranchNumber)
                })?;
            }
            TIMES => benefit.times = Some(Times::read(&mut reader)?),
            QUOTAS => benefit.quotas = read_list(&mut reader, MAX_QUOTAS, Quota::read)?,
            ORDER => benefit.order = Some(u8::try_from(reader.uint32()?).unwrap_or(u8::MAX)),
            _ => benefit.floor = Some(Fen::above_zero(reader.uint()?)?),
        }
    }
    reader.finish()?;
    benefit.number = number.ok_or(UNEXPECTED)?;
    benefit.title.zh = zh.ok_or(UNEXPECTED)?;
    benefit.kind = kind.ok_or(UNEXPECTED)?;
    benefit.check()?;
    Ok(benefit)
}
