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

fn only(root_sets: &[&Vec<u8>]) -> Update {
    Update {
        root_sets: root_sets.iter().copied().cloned().collect(),
        ..Update::default()
    }
}

/// A root set of this version by people who have nothing to do with the authority.
fn foreign(version: u64) -> Vec<u8> {
    let [x, y] = [key(50), key(51)];
    sign_all(root_claims(version, 2, &[&x, &y]), &[&x, &y])
}

/// The third root set has one keeper, `d`.
fn third_roots() -> Vec<u8> {
    let [_, b, c, d] = keepers();
    sign_all(root_claims(3, 1, &[&d]), &[&b, &c, &d])
}

/// A terminal that was set up with the third root set and has never seen the others.
fn terminal_of_third() -> Holdings {
    let [.., d] = keepers();
    let mut held = Holdings::provision(&third_roots()).unwrap();
    held.apply(&with_list(list(9, 3, &[&d])), NOW);
    held
}

#[test]
fn refuses_another_root_set_of_the_version_that_is_held() {
    let [a, b, c, _] = keepers();
    let mut held = terminal();
    let more_signatures = sign_all(root_claims(1, 2, &[&a, &b, &c]), &[&a, &b, &c]);
    let other_content = sign_all(root_claims(1, 1, &[&a]), &[&a]);
    for other in [more_signatures, other_content, foreign(1)] {
        let expected = [Error::VersionReused { version: 1 }];
        assert_eq!(refused(&mut held, &only(&[&other])), expected);
    }
    assert_eq!(
        results(&held.apply(&only(&[&first_roots()]), NOW)),
        [Ok(Applied::AlreadyHeld)]
    );
}

#[test]
fn refuses_the_earlier_root_set_of_a_stranger() {
    let [a, b, c, d] = keepers();
    let mut held = terminal();
    let second = second_roots(&[&a, &b, &c]);
    let update = Update {
        trust_list: Some(list(6, 2, &[&c, &d])),
        ..only(&[&second])
    };
    held.apply(&update, NOW);
    let expected = [Error::RootSetForeign { version: 1 }];
    assert_eq!(refused(&mut held, &only(&[&foreign(1)])), expected);
    // What stands behind it does not make it an ancestor.
    let errors = refused(&mut held, &only(&[&foreign(1), &second]));
    assert_eq!(errors, expected);
    // Those that it has held are known, in whatever order they come.
    let own = only(&[&second, &first_roots(), &second]);
    assert_eq!(
        results(&held.apply(&own, NOW)),
        [Ok(Applied::AlreadyHeld); 3]
    );
}

/// A file for all terminals begins with the first root set, which this one has never seen.
#[test]
fn knows_an_ancestor_by_the_chain_that_leads_from_it() {
    let [a, b, c, _] = keepers();
    let (first, second, third) = (first_roots(), second_roots(&[&a, &b, &c]), third_roots());
    let mut held = terminal_of_third();
    let outcomes = held.apply(&only(&[&first, &second, &third]), NOW);
    assert_eq!(results(&outcomes), [Ok(Applied::AlreadyHeld); 3]);
    // Without the rest of the chain nothing proves it.
    for chain in [&[&first][..], &[&first, &second], &[&first, &third]] {
        assert_eq!(
            refused(&mut held, &only(chain)),
            [Error::RootSetForeign { version: 1 }]
        );
    }
    assert_eq!(
        refused(&mut held, &only(&[&second])),
        [Error::RootSetForeign { version: 2 }]
    );
    let stranger = only(&[&foreign(1), &second, &third]);
    assert_eq!(
        refused(&mut held, &stranger),
        [Error::RootSetForeign { version: 1 }]
    );
}

#[test]
fn stops_at_the_first_root_set_that_is_refused() {
    let [a, b, c, _] = keepers();
    let mut held = terminal();
    let chain = only(&[&foreign(1), &second_roots(&[&a, &b, &c])]);
    assert_eq!(
        refused(&mut held, &chain),
        [Error::VersionReused { version: 1 }]
    );
}

