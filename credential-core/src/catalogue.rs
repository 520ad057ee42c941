//! The catalogue: what a code is worth at one place and at one moment.
//!
//! A bureau signs one [`CataloguePart`] for each merchant, and a [`CatalogueHead`] for each edition. A
//! terminal has a [`Place`] from the bureau, which says whose part is its own. What a holder gets there is
//! worked out by [`PlaceCatalogue::evaluate`], from a verdict and from nothing else; see
//! [`EligibleHolder`]. The rules are in `docs/format.md`, "Catalogue" and "Benefits".

mod benefit;
mod charge;
mod conditions;
mod eligible;
mod evaluate;
mod head;
mod kind;
mod listing;
mod merchant;
mod money;
mod number_set;
mod numbers;
mod part;
mod place;
mod place_request;
mod quota;
mod quotas_left;
mod read_benefit;
mod times;
mod title;

pub use benefit::{Benefit, CatalogueEntry, UnknownBenefit};
pub use charge::{Charge, ChargeFault, ChargeStep, charge, charge_steps};
pub use conditions::Unavailable;
pub use eligible::{EligibleHolder, HolderTraits, PersonConfirmed};
pub use evaluate::{BenefitStanding, ManualStanding, NoBenefits, PlaceCatalogue, Trial};
pub use head::{CatalogueHead, CatalogueHeadClaims};
pub use kind::BenefitKind;
pub use listing::Listing;
pub use merchant::{Agreement, Membership, Merchant};
pub use money::Fen;
pub use number_set::{DisabilityGrades, HonourClasses, LifeStages, MonthDays, NumberSet, Weekdays};
pub use numbers::{BenefitNumber, BranchNumber, GateGroup, MerchantNumber, TerminalNumber, Trade};
pub(crate) use part::PartContent;
pub use part::{CatalogueDraft, CataloguePart};
pub use place::{Place, PlaceClaims, TerminalStanding};
pub(crate) use place_request::PlaceRequestContent;
pub use place_request::{PlaceRequest, PlaceRequestClaims};
pub use quota::{NothingUsed, Period, Quota, QuotaLedger, QuotaQuestion, QuotaScope, QuotaUnit};
pub use quotas_left::{QuotaLeft, QuotasLeft};
pub use times::{Hours, Times};
pub use title::Title;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::{sample_head, sample_part, sample_place, sample_place_request};
