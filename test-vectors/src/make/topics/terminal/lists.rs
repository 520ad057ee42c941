//! Trust lists and status lists that come late, twice, in the wrong order, or from the wrong hands.

use test_vectors::TerminalVector;

use super::{DAY, Parts, held, new, refused, someone, statuses, terminal, trust_list};
use crate::build::cose::Sign;
use crate::draft::{gate_with_lists, vector};
use crate::fixtures::{HUBEI, IssuerSpec, World, XIANNING, active_key, issuer_key};
use crate::status::StatusSpec;
use crate::times::{CREDENTIAL_IAT, KEY_FROM, KEY_UNTIL, LIST_IAT, NOW};

pub(super) fn vectors(world: &World) -> Vec<TerminalVector> {
    let mut all = late_and_twice(world);
    all.extend(dated_ahead(world));
    all.extend(wrong_hands(world));
    all.extend(withdrawn(world));
    all
}

/// The trust list of this version with Xianning as given, and with Huanggang, which list 7 has withdrawn
/// and every later one must name, signed as it has to be.
fn next_list(world: &World, version: u64, xianning: &IssuerSpec) -> Sign {
    world.sign_by_roots(trust_list(
        version,
        version,
        1,
        &[xianning.item(), world.huanggang().item()],
    ))
}

fn late_and_twice(world: &World) -> Vec<TerminalVector> {
    let key = world.key("xianning");
    let first = statuses(1, &[0]);
    let begin = |id: &str, comment: &str| terminal(id, comment).begins_with(world, &first);
    let both = Parts::default()
        .list(world.main_list())
        .statuses(first.signed(&key));
    let only = |list: Sign| Parts::default().list(list);
    let only_statuses = |spec: &StatusSpec| Parts::default().statuses(spec.signed(&key));
    vec![
        begin("update-twice", "The same update again is no fault, and changes nothing.")
            .flags(&["valid"])
            .update(&both, &[held("trust-list"), held("status-list")])
            .end(),
        begin("older-trust-list", "An older list after a newer one.")
            .update(
                &only(next_list(world, 9, &world.xianning())),
                &[new("trust-list")],
            )
            .update(
                &only(next_list(world, 8, &world.xianning())),
                &[refused("trust-list", "update", "rolled-back")],
            )
            .update(
                &both,
                &[
                    refused("trust-list", "update", "rolled-back"),
                    held("status-list"),
                ],
            )
            .end(),
        begin(
            "trust-list-version-reused",
            "Another list with the number of the one that is held: nobody can say which of them others have seen.",
        )
        .update(
            &only(next_list(world, 7, &world.xianning())),
            &[refused("trust-list", "update", "version-reused")],
        )
        .end(),
        begin(
            "status-list-time-reused",
            "Another status list with the time of the one that is held.",
        )
        .update(
            &only_statuses(&statuses(1, &[0b01])),
            &[refused("status-list", "update", "version-reused")],
        )
        .end(),
        begin(
            "older-status-list",
            "An older status list brought after a newer one, on a day on which it would still count.",
        )
        .update(&only_statuses(&statuses(3, &[0b01])), &[new("status-list")])
        .update(
            &only_statuses(&statuses(2, &[0b00])),
            &[refused("status-list", "update", "rolled-back")],
        )
        .update(
            &only_statuses(&first),
            &[refused("status-list", "update", "rolled-back")],
        )
        .end(),
        terminal(
            "status-list-before-trust-list",
            "Nobody can say whose it is before there is a trust list.",
        )
        .update(
            &only_statuses(&first),
            &[refused("status-list", "update", "trust-list-missing")],
        )
        .update(&both, &[new("trust-list"), new("status-list")])
        .end(),
        begin(
            "floors-are-kept-for-each-issuer",
            "An older list of another bureau is not older than what was taken from that bureau.",
        )
        .flags(&["valid"])
        .update(
            &Parts::default().statuses(
                StatusSpec {
                    issuer: HUBEI,
                    iat: CREDENTIAL_IAT - DAY,
                    ..first.clone()
                }
                .signed(&world.key("hubei")),
            ),
            &[new("status-list")],
        )
        .end(),
    ]
}

