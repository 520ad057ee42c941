//! Test keys, and signatures that only arithmetic on the curve can make.

use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::{Scalar, clamp_integer};
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest, Sha256, Sha512};

use super::cbor::{bytes, int, map};

/// A key pair whose private part everybody knows.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) seed: [u8; 32],
    pub(crate) x: [u8; 32],
}

impl Key {
    /// The key whose seed is the SHA-256 of `laobingma test key ` and its name.
    pub(crate) fn named(name: &str) -> Self {
        Self::from_seed(
            name,
            Sha256::digest(format!("laobingma test key {name}")).into(),
        )
    }

    pub(crate) fn from_seed(name: &str, seed: [u8; 32]) -> Self {
        Self {
            name: name.into(),
            seed,
            x: SigningKey::from_bytes(&seed).verifying_key().to_bytes(),
        }
    }

    pub(crate) fn cose_key(&self) -> Vec<u8> {
        cose_key(&self.x)
    }

    pub(crate) fn kid(&self) -> [u8; 4] {
        kid(&self.x)
    }

    /// A sound signature (RFC 8032 §5.1.6).
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        SigningKey::from_bytes(&self.seed)
            .sign(message)
            .to_bytes()
            .to_vec()
    }

    /// The secret scalar `a`.
    pub(crate) fn scalar(&self) -> Scalar {
        let wide: [u8; 64] = Sha512::digest(self.seed).into();
        let mut low = [0; 32];
        low.copy_from_slice(&wide[..32]);
        Scalar::from_bytes_mod_order(clamp_integer(low))
    }
}

/// COSE_Key with the three parameters of an Ed25519 key.
pub(crate) fn cose_key(x: &[u8]) -> Vec<u8> {
    map(&[(1, int(1)), (-1, int(6)), (-2, bytes(x))])
}

/// The first four bytes of the thumbprint (RFC 9679).
pub(crate) fn kid(x: &[u8]) -> [u8; 4] {
    kid_of(&cose_key(x))
}

/// The same for a key of any type that has its required parameters only.
pub(crate) fn kid_of(cose_key: &[u8]) -> [u8; 4] {
    let print: [u8; 32] = Sha256::digest(cose_key).into();
    [print[0], print[1], print[2], print[3]]
}

/// The names of two keys with one identifier, 416c484c: the first such pair among `collision-0` and so on.
pub(crate) const COLLIDING: [&str; 2] = ["collision-83166", "collision-162239"];

/// The order of the prime-order subgroup, little-endian (RFC 8032 §5.1).
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The same signature with the group order added to `S`: equal for who does not look.
pub(crate) fn with_large_s(signature: &[u8]) -> Vec<u8> {
    let mut out = signature.to_vec();
    let mut carry = 0;
    for (byte, order) in out.iter_mut().skip(32).zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
    out
}

/// `k` of RFC 8032 §5.1.7.
fn challenge(r: &[u8; 32], x: &[u8; 32], message: &[u8]) -> Scalar {
    let digest: [u8; 64] = Sha512::new()
        .chain_update(r)
        .chain_update(x)
        .chain_update(message)
        .finalize()
        .into();
    Scalar::from_bytes_mod_order_wide(&digest)
}

/// A signature with `R` given as bytes, whose discrete logarithm (but for a small-order part) is `nonce`.
pub(crate) fn sign_with_r(
    key: &Key,
    x: &[u8; 32],
    r: &[u8; 32],
    nonce: Scalar,
    message: &[u8],
) -> Vec<u8> {
    let s = nonce + challenge(r, x, message) * key.scalar();
    [r.as_slice(), s.as_bytes()].concat()
}

/// A point of order eight.
pub(crate) fn order_eight() -> EdwardsPoint {
    EIGHT_TORSION[1]
}

/// `R = rB + T` with `T` of order eight: verifies only for who multiplies by the cofactor.
pub(crate) fn sign_with_mixed_r(key: &Key, message: &[u8]) -> Vec<u8> {
    let nonce = Scalar::from(0x1d2c_3b4a_u64);
    let r = (EdwardsPoint::mul_base(&nonce) + order_eight()).compress();
    sign_with_r(key, &key.x, r.as_bytes(), nonce, message)
}

/// The public key of `key` with a point of order eight added.
pub(crate) fn mixed_x(key: &Key) -> [u8; 32] {
    (EdwardsPoint::mul_base(&key.scalar()) + order_eight())
        .compress()
        .to_bytes()
}

/// A signature that fits the key [`mixed_x`] without the cofactor if `k` is a multiple of eight, else
/// only with it. Tries nonces until it is as wanted.
pub(crate) fn sign_for_mixed_key(key: &Key, message: &[u8], multiple_of_eight: bool) -> Vec<u8> {
    let x = mixed_x(key);
    let mut nonce = Scalar::from(0x5eed_u64);
    loop {
        let r = EdwardsPoint::mul_base(&nonce).compress().to_bytes();
        let low = challenge(&r, &x, message).as_bytes()[0] % 8;
        if (low == 0) == multiple_of_eight {
            return sign_with_r(key, &x, &r, nonce, message);
        }
        nonce += Scalar::ONE;
    }
}

/// The encodings of the eight points of small order.
pub(crate) fn small_order() -> Vec<[u8; 32]> {
    EIGHT_TORSION
        .iter()
        .map(|point| point.compress().to_bytes())
        .collect()
}

/// The encoding of the neutral element.
pub(crate) fn neutral() -> [u8; 32] {
    let mut out = [0; 32];
    out[0] = 1;
    out
}

/// The 32 bytes of `p + above`, for 0 to 18: numbers that must not stand for `above`.
pub(crate) fn above_prime(above: u8) -> [u8; 32] {
    let mut out = [0xff; 32];
    out[0] = 0xed + above;
    out[31] = 0x7f;
    out
}

/// A second encoding, `y + p`, of a point that is not of small order.
pub(crate) fn noncanonical_x() -> Option<[u8; 32]> {
    (2..19).map(above_prime).find(|candidate| {
        CompressedEdwardsY(*candidate)
            .decompress()
            .is_some_and(|point| !point.is_small_order())
    })
}

/// 32 bytes that are no point of the curve.
pub(crate) fn off_curve() -> Option<[u8; 32]> {
    (2..=u8::MAX)
        .map(|low| {
            let mut y = [0; 32];
            y[0] = low;
            y
        })
        .find(|y| CompressedEdwardsY(*y).decompress().is_none())
}
