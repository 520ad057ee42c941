mod often_used;
mod p256;
mod prepared;
#[cfg(feature = "sm2")]
mod sm2;

use super::cose_key::CoseKey;
use super::ed25519::Ed25519Key;
use super::table::AnyKey;
use super::{
    Algorithm, HolderKey, PublicKey, SIGNATURE_BYTES, Signature, Signer, SigningKey,
    read_public_key,
};
use crate::cbor::Reader;
use crate::error::{Error, Field};
use crate::fixtures::{bureau_key, colliding_keys, hex};
use crate::key_id::KeyId;
use alloc::format;
use alloc::vec::Vec;

const INVALID_KEY: Error = Error::ClaimsInvalid(Field::Key);

fn bytes32(listing: &str) -> [u8; 32] {
    hex(listing).try_into().unwrap()
}

fn signature(r: &str, s: &str) -> Signature {
    let bytes: Vec<u8> = [hex(r), hex(s)].concat();
    assert_eq!(bytes.len(), SIGNATURE_BYTES);
    bytes.try_into().unwrap()
}

/// As a list of any keys reads it.
fn read_any(bytes: &[u8]) -> Result<[u8; 32], Error> {
    CoseKey::read(&mut Reader::new(bytes), |_| true).map(|key| key.x)
}

/// RFC 8032 §7.1.
#[test]
fn agrees_with_the_published_signatures() {
    let abc_sha512 = "
        ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a
        2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
    for (seed, public, message, r, s) in [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155",
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac",
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
        (
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            abc_sha512,
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589",
            "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
        ),
    ] {
        let key = SigningKey::from_seed(&bytes32(seed));
        assert_eq!(key.public_key().to_bytes(), bytes32(public));
        let message = hex(message);
        assert_eq!(key.sign(&message), Ok(signature(r, s)));
        let public = PublicKey::from_ed25519_bytes(&bytes32(public)).unwrap();
        assert_eq!(public.verify(&message, &signature(r, s)), Ok(()));
    }
}

