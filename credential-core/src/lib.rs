//! Signed veteran credentials (老兵码) in a QR code, issued and checked with no network at all.
//!
//! A bureau signs what it attests about a person. The signed bytes are about 120, and travel as a
//! QR code on paper, on a card or on a phone. A terminal holds the authority's trust list and the
//! bureaus' status lists, and answers *accept*, *check* or *refuse*, with the reason. This crate
//! issues credentials and gives these verdicts. It has no clock, file, network or randomness, needs
//! no `std`, and has no `unsafe` code.
//!
//! # From the root keys to a verdict
//!
//! ```
//! use std::sync::Arc;
//!
//! use credential_core::*;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let now = UnixTime::from_secs(1_800_000_000);
//! let day = std::time::Duration::from_secs(86_400);
//! let year = Validity::new(now, now.plus(365 * day));
//! // Seeds come from the operating system's randomness; these are for the example only.
//! let root_key = SigningKey::from_seed(&[1; 32]);
//! let bureau_key = SigningKey::from_seed(&[2; 32]);
//!
//! // 1. An authority: here with a single root key, in practice with several.
//! let mut root_set = Pending::prepare(RootSetClaims {
//!     version: 1,
//!     issued: now,
//!     name: OrgName { zh: "湖北省退役军人事务厅".into(), en: None },
//!     threshold: 1,
//!     keys: vec![root_key.public_key().clone()],
//! })?;
//! root_set.sign(&root_key)?;
//!
//! // 2. Its trust list says what the bureau of Xianning may attest.
//! let xianning = Region::new(421_200)?;
//! let bureau = IssuerId(42_120_001);
//! let mut trust_list = Pending::prepare(TrustListClaims {
//!     version: 1,
//!     root_version: 1,
//!     validity: year,
//!     issuers: vec![Arc::new(Issuer {
//!         id: bureau,
//!         name: OrgName { zh: "咸宁市退役军人事务局".into(), en: Some("Xianning".into()) },
//!         region: xianning,
//!         categories: CategorySet::EMPTY.with(Category::Veteran),
//!         regions: vec![xianning],
//!         standing: Standing::Active,
//!         keys: vec![IssuerKey {
//!             key: bureau_key.public_key().clone(),
//!             in_force: year,
//!             standing: Standing::Active,
//!             longest_validity: None,
//!         }],
//!         code_name: None,
//!         status_expectation: None,
//!         catalogue_expectation: None,
//!     })],
//! })?;
//! trust_list.sign(&root_key)?;
//!
//! // 3. The bureau issues two credentials, and later revokes the second.
//! let code = |name, holder, status_index| -> Result<String, Box<dyn std::error::Error>> {
//!     let veteran = CategorySet::EMPTY.with(Category::Veteran);
//!     let name = DisplayName::masked(name)?;
//!     let claims = Claims::new(name, veteran, holder, status_index, year)?;
//!     Ok(issue(&claims, &bureau_key)?.to_text(TextForm::Digits))
//! };
//! let valid = code("王建明", HolderNumber(17), StatusIndex(40_321))?;
//! let revoked = code("李大海", HolderNumber(18), StatusIndex(7))?;
//! let mut statuses = StatusArray::all_valid(65_536)?;
//! statuses.set(StatusIndex(7), Status::Revoked)?;
//! let list = StatusListClaims { issuer: bureau, validity: year, ttl: None, statuses };
//! let status_list = StatusList::issue(&list, &bureau_key)?;
//!
//! // 4. A gate is set up with the root set. An update brings it the lists.
//! let mut gate = Holdings::provision(&root_set.to_bytes()?)?;
//! let mut update = Update::default();
//! update.trust_list = Some(trust_list.to_bytes()?);
//! update.status_lists.push(status_list);
//! let outcomes = gate.apply(&update, now);
//! assert!(outcomes.iter().all(|outcome| outcome.result.is_ok()));
//!
//! // 5. The gate checks. Only behind a good signature can the claims be read.
//! match verify(&valid, &gate, Policy::gate(), now) {
//!     Verdict::Accept(credential) => assert_eq!(credential.claims().name.as_str(), "王*明"),
//!     other => panic!("{}", other.reason()),
//! }
//! assert_eq!(verify(&revoked, &gate, Policy::gate(), now).reason(), "revoked");
//!
//! // 6. With a trust list alone, nobody can tell that a credential was revoked. A program that has
//! // no status lists must say so by name, and its verdicts say so too.
//! let trust = gate.trust().ok_or(Error::TrustListMissing)?;
//! let verifier = Verifier::without_revocation_check(trust, Policy::gate());
//! let verdict = verifier.verify_text(&revoked, now);
//! assert_eq!(verdict.decision(), Decision::Accept);
//! assert!(verdict.basis().is_some_and(|basis| !basis.revocation_checked));
//! # Ok(())
//! # }
//! ```
//!
//! # Where to go on
//!
//! - [`Holdings`] has the rules by which a terminal applies an update, and what a program stores.
//! - [`Verifier`] has the fixed order of the checks, [`Policy`] what a place may ask for, [`Basis`]
//!   what a verdict rests on.
//! - [`Presentation`] is what a phone shows, [`Challenge`] what a gate may ask for; [`ReplayGuard`] takes
//!   each proof once, [`Passages`] each holder once in a while.
//! - [`Error`] lists every reason for a refusal with its stable code, [`Caution`] every reason for a
//!   person to look.
//! - [`PublicKey::prepared`] and [`PreparedSigner`] take half the time for the signatures of one key. With
//!   the feature `std`, `PreparedKeys` does so for the issuers that a terminal meets often.
//! - [`Signer`] is how a key in a token or a hardware security module signs; [`UnsignedCredential`]
//!   is for a signer that cannot answer within a call.
//! - [`Frame`] splits a list into codes that a terminal scans one after the other, [`FrameCollector`]
//!   puts them together.
//! - [`Enrolment`] is how a phone hands its key to a bureau, [`ProvedKey`] what the bureau gets of it.
//! - [`Complaint`] is what a holder says about a promise that was not kept, [`ProvedComplaint`] what the bureau reads.
//! - [`scanner`] undoes what a scanner in keyboard mode and the keyboard's layout did to a text.
//! - [`limits`] has every bound with its reason.
//!
//! The bytes are specified in `docs/format.md`, which together with `test-vectors/` is enough to
//! write another implementation.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

