//! SM2 keys. The example of GB/T 32918.5 Annex A.2, and signatures made with OpenSSL 3.0:
//! `openssl ecparam -genkey -name SM2`, `openssl dgst -sm3 -sign -sigopt distid:1234567812345678`.

use super::super::{Sm2SigningKey, read_holder_key, read_public_key};
use super::*;

/// The private key, public key and signature of the standard's example.
const D: &str = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
const X: &str = "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020";
const Y: &str = "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
const R: &str = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3";
const S: &str = "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";
const MESSAGE: &[u8] = b"message digest";

const ORDER: &str = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123";
const ZERO: &str = "0000000000000000000000000000000000000000000000000000000000000000";

fn cose_key(x: &str, y: &str) -> Vec<u8> {
    hex(&["a4 0102 203a0001000f 215820", x, "22", y].concat())
}

fn key() -> Sm2SigningKey {
    Sm2SigningKey::from_secret_bytes(&bytes32(D)).unwrap()
}

fn read(cose_key: &[u8]) -> Result<PublicKey, Error> {
    read_public_key(&mut Reader::new(cose_key))
}

#[test]
fn agrees_with_the_example_of_the_standard() {
    let key = key();
    assert_eq!(key.public_key().to_bytes(), hex(&["03", X].concat()));
    assert_eq!(key.public_key().verify(MESSAGE, &signature(R, S)), Ok(()));
}

#[test]
fn verifies_what_openssl_signed() {
    let x = "4e882f804af1f572899cf0192a8c0a313a93cc1bb8cf9008e5d0a7af5fb316ab";
    let r = "c7af58e11d4009199531ab53a08df6976dca466ce255a7186034e2a25f1807ac";
    let s = "72490d87e3793f1c995fd60196fcaaae924c65d34a8cff53d5711ea28fbed3d3";
    let key = read(&cose_key(x, "f5")).unwrap();
    assert_eq!(
        key.verify(b"a message of OpenSSL", &signature(r, s)),
        Ok(())
    );
    // The same by the mirrored point is by nobody.
    let mirrored = read(&cose_key(x, "f4")).unwrap();
    assert_eq!(
        mirrored.verify(b"a message of OpenSSL", &signature(r, s)),
        Err(Error::SignatureInvalid)
    );
}

#[test]
fn is_a_cose_key_with_a_compressed_point() {
    let key = key();
    let public = key.public_key();
    assert_eq!(public.algorithm(), Algorithm::Sm2);
    assert_eq!(public.encode(), cose_key(X, "f5"));
    assert_eq!(read(&cose_key(X, "f5")).as_ref(), Ok(public));
    assert_eq!(
        PublicKey::from_bytes(Algorithm::Sm2, &public.to_bytes()).as_ref(),
        Ok(public)
    );
    assert_ne!(read(&cose_key(X, "f4")).as_ref(), Ok(public));
    for wrong in [&[][..], &[3], &hex(X), &hex(&["04", X].concat()), &[3; 34]] {
        let read = PublicKey::from_bytes(Algorithm::Sm2, wrong);
        assert_eq!(read, Err(INVALID_KEY));
    }
}

/// With y uncompressed; hashed with another program.
#[test]
fn is_known_by_its_cose_key_thumbprint() {
    assert_eq!(
        key().public_key().thumbprint(),
        bytes32("a52e7698e08e50dee7bb2bcb62d1cf79b5eca4f7635f1dbc70777fdcf1e13978")
    );
    assert_eq!(
        super::super::cose_key::CoseKey::new(
            Algorithm::Sm2,
            &super::super::key_type::Point {
                x: bytes32(X),
                y: Some(bytes32(Y))
            },
        )
        .encode(),
        key().public_key().encode()
    );
}

#[test]
fn refuses_what_is_no_point_of_the_curve() {
    let prime = "fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff";
    for x in [
        "0000000000000000000000000000000000000000000000000000000000000002",
        prime,
        "fffffffeffffffffffffffffffffffffffffffff000000010000000000000000",
        &"ff".repeat(32),
    ] {
        assert_eq!(read(&cose_key(x, "f4")).err(), Some(INVALID_KEY), "{x}");
    }
    // The x that the third one is above the prime.
    assert!(
        read(&cose_key(
            "0000000000000000000000000000000000000000000000000000000000000001",
            "f4"
        ))
        .is_ok()
    );
}

