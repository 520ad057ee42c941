//! A benefit: a closed record of what is given, to whom, when and how often.

use alloc::string::String;
use alloc::vec::Vec;

use super::kind::BenefitKind;
use super::money::Fen;
use super::number_set::{DisabilityGrades, HonourClasses, LifeStages};
use super::numbers::{BenefitNumber, BranchNumber};
use super::quota::{Quota, QuotaUnit};
use super::times::Times;
use super::title::Title;
use crate::category::CategorySet;
use crate::cbor::Writer;
use crate::civil::CivilDay;
use crate::claims::{Region, check_name};
use crate::error::{Error, Field, Result};
use crate::limits::{MAX_BASIS_BYTES, MAX_BENEFIT_BRANCHES, MAX_BENEFIT_REGIONS, MAX_QUOTAS};

/// A benefit that one merchant gives (`docs/format.md`, "Catalogue").
///
/// All conditions hold together, the entries of a list are alternatives, and what is absent or empty is no
/// condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Benefit {
    /// Its number at the issuer of the catalogue.
    pub number: BenefitNumber,
    /// What it is called.
    pub title: Title,
    /// The law or the decree that it rests on, in Chinese. At most [`MAX_BASIS_BYTES`].
    pub basis: Option<String>,
    /// What it does to the price.
    pub kind: BenefitKind,
    /// The first day.
    pub from: Option<CivilDay>,
    /// The last day, which belongs to it.
    pub until: Option<CivilDay>,
    /// Categories, of which the holder has at least one. `None` is **everybody**; a set is not empty.
    pub categories: Option<CategorySet>,
    /// Categories, of which the holder has none; a set is not empty.
    pub not_for: Option<CategorySet>,
    /// Disability grades. A holder without a grade has none of them.
    pub grades: Option<DisabilityGrades>,
    /// Honour classes. A holder without a class has none of them.
    pub honour_classes: Option<HonourClasses>,
    /// Stages of life. A holder without a stage has none of them.
    pub life_stages: Option<LifeStages>,
    /// Regions, one of which covers the holder's home region. At most [`MAX_BENEFIT_REGIONS`].
    pub home_regions: Vec<Region>,
    /// Branches of the merchant. At most [`MAX_BENEFIT_BRANCHES`].
    pub branches: Vec<BranchNumber>,
    /// Days and hours.
    pub times: Option<Times>,
    /// Quotas, which hold together. At most [`MAX_QUOTAS`].
    pub quotas: Vec<Quota>,
    /// The place in a combination, 1 to 9 (折上折); without one it stands alone.
    pub order: Option<u8>,
    /// What is paid is not below this, nor above the price.
    pub floor: Option<Fen>,
}

/// A benefit that this version does not understand: it is never given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownBenefit {
    /// Its number at the issuer of the catalogue.
    pub number: BenefitNumber,
    /// What it is called.
    pub title: Title,
}

/// A benefit of a part that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    target_pointer_width = "64",
    expect(
        clippy::large_enum_variant,
        reason = "nearly all are understood, and an evaluation reads them one after the other"
    )
)]
pub enum CatalogueEntry {
    /// One that is understood.
    Understood(Benefit),
    /// One with something in it that this version does not know: a kind, a condition, a period.
    NotUnderstood(UnknownBenefit),
}

impl CatalogueEntry {
    /// Its number.
    pub const fn number(&self) -> BenefitNumber {
        match self {
            Self::Understood(benefit) => benefit.number,
            Self::NotUnderstood(unknown) => unknown.number,
        }
    }

    /// What it is called.
    pub const fn title(&self) -> &Title {
        match self {
            Self::Understood(benefit) => &benefit.title,
            Self::NotUnderstood(unknown) => &unknown.title,
        }
    }
}

pub(super) const NUMBER: i64 = 1;
pub(super) const BASIS: i64 = 4;
pub(super) const KIND: i64 = 5;
pub(super) const FROM: i64 = 6;
pub(super) const UNTIL: i64 = 7;
pub(super) const CATEGORIES: i64 = 8;
pub(super) const NOT_FOR: i64 = 9;
pub(super) const GRADES: i64 = 10;
pub(super) const HONOUR_CLASSES: i64 = 11;
pub(super) const LIFE_STAGES: i64 = 12;
pub(super) const HOME_REGIONS: i64 = 13;
pub(super) const BRANCHES: i64 = 14;
pub(super) const TIMES: i64 = 15;
pub(super) const QUOTAS: i64 = 16;
pub(super) const ORDER: i64 = 17;
pub(super) const FLOOR: i64 = 18;

/// The last order of a combination.
const LAST_ORDER: u8 = 9;