#[cfg(doctest)]
#[doc = include_str!("../tests/compile_fail.md")]
mod compile_fail {}

mod admission;
mod audit_head;
mod catalogue;
mod category;
mod cbor;
mod challenge;
mod civil;
mod claims;
mod code_hash;
mod complaint;
mod cose;
mod credential;
mod dated_claims;
mod enrolment;
mod error;
#[cfg(test)]
mod fixtures;
mod frames;
mod holdings;
mod issue;
pub mod journal;
mod key_id;
mod key_request;
mod keys;
pub mod limits;
mod numbers;
mod object;
mod open_map;
mod presentation;
pub mod scanner;
mod status;
mod text;
mod time;
mod trust;
mod update;
mod verify;
mod vouch;

pub use admission::{Passage, Passages, ReplayGuard};
pub use audit_head::{AuditHead, AuditHeadClaims};
pub use catalogue::{
    Agreement, Benefit, BenefitKind, BenefitNumber, BenefitStanding, BranchNumber, CatalogueDraft,
    CatalogueEntry, CatalogueHead, CatalogueHeadClaims, CataloguePart, Charge, ChargeFault,
    ChargeStep, DisabilityGrades, EligibleHolder, Fen, GateGroup, HolderTraits, HonourClasses,
    Hours, LifeStages, Listing, ManualStanding, Membership, Merchant, MerchantNumber, MonthDays,
    NoBenefits, NothingUsed, NumberSet, Period, PersonConfirmed, Place, PlaceCatalogue,
    PlaceClaims, PlaceRequest, PlaceRequestClaims, Quota, QuotaLedger, QuotaLeft, QuotaQuestion,
    QuotaScope, QuotaUnit, QuotasLeft, TerminalNumber, TerminalStanding, Times, Title, Trade,
    Trial, Unavailable, UnknownBenefit, Weekdays, charge, charge_steps,
};
pub use category::{Category, CategorySet};
pub use challenge::{CHALLENGE_MARK, Challenge};
pub use civil::{CivilDay, DateRule, DayNumber, DayWindow, Moment};
pub use claims::{Claims, Dependant, DisplayName, LifeStage, Region, Relation};
pub use code_hash::CodeHash;
pub use complaint::{Complaint, ComplaintClaims, ProvedComplaint, UnsignedComplaint};
pub use cose::SignError;
pub use credential::{Credential, ParsedCredential};
pub use enrolment::{Enrolment, EnrolmentClaims, ProvedKey, UnsignedEnrolment};
pub use error::{CborFault, Error, Field, Result, Stage, TextFault};
pub use frames::{Collected, Frame, FrameCollector};
pub use holdings::{
    Applied, CatalogueState, DatedFloors, Floors, Holdings, ListDate, PartOutcome, UpdatePart,
};
pub use issue::{UnsignedCredential, issue};
pub use key_id::KeyId;
#[cfg(any(test, feature = "std"))]
pub use keys::PreparedKeys;
#[cfg(feature = "sm2")]
pub use keys::Sm2SigningKey;
pub use keys::{
    Algorithm, HolderKey, P256SigningKey, PreparedSigner, PublicKey, SIGNATURE_BYTES, Signature,
    Signer, SigningKey,
};
pub use numbers::{HolderNumber, StatusIndex};
pub use object::ObjectKind;
pub use presentation::{ParsedCode, ParsedPresentation, Presentation, UnsignedPresentation};
pub use scanner::{LineCodes, ScanFault, ScannedText};
pub use status::{Status, StatusArray, StatusList, StatusListClaims};
pub use text::{
    BASE45_MARK, DIGITS_MARK, ENROLMENT_MARK, FRAME_MARK, MIN_DIGITS, PRESENTATION_MARK, TextForm,
};
pub use time::{UnixTime, Validity};
pub use trust::{
    ExaminedList, ExaminedRoots, Expectation, Issuer, IssuerId, IssuerKey, IssuerRequest,
    KeeperError, KeeperRecord, LastList, ListVersion, Looked, LostKey, OrgName, Pending, RootSet,
    RootSetClaims, RootSigned, Standing, TrustList, TrustListClaims,
};
pub use update::Update;
pub use verify::{
    Advice, Basis, Bearer, Caution, Cautions, ChallengeRule, Decision, HolderId, HolderProof,
    MissingStatus, Policy, Refusal, ServedFrom, Verdict, VerifiedCredential, VerifiedProof,
    Verifier, WhenInDoubt, verify,
};
pub use vouch::{CodeHashSet, VouchList, VouchListClaims};
