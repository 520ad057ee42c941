//! A key that somebody else may have, and the list that tells genuine codes from others.

use test_vectors::TerminalVector;

use super::{DAY, Parts, held, new, refused, someone, terminal, trust_list};
use crate::build::cose::Sign;
use crate::draft::{Draft, gate_with_lists, shop_with_lists, vector};
use crate::fixtures::{IssuerSpec, World, XIANNING, issuer_key};
use crate::person::Person;
use crate::times::{KEY_FROM, KEY_UNTIL, NOW};
use crate::vouch::VouchSpec;

const ADVANCE: u64 = 1000;

/// The list of this version: the key `xianning` was compromised, and two others are in force, the second
/// of which came into force later.
fn list(world: &World, version: u64, standings: [u64; 3]) -> Sign {
    let key = |name: &str, from: u64, standing: u64| {
        issuer_key(&world.key(name).x, from, KEY_UNTIL, standing)
    };
    let xianning = IssuerSpec {
        keys: vec![
            key("xianning", KEY_FROM, standings[0]),
            key("xiangyang", KEY_FROM, standings[1]),
            key("qingdao", KEY_FROM + ADVANCE, standings[2]),
        ],
        ..world.xianning()
    };
    world.sign_by_roots(trust_list(version, version - 7, 1, &[xianning.item()]))
}

pub(super) fn vectors(world: &World) -> Vec<TerminalVector> {
    let honest = someone(0);
    let thief = Person {
        holder: 666,
        ..someone(1)
    };
    let shown = |person: &Person| -> Draft {
        vector("", "")
            .object(&world.issue(person))
            .policy(gate_with_lists())
    };
    let naming = |iat: u64, people: &[&Person]| {
        let codes: Vec<_> = people
            .iter()
            .map(|person| world.issue(person).to_bytes())
            .collect();
        VouchSpec::of(XIANNING, &world.key("xianning"), iat, &codes)
    };
    let by = |name: &str, spec: &VouchSpec| Parts::default().vouches(spec.signed(&world.key(name)));
    let leaked = || Parts::default().list(list(world, 8, [3, 0, 0]));
    let begin = |id: &str, comment: &str| {
        terminal(&format!("vouch-{id}"), comment).update(&leaked(), &[new("trust-list")])
    };
    let first = naming(NOW - DAY, &[&honest]);
    let taken = [new("vouch-list")];
    let why = |code: &str| [refused("vouch-list", "update", code)];
    let accept = || shown(&honest).accept(&honest, XIANNING);
    let not_vouched =
        |person: &Person| shown(person).refuse_known("scope", "not-vouched", person, XIANNING);
    let compromised = || shown(&honest).refuse_known("scope", "key-compromised", &honest, XIANNING);
    vec![
        terminal("vouch-leaked-key", "A bureau's key leaks. Before anybody knows, the thief's code is accepted; then no code by it at a gate; with the register's list the honest holder's, and not the thief's.")
            .update(&Parts::default().list(list(world, 7, [0, 0, 0])), &[new("trust-list")])
            .check(shown(&thief).accept(&thief, XIANNING))
            .update(&leaked(), &[new("trust-list")])
            .check(compromised())
            .check(
                vector("", "")
                    .object(&world.issue(&honest))
                    .policy(shop_with_lists())
                    .check(&["key-compromised", "status-missing", "bearer"], &honest, XIANNING),
            )
            .update(&by("xiangyang", &first), &taken)
            .check(accept())
            .check(not_vouched(&thief))
            .end(),
        terminal("vouch-with-the-list", "Trust list and vouch list in one update.")
            .flags(&["valid"])
            .update(
                &Parts { vouches: by("xiangyang", &first).vouches, ..leaked() },
                &[new("trust-list"), new("vouch-list")],
            )
            .check(accept())
            .end(),
        terminal("vouch-before-trust-list", "Nobody can say whose it is before there is a trust list.")
            .update(&by("xiangyang", &first), &why("trust-list-missing"))
            .end(),
        begin("twice", "The same list again is no fault.")
            .flags(&["valid"])
            .update(&by("xiangyang", &first), &taken)
            .update(&by("xiangyang", &first), &[held("vouch-list")])
            .end(),
        begin("newer", "The next list names one more; the one before does not come back.")
            .update(&by("xiangyang", &first), &taken)
            .check(not_vouched(&thief))
            .update(&by("xiangyang", &naming(NOW, &[&honest, &thief])), &taken)
            .check(shown(&thief).accept(&thief, XIANNING))
            .update(&by("xiangyang", &first), &why("rolled-back"))
            .end(),
        begin("time-reused", "Another list with the time of the one that is held.")
            .update(&by("xiangyang", &first), &taken)
            .update(&by("xiangyang", &naming(NOW - DAY, &[&thief])), &why("version-reused"))
            .end(),
        begin("dated-ahead", "A list that is dated more than a day after today.")
            .flags(&["edge"])
            .update(&by("xiangyang", &naming(NOW + DAY + 1, &[&honest])), &why("dated-ahead"))
            .update(&by("xiangyang", &naming(NOW + DAY, &[&honest])), &taken)
            .end(),
        begin("by-the-leaked-key", "The thief vouches for his code with the key that leaked.")
            .update(
                &by("xianning", &naming(NOW, &[&thief])),
                &[refused("vouch-list", "scope", "key-withdrawn")],
            )
            .check(shown(&thief).refuse_known("scope", "key-compromised", &thief, XIANNING))
            .end(),
        begin("dropped-with-its-key", "The key that signed the list is withdrawn: the list goes with it.")
            .update(&by("xiangyang", &first), &taken)
            .check(accept())
            .update(&Parts::default().list(list(world, 9, [3, 2, 0])), &[new("trust-list")])
            .check(compromised())
            .update(&by("qingdao", &first), &taken)
            .check(accept())
            .end(),
        begin("by-a-later-key", "A list by a key that came into force later replaces one of the future; no list by the earlier key comes after it.")
            .update(&by("xiangyang", &naming(NOW + DAY, &[&thief])), &taken)
            .update(&by("qingdao", &first), &taken)
            .check(accept())
            .check(not_vouched(&thief))
            .update(&by("xiangyang", &naming(NOW + DAY, &[&thief])), &why("rolled-back"))
            .end(),
        begin("key-then-withdrawn", "The compromised key is withdrawn: vouching does not help any more.")
            .update(&by("xiangyang", &first), &taken)
            .check(accept())
            .update(&Parts::default().list(list(world, 9, [2, 0, 0])), &[new("trust-list")])
            .check(shown(&honest).refuse_known("scope", "key-withdrawn", &honest, XIANNING))
            .end(),
        begin("of-another-encoding", "The same claims in another code by the same key: the list names codes, not persons.")
            .update(&by("xiangyang", &first), &taken)
            .check({
                let other = Person { status_index: 7, ..honest.clone() };
                not_vouched(&other)
            })
            .end(),
    ]
}
