//! The shape of the vector files: what the generator writes and the tests read.
//!
//! Nothing here knows the credential format; `schema.json` says the same for other languages.

mod catalogue;
mod enrolments;
mod frames;
mod gate;
mod journal;
mod lists;
mod terminal;

pub use catalogue::{
    Answer, Asking, BenefitAnswer, CatalogueContent, CatalogueOutcome, CatalogueVector, ChargeCase,
    Paid, Question, Used,
};
pub use enrolments::{EnrolmentOutcome, EnrolmentVector};
pub use frames::{FrameOutcome, FrameStep, FramesVector};
pub use gate::{GateStep, GateVector};
pub use journal::{JournalOutcome, JournalVector, KnownCheckpoint};
pub use lists::{
    IssuerRequestOutcome, IssuerRequestVector, LoadOutcome, RootSetVector, StatusListOutcome,
    StatusListVector, TrustListVector, VouchListOutcome, VouchListVector,
};
pub use terminal::{Became, PartOutcome, Step, TerminalVector, UpdateOutcome};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One file of `vectors/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum File {
    /// Codes as a terminal scans them, with the verdict.
    Credential(Topic<CredentialVector>),
    /// Root sets to start from or to go on to.
    RootSet(Topic<RootSetVector>),
    /// Trust lists to take or refuse.
    TrustList(Topic<TrustListVector>),
    /// Status lists to take or refuse.
    StatusList(Topic<StatusListVector>),
    /// Vouch lists to take or refuse.
    VouchList(Topic<VouchListVector>),
    /// Requests of issuers to take or refuse.
    IssuerRequest(Topic<IssuerRequestVector>),
    /// Enrolments of phones to take or refuse.
    Enrolment(Topic<EnrolmentVector>),
    /// Catalogues, places, and what holders get.
    Catalogue(Topic<CatalogueVector>),
    /// Sequences of frames.
    Frames(Topic<FramesVector>),
    /// What a gate remembers.
    Gate(Topic<GateVector>),
    /// Exports of journals to take or refuse.
    Journal(Topic<JournalVector>),
    /// What a terminal lives through: updates and codes in turn.
    Terminal(Topic<TerminalVector>),
}

/// A topic: the fixtures and the vectors that use them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic<V> {
    /// What the vectors of this file have in common.
    pub about: String,
    /// What a terminal holds, by name.
    pub fixtures: Fixtures,
    /// The vectors.
    pub vectors: Vec<V>,
}

/// The trusted objects and the keys behind them. Every key here is public knowledge: for tests only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixtures {
    /// Root sets by name: the bytes in hexadecimal.
    pub root_sets: BTreeMap<String, String>,
    /// Trust lists by name.
    pub trust_lists: BTreeMap<String, TrustedList>,
    /// The keys, private parts included.
    pub keys: Vec<Key>,
}

/// A trust list that a terminal has taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedList {
    /// The root set that proves it, by name.
    pub root_set: String,
    /// The bytes in hexadecimal.
    pub bytes: String,
}

/// A test key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// What it is called in the comments.
    pub name: String,
    /// `sm2` or `p256`; absent for Ed25519.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The 32 bytes of the private key (RFC 8032 §5.1.5, or a big-endian number) in hexadecimal;
    /// absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<String>,
    /// The 32 bytes of the public key in hexadecimal; of SM2 and P-256 the compressed point of SEC 1.
    pub x: String,
    /// The key identifier in hexadecimal.
    pub kid: String,
}

/// A code and the verdict on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialVector {
    /// Unique among all files.
    pub id: String,
    /// What the fault is and why it matters.
    pub comment: String,
    /// Words to select vectors by; `schema.json` lists them.
    pub flags: Vec<String>,
    /// What the scanner read.
    pub text: String,
    /// The object in the text, in hexadecimal, unless the text cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<String>,
    /// The content of the payload, in hexadecimal, if there is a COSE_Sign1 to take it from. Of a
    /// presentation this is the credential.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// The `Sig_structure` that a reader of `bytes` has to build, in hexadecimal; of a presentation over
    /// the first of `challenges`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sig_structure: Option<String>,
    /// The trust list at hand, by name.
    pub trust_list: String,
    /// The terminal's clock.
    pub now: u64,
    /// The challenges that the terminal shows, the present one first, in hexadecimal; absent where it
    /// shows none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub challenges: Vec<String>,
    /// The policy of the place.
    pub policy: Policy,
    /// The verdict.
    pub expected: Verdict,
    /// The verdict of a reader without the SM2 profile, where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_sm2: Option<Verdict>,
}

/// The policy of a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// What a bearer code is worth: `accept`, `check` or `refuse`.
    pub bearer: String,
    /// What a bound code without proof is worth: `required` refuses it, or `treat-as-bearer`.
    pub holder_proof: String,
    /// A person must look if the trust list is more than so many seconds old; `null` for never.
    pub trust_list_check_after: Option<u64>,
    /// Seconds by which clocks may differ.
    pub clock_leeway: u64,
    /// What a credential is worth of whose categories none is known: `check` or `refuse`.
    pub unknown_category: String,
    /// What a code by a compromised key is worth of which no vouch list speaks: `check` or `refuse`.
    pub compromised_key: String,
    /// The categories that the place serves, as a set of bits; absent where it serves all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub served: Option<u32>,
    /// The categories that it serves besides for people of some regions; absent where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub served_from: Vec<ServedFrom>,
    /// What concerns proofs; absent for a window of 30 seconds, a skew of 10, and no challenge required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proofs: Option<ProofPolicy>,
    /// What concerns lists that a terminal holds; absent where it holds no status lists and accepts
    /// an unknown status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lists: Option<ListPolicy>,
}

/// Categories that a place serves for people of some regions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServedFrom {
    /// The categories, as a set of bits.
    pub categories: u32,
    /// The regions.
    pub regions: Vec<u32>,
}

/// The part of a policy that concerns proofs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofPolicy {
    /// How many seconds a proof counts.
    pub window: u64,
    /// How many seconds it may be ahead of the terminal's clock.
    pub skew: u64,
    /// `required` where the place demands a challenge, or `not-asked`.
    pub challenge: String,
}

/// The part of a policy that concerns the age of lists and credentials of which none speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListPolicy {
    /// Nothing is accepted if the trust list is more than so many seconds old; `null` for never.
    pub trust_list_refuse_after: Option<u64>,
    /// A person must look if a status list is more than so many seconds old; `null` for never.
    pub status_list_check_after: Option<u64>,
    /// A status list counts as expired if it is more than so many seconds old; `null` for never.
    pub status_list_refuse_after: Option<u64>,
    /// What a credential is worth of which no status list speaks: `accept`, `check` or `refuse`.
    pub missing_status: String,
}

/// The verdict on a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// `accept`, `check` or `refuse`.
    pub verdict: String,
    /// The stage that decided; absent for `accept`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The reason code.
    pub code: String,
    /// The kind of the reason, where the code has kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// All cautions in their order; the first is the reason of a `check`.
    pub cautions: Vec<String>,
    /// What the operator should do.
    pub advice: String,
    /// The number of the issuer whose key verified the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<u32>,
    /// What the code says; there if signature and claims are in order, also when it is then refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims: Option<Claims>,
}

/// The claims in plain JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// Claim 4.
    pub exp: u64,
    /// Claim 6.
    pub iat: u64,
    /// The holder's key in hexadecimal, if the credential is bound to one: 32 bytes of Ed25519, 33 bytes
    /// of P-256 (the compressed point of SEC 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cnf: Option<String>,
    /// The category set as a number.
    pub categories: u32,
    /// The members of the set that version 1 of the format names.
    pub category_codes: Vec<String>,
    /// The place in the status list.
    pub status_index: u32,
    /// The holder's number.
    pub holder: u32,
    /// The name as shown.
    pub name: String,
    /// Detail 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home_region: Option<u32>,
    /// Detail 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disability_grade: Option<u8>,
    /// Detail 3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub honour_class: Option<u8>,
    /// Detail 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependants: Option<Vec<Dependant>>,
    /// Detail 6.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub life_stage: Option<u8>,
}

/// A person whom a card is for besides the holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dependant {
    /// 1 spouse, 2 child, 3 parent, 4 other; other numbers may come.
    pub relation: u32,
    /// The name as shown.
    pub name: String,
}

/// Why something is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The stage that decided.
    pub stage: String,
    /// The reason code.
    pub code: String,
    /// The kind of the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Bytes as hexadecimal digits in lower case.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes from hexadecimal digits; `None` if they are none.
pub fn from_hex(digits: &str) -> Option<Vec<u8>> {
    if !digits.len().is_multiple_of(2) || !digits.is_ascii() {
        return None;
    }
    (0..digits.len() / 2)
        .map(|at| u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok())
        .collect()
}
