//! What a list may say that version 1 does not know, and what entries beside the usual ones say.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::{PAYLOAD, pin, read_list};
use crate::error::{Error, Field};
use crate::fixtures::{
    ISSUED, bureau_key, hex, issuer, issuer_key, key, list_claims, name, payload_of, replace,
    root_key, sign_all,
};
use crate::keys::Signer;
use crate::limits::MAX_VALIDITY;
use crate::time::UnixTime;
use crate::trust::{Expectation, Issuer, Pending, Standing};

const YEAR: Duration = Duration::from_secs(31_557_600);

fn two_keys() -> Issuer {
    let mut issuer = issuer(42_120_001, &bureau_key());
    issuer.keys.push(issuer_key(&key(3)));
    issuer
}

fn payload(issuer: Issuer) -> Vec<u8> {
    payload_of(&sign_all(list_claims([issuer].into()), &[]))
}

/// The first key of the list, after `tail` was put behind its `from` and `until`.
fn with_tail(head: &str, tail: &str) -> Vec<u8> {
    let one = payload(issuer(42_120_001, &bureau_key()));
    let longer = replace(&one, &hex("08 81 84"), &hex(&["08 81", head].concat()));
    let old = hex("1a6ab13b80 1a6e73a280 00");
    let new = [&hex("1a6ab13b80 1a6e73a280")[..], &hex(tail)].concat();
    replace(&longer, &old, &new)
}

#[test]
fn entries_up_to_127_inform_and_others_must_be_understood() {
    let plain = payload(two_keys());
    let claims = read_list(&plain).unwrap().claims().clone();
    let with = |entry: &str| {
        let more = replace(&plain, &hex("3a00010001 a3"), &hex("3a00010001 a4"));
        read_list(&[&more[..], &hex(entry)].concat())
    };
    for informs in ["04 f6", "18 7f 82 a0 01"] {
        assert_eq!(with(informs).unwrap().claims(), &claims, "{informs}");
    }
    for unknown in ["1880 00", "1b7fffffffffffffff 00"] {
        assert_eq!(with(unknown).err(), Some(Error::ContentUnsupported));
    }
    for fault in ["20 00", "6161 00", "1b8000000000000000 00"] {
        assert_eq!(with(fault).err(), Some(PAYLOAD), "{fault}");
    }
}

/// An old terminal says that it is old, and not that the authority has made a mistake.
#[test]
fn a_further_claim_is_named_before_any_other_fault() {
    let plain = payload(two_keys());
    let faulty = replace(&plain, &hex("01 01 02 01 03"), &hex("01 00 02 01 03"));
    assert_eq!(
        read_list(&faulty).err(),
        Some(Error::ClaimsInvalid(Field::Version))
    );
    let claim = |bytes: &[u8]| {
        let more = replace(bytes, &hex("a3 04 1a6e73a280"), &hex("a4 04 1a6e73a280"));
        read_list(&replace(
            &more,
            &hex("06 1a6ab13b80 3a"),
            &hex("06 1a6ab13b80 08 00 3a"),
        ))
    };
    for bytes in [plain, faulty] {
        assert_eq!(claim(&bytes).err(), Some(Error::ContentUnsupported));
    }
}

#[test]
fn a_key_says_how_long_a_credential_may_be_valid() {
    let mut short = issuer(42_120_001, &bureau_key());
    short.keys[0].longest_validity = Some(YEAR);
    let bytes = payload(short.clone());
    let expected = with_tail("85", "00 a1 01 1a01e187e0 ; standing, longest validity");
    assert_eq!(bytes, expected);
    let read = read_list(&bytes).unwrap();
    assert_eq!(*read.claims().issuers[0], short);

    for (tail, field) in [
        ("00 a1 01 00", Field::Validity),
        (
            "00 a1 01 1a259e9d81 ; 20 years and a second",
            Field::Validity,
        ),
        ("00 a1 01 1b0000000100000000", Field::Validity),
        ("00 a1 01 1bffffffffffffffff", Field::Validity),
        ("00 a1 01 20", Field::Payload),
        ("00 a0", Field::Payload),
        ("00 a1 20 00", Field::Payload),
        ("00 00", Field::Payload),
    ] {
        let error = Error::ClaimsInvalid(field);
        assert_eq!(
            read_list(&with_tail("85", tail)).err(),
            Some(error),
            "{tail}"
        );
    }
    let longest = read_list(&with_tail("85", "00 a1 01 1a259e9d80")).unwrap();
    let key = &longest.claims().issuers[0].keys[0];
    assert_eq!(key.longest_validity, Some(MAX_VALIDITY));
}

