//! Keys of phones: P-256. The key pair and the signature were made with OpenSSL 3.0:
//! `openssl ecparam -genkey -name prime256v1`, `openssl dgst -sha256 -sign`.

use ::p256::ecdsa::signature::Signer as _;

use super::super::{read_holder_key, read_public_key};
use super::*;

const D: &str = "69add2502ed6f6cae7138630e22b64a72b16f28b7d0fefe75ec84049d3aba691";
const X: &str = "667d6830f242960e1d62f9b93bfa601969d168a70c9e3bcfc23fd0c8e166c51a";
const R: &str = "a7c6cdf74516e84802d2a99df918cd88c3c91fdd0e72823d7c568c88a6ea0f71";
const S: &str = "8e9cc9b302c323953f5f5f739a6734c5d7cb89e6ebafd5ee2a34844569b046e8";
const MESSAGE: &[u8] = b"a message of OpenSSL";
const ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const ZERO: &str = "0000000000000000000000000000000000000000000000000000000000000000";

fn cose_key(x: &str, y: &str) -> Vec<u8> {
    hex(&["a4 0102 2001 215820", x, "22", y].concat())
}

fn key() -> PublicKey {
    let holder = HolderKey::from_cose_key(&cose_key(X, "f5")).unwrap();
    holder.public_key().unwrap()
}

#[test]
fn is_a_cose_key_with_a_compressed_point() {
    let key = key();
    assert_eq!(key.algorithm(), Algorithm::P256);
    assert_eq!(key.encode(), cose_key(X, "f5"));
    assert_eq!(key.to_bytes(), hex(&["03", X].concat()));
    assert_eq!(
        PublicKey::from_bytes(Algorithm::P256, &key.to_bytes()).as_ref(),
        Ok(&key)
    );
    // The other point with this x.
    let other = PublicKey::from_bytes(Algorithm::P256, &hex(&["02", X].concat())).unwrap();
    assert_ne!(other, key);
    assert_eq!(other.encode(), cose_key(X, "f4"));
}

/// With y uncompressed; hashed with another program.
#[test]
fn is_known_by_its_cose_key_thumbprint() {
    assert_eq!(
        key().thumbprint(),
        bytes32("0d6f9146d46d8268226b1702187ff67ab96df03e9404071c820b4fec4628f435")
    );
}

#[test]
fn verifies_what_another_program_signed() {
    assert_eq!(key().verify(MESSAGE, &signature(R, S)), Ok(()));
    let invalid = Err(Error::SignatureInvalid);
    assert_eq!(key().verify(b"another message", &signature(R, S)), invalid);
    let other = PublicKey::from_bytes(Algorithm::P256, &hex(&["02", X].concat())).unwrap();
    assert_eq!(other.verify(MESSAGE, &signature(R, S)), invalid);
    for bit in 0..8 * SIGNATURE_BYTES {
        let mut changed = signature(R, S);
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(key().verify(MESSAGE, &changed), invalid, "{bit}");
    }
}

#[test]
fn refuses_r_and_s_out_of_range() {
    let large = "ff".repeat(32);
    for (r, s) in [
        (ZERO, S),
        (R, ZERO),
        (ZERO, ZERO),
        (ORDER, S),
        (R, ORDER),
        (&large, S),
        (R, &large),
    ] {
        let verdict = key().verify(MESSAGE, &signature(r, s));
        assert_eq!(verdict, Err(Error::SignatureInvalid), "{r} {s}");
    }
    // s and s + n satisfy the same equation. A small s, found by signing many messages, would be
    // needed for s + n to fit into 32 bytes; r + n is judged by the same code.
}

#[test]
fn verifies_what_the_crate_signs() {
    let signing = ::p256::ecdsa::SigningKey::from_slice(&hex(D)).unwrap();
    for message in [&b""[..], MESSAGE, &[7; 1000]] {
        let made: ::p256::ecdsa::Signature = signing.sign(message);
        assert_eq!(key().verify(message, &made.to_bytes().into()), Ok(()));
    }
}

/// A terminal that asks for no proof does not look at the point: the credential has the same verdict
/// as any other without a proof.
#[test]
fn the_point_is_looked_at_when_it_is_needed() {
    let prime = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";
    let prime_and_x_of_a_point = "ffffffff00000001000000000000000000000001000000000000000000000004";
    let no_point = "0000000000000000000000000000000000000000000000000000000000000001";
    for x in [no_point, prime, prime_and_x_of_a_point, &"ff".repeat(32)] {
        let holder = HolderKey::from_cose_key(&cose_key(x, "f4")).unwrap();
        assert_eq!(holder.x(), bytes32(x));
        assert_eq!(holder.public_key(), Err(INVALID_KEY), "{x}");
    }
    // This is the abscissa of a point, so what was refused above is the same with the prime added.
    let small = "0000000000000000000000000000000000000000000000000000000000000005";
    let holder = HolderKey::from_cose_key(&cose_key(small, "f4")).unwrap();
    assert!(holder.public_key().is_ok());
}

#[test]
fn refuses_other_parameters() {
    for listing in [
        format!("a3 0102 2001 215820 {X} ; no y"),
        "a3 0102 2001 22f5 ; no x".into(),
        format!("a4 0102 2001 215820 {X} 22 f6 ; y is null"),
        format!("a4 0102 2001 215820 {X} 22 01 ; y is 1"),
        format!("a4 0102 2001 215820 {X} 225820 {X} ; y whole"),
        format!("a5 0102 0326 2001 215820 {X} 22f5 ; an algorithm of its own"),
        format!("a4 0102 2001 21581f {} 22f5 ; x of 31 bytes", &X[2..]),
        format!("a4 0101 2006 215820 {X} 22f5 ; Ed25519 with a y"),
    ] {
        let read = HolderKey::from_cose_key(&hex(&listing));
        assert_eq!(read, Err(INVALID_KEY), "{listing}");
    }
    let trailing = [cose_key(X, "f5"), hex("00")].concat();
    assert!(matches!(
        HolderKey::from_cose_key(&trailing),
        Err(Error::Malformed(_))
    ));
}

/// `signing-key` of docs/format.md: for roots and issuers, a key of an unknown type, whatever else
/// stands in it.
#[test]
fn is_of_an_unknown_type_for_roots_and_issuers() {
    for listing in [cose_key(X, "f5"), hex("a2 0102 2001")] {
        let read = read_public_key(&mut Reader::new(&listing));
        assert_eq!(read, Err(Error::AlgorithmUnsupported));
    }
    assert!(read_holder_key(&mut Reader::new(&cose_key(X, "f5"))).is_ok());
    assert!(!Algorithm::P256.is_for_signers() && Algorithm::P256.is_for_holders());
    assert_eq!(Algorithm::from_header(-7, Algorithm::is_for_signers), None);
}
