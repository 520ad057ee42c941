//! Versions and dates that are far too high, how an authority recovers, and root sets of the past.

use test_vectors::TerminalVector;

use super::{
    DAY, Parts, held, new, next_keys, refused, second_roots, someone, statuses, terminal,
    third_roots, trust_list,
};
use crate::build::cbor::{map, uint};
use crate::build::cose::Sign;
use crate::build::curve::Key;
use crate::draft::{gate_with_lists, vector};
use crate::fixtures::{
    IssuerSpec, ROOT_SET_TYPE, RootSpec, TRUST_LIST_TYPE, World, XIANNING, issuer_key, list_entries,
};
use crate::status::StatusSpec;
use crate::times::{KEY_FROM, KEY_UNTIL, LIST_EXP, LIST_IAT, NOW, ROOT_IAT};

const HIGHEST: u64 = 1_048_576;

pub(super) fn vectors(world: &World) -> Vec<TerminalVector> {
    let mut all = versions(world);
    all.extend(dates(world));
    all.extend(keys(world));
    all.extend(roots(world));
    all
}

/// A list of Xianning and Huanggang with this version, root set and iat.
pub(super) fn list(
    world: &World,
    version: u64,
    root_version: u64,
    iat: u64,
    signers: &[&Key],
) -> Sign {
    let issuers = [world.xianning().item(), world.huanggang().item()];
    let payload = map(&[
        (4, uint(LIST_EXP)),
        (6, uint(iat)),
        (-65_538, map(&list_entries(version, root_version, &issuers))),
    ]);
    Sign::new(TRUST_LIST_TYPE, payload).signed_by(signers)
}

/// A root set made at this time.
pub(super) fn dated(spec: &RootSpec, iat: u64, signers: &[&Key]) -> Sign {
    let payload = map(&[(6, uint(iat)), (-65_539, map(&spec.entries()))]);
    Sign::new(ROOT_SET_TYPE, payload).signed_by(signers)
}

fn versions(world: &World) -> Vec<TerminalVector> {
    let [one, two, three] = &world.roots[..] else {
        return Vec::new();
    };
    let [_, four, five] = &next_keys(world);
    let begin =
        |id: &str, comment: &str| terminal(id, comment).begins_with(world, &statuses(1, &[0]));
    let old =
        |version: u64| Parts::default().list(list(world, version, 1, LIST_IAT + DAY, &[one, two]));
    let second = || second_roots(world, &[one, three, four]);
    let under_second = |version: u64| list(world, version, 2, LIST_IAT + 2 * DAY, &[four, five]);
    let too_high = [refused("trust-list", "update", "version-too-high")];
    let taken = [new("trust-list")];
    let both = [new("root-set"), new("trust-list")];
    vec![
        begin("version-too-high", "A version of 1048576 is taken, and none above it: a higher one could only keep later ones out.")
            .flags(&["edge"])
            .update(&old(HIGHEST + 1), &too_high)
            .update(&old(u64::MAX), &too_high)
            .update(&old(HIGHEST), &taken)
            .update(&old(HIGHEST + 1), &too_high)
            .end(),
        begin("version-too-high-with-new-roots", "A later root set does not change the limit.")
            .flags(&["edge"])
            .update(
                &Parts::default().root(second()).list(under_second(HIGHEST + 1)),
                &[
                    refused("root-set", "update", "root-without-list"),
                    refused("trust-list", "issuer", "root-version-mismatch"),
                ],
            )
            .update(&Parts::default().root(second()).list(under_second(HIGHEST)), &both)
            .end(),
        begin("recovery-of-the-version", "Somebody had a list signed with the highest version. New roots begin with version 1, and the old list does not come back.")
            .flags(&["valid"])
            .update(&old(HIGHEST), &taken)
            .update(&Parts::default().root(second()).list(under_second(1)), &both)
            .update(
                &old(HIGHEST),
                &[refused("trust-list", "issuer", "root-version-mismatch")],
            )
            .update(
                &Parts::default().list(list(world, HIGHEST, 1, LIST_IAT + DAY, &[four, five])),
                &[refused("trust-list", "update", "rolled-back")],
            )
            .update(&Parts::default().list(under_second(2)), &taken)
            .end(),
        begin("list-names-later-roots", "A list by enough keys of the roots that are held, which names roots that are not there.")
            .update(
                &Parts::default().list(list(world, 8, 2, LIST_IAT + DAY, &[one, two])),
                &[refused("trust-list", "issuer", "root-version-mismatch")],
            )
            .end(),
        begin("pair-counts-roots-first", "With the roots of before still among the keys, a list that names them is older whatever its version.")
            .update(&Parts::default().root(second()).list(under_second(8)), &both)
            .update(
                &Parts::default().list(list(world, 9, 1, LIST_IAT + DAY, &[four, five])),
                &[refused("trust-list", "update", "rolled-back")],
            )
            .update(&Parts::default().list(under_second(9)), &taken)
            .end(),
    ]
}

