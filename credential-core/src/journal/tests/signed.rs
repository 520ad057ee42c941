use super::*;
use crate::cose::SignError;
use crate::error::{Error, Field};
use crate::fixtures::{bureau_key, hex, key, sign1};
use crate::limits::MAX_TIME;

fn claims() -> CheckpointClaims {
    CheckpointClaims {
        id: id(),
        end: ChainEnd {
            size: 26_400,
            head: [0xab; 32],
        },
        signed: NOW,
    }
}

fn receipt() -> ReceiptClaims {
    let CheckpointClaims { id, end, signed } = claims();
    ReceiptClaims {
        issuer: IssuerId(42_120_001),
        id,
        end,
        signed,
    }
}

fn checked(bytes: &[u8]) -> crate::Result<CheckpointClaims> {
    Checkpoint::verify(bytes, terminal_key().public_key()).map(|read| *read.claims())
}

fn received(bytes: &[u8]) -> crate::Result<ReceiptClaims> {
    let issuer = IssuerId(42_120_001);
    Receipt::verify(bytes, issuer, bureau_key().public_key()).map(|read| *read.claims())
}

/// A message with this `typ` and the claims by hand; `TERMINAL` stands for the thumbprint.
fn by_hand(kind: &str, payload: &str, signer: &SigningKey) -> Vec<u8> {
    let typ = alloc::format!("application/vnd.laobingma.{kind}+cose");
    let mut header = hex("a3 0127 0444");
    header.extend(signer.public_key().id().to_bytes());
    header.extend(hex("10 78"));
    header.push(typ.len() as u8);
    header.extend(typ.as_bytes());
    let print: alloc::string::String = id()
        .terminal
        .iter()
        .map(|byte| alloc::format!("{byte:02x}"))
        .collect();
    let head = "ab".repeat(32);
    let payload = payload.replace("TERMINAL", &print).replace("HEAD", &head);
    sign1(&header, &hex(&payload), signer)
}

#[test]
fn are_what_the_format_says() {
    let checkpoint = by_hand(
        "checkpoint",
        "a2 06 1a6b49d200 3a00010017 a4 01 5820 TERMINAL 02 01 03 196720 04 5820 HEAD",
        &terminal_key(),
    );
    assert_eq!(
        Checkpoint::sign(&claims(), &terminal_key()).unwrap(),
        checkpoint
    );
    assert_eq!(checked(&checkpoint), Ok(claims()));
    let signed = by_hand(
        "receipt",
        "a2 06 1a6b49d200 3a00010018 a5 01 5820 TERMINAL 02 01 03 196720 04 5820 HEAD 05 1a0282b341",
        &bureau_key(),
    );
    assert_eq!(Receipt::sign(&receipt(), &bureau_key()).unwrap(), signed);
    assert_eq!(received(&signed), Ok(receipt()));
    assert_eq!(Receipt::read_stored(&signed), Ok(receipt()));
    assert_eq!(Receipt::key_id(&signed), Ok(bureau_key().public_key().id()));
}

#[test]
fn one_of_another_key_terminal_bureau_or_kind_is_refused() {
    let other = CheckpointClaims {
        id: ChainId {
            terminal: [1; 32],
            chain: 1,
        },
        ..claims()
    };
    let mismatch = Error::SubjectMismatch;
    let refused = SignError::Invalid(mismatch);
    assert_eq!(
        Checkpoint::sign(&other, &terminal_key()),
        Err(refused.clone())
    );
    assert_eq!(Checkpoint::sign(&claims(), &key(9)), Err(refused));
    // Signed by this terminal, about another: as a stolen key would be used to clear a colleague's journal.
    let payload = "a2 06 00 3a00010017 a4 01 5820 HEAD 02 01 03 00 04 5820 HEAD";
    let about_another = by_hand("checkpoint", payload, &terminal_key());
    assert_eq!(checked(&about_another), Err(mismatch));

    let of_another = ReceiptClaims {
        issuer: IssuerId(1),
        ..receipt()
    };
    let of_another = Receipt::sign(&of_another, &bureau_key()).unwrap();
    assert_eq!(received(&of_another), Err(mismatch));
    let by_another = Receipt::sign(&receipt(), &key(9)).unwrap();
    assert_eq!(received(&by_another), Err(Error::SignatureInvalid));

    let checkpoint = Checkpoint::sign(&claims(), &terminal_key()).unwrap();
    let signed = Receipt::sign(&receipt(), &bureau_key()).unwrap();
    assert_eq!(received(&checkpoint), Err(Error::HeaderUnexpected));
    assert_eq!(checked(&signed), Err(Error::HeaderUnexpected));
}

