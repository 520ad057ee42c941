//! The details of a credential: what it says beside categories and name. An open map.

use core::fmt;

use alloc::vec::Vec;

use super::{Claims, DisplayName, Region};
use crate::cbor::{Reader, Writer};
use crate::error::{CborFault, Error, Field, Result};
use crate::open_map::next_known;

/// Somebody of the holder's family that the card is for as well.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dependant {
    /// What the dependant is to the holder.
    pub relation: Relation,
    /// The name to show, as a rule masked.
    pub name: DisplayName,
}

/// What a dependant is to the holder, by number. A number without a word is shown without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Relation(pub u32);

impl Relation {
    /// 配偶: wife or husband.
    pub const SPOUSE: Self = Self(1);
    /// 子女: child.
    pub const CHILD: Self = Self(2);
    /// 父母: mother or father.
    pub const PARENT: Self = Self(3);
    /// 其他: another member of the family.
    pub const OTHER: Self = Self(4);

    /// All relations that this version has a word for, by number.
    pub const ALL: [Self; 4] = [Self::SPOUSE, Self::CHILD, Self::PARENT, Self::OTHER];

    /// The stable name in JSON and vectors; `None` for a number that has no word in this version.
    pub const fn code(self) -> Option<&'static str> {
        Some(match self {
            Self::SPOUSE => "spouse",
            Self::CHILD => "child",
            Self::PARENT => "parent",
            Self::OTHER => "other",
            Self(_) => return None,
        })
    }
}

/// Only the number.
impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where in a soldier's life the holder stands. It does not follow from the categories: a veteran may
/// be leaving, working or in care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum LifeStage {
    /// 入伍: enlisting.
    Enlisting = 1,
    /// 服役: serving.
    Serving = 2,
    /// 退役: leaving the forces.
    Leaving = 3,
    /// 就业: in civil work.
    Working = 4,
    /// 优抚: in the care of the state.
    InCare = 5,
}

impl LifeStage {
    /// All stages, by number.
    pub const ALL: [Self; 5] = [
        Self::Enlisting,
        Self::Serving,
        Self::Leaving,
        Self::Working,
        Self::InCare,
    ];

    /// The number of the stage in a credential, 1 to 5.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The stage with this number.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::LifeStage`] if it is not 1 to 5.
    pub fn from_number(number: u32) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|stage| u32::from(stage.number()) == number)
            .ok_or(Error::ClaimsInvalid(Field::LifeStage))
    }

    /// The stable name in JSON, vectors and configuration files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Enlisting => "enlisting",
            Self::Serving => "serving",
            Self::Leaving => "leaving",
            Self::Working => "working",
            Self::InCare => "in-care",
        }
    }

    /// The stage with this stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }
}

const HOME_REGION: i64 = 1;
const DISABILITY_GRADE: i64 = 2;
const HONOUR_CLASS: i64 = 3;
const DEPENDANTS: i64 = 5;
const LIFE_STAGE: i64 = 6;

/// The details that this version knows.
pub(super) const KNOWN: [i64; 5] = [
    HOME_REGION,
    DISABILITY_GRADE,
    HONOUR_CLASS,
    DEPENDANTS,
    LIFE_STAGE,
];

impl Claims {
    fn numbers(&self) -> [(i64, Option<u32>); 3] {
        [
            (HOME_REGION, self.home_region.map(Region::code)),
            (DISABILITY_GRADE, self.disability_grade.map(u32::from)),
            (HONOUR_CLASS, self.honour_class.map(u32::from)),
        ]
    }

    /// How many entries the map of details has.
    pub(super) fn count_details(&self) -> usize {
        let numbers = self.numbers();
        numbers.iter().filter(|(_, value)| value.is_some()).count()
            + usize::from(!self.dependants.is_empty())
            + usize::from(self.life_stage.is_some())
    }

    /// Writes the map of details, of `count` entries.
    pub(super) fn write_details(&self, out: &mut Writer, count: usize) {
        out.map(count);
        for (key, value) in self.numbers() {
            if let Some(value) = value {
                out.int(key).uint(value.into());
            }
        }
        if !self.dependants.is_empty() {
            out.int(DEPENDANTS).array(self.dependants.len());
            for dependant in &self.dependants {
                out.array(2)
                    .uint(dependant.relation.0.into())
                    .text(dependant.name.as_str());
            }
        }
        if let Some(stage) = self.life_stage {
            out.int(LIFE_STAGE).uint(stage.number().into());
        }
    }
}

/// Details whose types are right and whose ranges are not looked at.
#[derive(Default)]
pub(super) struct RawDetails<'a> {
    pub(super) home_region: Option<u32>,
    pub(super) disability_grade: Option<u32>,
    pub(super) honour_class: Option<u32>,
    pub(super) dependants: Option<Vec<(u32, &'a str)>>,
    pub(super) life_stage: Option<u32>,
}

impl<'a> RawDetails<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let mut entries = reader.map()?;
        // An empty map would be a second way to write "no details".
        if entries.is_empty() {
            return Err(UNEXPECTED);
        }
        let mut details = Self::default();
        while let Some(key) = next_known(&mut entries, reader, &KNOWN)? {
            match key {
                HOME_REGION => details.home_region = Some(reader.uint32()?),
                DISABILITY_GRADE => details.disability_grade = Some(reader.uint32()?),
                HONOUR_CLASS => details.honour_class = Some(reader.uint32()?),
                DEPENDANTS => details.dependants = Some(read_dependants(reader)?),
                LIFE_STAGE => details.life_stage = Some(reader.uint32()?),
                _ => return Err(UNEXPECTED),
            }
        }
        Ok(details)
    }
}

fn read_dependants<'a>(reader: &mut Reader<'a>) -> Result<Vec<(u32, &'a str)>> {
    let count = reader.array()?;
    // Memory is used for items that are there, not for the announced count.
    (0..count)
        .map(|_| match reader.array()? {
            2 => Ok((reader.uint32()?, reader.text()?)),
            _ => Err(UNEXPECTED),
        })
        .collect()
}

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);
