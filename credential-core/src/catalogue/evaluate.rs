//! What a holder gets at a place, at a moment.

use alloc::vec::Vec;

use super::benefit::{Benefit, CatalogueEntry};
use super::conditions::{PlaceQuestion, Question, Setting, Unavailable};
use super::eligible::{EligibleHolder, HolderTraits};
use super::merchant::Merchant;
use super::numbers::{BenefitNumber, BranchNumber};
use super::part::{CatalogueDraft, CataloguePart};
use super::place::{Place, TerminalStanding};
use super::quota::QuotaLedger;
use super::quotas_left::{QuotasLeft, UnitsLeft};
use crate::civil::Moment;
use crate::error::{Error, Result};
use crate::time::Validity;
use crate::verify::HolderId;

/// Why a place gives nothing at all. The first of these is the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NoBenefits {
    /// The bureau has retired the terminal.
    TerminalRetired,
    /// The part can no longer be relied on: the terminal needs an update.
    CatalogueExpired,
    /// The merchant is suspended, has left, or its agreement does not cover this day.
    NotMember,
}

impl NoBenefits {
    /// The stable code in JSON and vectors.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TerminalRetired => "terminal-retired",
            Self::CatalogueExpired => "catalogue-expired",
            Self::NotMember => "not-member",
        }
    }
}

/// A place with the part of the catalogue that is its own.
#[derive(Clone, Copy, Debug)]
pub struct PlaceCatalogue<'a> {
    place: &'a Place,
    part: &'a CataloguePart,
}

/// What became of one benefit. Made only for an [`EligibleHolder`]; what is available may be granted, once
/// the journal has it.
#[derive(Clone, Copy, Debug)]
pub struct BenefitStanding<'a> {
    entry: &'a CatalogueEntry,
    outcome: Result<UnitsLeft, Unavailable>,
}

impl<'a> PlaceCatalogue<'a> {
    /// Puts a place and a part together.
    ///
    /// # Errors
    /// [`Error::SubjectMismatch`] if they are not about one merchant of one issuer.
    pub fn new(place: &'a Place, part: &'a CataloguePart) -> Result<Self> {
        let claims = place.claims();
        if (claims.issuer, claims.merchant) == (part.issuer(), part.merchant().number) {
            Ok(Self { place, part })
        } else {
            Err(Error::SubjectMismatch)
        }
    }

    /// The place.
    pub const fn place(&self) -> &'a Place {
        self.place
    }

    /// The part.
    pub const fn part(&self) -> &'a CataloguePart {
        self.part
    }

    /// What became of each benefit of the part, in its order.
    ///
    /// # Errors
    /// [`NoBenefits`] if the place gives nothing at this moment.
    pub fn evaluate(
        &self,
        holder: EligibleHolder<'_>,
        moment: Moment,
        ledger: &impl QuotaLedger,
    ) -> Result<Vec<BenefitStanding<'a>>, NoBenefits> {
        self.check(moment)?;
        let holder = holder.traits();
        let question = self.question(&holder, moment);
        let judge = |entry| BenefitStanding {
            entry,
            outcome: question.judge(entry, ledger),
        };
        Ok(self.part.entries().iter().map(judge).collect())
    }

    /// As [`PlaceCatalogue::evaluate`], for the benefit with this number alone; `None` if the part does not
    /// have it. For a gate that grants one, and for a look just before a grant is written.
    ///
    /// # Errors
    /// As there.
    pub fn evaluate_one(
        &self,
        number: BenefitNumber,
        holder: EligibleHolder<'_>,
        moment: Moment,
        ledger: &impl QuotaLedger,
    ) -> Result<Option<BenefitStanding<'a>>, NoBenefits> {
        self.check(moment)?;
        let holder = holder.traits();
        let entries = self.part.entries();
        let at = entries.binary_search_by_key(&number, CatalogueEntry::number);
        let entry = at.ok().and_then(|at| entries.get(at));
        Ok(entry.map(|entry| BenefitStanding {
            entry,
            outcome: self.question(&holder, moment).judge(entry, ledger),
        }))
    }

    /// What may be given here and now without a code that can be read, for a manual grant. Only the place,
    /// the day and the hour are asked for, and the quotas where the number of the holder is known; whether the
    /// holder is entitled a person must know.
    ///
    /// # Errors
    /// As [`PlaceCatalogue::evaluate`].
    pub fn evaluate_without_code(
        &self,
        holder: Option<HolderId>,
        moment: Moment,
        ledger: &impl QuotaLedger,
    ) -> Result<Vec<ManualStanding<'a>>, NoBenefits> {
        self.check(moment)?;
        let question = PlaceQuestion {
            setting: self.setting(moment),
            holder,
        };
        let judge = |entry| ManualStanding {
            entry,
            outcome: question.judge(entry, ledger),
        };
        Ok(self.part.entries().iter().map(judge).collect())
    }

    fn check(&self, moment: Moment) -> Result<(), NoBenefits> {
        if self.place.claims().standing != TerminalStanding::IN_USE {
            return Err(NoBenefits::TerminalRetired);
        }
        check_part(self.part.validity(), self.part.merchant(), moment)
    }

    fn question<'h>(&self, holder: &'h HolderTraits, moment: Moment) -> Question<'h> {
        Question {
            setting: self.setting(moment),
            holder,
        }
    }

    fn setting(&self, moment: Moment) -> Setting {
        Setting::new(self.part.issuer(), self.place.claims().branch, moment)
    }
}

