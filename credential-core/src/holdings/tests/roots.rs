//! Changes of the root set.

use super::*;

#[test]
fn follows_a_change_of_roots_that_brings_its_list() {
    let [a, b, c, d] = keepers();
    let mut held = terminal();
    let update = Update {
        root_sets: vec![second_roots(&[&a, &b, &c])],
        trust_list: Some(list(6, 2, &[&c, &d])),
        ..Update::default()
    };
    assert_eq!(
        results(&held.apply(&update, NOW)),
        [Ok(Applied::New), Ok(Applied::New)]
    );
    assert_eq!(held.root().claims().version, 2);

    // Signed by a root that was removed, and one that stayed.
    let errors = refused(&mut held, &with_list(list(7, 2, &[&a, &b])));
    assert_eq!(
        errors,
        [Error::ThresholdNotMet {
            valid: 1,
            needed: 2
        }]
    );
    // The old roots do not come back.
    let old = Holdings::with_floors(&first_roots(), held.floors().clone()).unwrap_err();
    assert_eq!(
        old,
        Error::RolledBack {
            held: 2,
            offered: 1
        }
    );
}

#[test]
fn a_change_of_roots_needs_the_old_threshold_and_the_new_one() {
    let [a, b, c, d] = keepers();
    for (signers, missing) in [
        (&[&b, &d][..], "the old threshold"),
        (&[&a, &b][..], "the new threshold"),
    ] {
        let mut held = terminal();
        let update = Update {
            root_sets: vec![second_roots(signers)],
            trust_list: Some(list(6, 2, &[&c, &d])),
            ..Update::default()
        };
        let errors = refused(&mut held, &update);
        assert!(
            matches!(errors[..], [Error::ThresholdNotMet { valid: 1, .. }, _]),
            "{missing}: {errors:?}"
        );
    }
}

#[test]
fn never_stands_without_a_list_after_a_change_of_roots() {
    let [a, b, c, _] = keepers();
    let mut held = terminal();
    let roots = vec![second_roots(&[&a, &b, &c])];
    let update = Update {
        root_sets: roots.clone(),
        ..Update::default()
    };
    assert_eq!(refused(&mut held, &update), [Error::RootWithoutList]);

    // A list that both root sets accept need not be made again.
    let mut held = Holdings::provision(&first_roots()).unwrap();
    held.apply(&with_list(list(5, 1, &[&a, &b, &c])), NOW);
    let update = Update {
        root_sets: roots,
        ..Update::default()
    };
    assert_eq!(results(&held.apply(&update, NOW)), [Ok(Applied::New)]);
    assert!(held.trust().is_some());
}

#[test]
fn walks_a_chain_of_missed_changes_in_one_update() {
    let [a, b, c, d] = keepers();
    let third = sign_all(root_claims(3, 1, &[&d]), &[&b, &c, &d]);
    let chain = [first_roots(), second_roots(&[&a, &b, &c]), third];
    let last = list(9, 3, &[&d]);

    let mut held = terminal();
    let update = Update {
        root_sets: chain.to_vec(),
        trust_list: Some(last.clone()),
        ..Update::default()
    };
    let expected = [
        Ok(Applied::AlreadyHeld),
        Ok(Applied::New),
        Ok(Applied::New),
        Ok(Applied::New),
    ];
    assert_eq!(results(&held.apply(&update, NOW)), expected);

    // With a step missing, nothing is skipped.
    let mut held = terminal();
    let [_, _, third] = chain;
    let gap = Update {
        root_sets: vec![third],
        trust_list: Some(last),
        ..Update::default()
    };
    let errors = refused(&mut held, &gap);
    assert_eq!(errors[0], Error::RootVersionMismatch { held: 1, named: 3 });
}