fn dated_ahead(world: &World) -> Vec<TerminalVector> {
    let key = world.key("xianning");
    let begin = |id: &str, comment: &str| {
        terminal(id, comment).update(
            &Parts::default().list(world.main_list()),
            &[new("trust-list")],
        )
    };
    let made_at = |iat: u64| {
        let list = StatusSpec {
            iat,
            exp: iat + DAY,
            ..statuses(1, &[0])
        };
        Parts::default().statuses(list.signed(&key))
    };
    let ahead = [refused("status-list", "update", "dated-ahead")];
    let taken = [new("status-list")];
    vec![
        begin(
            "status-list-dated-ahead",
            "A list from tomorrow may be an honest clock; a second more, and it would keep the bureau's later lists out.",
        )
        .flags(&["edge"])
        .update(&made_at(NOW + DAY + 1), &ahead)
        .update(&made_at(NOW), &taken)
        .update(&made_at(NOW + DAY), &taken)
        .end(),
        begin(
            "status-list-dated-ahead-of-a-slow-clock",
            "The clock is a day behind what the roots have signed, which is then the better clock.",
        )
        .flags(&["edge"])
        .update_at(LIST_IAT - DAY, &made_at(LIST_IAT + DAY + 1), &ahead)
        .update_at(LIST_IAT - DAY, &made_at(LIST_IAT + DAY), &taken)
        .end(),
        begin(
            "status-list-at-a-clock-without-battery",
            "A clock that is more than a day behind what the roots have signed is wrong for certain, and keeps no list out.",
        )
        .flags(&["edge"])
        .update_at(LIST_IAT - DAY - 1, &made_at(NOW + 300 * DAY), &taken)
        .end(),
    ]
}

fn wrong_hands(world: &World) -> Vec<TerminalVector> {
    let key = world.key("xianning");
    let good = statuses(1, &[0]);
    let begin = |id: &str, comment: &str| terminal(id, comment).begins_with(world, &good);
    let [one, two, three] = &world.roots[..] else {
        return Vec::new();
    };
    let list = || trust_list(8, 8, 1, &[world.xianning().item()]);
    let refused_list = |list: Sign| {
        (
            Parts::default().list(list),
            [refused("trust-list", "signature", "threshold-not-met")],
        )
    };
    let (by_one, outcome) = refused_list(list().signed_by(&[two]));
    let (twice, _) = refused_list(list().signed_by(&[three, three]));
    let (with_issuer, _) = refused_list(list().signed_by(&[one, &key]));
    let mut changed = list().signed_by(&[one, two]);
    if let Some(last) = changed.payload.last_mut() {
        *last ^= 1;
    }
    let (changed, _) = refused_list(changed);
    vec![
        begin("list-by-one-root", "Signed by one root key of two that are needed.")
            .flags(&["forged"])
            .update(&by_one, &outcome)
            .end(),
        begin("list-by-one-root-twice", "Signed by the same root key twice.")
            .flags(&["forged"])
            .update(&twice, &outcome)
            .end(),
        begin("list-by-root-and-bureau", "Signed by a root key and a bureau's.")
            .flags(&["forged"])
            .update(&with_issuer, &outcome)
            .end(),
        begin("list-changed", "One bit of the list was changed on the way.")
            .flags(&["forged"])
            .update(&changed, &outcome)
            .end(),
        begin(
            "good-beside-bad",
            "Each part is taken or refused by itself: a forged trust list does not spoil a good status list.",
        )
        .update(
            &by_one
                .clone()
                .statuses(statuses(2, &[0b01]).signed(&world.key("nobody")))
                .statuses(statuses(2, &[0b01]).signed(&key)),
            &[
                outcome[0].clone(),
                refused("status-list", "issuer", "issuer-unknown"),
                new("status-list"),
            ],
        )
        .check(
            vector("", "")
                .object(&world.issue(&someone(0)))
                .policy(gate_with_lists())
                .refuse_known("status", "revoked", &someone(0), XIANNING),
        )
        .end(),
        begin(
            "status-list-for-another-issuer",
            "Xianning revokes the province's credentials.",
        )
        .update(
            &Parts::default().statuses(
                StatusSpec {
                    issuer: HUBEI,
                    ..statuses(2, &[0b01])
                }
                .signed(&key),
            ),
            &[refused("status-list", "scope", "subject-mismatch")],
        )
        .end(),
    ]
}

