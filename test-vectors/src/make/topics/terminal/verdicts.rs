//! Verdicts that only a terminal can give: which of two faults is named, and what is measured by `t`
//! and not by the clock.

use test_vectors::{Policy, TerminalVector};

use super::{DAY, Life, Parts, new, someone, statuses, terminal, trust_list};
use crate::build::cbor::{array, map, uint};
use crate::draft::{Draft, gate_with_lists, shop_with_lists, vector};
use crate::fixtures::{
    IssuerSpec, World, XIANNING, XIANNING_CATEGORIES, active_key, detailed_key, issuer_key,
};
use crate::person::{Person, edit};
use crate::status::StatusSpec;
use crate::times::{CREDENTIAL_IAT, KEY_FROM, KEY_UNTIL, NOW};
use crate::vouch::VouchSpec;

pub(super) fn vectors(world: &World) -> Vec<TerminalVector> {
    let mut all = scope(world);
    all.extend(by_t(world));
    all.extend(status_and_later(world));
    all
}

/// A terminal with this issuer in its trust list.
fn trusting(world: &World, id: &str, comment: &str, issuer: &[u8]) -> Life {
    let list = world.sign_by_roots(trust_list(7, 0, 1, &[issuer.to_vec()]));
    terminal(id, comment).update(&Parts::default().list(list), &[new("trust-list")])
}

fn shown(world: &World, person: &Person, policy: Policy) -> Draft {
    vector("", "").object(&world.issue(person)).policy(policy)
}

fn scope(world: &World) -> Vec<TerminalVector> {
    let person = someone(0);
    let leaked = world.key("xianning");
    let withdrawn = |standing: u64| IssuerSpec {
        standing,
        keys: vec![issuer_key(&leaked.x, KEY_FROM, KEY_UNTIL, 2)],
        ..world.xianning()
    };
    let compromised = IssuerSpec {
        keys: vec![
            detailed_key(&leaked.x, 3, &[(1, uint(1000))]),
            active_key(&world.key("xiangyang").x),
        ],
        ..world.xianning()
    };
    // The register knows of nobody.
    let nobody = || {
        let spec = VouchSpec::of(XIANNING, &leaked, NOW, &[]);
        Parts::default().vouches(spec.signed(&world.key("xiangyang")))
    };
    let taken = [new("vouch-list")];
    let brief = person.clone().term(person.iat, NOW + 1);
    let short = person.clone().term(NOW - 999, NOW + 1);
    let foreign = short.clone().categories(1 << 1);
    let refused = |person: &Person, code: &str| {
        shown(world, person, gate_with_lists()).refuse_known("scope", code, person, XIANNING)
    };
    vec![
        trusting(
            world,
            "order-issuer-suspended-before-key",
            "A suspended bureau, and a key that was withdrawn.",
            &withdrawn(1).item(),
        )
        .flags(&["two-faults"])
        .check(refused(&person, "issuer-suspended"))
        .end(),
        trusting(
            world,
            "order-issuer-withdrawn-before-key",
            "A bureau that was withdrawn, and a key that was withdrawn before.",
            &withdrawn(2).item(),
        )
        .flags(&["two-faults"])
        .check(refused(&person, "issuer-withdrawn"))
        .end(),
        trusting(
            world,
            "withdrawn-issuer-with-later-entry",
            "A bureau that was withdrawn, with an entry that must be understood: it stays withdrawn and does not become suspended.",
            &map(&edit(
                IssuerSpec { standing: 2, ..world.xianning() }.entries(),
                128,
                Some(uint(0)),
            )),
        )
        .flags(&["edge"])
        .check(refused(&person, "issuer-withdrawn"))
        .end(),
        trusting(
            world,
            "order-validity-before-vouching",
            "A code by a compromised key that counts longer than the key allows, and which the register does not vouch for.",
            &compromised.item(),
        )
        .flags(&["two-faults"])
        .update(&nobody(), &taken)
        .check(refused(&brief, "validity-out-of-scope"))
        .end(),
        trusting(
            world,
            "order-vouching-before-category",
            "A code that the register does not vouch for, with a category that the bureau does not have.",
            &compromised.item(),
        )
        .flags(&["two-faults"])
        .update(&nobody(), &taken)
        .check(refused(&foreign, "not-vouched"))
        .end(),
        trusting(
            world,
            "vouch-not-vouched-at-a-shop",
            "Where people look at codes by a compromised key, one that is not in the vouch list is refused all the same.",
            &compromised.item(),
        )
        .update(&nobody(), &taken)
        .check(
            shown(world, &short, shop_with_lists())
                .refuse_known("scope", "not-vouched", &short, XIANNING),
        )
        .end(),
    ]
}

