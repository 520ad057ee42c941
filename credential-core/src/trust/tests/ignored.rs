//! What must be understood and is not, of one issuer or one key: docs/format.md, "Trust list".

use alloc::vec::Vec;

use super::{PAYLOAD, read_list};
use crate::error::{Error, Field};
use crate::fixtures::{
    NOW, bureau_key, claims, hex, issuer, issuer_key, key, list_claims, payload_of, replace,
    sign_all,
};
use crate::keys::Signer;
use crate::status::{StatusArray, StatusList, StatusListClaims};
use crate::time::Validity;
use crate::trust::{Issuer, IssuerId, Standing, TrustList};
use crate::{Policy, Verifier, issue};

const XIANNING: IssuerId = IssuerId(42_120_001);

fn payload(issuers: Vec<Issuer>) -> Vec<u8> {
    payload_of(&sign_all(list_claims(issuers), &[]))
}

/// A list with one bureau, whose only key has this standing and these details.
fn with_key(head: &str, standing: &str, details: &str) -> Vec<u8> {
    let one = payload([issuer(XIANNING.0, &bureau_key())].into());
    let longer = replace(&one, &hex("08 81 84"), &hex(&["08 81", head].concat()));
    let tail = hex(&["1a6ab13b80 1a6e73a280", standing, details].concat());
    replace(&longer, &hex("1a6ab13b80 1a6e73a280 00"), &tail)
}

/// Standing and details, and what the key counts as.
const IGNORED: [(&str, &str, &str, Standing); 7] = [
    ("84", "04", "", Standing::Unknown),
    ("84", "1bffffffffffffffff", "", Standing::Unknown),
    ("85", "04", "a1 01 01", Standing::Unknown),
    ("85", "00", "a1 1880 f6", Standing::Active),
    ("85", "01", "a1 1880 f6", Standing::Suspended),
    ("85", "02", "a1 1880 f6", Standing::Withdrawn),
    (
        "85",
        "03",
        "a2 01 1bffffffffffffffff 1880 f6",
        Standing::Compromised,
    ),
];

fn reason(list: &TrustList) -> &'static str {
    let code = issue(&claims(), &bureau_key()).unwrap();
    let verifier = Verifier::without_revocation_check(list, Policy::gate());
    verifier.verify_bytes(code.as_bytes(), NOW).reason()
}

#[test]
fn an_ignored_key_is_listed_and_of_no_use() {
    let statuses = StatusListClaims {
        issuer: XIANNING,
        validity: Validity::new(claims().validity.from, NOW),
        ttl: None,
        statuses: StatusArray::all_valid(8).unwrap(),
    };
    let statuses = StatusList::issue(&statuses, &bureau_key()).unwrap();
    let key_id = bureau_key().public_key().id();
    for (head, standing, details, counts_as) in IGNORED {
        let list = read_list(&with_key(head, standing, details)).unwrap();
        assert_eq!(list.claims().issuers[0].keys, [], "{standing} {details}");
        assert_eq!(list.keys(key_id).count(), 0);
        let [ignored] = list.ignored_keys() else {
            panic!("{standing} {details}")
        };
        assert_eq!(&ignored.key, bureau_key().public_key());
        assert_eq!((ignored.issuer, ignored.standing), (XIANNING, counts_as));
        assert_eq!(reason(&list), "issuer-unknown");
        assert_eq!(
            StatusList::verify(&statuses, &list).err(),
            Some(Error::IssuerUnknown { key_id })
        );
    }
}

/// The times may be of any value too; only what stands where must be as in the text.
#[test]
fn beside_an_ignored_key_any_value_may_stand() {
    let reversed = |bytes: &[u8]| {
        let times = hex("1a6ab13b80 1a6e73a280 04");
        read_list(&replace(bytes, &times, &hex("1bffffffffffffffff 00 04")))
    };
    assert!(reversed(&with_key("84", "04", "")).is_ok());
    for (standing, details) in [
        ("20", "a1 1880 f6"),
        ("f6", "a1 1880 f6"),
        ("04", "80"),
        ("04", "a0"),
        ("04", "a1 00 00"),
        ("04", "a1 01 f6"),
    ] {
        let bytes = with_key("85", standing, details);
        assert_eq!(
            read_list(&bytes).err(),
            Some(PAYLOAD),
            "{standing} {details}"
        );
    }
    // Standing 1 alone is no standing of a key, and no later one.
    let suspended = read_list(&with_key("84", "01", ""));
    assert_eq!(suspended.err(), Some(Error::ClaimsInvalid(Field::State)));
}

/// Ignored at one place and active at another, a key would be accepted there.
#[test]
fn an_ignored_key_stands_once_too() {
    let [own, other] = [bureau_key(), key(3)].map(|key| key.public_key().to_bytes());
    let twice = |number: &str| {
        let mut bureau = issuer(XIANNING.0, &bureau_key());
        bureau.keys.push(issuer_key(&key(3)));
        bureau.keys[1].standing = Standing::Withdrawn;
        let good = payload([bureau].into());
        let tail = ["1a6ab13b80 1a6e73a280", number].concat();
        let good = replace(&good, &hex("1a6ab13b80 1a6e73a280 02"), &hex(&tail));
        assert!(read_list(&good).is_ok());
        read_list(&replace(&good, &other, &own)).err()
    };
    let unique = Some(Error::ClaimsInvalid(Field::Unique));
    assert_eq!(twice("02"), unique);
    assert_eq!(twice("04"), unique);
}

#[test]
fn what_an_issuer_must_say_from_128_on_suspends_it_alone() {
    let with = |standing: &str, entry: &str| {
        let plain = payload([issuer(XIANNING.0, &bureau_key())].into());
        let more = replace(&plain, &hex("03 81 a7"), &hex("03 81 a8"));
        let more = replace(
            &more,
            &hex("07 00 08"),
            &hex(&["07", standing, "08"].concat()),
        );
        read_list(&[&more[..], &hex(entry)].concat()).unwrap()
    };
    let standing = |list: &TrustList| list.claims().issuers[0].standing;
    assert_eq!(reason(&with("00", "18 7f 00")), "accepted");
    for entry in ["1880 00", "1b7fffffffffffffff a0"] {
        let list = with("00", entry);
        assert_eq!(standing(&list), Standing::Suspended);
        assert_eq!(reason(&list), "issuer-suspended");
        // It is worse than that already.
        let list = with("02", entry);
        assert_eq!(standing(&list), Standing::Withdrawn);
        assert_eq!(reason(&list), "issuer-withdrawn");
    }
}
