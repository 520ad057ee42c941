//! The root set of an authority, and the trust list that the root keys sign.
//!
//! Both are COSE_Sign messages with k-of-n signatures. The root set is small and changes seldom; it
//! is an object of its own, so that a terminal that missed several changes can walk through them
//! without carrying every trust list that there was. The trust list names the issuers: their keys,
//! the categories and regions that they may attest, and their standing.

mod issuer;
mod keeper;
mod list;
mod name;
mod pending;
mod request;
mod root;

pub use issuer::{Issuer, IssuerId, IssuerKey, Standing};
pub use keeper::{
    ExaminedList, ExaminedRoots, KeeperError, KeeperRecord, LastList, ListVersion, Looked,
};
pub use list::{TrustList, TrustListClaims};
pub use name::OrgName;
pub use pending::{Pending, RootSigned};
pub use request::IssuerRequest;
pub use root::{RootSet, RootSetClaims};

#[cfg(test)]
mod tests;
