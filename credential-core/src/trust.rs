//! The root set of an authority, and the trust list that the root keys sign.
//!
//! Both are COSE_Sign messages with k-of-n signatures. The root set is small and changes seldom; it
//! is an object of its own, so that a terminal that missed several changes can walk through them
//! without carrying every trust list that there was. The trust list names the issuers: their keys,
//! the categories and regions that they may attest, and their standing.

mod authenticate;
mod expectation;
mod issuer;
mod issuer_id;
mod issuer_key;
mod keeper;
mod list;
mod list_version;
mod lost_key;
mod name;
mod pending;
mod request;
mod root;
mod standing;

pub(crate) use authenticate::{Authenticated, IssuerSigned, verify_own};
pub use expectation::Expectation;
pub use issuer::Issuer;
pub use issuer_id::IssuerId;
pub use issuer_key::IssuerKey;
pub use keeper::{ExaminedList, ExaminedRoots, KeeperError, KeeperRecord, LastList, Looked};
pub use list::{TrustList, TrustListClaims};
pub use list_version::ListVersion;
pub use lost_key::LostKey;
pub use name::OrgName;
pub use pending::{Pending, RootSigned};
pub use request::IssuerRequest;
pub use root::{RootSet, RootSetClaims};
pub use standing::Standing;

#[cfg(test)]
mod tests;
