//! Dates that no clock has, which of two faults is named, and standings that only later readers know.

use test_vectors::{TerminalVector, UpdateOutcome};

use super::{DAY, Parts, new, refused, someone, statuses, terminal, trust_list};
use crate::build::cbor::{int, map, uint};
use crate::build::cose::{EDDSA, Sign, Sign1};
use crate::draft::{gate_with_lists, reason, vector};
use crate::fixtures::{HUBEI, IssuerSpec, World, XIANNING, active_key, issuer_key};
use crate::person::wang;
use crate::status::StatusSpec;
use crate::times::{KEY_FROM, KEY_UNTIL, LIST_EXP, LIST_IAT, NOW};
use crate::vouch::VouchSpec;

pub(super) fn vectors(world: &World) -> Vec<TerminalVector> {
    let mut all = clocks(world);
    all.extend(two_faults(world));
    all.extend(standings(world));
    all
}

/// The list of this version with these keys of Xianning.
fn list(world: &World, version: u64, keys: Vec<Vec<u8>>) -> Sign {
    let xianning = IssuerSpec {
        keys,
        ..world.xianning()
    };
    world.sign_by_roots(trust_list(version, version - 7, 1, &[xianning.item()]))
}

fn made_at(iat: u64, array: &[u8]) -> StatusSpec {
    StatusSpec {
        iat,
        exp: iat + DAY,
        ..statuses(1, array)
    }
}

/// The clock is certainly wrong: more than a day behind what the roots have signed.
fn clocks(world: &World) -> Vec<TerminalVector> {
    let key = world.key("xianning");
    let wrong = LIST_IAT - DAY - 1;
    // The key is in force longer than the trust list counts.
    let keys = || {
        vec![
            issuer_key(&key.x, KEY_FROM, LIST_EXP + 10 * DAY, 0),
            issuer_key(&world.key("qingdao").x, KEY_FROM, LIST_EXP + 10 * DAY, 3),
        ]
    };
    let begin = |id: &str, comment: &str| {
        terminal(id, comment).update(
            &Parts::default().list(list(world, 7, keys())),
            &[new("trust-list")],
        )
    };
    let by = |iat: u64| Parts::default().statuses(made_at(iat, &[0]).signed(&key));
    let vouching = |iat: u64| {
        let code = world.issue_as("qingdao", &someone(0)).to_bytes();
        let spec = VouchSpec::of(XIANNING, &world.key("qingdao"), iat, &[code]);
        Parts::default().vouches(spec.signed(&key))
    };
    vec![
        begin(
            "status-list-at-the-end-of-the-trust-list",
            "Where the clock is certainly wrong, a status list may have any date before the end of the trust list, and none from then on.",
        )
        .flags(&["edge"])
        .update_at(
            wrong,
            &by(LIST_EXP),
            &[refused("status-list", "update", "dated-ahead")],
        )
        .update_at(wrong, &by(LIST_EXP - 1), &[new("status-list")])
        .end(),
        begin(
            "vouch-at-the-end-of-the-trust-list",
            "The same for a vouch list.",
        )
        .flags(&["edge"])
        .update_at(
            wrong,
            &vouching(LIST_EXP),
            &[refused("vouch-list", "update", "dated-ahead")],
        )
        .update_at(wrong, &vouching(LIST_EXP - 1), &[new("vouch-list")])
        .end(),
    ]
}

