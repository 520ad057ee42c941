//! Copies of root sets and trust lists with other signatures: whoever carries an update can take
//! signatures away, and add some.

use super::*;
use crate::cose::Sign;
use crate::fixtures::{
    ROOT_SET_TYPE, TRUST_LIST_TYPE, payload_of, sign, signer_header, type_header,
};

/// Signed by three of the first roots; two are enough.
fn second() -> Vec<u8> {
    let [a, b, c, d] = keepers();
    second_roots(&[&a, &b, &c, &d])
}

/// A copy with these signatures alone.
fn copy_of(typ: &str, bytes: &[u8], signers: &[&SigningKey]) -> Vec<u8> {
    let headers: Vec<_> = signers
        .iter()
        .map(|key| signer_header(key.public_key().id()))
        .collect();
    let signers: Vec<_> = headers
        .iter()
        .zip(signers)
        .map(|(header, key)| (&header[..], *key))
        .collect();
    sign(&type_header(typ), &payload_of(bytes), &signers)
}

/// A copy with one more signature, by a stranger and of nothing.
fn with_rubbish(typ: &str, bytes: &[u8], signers: &[&SigningKey]) -> Vec<u8> {
    let copy = copy_of(typ, bytes, &[signers, &[&key(77)]].concat());
    let good = Sign::<TrustListClaims>::parse(&copy, usize::MAX);
    let roots = Sign::<crate::RootSetClaims>::parse(&copy, usize::MAX);
    assert!(good.is_ok() || roots.is_ok());
    copy
}

fn chain(root_sets: &[&Vec<u8>], trust_list: Vec<u8>) -> Update {
    Update {
        root_sets: root_sets.iter().copied().cloned().collect(),
        trust_list: Some(trust_list),
        ..Update::default()
    }
}

const NEW: Result<Applied> = Ok(Applied::New);
const HELD: Result<Applied> = Ok(Applied::AlreadyHeld);

/// Somebody strips the second root set for one terminal, so that the file of the authority, which
/// comes later, shall look like a forged one there.
#[test]
fn a_root_set_without_a_surplus_signature_does_not_keep_the_next_one_out() {
    let [a, b, c, d] = keepers();
    let stripped = copy_of(ROOT_SET_TYPE, &second(), &[&b, &c]);
    assert_ne!(stripped, second());
    let third = sign_all(root_claims(3, 1, &[&d]), &[&b, &c, &d]);
    let everything = chain(&[&first_roots(), &second(), &third], list(9, 3, &[&d]));
    for list_of_second in [list(6, 2, &[&c, &d]), list(6, 1, &[&a, &b, &c])] {
        let mut held = terminal();
        let update = chain(&[&stripped], list_of_second);
        assert_eq!(results(&held.apply(&update, NOW)), [NEW, NEW]);
        let outcomes = held.apply(&everything, NOW);
        assert_eq!(results(&outcomes), [HELD, HELD, NEW, NEW]);
        assert_eq!(held.root().claims().version, 3);
        // And after that both copies are ancestors.
        let both = chain(&[&stripped, &second()], list(9, 3, &[&d]));
        assert_eq!(results(&held.apply(&both, NOW)), [HELD; 3]);
    }
}

/// The terminal was set up with a stripped third set, and knows none before it.
#[test]
fn the_chain_of_the_file_proves_ancestors_by_its_own_copies() {
    let [_, b, c, d] = keepers();
    let third = sign_all(root_claims(3, 1, &[&d]), &[&b, &c, &d]);
    let own_alone = copy_of(ROOT_SET_TYPE, &third, &[&d]);
    let mut held = Holdings::provision(&own_alone).unwrap();
    held.apply(&with_list(list(9, 3, &[&d])), NOW);
    let everything = chain(&[&first_roots(), &second(), &third], list(9, 3, &[&d]));
    assert_eq!(results(&held.apply(&everything, NOW)), [HELD; 4]);
    // Without the signatures of the second set the third proves nothing.
    let unproved = Update {
        root_sets: vec![second(), own_alone.clone()],
        ..Update::default()
    };
    let mut held = Holdings::provision(&own_alone).unwrap();
    assert_eq!(
        refused(&mut held, &unproved),
        [Error::RootSetForeign { version: 2 }]
    );
}

#[test]
fn a_signature_more_or_less_is_the_same_object() {
    let [a, b, c, _] = keepers();
    let five = list(5, 1, &[&a, &b]);
    let mut held = terminal();
    let before = held.to_update();
    for signers in [&[&a][..], &[&c], &[&a, &b, &c]] {
        let root_set = with_rubbish(ROOT_SET_TYPE, &first_roots(), signers);
        let trust_list = with_rubbish(TRUST_LIST_TYPE, &five, signers);
        let update = chain(&[&root_set], trust_list);
        assert_eq!(results(&held.apply(&update, NOW)), [HELD, HELD]);
        // What is held has enough signatures, and stays.
        assert_eq!(held.to_update(), before);
    }
    // A start with another copy of the root set.
    let copy = with_rubbish(ROOT_SET_TYPE, &first_roots(), &[&b, &c]);
    let mut restored = Holdings::with_floors(&copy, held.floors().clone()).unwrap();
    assert_eq!(results(&restored.restore(&before)), [HELD, NEW, NEW]);
}

/// The list is signed by the keepers of the old roots and of the new ones. A copy with the old ones
/// alone comes first, and must not keep the new roots out.
#[test]
fn a_copy_of_the_held_list_with_more_signatures_lets_the_roots_change() {
    let [a, b, c, d] = keepers();
    let full = list(6, 1, &[&a, &b, &c, &d]);
    let stripped = copy_of(TRUST_LIST_TYPE, &full, &[&a, &b]);
    let mut held = terminal();
    assert_eq!(
        results(&held.apply(&with_list(stripped.clone()), NOW)),
        [NEW]
    );
    assert_eq!(held.to_update().trust_list, Some(stripped.clone()));

    // The stripped copy, and one with bad signatures in their place, change nothing.
    let headers = [&c, &d].map(|key| signer_header(key.public_key().id()));
    let forged = sign(
        &type_header(TRUST_LIST_TYPE),
        &payload_of(&full),
        &[(&headers[0], &key(77)), (&headers[1], &key(78))],
    );
    for copy in [&stripped, &forged] {
        let before = held.to_update();
        let outcomes = results(&held.apply(&chain(&[&second()], copy.clone()), NOW));
        assert_eq!(outcomes, [Err(Error::RootWithoutList), HELD]);
        assert_eq!(held.to_update(), before);
    }
    let (made, statuses_held) = (held.floors().clone(), held.to_update().status_lists);
    let outcomes = held.apply(&chain(&[&second()], full.clone()), NOW);
    assert_eq!(results(&outcomes), [NEW, HELD]);
    assert_eq!(held.root().claims().version, 2);
    assert_eq!(held.to_update().trust_list, Some(full.clone()));
    assert_eq!(held.to_update().status_lists, statuses_held);
    assert_eq!(held.floors().trust_list, made.trust_list);

    // It starts again from what is held.
    let kept = held.to_update();
    let mut restored = Holdings::with_floors(&kept.root_sets[0], held.floors().clone()).unwrap();
    assert_eq!(results(&restored.restore(&kept)), [HELD, NEW, NEW]);
    // The copy with the old signatures is still the same list, and does not replace this one.
    let outcomes = held.apply(&with_list(stripped), NOW);
    assert_eq!(results(&outcomes), [HELD]);
    assert_eq!(held.to_update(), kept);
}
