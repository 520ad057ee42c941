//! Keys: public ones with their identifiers, software signing keys, and the [`Signer`] trait behind
//! which a key may live in a token or a hardware security module.
//!
//! # How to add an algorithm
//!
//! One file beside `ed25519.rs` that implements [`KeyType`](key_type::KeyType), and one row in
//! `table.rs`. Everything else (headers, COSE keys, thumbprints, lists) goes by the table. That holds
//! for curves whose keys are a point of 32 bytes a coordinate and whose signatures have 64 bytes.

mod cose_key;
mod ed25519;
mod ed25519_tables;
mod holder_key;
mod key_type;
mod multiples;
#[cfg(any(test, feature = "std"))]
mod often_used;
mod p256;
mod p256_signing_key;
#[cfg(any(test, feature = "std"))]
mod prepared_keys;
mod prepared_signer;
mod public_key;
mod signer;
mod signing_key;
#[cfg(feature = "sm2")]
mod sm2;
#[cfg(feature = "sm2")]
mod sm2_signing_key;
mod table;

pub use holder_key::HolderKey;
pub(crate) use holder_key::{encode_holder_key, read_holder_key};
pub use key_type::{SIGNATURE_BYTES, Signature};
pub use p256_signing_key::P256SigningKey;
#[cfg(any(test, feature = "std"))]
pub use prepared_keys::PreparedKeys;
pub use prepared_signer::PreparedSigner;
pub use public_key::PublicKey;
pub(crate) use public_key::read_public_key;
pub use signer::Signer;
pub use signing_key::SigningKey;
#[cfg(feature = "sm2")]
pub use sm2_signing_key::Sm2SigningKey;
pub use table::Algorithm;

#[cfg(test)]
mod tests;