/// Those in between may have been replaced because their keys were lost.
#[test]
fn takes_a_chain_whole_or_not_at_all() {
    let [a, b, c, d] = keepers();
    let mut held = terminal();
    let update = Update {
        trust_list: Some(list(6, 2, &[&b, &c])),
        ..only(&[&second_roots(&[&a, &b, &c]), &third_roots()])
    };
    let errors = refused(&mut held, &update);
    assert_eq!(errors[..2], [Error::RootWithoutList; 2]);
    assert_eq!(errors[2], Error::RootVersionMismatch { held: 1, named: 2 });
    let update = Update {
        trust_list: Some(list(6, 3, &[&d])),
        ..update
    };
    assert_eq!(results(&held.apply(&update, NOW)), [Ok(Applied::New); 3]);
    // It knows the one that it only passed through.
    let passed = only(&[&second_roots(&[&a, &b, &c])]);
    assert_eq!(
        results(&held.apply(&passed, NOW)),
        [Ok(Applied::AlreadyHeld)]
    );
}

/// The second root set is years ahead, and was replaced for that.
#[test]
fn the_date_of_a_root_set_that_was_passed_through_does_not_count() {
    let [a, b, c, d] = keepers();
    let mut ahead = root_claims(2, 2, &[&b, &c, &d]);
    ahead.issued = day(4_000);
    let ahead = sign_all(ahead, &[&a, &b, &c]);
    let mut held = terminal();
    let update = Update {
        trust_list: Some(list(9, 3, &[&d])),
        ..only(&[&ahead, &third_roots()])
    };
    assert_eq!(results(&held.apply(&update, NOW)), [Ok(Applied::New); 3]);
    assert_eq!(held.floors().newest_signed, day(9));

    // One that was held for a while counts, until a list under the next one comes.
    let mut held = terminal();
    let update = Update {
        trust_list: Some(list(6, 2, &[&c, &d])),
        ..only(&[&ahead])
    };
    held.apply(&update, NOW);
    assert_eq!(held.floors().newest_signed, day(4_000));
    let update = Update {
        trust_list: Some(list(9, 3, &[&d])),
        ..only(&[&third_roots()])
    };
    assert_eq!(results(&held.apply(&update, NOW)), [Ok(Applied::New); 2]);
    assert_eq!(held.floors().newest_signed, day(9));
}

/// What stands on the disk was exchanged for another root set of the same version.
#[test]
fn refuses_to_start_with_another_root_set_than_the_floors_know() {
    let floors = terminal().floors().clone();
    let error = Holdings::with_floors(&foreign(1), floors.clone()).unwrap_err();
    assert_eq!(error, Error::VersionReused { version: 1 });
    assert!(Holdings::with_floors(&first_roots(), floors).is_ok());
}

#[test]
fn remembers_no_more_root_sets_than_one_update_brings() {
    let mut floors = Floors::default();
    floors.remember_root_sets((0..300).map(|version| (version, [0; 32])));
    let versions: Vec<u64> = floors
        .root_sets
        .iter()
        .map(|(version, _)| *version)
        .collect();
    assert_eq!(versions, (44..300).collect::<Vec<u64>>());
}

#[test]
fn the_held_root_set_may_stand_again_behind_those_that_follow_it() {
    let [a, b, c, d] = keepers();
    let mut held = terminal();
    let (first, second) = (first_roots(), second_roots(&[&a, &b, &c]));
    let update = Update {
        trust_list: Some(list(6, 2, &[&c, &d])),
        ..only(&[&second, &first, &second])
    };
    let (new, known) = (Ok(Applied::New), Ok(Applied::AlreadyHeld));
    assert_eq!(results(&held.apply(&update, NOW)), [new, known, known, new]);
}
