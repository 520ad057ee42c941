//! Histories that the model has found, step by step. Each failed on the code before its rule.

use credential_core::{KeeperRecord, Standing};

use crate::actions::*;
use crate::keepers::{Keeper, WithoutRecord};
use crate::ledger::Violation;
use crate::objects::DAY;
use crate::world::World;

/// All members sign, whatever came with it.
const ALL: Hand = Hand {
    keepers: u8::MAX,
    last: Some(0),
    roots: Roots::All,
    stolen: false,
};

/// Only keys of keepers who have left sign.
const STOLEN: Hand = Hand {
    keepers: 0,
    last: None,
    roots: Roots::None,
    stolen: true,
};

/// What the authority would publish, with these changes.
fn draft(twists: &[Twist]) -> Draft {
    Draft {
        twists: twists.to_vec(),
        version: Version::Next,
        root_behind: 0,
        days: 0,
    }
}

/// A list for terminals that still hold the root set before.
fn by_retired_keys(twists: &[Twist]) -> Action {
    let draft = Draft {
        root_behind: 1,
        ..draft(twists)
    };
    Action::Prepare {
        draft,
        hand: STOLEN,
    }
}

fn carry_list(terminal: u8) -> Action {
    carry(terminal, &[], Some(0), &[])
}

fn carry(terminal: u8, roots: &[u8], list: Option<u8>, statuses: &[u8]) -> Action {
    Action::Carry {
        terminal,
        roots: roots.to_vec(),
        list,
        statuses: statuses.to_vec(),
        vouches: Vec::new(),
        clock: Clock::True,
    }
}

const DELIVER: Action = Action::Deliver {
    terminal: 0,
    clock: Clock::True,
};

fn lose(key: u8, standing: Standing) -> Action {
    Action::LoseKey { key, standing }
}

/// The system after these steps. All invariants held after each.
fn after<K: Keeper>(actions: &[Action]) -> World<K> {
    steps(actions).unwrap_or_else(|violation| panic!("{violation:?}"))
}

fn steps<K: Keeper>(actions: &[Action]) -> Result<World<K>, Violation> {
    let mut world = World::new();
    for action in actions {
        world.step(action)?;
    }
    Ok(world)
}

fn count<K>(world: &World<K>, what: &str) -> u32 {
    world.counts.get(what).copied().unwrap_or_default()
}

const WITHDRAWN: Standing = Standing::Withdrawn;

#[test]
fn a_withdrawn_bureau_does_not_come_back_with_a_new_key() {
    let (bureau, standing) = (0, WITHDRAWN);
    let mut actions = vec![
        Action::SetBureau { bureau, standing },
        DELIVER,
        Action::AddKey { bureau },
        Action::Rotate { leave: 2 },
    ];
    actions.extend([
        by_retired_keys(&[Twist::Renewed { bureau }]),
        carry_list(0),
        by_retired_keys(&[Twist::WithoutBureau { bureau }]),
        carry_list(0),
    ]);
    let world = after::<KeeperRecord>(&actions);
    assert_eq!(count(&world, "lists taken"), 1);
    assert_eq!(count(&world, "lists refused"), 2);
}

#[test]
fn a_withdrawn_key_does_not_come_back_by_standing_twice() {
    for lost in [WITHDRAWN, Standing::Compromised] {
        let world = after::<KeeperRecord>(&[
            lose(0, lost),
            DELIVER,
            Action::Rotate { leave: 2 },
            by_retired_keys(&[Twist::Twice { key: 0 }]),
            carry_list(0),
        ]);
        assert!(!world.lists.last().unwrap().signed.all.is_empty());
        assert_eq!(count(&world, "lists refused"), 1);
    }
}

/// Also by a terminal that has lost the list which withdrew it.
#[test]
fn a_withdrawn_key_does_not_come_back_after_the_list_was_lost() {
    let world = after::<KeeperRecord>(&[
        lose(0, WITHDRAWN),
        DELIVER,
        Action::LoseObjects {
            terminal: 0,
            list: true,
            statuses: true,
        },
        Action::Rotate { leave: 2 },
        by_retired_keys(&[Twist::Key {
            key: 0,
            standing: Standing::Active,
        }]),
        carry_list(0),
    ]);
    assert_eq!(count(&world, "lists refused"), 1);
}

/// The keepers are told that the list before the last is the last one, or that there is none.
#[test]
fn keepers_do_not_bring_back_what_the_list_that_is_kept_from_them_withdrew() {
    for last in [Some(1), None] {
        let active_again = Twist::Key {
            key: 0,
            standing: Standing::Active,
        };
        let actions = [
            lose(0, WITHDRAWN),
            Action::Prepare {
                draft: draft(&[active_again]),
                hand: Hand { last, ..ALL },
            },
        ];
        let world = after::<KeeperRecord>(&actions);
        assert_eq!(count(&world, "keepers that did not sign a list"), 3);

        let violation = steps::<WithoutRecord>(&actions).unwrap_err();
        let expected = "keepers never bring back what was withdrawn";
        assert_eq!(violation.invariant, expected, "{violation:?}");
    }
}

