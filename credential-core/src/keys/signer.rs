//! What signs.

use super::key_type::Signature;
use super::public_key::PublicKey;

/// Something that signs: a key in memory, a token, a hardware security module, a person with a file.
///
/// The only extension point of the crate. A signer may fail, and its signatures are verified with its
/// public key before they are used.
///
/// For a signer that cannot answer at once, see [`UnsignedCredential`](crate::UnsignedCredential).
pub trait Signer {
    /// Why signing failed: removed token, wrong PIN, lost connection.
    type Error;

    /// The public key to the signatures.
    fn public_key(&self) -> &PublicKey;

    /// Signs `message` (the encoded `Sig_structure` of RFC 9052 §4.4) with the key's algorithm.
    ///
    /// # Errors
    /// Whatever keeps the signer from answering.
    fn sign(&self, message: &[u8]) -> Result<Signature, Self::Error>;
}
