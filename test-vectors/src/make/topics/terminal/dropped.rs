//! What a new trust list does to the status lists and vouch lists that a terminal holds. Whether one
//! was dropped shows when its bytes are brought again: a list that is still there is already held.

use test_vectors::{PartOutcome, TerminalVector};

use super::{DAY, Parts, held, new, refused, someone, statuses, terminal, trust_list};
use crate::build::cose::Sign;
use crate::draft::{gate_with_lists, vector};
use crate::fixtures::{HUBEI, IssuerSpec, World, XIANNING, active_key, issuer_key};
use crate::times::{CREDENTIAL_IAT, KEY_FROM, KEY_UNTIL, NOW};
use crate::vouch::VouchSpec;

/// When the status list of these vectors was made.
const MADE: u64 = CREDENTIAL_IAT + DAY;

pub(super) fn vectors(world: &World) -> Vec<TerminalVector> {
    let mut all = status_lists(world);
    all.extend(beginnings(world));
    all.extend(vouch_lists(world));
    all
}

/// The list of this version with these issuers.
fn list(world: &World, version: u64, issuers: &[IssuerSpec]) -> Sign {
    let issuers: Vec<_> = issuers.iter().map(IssuerSpec::item).collect();
    world.sign_by_roots(trust_list(version, version - 7, 1, &issuers))
}

fn only(list: Sign) -> Parts {
    Parts::default().list(list)
}

/// Xianning with these keys, and one more that stays active.
fn with(world: &World, mut keys: Vec<Vec<u8>>) -> IssuerSpec {
    keys.push(active_key(&world.key("xiangyang").x));
    IssuerSpec {
        keys,
        ..world.xianning()
    }
}

fn status_lists(world: &World) -> Vec<TerminalVector> {
    let key = world.key("xianning");
    let signer = |from: u64, until: u64, standing: u64| issuer_key(&key.x, from, until, standing);
    let brought = Parts::default().statuses(statuses(1, &[0]).signed(&key));
    let before = with(world, vec![signer(KEY_FROM, KEY_UNTIL, 0)]);
    let dropped = |id: &str, comment: &str, after: &[IssuerSpec], why: PartOutcome| {
        terminal(&format!("status-list-dropped-{id}"), comment)
            .update(
                &only(list(world, 7, std::slice::from_ref(&before))),
                &[new("trust-list")],
            )
            .update(&brought, &[new("status-list")])
            .update(&only(list(world, 8, after)), &[new("trust-list")])
            .update(&brought, &[why])
    };
    let shown = || {
        vector("", "")
            .object(&world.issue_as("xiangyang", &someone(0)))
            .policy(gate_with_lists())
    };
    let lost = || shown().check(&["status-missing"], &someone(0), XIANNING);
    let not_accepted = |code: &str| refused("status-list", "scope", code);
    vec![
        dropped(
            "key-compromised",
            "The key that signed the status list was compromised: the list goes with it.",
            &[with(world, vec![signer(KEY_FROM, KEY_UNTIL, 3)])],
            not_accepted("key-withdrawn"),
        )
        .check(lost())
        .end(),
        dropped(
            "issuer-withdrawn",
            "The bureau was withdrawn: its status list goes with it.",
            &[IssuerSpec {
                standing: 2,
                ..before.clone()
            }],
            not_accepted("key-withdrawn"),
        )
        .end(),
        dropped(
            "until-moved",
            "The term of the key now ends at the iat of the status list: the list was made too late.",
            &[with(world, vec![signer(KEY_FROM, MADE, 0)])],
            not_accepted("key-not-in-force"),
        )
        .flags(&["edge"])
        .check(lost())
        .end(),
        dropped(
            "until-just-behind",
            "The counterpart: the term ends a second after the iat, and the list stays.",
            &[with(world, vec![signer(KEY_FROM, MADE + 1, 0)])],
            held("status-list"),
        )
        .flags(&["valid", "edge"])
        .check(shown().accept(&someone(0), XIANNING))
        .end(),
        dropped(
            "key-gone",
            "The key that signed the status list has gone from the trust list.",
            &[with(world, Vec::new())],
            refused("status-list", "issuer", "issuer-unknown"),
        )
        .check(lost())
        .end(),
        dropped(
            "key-of-another-issuer",
            "The key that signed the status list is another bureau's now.",
            &[
                with(world, Vec::new()),
                IssuerSpec {
                    id: HUBEI,
                    keys: vec![signer(KEY_FROM, KEY_UNTIL, 0)],
                    ..world.xianning()
                },
            ],
            not_accepted("subject-mismatch"),
        )
        .check(lost())
        .end(),
    ]
}