impl Benefit {
    /// A benefit for everybody, at any time and without a quota.
    pub const fn new(number: BenefitNumber, title: Title, kind: BenefitKind) -> Self {
        Self {
            number,
            title,
            basis: None,
            kind,
            from: None,
            until: None,
            categories: None,
            not_for: None,
            grades: None,
            honour_classes: None,
            life_stages: None,
            home_regions: Vec::new(),
            branches: Vec::new(),
            times: None,
            quotas: Vec::new(),
            order: None,
            floor: None,
        }
    }

    /// What the units of a record of it count: days of hire if one of its quotas does, else rides if one does,
    /// else uses. A record names the benefit and the edition, and not the unit.
    #[must_use]
    pub fn unit(&self) -> QuotaUnit {
        let counts = |unit| self.quotas.iter().any(|quota| quota.unit == unit);
        let mut all = [QuotaUnit::HireDay, QuotaUnit::Ride].into_iter();
        all.find(|unit| counts(*unit)).unwrap_or(QuotaUnit::Use)
    }

    /// Whether it may stand in a part: what the types do not already ensure.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with the field that is not in order.
    pub fn check(&self) -> Result<()> {
        self.number.check()?;
        self.title.check()?;
        if let Some(basis) = &self.basis {
            check_name(basis, MAX_BASIS_BYTES)?;
        }
        self.kind.check()?;
        if self
            .from
            .zip(self.until)
            .is_some_and(|(from, until)| until < from)
        {
            return Err(Error::ClaimsInvalid(Field::Day));
        }
        let sets = [self.categories, self.not_for];
        if sets.into_iter().flatten().any(CategorySet::is_empty) {
            return Err(Error::ClaimsInvalid(Field::Categories));
        }
        let too_many = self.home_regions.len() > MAX_BENEFIT_REGIONS
            || self.branches.len() > MAX_BENEFIT_BRANCHES
            || self.quotas.len() > MAX_QUOTAS;
        if too_many {
            return Err(Error::ClaimsInvalid(Field::Count));
        }
        self.branches.iter().try_for_each(|branch| branch.check())?;
        self.times.as_ref().map_or(Ok(()), Times::check)?;
        self.quotas.iter().try_for_each(|quota| quota.check())?;
        if self
            .order
            .is_some_and(|order| !(1..=LAST_ORDER).contains(&order))
        {
            return Err(Error::ClaimsInvalid(Field::Benefit));
        }
        Ok(())
    }

    /// The entries that are one number.
    fn numbers(&self) -> [(i64, Option<u32>); 7] {
        [
            (FROM, self.from.map(CivilDay::number)),
            (UNTIL, self.until.map(CivilDay::number)),
            (CATEGORIES, self.categories.map(CategorySet::to_bits)),
            (NOT_FOR, self.not_for.map(CategorySet::to_bits)),
            (GRADES, self.grades.map(DisabilityGrades::to_bits)),
            (
                HONOUR_CLASSES,
                self.honour_classes.map(HonourClasses::to_bits),
            ),
            (LIFE_STAGES, self.life_stages.map(LifeStages::to_bits)),
        ]
    }

    pub(super) fn write(&self, out: &mut Writer) {
        let numbers = self.numbers();
        let optional = [
            self.basis.is_some(),
            !self.home_regions.is_empty(),
            !self.branches.is_empty(),
            self.times.is_some(),
            !self.quotas.is_empty(),
            self.order.is_some(),
            self.floor.is_some(),
        ];
        let present = optional.into_iter().filter(|present| *present).count()
            + numbers.iter().filter(|(_, value)| value.is_some()).count();
        // Number and kind are always there.
        out.map(2 + self.title.entries() + present);
        out.int(NUMBER).uint(self.number.0.into());
        self.title.write(out);
        if let Some(basis) = &self.basis {
            out.int(BASIS).text(basis);
        }
        out.int(KIND);
        self.kind.write(out);
        for (key, value) in numbers {
            if let Some(value) = value {
                out.int(key).uint(value.into());
            }
        }
        let regions = self.home_regions.iter().map(|region| region.code());
        write_list(out, HOME_REGIONS, regions);
        write_list(out, BRANCHES, self.branches.iter().map(|branch| branch.0));
        if let Some(times) = &self.times {
            out.int(TIMES);
            times.write(out);
        }
        if !self.quotas.is_empty() {
            out.int(QUOTAS).array(self.quotas.len());
            self.quotas.iter().for_each(|quota| quota.write(out));
        }
        if let Some(order) = self.order {
            out.int(ORDER).uint(order.into());
        }
        if let Some(floor) = self.floor {
            out.int(FLOOR).uint(floor.get());
        }
    }
}

/// Writes a list of numbers; an empty one is left out.
pub(super) fn write_list(out: &mut Writer, key: i64, numbers: impl ExactSizeIterator<Item = u32>) {
    if numbers.len() > 0 {
        out.int(key).array(numbers.len());
        numbers.for_each(|number| {
            out.uint(number.into());
        });
    }
}
