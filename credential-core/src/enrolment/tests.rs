use alloc::vec::Vec;
use core::time::Duration;

use super::*;
use crate::ParsedCredential;
use crate::error::Field;
use crate::fixtures::{ISSUED, bureau_key, claims as credential_claims, hex, key, sign1};
use crate::keys::{P256SigningKey, SigningKey};
use crate::limits::MAX_TIME;
use crate::text::TextForm;

const XIANNING: IssuerId = IssuerId(42_120_001);
const DAY: Duration = Duration::from_secs(86_400);

fn claims() -> EnrolmentClaims {
    EnrolmentClaims {
        issued: ISSUED,
        issuer: Some(XIANNING),
        label: Some("手机".into()),
    }
}

fn phone() -> SigningKey {
    key(40)
}

/// A phone with a key of NIST P-256.
fn p256_phone() -> P256SigningKey {
    P256SigningKey::from_secret_bytes(&[9; 32]).unwrap()
}

/// An enrolment with this payload and the given algorithm, which names `named` and is signed by `signer`.
fn by_hand(algorithm: &str, payload: &[u8], named: &SigningKey, signer: &SigningKey) -> Vec<u8> {
    let typ = "application/vnd.laobingma.enrolment+cose";
    let mut header = hex(&["a3 01", algorithm, "0444"].concat());
    header.extend(named.public_key().id().to_bytes());
    header.extend(hex("10 78"));
    header.push(typ.len() as u8);
    header.extend(typ.as_bytes());
    sign1(&header, payload, signer)
}

const HEAD: &str = "a2 06 1a 6ab13b80 3a00010006";

/// A payload whose inner map has this head, the phone's key, and these entries behind it.
fn payload(map: &str, behind: &str) -> Vec<u8> {
    let key = encode_holder_key(&HolderKey::try_from(phone().public_key()).unwrap());
    [hex(&[HEAD, map, "01"].concat()), key, hex(behind)].concat()
}

fn read(payload: &[u8]) -> Result<EnrolmentClaims> {
    let bytes = by_hand("27", payload, &phone(), &phone());
    ProvedKey::from_bytes(&bytes).map(|proved| proved.claims().clone())
}

#[test]
fn is_what_the_format_says() {
    let payload = payload("a3", "02 1a 0282b341 03 66 e6898be69cba");
    let expected = by_hand("27", &payload, &phone(), &phone());
    let made = Enrolment::sign(&claims(), &phone()).unwrap();
    assert_eq!(made.as_bytes(), expected);
    let proved = ProvedKey::from_bytes(&expected).unwrap();
    assert_eq!(proved.claims(), &claims());
    assert_eq!(proved.key().public_key().as_ref(), Ok(phone().public_key()));
}

#[test]
fn both_types_of_keys_prove_themselves() {
    let made = Enrolment::sign(&claims(), &p256_phone()).unwrap();
    let proved = ProvedKey::from_text(&made.to_text()).unwrap();
    assert_eq!(proved.key().algorithm(), Algorithm::P256);
    assert_eq!(
        proved.key().public_key(),
        Ok(p256_phone().public_key().clone())
    );
    let mut damaged = made.as_bytes().to_vec();
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(
        ProvedKey::from_bytes(&damaged),
        Err(Error::SignatureInvalid)
    );
}

/// Excel takes what it can read as a floating-point number for one: up to 308 digits.
#[test]
fn the_text_is_longer_than_any_number_of_a_spreadsheet() {
    let least = EnrolmentClaims {
        issued: UnixTime::from_secs(0),
        issuer: None,
        label: None,
    };
    let text = Enrolment::sign(&least, &phone()).unwrap().to_text();
    assert!(text.len() > 309 && text.parse::<f64>() == Ok(f64::INFINITY));
    assert!(text.starts_with("87"));
    // As a scanner with a Chinese input method types it.
    let typed: alloc::string::String = text
        .chars()
        .filter_map(|digit| char::from_u32(u32::from(digit) + 0xfee0))
        .collect();
    assert_eq!(ProvedKey::from_text(&typed).unwrap().claims(), &least);
    let mut wrong = text.clone();
    wrong.replace_range(100..101, if &text[100..101] == "7" { "3" } else { "7" });
    let failure = ProvedKey::from_text(&wrong).unwrap_err();
    assert_eq!(failure.code(), "unreadable");
}

#[test]
fn a_scanner_leaves_it_as_it_is() {
    let text = Enrolment::sign(&claims(), &phone()).unwrap().to_text();
    let clean = crate::scanner::clean(&text);
    assert_eq!((clean.fault, clean.is_repaired), (None, false));
    // What a US scanner types into a computer with a French keyboard.
    let typed: alloc::string::String = text
        .bytes()
        .map(|digit| ['à', '&', 'é', '"', '\'', '(', '-', 'è', '_', 'ç'][usize::from(digit - b'0')])
        .collect();
    let repaired = crate::scanner::clean(&typed);
    assert_eq!(repaired.text, text);
}

#[test]
fn an_enrolment_is_no_credential_and_a_credential_none() {
    let text = Enrolment::sign(&claims(), &phone()).unwrap().to_text();
    assert_eq!(
        ParsedCredential::from_text(&text).err(),
        Some(Error::ObjectUnsupported)
    );
    let code = crate::issue(&credential_claims(), &bureau_key()).unwrap();
    let as_text = ProvedKey::from_text(&code.to_text(TextForm::Digits));
    assert_eq!(as_text, Err(Error::ObjectUnsupported));
    assert_eq!(
        ProvedKey::from_bytes(code.as_bytes()),
        Err(Error::HeaderUnexpected)
    );
}

