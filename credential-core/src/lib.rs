//! Signed veteran credentials (老兵码) in a QR code, issued and checked with no network at all.
//!
//! A bureau signs what it knows of a person; the signed bytes are about 120 and travel as a QR code
//! on paper, a card or a phone. A terminal that holds the authority's trust list says *accept*,
//! *check* or *refuse*, with the reason. This crate is that judgement and nothing else: it has no
//! clock, file, network or randomness, needs no `std`, and has no `unsafe` code.
//!
//! # From the root to a verdict
//!
//! ```
//! use credential_core::*;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let now = UnixTime::from_secs(1_800_000_000);
//! let year = std::time::Duration::from_secs(365 * 86_400);
//! let authority = OrgName { zh: "湖北省退役军人事务厅".into(), en: None };
//! // Seeds come from the operating system's randomness; these are for the example only.
//! let root_key = SigningKey::from_seed(&[1; 32]);
//! let bureau_key = SigningKey::from_seed(&[2; 32]);
//!
//! // 1. An authority: here with a single root key, in practice with several keepers.
//! let mut root = Pending::prepare(RootSetClaims {
//!     version: 1,
//!     issued: now,
//!     name: authority,
//!     threshold: 1,
//!     keys: vec![root_key.public_key().clone()],
//! })?;
//! root.sign(&root_key)?;
//! let root = RootSet::pin(&root.to_bytes()?)?;
//!
//! // 2. Its trust list says what the bureau of Xianning may attest.
//! let xianning = Region::new(421_200)?;
//! let mut list = Pending::prepare(TrustListClaims {
//!     version: 1,
//!     root_version: 1,
//!     validity: Validity::new(now, now.plus(year)),
//!     issuers: vec![Issuer {
//!         id: IssuerId(42_120_001),
//!         name: OrgName { zh: "咸宁市退役军人事务局".into(), en: Some("Xianning".into()) },
//!         region: xianning,
//!         categories: CategorySet::EMPTY.with(Category::Veteran),
//!         regions: vec![xianning],
//!         standing: Standing::Active,
//!         keys: vec![IssuerKey {
//!             key: bureau_key.public_key().clone(),
//!             in_force: Validity::new(now, now.plus(year)),
//!             standing: Standing::Active,
//!         }],
//!     }],
//! })?;
//! list.sign(&root_key)?;
//! let trust = TrustList::verify(&list.to_bytes()?, &root)?;
//!
//! // 3. The bureau issues.
//! let claims = Claims::new(
//!     DisplayName::masked("王建明")?,
//!     CategorySet::EMPTY.with(Category::Veteran),
//!     17,     // the holder's number at this bureau
//!     40_321, // the place in the bureau's status list
//!     Validity::new(now, now.plus(year)),
//! )?;
//! let text = issue(&claims, &bureau_key)?.to_text(TextForm::Digits);
//!
//! // 4. A gate checks. Only behind a good signature can the claims be read.
//! match verify(&text, &trust, Policy::gate(), now) {
//!     Verdict::Accept(credential) => assert_eq!(credential.claims().name.as_str(), "王*明"),
//!     other => panic!("{}", other.reason()),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Where to go on
//!
//! - [`Verifier`] has the fixed order of the checks, [`Policy`] what a place may ask for.
//! - [`Error`] lists every reason for a refusal with its stable code, [`Caution`] those for a look.
//! - [`Signer`] is how a key in a token or a hardware module signs; [`UnsignedCredential`] is for
//!   one that cannot answer within a call.
//! - [`limits`] has every bound with its reason.
//!
//! The bytes are specified in `docs/format.md`, which together with `test-vectors/` is enough to
//! write another implementation.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

#[cfg(doctest)]
#[doc = include_str!("../tests/compile_fail.md")]
mod compile_fail {}

mod category;
mod cbor;
mod claims;
mod cose;
mod credential;
mod error;
#[cfg(test)]
mod fixtures;
mod issue;
mod keys;
pub mod limits;
mod status;
mod terminal;
mod text;
mod time;
mod trust;
mod update;
mod verify;

pub use category::{Category, CategorySet};
pub use claims::{Claims, DisplayName, Region};
pub use cose::SignError;
pub use credential::{Credential, ParsedCredential};
pub use error::{CborFault, Error, Field, Result, Stage, TextFault};
pub use issue::{UnsignedCredential, issue};
pub use keys::{
    Algorithm, HolderKey, KeyId, PublicKey, SIGNATURE_BYTES, Signature, Signer, SigningKey,
};
pub use status::{Status, StatusArray, StatusList, StatusListClaims, StatusLists};
pub use terminal::{Floors, Holdings, Outcome, Part, Taken};
pub use text::{BASE45_MARK, DIGITS_MARK, TextForm};
pub use time::{UnixTime, Validity};
pub use trust::{
    Issuer, IssuerId, IssuerKey, IssuerRequest, OrgName, Pending, RootSet, RootSetClaims,
    RootSigned, Standing, TrustList, TrustListClaims,
};
pub use update::Update;
pub use verify::{
    Advice, Bearer, Caution, Cautions, Decision, HolderProof, MissingStatus, Policy, Refusal,
    Verdict, VerifiedCredential, Verifier, verify,
};