fn dates(world: &World) -> Vec<TerminalVector> {
    let [one, two, three] = &world.roots[..] else {
        return Vec::new();
    };
    let [_, four, five] = &next_keys(world);
    let person = someone(0);
    let shown = |now: u64| {
        vector("", "")
            .object(&world.issue(&person))
            .policy(gate_with_lists())
            .at(now)
    };
    let begin =
        |id: &str, comment: &str| terminal(id, comment).begins_with(world, &statuses(1, &[0]));
    let ahead = NOW + 100 * DAY;
    let second = || second_roots(world, &[one, three, four]);
    let third = || third_roots(world, &[three, four, five]);
    let far = dated(&world.next_root_set(), NOW + 100 * DAY, &[one, three, four]);
    let signers: [&Key; 2] = [four, one];
    vec![
        begin("recovery-of-the-date", "Somebody had a list signed with a date that is far ahead: the clock seems wrong at every code. A list under new roots sets the newest signed time back.")
            .update(
                &Parts::default().list(list(world, 8, 1, ahead, &[one, two])),
                &[new("trust-list")],
            )
            .check(shown(NOW).check(&["clock-wrong"], &person, XIANNING))
            .update(
                &Parts::default().root(second()).list(list(world, 1, 2, LIST_IAT + DAY, &[four, five])),
                &[new("root-set"), new("trust-list")],
            )
            .check(shown(NOW).accept(&person, XIANNING))
            .end(),
        begin("date-stays-under-the-same-roots", "A later list under the same roots does not set it back.")
            .update(
                &Parts::default().list(list(world, 8, 1, ahead, &[one, two])),
                &[new("trust-list")],
            )
            .update(
                &Parts::default().list(list(world, 9, 1, LIST_IAT + DAY, &[one, two])),
                &[new("trust-list")],
            )
            .check(shown(NOW).check(&["clock-wrong"], &person, XIANNING))
            .end(),
        begin("date-of-the-roots-counts", "The root set that is held was made ahead of the clock.")
            .update(
                &Parts::default().root(far.clone()).list(list(world, 8, 2, LIST_IAT + DAY, &[four, five])),
                &[new("root-set"), new("trust-list")],
            )
            .check(shown(NOW).check(&["clock-wrong"], &person, XIANNING))
            .end(),
        begin("date-of-passed-roots-does-not-count", "A root set that was only passed through was made ahead of the clock: the date of the last one counts.")
            .flags(&["valid", "edge"])
            .update(
                &Parts::default().root(far).root(third()).list(list(world, 8, 3, LIST_IAT + DAY, &signers)),
                &[new("root-set"), new("root-set"), new("trust-list")],
            )
            .check(shown(NOW).accept(&person, XIANNING))
            .end(),
    ]
}

