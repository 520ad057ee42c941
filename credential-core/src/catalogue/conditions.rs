//! Whether one benefit is given: the checks, in the order that the format fixes.

use super::benefit::{Benefit, CatalogueEntry};
use super::eligible::HolderTraits;
use super::numbers::BranchNumber;
use super::quota::QuotaLedger;
use super::quotas_left::{Periods, QuotasLeft, UnitsLeft, units_left};
use crate::category::CategorySet;
use crate::civil::Moment;
use crate::trust::IssuerId;
use crate::verify::HolderId;

/// Why a benefit is not given. The order of the variants is the order of the checks: the first that fails
/// is the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Unavailable {
    /// There is something in it that this version does not know: the terminal is too old.
    NotUnderstood,
    /// Another branch gives it.
    NotHere,
    /// It is for other holders.
    NotEntitled,
    /// It is given on other days.
    NotToday,
    /// It is given at other hours.
    NotNow,
    /// A quota is used up.
    QuotaUsed,
}

impl Unavailable {
    /// All, in the order of the checks.
    pub const ALL: [Self; 6] = [
        Self::NotUnderstood,
        Self::NotHere,
        Self::NotEntitled,
        Self::NotToday,
        Self::NotNow,
        Self::QuotaUsed,
    ];

    /// The stable code in JSON and vectors.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotUnderstood => "not-understood",
            Self::NotHere => "not-here",
            Self::NotEntitled => "not-entitled",
            Self::NotToday => "not-today",
            Self::NotNow => "not-now",
            Self::QuotaUsed => "quota-used",
        }
    }
}

/// Where and when somebody asks.
pub(super) struct Setting {
    issuer: IssuerId,
    branch: Option<BranchNumber>,
    moment: Moment,
    periods: Periods,
}

impl Setting {
    pub(super) fn new(issuer: IssuerId, branch: Option<BranchNumber>, moment: Moment) -> Self {
        Self {
            issuer,
            branch,
            moment,
            periods: Periods::around(moment.day()),
        }
    }
}

/// Who asks, where and when.
pub(super) struct Question<'a> {
    pub(super) setting: Setting,
    pub(super) holder: &'a HolderTraits,
}

impl Question<'_> {
    /// What is left of an entry's quotas, or the first reason why it is not given.
    #[inline]
    pub(super) fn judge(
        &self,
        entry: &CatalogueEntry,
        ledger: &impl QuotaLedger,
    ) -> Result<UnitsLeft, Unavailable> {
        match entry {
            CatalogueEntry::NotUnderstood(_) => Err(Unavailable::NotUnderstood),
            CatalogueEntry::Understood(benefit) => self.judge_benefit(benefit, ledger),
        }
    }

    /// As [`Question::judge`], for a benefit that is understood.
    pub(super) fn judge_benefit(
        &self,
        benefit: &Benefit,
        ledger: &impl QuotaLedger,
    ) -> Result<UnitsLeft, Unavailable> {
        let setting = &self.setting;
        check_branch(benefit, setting.branch)?;
        if !benefit.is_for(self.holder) {
            return Err(Unavailable::NotEntitled);
        }
        check_times(benefit, setting.moment)?;
        ask_quotas(benefit, self.holder.holder, setting, ledger)
    }
}

impl Benefit {
    /// Whether the holder is one that it is for: by categories, grade, class, stage of life and home region.
    /// Places, days, hours and quotas are not asked for, and nothing can be granted with the answer.
    #[must_use]
    pub fn is_for(&self, holder: &HolderTraits) -> bool {
        let has = |set: CategorySet| holder.categories.intersects(set);
        let regions = &self.home_regions;
        let grade = holder.disability_grade;
        let class = holder.honour_class;
        self.categories.is_none_or(has)
            && !self.not_for.is_some_and(has)
            && self
                .grades
                .is_none_or(|grades| grade.is_some_and(|grade| grades.contains(grade)))
            && self
                .honour_classes
                .is_none_or(|classes| class.is_some_and(|class| classes.contains(class)))
            && self.life_stages.is_none_or(|stages| holder.is_at(stages))
            && (regions.is_empty()
                || regions
                    .iter()
                    .any(|region| region.covers(holder.home_region)))
    }
}

/// Where and when something is given without a code: what can be known then.
pub(super) struct PlaceQuestion {
    pub(super) setting: Setting,
    /// Who, if the number of the holder is known.
    pub(super) holder: Option<HolderId>,
}

impl PlaceQuestion {
    /// As [`Question::judge`]. Whether the holder is entitled is not asked: nobody knows.
    pub(super) fn judge<'e>(
        &self,
        entry: &'e CatalogueEntry,
        ledger: &impl QuotaLedger,
    ) -> Result<(&'e Benefit, QuotasLeft<'e>), Unavailable> {
        let CatalogueEntry::Understood(benefit) = entry else {
            return Err(Unavailable::NotUnderstood);
        };
        let setting = &self.setting;
        check_branch(benefit, setting.branch)?;
        check_times(benefit, setting.moment)?;
        let left = match self.holder {
            Some(holder) => QuotasLeft::new(benefit, ask_quotas(benefit, holder, setting, ledger)?),
            None => QuotasLeft::NOT_ASKED,
        };
        Ok((benefit, left))
    }
}

fn check_branch(benefit: &Benefit, branch: Option<BranchNumber>) -> Result<(), Unavailable> {
    let branches = &benefit.branches;
    let is_here = branches.is_empty() || branch.is_some_and(|branch| branches.contains(&branch));
    is_here.then_some(()).ok_or(Unavailable::NotHere)
}

fn check_times(benefit: &Benefit, moment: Moment) -> Result<(), Unavailable> {
    let day = moment.day();
    let on_days = benefit.from.is_none_or(|from| from <= day)
        && benefit.until.is_none_or(|until| day <= until);
    let times = benefit.times.as_ref();
    if !on_days || times.is_some_and(|times| !times.has_day(moment)) {
        return Err(Unavailable::NotToday);
    }
    if times.is_some_and(|times| !times.has_minute(moment)) {
        return Err(Unavailable::NotNow);
    }
    Ok(())
}

fn ask_quotas(
    benefit: &Benefit,
    holder: HolderId,
    setting: &Setting,
    ledger: &impl QuotaLedger,
) -> Result<UnitsLeft, Unavailable> {
    let whose = (setting.issuer, holder);
    units_left(benefit, whose, &setting.periods, ledger).ok_or(Unavailable::QuotaUsed)
}