#[test]
fn somebody_elses_key_cannot_be_enrolled() {
    let payload = payload("a1", "");
    let other = key(41);
    // Signed by the other, with the name of the phone's key; and with the name of its own.
    for (named, expected) in [
        (&phone(), Error::SignatureInvalid),
        (&other, Error::ClaimsInvalid(Field::Key)),
    ] {
        let bytes = by_hand("27", &payload, named, &other);
        assert_eq!(ProvedKey::from_bytes(&bytes), Err(expected));
    }
    let by_another_algorithm = by_hand("26", &payload, &phone(), &phone());
    assert_eq!(
        ProvedKey::from_bytes(&by_another_algorithm),
        Err(Error::AlgorithmUnsupported)
    );
}

#[test]
fn weak_and_foreign_keys_are_refused() {
    let of = |key: &str| read(&hex(&[HEAD, "a1 01", key].concat()));
    let small_order =
        "a3 01 01 20 06 21 5820 0100000000000000000000000000000000000000000000000000000000000000";
    let identity_with_the_sign =
        "a3 01 01 20 06 21 5820 0100000000000000000000000000000000000000000000000000000000000080";
    let no_point = "a4 01 02 20 01 21 5820 0000000000000000000000000000000000000000000000000000000000000001 22 f4";
    let unknown =
        "a3 01 04 20 06 21 5820 0100000000000000000000000000000000000000000000000000000000000000";
    for key in [small_order, identity_with_the_sign, no_point, unknown, "a0"] {
        assert_eq!(of(key), Err(Error::ClaimsInvalid(Field::Key)), "{key}");
    }
    for key in ["00", "80", "f6"] {
        assert_eq!(of(key), Err(Error::ClaimsInvalid(Field::Payload)), "{key}");
    }
}

#[test]
fn is_taken_for_thirty_days_by_its_bureau() {
    let proved = |claims: &EnrolmentClaims| {
        let made = Enrolment::sign(claims, &phone()).unwrap();
        ProvedKey::from_bytes(made.as_bytes()).unwrap()
    };
    let ours = proved(&claims());
    let second = Duration::from_secs(1);
    for (now, ok) in [
        (ISSUED.plus(30 * DAY), true),
        (ISSUED.plus(30 * DAY + second), false),
        (UnixTime::from_secs(ISSUED.as_secs() - 86_400), true),
        (UnixTime::from_secs(ISSUED.as_secs() - 86_401), false),
    ] {
        let checked = ours.check_for(XIANNING, now);
        assert_eq!(checked.is_ok(), ok, "{checked:?}");
    }
    let other = IssuerId(42_120_002);
    assert_eq!(ours.check_for(other, ISSUED), Err(Error::SubjectMismatch));
    let for_any = EnrolmentClaims {
        issuer: None,
        ..claims()
    };
    assert_eq!(proved(&for_any).check_for(other, ISSUED), Ok(()));
}

#[test]
fn says_which_part_is_wrong() {
    let name = Err(Error::ClaimsInvalid(Field::Name));
    let shape = Err(Error::ClaimsInvalid(Field::Payload));
    for (map, behind, expected) in [
        ("a2", "03 60", name.clone()),
        // A character that turns the direction of writing.
        ("a2", "03 63 e280ae", name),
        ("a2", "03 01", shape.clone()),
        ("a2", "02 20", shape.clone()),
        ("a2", "02 1b 0000000100000000", shape.clone()),
        ("a2", "18 80 00", Err(Error::ContentUnsupported)),
    ] {
        assert_eq!(read(&payload(map, behind)), expected, "{behind}");
    }
    // What only informs is passed over.
    assert!(read(&payload("a2", "18 7f f6")).is_ok());
    assert_eq!(read(&hex("a1 06 1a 6ab13b80")), shape.clone());
    assert_eq!(read(&hex("80")), shape);

    for (broken, field) in [
        (
            EnrolmentClaims {
                label: Some("机".repeat(17)),
                ..claims()
            },
            Field::Name,
        ),
        (
            EnrolmentClaims {
                issued: UnixTime::from_secs(MAX_TIME + 1),
                ..claims()
            },
            Field::Validity,
        ),
    ] {
        let made = Enrolment::sign(&broken, &phone());
        assert_eq!(made, Err(SignError::Invalid(Error::DraftInvalid(field))));
    }
}

#[test]
fn what_is_cut_or_too_long_is_refused() {
    let made = Enrolment::sign(&claims(), &phone()).unwrap();
    for end in 0..made.as_bytes().len() {
        assert!(ProvedKey::from_bytes(&made.as_bytes()[..end]).is_err());
    }
    let mut long = made.as_bytes().to_vec();
    long.push(0);
    assert!(ProvedKey::from_bytes(&long).is_err());
    long.resize(MAX_ENROLMENT_BYTES + 1, 0);
    let limit = MAX_ENROLMENT_BYTES;
    assert_eq!(ProvedKey::from_bytes(&long), Err(Error::TooLong { limit }));
}

#[test]
fn one_changed_bit_and_it_proves_nothing() {
    let made = Enrolment::sign(&claims(), &phone()).unwrap();
    for at in 0..made.as_bytes().len() {
        for bit in 0..8 {
            let mut changed = made.as_bytes().to_vec();
            changed[at] ^= 1 << bit;
            assert!(ProvedKey::from_bytes(&changed).is_err(), "{at} {bit}");
        }
    }
}
