use alloc::vec::Vec;

use super::*;
use crate::fixtures::{
    EXPIRES, ISSUED, SPAN, bureau_key, hex, issuer, key, list_claims, replace, sign1, trust,
    trust_of,
};
use crate::keys::SigningKey;
use crate::limits::MAX_VALIDITY;
use crate::trust::Standing;

/// The example of draft-ietf-oauth-status-list §4.1 with two bits: the statuses, the byte
/// array, and its compressed form as the draft prints it.
const DRAFT_STATUSES: [u8; 12] = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3];
const DRAFT_BYTES: [u8; 3] = [0xc9, 0x44, 0xf9];
const DRAFT_LST: [u8; 11] = [
    0x78, 0xda, 0x3b, 0xe9, 0xf2, 0x13, 0x00, 0x03, 0xdf, 0x02, 0x07,
];

const XIANNING: IssuerId = IssuerId(42_120_001);

fn list(issuer: IssuerId, revoked: &[u32]) -> StatusListClaims {
    let mut statuses = StatusArray::all_valid(4_096).unwrap();
    for index in revoked {
        statuses.set(StatusIndex(*index), Status::Revoked).unwrap();
    }
    StatusListClaims {
        issuer,
        validity: SPAN,
        ttl: None,
        statuses,
    }
}

fn signed(claims: &StatusListClaims, key: &SigningKey) -> Vec<u8> {
    StatusList::issue(claims, key).unwrap()
}

fn header(typ: &str) -> Vec<u8> {
    let mut header = hex("a3 0127 0444");
    header.extend(bureau_key().public_key().id().to_bytes());
    header.extend(hex("10 78"));
    header.push(typ.len() as u8);
    header.extend(typ.as_bytes());
    header
}

const TYP: &str = "application/statuslist+cwt";

#[test]
fn agrees_with_the_example_of_the_draft() {
    let mut array = StatusArray::all_valid(DRAFT_STATUSES.len()).unwrap();
    for (index, bits) in DRAFT_STATUSES.into_iter().enumerate() {
        array
            .set(StatusIndex(index as u32), Status::from_bits(bits))
            .unwrap();
    }
    assert_eq!(array.bytes, DRAFT_BYTES);
    assert_eq!(compress_to_vec_zlib(&array.bytes, LEVEL), DRAFT_LST);
    let read: Vec<u8> = (0..12)
        .map(|index| {
            array
                .status(StatusIndex(index))
                .expect("twelve entries")
                .bits()
        })
        .collect();
    assert_eq!(read, DRAFT_STATUSES);
}

