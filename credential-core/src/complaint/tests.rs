use super::*;
use crate::fixtures::{NOW, bound_to, bureau_key, claims, key, p256_phone_key, phone_key};
use crate::issue;
use crate::keys::Signer;
use crate::text::TextForm;
use crate::{Collected, FrameCollector, ObjectKind};
use alloc::borrow::ToOwned;
use core::time::Duration;

fn said() -> ComplaintClaims {
    ComplaintClaims {
        issued: NOW,
        merchant: MerchantNumber(7),
        benefit: Some(BenefitNumber(12)),
        day: CivilDay::from_number(20_261_120).unwrap(),
        text: "说好半价，收了全价".to_owned(),
    }
}

fn credential(phone: &impl Signer) -> ParsedCredential {
    bound_to(phone.public_key(), |_| ())
}

fn signed<S: Signer>(claims: &ComplaintClaims, phone: &S) -> Result<Complaint> {
    match Complaint::sign(&credential(phone), claims, phone) {
        Ok(complaint) => Ok(complaint),
        Err(SignError::Invalid(error)) => Err(error),
        Err(SignError::Signer(_)) => panic!("these keys sign"),
    }
}

#[test]
fn a_complaint_says_after_signing_what_it_said_before() {
    let without = ComplaintClaims {
        benefit: None,
        ..said()
    };
    for claims in [said(), without] {
        let by_ed25519 = signed(&claims, &phone_key()).unwrap();
        let by_p256 = signed(&claims, &p256_phone_key()).unwrap();
        for complaint in [by_ed25519, by_p256] {
            let bytes = complaint.as_bytes();
            assert_eq!(ObjectKind::of(bytes), Some(ObjectKind::Complaint));
            let proved = ProvedComplaint::from_bytes(bytes).unwrap();
            assert_eq!(proved.claims(), &claims);
            let inner = proved.credential().verify_own(bureau_key().public_key());
            assert!(inner.is_ok_and(|inner| inner.holder_key.is_some()));
            for at in 0..bytes.len() {
                let mut changed = bytes.to_vec();
                changed[at] ^= 1;
                assert!(ProvedComplaint::from_bytes(&changed).is_err(), "{at}");
            }
        }
    }
}

#[test]
fn codes_carry_the_longest_one() {
    let longest = ComplaintClaims {
        text: "字".repeat(MAX_COMPLAINT_TEXT_BYTES / 3),
        ..said()
    };
    let complaint = signed(&longest, &p256_phone_key()).unwrap();
    assert!(complaint.as_bytes().len() <= MAX_COMPLAINT_BYTES);
    let mut collector = FrameCollector::new();
    let mut whole = None;
    for text in complaint.to_texts(400).unwrap() {
        if let Collected::Object(bytes) = collector.add(&text).unwrap() {
            whole = Some(bytes);
        }
    }
    assert_eq!(whole.unwrap(), complaint.as_bytes());
}

#[test]
fn refuses_what_another_key_has_signed() {
    // A complaint by somebody else's phone, with a credential that was photographed.
    let photographed = credential(&phone_key());
    let other = key(9);
    assert_eq!(
        UnsignedComplaint::prepare(&photographed, &said(), other.public_key()).err(),
        Some(Error::DraftInvalid(Field::Key))
    );
    let payload = encode(&photographed.message().to_bytes().unwrap(), &said());
    let forged = UnsignedSign1::prepare::<Content>(payload.clone(), other.public_key());
    let forged = forged.unwrap().sign(&other).unwrap();
    assert_eq!(
        ProvedComplaint::from_bytes(&forged).err(),
        Some(Error::ClaimsInvalid(Field::Key))
    );
    // A signature for another kind of object does not count.
    let unsigned = UnsignedSign1::prepare::<Content>(payload, phone_key().public_key()).unwrap();
    let signature = phone_key().sign(b"something else").unwrap();
    assert_eq!(unsigned.finish(&signature), Err(Error::SignerFault));
}

#[test]
fn refuses_a_card_in_the_place_of_a_phone() {
    let card = issue(&claims(), &bureau_key()).unwrap();
    let card = ParsedCredential::from_text(&card.to_text(TextForm::Digits)).unwrap();
    assert_eq!(
        UnsignedComplaint::prepare(&card, &said(), phone_key().public_key()).err(),
        Some(Error::DraftInvalid(Field::Key))
    );
    let payload = encode(&card.message().to_bytes().unwrap(), &said());
    let forged = UnsignedSign1::prepare::<Content>(payload, phone_key().public_key());
    let forged = forged.unwrap().sign(&phone_key()).unwrap();
    assert_eq!(
        ProvedComplaint::from_bytes(&forged).err(),
        Some(Error::ClaimsInvalid(Field::Key))
    );
}

#[test]
fn what_it_says_is_bounded() {
    let too_long = "字".repeat(MAX_COMPLAINT_TEXT_BYTES / 3) + "字";
    for (text, field) in [
        ("", Field::Name),
        (too_long.as_str(), Field::Name),
        ("两行\n不行", Field::Name),
        ("反\u{202e}向", Field::Name),
    ] {
        let claims = ComplaintClaims {
            text: text.to_owned(),
            ..said()
        };
        assert_eq!(
            signed(&claims, &phone_key()),
            Err(Error::DraftInvalid(field)),
            "{text}"
        );
    }
    for (claims, field) in [
        (
            ComplaintClaims {
                merchant: MerchantNumber(0),
                ..said()
            },
            Field::Merchant,
        ),
        (
            ComplaintClaims {
                benefit: Some(BenefitNumber(0)),
                ..said()
            },
            Field::Benefit,
        ),
    ] {
        assert_eq!(
            signed(&claims, &phone_key()),
            Err(Error::DraftInvalid(field))
        );
    }
}

#[test]
fn an_old_one_and_one_of_tomorrow_are_not_taken() {
    let complaint = signed(&said(), &phone_key()).unwrap();
    let proved = ProvedComplaint::from_bytes(complaint.as_bytes()).unwrap();
    assert_eq!(proved.check_made(NOW.plus(MAX_COMPLAINT_AGE)), Ok(()));
    let late = NOW.plus(MAX_COMPLAINT_AGE + Duration::from_secs(1));
    assert!(matches!(
        proved.check_made(late),
        Err(Error::RequestExpired { .. })
    ));
    let early = UnixTime::from_secs(NOW.as_secs() - 2 * 86_400);
    assert!(matches!(
        proved.check_made(early),
        Err(Error::DatedAhead { .. })
    ));
}