#[test]
fn is_a_cose_key_with_three_parameters() {
    let expected = hex("a3          ; map of 3
         01 01       ; kty: OKP
         20 06       ; crv: Ed25519
         21 5820     ; x
         8139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394");
    let key = bureau_key();
    assert_eq!(key.public_key().encode(), expected);
    assert_eq!(
        read_public_key(&mut Reader::new(&expected)).as_ref(),
        Ok(key.public_key())
    );
}

/// Hashed with another program over the bytes of the test above.
#[test]
fn is_known_by_its_cose_key_thumbprint() {
    let key = bureau_key();
    assert_eq!(
        key.public_key().thumbprint(),
        bytes32("01565176601c895cad856c02c18a1c14eb9f49b26e2fdcae7040c2530350982b")
    );
    assert_eq!(
        key.public_key().id(),
        KeyId::from_bytes([1, 0x56, 0x51, 0x76])
    );
    assert_eq!(format!("{}", key.public_key().id()), "01565176");
}

#[test]
fn refuses_cose_keys_of_another_kind() {
    let x = "215820 8139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394";
    for (head, error) in [
        ("a3 0102 2006 ; kty EC2", Error::AlgorithmUnsupported),
        ("a3 0101 2004 ; crv X25519", Error::AlgorithmUnsupported),
        ("a2 2006 ; no kty", Error::AlgorithmUnsupported),
        ("a2 0101 ; no crv", Error::AlgorithmUnsupported),
        (
            "a4 0107 03382f 2041ff ; kty AKP",
            Error::AlgorithmUnsupported,
        ),
        ("a4 0101 0327 2006 ; an algorithm of its own", INVALID_KEY),
        ("a4 0101 024100 2006 ; a kid of its own", INVALID_KEY),
        ("a3 0102 2003 ; crv P-521", Error::AlgorithmUnsupported),
        (
            "a3 0101 2001 ; OKP with the curve of P-256",
            Error::AlgorithmUnsupported,
        ),
    ] {
        let listing = format!("{head}\n{x}");
        let read = read_any(&hex(&listing));
        assert_eq!(read, Err(error), "{head}");
    }
    for (key, error) in [
        ("a3 0102 2002 6161 00", Error::AlgorithmUnsupported),
        ("a3 0101 2006 6161 00", INVALID_KEY),
    ] {
        let read = read_any(&hex(key));
        assert_eq!(read, Err(error), "a text for a label: {key}");
    }
    for (tail, len) in [("21581f", 31), ("215821", 33), ("2140", 0)] {
        let bytes = [hex("a3 0101 2006"), hex(tail), [7].repeat(len)].concat();
        let read = read_any(&bytes);
        assert_eq!(read, Err(INVALID_KEY), "{len} bytes");
    }
    let no_x = hex("a2 0101 2006");
    assert_eq!(read_any(&no_x), Err(INVALID_KEY));
}

/// The eight points of small order, each in every encoding that a lenient decoder would take.
const SMALL_ORDER: [&str; 14] = [
    "0100000000000000000000000000000000000000000000000000000000000000", // 1
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // 2
    "0000000000000000000000000000000000000000000000000000000000000000", // 4
    "0000000000000000000000000000000000000000000000000000000000000080", // 4
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", // 8
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85", // 8
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", // 8
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa", // 8
    "0100000000000000000000000000000000000000000000000000000000000080", // 1, sign of zero
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", // 2, sign of zero
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // 1, y + p
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", // 1, both
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // 4, y + p
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", // 4, y + p
];

#[test]
fn refuses_keys_of_small_order() {
    for point in SMALL_ORDER {
        let read = PublicKey::from_ed25519_bytes(&bytes32(point));
        assert_eq!(read, Err(INVALID_KEY), "{point}");
    }
}

/// Under a key of small order, one message in eight has a signature that anybody can write. This one
/// satisfies the equation.
#[test]
fn refuses_a_signature_by_a_small_order_key() {
    let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes32(SMALL_ORDER[4])).unwrap();
    let forged = signature(
        "2f1132ca61ab38dff00f2fea3228f24c6c71d58085b80e47e19515cb27e8d047",
        "0400000000000000000000000000000000000000000000000000000000000000",
    );
    let lenient = ed25519_dalek::Verifier::verify(
        &key,
        b"message",
        &ed25519_dalek::Signature::from_bytes(&forged),
    );
    assert!(lenient.is_ok(), "else this test shows nothing");
    let strict = PublicKey::from_key(AnyKey::Ed25519(Ed25519Key::from_verifying_key(key)));
    assert_eq!(
        strict.verify(b"message", &forged),
        Err(Error::SignatureInvalid)
    );
}

/// y = 3 .. 18 has a second encoding, y + p; where it lies on the curve, a lenient decoder takes it.
#[test]
fn refuses_keys_in_a_second_encoding() {
    for y in 2..19u8 {
        for sign in [0x7f, 0xff] {
            let mut bytes = [0xff; 32];
            bytes[0] = 0xed + y;
            bytes[31] = sign;
            assert_eq!(
                PublicKey::from_ed25519_bytes(&bytes),
                Err(INVALID_KEY),
                "{y}"
            );
        }
    }
    let mut first = [0; 32];
    first[0] = 3;
    assert!(PublicKey::from_ed25519_bytes(&first).is_ok());
}

#[test]
fn refuses_what_is_no_point_of_the_curve() {
    let mut no_point = [0; 32];
    no_point[0] = 2;
    assert_eq!(PublicKey::from_ed25519_bytes(&no_point), Err(INVALID_KEY));
}

/// Signatures over `message` by [`bureau_key`], made with another program.
mod strict_verification {
    use super::*;

    const R: &str = "5d4e996ad64639dfe5d3816a731c1b835dc4fa7eb7589b721470c6535d62a17f";

    fn verify(r: &str, s: &str) -> Result<(), Error> {
        bureau_key()
            .public_key()
            .verify(b"message", &signature(r, s))
    }

    #[test]
    fn takes_the_one_signature() {
        let s = "818954397df7667645ee3a544ab4b2e3a86cc4ba70cce71efe85935a7aba1800";
        assert_eq!(verify(R, s), Ok(()));
    }

    /// S and S + L satisfy the same equation: a second signature that nobody has made.
    #[test]
    fn refuses_s_above_the_group_order() {
        let s_plus_l = "6e5d4a96975a79ce1b8b32f728ae91f8a86cc4ba70cce71efe85935a7aba1810";
        assert_eq!(verify(R, s_plus_l), Err(Error::SignatureInvalid));
    }

