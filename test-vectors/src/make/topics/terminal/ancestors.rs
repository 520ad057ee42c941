//! Root sets of the past, lists that two root sets have signed, and what sets the newest time.

use test_vectors::TerminalVector;

use super::recovery::{dated, list};
use super::{
    DAY, Life, Parts, held, new, next_keys, refused, second_roots, someone, terminal, third_roots,
};
use crate::build::cose::Sign;
use crate::build::curve::Key;
use crate::draft::{gate_with_lists, vector};
use crate::fixtures::{RootSpec, World, XIANNING};
use crate::times::{LIST_IAT, NOW, ROOT_IAT};

/// A date that no honest clock has.
const AHEAD: u64 = NOW + 100 * DAY;

pub(super) fn vectors(world: &World) -> Vec<TerminalVector> {
    let mut all = ancestors(world);
    all.extend(signed_by_two(world));
    all.extend(newest_time(world));
    all
}

fn roots(sets: Vec<Sign>) -> Parts {
    sets.into_iter().fold(Parts::default(), Parts::root)
}

/// Provisioned, with the list 7 by these keys.
fn begins(world: &World, id: &str, comment: &str, signers: &[&Key]) -> Life {
    terminal(id, comment).update(
        &Parts::default().list(list(world, 7, 1, LIST_IAT, signers)),
        &[new("trust-list")],
    )
}

fn ancestors(world: &World) -> Vec<TerminalVector> {
    let [one, two, three] = &world.roots[..] else {
        return Vec::new();
    };
    let [_, four, five] = &next_keys(world);
    let strangers = ["stranger-1", "stranger-2"].map(|name| world.key(name));
    let second = || second_roots(world, &[one, three, four]);
    let third = || third_roots(world, &[three, four, five]);
    let other_first = |signers: &[&Key]| dated(&world.root_set(), ROOT_IAT + 1, signers);
    let foreign = [refused("root-set", "update", "root-set-foreign")];
    let both_held = [held("root-set"), held("root-set")];
    let begin = |id: &str, comment: &str| begins(world, id, comment, &[one, two]);
    let moved = |id: &str, comment: &str| {
        begin(id, comment).update(
            &roots(vec![second()]).list(list(world, 8, 2, LIST_IAT + DAY, &[three, four])),
            &[new("root-set"), new("trust-list")],
        )
    };
    let under_third = || list(world, 8, 3, LIST_IAT + DAY, &[four, one]);
    let three_new = [new("root-set"), new("root-set"), new("trust-list")];
    let moved_twice = |id: &str, comment: &str| {
        begin(id, comment).update(
            &roots(vec![second(), third()]).list(under_third()),
            &three_new,
        )
    };
    vec![
        moved(
            "roots-of-a-stranger-before-the-held",
            "A root set of a stranger, and behind it the one that is held, which the stranger's keys have not signed.",
        )
        .flags(&["forged"])
        .update(
            &roots(vec![
                RootSpec::new(1, 2, &strangers)
                    .message()
                    .signed_by(&strangers.iter().collect::<Vec<_>>()),
                second(),
            ]),
            &foreign,
        )
        .end(),
        moved(
            "roots-one-signature-before-the-held",
            "Another root set of version 1 with one signature of its own keys, and behind it the one that is held: nobody could have begun with it.",
        )
        .flags(&["forged"])
        .update(&roots(vec![other_first(&[one]), second()]), &foreign)
        .end(),
        moved(
            "roots-leading-to-the-held-is-not-remembered",
            "A set that was an ancestor by the file that it came in was neither held nor passed through: alone it is foreign the next time.",
        )
        .flags(&["edge"])
        .update(
            &roots(vec![other_first(&[one, two, three]), second()]),
            &both_held,
        )
        .update(&roots(vec![other_first(&[one, two, three])]), &foreign)
        .end(),
        moved_twice(
            "roots-leading-to-an-ancestor",
            "Another root set of version 1, from which the next of the file leads to the second one: that was passed through, which is enough.",
        )
        .flags(&["valid", "edge"])
        .update(
            &roots(vec![other_first(&[one, two, three]), second()]),
            &both_held,
        )
        .end(),
        moved_twice(
            "roots-passed-through",
            "A root set that the terminal passed through and never held at the end of an update.",
        )
        .flags(&["valid"])
        .update(&roots(vec![second()]), &[held("root-set")])
        .end(),
        moved(
            "roots-ancestor-with-one-signature",
            "The root set of before with one signature, fewer than it needs: the same set, and its signatures are not looked at.",
        )
        .flags(&["edge"])
        .update(
            &roots(vec![world.root_set().message().signed_by(&[one])]),
            &[held("root-set")],
        )
        .end(),
        begin(
            "roots-held-with-one-signature",
            "The root set that is held with one signature, fewer than it needs.",
        )
        .flags(&["edge"])
        .update(
            &roots(vec![world.root_set().message().signed_by(&[one])]),
            &[held("root-set")],
        )
        .end(),
        begin(
            "roots-not-taken-are-no-ancestors",
            "A second root set was not taken, for want of a list; another one was. The first of the two is foreign then.",
        )
        .update(
            &roots(vec![second()]),
            &[refused("root-set", "update", "root-without-list")],
        )
        .update(
            &roots(vec![
                dated(&world.next_root_set(), ROOT_IAT + 1, &[one, three, four]),
                third(),
            ])
            .list(under_third()),
            &three_new,
        )
        .update(&roots(vec![second()]), &foreign)
        .end(),
        begin(
            "roots-new-set-twice",
            "The same new root set twice in one file: the second time it is held.",
        )
        .flags(&["valid", "edge"])
        .update(
            &roots(vec![second(), second()]).list(list(world, 8, 2, LIST_IAT + DAY, &[three, four])),
            &[new("root-set"), held("root-set"), new("trust-list")],
        )
        .end(),
    ]
}