fn check_part(validity: Validity, merchant: &Merchant, moment: Moment) -> Result<(), NoBenefits> {
    if validity.until <= moment.time() {
        Err(NoBenefits::CatalogueExpired)
    } else if !merchant.is_member_on(moment.day()) {
        Err(NoBenefits::NotMember)
    } else {
        Ok(())
    }
}

impl<'a> BenefitStanding<'a> {
    /// The benefit as the part has it.
    pub const fn entry(&self) -> &'a CatalogueEntry {
        self.entry
    }

    /// The benefit with what is left of its quotas.
    ///
    /// # Errors
    /// The first reason why it is not given.
    pub fn available(&self) -> Result<(&'a Benefit, QuotasLeft<'a>), Unavailable> {
        let left = self.outcome?;
        match self.entry {
            CatalogueEntry::Understood(benefit) => Ok((benefit, QuotasLeft::new(benefit, left))),
            CatalogueEntry::NotUnderstood(_) => Err(Unavailable::NotUnderstood),
        }
    }

    /// `available`, or the code of the reason.
    pub fn code(&self) -> &'static str {
        code(self.outcome.map(drop))
    }
}

/// What became of one benefit for a holder whose code cannot be read. What is available may be given as a
/// manual grant, and as nothing else.
#[derive(Clone, Copy, Debug)]
pub struct ManualStanding<'a> {
    entry: &'a CatalogueEntry,
    outcome: Result<(&'a Benefit, QuotasLeft<'a>), Unavailable>,
}

impl<'a> ManualStanding<'a> {
    /// The benefit as the part has it.
    pub const fn entry(&self) -> &'a CatalogueEntry {
        self.entry
    }

    /// The benefit with what is left of its quotas, if the holder is known.
    ///
    /// # Errors
    /// The first reason why it is not given.
    pub const fn available(&self) -> Result<(&'a Benefit, QuotasLeft<'a>), Unavailable> {
        self.outcome
    }
}

fn code(outcome: Result<(), Unavailable>) -> &'static str {
    outcome.map_or_else(Unavailable::code, |()| "available")
}

/// What a holder would get: the outcome of a trial, which grants nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial<'a> {
    /// The benefit.
    pub number: BenefitNumber,
    /// What would be left of its quotas, or the first reason why it would not be given.
    pub outcome: Result<QuotasLeft<'a>, Unavailable>,
}

impl Trial<'_> {
    /// `available`, or the code of the reason.
    pub fn code(&self) -> &'static str {
        code(self.outcome.map(drop))
    }
}

impl CataloguePart {
    /// What such a holder would get at a terminal of this merchant: for a bureau that asks why. Nothing can
    /// be granted with the answer.
    ///
    /// # Errors
    /// [`NoBenefits`].
    pub fn trial(
        &self,
        branch: Option<BranchNumber>,
        holder: &HolderTraits,
        moment: Moment,
        ledger: &impl QuotaLedger,
    ) -> Result<Vec<Trial<'_>>, NoBenefits> {
        check_part(self.validity(), self.merchant(), moment)?;
        let question = Question {
            setting: Setting::new(self.issuer(), branch, moment),
            holder,
        };
        let judge = |entry| {
            let outcome = question.judge(entry, ledger);
            Trial {
                number: entry.number(),
                outcome: BenefitStanding { entry, outcome }
                    .available()
                    .map(|(_, left)| left),
            }
        };
        Ok(self.entries().iter().map(judge).collect())
    }
}

impl CatalogueDraft {
    /// As [`CataloguePart::trial`], before the part is signed.
    ///
    /// # Errors
    /// [`NoBenefits`].
    pub fn trial(
        &self,
        branch: Option<BranchNumber>,
        holder: &HolderTraits,
        moment: Moment,
        ledger: &impl QuotaLedger,
    ) -> Result<Vec<Trial<'_>>, NoBenefits> {
        check_part(self.validity, &self.merchant, moment)?;
        let question = Question {
            setting: Setting::new(self.issuer, branch, moment),
            holder,
        };
        let judge = |benefit| {
            let left = question.judge_benefit(benefit, ledger);
            Trial {
                number: benefit.number,
                outcome: left.map(|left| QuotasLeft::new(benefit, left)),
            }
        };
        Ok(self.benefits.iter().map(judge).collect())
    }
}