    /// The holder of the key could sign so that the signature tells nothing of when and how often.
    #[test]
    fn refuses_r_of_small_order() {
        let s = "b543575a58b27e1bd6473d09a2eb8cb836dde0c263199c5bc4252a29a295bd01";
        assert_eq!(verify(SMALL_ORDER[0], s), Err(Error::SignatureInvalid));
        let s = "e1e127f9daac95c1b3321e70c898ca32fd4a1955c8a92d2ad9870771656b4803";
        assert_eq!(verify(SMALL_ORDER[10], s), Err(Error::SignatureInvalid));
    }

    /// R has a part of order 8: valid for who multiplies by the cofactor, invalid for who does not.
    #[test]
    fn does_not_multiply_by_the_cofactor() {
        let r = "b15bf26424d1b69dd33b7a9e57db5de4a2aadea4a2a051efd9bfd6af74165d2b";
        let s = "c9e0a28a1fc91d069a01179e44367c3cf13fa6c4968c9587f36d4055d7d23508";
        assert_eq!(verify(r, s), Err(Error::SignatureInvalid));
    }

    #[test]
    fn refuses_a_changed_message_key_or_signature() {
        let key = bureau_key();
        let Ok(good) = key.sign(b"message");
        let invalid = Err(Error::SignatureInvalid);
        assert_eq!(key.public_key().verify(b"messagf", &good), invalid);
        let [other, _] = colliding_keys();
        assert_eq!(other.public_key().verify(b"message", &good), invalid);
        for bit in 0..8 * SIGNATURE_BYTES {
            let mut changed = good;
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(
                key.public_key().verify(b"message", &changed),
                invalid,
                "{bit}"
            );
        }
    }
}

#[test]
fn two_keys_may_have_one_identifier() {
    let [one, other] = colliding_keys();
    assert_eq!(one.public_key().id(), other.public_key().id());
    assert_ne!(one.public_key(), other.public_key());
}

#[test]
fn a_holder_key_is_read_when_it_is_needed() {
    let key = bureau_key();
    let holder = HolderKey::try_from(key.public_key()).unwrap();
    assert_eq!(holder.public_key().as_ref(), Ok(key.public_key()));
    let small = [hex("a3 0101 2006 215820"), hex(SMALL_ORDER[0])].concat();
    let holder = super::read_holder_key(&mut Reader::new(&small)).unwrap();
    assert_eq!(holder.public_key(), Err(INVALID_KEY));
}

#[test]
fn keeps_the_private_part_out_of_debug_output() {
    let seed = [0xab; 32];
    let key = SigningKey::from_seed(&seed);
    let shown = format!("{key:?}");
    assert!(!shown.contains("abab") && !shown.contains("171"), "{shown}");
    assert_eq!(*key.to_seed(), seed);
    assert_eq!(
        format!("{:?}", HolderKey::try_from(key.public_key()).unwrap()),
        "HolderKey(..)"
    );
}

/// Encoding the point again decides; that is what the comparison of the bytes stands for.
#[test]
fn an_encoding_is_canonical_if_the_point_is_encoded_like_that() {
    let large = (0xe0..=0xffu8).flat_map(|lowest| {
        [0x7f, 0xff].map(|highest| {
            let mut bytes = [0xff; 32];
            (bytes[0], bytes[31]) = (lowest, highest);
            bytes
        })
    });
    let small = (0..=0xffu8).flat_map(|lowest| {
        [0, 0x80, 0x7f, 0xff].map(|highest| {
            let mut bytes = [0; 32];
            (bytes[0], bytes[31]) = (lowest, highest);
            bytes
        })
    });
    let (mut good, mut bad) = (0, 0);
    for bytes in large.chain(small) {
        let Ok(key) = ed25519_dalek::VerifyingKey::from_bytes(&bytes) else {
            assert!(PublicKey::from_ed25519_bytes(&bytes).is_err());
            continue;
        };
        let is_good = !key.is_weak() && key.to_edwards().compress().as_bytes() == &bytes;
        assert_eq!(
            PublicKey::from_ed25519_bytes(&bytes).is_ok(),
            is_good,
            "{bytes:?}"
        );
        *(if is_good { &mut good } else { &mut bad }) += 1;
    }
    assert!(good > 300 && bad > 15, "{good} {bad}");
}