#[test]
fn a_detail_of_a_key_that_must_be_understood_costs_that_key_alone() {
    let keys = |bytes: &[u8]| {
        let list = read_list(bytes).unwrap();
        list.claims().issuers[0].keys.len()
    };
    assert_eq!(keys(&with_tail("85", "00 a1 18 7f f6")), 1);
    for unknown in ["00 a1 1880 f6", "00 a2 01 01 1b7fffffffffffffff 00"] {
        assert_eq!(keys(&with_tail("85", unknown)), 0, "{unknown}");
    }
    let both = payload(two_keys());
    let x = key(3).public_key().to_bytes();
    let second = [&hex("84 a3 0101 2006 215820")[..], &x].concat();
    let longer = [&hex("85 a3 0101 2006 215820")[..], &x].concat();
    let unknown = replace(&both, &second, &longer);
    assert_eq!(keys(&[&unknown[..], &hex("a1 1880 00")].concat()), 1);
}

/// The authority's program must not sign what it would pass over.
#[test]
fn what_is_passed_over_is_not_fully_read() {
    for bytes in [
        with_tail("85", "00 a1 18 7f f6"),
        with_tail("85", "00 a1 1880 f6"),
        replace(&payload(two_keys()), &hex("07 00 08"), &hex("07 04 08")),
    ] {
        let message = super::signed(crate::fixtures::TRUST_LIST_TYPE, &bytes, &[&root_key()]);
        let pending = Pending::<crate::TrustListClaims>::from_bytes(&message).unwrap();
        assert!(!pending.is_fully_read());
    }
}

#[test]
fn a_standing_of_later_versions_suspends_that_issuer_alone() {
    let mut both = list_claims([two_keys(), issuer(2, &key(4))].into());
    Arc::make_mut(&mut both.issuers[1]).standing = Standing::Withdrawn;
    let plain = payload_of(&sign_all(both, &[]));
    for number in ["03", "04", "1bffffffffffffffff"] {
        let later = replace(
            &plain,
            &hex("07 00 08"),
            &hex(&["07", number, "08"].concat()),
        );
        let list = read_list(&later).unwrap();
        let standings = list.claims().issuers.iter().map(|issuer| issuer.standing);
        let expected = [Standing::Suspended, Standing::Withdrawn];
        assert_eq!(standings.collect::<Vec<_>>(), expected, "{number}");
    }
}

#[test]
fn a_key_may_be_compromised_and_an_issuer_may_not() {
    let mut lost = two_keys();
    lost.keys[0].standing = Standing::Compromised;
    let read = read_list(&payload(lost.clone())).unwrap();
    assert_eq!(*read.claims().issuers[0], lost);
    lost.standing = Standing::Compromised;
    assert_eq!(
        Pending::prepare(list_claims([lost].into())).err(),
        Some(Error::DraftInvalid(Field::State))
    );
}

/// Withdrawn once and active beside, a key would still be accepted.
#[test]
fn refuses_the_same_key_twice() {
    let mut twice = two_keys();
    twice.keys[0].standing = Standing::Withdrawn;
    let apart = [issuer(1, &bureau_key()), issuer(2, &key(3))];
    let [own, other] = [bureau_key(), key(3)].map(|key| key.public_key().to_bytes());
    for claims in [list_claims([twice].into()), list_claims(apart.into())] {
        let good = payload_of(&sign_all(claims, &[]));
        assert!(read_list(&good).is_ok());
        assert_eq!(
            read_list(&replace(&good, &other, &own)).err(),
            Some(Error::ClaimsInvalid(Field::Unique))
        );
    }
}

