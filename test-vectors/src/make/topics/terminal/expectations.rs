//! Status lists that are left out of an update, or old ones brought in their place.

use test_vectors::{Policy, TerminalVector};

use super::{DAY, Parts, new, someone, statuses, terminal, trust_list};
use crate::build::cbor::{array, map, uint};
use crate::build::cose::Sign;
use crate::draft::{gate_with_lists, shop_with_lists, vector};
use crate::fixtures::{World, XIANNING};
use crate::person::edit;
use crate::times::{CREDENTIAL_IAT, NOW};

/// Xianning publishes status lists from this time on.
const SINCE: u64 = NOW + 10 * DAY;
/// The newest one when the trust list was made.
const LEAST: u64 = CREDENTIAL_IAT + DAY;
const MAX_AGE: u64 = 40 * DAY;

fn list(world: &World) -> Sign {
    let expected = array(&[uint(SINCE), uint(LEAST), uint(MAX_AGE)]);
    let xianning = map(&edit(world.xianning().entries(), 12, Some(expected)));
    world.sign_by_roots(trust_list(7, 0, 1, &[xianning, world.huanggang().item()]))
}

pub(super) fn vectors(world: &World) -> Vec<TerminalVector> {
    let key = world.key("xianning");
    let person = someone(0);
    let shown = |policy: Policy, now: u64| {
        vector("", "")
            .object(&world.issue(&person))
            .policy(policy)
            .at(now)
    };
    let begin = |id: &str, comment: &str| terminal(id, comment);
    let stripped = Parts::default().list(list(world));
    // Made so many seconds after the least time.
    let with = |seconds: u64| {
        let mut spec = statuses(1, &[0]);
        spec.iat = spec.iat + seconds - DAY;
        stripped.clone().statuses(spec.signed(&key))
    };
    let both = [new("trust-list"), new("status-list")];
    let stale = |policy: Policy, now: u64| {
        shown(policy, now).check(&["status-list-stale"], &person, XIANNING)
    };
    vec![
        begin("expected-status-list-stripped", "Somebody took the status lists out of the update: from `since` on even a gate notices.")
            .flags(&["edge"])
            .update(&stripped, &[new("trust-list")])
            .check(shown(gate_with_lists(), SINCE - 1).accept(&person, XIANNING))
            .check(shown(gate_with_lists(), SINCE).check(&["status-missing"], &person, XIANNING))
            .check(shown(shop_with_lists(), SINCE).check(&["status-missing", "bearer"], &person, XIANNING))
            .end(),
        begin("expected-status-list-held", "The counterpart: with the list, the code is accepted.")
            .flags(&["valid"])
            .update(&with(DAY), &both)
            .check(shown(gate_with_lists(), SINCE).accept(&person, XIANNING))
            .end(),
        begin("expected-status-list-too-old", "In the place of the newest list an old one was put in: its iat is a second below the least.")
            .flags(&["edge"])
            .update(&with(DAY - 1), &both)
            .check(shown(gate_with_lists(), SINCE - 1).accept(&person, XIANNING))
            .check(stale(gate_with_lists(), SINCE))
            .end(),
        begin("expected-status-list-ages", "The list may get 40 days old, and not a second more, at every place.")
            .flags(&["edge"])
            .update(&with(DAY), &both)
            .check(shown(gate_with_lists(), LEAST + MAX_AGE).accept(&person, XIANNING))
            .check(stale(gate_with_lists(), LEAST + MAX_AGE + 1))
            .end(),
        begin("expected-status-list-without-the-entry", "The list that is held is older than the code and too old to count: the missing entry is no caution of its own at a gate.")
            .flags(&["edge"])
            .update(
                &stripped.clone().statuses({
                    let mut spec = statuses(0, &[0]);
                    spec.iat -= DAY;
                    spec.signed(&key)
                }),
                &both,
            )
            .check({
                let beyond = someone(4);
                vector("", "")
                    .object(&world.issue(&beyond))
                    .policy(gate_with_lists())
                    .at(SINCE)
                    .check(&["status-list-stale"], &beyond, XIANNING)
            })
            .end(),
        begin("expected-catalogue-only", "Catalogues are expected of the bureau and status lists are not: no status list is missed.")
            .flags(&["valid", "edge"])
            .update(
                &Parts::default().list({
                    let expected = array(&[uint(0), uint(LEAST), uint(1)]);
                    let xianning = map(&edit(world.xianning().entries(), 13, Some(expected)));
                    world.sign_by_roots(trust_list(7, 0, 1, &[xianning]))
                }),
                &[new("trust-list")],
            )
            .check(shown(gate_with_lists(), NOW).accept(&person, XIANNING))
            .end(),
    ]
}