#[test]
fn any_changed_byte_is_noticed() {
    let checkpoint = Checkpoint::sign(&claims(), &terminal_key()).unwrap();
    let signed = Receipt::sign(&receipt(), &bureau_key()).unwrap();
    for at in 0..checkpoint.len() {
        let mut changed = checkpoint.clone();
        changed[at] ^= 1;
        assert!(checked(&changed).is_err(), "{at}");
    }
    for at in 0..signed.len() {
        let mut changed = signed.clone();
        changed[at] ^= 1;
        assert!(received(&changed).is_err(), "{at}");
    }
}

#[test]
fn faults_have_the_code_of_the_format() {
    let payload = Err(Error::ClaimsInvalid(Field::Payload));
    for (text, expected) in [
        (
            "a2 06 00 3a00010017 a5 01 5820 TERMINAL 02 01 03 00 04 5820 HEAD 06 f6",
            None,
        ),
        (
            "a2 06 00 3a00010017 a5 01 5820 TERMINAL 02 01 03 00 04 5820 HEAD 1880 f6",
            Some(Err(Error::ContentUnsupported)),
        ),
        (
            "a2 06 00 3a00010017 a3 01 5820 TERMINAL 02 01 03 00",
            Some(payload),
        ),
        (
            "a2 06 00 3a00010017 a4 01 5820 TERMINAL 02 01 03 00 04 41ab",
            Some(payload),
        ),
        (
            "a2 06 1b0000003afff44180 3a00010017 a4 01 5820 TERMINAL 02 01 03 00 04 5820 HEAD",
            Some(Err(Error::ClaimsInvalid(Field::Validity))),
        ),
    ] {
        let read = checked(&by_hand("checkpoint", text, &terminal_key()));
        match expected {
            Some(expected) => assert_eq!(read, expected, "{text}"),
            None => assert!(read.is_ok(), "{text}"),
        }
    }
    let without_issuer = by_hand(
        "receipt",
        "a2 06 00 3a00010018 a4 01 5820 TERMINAL 02 01 03 00 04 5820 HEAD",
        &bureau_key(),
    );
    assert_eq!(received(&without_issuer).map(drop), payload.map(drop));
    let late = CheckpointClaims {
        signed: UnixTime::from_secs(MAX_TIME + 1),
        ..claims()
    };
    let refused = SignError::Invalid(Error::DraftInvalid(Field::Validity));
    assert_eq!(Checkpoint::sign(&late, &terminal_key()), Err(refused));
}

#[test]
fn a_receipt_counts_by_the_trust_list_and_for_the_issuer_that_it_names() {
    use crate::fixtures::{issuer, list_claims, trust_of};
    use crate::trust::Standing;

    let bytes =
        |claims: &ReceiptClaims, signer: &SigningKey| Receipt::sign(claims, signer).unwrap();
    let bureau = issuer(42_120_001, &bureau_key());
    let trust = trust_of(list_claims([bureau.clone()].into()));
    let good = bytes(&receipt(), &bureau_key());
    let read = Receipt::verify_trusted(&good, &trust);
    assert_eq!(read.map(|read| *read.claims()), Ok(receipt()));

    let forged = bytes(&receipt(), &key(77));
    assert_eq!(
        Receipt::verify_trusted(&forged, &trust),
        Err(Error::IssuerUnknown {
            key_id: key(77).public_key().id()
        })
    );
    let of_another = ReceiptClaims {
        issuer: IssuerId(1),
        ..receipt()
    };
    let of_another = bytes(&of_another, &bureau_key());
    assert_eq!(
        Receipt::verify_trusted(&of_another, &trust),
        Err(Error::SubjectMismatch)
    );
    let mut withdrawn = bureau;
    withdrawn.standing = Standing::Withdrawn;
    let trust = trust_of(list_claims([withdrawn].into()));
    assert_eq!(
        Receipt::verify_trusted(&good, &trust),
        Err(Error::KeyWithdrawn)
    );
}
