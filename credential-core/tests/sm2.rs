//! The SM2 profile through the public interface: bureaus and root keys of both types side by side.

#![cfg(feature = "sm2")]
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::sync::Arc;

use credential_core::*;
use proptest::prelude::*;

const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);
const DAY: std::time::Duration = std::time::Duration::from_secs(86_400);

fn year() -> Validity {
    Validity::new(NOW, NOW.plus(365 * DAY))
}

fn sm2(seed: u8) -> Sm2SigningKey {
    Sm2SigningKey::from_secret_bytes(&[seed; 32]).unwrap()
}

fn name(zh: &str) -> OrgName {
    OrgName {
        zh: zh.into(),
        en: None,
    }
}

fn issuer(id: u32, key: &PublicKey) -> Arc<Issuer> {
    let xianning = Region::new(421_200).unwrap();
    Arc::new(Issuer {
        id: IssuerId(id),
        name: name("咸宁市退役军人事务局"),
        region: xianning,
        categories: CategorySet::EMPTY.with(Category::Veteran),
        regions: vec![xianning],
        standing: Standing::Active,
        code_name: None,
        status_expectation: None,
        catalogue_expectation: None,
        keys: vec![IssuerKey {
            key: key.clone(),
            in_force: year(),
            standing: Standing::Active,
            longest_validity: None,
        }],
    })
}

/// Root keys of both types, of which two must sign; enough of them are Ed25519 keys, as is demanded.
fn root_set(sm2_root: &Sm2SigningKey, ed25519_root: &SigningKey) -> Vec<u8> {
    let mut roots = Pending::prepare(RootSetClaims {
        version: 1,
        issued: NOW,
        name: name("湖北省退役军人事务厅"),
        threshold: 2,
        keys: vec![
            sm2_root.public_key().clone(),
            ed25519_root.public_key().clone(),
            SigningKey::from_seed(&[90; 32]).public_key().clone(),
        ],
    })
    .unwrap();
    roots.sign(sm2_root).unwrap();
    roots.sign(ed25519_root).unwrap();
    roots.to_bytes().unwrap()
}

fn claims(status_index: u32) -> Claims {
    Claims::new(
        DisplayName::masked("王建明").unwrap(),
        CategorySet::EMPTY.with(Category::Veteran),
        HolderNumber(17),
        StatusIndex(status_index),
        year(),
    )
    .unwrap()
}

/// A terminal that has a list with a bureau of each type, and a status list of the one with SM2, in
/// which the code 7 is revoked.
fn gate() -> Holdings {
    let (sm2_root, ed25519_root) = (sm2(1), SigningKey::from_seed(&[1; 32]));
    let mut list = Pending::prepare(TrustListClaims {
        version: 1,
        root_version: 1,
        validity: year(),
        issuers: vec![
            issuer(42_120_001, sm2(2).public_key()),
            issuer(42_120_002, SigningKey::from_seed(&[2; 32]).public_key()),
        ],
    })
    .unwrap();
    list.sign(&sm2_root).unwrap();
    list.sign(&ed25519_root).unwrap();
    let mut statuses = StatusArray::all_valid(1_024).unwrap();
    statuses.set(StatusIndex(7), Status::Revoked).unwrap();
    let status_list = StatusListClaims {
        issuer: IssuerId(42_120_001),
        validity: year(),
        ttl: None,
        statuses,
    };
    let mut update = Update::default();
    update.trust_list = Some(list.to_bytes().unwrap());
    update
        .status_lists
        .push(StatusList::issue(&status_list, &sm2(2)).unwrap());
    let mut gate = Holdings::provision(&root_set(&sm2_root, &ed25519_root)).unwrap();
    let outcomes = gate.apply(&update, NOW);
    assert!(
        outcomes.iter().all(|outcome| outcome.result.is_ok()),
        "{outcomes:?}"
    );
    gate
}

