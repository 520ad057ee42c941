//! The outcome of each part of an update.

use crate::catalogue::MerchantNumber;
use crate::error::Result;
use crate::trust::IssuerId;

/// The outcome of one part of an update.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PartOutcome {
    /// Which part.
    pub part: UpdatePart,
    /// Applied, or why not.
    pub result: Result<Applied>,
}

/// A part of an update, and what the terminal holds of its kind now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UpdatePart {
    /// A root set.
    RootSet {
        /// The version of the root set up to which the chain was followed.
        version: u64,
    },
    /// The trust list.
    TrustList {
        /// The version that is held now, 0 for none.
        version: u64,
    },
    /// A status list.
    StatusList {
        /// Its issuer; `None` if the list was refused.
        issuer: Option<IssuerId>,
    },
    /// A vouch list.
    VouchList {
        /// Its issuer and the thumbprint of the compromised key; `None` if the list was refused.
        subject: Option<(IssuerId, [u8; 32])>,
    },
    /// The terminal's place at an issuer.
    Place {
        /// The issuer; `None` if it was refused.
        issuer: Option<IssuerId>,
    },
    /// The catalogue part of the terminal's merchant.
    CataloguePart {
        /// Its issuer and the merchant; `None` if it was refused.
        subject: Option<(IssuerId, MerchantNumber)>,
    },
    /// The head of a catalogue.
    CatalogueHead {
        /// Its issuer; `None` if it was refused.
        issuer: Option<IssuerId>,
    },
}

/// What became of a valid part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Applied {
    /// It is newer than what was held, and is held now.
    New,
    /// It was held already.
    AlreadyHeld,
}
