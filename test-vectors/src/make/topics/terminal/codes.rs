//! Codes at a terminal that holds status lists.

use test_vectors::{ListPolicy, Policy, TerminalVector};

use super::{DAY, Parts, new, someone, statuses, terminal};
use crate::build::cose::Sign1;
use crate::draft::{gate_with_lists, shop_with_lists, vector};
use crate::fixtures::{HUBEI, World, XIANNING};
use crate::person::Person;
use crate::times::{CREDENTIAL_IAT, LIST_IAT, NOW};

/// Of eight credentials, number 1 is revoked, 2 suspended, and 3 has the value that nobody writes.
const SOME: [u8; 2] = [0b1110_0100, 0];

pub(super) fn vectors(world: &World) -> Vec<TerminalVector> {
    let mut all = standing(world);
    all.extend(missing(world));
    all.extend(ages(world));
    all
}

fn standing(world: &World) -> Vec<TerminalVector> {
    let life =
        |id: &str, comment: &str| terminal(id, comment).begins_with(world, &statuses(1, &SOME));
    let refuse = |index: u64, code: &str| {
        let person = someone(index);
        vector("", "")
            .object(&world.issue(&person))
            .policy(gate_with_lists())
            .refuse_known("status", code, &person, XIANNING)
    };
    let bound = |index| someone(index).bound_to(world.holder.x);
    let good = someone(0);
    let expired = someone(1).term(CREDENTIAL_IAT, NOW);
    vec![
        life(
            "valid",
            "The list says that the credential is in good standing.",
        )
        .flags(&["valid"])
        .check(shown(world, &good, gate_with_lists()).accept(&good, XIANNING))
        .end(),
        life(
            "revoked",
            "Revoked: refused, although signature, scope and time are in order.",
        )
        .check(refuse(1, "revoked"))
        .end(),
        life("suspended", "Suspended for now.")
            .check(refuse(2, "suspended"))
            .end(),
        life(
            "reserved-value",
            "The fourth value, which nobody writes, counts as suspended.",
        )
        .flags(&["edge"])
        .check(refuse(3, "suspended"))
        .end(),
        life(
            "revoked-and-expired",
            "The earlier stage names the reason: it has run out as well.",
        )
        .flags(&["two-faults"])
        .check(
            shown(world, &expired, gate_with_lists())
                .refuse_known("time", "expired", &expired, XIANNING),
        )
        .end(),
        life(
            "revoked-bearer-refused",
            "Where bearer codes do not count, the revocation is still the reason.",
        )
        .flags(&["two-faults"])
        .check(
            shown(
                world,
                &someone(1),
                Policy {
                    bearer: "refuse".into(),
                    ..gate_with_lists()
                },
            )
            .refuse_known("status", "revoked", &someone(1), XIANNING),
        )
        .end(),
        life(
            "revoked-with-proof",
            "The phone is still there, and its proof is good: the credential in it is revoked.",
        )
        .check(
            vector("", "")
                .presented(&Sign1::proof(
                    &world.issue(&bound(1)),
                    NOW,
                    &[],
                    &world.holder,
                ))
                .policy(gate_with_lists())
                .refuse_known("status", "revoked", &bound(1), XIANNING),
        )
        .check(
            vector("", "")
                .presented(&Sign1::proof(
                    &world.issue(&bound(0)),
                    NOW,
                    &[],
                    &world.holder,
                ))
                .policy(gate_with_lists())
                .check(&["repeat-unchecked"], &bound(0), XIANNING),
        )
        .end(),
        life(
            "revoked-later",
            "Accepted, until the next list revokes it; the one before does not bring it back.",
        )
        .check(shown(world, &good, gate_with_lists()).accept(&good, XIANNING))
        .update(
            &Parts::default().statuses(statuses(2, &[0b01]).signed(&world.key("xianning"))),
            &[new("status-list")],
        )
        .check(refuse(0, "revoked"))
        .update(
            &Parts::default().statuses(statuses(1, &SOME).signed(&world.key("xianning"))),
            &[super::refused("status-list", "update", "rolled-back")],
        )
        .check(refuse(0, "revoked"))
        .end(),
        life(
            "restored",
            "Suspended, and in good standing again with the next list.",
        )
        .check(refuse(2, "suspended"))
        .update(
            &Parts::default().statuses(statuses(2, &[0, 0]).signed(&world.key("xianning"))),
            &[new("status-list")],
        )
        .check(shown(world, &someone(2), gate_with_lists()).accept(&someone(2), XIANNING))
        .end(),
    ]
}