/// The authority moves the beginning of a key's term.
fn beginnings(world: &World) -> Vec<TerminalVector> {
    let key = world.key("xianning");
    let by = |days: u64| Parts::default().statuses(statuses(days, &[0]).signed(&key));
    let from = |version: u64, from: u64| {
        let keys = vec![issuer_key(&key.x, from, KEY_UNTIL, 0)];
        only(list(world, version, &[with(world, keys)]))
    };
    let of_other =
        |days: u64| Parts::default().statuses(statuses(days, &[0]).signed(&world.key("xiangyang")));
    let taken = [new("status-list")];
    let rolled_back = [refused("status-list", "update", "rolled-back")];
    vec![
        terminal(
            "status-list-dropped-from-earlier",
            "The term of the key begins earlier now, so that the pair of the held list is below the highest: it is dropped, and does not come back.",
        )
        .update(&from(7, KEY_FROM + DAY), &[new("trust-list")])
        .update(&by(1), &taken)
        .update(&from(8, KEY_FROM), &[new("trust-list")])
        .update(&by(1), &rolled_back)
        .check(
            vector("", "")
                .object(&world.issue_as("xiangyang", &someone(0)))
                .policy(gate_with_lists())
                .check(&["status-missing"], &someone(0), XIANNING),
        )
        .end(),
        terminal(
            "status-list-stays-from-later",
            "The term of the key begins later now: the held list stays, and the highest pair has the new beginning, so that no list by a key of before comes after it.",
        )
        .update(&from(7, KEY_FROM), &[new("trust-list")])
        .update(&by(1), &taken)
        .update(&from(8, KEY_FROM + DAY), &[new("trust-list")])
        .update(&by(1), &[held("status-list")])
        .update(&of_other(2), &rolled_back)
        .update(&by(2), &taken)
        .end(),
    ]
}

fn vouch_lists(world: &World) -> Vec<TerminalVector> {
    let leaked = world.key("xianning");
    let about = |standing: u64| issuer_key(&leaked.x, KEY_FROM, KEY_UNTIL, standing);
    let naming = |about: &str, iat: u64| {
        let spec = VouchSpec::of(
            XIANNING,
            &world.key(about),
            iat,
            &[world.issue(&someone(0)).to_bytes()],
        );
        Parts::default().vouches(spec.signed(&world.key("xiangyang")))
    };
    let brought = naming("xianning", NOW);
    let mismatch = [refused("vouch-list", "scope", "subject-mismatch")];
    let begin = |id: &str, comment: &str, standing: u64| {
        terminal(&format!("vouch-{id}"), comment)
            .update(
                &only(list(world, 7, &[with(world, vec![about(standing)])])),
                &[new("trust-list")],
            )
            .update(&brought, &[new("vouch-list")])
    };
    vec![
        begin(
            "dropped-key-of-another-issuer",
            "The compromised key is listed as withdrawn with another bureau: the list about it is dropped.",
            3,
        )
        .update(
            &only(list(
                world,
                8,
                &[
                    with(world, Vec::new()),
                    IssuerSpec {
                        id: HUBEI,
                        keys: vec![about(2)],
                        ..world.xianning()
                    },
                ],
            )),
            &[new("trust-list")],
        )
        .update(&brought, &mismatch)
        .end(),
        begin(
            "dropped-key-gone",
            "A vouch list about an active key, which then goes from the trust list.",
            0,
        )
        .update(
            &only(list(world, 8, &[with(world, Vec::new())])),
            &[new("trust-list")],
        )
        .update(&brought, &mismatch)
        .end(),
        begin(
            "stays-with-its-key",
            "The counterpart: the key is compromised in the next list too, and the list about it stays.",
            3,
        )
        .flags(&["valid"])
        .update(
            &only(list(world, 8, &[with(world, vec![about(3)])])),
            &[new("trust-list")],
        )
        .update(&brought, &[held("vouch-list")])
        .end(),
        {
            let second = issuer_key(&world.key("qingdao").x, KEY_FROM, KEY_UNTIL, 3);
            terminal(
                "vouch-floors-for-each-key",
                "A list about another key of the same bureau is not older than what was taken about the first.",
            )
            .flags(&["valid"])
            .update(
                &only(list(world, 7, &[with(world, vec![about(3), second])])),
                &[new("trust-list")],
            )
            .update(&brought, &[new("vouch-list")])
            .update(&naming("qingdao", NOW - DAY), &[new("vouch-list")])
            .update(&brought, &[held("vouch-list")])
            .end()
        },
    ]
}
