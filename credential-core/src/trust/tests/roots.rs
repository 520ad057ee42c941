use super::{PAYLOAD, pin, signed};
use crate::error::{CborFault, Error, Field};
use crate::fixtures::{
    ROOT_SET_TYPE, TRUST_LIST_TYPE, colliding_keys, hex, key, list_claims, payload_of, replace,
    root_claims, root_key, sign_all,
};
use crate::keys::{Signer, SigningKey};
use crate::limits::{MAX_ROOT_KEYS, MAX_ROOT_SET_BYTES};
use crate::trust::{Pending, RootSet, RootSetClaims};
use alloc::format;
use alloc::vec::Vec;

fn pinned(claims: &RootSetClaims, keys: &[&SigningKey]) -> RootSet {
    RootSet::pin(&sign_all(claims.clone(), keys)).unwrap()
}

#[test]
fn is_a_map_with_one_private_claim() {
    let key = root_key();
    let mut claims = root_claims(1, 1, &[&key]);
    claims.name.zh = "湖北".into();
    claims.name.en = Some("Hubei".into());
    let bytes = sign_all(claims.clone(), &[&key]);
    let expected = [
        &hex("a2                       ; map of 2
             06 1a6ab13b80            ; iat
             3a00010002 a5            ; -65539: map of 5
                01 01                 ; version
                02 66 e6b996e58c97    ; name: 湖北
                03 65 4875626569      ; in English: Hubei
                04 01                 ; threshold
                05 81                 ; keys: array of 1
                   a3 0101 2006 215820")[..],
        &key.public_key().to_ed25519_bytes(),
    ]
    .concat();
    assert_eq!(payload_of(&bytes), expected);
    assert_eq!(RootSet::pin(&bytes).unwrap().claims(), &claims);
    assert_eq!(pin(&expected).unwrap().claims(), &claims);
}

#[test]
fn is_signed_by_as_many_of_its_own_keys_as_it_asks_for() {
    let [a, b, c] = [key(11), key(12), key(13)];
    let claims = root_claims(1, 2, &[&a, &b, &c]);
    for pair in [[&a, &b], [&c, &a]] {
        assert_eq!(pinned(&claims, &pair).claims(), &claims);
    }
    for too_few in [&[&b][..], &[&b, &key(14)], &[&b, &b]] {
        let bytes = signed(
            ROOT_SET_TYPE,
            &payload_of(&sign_all(claims.clone(), &[])),
            too_few,
        );
        assert_eq!(
            RootSet::pin(&bytes),
            Err(Error::ThresholdNotMet {
                valid: 1,
                needed: 2
            })
        );
    }
    let unsigned = sign_all(claims, &[]);
    assert_eq!(
        RootSet::pin(&unsigned),
        Err(Error::Malformed(CborFault::UnexpectedItem))
    );
}

#[test]
fn a_tampered_root_set_has_no_signatures() {
    let key = root_key();
    let bytes = sign_all(root_claims(1, 1, &[&key]), &[&key]);
    let renamed = replace(&bytes, "湖北".as_bytes(), "湖南".as_bytes());
    assert_eq!(
        RootSet::pin(&renamed),
        Err(Error::ThresholdNotMet {
            valid: 0,
            needed: 1
        })
    );
}

#[test]
fn a_trust_list_cannot_pass_for_a_root_set() {
    let key = root_key();
    let list = sign_all(list_claims([].into()), &[&key]);
    assert_eq!(RootSet::pin(&list), Err(Error::HeaderUnexpected));
    let payload = payload_of(&sign_all(root_claims(1, 1, &[&key]), &[]));
    let mistyped = signed(TRUST_LIST_TYPE, &payload, &[&key]);
    assert_eq!(RootSet::pin(&mistyped), Err(Error::HeaderUnexpected));
}

mod succession {
    use super::*;

    const NOT_MET: fn(usize, usize) -> Error =
        |valid, needed| Error::ThresholdNotMet { valid, needed };

    fn old() -> ([SigningKey; 3], RootSet) {
        let keys = [key(11), key(12), key(13)];
        let [a, b, c] = &keys;
        let root = pinned(&root_claims(4, 2, &[a, b, c]), &[a, b]);
        (keys, root)
    }

    #[test]
    fn needs_the_old_keys_and_the_new_ones() {
        let ([a, b, c], root) = old();
        let [d, e] = [key(14), key(15)];
        let next = root_claims(5, 2, &[&c, &d, &e]);
        let succeed = |keys: &[&SigningKey]| root.succeed(&sign_all(next.clone(), keys));

        assert_eq!(succeed(&[&a, &b, &d, &e]).unwrap().claims(), &next);
        // One who stays counts on both sides.
        assert_eq!(succeed(&[&c, &a, &d]).unwrap().claims(), &next);
        assert_eq!(
            succeed(&[&d, &e]),
            Err(NOT_MET(0, 2)),
            "takeover by new keys alone"
        );
        assert_eq!(
            succeed(&[&c, &d, &e]),
            Err(NOT_MET(1, 2)),
            "one old key too few"
        );
        assert_eq!(
            succeed(&[&a, &b]),
            Err(NOT_MET(0, 2)),
            "new keys nobody has"
        );
        assert_eq!(
            succeed(&[&a, &b, &e]),
            Err(NOT_MET(1, 2)),
            "one new key too few"
        );
    }

    #[test]
    fn goes_from_each_version_to_the_very_next() {
        let ([a, b, c], root) = old();
        for named in [1, 3, 4, 6, u64::MAX] {
            let bytes = sign_all(root_claims(named, 2, &[&a, &b, &c]), &[&a, &b, &c]);
            assert_eq!(
                root.succeed(&bytes),
                Err(Error::RootVersionMismatch { held: 4, named }),
                "{named}"
            );
        }
    }

    #[test]
    fn walks_through_the_versions_that_were_missed() {
        let keys: Vec<SigningKey> = (20..26).map(key).collect();
        let mut root = pinned(&root_claims(1, 1, &[&keys[0]]), &[&keys[0]]);
        for step in 1..6 {
            let next = root_claims(1 + step as u64, 1, &[&keys[step]]);
            let bytes = sign_all(next, &[&keys[step - 1], &keys[step]]);
            root = root.succeed(&bytes).unwrap();
        }
        assert_eq!(root.claims().version, 6);
    }

    /// Who lowers the threshold needs the old one once more.
    #[test]
    fn a_threshold_is_lowered_by_the_old_threshold() {
        let ([a, b, c], root) = old();
        let next = root_claims(5, 1, &[&a, &b, &c]);
        assert_eq!(
            root.succeed(&sign_all(next.clone(), &[&a])),
            Err(NOT_MET(1, 2))
        );
        assert!(root.succeed(&sign_all(next, &[&a, &c])).is_ok());
    }

    #[test]
    fn ends_with_the_last_version() {
        let key = root_key();
        let last = pinned(&root_claims(u64::MAX, 1, &[&key]), &[&key]);
        let again = sign_all(root_claims(1, 1, &[&key]), &[&key]);
        assert!(last.succeed(&again).is_err());
    }
}

#[test]
fn refuses_claims_out_of_range() {
    let [a, b] = [key(11), key(12)];
    let [one, other] = colliding_keys();
    let seventeen: Vec<SigningKey> = (30..=30 + MAX_ROOT_KEYS as u8).map(key).collect();
    let many: Vec<&SigningKey> = seventeen.iter().collect();
    let mut unnamed = root_claims(1, 1, &[&a]);
    unnamed.name.zh.clear();
    let mut hidden = root_claims(1, 1, &[&a]);
    hidden.name.en = Some("Hu\u{202e}bei".into());
    for (claims, field) in [
        (root_claims(0, 1, &[&a]), Field::Version),
        (root_claims(1, 0, &[&a]), Field::Threshold),
        (root_claims(1, 3, &[&a, &b]), Field::Threshold),
        (root_claims(1, 1, &[]), Field::Count),
        (root_claims(1, 1, &many), Field::Count),
        (root_claims(1, 1, &[&a, &a]), Field::Unique),
        (root_claims(1, 1, &[&one, &other]), Field::Unique),
        (unnamed, Field::Name),
        (hidden, Field::Name),
    ] {
        let error = Error::DraftInvalid(field);
        assert_eq!(Pending::prepare(claims).err(), Some(error));
    }
    assert!(Pending::prepare(root_claims(1, 16, &many[1..])).is_ok());
}

#[test]
fn refuses_payloads_that_no_builder_makes() {
    let x: Vec<u8> = root_key().public_key().to_ed25519_bytes().into();
    let key = format!("a3 0101 2006 215820 {}", hex_of(&x));
    let other = format!("a3 0101 2006 215820 {}", "00".repeat(32));
    for (listing, error) in [
        (
            format!("a1 3a00010002 a4 0101 026141 0401 0581{key}"),
            PAYLOAD,
        ),
        (
            format!("a2 0601 3a00010002 a3 026141 0401 0581{key}"),
            PAYLOAD,
        ),
        (
            format!("a2 0601 3a00010002 a3 0101 0401 0581{key}"),
            PAYLOAD,
        ),
        (
            format!("a2 0601 3a00010002 a3 0101 026141 0581{key}"),
            PAYLOAD,
        ),
        ("a2 0601 3a00010002 a3 0101 026141 0401".into(), PAYLOAD),
        (
            format!("a3 0401 0601 3a00010002 a4 0101 026141 0401 0581{key}"),
            Error::ContentUnsupported,
        ),
        (
            format!("a2 0601 3a00010002 a5 0101 026141 0401 0581{key} 188000"),
            Error::ContentUnsupported,
        ),
        (
            format!("a2 0601 3a00010001 a4 0101 026141 0401 0581{key}"),
            Error::ContentUnsupported,
        ),
        (
            format!("a2 061b0000003afff44180 3a00010002 a4 0101 026141 0401 0581{key}"),
            Error::ClaimsInvalid(Field::Validity),
        ),
        (
            format!("a2 0601 3a00010002 a4 0101 026141 0420 0581{key}"),
            PAYLOAD,
        ),
        (
            format!("a2 0601 3a00010002 a4 0100 026141 0401 0581{key}"),
            Error::ClaimsInvalid(Field::Version),
        ),
        (
            format!("a2 0601 3a00010002 a4 0101 026141 041bffffffffffffffff 0581{key}"),
            Error::ClaimsInvalid(Field::Threshold),
        ),
        (
            format!("a2 0601 3a00010002 a4 0101 026141 0400 0581{key}"),
            Error::ClaimsInvalid(Field::Threshold),
        ),
        (
            "a2 0601 3a00010002 a4 0101 026141 0401 0580".into(),
            Error::ClaimsInvalid(Field::Count),
        ),
        (
            format!("a2 0601 3a00010002 a4 0101 026141 0401 0582{key}{key}"),
            Error::ClaimsInvalid(Field::Unique),
        ),
        (
            format!("a2 0601 3a00010002 a4 0101 026141 0401 0582{key}{other}"),
            Error::ClaimsInvalid(Field::Key),
        ),
        (
            format!("a2 0601 3a00010002 a4 0101 0260 0401 0581{key}"),
            Error::ClaimsInvalid(Field::Name),
        ),
    ] {
        assert_eq!(pin(&hex(&listing)), Err(error), "{listing}");
    }
    assert!(
        pin(&hex(&format!(
            "a2 0601 3a00010002 a4 0101 026141 0401 0581{key}"
        )))
        .is_ok()
    );
}

fn hex_of(bytes: &[u8]) -> alloc::string::String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn reads_no_more_bytes_than_the_limit() {
    let limit = MAX_ROOT_SET_BYTES;
    assert_eq!(
        RootSet::pin(&[0].repeat(limit + 1)),
        Err(Error::TooLong { limit })
    );
}
