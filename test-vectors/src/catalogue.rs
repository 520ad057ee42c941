//! Vectors of catalogue parts and heads, of places and requests for them, and of what a holder gets.

use serde::{Deserialize, Serialize};

use super::Reason;

/// An object of a catalogue, what becomes of it, and what a part is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueVector {
    /// Unique among all files.
    pub id: String,
    /// What the fault is and why it matters.
    pub comment: String,
    /// Words to select vectors by.
    pub flags: Vec<String>,
    /// `part`, `head`, `place` or `place-request`.
    pub object: String,
    /// The trust list at hand, by name; a request needs none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trust_list: Option<String>,
    /// The object, in hexadecimal.
    pub bytes: String,
    /// Whether it is taken, and what it says.
    pub expected: CatalogueOutcome,
    /// Of a part that is taken: what holders get.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// Of a part that is taken: what is paid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charges: Vec<ChargeCase>,
}

/// Whether an object of a catalogue is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "kebab-case", deny_unknown_fields)]
pub enum CatalogueOutcome {
    /// It is.
    Ok(CatalogueContent),
    /// It is not.
    Refuse(Reason),
}

/// What an object of a catalogue says; what its kind does not have is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueContent {
    /// Claim 6.
    pub iat: u64,
    /// Claim 4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp: Option<u64>,
    /// The number of the issuer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<u32>,
    /// The edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<u32>,
    /// How many parts a head tells of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parts: Option<u32>,
    /// The number of the merchant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant: Option<u32>,
    /// The number of the terminal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terminal: Option<u32>,
    /// The identifier of the terminal's key, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// The numbers of the benefits that are understood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benefits: Option<Vec<u32>>,
    /// The numbers of those that are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_understood: Option<Vec<u32>>,
}

/// What a holder asks at a terminal, and the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What the case is about.
    pub comment: String,
    /// The time.
    pub now: u64,
    /// The branch of the place, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<u32>,
    /// Who asks.
    pub holder: Asking,
    /// What this holder has had before, undone grants left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub used: Vec<Used>,
    /// The answer.
    pub expected: Answer,
}

/// What the conditions look at in a holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asking {
    /// The category set as a number.
    pub categories: u32,
    /// The region that the holder belongs to.
    pub home_region: u32,
    /// Detail 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disability_grade: Option<u8>,
    /// Detail 3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub honour_class: Option<u8>,
    /// Detail 6.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub life_stage: Option<u8>,
}

/// A grant that the journal has counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Used {
    /// The benefit.
    pub benefit: u32,
    /// The civil day on which it was granted, `YYYYMMDD`.
    pub day: u32,
    /// What was counted: 1 use, 2 ride, 3 day of hire.
    pub unit: u8,
    /// How many.
    pub count: u64,
}

/// What a holder gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Answer {
    /// Nothing at all, for this reason.
    Nothing(String),
    /// Each benefit, in the order of the part.
    Benefits(Vec<BenefitAnswer>),
}

/// What became of one benefit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BenefitAnswer {
    /// The benefit.
    pub number: u32,
    /// `available`, or the reason.
    pub code: String,
    /// What is left of each quota, where it is available and has some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<u32>,
}

/// What is paid for a price with some benefits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChargeCase {
    /// What the case is about.
    pub comment: String,
    /// The benefits that are taken together, in any order.
    pub benefits: Vec<u32>,
    /// The price in fen.
    pub price: u64,
    /// What is paid.
    pub expected: Paid,
}

/// What is paid, in fen, or why the benefits cannot be taken together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Paid {
    /// So many fen.
    ToPay(u64),
    /// They cannot.
    Fault(String),
}