fn two_faults(world: &World) -> Vec<TerminalVector> {
    let key = world.key("xianning");
    let later = world.key("qingdao");
    let keys = || {
        vec![
            active_key(&key.x),
            issuer_key(&later.x, KEY_FROM + 1, KEY_UNTIL, 0),
        ]
    };
    let begin = |id: &str, comment: &str| {
        terminal(id, comment).flags(&["two-faults"]).update(
            &Parts::default().list(list(world, 7, keys())),
            &[new("trust-list")],
        )
    };
    let status = |code: &str| [refused("status-list", "update", code)];
    let header = map(&[(1, int(EDDSA)), (3, uint(60)), (4, uint(0))]);
    vec![
        begin(
            "order-rolled-back-before-dated-ahead",
            "A status list by a key of before, with a date that is too far ahead.",
        )
        .update(
            &Parts::default().statuses(made_at(NOW, &[0]).signed(&later)),
            &[new("status-list")],
        )
        .update(
            &Parts::default().statuses(made_at(NOW + DAY + 1, &[0]).signed(&key)),
            &status("rolled-back"),
        )
        .end(),
        begin(
            "order-version-reused-before-dated-ahead",
            "Another status list with the time of the one that is held, which is too far ahead for a clock that was set back.",
        )
        .update(
            &Parts::default().statuses(made_at(NOW + DAY, &[0]).signed(&key)),
            &[new("status-list")],
        )
        .update_at(
            NOW - 1,
            &Parts::default().statuses(made_at(NOW + DAY, &[0b01]).signed(&key)),
            &status("version-reused"),
        )
        .end(),
        terminal(
            "order-trust-list-missing-before-parsing",
            "Before there is a trust list, status lists and vouch lists are not even read: these are single bytes.",
        )
        .flags(&["two-faults"])
        .update(
            &Parts::default().statuses(vec![0xff]).vouches(vec![0xff]),
            &[
                refused("status-list", "update", "trust-list-missing"),
                refused("vouch-list", "update", "trust-list-missing"),
            ],
        )
        .end(),
        terminal(
            "order-object-before-trust-list-missing",
            "A code with a header that no code has, before there is a trust list: its form is looked at first.",
        )
        .flags(&["two-faults"])
        .check(
            vector("", "")
                .object(&Sign1::with_header(header, wang().payload(), &key))
                .policy(gate_with_lists())
                .refuse("object", "header-unexpected", None),
        )
        .end(),
        terminal(
            "file-a-break",
            "A file of one byte that begins no item: the three bytes of the tag are looked at first.",
        )
        .flags(&["two-faults"])
        .file(
            NOW,
            &[0xff],
            UpdateOutcome::Refuse(reason("object", "object-unsupported", None)),
        )
        .end(),
        terminal(
            "file-without-mark-damaged",
            "Three other bytes in the place of the tag, and no sound CBOR behind them.",
        )
        .flags(&["two-faults"])
        .file(
            NOW,
            &[0xd9, 0xd9, 0xf6, 0xff],
            UpdateOutcome::Refuse(reason("object", "object-unsupported", None)),
        )
        .end(),
    ]
}

/// Keys move between compromised, 4 and withdrawn.
fn standings(world: &World) -> Vec<TerminalVector> {
    let key = |standing: u64| issuer_key(&world.key("xianning").x, KEY_FROM, KEY_UNTIL, standing);
    let stays = || active_key(&world.key("xiangyang").x);
    let of = |standing: u64| list(world, 8 + standing, vec![key(standing), stays()]);
    let moved = |standing: u64| {
        let without = IssuerSpec {
            keys: vec![stays()],
            ..world.xianning()
        };
        let other = IssuerSpec {
            id: HUBEI,
            keys: vec![key(standing)],
            ..world.xianning()
        };
        world.sign_by_roots(trust_list(20, 13, 1, &[without.item(), other.item()]))
    };
    let taken = [new("trust-list")];
    let returned = [refused("trust-list", "update", "withdrawn-key-returned")];
    let only = |list: Sign| Parts::default().list(list);
    let begin = |id: &str, comment: &str, standing: u64| {
        terminal(id, comment).update(&only(list(world, 7, vec![key(standing), stays()])), &taken)
    };
    vec![
        begin(
            "key-compromised-withdrawn-elsewhere",
            "A compromised key is listed as withdrawn with another bureau: withdrawn is so under any.",
            3,
        )
        .flags(&["valid", "edge"])
        .update(&only(moved(2)), &taken)
        .end(),
        begin(
            "key-of-later-standing-becomes-active",
            "A standing that this version does not know is remembered, also where the key was never compromised.",
            4,
        )
        .update(&only(of(0)), &returned)
        .update(&only(of(3)), &returned)
        .update(&only(list(world, 9, vec![stays()])), &returned)
        .update(&only(of(5)), &taken)
        .end(),
        begin(
            "key-of-later-standing-moves",
            "A key of a standing that this version does not know is listed with another bureau.",
            4,
        )
        .update(&only(moved(4)), &returned)
        .end(),
        begin(
            "key-of-later-standing-withdrawn-elsewhere",
            "The same key as withdrawn.",
            4,
        )
        .flags(&["valid", "edge"])
        .update(&only(moved(2)), &taken)
        .end(),
    ]
}
