use super::{PAYLOAD, read_list, signed};
use crate::error::{CborFault, Error, Field};
use crate::fixtures::{
    EXPIRES, ISSUED, ROOT_SET_TYPE, TRUST_LIST_TYPE, bureau_key, colliding_keys, hex, issuer, key,
    list_claims, payload_of, region, replace, root_claims, root_key, roots, sign_all, trust,
    trust_with_colliding_keys,
};
use crate::key_id::KeyId;
use crate::keys::{Signer, SigningKey};
use crate::limits::{MAX_ISSUERS, MAX_KEYS_PER_ISSUER, MAX_REGIONS_PER_ISSUER};
use crate::time::Validity;
use crate::trust::{Issuer, IssuerId, Pending, RootSet, Standing, TrustList, TrustListClaims};
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

fn first(list: &mut TrustListClaims) -> &mut Issuer {
    Arc::make_mut(&mut list.issuers[0])
}

fn xianning() -> Issuer {
    issuer(42_120_001, &bureau_key())
}

/// The payload of a list with the bureau of Xianning alone, after `change`.
fn payload(change: impl FnOnce(&mut Issuer)) -> Vec<u8> {
    let mut issuer = xianning();
    change(&mut issuer);
    payload_of(&sign_all(list_claims([issuer].into()), &[]))
}

