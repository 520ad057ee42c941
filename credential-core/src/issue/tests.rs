use alloc::format;
use alloc::string::String;
use alloc::vec;

use super::{UnsignedCredential, issue};
use crate::ParsedCredential;
use crate::category::CategorySet;
use crate::claims::{Claims, Dependant, DisplayName, Relation};
use crate::cose::SignError;
use crate::error::{Error, Field};
use crate::fixtures::{bureau_key, claims, hex, key};
use crate::keys::{PublicKey, Signature, Signer};
use crate::limits::{MAX_CODE_BYTES, MAX_DEPENDANTS, MAX_NAME_BYTES};
use crate::text::TextForm;

/// The whole credential, put together and signed with another program.
const LISTING: &str = "
    d2                             ; tag 18, COSE_Sign1
    84                             ; array of 4
    49 a2                          ; protected: map of 2
       01 27                       ; alg: EdDSA
       04 44 01565176              ; kid
    a0                             ; unprotected: empty
    5820 a3                        ; payload: map of 3
       04 1a6e73a280               ; exp
       06 1a6ab13b80               ; iat
       3a00010000 84               ; -65537: array of 4
          01 199d81 11             ; categories, status index, holder
          67 e78e8b2ae6988e        ; name
    5840                           ; signature
       2702612238a33536cfc5305a7ad44270eb6f7c13a7a0232048ecc246e0964082
       6ac1188e78f46ec580b1c25a5f12cc4f33fa883b9b9d990528ed8a33175a8005";

#[test]
fn makes_the_bytes_that_another_program_makes() {
    let credential = issue(&claims(), &bureau_key()).unwrap();
    assert_eq!(credential.as_bytes(), hex(LISTING));
    assert_eq!(
        credential.to_text(TextForm::Digits),
        "8160111214846970276536616558841381358465605421843756865277014591045947531599451657477831\
         1440769389035228606563260218978183736294156772824837942886118198455131187206970405108116\
         6446503699522788097862988081370717609518982331162879495987586491657817425988435993022679\
         3891023716357"
    );
    assert_eq!(
        credential.to_text(TextForm::Base45),
        "LB1:RRQ+D9P60CO0R70JDA8CKU54FN0F/DKOKWY0/LDMN7/E7V50.20B601-J092DCTVQH$6TZ:H/48OD0UE4LSK \
         -6Z-OWJBN$QHCEA4E L20BKT34+-T9/8Y:I-LGMIOM0IO+UP/OBLM5JB.G2P0ABUV4O7P-JFT0F1UTK6%JB50"
    );
}

#[test]
fn prepares_signs_elsewhere_and_finishes() {
    let key = bureau_key();
    let unsigned = UnsignedCredential::prepare(&claims(), key.public_key()).unwrap();
    let Ok(signature) = key.sign(unsigned.to_be_signed());
    let credential = unsigned.finish(&signature).unwrap();
    assert_eq!(credential.as_bytes(), hex(LISTING));
}

#[test]
fn refuses_claims_out_of_range_before_anything_is_signed() {
    let mut claims = claims();
    claims.categories = CategorySet::EMPTY;
    let error = Error::DraftInvalid(Field::Categories);
    assert_eq!(
        issue(&claims, &bureau_key()),
        Err(SignError::Invalid(error))
    );
    assert_eq!(
        UnsignedCredential::prepare(&claims, bureau_key().public_key()).err(),
        Some(error)
    );
}

/// With the key of a phone, names of the greatest length do not fit into a code.
#[test]
fn refuses_a_credential_that_no_terminal_reads_before_it_is_signed() {
    let mut claims = claims();
    claims.name = dependant(MAX_NAME_BYTES).name;
    claims.holder_key = Some(key(3).public_key().into());
    let fits = |claims: &Claims| {
        let unsigned = UnsignedCredential::prepare(claims, bureau_key().public_key());
        unsigned.is_ok()
    };
    let too_long = Error::TooLong {
        limit: MAX_CODE_BYTES,
    };
    // Longer by a byte each time, over the border.
    claims.dependants = vec![dependant(MAX_NAME_BYTES); MAX_DEPENDANTS - 1];
    claims.dependants.push(dependant(1));
    assert!(fits(&claims));
    let mut fitted = 0;
    for bytes in 1..=MAX_NAME_BYTES {
        claims.dependants[MAX_DEPENDANTS - 1] = dependant(bytes);
        if fits(&claims) {
            fitted = issue(&claims, &bureau_key()).unwrap().as_bytes().len();
        } else {
            let refused = issue(&claims, &bureau_key());
            assert_eq!(refused, Err(SignError::Invalid(too_long)));
        }
    }
    assert_eq!(fitted, MAX_CODE_BYTES);
}

fn dependant(bytes: usize) -> Dependant {
    Dependant {
        relation: Relation::CHILD,
        name: DisplayName::new(&"A".repeat(bytes)).unwrap(),
    }
}

/// A hardware module whose answers are not what they should be.
struct Faulty {
    public: PublicKey,
    answer: Result<Signature, &'static str>,
}

impl Signer for Faulty {
    type Error = &'static str;

    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, _message: &[u8]) -> Result<Signature, &'static str> {
        self.answer
    }
}

#[test]
fn passes_on_why_the_signer_failed() {
    let removed = Faulty {
        public: bureau_key().public_key().clone(),
        answer: Err("token removed"),
    };
    assert_eq!(
        issue(&claims(), &removed),
        Err(SignError::Signer("token removed"))
    );
}

/// Found at the desk, not at the gate.
#[test]
fn refuses_an_answer_that_its_own_key_does_not_verify() {
    let unsigned = UnsignedCredential::prepare(&claims(), bureau_key().public_key()).unwrap();
    let Ok(by_another) = key(9).sign(unsigned.to_be_signed());
    for answer in [by_another, [0; 64], [0xff; 64]] {
        let faulty = Faulty {
            public: bureau_key().public_key().clone(),
            answer: Ok(answer),
        };
        assert_eq!(
            issue(&claims(), &faulty),
            Err(SignError::Invalid(Error::SignerFault))
        );
    }
}

#[test]
fn gives_the_scanned_text_as_it_was_printed() {
    let credential = issue(&claims(), &bureau_key()).unwrap();
    for form in [TextForm::Digits, TextForm::Base45] {
        let printed = credential.to_text(form);
        // A hand-held scanner in front of a Chinese input method.
        let wide: String = printed
            .chars()
            .map(|c| match c {
                '0'..='9' => char::from_u32(u32::from(c) - 0x30 + 0xff10).unwrap(),
                other => other,
            })
            .collect();
        let scanned = ParsedCredential::from_text(&format!(" {wide}\r\n")).unwrap();
        assert_eq!(scanned.to_text(form).unwrap(), printed);
    }
}

#[test]
fn a_bureau_reads_what_it_has_signed_itself_and_nothing_else() {
    let credential = issue(&claims(), &bureau_key()).unwrap();
    let parsed = ParsedCredential::from_bytes(credential.as_bytes()).unwrap();
    assert_eq!(parsed.verify_own(bureau_key().public_key()), Ok(claims()));
    assert_eq!(
        parsed.verify_own(key(77).public_key()),
        Err(Error::SignatureInvalid)
    );
}