#[test]
fn is_a_cwt_with_the_claims_of_the_draft() {
    let mut statuses = StatusArray::all_valid(12).unwrap();
    statuses.bytes = DRAFT_BYTES.into();
    let claims = StatusListClaims {
        issuer: XIANNING,
        validity: SPAN,
        ttl: Some(43_200),
        statuses,
    };
    let payload = hex("a5                                  ; map of 5
          02 78 19 6c616f62696e676d613a7374617475733a3432313230303031 ; sub: laobingma:status:42120001
          04 1a6e73a280                       ; exp
          06 1a6ab13b80                       ; iat
          19fffd a2                           ; status_list: map of 2
             63 6c7374 4b 78da3be9f2130003df0207 ; lst
             64 62697473 02                   ; bits
          19fffe 19a8c0                       ; ttl");
    assert_eq!(claims.encode().unwrap(), payload);
    let bytes = sign1(&header(TYP), &payload, &bureau_key());
    assert_eq!(bytes, signed(&claims, &bureau_key()));
    assert_eq!(
        StatusList::verify(&bytes, &trust()).unwrap().claims(),
        &claims
    );
}

#[test]
fn an_index_beyond_the_list_has_no_status() {
    let claims = list(XIANNING, &[17]);
    assert_eq!(
        claims.statuses.status(StatusIndex(17)),
        Some(Status::Revoked)
    );
    assert_eq!(
        claims.statuses.status(StatusIndex(4_095)),
        Some(Status::Valid)
    );
    assert_eq!(claims.statuses.status(StatusIndex(4_096)), None);
    assert_eq!(claims.statuses.status(StatusIndex(u32::MAX)), None);
    let mut array = claims.statuses;
    assert_eq!(
        array.set(StatusIndex(4_096), Status::Revoked),
        Err(Error::DraftInvalid(Field::Count))
    );
}

#[test]
fn refuses_a_list_that_speaks_for_another_issuer() {
    let bytes = signed(&list(IssuerId(42_120_002), &[]), &bureau_key());
    assert_eq!(
        StatusList::verify(&bytes, &trust()).unwrap_err(),
        Error::SubjectMismatch
    );
}

#[test]
fn refuses_a_list_by_a_stranger() {
    let stranger = key(77);
    let key_id = stranger.public_key().id();
    let bytes = signed(&list(XIANNING, &[]), &stranger);
    assert_eq!(
        StatusList::verify(&bytes, &trust()).unwrap_err(),
        Error::IssuerUnknown { key_id }
    );
}

#[test]
fn refuses_an_altered_list() {
    let bytes = signed(&list(XIANNING, &[]), &bureau_key());
    let altered = replace(&bytes, &hex("1a6e73a280"), &hex("1a6e73a281"));
    assert_eq!(
        StatusList::verify(&altered, &trust()).unwrap_err(),
        Error::SignatureInvalid
    );
}

#[test]
fn refuses_another_type() {
    let payload = list(XIANNING, &[]).encode().unwrap();
    for typ in [
        "application/statuslist+jwt",
        "application/vnd.laobingma.trust-list+cose",
    ] {
        let bytes = sign1(&header(typ), &payload, &bureau_key());
        assert_eq!(
            StatusList::verify(&bytes, &trust()).unwrap_err(),
            Error::HeaderUnexpected
        );
    }
}

#[test]
fn a_credential_is_no_status_list_and_a_status_list_no_credential() {
    let credential = crate::issue(&crate::fixtures::claims(), &bureau_key()).unwrap();
    let refused = StatusList::verify(credential.as_bytes(), &trust()).unwrap_err();
    assert_eq!(refused, Error::HeaderUnexpected);
    let bytes = signed(&list(XIANNING, &[]), &bureau_key());
    let refused = crate::ParsedCredential::from_bytes(&bytes).unwrap_err();
    assert_eq!(refused, Error::HeaderUnexpected);
}

/// 64 MiB of zeros in some 64 kB: inflated, it would pass every bound.
#[test]
fn a_zlib_bomb_stops_at_the_bound() {
    let bomb = compress_to_vec_zlib(&alloc::vec![0; 16 * MAX_STATUS_BYTES], 6);
    assert!(bomb.len() < 80_000, "{}", bomb.len());
    let mut out = Writer::new();
    out.map(4)
        .int(SUB)
        .text(&StatusListClaims::subject(XIANNING));
    out.int(EXP)
        .uint(EXPIRES.as_secs())
        .int(IAT)
        .uint(ISSUED.as_secs());
    out.int(STATUS_LIST)
        .map(2)
        .text(LST)
        .bytes(&bomb)
        .text(BITS_KEY)
        .uint(BITS);
    let unsigned =
        UnsignedSign1::prepare::<StatusListClaims>(out.into_bytes(), bureau_key().public_key())
            .unwrap();
    let Ok(signature) = bureau_key().sign(unsigned.to_be_signed());
    let bytes = unsigned.finish(&signature).unwrap();
    let refused = StatusList::verify(&bytes, &trust()).unwrap_err();
    assert_eq!(refused, Error::ClaimsInvalid(Field::Statuses));
}

#[test]
fn refuses_what_is_not_in_order() {
    let good = list(XIANNING, &[]).encode().unwrap();
    for (old, new, field) in [
        ("64 62697473 02", "64 62697473 01", Field::Payload), // another number of bits
        ("02 78 19 6c61", "02 78 19 6d61", Field::Payload),   // another kind of subject
        ("3a 3432313230303031", "3a 3032313230303031", Field::Payload), // a leading zero
        ("1a6e73a280", "1a6ab13b80", Field::Validity),        // ends when it begins
        ("1a6e73a280", "1a904fd901", Field::Validity),        // 20 years and a second
        ("78da", "78db", Field::Statuses),                    // no zlib stream
    ] {
        let payload = replace(&good, &hex(old), &hex(new));
        let bytes = sign1(&header(TYP), &payload, &bureau_key());
        let refused = StatusList::verify(&bytes, &trust()).unwrap_err();
        assert_eq!(refused, Error::ClaimsInvalid(field), "{old}");
    }
}

#[test]
fn a_further_claim_asks_for_a_newer_terminal() {
    let good = list(XIANNING, &[]).encode().unwrap();
    for (old, new) in [
        ("a4 02 78", "a5 01 00 02 78"),
        // Behind another fault, too.
        ("a4 02 78 19 6c", "a5 01 00 02 78 19 6d"),
    ] {
        let payload = replace(&good, &hex(old), &hex(new));
        let bytes = sign1(&header(TYP), &payload, &bureau_key());
        let refused = StatusList::verify(&bytes, &trust()).unwrap_err();
        assert_eq!(refused, Error::ContentUnsupported, "{new}");
    }
}

#[test]
fn a_list_lasts_at_most_twenty_years() {
    let mut claims = list(XIANNING, &[]);
    claims.validity.until = ISSUED.plus(MAX_VALIDITY);
    let bytes = signed(&claims, &bureau_key());
    assert!(StatusList::verify(&bytes, &trust()).is_ok());
    claims.validity.until = ISSUED.plus(MAX_VALIDITY + core::time::Duration::from_secs(1));
    let refused = StatusList::issue(&claims, &bureau_key()).unwrap_err();
    let error = Error::DraftInvalid(Field::Validity);
    assert_eq!(refused, SignError::Invalid(error));
}

#[test]
fn refuses_a_key_that_may_not_speak() {
    let bytes = signed(&list(XIANNING, &[]), &bureau_key());
    let with = |change: &dyn Fn(&mut crate::trust::Issuer)| {
        let mut bureau = issuer(XIANNING.0, &bureau_key());
        change(&mut bureau);
        trust_of(list_claims([bureau].into()))
    };
    let withdrawn_key = with(&|bureau| bureau.keys[0].standing = Standing::Withdrawn);
    let withdrawn = with(&|bureau| bureau.standing = Standing::Withdrawn);
    for trust in [withdrawn_key, withdrawn] {
        assert_eq!(
            StatusList::verify(&bytes, &trust).unwrap_err(),
            Error::KeyWithdrawn
        );
    }
    let too_early = with(&|bureau| {
        bureau.keys[0].in_force.from = ISSUED.plus(core::time::Duration::from_secs(1));
    });
    assert_eq!(
        StatusList::verify(&bytes, &too_early).unwrap_err(),
        Error::KeyNotInForce
    );
    // Suspended, it may still say which of its codes are lost.
    let suspended = with(&|bureau| bureau.standing = Standing::Suspended);
    assert!(StatusList::verify(&bytes, &suspended).is_ok());
}

#[test]
fn an_issuer_reads_its_own_list_and_nobody_elses() {
    let bytes = signed(&list(XIANNING, &[5]), &bureau_key());
    let own = StatusList::verify_own(&bytes, XIANNING, bureau_key().public_key()).unwrap();
    assert_eq!(
        own.claims().statuses.status(StatusIndex(5)),
        Some(Status::Revoked)
    );
    for (bytes, issuer, key, error) in [
        (&bytes, IssuerId(1), bureau_key(), Error::SubjectMismatch),
        (&bytes, XIANNING, key(77), Error::SignatureInvalid),
        (
            &replace(&bytes, &hex("1a6e73a280"), &hex("1a6e73a281")),
            XIANNING,
            bureau_key(),
            Error::SignatureInvalid,
        ),
    ] {
        let refused = StatusList::verify_own(bytes, issuer, key.public_key()).unwrap_err();
        assert_eq!(refused, error);
    }
}

#[test]
fn each_bit_of_a_list_flipped_is_refused() {
    let bytes = signed(&list(XIANNING, &[5, 900]), &bureau_key());
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(StatusList::verify(&flipped, &trust()).is_err(), "bit {bit}");
    }
}