#[test]
fn is_a_map_with_one_private_claim() {
    let mut issuer = xianning();
    issuer.name.zh = "咸宁".into();
    issuer.name.en = Some("Xianning".into());
    let claims = list_claims([issuer].into());
    let expected = [&hex("a3                           ; map of 3
             04 1a6e73a280                ; exp
             06 1a6ab13b80                ; iat
             3a00010001 a3                ; -65538: map of 3
                01 01                     ; version
                02 01                     ; version of the root set
                03 81 a8                  ; issuers: array of 1, map of 8
                   01 1a0282b341          ; id: 42120001
                   02 66 e592b8e5ae81     ; name: 咸宁
                   03 68 5869616e6e696e67 ; in English: Xianning
                   04 1a00066d50          ; region: 421200
                   05 03                  ; categories: veteran, active duty
                   06 81 1a00066d50       ; regions: array of 1
                   07 00                  ; standing: active
                   08 81 84               ; keys: array of 1, array of 4
                      a3 0101 2006 215820
                      8139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394
                      1a6ab13b80 1a6e73a280 ; from, until
                      00                  ; standing: active")[..]]
    .concat();
    assert_eq!(payload_of(&sign_all(claims.clone(), &[])), expected);
    assert_eq!(read_list(&expected).unwrap().claims(), &claims);
}

mod proof {
    use super::*;

    fn three() -> ([SigningKey; 3], RootSet) {
        let keys = [key(11), key(12), key(13)];
        let [a, b, c] = &keys;
        let root = RootSet::pin(&sign_all(root_claims(1, 2, &[a, b, c]), &[a, b])).unwrap();
        (keys, root)
    }

    fn list_signed_by(keys: &[&SigningKey]) -> Vec<u8> {
        signed(TRUST_LIST_TYPE, &payload(|_| ()), keys)
    }

    fn not_met(valid: usize) -> Option<Error> {
        Some(Error::ThresholdNotMet { valid, needed: 2 })
    }

    #[test]
    fn needs_as_many_roots_as_the_threshold() {
        let ([a, b, c], root) = three();
        for enough in [&[&a, &b][..], &[&c, &b], &[&a, &b, &c]] {
            assert!(TrustList::verify(&list_signed_by(enough), &root).is_ok());
        }
        let alone = TrustList::verify(&list_signed_by(&[&c]), &root);
        assert_eq!(alone.err(), not_met(1));
    }

    #[test]
    fn one_root_that_signs_twice_counts_once() {
        let ([a, ..], root) = three();
        let twice = TrustList::verify(&list_signed_by(&[&a, &a, &a]), &root);
        assert_eq!(twice.err(), not_met(1));
    }

    #[test]
    fn unknown_keys_count_nothing() {
        let ([a, ..], root) = three();
        let [x, y] = [key(50), key(51)];
        let padded = TrustList::verify(&list_signed_by(&[&x, &a, &y]), &root);
        assert_eq!(padded.err(), not_met(1));
        let foreign = TrustList::verify(&list_signed_by(&[&x, &y]), &root);
        assert_eq!(foreign.err(), not_met(0));
    }

    /// Reading 20,000 issuers takes a second and more: nobody gets that for a signature that is not there.
    #[test]
    fn issuers_that_nobody_has_signed_are_not_read() {
        let (_, root) = three();
        let issuers = payload(|_| ());
        // The one key of the list is no point of the curve any more.
        let point = bureau_key().public_key().to_bytes();
        let broken = replace(&issuers, &point, &[0xff; 32]);
        let unsigned = |payload: &[u8]| {
            let bytes = signed(TRUST_LIST_TYPE, payload, &[&key(50), &key(51)]);
            TrustList::verify(&bytes, &root).err()
        };
        assert_eq!(unsigned(&broken), not_met(0));
        let of_another_root_set = replace(&broken, &hex("01 01 02 01 03"), &hex("01 01 02 07 03"));
        let mismatch = Error::RootVersionMismatch { held: 1, named: 7 };
        assert_eq!(unsigned(&of_another_root_set), Some(mismatch));
        // Truly signed, the fault is found.
        let ([a, b, _], _) = three();
        let bytes = signed(TRUST_LIST_TYPE, &broken, &[&a, &b]);
        assert_eq!(
            TrustList::verify(&bytes, &root).err(),
            Some(Error::ClaimsInvalid(Field::Key))
        );
    }

    /// Prints what a list of the largest size costs, truly signed and not.
    #[test]
    #[ignore = "measures"]
    fn what_the_largest_list_costs() {
        extern crate std;
        let (keys, root) = three();
        let [a, b, _] = &keys;
        let issuers: Vec<Issuer> = (0..20_000_u32)
            .map(|number| {
                let mut seed = [7; 32];
                seed[..4].copy_from_slice(&number.to_be_bytes());
                issuer(42_000_000 + number, &SigningKey::from_seed(&seed))
            })
            .collect();
        let claims = list_claims(issuers);
        let none: Vec<SigningKey> = (0..32).map(|at| key(100 + at)).collect();
        for (what, signers) in [
            ("two true signatures", [a, b].into()),
            ("two by strangers", [&none[0], &none[1]].into()),
            ("32 by strangers", none.iter().collect::<Vec<_>>()),
        ] {
            let bytes = sign_all(claims.clone(), &signers);
            let begun = std::time::Instant::now();
            let verified = TrustList::verify(&bytes, &root).is_ok();
            std::println!(
                "{what}: {} bytes, {verified}, {:?}",
                bytes.len(),
                begun.elapsed()
            );
        }
    }

    #[test]
    fn unknown_keys_do_no_harm() {
        let ([a, b, _], root) = three();
        let padded = list_signed_by(&[&key(50), &a, &key(51), &b]);
        assert!(TrustList::verify(&padded, &root).is_ok());
    }

    #[test]
    fn a_changed_list_has_no_signatures() {
        let ([a, b, _], root) = three();
        let list = list_signed_by(&[&a, &b]);
        // The bureau's region becomes the whole province.
        let wider = replace(&list, &hex("06 81 1a00066d50"), &hex("06 81 1a000668a0"));
        assert_eq!(TrustList::verify(&wider, &root).err(), not_met(0));
        for at in 0..list.len() {
            let mut changed = list.clone();
            changed[at] ^= 0x10;
            assert!(TrustList::verify(&changed, &root).is_err(), "byte {at}");
        }
    }

    #[test]
    fn distinguishes_a_list_of_another_root_set_from_a_forged_one() {
        let ([a, b, _], root) = three();
        let mut newer = list_claims([xianning()].into());
        newer.root_version = 2;
        let by_others = sign_all(newer.clone(), &[&key(50), &key(51)]);
        assert_eq!(
            TrustList::verify(&by_others, &root).err(),
            Some(Error::RootVersionMismatch { held: 1, named: 2 })
        );
        let same_version = list_signed_by(&[&key(50), &key(51)]);
        assert_eq!(TrustList::verify(&same_version, &root).err(), not_met(0));
        // Enough of the roots at hand have signed: the number alone refuses nothing.
        assert!(TrustList::verify(&sign_all(newer, &[&a, &b]), &root).is_ok());
    }

    #[test]
    fn a_root_set_cannot_pass_for_a_trust_list() {
        let root = root_key();
        let root_set = sign_all(root_claims(1, 1, &[&root]), &[&root]);
        let mistyped = signed(ROOT_SET_TYPE, &payload(|_| ()), &[&root]);
        for bytes in [root_set, mistyped] {
            assert_eq!(
                TrustList::verify(&bytes, &roots()).err(),
                Some(Error::HeaderUnexpected)
            );
        }
    }
}

mod finding_keys {
    use super::*;

    #[test]
    fn names_the_issuer_with_the_key() {
        let trust = trust();
        let id = bureau_key().public_key().id();
        let found: Vec<_> = trust.keys(id).collect();
        let [(issuer, key)] = found[..] else {
            panic!("one key has this identifier")
        };
        assert_eq!(issuer.id, IssuerId(42_120_001));
        assert_eq!(&key.key, bureau_key().public_key());
        assert_eq!(trust.keys(KeyId::from_bytes([0; 4])).count(), 0);
    }

    #[test]
    fn finds_each_of_several_keys_withdrawn_ones_too() {
        let keys = [key(11), key(12), key(13)];
        let mut issuer = issuer(1, &keys[0]);
        for other in &keys[1..] {
            issuer.keys.push(crate::fixtures::issuer_key(other));
        }
        issuer.keys[1].standing = Standing::Withdrawn;
        let trust = crate::fixtures::trust_of(list_claims([issuer].into()));
        for key in &keys {
            let found: Vec<_> = trust.keys(key.public_key().id()).collect();
            assert_eq!(found.len(), 1);
            assert_eq!(&found[0].1.key, key.public_key());
        }
    }

    #[test]
    fn the_builder_refuses_two_keys_with_one_identifier() {
        let [one, other] = colliding_keys();
        let mut both = issuer(1, &one);
        both.keys.push(crate::fixtures::issuer_key(&other));
        for issuers in [[both].into(), [issuer(1, &one), issuer(2, &other)].into()] {
            assert_eq!(
                Pending::prepare(list_claims(issuers)).err(),
                Some(Error::DraftInvalid(Field::Unique))
            );
        }
    }

    #[test]
    fn the_reader_finds_both() {
        let trust = trust_with_colliding_keys(|_| ());
        let [one, other] = colliding_keys();
        let found: Vec<_> = trust.keys(one.public_key().id()).collect();
        assert_eq!(found.len(), 2);
        for key in [one, other] {
            assert!(
                found
                    .iter()
                    .any(|(_, found)| &found.key == key.public_key())
            );
        }
    }
}

#[test]
fn passes_over_what_later_versions_say_of_an_issuer() {
    let plain = payload(|_| ());
    let later = replace(&plain, &hex("03 81 a7"), &hex("03 81 a9"));
    let later = [&later[..], &hex("09 a1 01 82 6161 f5  18 7f f6")].concat();
    assert_eq!(
        read_list(&later).unwrap().claims(),
        read_list(&plain).unwrap().claims()
    );
    for (key, value) in [
        ("00", "f6"),
        ("20", "01"),
        ("6161", "01"),
        ("1b8000000000000000", "00"),
    ] {
        let unknown = replace(&plain, &hex("03 81 a7"), &hex("03 81 a8"));
        let unknown = if key == "00" {
            replace(&unknown, &hex("a8 01"), &hex("a8 00 f6 01"))
        } else {
            [&unknown[..], &hex(key), &hex(value)].concat()
        };
        assert_eq!(read_list(&unknown).err(), Some(PAYLOAD), "{key}");
    }
}

#[test]
fn refuses_payloads_that_no_builder_makes() {
    let good = payload(|_| ());
    assert!(read_list(&good).is_ok());
    let tail = "1a6ab13b80 1a6e73a280 00";
    for (old, new, field) in [
        ("04 1a6e73a280 06", "04 01 06", Field::Validity),
        ("01 01 02 01 03", "01 00 02 01 03", Field::Version),
        ("01 01 02 01 03", "01 01 02 00 03", Field::Version),
        ("04 1a00066d50", "04 00", Field::Region),
        ("06 81 1a00066d50", "06 81 1a000f4240", Field::Region),
        ("06 81 1a00066d50", "06 80", Field::Count),
        ("05 03 06", "05 00 06", Field::Categories),
        ("05 03 06", "05 1b0000000100000000 06", Field::Payload),
        ("07 00 08", "07 20 08", Field::Payload),
        ("07 00 08", "07 f4 08", Field::Payload),
        (tail, "1a6ab13b80 1a6e73a280 01", Field::State),
        (tail, "1a6e73a280 1a6ab13b80 00", Field::Validity),
        (tail, "1a6ab13b80 f6 00", Field::Payload),
        ("08 81 84", "08 81 85", Field::Payload),
        (
            "04 1a6e73a280 06",
            "04 1a904fd901 06 ; 20 years and a second later",
            Field::Validity,
        ),
        (tail, "1a6ab13b80 1b0000003afff44180 00", Field::Validity),
        ("01 1a0282b341", "01 1b0000000100000000", Field::Payload),
    ] {
        let mut bytes = replace(&good, &hex(old), &hex(new));
        if new.ends_with("85") {
            bytes.push(0);
        }
        assert_eq!(
            read_list(&bytes).err(),
            Some(Error::ClaimsInvalid(field)),
            "{new}"
        );
    }
    // Of another type of key nothing is kept, and the list is taken.
    let later = replace(&good, &hex("08 81 84 a3 0101"), &hex("08 81 84 a3 0102"));
    assert_eq!(read_list(&later).unwrap().claims().issuers[0].keys, []);
    let no_keys = replace(&good, &good[good.len() - 53..], &hex("80"));
    assert_eq!(
        read_list(&no_keys).err(),
        Some(Error::ClaimsInvalid(Field::Count))
    );
    // The key of the bureau with the x of a point of small order.
    let x = bureau_key().public_key().to_bytes();
    let weak = replace(&good, &x, &[0; 32]);
    assert_eq!(
        read_list(&weak).err(),
        Some(Error::ClaimsInvalid(Field::Key))
    );
    let loose = replace(&good, &hex("05 03 06"), &hex("05 1803 06"));
    assert_eq!(
        read_list(&loose).err(),
        Some(Error::Malformed(CborFault::NotDeterministic))
    );
}

#[test]
fn refuses_claims_out_of_range() {
    type Change = fn(&mut TrustListClaims);
    let changes: [(Change, Field); 12] = [
        (|list| list.version = 0, Field::Version),
        (|list| list.root_version = 0, Field::Version),
        (
            |list| list.validity = Validity::new(EXPIRES, ISSUED),
            Field::Validity,
        ),
        (
            |list| list.issuers.push(issuer(42_120_001, &key(40)).into()),
            Field::Unique,
        ),
        (|list| list.issuers.push(xianning().into()), Field::Unique),
        (|list| first(list).keys.clear(), Field::Count),
        (|list| first(list).regions.clear(), Field::Count),
        (
            |list| {
                let key = list.issuers[0].keys[0].clone();
                first(list).keys = vec![key; MAX_KEYS_PER_ISSUER + 1];
            },
            Field::Count,
        ),
        (
            |list| first(list).regions = [region(421_200)].repeat(MAX_REGIONS_PER_ISSUER + 1),
            Field::Count,
        ),
        (
            |list| first(list).categories = Default::default(),
            Field::Categories,
        ),
        (
            |list| first(list).keys[0].standing = Standing::Suspended,
            Field::State,
        ),
        (
            |list| first(list).name.zh = "咸\u{200b}宁".into(),
            Field::Name,
        ),
    ];
    for (change, field) in changes {
        let mut claims = list_claims([xianning()].into());
        change(&mut claims);
        assert_eq!(
            Pending::prepare(claims).err(),
            Some(Error::DraftInvalid(field))
        );
    }
}

#[test]
fn has_no_more_issuers_than_the_limit() {
    let mut claims = list_claims(vec![xianning(); MAX_ISSUERS + 1]);
    for (id, issuer) in (1..).zip(&mut claims.issuers) {
        Arc::make_mut(issuer).id = IssuerId(id);
    }
    assert_eq!(
        Pending::prepare(claims).err(),
        Some(Error::DraftInvalid(Field::Count))
    );
    // A list that only says that it is long costs nothing.
    let empty = payload_of(&sign_all(list_claims([].into()), &[]));
    let announced = replace(&empty, &hex("03 80"), &hex("03 9a7fffffff"));
    assert_eq!(
        read_list(&announced).err(),
        Some(Error::Malformed(CborFault::Truncated))
    );
}

/// An authority that has closed every bureau can still say so.
#[test]
fn may_be_empty() {
    let empty = payload_of(&sign_all(list_claims([].into()), &[]));
    assert_eq!(read_list(&empty).unwrap().claims().issuers.len(), 0);
}
