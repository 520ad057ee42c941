use alloc::vec::Vec;

use super::{ParsedCode, ParsedPresentation, Presentation, UnsignedPresentation};
use crate::category::CategorySet;
use crate::challenge::Challenge;
use crate::cose::SignError;
use crate::credential::ParsedCredential;
use crate::error::{CborFault, Error, Field};
use crate::fixtures::{
    NOW, bound_to, bstr, bureau_key, claims, hex, key, p256_phone_key, phone_key, replace,
};
use crate::frames::Frame;
use crate::keys::{P256SigningKey, Signer};
use crate::limits::MAX_CODE_BYTES;
use crate::numbers::{HolderNumber, StatusIndex};
use crate::text::TextForm;
use crate::time::UnixTime;

fn longest(claims: &mut crate::Claims) {
    claims.status_index = StatusIndex(0xff_ffff);
    claims.holder = HolderNumber(u32::MAX);
    claims.categories = CategorySet::from_bits(0xbd);
}

/// By hand from RFC 9052 and RFC 9597, without the code under test.
fn by_hand(alg: &str, credential: &[u8], signer: &impl Signer, aad: &[u8]) -> Vec<u8> {
    let time = (NOW.as_secs() as u32).to_be_bytes();
    let protected = [&hex(alg)[..], &hex("0f a1 06 1a"), &time].concat();
    let message = [
        b"\x84\x6aSignature1",
        &bstr(&protected)[..],
        &bstr(aad),
        &bstr(credential),
    ]
    .concat();
    let signature = signer.sign(&message).unwrap_or_else(|_| panic!("signs"));
    [
        b"\xd2\x84",
        &bstr(&protected)[..],
        b"\xa0",
        &bstr(credential),
        &bstr(&signature),
    ]
    .concat()
}

#[test]
fn fits_into_a_code_of_version_11_for_both_types_of_key() {
    let ed25519 = bound_to(phone_key().public_key(), longest);
    let shown = Presentation::issue(&ed25519, NOW, None, &phone_key()).unwrap();
    assert_eq!(shown.as_bytes().len(), 246);
    assert!(shown.to_text().len() <= 604);

    let phone = p256_phone_key();
    let p256 = bound_to(phone.public_key(), longest);
    let shown = Presentation::issue(&p256, NOW, None, &phone).unwrap();
    assert_eq!(shown.as_bytes().len(), 248);
    assert!(shown.to_text().len() <= 604, "{}", shown.to_text().len());
}

#[test]
fn has_the_bytes_of_the_format() {
    let challenge = Challenge::new(&[0x5a; 16]).unwrap();
    let aad = [&b"\x82\x73laobingma challenge\x50"[..], &[0x5a; 16]].concat();
    for (asked, aad) in [(None, &[][..]), (Some(&challenge), &aad)] {
        let credential = bound_to(phone_key().public_key(), |_| ());
        let bytes = credential.message().to_bytes().unwrap();
        let shown = Presentation::issue(&credential, NOW, asked, &phone_key()).unwrap();
        let expected = by_hand("a2 01 27", &bytes, &phone_key(), aad);
        assert_eq!(shown.as_bytes(), expected);

        let phone = p256_phone_key();
        let credential = bound_to(phone.public_key(), |_| ());
        let bytes = credential.message().to_bytes().unwrap();
        let shown = Presentation::issue(&credential, NOW, asked, &phone).unwrap();
        let expected = by_hand("a2 01 26", &bytes, &phone, aad);
        assert_eq!(shown.as_bytes(), expected);
    }
}

/// RFC 6979, A.2.5, with SHA-256 and the message `sample`.
#[test]
fn p256_signs_as_rfc_6979_says() {
    let secret = hex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
    let key = P256SigningKey::from_secret_bytes(&secret.try_into().unwrap()).unwrap();
    let Ok(signature) = key.sign(b"sample");
    let expected = hex(
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716
         F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
    );
    assert_eq!(signature.to_vec(), expected);
    assert_eq!(key.public_key().verify(b"sample", &signature), Ok(()));
    for bad in [[0; 32], [0xff; 32]] {
        let error = P256SigningKey::from_secret_bytes(&bad).unwrap_err();
        assert_eq!(error, Error::ClaimsInvalid(Field::Key));
    }
}