/// The clock is a little behind the credential, so little that there is no caution.
fn by_t(world: &World) -> Vec<TerminalVector> {
    const AGE: u64 = 10 * DAY;
    let person = someone(0);
    let key = world.key("xianning");
    let expecting = |since: u64, least: u64| {
        let expected = array(&[uint(since), uint(least), uint(AGE)]);
        map(&edit(world.xianning().entries(), 12, Some(expected)))
    };
    let behind = CREDENTIAL_IAT - 100;
    let made = CREDENTIAL_IAT - AGE;
    let list = |iat: u64| {
        let spec = StatusSpec {
            iat,
            ..StatusSpec::of(XIANNING).array(&[0])
        };
        Parts::default().statuses(spec.signed(&key))
    };
    let at = |now: u64| shown(world, &person, gate_with_lists()).at(now);
    vec![
        trusting(
            world,
            "expected-since-the-time-of-the-code",
            "Status lists are expected from the iat of the code on. The clock is 100 seconds behind it: what counts is t, not the clock.",
            &expecting(CREDENTIAL_IAT, 0),
        )
        .flags(&["edge"])
        .check(at(behind).check(&["status-missing"], &person, XIANNING))
        .end(),
        trusting(
            world,
            "expected-since-after-the-code",
            "The counterpart: they are expected a second later.",
            &expecting(CREDENTIAL_IAT + 1, 0),
        )
        .flags(&["valid", "edge"])
        .check(at(behind).accept(&person, XIANNING))
        .end(),
        trusting(
            world,
            "expected-age-at-the-time-of-the-code",
            "The list is a second too old at the iat of the code, and not yet by a clock that is 100 seconds behind it.",
            &expecting(0, 0),
        )
        .flags(&["edge"])
        .update(&list(made - 1), &[new("status-list")])
        .check(at(behind).check(&["status-list-stale"], &person, XIANNING))
        .update(&list(made), &[new("status-list")])
        .check(at(behind).accept(&person, XIANNING))
        .end(),
    ]
}

fn status_and_later(world: &World) -> Vec<TerminalVector> {
    let key = world.key("xianning");
    let xianning = IssuerSpec {
        categories: XIANNING_CATEGORIES | 1 << 10,
        ..world.xianning()
    };
    let begin = |id: &str, comment: &str| {
        trusting(world, id, comment, &xianning.item()).flags(&["two-faults"])
    };
    // It has four entries, is later than the code, and has ended.
    let ended = || {
        let spec = StatusSpec {
            exp: NOW,
            ..statuses(1, &[0])
        };
        Parts::default().statuses(spec.signed(&key))
    };
    let taken = [new("status-list")];
    let beyond = someone(4);
    let bound = someone(0).bound_to(world.holder.x);
    let bound_unknown = bound.clone().categories(1 << 20);
    let tenth = someone(0).categories(1 << 10);
    let gate = |person: &Person, stage: &str, code: &str| {
        shown(world, person, gate_with_lists()).refuse_known(stage, code, person, XIANNING)
    };
    vec![
        begin(
            "order-status-missing-before-list-expired",
            "A list that is later than the code and does not have its entry, and that has ended.",
        )
        .update(&ended(), &taken)
        .check(gate(&beyond, "status", "status-missing"))
        .end(),
        begin(
            "order-status-list-before-holder",
            "A status list that has ended, and a code for a phone without a proof.",
        )
        .update(&ended(), &taken)
        .check(gate(&bound, "status", "status-list-expired"))
        .end(),
        begin(
            "order-holder-before-entitlement",
            "A code for a phone without a proof, and no category that is known.",
        )
        .check(gate(&bound_unknown, "holder", "proof-missing"))
        .end(),
        trusting(
            world,
            "category-10",
            "The first category that has no name: not known.",
            &xianning.item(),
        )
        .flags(&["edge"])
        .check(gate(&tenth, "entitlement", "category-unknown"))
        .end(),
    ]
}