fn keys(world: &World) -> Vec<TerminalVector> {
    let names = ["xianning", "xiangyang", "qingdao"];
    let list = |standings: [u64; 3]| {
        let keys = names
            .iter()
            .zip([KEY_FROM, KEY_FROM, KEY_FROM + 1])
            .zip(standings);
        let xianning = IssuerSpec {
            keys: keys
                .map(|((name, from), standing)| {
                    issuer_key(&world.key(name).x, from, KEY_UNTIL, standing)
                })
                .collect(),
            ..world.xianning()
        };
        let version = 7 + standings[0];
        world.sign_by_roots(trust_list(version, version - 7, 1, &[xianning.item()]))
    };
    let begin = |id: &str, comment: &str| {
        terminal(id, comment).update(
            &Parts::default().list(list([0, 0, 0])),
            &[new("trust-list")],
        )
    };
    let made = |iat: u64, array: &[u8]| StatusSpec {
        iat,
        exp: iat + 180 * DAY,
        ..statuses(1, array)
    };
    let by =
        |name: &str, spec: &StatusSpec| Parts::default().statuses(spec.signed(&world.key(name)));
    let far = KEY_UNTIL - 1;
    let taken = [new("status-list")];
    let why = |code: &str| [refused("status-list", "update", code)];
    // The terminal's clock had stopped when the poisoned list came.
    let poisoned = |id: &str, comment: &str| {
        begin(id, comment).update_at(0, &by("xianning", &made(far, &[0])), &taken)
    };
    let revoked = vector("", "")
        .object(&world.issue(&someone(0)))
        .policy(gate_with_lists())
        .refuse_known("status", "revoked", &someone(0), XIANNING);
    vec![
        begin("status-list-behind-the-trust-list", "With a clock that is certainly wrong, a list is taken up to the end of the trust list, and none from after it.")
            .flags(&["edge"])
            .update_at(0, &by("xianning", &made(far, &[0])), &taken)
            .end(),
        poisoned("recovery-of-a-status-floor", "A list that is dated years ahead keeps the bureau's later lists out. A key that came into force later replaces it whatever its date.")
            .update(&by("xianning", &made(NOW, &[0b01])), &why("rolled-back"))
            .update(&by("qingdao", &made(NOW - DAY, &[0b01])), &taken)
            .check(revoked.clone())
            .update(&by("qingdao", &made(NOW - 2 * DAY, &[0])), &why("rolled-back"))
            .update(&by("qingdao", &made(NOW - DAY, &[0])), &why("version-reused"))
            .end(),
        poisoned("key-of-the-same-time", "A key that came into force at the same time is as the same key: its list must be later.")
            .update(&by("xiangyang", &made(NOW, &[0b01])), &why("rolled-back"))
            .end(),
        begin("key-of-the-same-time-reuses-the-time", "Two keys that came into force at once, and two lists with one time.")
            .update(&by("xianning", &made(NOW, &[0])), &taken)
            .update(&by("xiangyang", &made(NOW, &[0b01])), &why("version-reused"))
            .update(&by("xiangyang", &made(NOW + 1, &[0b01])), &taken)
            .update(&by("xianning", &made(NOW, &[0])), &why("rolled-back"))
            .end(),
        begin("key-of-before", "After a list by a later key none by an earlier one is taken, whatever its date.")
            .update(&by("qingdao", &made(NOW, &[0b01])), &taken)
            .update(&by("xianning", &made(NOW + 1, &[0])), &why("rolled-back"))
            .check(revoked)
            .end(),
        poisoned("poisoned-key-withdrawn", "The key that signed the list of the future is withdrawn: a key that came into force at the same time still cannot follow it, one that came into force later can.")
            .update(&Parts::default().list(list([2, 0, 0])), &[new("trust-list")])
            .update(&by("xiangyang", &made(NOW, &[0b01])), &why("rolled-back"))
            .update(&by("qingdao", &made(NOW, &[0b01])), &taken)
            .check(
                vector("", "")
                    .object(&world.issue_as("xiangyang", &someone(0)))
                    .policy(gate_with_lists())
                    .refuse_known("status", "revoked", &someone(0), XIANNING),
            )
            .end(),
    ]
}