fn withdrawn(world: &World) -> Vec<TerminalVector> {
    let key = world.key("xianning");
    let begin =
        |id: &str, comment: &str| terminal(id, comment).begins_with(world, &statuses(1, &[0]));
    let list = |version: u64, xianning: IssuerSpec| next_list(world, version, &xianning);
    let with_keys = |standings: [u64; 2]| IssuerSpec {
        keys: vec![
            issuer_key(&key.x, KEY_FROM, KEY_UNTIL, standings[0]),
            issuer_key(
                &world.key("xianning-withdrawn").x,
                KEY_FROM,
                KEY_UNTIL,
                standings[1],
            ),
        ],
        ..world.xianning()
    };
    let next_key = IssuerSpec {
        keys: [
            with_keys([2, 2]).keys,
            vec![active_key(&world.key("xiangyang").x)],
        ]
        .concat(),
        ..world.xianning()
    };
    let returned = [refused("trust-list", "update", "withdrawn-key-returned")];
    let only = |list: Sign| Parts::default().list(list);
    let shown = |seconds: u64| {
        vector("", "")
            .object(&world.issue(&someone(0)))
            .policy(gate_with_lists())
            .at(CREDENTIAL_IAT + 10 * DAY + seconds)
    };
    vec![
        begin("withdrawn-key-returns", "A key that was withdrawn is active in the next list.")
            .update(&only(list(8, with_keys([0, 0]))), &returned)
            .end(),
        begin("withdrawn-key-missing", "A key that was withdrawn is not in the next list.")
            .update(
                &only(list(
                    8,
                    IssuerSpec {
                        keys: vec![active_key(&key.x)],
                        ..world.xianning()
                    },
                )),
                &returned,
            )
            .end(),
        begin(
            "withdrawn-issuer-missing",
            "A bureau that was withdrawn is not in the next list.",
        )
        .update(
            &only(world.sign_by_roots(trust_list(8, 8, 1, &[with_keys([0, 2]).item()]))),
            &returned,
        )
        .end(),
        begin(
            "withdrawn-issuer-keeps-its-entry",
            "The next list has what was withdrawn as withdrawn, and is taken.",
        )
        .flags(&["valid"])
        .update(&only(list(8, with_keys([0, 2]))), &[new("trust-list")])
        .check(shown(0).accept(&someone(0), XIANNING))
        .end(),
        begin(
            "status-list-of-a-withdrawn-key",
            "With the key, the status list that it signed is gone. What a terminal once knew and lost is never passed over: even at a gate somebody must look, until a list by the new key comes.",
        )
        .flags(&["edge"])
        .update(&only(list(8, next_key)), &[new("trust-list")])
        .check(
            vector("", "")
                .object(&world.issue_as("xiangyang", &someone(0)))
                .policy(gate_with_lists())
                .check(&["status-missing"], &someone(0), XIANNING),
        )
        .check(shown(0).refuse_known("scope", "key-withdrawn", &someone(0), XIANNING))
        .update(
            &Parts::default().statuses(statuses(1, &[0]).signed(&world.key("xiangyang"))),
            &[new("status-list")],
        )
        .check(
            vector("", "")
                .object(&world.issue_as("xiangyang", &someone(0)))
                .policy(gate_with_lists())
                .accept(&someone(0), XIANNING),
        )
        .end(),
        begin("issuer-suspended-by-the-next-list", "A bureau that is suspended, and active again.")
            .update(
                &only(list(
                    8,
                    IssuerSpec {
                        standing: 1,
                        ..with_keys([0, 2])
                    },
                )),
                &[new("trust-list")],
            )
            .check(shown(0).refuse_known("scope", "issuer-suspended", &someone(0), XIANNING))
            .update(&only(list(9, with_keys([0, 2]))), &[new("trust-list")])
            .check(shown(0).accept(&someone(0), XIANNING))
            .end(),
    ]
}
