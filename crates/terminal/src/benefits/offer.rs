//! What a holder gets here and now, kept apart from the lists: these may be read again meanwhile.

use credential_core::{
    Benefit, BenefitNumber, BenefitStanding, CatalogueEntry, CatalogueState, IssuerId,
    ManualStanding, MerchantNumber, NoBenefits, PlaceCatalogue, QuotaLeft, QuotaUnit, QuotasLeft,
    Title, Unavailable,
};
use messages::Failure;

/// What a holder gets at this place, at the moment of the verdict.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The bureau of the catalogue.
    pub issuer: IssuerId,
    /// Whether the part of the catalogue is the one that the terminal should have.
    pub state: CatalogueState,
    /// Whose promises they are, and in which edition; `None` if there is no part.
    pub merchant: Option<(MerchantNumber, Title, u32)>,
    /// Each benefit of the part in its order, or why there is none at all.
    pub benefits: Result<Vec<OfferedBenefit>, NoOffer>,
}

/// Why there is no benefit at all.
#[derive(Clone, Debug)]
pub enum NoOffer {
    /// The place gives none.
    Place(NoBenefits),
    /// There is no part of the catalogue; why is in [`Offer::state`].
    NoCatalogue,
    /// Nothing can be recorded.
    Journal(Failure),
}

/// One benefit, and what became of it.
#[derive(Clone, Debug)]
pub struct OfferedBenefit {
    /// Its number.
    pub number: BenefitNumber,
    /// What it is called.
    pub title: Title,
    /// `None` if it is not understood.
    pub benefit: Option<Benefit>,
    /// What is left of its quotas, or why it is not given.
    pub outcome: Result<Vec<QuotaLeft>, Unavailable>,
}

impl Offer {
    pub(super) fn of_part(here: &PlaceCatalogue<'_>, state: CatalogueState) -> Self {
        let (merchant, part) = (here.part().merchant(), here.part());
        Self {
            issuer: part.issuer(),
            state,
            merchant: Some((merchant.number, merchant.name.clone(), part.edition())),
            benefits: Ok(Vec::new()),
        }
    }

    /// The benefits that may be granted.
    pub fn available(&self) -> impl Iterator<Item = &OfferedBenefit> {
        let all = self.benefits.iter().flatten();
        all.filter(|benefit| benefit.outcome.is_ok())
    }
}

impl OfferedBenefit {
    pub(super) fn new(standing: &BenefitStanding<'_>) -> Self {
        Self::of(standing.entry(), standing.available())
    }

    /// What may be given without a code.
    pub(super) fn without_code(standing: &ManualStanding<'_>) -> Self {
        Self::of(standing.entry(), standing.available())
    }

    fn of(
        entry: &CatalogueEntry,
        outcome: Result<(&Benefit, QuotasLeft<'_>), Unavailable>,
    ) -> Self {
        Self {
            number: entry.number(),
            title: entry.title().clone(),
            benefit: match entry {
                CatalogueEntry::Understood(benefit) => Some(benefit.clone()),
                CatalogueEntry::NotUnderstood(_) => None,
            },
            outcome: outcome.map(|(_, left)| left.iter().collect()),
        }
    }

    /// `available`, or the code of the reason.
    pub fn code(&self) -> &'static str {
        match self.outcome {
            Ok(_) => "available",
            Err(reason) => reason.code(),
        }
    }

    /// Whether somebody must enter the price.
    pub fn needs_price(&self) -> bool {
        let benefit = self.benefit.as_ref();
        benefit.is_some_and(|benefit| benefit.kind.needs_price())
    }

    /// The place in a combination (折上折); `None` if it is given alone.
    pub fn order(&self) -> Option<u8> {
        let benefit = self.benefit.as_ref()?;
        benefit.order.filter(|_| !is_in_days(benefit))
    }

    /// Whether somebody must enter for how many days it is.
    pub fn needs_days(&self) -> bool {
        self.benefit.as_ref().is_some_and(is_in_days)
    }
}

/// Whether a grant of this benefit is some days of hire.
pub(super) fn is_in_days(benefit: &Benefit) -> bool {
    benefit.unit() == QuotaUnit::HireDay
}