fn roots(world: &World) -> Vec<TerminalVector> {
    let [one, two, three] = &world.roots[..] else {
        return Vec::new();
    };
    let [_, four, five] = &next_keys(world);
    let begin =
        |id: &str, comment: &str| terminal(id, comment).begins_with(world, &statuses(1, &[0]));
    let second = || second_roots(world, &[one, three, four]);
    let third = || third_roots(world, &[three, four, five]);
    let under_second = |version: u64| list(world, version, 2, LIST_IAT + DAY, &[three, four]);
    let under_third = |version: u64| list(world, version, 3, LIST_IAT + DAY, &[four, one]);
    let only = |root: Sign| Parts::default().root(root);
    let both = [new("root-set"), new("trust-list")];
    let reused = [refused("root-set", "update", "version-reused")];
    let foreign = [refused("root-set", "update", "root-set-foreign")];
    let strangers = ["stranger-1", "stranger-2"].map(|name| world.key(name));
    let stranger = || {
        RootSpec::new(1, 2, &strangers)
            .message()
            .signed_by(&strangers.iter().collect::<Vec<_>>())
    };
    let moved = |id: &str, comment: &str| {
        begin(id, comment).update(&only(second()).list(under_second(8)), &both)
    };
    vec![
        begin("roots-version-reused", "A root set of a stranger with the version of the one that is held.")
            .flags(&["forged"])
            .update(&only(stranger()), &reused)
            .end(),
        begin("roots-version-reused-by-the-same-keys", "Another root set with the version of the one that is held, by its own keys.")
            .update(&only(dated(&world.root_set(), ROOT_IAT + 1, &[one, two, three])), &reused)
            .end(),
        begin("roots-held-with-other-signatures", "The root set that is held with one signature fewer: the same set, for anybody can take a signature away.")
            .flags(&["valid", "edge"])
            .update(&only(world.root_set().message().signed_by(&[one, two])), &[held("root-set")])
            .end(),
        moved("roots-ancestor-with-other-signatures", "The root set of before with one signature fewer.")
            .flags(&["valid", "edge"])
            .update(&only(world.root_set().message().signed_by(&[two, three])), &[held("root-set")])
            .end(),
        begin("list-held-with-other-signatures", "The trust list that is held with another signature more: the same list.")
            .flags(&["valid", "edge"])
            .update(
                &Parts::default().list(world.main_list().signed_by(&[three])),
                &[held("trust-list")],
            )
            .end(),
        begin("list-held-is-signed-by-the-new-roots", "New roots, and the list that is held with signatures of theirs: it need not be another list.")
            .flags(&["valid", "edge"])
            .update(
                &only(second()).list(world.main_list().signed_by(&[three, four])),
                &[new("root-set"), held("trust-list")],
            )
            .update(&only(second()).list(list(world, 8, 2, LIST_IAT + DAY, &[four, five])), &[held("root-set"), new("trust-list")])
            .end(),
        moved("roots-of-a-stranger", "A root set of a stranger with a version below that of the one that is held.")
            .flags(&["forged"])
            .update(&only(stranger()), &foreign)
            .update(&only(second()), &[held("root-set")])
            .end(),
        moved("roots-lower-by-the-same-keys", "Another root set of version 1 by the first keys: nobody ever held it.")
            .update(&only(dated(&world.root_set(), ROOT_IAT + 1, &[one, two, three])), &foreign)
            .end(),
        moved("roots-ancestor", "The root set of before is no fault.")
            .flags(&["valid"])
            .update(&only(world.root_set().message().signed_by(&[one, two, three])), &[held("root-set")])
            .end(),
        moved("roots-ancestor-leads-to-the-held", "Another root set of version 1, from which the next of the file leads to the one that is held: an ancestor.")
            .flags(&["valid", "edge"])
            .update(
                &only(dated(&world.root_set(), ROOT_IAT + 1, &[one, two, three])).root(second()),
                &[held("root-set"), held("root-set")],
            )
            .end(),
        moved("roots-foreign-stops-the-rest", "Behind a root set of a stranger nothing is looked at; the list is, with the roots that are held.")
            .update(
                &only(stranger()).root(third()).list(under_second(9)),
                &[foreign[0].clone(), new("trust-list")],
            )
            .end(),
        begin("roots-all-or-nothing", "Two root sets, and a list by the keys of the first: neither is taken.")
            .update(
                &only(second()).root(third()).list(under_second(8)),
                &[
                    refused("root-set", "update", "root-without-list"),
                    refused("root-set", "update", "root-without-list"),
                    refused("trust-list", "issuer", "root-version-mismatch"),
                ],
            )
            .update(&only(second()).root(third()).list(under_third(8)), &[both[0].clone(), both[0].clone(), both[1].clone()])
            .end(),
        begin("roots-stop-at-the-first-bad", "The second of three root sets is forged: the third is not looked at, the first counts with its list.")
            .flags(&["forged"])
            .update(
                &only(second()).root(third_roots(world, &[four, one])).root(third()).list(under_second(8)),
                &[new("root-set"), refused("root-set", "signature", "threshold-not-met"), new("trust-list")],
            )
            .end(),
    ]
}