#[test]
fn is_read_back_and_holds_the_credential() {
    let credential = bound_to(phone_key().public_key(), |_| ());
    let shown = Presentation::issue(&credential, NOW, None, &phone_key()).unwrap();
    let text = shown.to_text();
    let ParsedCode::Presentation(parsed) = ParsedCode::from_text(&text).unwrap() else {
        panic!("a presentation")
    };
    assert_eq!(parsed.claimed_date(), NOW);
    assert_eq!(parsed.credential().hash(), credential.hash());
    // A program that wants a credential alone does not take it for one, and neither is it a frame.
    for error in [
        ParsedCredential::from_text(&text).unwrap_err(),
        Frame::from_text(&text).unwrap_err(),
    ] {
        assert_eq!(error, Error::ObjectUnsupported);
    }
    let card = credential.to_text(TextForm::Digits).unwrap();
    let code = ParsedCode::from_text(&card).unwrap();
    assert!(matches!(code, ParsedCode::Credential(_)));
    assert_eq!(code.credential().hash(), credential.hash());
}

#[test]
fn is_not_made_with_a_key_that_the_credential_does_not_name() {
    let bound = bound_to(phone_key().public_key(), |_| ());
    let unbound = bound_to(phone_key().public_key(), |claims| claims.holder_key = None);
    let invalid = |field| SignError::Invalid(Error::DraftInvalid(field));
    let made = |credential: &_, now| Presentation::issue(credential, now, None, &phone_key());
    assert_eq!(
        Presentation::issue(&bound, NOW, None, &key(4)).unwrap_err(),
        invalid(Field::Key)
    );
    assert_eq!(made(&unbound, NOW).unwrap_err(), invalid(Field::Key));
    let too_late = UnixTime::from_secs(253_402_300_800);
    assert_eq!(
        made(&bound, too_late).unwrap_err(),
        invalid(Field::Validity)
    );

    let prepare = || UnsignedPresentation::prepare(&bound, NOW, None, phone_key().public_key());
    let unsigned = prepare().unwrap();
    let Ok(foreign) = key(4).sign(unsigned.to_be_signed());
    assert_eq!(unsigned.finish(&foreign), Err(Error::SignerFault));
}

#[test]
fn is_not_made_larger_than_a_terminal_reads() {
    let family = |names: usize| {
        bound_to(phone_key().public_key(), |claims| {
            claims.dependants = (0..8)
                .map(|_| crate::Dependant {
                    relation: crate::Relation::CHILD,
                    name: crate::DisplayName::new(&"王".repeat(names)).unwrap(),
                })
                .collect();
        })
    };
    let fits = Presentation::issue(&family(26), NOW, None, &phone_key()).unwrap();
    assert!(fits.as_bytes().len() <= MAX_CODE_BYTES);
    let error = Presentation::issue(&family(32), NOW, None, &phone_key()).unwrap_err();
    let limit = MAX_CODE_BYTES;
    assert_eq!(error, SignError::Invalid(Error::TooLong { limit }));
}

