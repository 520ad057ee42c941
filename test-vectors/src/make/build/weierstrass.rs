//! Test keys on the curves SM2 and P-256.

use p256::elliptic_curve::sec1::ToSec1Point as _;
use sha2::{Digest as _, Sha256};
use sm2::dsa::signature::Signer as _;

use super::cbor::{FALSE, TRUE, bytes, int, map};
use super::curve::kid_of;

const P256_CURVE: i64 = 1;
const SM2_CURVE: i64 = -65_552;
/// The distinguishing identifier of the profile.
const IDENTIFIER: &str = "1234567812345678";

/// The private number of the key with this name.
fn seed(name: &str) -> [u8; 32] {
    Sha256::digest(format!("laobingma test key {name}")).into()
}

/// A key of a phone that cannot keep an Ed25519 key.
#[derive(Clone)]
pub(crate) struct P256Key {
    /// SEC 1, compressed.
    pub(crate) point: Vec<u8>,
    uncompressed: Vec<u8>,
    signing: p256::ecdsa::SigningKey,
}

impl P256Key {
    pub(crate) fn named(name: &str) -> Option<Self> {
        let secret = p256::SecretKey::from_slice(&seed(name)).ok()?;
        let public = secret.public_key();
        Some(Self {
            point: public.to_sec1_point(true).as_bytes().to_vec(),
            uncompressed: public.to_sec1_point(false).as_bytes().to_vec(),
            signing: secret.into(),
        })
    }

    /// Whether there is a point with this abscissa.
    pub(crate) fn is_on_curve(x: &[u8]) -> bool {
        p256::PublicKey::from_sec1_bytes(&[&[2], x].concat()).is_ok()
    }

    /// Over the coordinates in full (RFC 9679).
    pub(crate) fn kid(&self) -> [u8; 4] {
        kid_of(&map(&[
            (1, int(2)),
            (-1, int(P256_CURVE)),
            (-2, bytes(&self.uncompressed[1..33])),
            (-3, bytes(&self.uncompressed[33..])),
        ]))
    }

    /// `r` and `s`, 32 bytes each, with the nonce of RFC 6979.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: p256::ecdsa::Signature = self.signing.sign(message);
        signature.to_bytes().to_vec()
    }

    /// The other signature that verifies wherever this one does: `r` and the group order less `s`.
    pub(crate) fn twin(signature: &[u8]) -> Option<Vec<u8>> {
        let signature = p256::ecdsa::Signature::from_slice(signature).ok()?;
        let (r, s) = (signature.r(), -*signature.s());
        let twin = p256::ecdsa::Signature::from_scalars(r.to_bytes(), s.to_bytes()).ok()?;
        Some(twin.to_bytes().to_vec())
    }

    pub(crate) fn cose_key(&self) -> Vec<u8> {
        compressed(P256_CURVE, &self.point)
    }
}

/// COSE_Key of a compressed point of SEC 1.
fn compressed(curve: i64, point: &[u8]) -> Vec<u8> {
    let odd = if point[0] == 3 { TRUE } else { FALSE };
    map(&[
        (1, int(2)),
        (-1, int(curve)),
        (-2, bytes(&point[1..])),
        (-3, vec![odd]),
    ])
}

/// A key of P-256 whose `x` may be anything.
pub(crate) fn p256_key(x: &[u8]) -> Vec<u8> {
    compressed(P256_CURVE, &[&[2], x].concat())
}

/// A key of SM2 whose `x` may be anything.
pub(crate) fn sm2_key(x: &[u8]) -> Vec<u8> {
    compressed(SM2_CURVE, &[&[2], x].concat())
}

/// A key pair of SM2 whose private part everybody knows.
#[derive(Clone)]
pub(crate) struct Sm2Key {
    pub(crate) name: String,
    pub(crate) seed: [u8; 32],
    /// SEC 1, compressed.
    pub(crate) point: Vec<u8>,
    uncompressed: Vec<u8>,
    signing: sm2::dsa::SigningKey,
}

impl Sm2Key {
    pub(crate) fn named(name: &str) -> Option<Self> {
        let seed = seed(name);
        let secret = sm2::SecretKey::from_slice(&seed).ok()?;
        let public = secret.public_key();
        Some(Self {
            name: name.into(),
            seed,
            point: public.to_sec1_point(true).as_bytes().to_vec(),
            uncompressed: public.to_sec1_point(false).as_bytes().to_vec(),
            signing: sm2::dsa::SigningKey::new(IDENTIFIER, &secret).ok()?,
        })
    }

    /// Whether there is a point with this abscissa.
    pub(crate) fn is_on_curve(x: &[u8]) -> bool {
        sm2::PublicKey::from_sec1_bytes(&[&[2], x].concat()).is_ok()
    }

    pub(crate) fn cose_key(&self) -> Vec<u8> {
        compressed(SM2_CURVE, &self.point)
    }

    /// Over the coordinates in full (RFC 9679).
    pub(crate) fn kid(&self) -> [u8; 4] {
        kid_of(&map(&[
            (1, int(2)),
            (-1, int(SM2_CURVE)),
            (-2, bytes(&self.uncompressed[1..33])),
            (-3, bytes(&self.uncompressed[33..])),
        ]))
    }

    /// `r` and `s`, 32 bytes each.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.signing.sign(message).to_bytes().to_vec()
    }
}
