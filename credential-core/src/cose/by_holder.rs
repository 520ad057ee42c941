//! A COSE_Sign1 by the key of a holder: the header says when, and the credential in it names the key.

use alloc::vec::Vec;

use super::headers::{SHAPE, TAG_SIGN1, holder_fields, open_sign1, to_signature};
use crate::cbor::Writer;
use crate::error::{Error, Result};
use crate::keys::{Algorithm, PublicKey, Signature};
use crate::time::UnixTime;

/// A parsed message; its signature is not verified.
#[derive(Clone, Debug)]
pub(crate) struct HolderSigned {
    protected: Vec<u8>,
    payload: Vec<u8>,
    signature: Signature,
    algorithm: Algorithm,
    dated: UnixTime,
}

impl HolderSigned {
    /// Parses a tagged COSE_Sign1 with exactly the headers of a proof, of at most `limit` bytes. What it
    /// holds is not looked at.
    pub(crate) fn parse(bytes: &[u8], limit: usize) -> Result<Self> {
        let parts = open_sign1(bytes, limit)?;
        let header = parts.headers.of_holder()?;
        Ok(Self {
            protected: header.encoded.to_vec(),
            payload: parts.payload.to_vec(),
            signature: to_signature(parts.signature)?,
            algorithm: header.algorithm,
            dated: header.dated,
        })
    }

    /// What the proof is around.
    pub(crate) fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// When it was made, as it says itself.
    pub(crate) fn dated(&self) -> UnixTime {
        self.dated
    }

    /// Verifies the message, and gives what was signed.
    ///
    /// # Errors
    /// [`Error::ProofInvalid`], also for another algorithm than that of the key.
    pub(crate) fn verify(&self, key: &PublicKey, external_aad: &[u8]) -> Result<Vec<u8>> {
        if key.algorithm() != self.algorithm {
            return Err(Error::ProofInvalid);
        }
        let message = to_be_signed(&self.protected, external_aad, &self.payload);
        key.verify(&message, &self.signature)
            .map_err(|_| Error::ProofInvalid)?;
        Ok(message)
    }
}

/// A message without its signature.
#[derive(Clone, Debug)]
pub(crate) struct UnsignedByHolder {
    protected: Vec<u8>,
    payload: Vec<u8>,
    key: PublicKey,
    to_be_signed: Vec<u8>,
}

impl UnsignedByHolder {
    /// Puts everything together but the signature of `key`, which is a holder's.
    pub(crate) fn prepare(
        payload: Vec<u8>,
        key: &PublicKey,
        dated: UnixTime,
        external_aad: &[u8],
    ) -> Self {
        let protected = holder_fields(key.algorithm(), dated);
        Self {
            to_be_signed: to_be_signed(&protected, external_aad, &payload),
            protected,
            payload,
            key: key.clone(),
        }
    }

    /// The encoded `Sig_structure`.
    pub(crate) fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// Puts the signature in after checking that the key verifies it.
    pub(crate) fn finish(self, signature: &Signature) -> Result<Vec<u8>> {
        self.key
            .verify(&self.to_be_signed, signature)
            .map_err(|_| Error::SignerFault)?;
        let mut out = Writer::new();
        out.item(TAG_SIGN1).array(4).bytes(&self.protected).map(0);
        out.bytes(&self.payload).bytes(signature);
        let bytes = out.into_bytes();
        crate::cbor::validate(&bytes).map_err(|_| SHAPE)?;
        Ok(bytes)
    }
}

/// The `Sig_structure` of a COSE_Sign1 (RFC 9052 §4.4).
fn to_be_signed(protected: &[u8], external_aad: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut out = Writer::new();
    out.array(4).text("Signature1").bytes(protected);
    out.bytes(external_aad).bytes(payload);
    out.into_bytes()
}