#[test]
fn refuses_other_parameters() {
    let head = "0102 203a0001000f";
    for listing in [
        format!("a3 {head} 215820 {X} ; no y"),
        format!("a3 {head} 22f5 ; no x"),
        format!("a4 {head} 215820 {X} 225820 {Y} ; y whole"),
        format!("a5 0102 033a0001000e 203a0001000f 215820 {X} 22f5 ; an algorithm of its own"),
    ] {
        assert_eq!(read(&hex(&listing)).err(), Some(INVALID_KEY), "{listing}");
    }
}

#[test]
fn refuses_r_and_s_out_of_range() {
    let public = key();
    let public = public.public_key();
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
        let verdict = public.verify(MESSAGE, &signature(r, s));
        assert_eq!(verdict, Err(Error::SignatureInvalid), "{r} {s}");
    }
    for bit in 0..8 * SIGNATURE_BYTES {
        let mut changed = signature(R, S);
        changed[bit / 8] ^= 1 << (bit % 8);
        let verdict = public.verify(MESSAGE, &changed);
        assert_eq!(verdict, Err(Error::SignatureInvalid), "{bit}");
    }
}

/// With t = r + s = 0 the key drops out of the equation, and R is [s]G: whoever finds a message whose
/// hash fits needs no key. Nobody can, so the crate is asked with the hash itself: s is 1, r is n-1, and
/// e is r - x of G.
#[test]
fn refuses_a_signature_for_which_no_key_is_needed() {
    use ::sm2::dsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
    let key =
        ::sm2::dsa::SigningKey::from_slice(super::super::sm2::DISTINGUISHING_ID, &hex(D)).unwrap();
    let e = hex("cd3b51d2e0e67ee6a066fbb995c6366ae220d3ab2f5ff949e261ae800688cc5b");
    let r = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54122";
    let s = "0000000000000000000000000000000000000000000000000000000000000001";
    let forged = ::sm2::dsa::Signature::from_slice(&signature(r, s)).unwrap();
    assert!(key.verifying_key().verify_prehash(&e, &forged).is_err());
    let good: ::sm2::dsa::Signature = key.sign_prehash(&e).unwrap();
    assert!(key.verifying_key().verify_prehash(&e, &good).is_ok());
}

#[test]
fn signs_the_same_every_time() {
    let key = key();
    let one = key.sign(MESSAGE).unwrap();
    assert_eq!(key.sign(MESSAGE), Ok(one));
    assert_ne!(key.sign(b"another"), Ok(one));
    assert_eq!(key.public_key().verify(MESSAGE, &one), Ok(()));
    assert_eq!(
        key.public_key().verify(b"another", &one),
        Err(Error::SignatureInvalid)
    );
}

#[test]
fn refuses_private_keys_out_of_range() {
    let n_minus = |less: u8| {
        let mut bytes = bytes32(ORDER);
        bytes[31] -= less;
        bytes
    };
    for secret in [[0; 32], n_minus(0), n_minus(1), [0xff; 32]] {
        let made = Sm2SigningKey::from_secret_bytes(&secret);
        assert_eq!(made.err(), Some(INVALID_KEY));
    }
    let largest = Sm2SigningKey::from_secret_bytes(&n_minus(2)).unwrap();
    let made = largest.sign(MESSAGE).unwrap();
    assert_eq!(largest.public_key().verify(MESSAGE, &made), Ok(()));
}

#[test]
fn is_no_key_of_a_phone() {
    let holder = read_holder_key(&mut Reader::new(&cose_key(X, "f5")));
    assert_eq!(holder, Err(Error::AlgorithmUnsupported));
    assert_eq!(
        HolderKey::try_from(key().public_key()),
        Err(Error::DraftInvalid(Field::Key))
    );
    assert_eq!(
        HolderKey::from_cose_key(&cose_key(X, "f5")),
        Err(INVALID_KEY)
    );
}

#[test]
fn keeps_the_private_part_out_of_debug_output() {
    let key = key();
    let shown = format!("{key:?}");
    assert!(
        !shown.contains("3945") && !shown.contains("57, 69"),
        "{shown}"
    );
    assert_eq!(*key.to_secret_bytes(), bytes32(D));
}