/// An old list in an update is not inflated to find out that it is old.
#[test]
fn an_array_that_is_no_zlib_is_the_last_fault() {
    let good = signed(&list(XIANNING, &[1]), &bureau_key());
    let mut reader = crate::cbor::Reader::new(good.strip_prefix(b"\xd2").unwrap());
    reader.array().unwrap();
    reader.bytes().unwrap();
    reader.skip().unwrap();
    let payload = reader.bytes().unwrap();
    let broken = replace(payload, &hex("78da"), &hex("78db"));
    let bytes = sign1(&header(TYP), &broken, &bureau_key());
    let verify = |change: fn(&mut crate::Issuer)| {
        let mut bureau = crate::fixtures::issuer(XIANNING.0, &bureau_key());
        change(&mut bureau);
        let trust = crate::fixtures::trust_of(crate::fixtures::list_claims([bureau].into()));
        StatusList::verify(&bytes, &trust).err()
    };
    let statuses = Error::ClaimsInvalid(Field::Statuses);
    assert_eq!(verify(|_| ()), Some(statuses));
    let withdrawn = verify(|bureau| bureau.standing = Standing::Withdrawn);
    assert_eq!(withdrawn, Some(Error::KeyWithdrawn));

    let trust_list =
        crate::fixtures::list_claims([crate::fixtures::issuer(XIANNING.0, &bureau_key())].into());
    let mut newer = list(XIANNING, &[1]);
    newer.validity.from = newer.validity.from.plus(core::time::Duration::from_secs(1));
    let mut held = crate::fixtures::holdings_of(trust_list, [signed(&newer, &bureau_key())].into());
    let update = crate::Update {
        status_lists: [bytes].into(),
        ..crate::Update::default()
    };
    let outcomes = held.apply(&update, crate::fixtures::NOW);
    let error = outcomes[0].result.unwrap_err();
    assert!(matches!(error, Error::RolledBack { .. }), "{error:?}");
}
