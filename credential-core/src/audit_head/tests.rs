use super::*;
use crate::error::Field;
use crate::fixtures::{ISSUED, bureau_key, claims, hex, key, sign1};
use crate::limits::MAX_TIME;

const XIANNING: IssuerId = IssuerId(42_120_001);

fn head() -> AuditHeadClaims {
    AuditHeadClaims {
        issuer: XIANNING,
        issued: ISSUED,
        entries: 80_001,
        last_hash: [0xab; 32],
    }
}

fn own(bytes: &[u8]) -> Result<AuditHeadClaims> {
    AuditHead::verify_own(bytes, XIANNING, bureau_key().public_key()).map(|head| head.claims)
}

fn by_hand(payload: &str) -> Vec<u8> {
    let typ = "application/vnd.laobingma.audit-head+cose";
    let mut header = hex("a3 0127 0444");
    header.extend(bureau_key().public_key().id().to_bytes());
    header.extend(hex("10 78"));
    header.push(typ.len() as u8);
    header.extend(typ.as_bytes());
    sign1(&header, &hex(payload), &bureau_key())
}

#[test]
fn is_what_the_format_says() {
    let expected = by_hand(
        "a2                          ; map of 2
           06 1a 6ab13b80            ; iat
           3a00010005 a3             ; -65542
             01 1a 0282b341          ; issuer
             02 1a 00013881          ; entries
             03 5820 abababababababababababababababababababababababababababababababab",
    );
    assert_eq!(AuditHead::sign(&head(), &bureau_key()).unwrap(), expected);
    assert_eq!(own(&expected), Ok(head()));
    assert_eq!(
        AuditHead::key_id(&expected),
        Ok(bureau_key().public_key().id())
    );
}

#[test]
fn a_head_of_another_key_or_issuer_is_refused() {
    let by_another = AuditHead::sign(&head(), &key(9)).unwrap();
    assert_eq!(own(&by_another), Err(Error::SignatureInvalid));
    let other = AuditHeadClaims {
        issuer: IssuerId(42_120_002),
        ..head()
    };
    let of_another = AuditHead::sign(&other, &bureau_key()).unwrap();
    assert_eq!(own(&of_another), Err(Error::SubjectMismatch));
    let code = crate::issue(&claims(), &bureau_key()).unwrap();
    assert_eq!(own(code.as_bytes()), Err(Error::HeaderUnexpected));
    let limit = MAX_AUDIT_HEAD_BYTES;
    assert_eq!(
        own(&[0; MAX_AUDIT_HEAD_BYTES + 1]),
        Err(Error::TooLong { limit })
    );
}

#[test]
fn any_changed_byte_is_noticed() {
    let bytes = AuditHead::sign(&head(), &bureau_key()).unwrap();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(own(&changed).is_err(), "{at}");
        assert!(own(&bytes[..at]).is_err(), "{at}");
    }
}

#[test]
fn faults_have_the_code_of_the_format() {
    let hash = "5820 abababababababababababababababababababababababababababababababab";
    for (payload, error) in [
        ("a2 06 00 3a00010005 a4 01 01 02 00 03 HASH 04 f6", None),
        (
            "a2 06 00 3a00010005 a4 01 01 02 00 03 HASH 1880 f6",
            Some(Error::ContentUnsupported),
        ),
        (
            "a3 06 00 18ff 00 3a00010005 a3 01 01 02 00 03 HASH",
            Some(Error::ContentUnsupported),
        ),
        (
            "a2 06 00 3a00010005 a2 01 01 03 HASH",
            Some(Error::ClaimsInvalid(Field::Payload)),
        ),
        (
            "a2 06 00 3a00010005 a3 01 01 02 20 03 HASH",
            Some(Error::ClaimsInvalid(Field::Payload)),
        ),
        (
            "a2 06 00 3a00010005 a3 01 01 02 00 03 41ab",
            Some(Error::ClaimsInvalid(Field::Payload)),
        ),
        (
            "a2 06 1b0000003afff44180 3a00010005 a3 01 01 02 00 03 HASH",
            Some(Error::ClaimsInvalid(Field::Validity)),
        ),
    ] {
        let bytes = by_hand(&payload.replace("HASH", hash));
        let read = AuditHead::verify_own(&bytes, IssuerId(1), bureau_key().public_key());
        assert_eq!(read.err(), error, "{payload}");
    }
    let late = AuditHeadClaims {
        issued: UnixTime::from_secs(MAX_TIME + 1),
        ..head()
    };
    assert_eq!(
        AuditHead::sign(&late, &bureau_key()),
        Err(SignError::Invalid(Error::DraftInvalid(Field::Validity)))
    );
}
