//! A key gives the same answer as `verify_strict` of the library, prepared and not, whatever it is given.

use alloc::vec::Vec;
use core::iter::once;

use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use proptest::prelude::*;
use sha2::{Digest, Sha512};

use super::super::ed25519::Ed25519Key;
use super::super::ed25519_tables::{Ed25519Tables, base_multiples};
use super::super::key_type::KeyType;
use super::super::multiples::BaseMultiples;
use super::super::{PreparedSigner, PublicKey, Signature, Signer, SigningKey};
use super::{SMALL_ORDER, bytes32};
use crate::error::Error;
use crate::fixtures::bureau_key;
use crate::limits::MAX_PREPARED_KEYS;

/// A key of the library, and ours: as it was read, and prepared, if it can be.
struct Peers {
    key: ed25519_dalek::VerifyingKey,
    ours: Vec<Ed25519Key>,
}

impl Peers {
    fn new(point: EdwardsPoint, base: &BaseMultiples) -> Self {
        Self::of(ed25519_dalek::VerifyingKey::from(point), base)
    }

    fn of(key: ed25519_dalek::VerifyingKey, base: &BaseMultiples) -> Self {
        let read = Ed25519Key::from_verifying_key(key);
        let prepared = read.prepared(base);
        assert_eq!(prepared.is_none(), key.is_weak());
        let ours = once(read).chain(prepared).collect();
        Self { key, ours }
    }

    /// What all say.
    fn agree(&self, message: &[u8], signature: &Signature) -> bool {
        let theirs = ed25519_dalek::Signature::from_bytes(signature);
        let strict = self.key.verify_strict(message, &theirs).is_ok();
        for ours in &self.ours {
            let is_valid = ours.verify(message, signature).is_ok();
            assert_eq!(is_valid, strict, "{:?} {message:?} {signature:?}", self.key);
        }
        strict
    }

    /// The hash that is signed, as a scalar.
    fn hash(&self, r: &[u8; 32], message: &[u8]) -> Scalar {
        let hash = Sha512::new()
            .chain_update(r)
            .chain_update(self.key.as_bytes())
            .chain_update(message);
        Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
    }
}

fn join(r: &[u8; 32], s: &[u8; 32]) -> Signature {
    let bytes: Vec<u8> = r.iter().chain(s).copied().collect();
    bytes.try_into().unwrap()
}

/// The order of the group, L.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// `s` + `times` · L, if that has 256 bits.
fn plus_order(s: &[u8; 32], times: u8) -> Option<[u8; 32]> {
    let mut sum = *s;
    for _ in 0..times {
        let mut carry = 0;
        for (byte, add) in sum.iter_mut().zip(ORDER) {
            let all = u16::from(*byte) + u16::from(add) + carry;
            *byte = all as u8;
            carry = all >> 8;
        }
        if carry > 0 {
            return None;
        }
    }
    Some(sum)
}

/// Keys and points R with a part of small order: each of the eight with each. Some are valid without
/// cofactor, all are valid with it.
#[test]
fn agrees_on_points_with_a_part_of_small_order() {
    let base = base_multiples();
    let (a, r) = (
        Scalar::from(0x1234_5678_9abc_u64),
        Scalar::from(987_654_321_u64),
    );
    let (mut valid, mut valid_with_a_part) = (0, 0);
    for part_of_a in EIGHT_TORSION {
        let peers = Peers::new(EdwardsPoint::mul_base(&a) + part_of_a, &base);
        for (at, part_of_r) in EIGHT_TORSION.into_iter().enumerate() {
            let point = (EdwardsPoint::mul_base(&r) + part_of_r).compress().0;
            for message in 0..16_u8 {
                let s = r + peers.hash(&point, &[message]) * a;
                let is_valid = peers.agree(&[message], &join(&point, s.as_bytes()));
                valid += usize::from(is_valid);
                valid_with_a_part += usize::from(is_valid && at > 0);
            }
        }
    }
    assert!(valid > 16 && valid_with_a_part > 0, "else it shows little");
}

