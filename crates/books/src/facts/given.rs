//! The facts as they are given.

use credential_core::{BenefitKind, Fen, PublicKey, Quota, Status, UnixTime};

/// The facts of a bureau. The order within a list makes no difference.
#[derive(Clone, Debug, Default)]
pub struct BureauFacts {
    /// The number of the bureau as an issuer.
    pub issuer: u32,
    /// Each place that was ever signed.
    pub places: Vec<PlaceFact>,
    /// When merchants became members, and when they were none.
    pub memberships: Vec<MembershipFact>,
    /// The editions of the catalogue.
    pub editions: Vec<EditionFacts>,
    /// The credentials that the bureau has issued.
    pub credentials: Vec<CredentialFact>,
    /// Changes of their standing.
    pub statuses: Vec<StatusFact>,
    /// Names of trades.
    pub trades: Vec<TradeName>,
    /// Manual grants of a terminal on one day above which they are marked, such as
    /// [`MAX_MANUAL_GRANTS_PER_DAY`](credential_core::limits::MAX_MANUAL_GRANTS_PER_DAY).
    pub manual_per_day: u32,
}

/// A place of a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceFact {
    /// The terminal's number.
    pub terminal: u32,
    /// The terminal's key.
    pub key: PublicKey,
    /// The merchant whose terminal it is.
    pub merchant: u32,
    /// The branch or gate group; 0 for neither.
    pub branch: u32,
    /// Where it stands: six digits.
    pub region: u32,
    /// When the place was made.
    pub made: UnixTime,
    /// Since when the terminal may grant nothing; `None` while it may.
    pub retired_since: Option<UnixTime>,
}

/// From when on a merchant is a member, or none: until the next fact of the merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MembershipFact {
    /// The merchant.
    pub merchant: u32,
    /// The first second.
    pub since: UnixTime,
    /// Whether it is a member.
    pub is_member: bool,
}

/// An edition of the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditionFacts {
    /// Its number.
    pub edition: u32,
    /// When it was made.
    pub made: UnixTime,
    /// Its benefits.
    pub benefits: Vec<BenefitFacts>,
    /// Its merchants.
    pub merchants: Vec<MerchantFacts>,
}

/// A benefit of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BenefitFacts {
    /// Its number.
    pub number: u32,
    /// Its title.
    pub zh: String,
    /// Its title in English.
    pub en: Option<String>,
    /// What it rests on.
    pub basis: Option<String>,
    /// Its quotas.
    pub quotas: Vec<Quota>,
    /// What it does to the price; `None` for what the bureau gives itself.
    pub kind: Option<BenefitKind>,
    /// What is paid is not below this.
    pub floor: Option<Fen>,
    /// Its place among benefits that are taken together.
    pub order: Option<u8>,
    /// The merchants that give it.
    pub merchants: Vec<u32>,
    /// The branches that give it; empty for all.
    pub branches: Vec<u32>,
}

/// A merchant of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantFacts {
    /// Its number.
    pub number: u32,
    /// Its name.
    pub zh: String,
    /// Its name in English.
    pub en: Option<String>,
    /// Its first trade; 0 without one.
    pub trade: u32,
    /// Its region.
    pub region: u32,
}

/// A trade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TradeName {
    /// Its number.
    pub number: u32,
    /// Its name.
    pub zh: String,
    /// Its name in English.
    pub en: Option<String>,
    /// The trade of the first level that it belongs to; `None` for one of the first level.
    pub within: Option<u32>,
}

/// A credential of the bureau.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CredentialFact {
    /// Its place in the status list.
    pub status_index: u32,
    /// The number of its holder.
    pub holder: u32,
    /// Its categories, as bits.
    pub categories: u32,
    /// When it was issued.
    pub issued: UnixTime,
}

/// A change of the standing of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusFact {
    /// Which credential.
    pub status_index: u32,
    /// The first second.
    pub since: UnixTime,
    /// Its standing from then on.
    pub status: Status,
}