#[test]
fn keepers_do_not_sign_two_lists_with_one_version() {
    let twin = Draft {
        version: Version::Highest,
        ..draft(&[Twist::WithoutKey { key: 1 }])
    };
    let actions = [Action::Prepare {
        draft: twin,
        hand: Hand { last: None, ..ALL },
    }];
    let world = after::<KeeperRecord>(&actions);
    assert_eq!(count(&world, "keepers that did not sign a list"), 3);
    let violation = steps::<WithoutRecord>(&actions).unwrap_err();
    assert_eq!(
        violation.invariant, "one version, one content",
        "{violation:?}"
    );
}

#[test]
fn a_status_list_that_was_stripped_from_the_update_is_missed() {
    let (bureau, days) = (0, 30);
    let world = after::<KeeperRecord>(&[
        Action::PublishStatus { bureau, key: 0 },
        Action::Expect { bureau, days },
        carry_list(0),
    ]);
    assert_eq!(count(&world, "lists taken"), 1);
    assert!(count(&world, "codes that must not be accepted") > 0);
    // An old one in the place of the newest does not help either.
    let world = after::<KeeperRecord>(&[
        Action::PublishStatus { bureau, key: 0 },
        Action::Wait { days: 31 },
        Action::Revoke { key: 0 },
        Action::PublishStatus { bureau, key: 0 },
        Action::Expect { bureau, days },
        carry(0, &[], Some(0), &[1]),
    ]);
    assert_eq!(count(&world, "status lists taken"), 1);
    assert!(count(&world, "codes that must not be accepted") > 0);
}

#[test]
fn the_root_set_of_another_authority_is_not_held_already() {
    let world = after::<KeeperRecord>(&[carry(0, &[10], None, &[])]);
    assert_eq!(count(&world, "root sets refused"), 1);
    let world = after::<KeeperRecord>(&[
        Action::Rotate { leave: 1 },
        DELIVER,
        carry(0, &[10, 11], None, &[]),
        carry(0, &[11], None, &[]),
    ]);
    assert_eq!(count(&world, "root sets taken"), 1);
    assert_eq!(count(&world, "root sets refused"), 2);
}

#[test]
fn the_highest_version_that_can_be_does_not_stop_a_terminal_for_ever() {
    let last = Draft {
        version: Version::Last,
        ..draft(&[])
    };
    let actions = [
        Action::Prepare {
            draft: last,
            hand: ALL,
        },
        carry_list(0),
    ];
    for recovered in [
        after::<WithoutRecord>(&actions).check_recovery(),
        after::<KeeperRecord>(&actions).check_recovery(),
    ] {
        assert_eq!(recovered, Ok(()));
    }
}

/// As far ahead as keepers and terminals go: in the version, and a hundred years in the date.
#[test]
fn a_list_far_ahead_is_left_behind_by_a_new_root_set() {
    let ahead = Draft {
        version: Version::Ahead((1 << 20) - 1),
        days: 36_500,
        ..draft(&[])
    };
    let mut world = after::<KeeperRecord>(&[
        DELIVER,
        Action::Prepare {
            draft: ahead,
            hand: ALL,
        },
        carry_list(0),
    ]);
    assert_eq!(count(&world, "lists taken"), 2);
    assert_eq!(world.check_recovery(), Ok(()));
}

/// The keepers must sign the way back although it is dated before what they have signed.
#[test]
fn a_root_set_dated_far_ahead_is_left_behind_by_the_next_one() {
    let ahead = RootDraft {
        leave: 1,
        with_stolen: false,
        behind: 0,
        days: 36_500,
    };
    let mut world = after::<KeeperRecord>(&[Action::PrepareRoots {
        draft: ahead,
        hand: ALL,
    }]);
    assert_eq!(count(&world, "changes of roots"), 1);
    assert_eq!(world.check_recovery(), Ok(()));
}

/// The key that signed the list which revoked a code is lost, and with it that list. A list from before
/// by an older key, which is still active, does not take its place.
#[test]
fn a_revoked_code_does_not_come_back_with_an_older_list_by_another_key() {
    let world = after::<KeeperRecord>(&[
        Action::AddKey { bureau: 0 },
        // By key 0, which is older.
        Action::PublishStatus { bureau: 0, key: 2 },
        Action::Revoke { key: 0 },
        Action::Wait { days: 1 },
        // By key 2, the newest.
        Action::PublishStatus { bureau: 0, key: 0 },
        DELIVER,
        lose(2, Standing::Compromised),
        carry(0, &[], Some(0), &[1]),
    ]);
    assert_eq!(count(&world, "lists taken"), 2);
}

#[test]
fn a_status_list_dated_far_ahead_is_left_behind_by_a_new_key() {
    let mut forged = carry(0, &[], Some(0), &[0]);
    if let Action::Carry { clock, .. } = &mut forged {
        *clock = Clock::Ahead { days: 40_000 };
    }
    let mut world = after::<KeeperRecord>(&[
        Action::Steal { key: 1 },
        Action::ForgeStatus {
            key: 1,
            days: 36_500,
            revoke: true,
        },
        forged,
        lose(1, Standing::Compromised),
    ]);
    assert_eq!(count(&world, "status lists taken"), 1);
    assert_eq!(world.check_recovery(), Ok(()));
    assert!(world.now < crate::objects::START + 10 * DAY);
}
