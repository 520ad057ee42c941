//! The types of keys that this version knows. One row each.

#[cfg(feature = "sm2")]
use super::sm2::Sm2Key;
use super::{
    ed25519::Ed25519Key,
    key_type::{CoseType, KeyType, Point, Signature, Users},
    multiples::BaseMultiples,
    p256::P256Key,
};
use crate::error::Result;

/// From rows `condition: Name(Type), "what it is"`: the enum of algorithms, the enum of keys, and what
/// is asked of either.
macro_rules! key_types {
    ($($condition:meta: $name:ident($key:ty), $doc:literal;)*) => {
        /// The signature algorithm to which a key is bound.
        ///
        /// It follows from the type of the key, never from what a message says about itself.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Algorithm {
            $(#[cfg($condition)] #[doc = $doc] $name,)*
        }

        /// A public key of any type.
        #[derive(Clone, PartialEq, Eq)]
        pub(super) enum AnyKey {
            $(#[cfg($condition)] $name($key),)*
        }

        impl Algorithm {
            /// All that this version knows.
            pub const ALL: &'static [Self] = &[$(#[cfg($condition)] Self::$name,)*];

            pub(super) fn cose(self) -> &'static CoseType {
                match self {
                    $(#[cfg($condition)] Self::$name => <$key as KeyType>::COSE,)*
                }
            }
        }

        impl AnyKey {
            pub(super) fn from_compressed(
                algorithm: Algorithm,
                x: &[u8; 32],
                y_is_odd: bool,
            ) -> Result<Self> {
                Ok(match algorithm {
                    $(#[cfg($condition)] Algorithm::$name => {
                        Self::$name(<$key as KeyType>::from_compressed(x, y_is_odd)?)
                    })*
                })
            }

            pub(super) fn algorithm(&self) -> Algorithm {
                match self {
                    $(#[cfg($condition)] Self::$name(_) => Algorithm::$name,)*
                }
            }

            pub(super) fn point(&self) -> Point {
                match self {
                    $(#[cfg($condition)] Self::$name(key) => key.point(),)*
                }
            }

            pub(super) fn verify(&self, message: &[u8], signature: &Signature) -> Result<()> {
                match self {
                    $(#[cfg($condition)] Self::$name(key) => key.verify(message, signature),)*
                }
            }

            pub(super) fn prepared(&self, base: &BaseMultiples) -> Option<Self> {
                match self {
                    $(#[cfg($condition)] Self::$name(key) => key.prepared(base).map(Self::$name),)*
                }
            }
        }
    };
}

key_types! {
    all(): Ed25519(Ed25519Key), "EdDSA with Ed25519 (RFC 8032), verified strictly: of roots, issuers and phones.";
    all(): P256(P256Key), "ES256: ECDSA with P-256 and SHA-256 (RFC 9053 §2.1), of phones only.";
    feature = "sm2": Sm2(Sm2Key), "SM2 with SM3 (GB/T 32918.2), of roots and issuers.";
}

impl Algorithm {
    /// The algorithm of a signer that has this number in a header; `None` for one that no key of a
    /// root or an issuer has.
    pub(crate) fn from_header(number: i64) -> Option<Self> {
        Self::ALL.iter().copied().find(|algorithm| {
            algorithm.is_for_signers() && algorithm.cose().algorithms.contains(&number)
        })
    }

    /// The same for a holder's key.
    pub(crate) fn from_holder_header(number: i64) -> Option<Self> {
        Self::ALL.iter().copied().find(|algorithm| {
            algorithm.is_for_holders() && algorithm.cose().algorithms.contains(&number)
        })
    }

    /// The number that is written into a header.
    pub(crate) fn header_number(self) -> i64 {
        // Each row has one; 0 is reserved and means nothing (RFC 9053 §2).
        self.cose().algorithms.first().copied().unwrap_or(0)
    }

    /// Whether roots and issuers may have such a key (`signing-key` in `docs/format.md`).
    pub fn is_for_signers(self) -> bool {
        matches!(self.cose().users, Users::All | Users::Signers)
    }

    /// Whether a phone may have such a key (`holder-key` in `docs/format.md`).
    pub fn is_for_holders(self) -> bool {
        matches!(self.cose().users, Users::All | Users::Holders)
    }
}