fn signed_by_two(world: &World) -> Vec<TerminalVector> {
    let [one, two, three] = &world.roots[..] else {
        return Vec::new();
    };
    let [_, four, five] = &next_keys(world);
    let second = || second_roots(world, &[one, three, four]);
    let third = || third_roots(world, &[three, four, five]);
    let by_both = |id: &str, comment: &str| begins(world, id, comment, &[one, three, four]);
    let copy = |signers: &[&Key]| Parts::default().list(list(world, 7, 1, LIST_IAT, signers));
    vec![
        by_both(
            "roots-signed-the-held-list",
            "New roots without a list: the one that is held has signatures of two of their keys already.",
        )
        .flags(&["valid"])
        .update(&roots(vec![second()]), &[new("root-set")])
        .end(),
        by_both(
            "roots-signed-the-held-list-and-not-the-offered",
            "The same with a list in the file that the new roots have not signed: the roots are taken, the list is not.",
        )
        .update(
            &roots(vec![second()]).list(list(world, 8, 1, LIST_IAT + DAY, &[one, two])),
            &[
                new("root-set"),
                refused("trust-list", "issuer", "root-version-mismatch"),
            ],
        )
        .end(),
        by_both(
            "roots-signed-the-held-list-and-an-older",
            "The same with an older list in the file, by the new roots.",
        )
        .update(
            &roots(vec![second()]).list(list(world, 6, 1, LIST_IAT, &[three, four])),
            &[
                new("root-set"),
                refused("trust-list", "update", "rolled-back"),
            ],
        )
        .end(),
        begins(
            world,
            "list-copy-with-more-signatures",
            "New roots come with a copy of the held list that they have signed. The copy is kept: it has the signatures of the roots after them too, which then need no list.",
            &[one, two],
        )
        .flags(&["valid"])
        .update(
            &Parts {
                roots: roots(vec![second()]).roots,
                ..copy(&[three, four, five])
            },
            &[new("root-set"), held("trust-list")],
        )
        .update(&roots(vec![third()]), &[new("root-set")])
        .end(),
        begins(
            world,
            "list-copy-with-fewer-signatures",
            "The counterpart: the copy has signatures for the second roots only.",
            &[one, two],
        )
        .update(
            &Parts {
                roots: roots(vec![second()]).roots,
                ..copy(&[three, four])
            },
            &[new("root-set"), held("trust-list")],
        )
        .update(
            &roots(vec![third()]),
            &[refused("root-set", "update", "root-without-list")],
        )
        .end(),
        begins(
            world,
            "list-held-with-one-signature",
            "A copy of the held list from which a signature was taken: it is held, whatever signatures it has.",
            &[one, two],
        )
        .flags(&["edge"])
        .update(&copy(&[one]), &[held("trust-list")])
        .end(),
        begins(
            world,
            "list-rolled-back-and-too-high",
            "A list that names the roots of before, with a version above all that there may be: the pair is compared first.",
            &[one, two],
        )
        .flags(&["two-faults"])
        .update(
            &roots(vec![second()]).list(list(world, 8, 2, LIST_IAT + DAY, &[three, four])),
            &[new("root-set"), new("trust-list")],
        )
        .update(
            &Parts::default().list(list(world, 1_048_577, 1, LIST_IAT + DAY, &[three, four])),
            &[refused("trust-list", "update", "rolled-back")],
        )
        .end(),
    ]
}