/// R of small order, in each encoding that a lenient decoder takes, with the S that fits it.
#[test]
fn agrees_on_r_of_small_order() {
    let base = base_multiples();
    let a = Scalar::from(0x1234_5678_9abc_u64);
    for part_of_a in EIGHT_TORSION {
        let peers = Peers::new(EdwardsPoint::mul_base(&a) + part_of_a, &base);
        for r in SMALL_ORDER.map(bytes32) {
            for message in 0..16_u8 {
                let s = peers.hash(&r, &[message]) * a;
                assert!(!peers.agree(&[message], &join(&r, s.as_bytes())));
                assert!(!peers.agree(&[message], &join(&r, &[0; 32])));
            }
        }
    }
}

/// Of small order, also in a second encoding: it has no tables, and no signature of it is valid. Where R is S·B, the
/// equation holds for one message in eight or more.
#[test]
fn agrees_on_keys_of_small_order() {
    let base = base_multiples();
    let nine = Scalar::from(9_u8);
    let r = EdwardsPoint::mul_base(&nine).compress().0;
    for point in SMALL_ORDER.map(bytes32) {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&point).unwrap();
        let peers = Peers::of(key, &base);
        assert_eq!(peers.ours.len(), 1, "there are tables");
        for message in 0..32_u8 {
            assert!(!peers.agree(&[message], &join(&r, nine.as_bytes())));
        }
    }
}

/// A key that is read in a second encoding hashes those bytes.
#[test]
fn agrees_on_keys_and_r_in_a_second_encoding() {
    let base = base_multiples();
    let honest = Peers::new(EdwardsPoint::mul_base(&Scalar::from(7_u8)), &base);
    for y in 0..19_u8 {
        for sign in [0x7f, 0xff] {
            let mut bytes = [0xff; 32];
            bytes[0] = 0xed + y;
            bytes[31] = sign;
            for s in [[0; 32], *Scalar::from(7_u8).as_bytes()] {
                assert!(!honest.agree(b"message", &join(&bytes, &s)));
            }
            let Ok(key) = ed25519_dalek::VerifyingKey::from_bytes(&bytes) else {
                continue;
            };
            let peers = Peers::of(key, &base);
            // R from any S, as far as it can be made without the private key.
            let r = EdwardsPoint::mul_base(&Scalar::from(9_u8)).compress().0;
            peers.agree(b"message", &join(&r, Scalar::from(9_u8).as_bytes()));
        }
    }
}

/// S, S + L, S + 2L, … and the edges of what S may be.
#[test]
fn agrees_on_s_out_of_range() {
    let base = base_multiples();
    let key = bureau_key();
    let Ok(signature) = key.sign(b"message");
    let public = bytes32_of(key.public_key());
    let point = ed25519_dalek::VerifyingKey::from_bytes(&public).unwrap();
    let peers = Peers::new(point.to_edwards(), &base);
    let (r, s): ([u8; 32], [u8; 32]) = (
        signature[..32].try_into().unwrap(),
        signature[32..].try_into().unwrap(),
    );
    assert!(peers.agree(b"message", &signature));
    for times in 1..16 {
        if let Some(larger) = plus_order(&s, times) {
            assert!(!peers.agree(b"message", &join(&r, &larger)), "{times}");
        }
    }
    let mut below = ORDER;
    below[0] -= 1;
    for s in [[0; 32], ORDER, below, [0xff; 32], [0x7f; 32]] {
        assert!(!peers.agree(b"message", &join(&r, &s)));
    }
}

/// With scalars at the edges, which no signature can be made to have.
#[test]
fn sums_are_those_of_the_library() {
    let base = base_multiples();
    let edges = [
        Scalar::ZERO,
        Scalar::ONE,
        -Scalar::ONE,
        Scalar::from(u64::MAX),
        Scalar::from_bytes_mod_order([0x80; 32]),
        Scalar::from_bytes_mod_order([0x7f; 32]),
    ];
    for part in EIGHT_TORSION {
        let peers = Peers::new(EdwardsPoint::mul_base(&Scalar::from(3_u8)) + part, &base);
        let key = -peers.key.to_edwards();
        for s in &edges {
            for k in &edges {
                let product = EdwardsPoint::vartime_double_scalar_mul_basepoint(k, &key, s);
                for ours in &peers.ours {
                    assert_eq!(ours.expected(s, k), product);
                }
            }
        }
    }
}

