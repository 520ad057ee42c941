//! SM2 with SM3 (GB/T 32918.2, the curve of GB/T 32918.5), for roots and issuers.

use sm2::dsa::signature::Verifier;
use sm2::dsa::{Signature as Sm2Signature, VerifyingKey};
use sm2::elliptic_curve::sec1::ToSec1Point;

use super::key_type::{
    CoseType, INVALID_KEY, KTY_EC2, KeyType, Point, Signature, Users, sec1_compressed,
};
use crate::error::{Error, Result};

/// The distinguishing identifier of every signer (`docs/format.md`, SM2 profile).
pub(super) const DISTINGUISHING_ID: &str = "1234567812345678";

/// An SM2 key, with its point decompressed and the hash *Z* of its owner computed.
#[derive(Clone)]
pub(super) struct Sm2Key(VerifyingKey);

impl Sm2Key {
    pub(super) fn from_verifying_key(key: VerifyingKey) -> Self {
        Self(key)
    }
}

impl PartialEq for Sm2Key {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_affine() == other.0.as_affine()
    }
}

impl Eq for Sm2Key {}

impl KeyType for Sm2Key {
    const COSE: &'static CoseType = &CoseType {
        kty: KTY_EC2,
        // No numbers are registered: these are for private use.
        crv: -65_552,
        algorithms: &[-65_551],
        users: Users::Signers,
    };

    fn from_compressed(x: &[u8; 32], y_is_odd: bool) -> Result<Self> {
        VerifyingKey::from_sec1_bytes(DISTINGUISHING_ID, &sec1_compressed(x, y_is_odd))
            .map(Self)
            .map_err(|_| INVALID_KEY)
    }

    fn point(&self) -> Point {
        Point::from_sec1(self.0.to_sec1_point(false).as_bytes())
    }

    /// `r` and `s` must be from 1 to n-1, and `r + s` not n.
    fn verify(&self, message: &[u8], signature: &Signature) -> Result<()> {
        Sm2Signature::from_slice(signature)
            .and_then(|signature| self.0.verify(message, &signature))
            .map_err(|_| Error::SignatureInvalid)
    }
}