fn newest_time(world: &World) -> Vec<TerminalVector> {
    let [one, two, three] = &world.roots[..] else {
        return Vec::new();
    };
    let [_, four, five] = &next_keys(world);
    let person = someone(0);
    let shown = || {
        vector("", "")
            .object(&world.issue(&person))
            .policy(gate_with_lists())
    };
    let wrong = || shown().check(&["clock-wrong"], &person, XIANNING);
    let accept = || shown().accept(&person, XIANNING);
    let second = || second_roots(world, &[one, three, four]);
    let third = || third_roots(world, &[three, four, five]);
    let far_second = || dated(&world.next_root_set(), AHEAD, &[one, three, four]);
    let far_third = || {
        let keys = [four.clone(), five.clone(), one.clone()];
        dated(&RootSpec::new(3, 2, &keys), AHEAD, &[three, four, five])
    };
    let three_new = [new("root-set"), new("root-set"), new("trust-list")];
    vec![
        begins(
            world,
            "date-of-roots-without-list",
            "New roots that were made ahead of the clock, taken with the held list: their date counts.",
            &[one, three, four],
        )
        .check(accept())
        .update(&roots(vec![far_second()]), &[new("root-set")])
        .check(wrong())
        .end(),
        begins(
            world,
            "date-of-passed-roots-without-list",
            "The same with another root set behind them: those that were only passed through do not count.",
            &[one, two, four],
        )
        .flags(&["valid"])
        .update(
            &roots(vec![far_second(), third()]),
            &[new("root-set"), new("root-set")],
        )
        .check(accept())
        .end(),
        begins(
            world,
            "date-of-the-held-roots-not-the-named",
            "A list that names the second roots, while the third are held, which were made ahead of the clock: the date of those that are held counts.",
            &[one, two],
        )
        .update(
            &roots(vec![second(), far_third()])
                .list(list(world, 8, 2, LIST_IAT + DAY, &[four, five])),
            &three_new,
        )
        .check(wrong())
        .end(),
        begins(
            world,
            "recovery-of-the-date-by-the-named-roots",
            "The third roots are held and the list names the second ones, with a date far ahead. A list that names the third is the first to do so, and sets the time back.",
            &[one, two],
        )
        .update(
            &roots(vec![second(), third()]).list(list(world, 8, 2, AHEAD, &[four, five])),
            &three_new,
        )
        .check(wrong())
        .update(
            &Parts::default().list(list(world, 1, 3, LIST_IAT + DAY, &[four, five])),
            &[new("trust-list")],
        )
        .check(accept())
        .end(),
    ]
}