#[test]
fn a_list_may_have_bureaus_and_roots_of_both_types() {
    let gate = gate();
    let by_sm2 = |index| issue(&claims(index), &sm2(2)).unwrap();
    let by_ed25519 = issue(&claims(9), &SigningKey::from_seed(&[2; 32])).unwrap();
    for (code, reason) in [
        (by_sm2(8), "accepted"),
        (by_sm2(7), "revoked"),
        (by_ed25519, "accepted"),
        (issue(&claims(8), &sm2(9)).unwrap(), "issuer-unknown"),
    ] {
        for form in [TextForm::Digits, TextForm::Base45] {
            let verdict = verify(&code.to_text(form), &gate, Policy::gate(), NOW);
            assert_eq!(verdict.reason(), reason);
        }
    }
}

#[test]
fn a_bureau_asks_for_its_sm2_key_to_be_listed() {
    let (old, next) = (SigningKey::from_seed(&[2; 32]), sm2(3));
    let request = IssuerRequest {
        id: IssuerId(42_120_001),
        name: name("咸宁市退役军人事务局"),
        region: Region::new(421_200).unwrap(),
        key: next.public_key().clone(),
        issued: NOW,
    };
    let bytes = request.sign(&next).unwrap();
    assert_eq!(IssuerRequest::verify(&bytes).as_ref(), Ok(&request));
    let vouched = IssuerRequest::vouch(&bytes, &old).unwrap();
    let listed = [old.public_key().clone()];
    assert_eq!(
        IssuerRequest::vouched_by(&vouched, &listed).unwrap(),
        [old.public_key()]
    );
}

#[test]
fn one_signature_is_not_enough_whichever_type_it_is_of() {
    let (sm2_root, ed25519_root) = (sm2(1), SigningKey::from_seed(&[1; 32]));
    let roots = RootSet::pin(&root_set(&sm2_root, &ed25519_root)).unwrap();
    let mut list = Pending::prepare(TrustListClaims {
        version: 1,
        root_version: 1,
        validity: year(),
        issuers: vec![issuer(42_120_001, sm2(2).public_key())],
    })
    .unwrap();
    list.sign(&sm2_root).unwrap();
    let missing = Some(Error::ThresholdNotMet {
        valid: 1,
        needed: 2,
    });
    let verified = TrustList::verify(&list.to_bytes().unwrap(), &roots);
    assert_eq!(verified.err(), missing);
    // The same key again under another nonce would not count twice either.
    list.sign(&sm2_root).unwrap();
    let verified = TrustList::verify(&list.to_bytes().unwrap(), &roots);
    assert_eq!(verified.err(), missing);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_a_key_signs_it_verifies_and_nothing_else(
        secret in prop::array::uniform32(1u8..=0xfe),
        message in prop::collection::vec(any::<u8>(), 0..200),
        at in any::<prop::sample::Index>(),
        flip in 1u8..,
    ) {
        let key = Sm2SigningKey::from_secret_bytes(&secret).unwrap();
        let signature = key.sign(&message).unwrap();
        let public = PublicKey::from_bytes(Algorithm::Sm2, &key.public_key().to_bytes()).unwrap();
        prop_assert_eq!(&public, key.public_key());
        prop_assert_eq!(public.verify(&message, &signature), Ok(()));
        let mut changed = signature;
        changed[at.index(64)] ^= flip;
        prop_assert_eq!(public.verify(&message, &changed), Err(Error::SignatureInvalid));
        let mut longer = message;
        longer.push(flip);
        prop_assert_eq!(public.verify(&longer, &signature), Err(Error::SignatureInvalid));
    }

    /// Bytes that nobody signed: never valid, never a panic, for keys of every type.
    #[test]
    fn random_bytes_are_no_signature(
        r in prop::array::uniform32(any::<u8>()),
        s in prop::array::uniform32(any::<u8>()),
        x in prop::array::uniform32(any::<u8>()),
    ) {
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&r);
        signature[32..].copy_from_slice(&s);
        for algorithm in Algorithm::ALL {
            for bytes in [x.to_vec(), [&[2], &x[..]].concat(), [&[3], &x[..]].concat()] {
                if let Ok(key) = PublicKey::from_bytes(*algorithm, &bytes) {
                    prop_assert_eq!(key.to_bytes(), bytes);
                    prop_assert_eq!(key.verify(b"", &signature), Err(Error::SignatureInvalid));
                }
            }
        }
    }
}
