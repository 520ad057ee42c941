//! What a holder gets at a merchant at a moment: the core's trial, which grants nothing, with the rule that decided.

use books::HolderUse;
use credential_core::{
    BranchNumber, HolderTraits, IssuerId, Moment, NoBenefits, Period, Quota, Unavailable, Validity,
};
use messages::Text;

use super::ledger::UsesLedger;
use super::reasons;
use crate::catalogue::{BenefitRow, CatalogueBook, MerchantRow};
use crate::merchants::PromiseWords;

/// What is asked.
pub(crate) struct Tried<'t> {
    pub(crate) book: &'t CatalogueBook,
    /// Issuer, edition and validity of the catalogue.
    pub(crate) edition: (IssuerId, u32, Validity),
    pub(crate) merchant: u32,
    /// The branch.
    pub(crate) branch: Option<u32>,
    /// The branch or gate group that quotas are counted over; 0 for neither.
    pub(crate) counted: u32,
    pub(crate) holder: &'t HolderTraits,
    pub(crate) moment: Moment,
    /// What the holder had, at all terminals.
    pub(crate) uses: &'t [HolderUse],
    /// What this terminal has granted itself, if one is asked about.
    pub(crate) own: Option<&'t [HolderUse]>,
}

/// Why nothing is given at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nothing {
    /// The terminal had no place yet.
    NoPlace,
    /// No catalogue was published yet.
    NoCatalogue,
    /// The edition does not have the merchant.
    NoPart,
    /// The core's reason.
    Core(NoBenefits),
}

impl Nothing {
    /// The stable name.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::NoPlace => "no-place",
            Self::NoCatalogue => "no-catalogue",
            Self::NoPart => "no-part",
            Self::Core(reason) => reason.code(),
        }
    }
}

/// A quota of a benefit, as the books know it.
#[derive(Clone, Debug)]
pub(crate) struct QuotaAt {
    pub(crate) quota: Quota,
    /// Units used over its scope, at all terminals.
    pub(crate) used: u64,
    /// The uses that were counted, the oldest first.
    pub(crate) uses: Vec<HolderUse>,
    /// Units that the terminal itself had counted, if one is asked about.
    pub(crate) own: Option<u64>,
}

impl QuotaAt {
    pub(crate) fn left(&self) -> u64 {
        u64::from(self.quota.limit).saturating_sub(self.used)
    }
}

/// What becomes of one benefit.
#[derive(Clone, Debug)]
pub(crate) struct BenefitAt {
    pub(crate) words: PromiseWords,
    pub(crate) outcome: Result<(), Unavailable>,
    /// The rules that decided, exactly; none if it is given.
    pub(crate) reasons: Vec<Text>,
    pub(crate) quotas: Vec<QuotaAt>,
    /// What the terminal says by its own journal, where that differs: it does not know the others.
    pub(crate) by_terminal: Option<Result<(), Unavailable>>,
}

impl BenefitAt {
    /// `available`, or the code of the reason.
    pub(crate) fn code(&self) -> &'static str {
        code_of(self.outcome)
    }
}

/// The stable name of an outcome.
pub(crate) fn code_of(outcome: Result<(), Unavailable>) -> &'static str {
    match outcome {
        Ok(()) => "available",
        Err(reason) => reason.code(),
    }
}

/// What becomes of the benefits of the merchant, by number.
pub(crate) type Given = Result<Vec<BenefitAt>, Nothing>;

/// Asks the core.
pub(crate) fn try_benefits(tried: &Tried<'_>) -> Given {
    let merchant = tried.book.merchant(tried.merchant);
    let merchant = merchant.ok_or(Nothing::NoPart)?;
    let draft = tried.book.part(merchant, tried.edition);
    let branch = tried.branch.map(BranchNumber);
    let ask = |uses| {
        let ledger = tried.ledger(uses);
        draft
            .trial(branch, tried.holder, tried.moment, &ledger)
            .map_err(Nothing::Core)
    };
    let all = ask(tried.uses)?;
    let own = tried.own.map(ask).transpose()?;
    let benefits = tried.book.given_by(merchant).filter_map(|row| {
        let outcome_in = |trials: &[credential_core::Trial<'_>]| {
            let trial = trials.iter().find(|trial| trial.number.0 == row.number());
            trial.map(|trial| trial.outcome.map(drop))
        };
        let outcome = outcome_in(&all)?;
        let by_terminal = own
            .as_deref()
            .and_then(outcome_in)
            .filter(|own| *own != outcome);
        let quotas = tried.quotas(row);
        Some(BenefitAt {
            words: PromiseWords::of(tried.book, row, merchant),
            reasons: tried.reasons(row, merchant, outcome, &quotas),
            outcome,
            quotas,
            by_terminal,
        })
    });
    Ok(benefits.collect())
}

impl<'t> Tried<'t> {
    fn ledger<'u>(&self, uses: &'u [HolderUse]) -> UsesLedger<'u> {
        UsesLedger {
            uses,
            merchant: self.merchant,
            branch: self.counted,
            moment: self.moment.time(),
        }
    }

    fn quotas(&self, row: &BenefitRow) -> Vec<QuotaAt> {
        let (all, own) = (self.ledger(self.uses), self.own.map(|own| self.ledger(own)));
        let units =
            |uses: &[HolderUse]| -> u64 { uses.iter().map(|one| u64::from(one.units)).sum() };
        let quota = |quota: &Quota| {
            let days = Period::around(quota.period, self.moment.day());
            let counted = |ledger: &UsesLedger<'t>| -> Vec<HolderUse> {
                let counted = ledger.counted(row.number(), quota.scope, days);
                counted.copied().collect()
            };
            let uses = counted(&all);
            QuotaAt {
                quota: *quota,
                used: units(&uses),
                own: own.as_ref().map(|own| units(&counted(own))),
                uses,
            }
        };
        row.benefit.quotas.iter().map(quota).collect()
    }

    fn reasons(
        &self,
        row: &BenefitRow,
        merchant: &MerchantRow,
        outcome: Result<(), Unavailable>,
        quotas: &[QuotaAt],
    ) -> Vec<Text> {
        let Err(reason) = outcome else {
            return Vec::new();
        };
        match reason {
            Unavailable::NotHere => vec![reasons::branch(row, merchant, self.branch)],
            Unavailable::NotEntitled => reasons::entitlement(row, self.book, self.holder),
            Unavailable::NotToday => reasons::day(row, self.book, self.moment),
            Unavailable::NotNow => vec![reasons::hour(row, self.moment)],
            Unavailable::QuotaUsed => quotas
                .iter()
                .filter(|quota| quota.left() == 0)
                .map(|quota| reasons::quota(&quota.quota, quota.used))
                .collect(),
            _ => Vec::new(),
        }
    }
}