fn missing(world: &World) -> Vec<TerminalVector> {
    let life =
        |id: &str, comment: &str| terminal(id, comment).begins_with(world, &statuses(1, &SOME));
    let beyond = someone(8);
    let refusing = Policy {
        lists: lists(|lists| lists.missing_status = "refuse".into()),
        ..gate_with_lists()
    };
    let of_hubei = |policy: Policy| {
        vector("", "")
            .object(&world.issue_as("hubei", &beyond))
            .policy(policy)
    };
    vec![
        life(
            "index-beyond-the-list-at-gate",
            "The list was made after the code and ends before its index: the bureau has no such credential. Refused at a gate,",
        )
        .flags(&["edge"])
        .check(shown(world, &beyond, gate_with_lists()).refuse_known(
            "status",
            "status-missing",
            &beyond,
            XIANNING,
        ))
        .end(),
        life(
            "index-beyond-the-list-in-shop",
            "and in a shop.",
        )
        .flags(&["edge"])
        .check(shown(world, &beyond, shop_with_lists()).refuse_known(
            "status",
            "status-missing",
            &beyond,
            XIANNING,
        ))
        .end(),
        terminal(
            "index-beyond-an-older-list",
            "The list was made in the same second as the code, which may be the newer of the two: the policy decides.",
        )
        .flags(&["valid", "edge"])
        .begins_with(world, &statuses(0, &SOME))
        .check(shown(world, &beyond, gate_with_lists()).accept(&beyond, XIANNING))
        .check(shown(world, &beyond, shop_with_lists()).check(
            &["status-missing", "bearer"],
            &beyond,
            XIANNING,
        ))
        .end(),
        life(
            "index-beyond-the-list-refused",
            "Where the policy refuses what no list speaks of.",
        )
        .flags(&["edge"])
        .check(shown(world, &beyond, refusing.clone()).refuse_known(
            "status",
            "status-missing",
            &beyond,
            XIANNING,
        ))
        .end(),
        life(
            "no-list-of-the-issuer",
            "There is a list of another bureau only. Lists do not speak for one another.",
        )
        .flags(&["valid"])
        .check(of_hubei(gate_with_lists()).accept(&beyond, HUBEI))
        .check(of_hubei(shop_with_lists()).check(&["status-missing", "bearer"], &beyond, HUBEI))
        .check(of_hubei(refusing).refuse_known("status", "status-missing", &beyond, HUBEI))
        .end(),
    ]
}

fn ages(world: &World) -> Vec<TerminalVector> {
    let life =
        |id: &str, comment: &str| terminal(id, comment).begins_with(world, &statuses(1, &SOME));
    let good = someone(0);
    let made = CREDENTIAL_IAT + DAY;
    let at = |days: u64, seconds: u64, policy: Policy| {
        shown(world, &good, policy).at(made + days * DAY + seconds)
    };
    let end = made + 180 * DAY;
    let gate_with = |change: fn(&mut ListPolicy)| Policy {
        lists: lists(change),
        ..gate_with_lists()
    };
    vec![
        life(
            "status-list-stale",
            "In a shop a status list may be 60 days old, and not a second more.",
        )
        .flags(&["edge"])
        .check(at(60, 0, shop_with_lists()).check(&["bearer"], &good, XIANNING))
        .check(at(60, 1, shop_with_lists()).check(
            &["status-list-stale", "bearer"],
            &good,
            XIANNING,
        ))
        .end(),
        life(
            "status-list-expired",
            "A list counts up to its end. Then nothing is accepted that it does not refuse anyway.",
        )
        .flags(&["edge"])
        .check(
            shown(world, &good, gate_with_lists())
                .at(end - 1)
                .accept(&good, XIANNING),
        )
        .check(shown(world, &good, gate_with_lists()).at(end).refuse_known(
            "status",
            "status-list-expired",
            &good,
            XIANNING,
        ))
        .check(
            shown(world, &someone(1), gate_with_lists())
                .at(end)
                .refuse_known("status", "revoked", &someone(1), XIANNING),
        )
        .end(),
        life(
            "status-list-too-old-for-the-place",
            "A place may refuse lists that are older than it likes.",
        )
        .flags(&["edge"])
        .check(
            at(
                30,
                0,
                gate_with(|lists| lists.status_list_refuse_after = Some(30 * DAY)),
            )
            .accept(&good, XIANNING),
        )
        .check(
            at(
                30,
                1,
                gate_with(|lists| lists.status_list_refuse_after = Some(30 * DAY)),
            )
            .refuse_known("status", "status-list-expired", &good, XIANNING),
        )
        .end(),
        life(
            "trust-list-too-old-for-the-place",
            "The same of trust lists.",
        )
        .flags(&["edge"])
        .check(
            shown(
                world,
                &good,
                gate_with(|lists| lists.trust_list_refuse_after = Some(30 * DAY)),
            )
            .at(LIST_IAT + 30 * DAY)
            .accept(&good, XIANNING),
        )
        .check(
            shown(
                world,
                &good,
                gate_with(|lists| lists.trust_list_refuse_after = Some(30 * DAY)),
            )
            .at(LIST_IAT + 30 * DAY + 1)
            .refuse_known("time", "trust-list-expired", &good, XIANNING),
        )
        .end(),
        life(
            "clock-behind-the-status-list",
            "The clock is more than ten minutes behind the time at which the bureau made its list.",
        )
        .flags(&["edge"])
        .check(
            shown(world, &good, gate_with_lists())
                .at(made - 600)
                .accept(&good, XIANNING),
        )
        .check(shown(world, &good, gate_with_lists()).at(made - 601).check(
            &["clock-wrong"],
            &good,
            XIANNING,
        ))
        .end(),
    ]
}

fn shown(world: &World, person: &Person, policy: Policy) -> crate::draft::Draft {
    vector("", "").object(&world.issue(person)).policy(policy)
}

/// The lists' part of a gate's policy with something changed.
fn lists(change: impl FnOnce(&mut ListPolicy)) -> Option<ListPolicy> {
    let mut lists = gate_with_lists().lists?;
    change(&mut lists);
    Some(lists)
}