#[test]
fn a_prepared_key_is_the_same_key() {
    let key = bureau_key();
    let prepared = key.public_key().prepared();
    assert_eq!(&prepared, key.public_key());
    assert_eq!(prepared.id(), key.public_key().id());
    assert_eq!(prepared.encode(), key.public_key().encode());
    let Ok(signature) = key.sign(b"message");
    assert_eq!(prepared.verify(b"message", &signature), Ok(()));
    let invalid = Err(Error::SignatureInvalid);
    assert_eq!(prepared.verify(b"messagf", &signature), invalid);
    for bit in 0..8 * signature.len() {
        let mut changed = signature;
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(prepared.verify(b"message", &changed), invalid, "{bit}");
    }
}

#[test]
fn a_prepared_signer_signs_as_before_and_notices_a_bad_signature() {
    let key = bureau_key();
    let Ok(signature) = key.sign(b"message");
    let signer = PreparedSigner::new(key);
    assert_eq!(signer.sign(b"message"), Ok(signature));
    assert_eq!(signer.public_key().verify(b"message", &signature), Ok(()));

    struct Faulty(SigningKey);
    impl Signer for Faulty {
        type Error = ();
        fn public_key(&self) -> &PublicKey {
            self.0.public_key()
        }
        fn sign(&self, message: &[u8]) -> Result<Signature, ()> {
            let Ok(mut signature) = self.0.sign(message);
            signature[40] ^= 1;
            Ok(signature)
        }
    }
    let faulty = PreparedSigner::new(Faulty(bureau_key()));
    let issued = crate::issue(&crate::fixtures::claims(), &faulty);
    assert_eq!(
        issued.err(),
        Some(crate::SignError::Invalid(Error::SignerFault))
    );
}

#[test]
fn tables_take_less_than_eight_megabytes() {
    let base = base_multiples();
    let key = ed25519_dalek::VerifyingKey::from(EdwardsPoint::mul_base(&Scalar::from(7_u8)));
    let (shared, own) = Ed25519Tables::new(&key, &base).unwrap().bytes();
    assert_eq!((shared, own), (640_000, 107_840));
    assert!(shared + MAX_PREPARED_KEYS * own < 8_000_000);
}

proptest! {
    #[test]
    fn agrees_on_whatever_is_signed_and_changed(
        seed in any::<[u8; 32]>(),
        message in prop::collection::vec(any::<u8>(), 0..300),
        changes in prop::collection::vec((0..64_usize, any::<u8>()), 0..3),
        part_of_a in 0..8_usize,
        random in any::<[u8; 64]>(),
    ) {
        let base = base_multiples();
        let key = ed25519_dalek::SigningKey::from_bytes(&seed);
        let peers = Peers::new(key.verifying_key().to_edwards(), &base);
        let signature = ed25519_dalek::Signer::sign(&key, &message).to_bytes();
        prop_assert!(peers.agree(&message, &signature));
        let mut changed = signature;
        for (at, by) in changes {
            changed[at] ^= by;
        }
        prop_assert_eq!(peers.agree(&message, &changed), changed == signature);
        for at in 0..message.len().min(2) {
            let mut other = message.clone();
            other[at] ^= 1;
            prop_assert!(!peers.agree(&other, &signature));
        }
        let moved = Peers::new(peers.key.to_edwards() + EIGHT_TORSION[part_of_a], &base);
        prop_assert_eq!(moved.agree(&message, &signature), part_of_a == 0);
        prop_assert!(!moved.agree(&message, &random));
        // An S in range, which random bytes mostly are not.
        let s = Scalar::from_bytes_mod_order_wide(&random);
        let r: [u8; 32] = random[..32].try_into().unwrap();
        for r in once(r).chain([signature[..32].try_into().unwrap()]) {
            prop_assert!(!moved.agree(&message, &join(&r, s.as_bytes())));
        }
    }
}

fn bytes32_of(key: &PublicKey) -> [u8; 32] {
    key.to_bytes().try_into().unwrap()
}