#[test]
fn another_header_is_refused() {
    let credential = bound_to(phone_key().public_key(), |_| ());
    let shown = Presentation::issue(&credential, NOW, None, &phone_key()).unwrap();
    let good = shown.as_bytes();
    let read = |bytes: &[u8]| ParsedPresentation::from_bytes(bytes).map(|_| ());
    assert_eq!(read(good), Ok(()));
    let time = &hex("061a 6b49d200")[..];
    assert_eq!(time[2..], (NOW.as_secs() as u32).to_be_bytes());
    let header = |inside: &str| {
        let old = [&hex("4b a2 0127 0f a1")[..], time].concat();
        replace(good, &old, &bstr(&hex(inside)))
    };
    let unexpected = Error::Malformed(CborFault::UnexpectedItem);
    for (inside, error) in [
        // The kid of a credential; no time; no algorithm; a further parameter; nothing; no map.
        ("a2 0127 0444 00000000", Error::HeaderUnexpected),
        ("a1 0127", Error::HeaderUnexpected),
        ("a1 0f a1 061a 6b49d200", Error::HeaderUnexpected),
        (
            "a3 0127 0444 00000000 0f a1 061a 6b49d200",
            Error::HeaderUnexpected,
        ),
        ("a0", Error::HeaderUnexpected),
        ("80", Error::HeaderUnexpected),
        // The claims are empty, have another one, one more, no map, no time, a time too late.
        ("a2 0127 0f a0", Error::HeaderUnexpected),
        ("a2 0127 0f a1 041a 6b49d200", Error::HeaderUnexpected),
        ("a2 0127 0f a2 0400 061a 6b49d200", Error::HeaderUnexpected),
        ("a2 0127 0f a2 061a 6b49d200 0700", Error::HeaderUnexpected),
        ("a2 0127 0f 1a 6b49d200", Error::HeaderUnexpected),
        ("a2 0127 0f a1 0620", Error::HeaderUnexpected),
        (
            "a2 0127 0f a1 061b 0000003afff44180",
            Error::HeaderUnexpected,
        ),
        // Another algorithm, of a signer but no holder, of another type.
        ("a2 0124 0f a1 061a 6b49d200", Error::AlgorithmUnsupported),
        (
            "a2 013a 0001000e 0f a1 061a 6b49d200",
            Error::AlgorithmUnsupported,
        ),
        (
            "a2 0141 07 0f a1 061a 6b49d200",
            Error::AlgorithmUnsupported,
        ),
        // Not deterministic, inside as well.
        (
            "a2 0f a1 061a 6b49d200 0127",
            Error::Malformed(CborFault::NotDeterministic),
        ),
        (
            "a2 0127 0f a1 061b 000000006b49d200",
            Error::Malformed(CborFault::NotDeterministic),
        ),
    ] {
        assert_eq!(read(&header(inside)), Err(error), "{inside}");
    }
    // The last second of the year 9999 is a time.
    assert_eq!(read(&header("a2 0127 0f a1 061b 0000003afff4417f")), Ok(()));
    let unprotected = replace(good, &hex("6b49d200 a0"), &hex("6b49d200 a1 0100"));
    assert_eq!(read(&unprotected), Err(Error::HeaderUnexpected));
    let mut shorter = good[..good.len() - 66].to_vec();
    shorter.extend(bstr(&[7; 63]));
    assert_eq!(read(&shorter), Err(unexpected));
    let other_tag = [b"\xd1", &good[1..]].concat();
    assert_eq!(read(&other_tag), Err(Error::ObjectUnsupported));
    let long = [0].repeat(MAX_CODE_BYTES + 1);
    assert_eq!(
        read(&long),
        Err(Error::TooLong {
            limit: MAX_CODE_BYTES
        })
    );
}

#[test]
fn what_is_in_it_is_a_credential() {
    let read = |inside: &[u8]| {
        let bytes = by_hand("a2 01 27", inside, &phone_key(), &[]);
        ParsedPresentation::from_bytes(&bytes).map(|_| ())
    };
    let credential = bound_to(phone_key().public_key(), |_| ());
    let bytes = credential.message().to_bytes().unwrap();
    assert_eq!(read(&bytes), Ok(()));
    let shown = Presentation::issue(&credential, NOW, None, &phone_key()).unwrap();
    assert_eq!(read(shown.as_bytes()), Err(Error::HeaderUnexpected));
    assert_eq!(read(&[]), Err(Error::Malformed(CborFault::Truncated)));
    let cut = &bytes[..bytes.len() - 1];
    assert_eq!(read(cut), Err(Error::Malformed(CborFault::Truncated)));
    let more = [&bytes[..], &[0]].concat();
    assert_eq!(read(&more), Err(Error::Malformed(CborFault::TrailingBytes)));
    // And not the other way round.
    let error = ParsedCredential::from_bytes(shown.as_bytes()).unwrap_err();
    assert_eq!(error, Error::HeaderUnexpected);
}

#[test]
fn challenges_have_8_to_64_bytes_and_are_not_shown() {
    let new = |len| Challenge::new(&[7].repeat(len));
    for len in [0, 7, 65, 4_096] {
        assert_eq!(new(len), Err(Error::DraftInvalid(Field::Count)));
    }
    for len in [8, 16, 64] {
        assert!(new(len).is_ok());
    }
    assert_eq!(alloc::format!("{:?}", new(8)), "Ok(Challenge(..))");
    let secret = alloc::format!("{:?}", p256_phone_key());
    assert!(
        secret.contains("not shown") && !secret.contains("0303"),
        "{secret}"
    );
}

/// The usual claims are what the tests here and elsewhere count on.
#[test]
fn a_bearer_code_stays_what_it_was() {
    let card = crate::issue(&claims(), &bureau_key()).unwrap();
    let code = ParsedCode::from_text(&card.to_text(TextForm::Base45)).unwrap();
    assert!(matches!(code, ParsedCode::Credential(_)));
}
