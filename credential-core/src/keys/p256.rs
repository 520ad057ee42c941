//! ES256: ECDSA with P-256 and SHA-256 (RFC 9053 §2.1), for the keys of phones.

use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature as EcdsaSignature, VerifyingKey};

use super::key_type::{
    CoseType, INVALID_KEY, KTY_EC2, KeyType, Point, Signature, Users, sec1_compressed,
};
use crate::error::{Error, Result};

/// A P-256 key, with its point decompressed.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct P256Key(VerifyingKey);

impl KeyType for P256Key {
    const COSE: &'static CoseType = &CoseType {
        kty: KTY_EC2,
        crv: 1,
        algorithms: &[-7],
        users: Users::Holders,
    };

    fn from_compressed(x: &[u8; 32], y_is_odd: bool) -> Result<Self> {
        VerifyingKey::from_sec1_bytes(&sec1_compressed(x, y_is_odd))
            .map(Self)
            .map_err(|_| INVALID_KEY)
    }

    fn point(&self) -> Point {
        Point::from_sec1(self.0.to_sec1_point(false).as_bytes())
    }

    fn verify(&self, message: &[u8], signature: &Signature) -> Result<()> {
        EcdsaSignature::from_slice(signature)
            .and_then(|signature| self.0.verify(message, &signature))
            .map_err(|_| Error::SignatureInvalid)
    }
}
