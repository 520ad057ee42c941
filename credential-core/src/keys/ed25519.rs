//! EdDSA with Ed25519 (RFC 8032), verified strictly.

use alloc::sync::Arc;

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use ed25519_dalek::VerifyingKey;
use sha2::{Digest, Sha512};

use super::ed25519_tables::Ed25519Tables;
use super::key_type::{CoseType, INVALID_KEY, KTY_OKP, KeyType, Point, Signature, Users};
use super::multiples::BaseMultiples;
use crate::error::{Error, Result};

/// An Ed25519 key: on the curve, not of small order, in the one canonical encoding of its point.
#[derive(Clone)]
pub(super) struct Ed25519Key {
    key: VerifyingKey,
    /// Where the key was prepared.
    tables: Option<Arc<Ed25519Tables>>,
}

impl Ed25519Key {
    /// Not checked: for the public side of a private key, which is always right.
    pub(super) fn from_verifying_key(key: VerifyingKey) -> Self {
        Self { key, tables: None }
    }

    /// s·B - k·A, which is R if the signature is good.
    pub(super) fn expected(&self, s: &Scalar, k: &Scalar) -> EdwardsPoint {
        match &self.tables {
            Some(tables) => tables.combine(s, k),
            None => {
                let key = -self.key.to_edwards();
                EdwardsPoint::vartime_double_scalar_mul_basepoint(k, &key, s)
            }
        }
    }
}

/// Whether the ordinate is below the field prime, 2^255 - 19. An encoding can also be wrong by the sign of
/// an abscissa of zero; those two points are of small order. To encode the point again would say the same, and
/// takes an inversion.
fn is_canonical(x: &[u8; 32]) -> bool {
    let [lowest, between @ .., highest] = x;
    *lowest < 0xed || highest & 0x7f != 0x7f || between.iter().any(|byte| *byte != 0xff)
}

/// With tables or without, a key is the same.
impl PartialEq for Ed25519Key {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Ed25519Key {}

impl KeyType for Ed25519Key {
    const COSE: &'static CoseType = &CoseType {
        kty: KTY_OKP,
        crv: 6,
        // RFC 9864: -19 says Ed25519 outright, -8 leaves it to the key. Both mean the same here.
        algorithms: &[-8, -19],
        users: Users::All,
    };

    fn from_compressed(x: &[u8; 32], _: bool) -> Result<Self> {
        let key = VerifyingKey::from_bytes(x).map_err(|_| INVALID_KEY)?;
        if key.is_weak() || !is_canonical(x) {
            return Err(INVALID_KEY);
        }
        Ok(Self::from_verifying_key(key))
    }

    fn point(&self) -> Point {
        Point {
            x: self.key.to_bytes(),
            y: None,
        }
    }

    /// Small-order `R` and non-canonical `S` are refused, and there is no cofactor: as
    /// [`VerifyingKey::verify_strict`].
    ///
    /// That function decodes R and refuses one of small order, then compares its bytes with those of
    /// S·B - k·A. Equal bytes are the same point, so here the order of S·B - k·A is looked at, and R
    /// is never decoded, which takes a square root: an encoding that is no point, or not the canonical
    /// one, equals none.
    fn verify(&self, message: &[u8], signature: &Signature) -> Result<()> {
        let (r, s) = signature.split_at(32);
        let s = s.try_into().ok();
        let s = s.and_then(|s| Option::from(Scalar::from_canonical_bytes(s)));
        let s: Scalar = s.ok_or(Error::SignatureInvalid)?;
        let hash = Sha512::new()
            .chain_update(r)
            .chain_update(self.key.as_bytes())
            .chain_update(message)
            .finalize();
        let k = Scalar::from_bytes_mod_order_wide(&hash.into());
        let is_weak = self.tables.is_none() && self.key.is_weak();
        let expected = self.expected(&s, &k);
        if !is_weak && !expected.is_small_order() && expected.compress().as_bytes() == r {
            Ok(())
        } else {
            Err(Error::SignatureInvalid)
        }
    }

    fn prepared(&self, base: &BaseMultiples) -> Option<Self> {
        Some(Self {
            key: self.key,
            tables: Some(Arc::new(Ed25519Tables::new(&self.key, base)?)),
        })
    }
}