#[test]
fn an_issuer_has_a_public_name_for_its_code_and_expectations() {
    let mut named = issuer(42_120_001, &bureau_key());
    named.code_name = Some(crate::OrgName {
        en: Some("Code".into()),
        ..name("崇军码")
    });
    named.status_expectation = Some(Expectation {
        since: UnixTime::from_secs(10),
        least: UnixTime::from_secs(11),
        max_age: Duration::from_secs(12),
    });
    named.catalogue_expectation = Some(Expectation {
        since: UnixTime::from_secs(13),
        least: UnixTime::from_secs(14),
        max_age: MAX_VALIDITY,
    });
    let plain = payload(issuer(42_120_001, &bureau_key()));
    let expected = [
        &replace(&plain, &hex("03 81 a7"), &hex("03 81 ab"))[..],
        &hex("0a 69 e5b487e5869be7a081 ; 崇军码
              0b 64 436f6465           ; in English
              0c 83 0a 0b 0c           ; status lists
              0d 83 0d 0e 1a259e9d80   ; catalogues"),
    ]
    .concat();
    assert_eq!(payload(named.clone()), expected);
    let read = read_list(&expected).unwrap();
    assert_eq!(*read.claims().issuers[0], named);

    for (entry, error) in [
        ("0b 64 436f6465", PAYLOAD),
        ("0a 60", Error::ClaimsInvalid(Field::Name)),
        ("0a 01", PAYLOAD),
        ("0c 82 0a 0b", PAYLOAD),
        ("0c 84 0a 0b 0c 0d", PAYLOAD),
        ("0c 83 0a 0b 00", Error::ClaimsInvalid(Field::Validity)),
        (
            "0c 83 0a 0b 1a259e9d81",
            Error::ClaimsInvalid(Field::Validity),
        ),
        (
            "0d 83 0a 1b0000003afff44180 0c",
            Error::ClaimsInvalid(Field::Validity),
        ),
    ] {
        let more = replace(&plain, &hex("03 81 a7"), &hex("03 81 a8"));
        let bytes = [&more[..], &hex(entry)].concat();
        assert_eq!(read_list(&bytes).err(), Some(error), "{entry}");
    }
}

#[test]
fn a_list_lasts_twenty_years_at_most() {
    let mut claims = list_claims([issuer(42_120_001, &bureau_key())].into());
    claims.validity.until = ISSUED.plus(MAX_VALIDITY);
    assert!(Pending::prepare(claims.clone()).is_ok());
    claims.validity.until = ISSUED.plus(MAX_VALIDITY + Duration::from_secs(1));
    assert_eq!(
        Pending::prepare(claims).err(),
        Some(Error::DraftInvalid(Field::Validity))
    );
}

/// With root keys of a later kind beside, the others may reach the threshold.
#[test]
fn a_root_key_of_an_unknown_type_is_counted_and_not_used() {
    let x = root_key().public_key().to_bytes();
    let known = [&hex("a3 0101 2006 215820")[..], &x].concat();
    let set = |head: &str, others: &str| {
        pin(&[
            &hex("a2 0601 3a00010002 a4 0101 026141")[..],
            &hex(head),
            &known,
            &hex(others),
        ]
        .concat())
    };
    let unknown = "a1 01 02";
    let pinned = set("0401 0583", &[unknown, "a0"].concat()).unwrap();
    assert_eq!(pinned.claims().keys.len(), 1);
    let not_met = |needed| Error::ThresholdNotMet { valid: 1, needed };
    assert_eq!(set("0402 0582", unknown), Err(not_met(2)));
    assert_eq!(
        set("0403 0582", unknown),
        Err(Error::ClaimsInvalid(Field::Threshold))
    );
    assert!(set("0401 0590", &unknown.repeat(15)).is_ok());
    assert_eq!(
        set("0401 0591", &unknown.repeat(16)),
        Err(Error::ClaimsInvalid(Field::Count))
    );
}
