//! What was withdrawn or compromised stays so, whoever signs.

use test_vectors::{PartOutcome, TerminalVector};

use super::{
    Parts, new, next_keys, refused, second_roots, someone, statuses, terminal, trust_list,
};
use crate::build::cose::Sign;
use crate::build::curve::Key;
use crate::draft::{gate_with_lists, reason, vector};
use crate::fixtures::{HUANGGANG, IssuerSpec, World, XIANNING, active_key, issuer_key};
use crate::times::{KEY_FROM, KEY_UNTIL};

fn key(world: &World, name: &str, standing: u64) -> Vec<u8> {
    issuer_key(&world.key(name).x, KEY_FROM, KEY_UNTIL, standing)
}

pub(super) fn vectors(world: &World) -> Vec<TerminalVector> {
    let begin =
        |id: &str, comment: &str| terminal(id, comment).begins_with(world, &statuses(1, &[0]));
    let signed = |version: u64, issuers: &[IssuerSpec]| {
        let issuers: Vec<_> = issuers.iter().map(IssuerSpec::item).collect();
        world.sign_by_roots(trust_list(version, version, 1, &issuers))
    };
    let only = |list: Sign| Parts::default().list(list);
    let xianning = |first: u64, second: u64| IssuerSpec {
        keys: vec![
            key(world, "xianning", first),
            key(world, "xianning-withdrawn", second),
        ],
        ..world.xianning()
    };
    let huanggang = |standing: u64, keys: Vec<Vec<u8>>| IssuerSpec {
        standing,
        keys,
        ..world.huanggang()
    };
    let next = |standings: [u64; 2], other: IssuerSpec| {
        signed(8, &[xianning(standings[0], standings[1]), other])
    };
    let key_returned = [refused("trust-list", "update", "withdrawn-key-returned")];
    let issuer_returned = [refused("trust-list", "update", "withdrawn-issuer-returned")];
    let unique = [PartOutcome {
        part: "trust-list".into(),
        became: test_vectors::Became::Refuse(reason("claims", "claims-invalid", Some("unique"))),
    }];
    let fresh = || active_key(&world.key("qingdao").x);
    let withdrawn_key = || key(world, "huanggang", 2);
    let [one, _, three] = &world.roots[..] else {
        return Vec::new();
    };
    let [_, four, five] = &next_keys(world);
    let after_change = |issuers: &[IssuerSpec]| {
        let issuers: Vec<_> = issuers.iter().map(IssuerSpec::item).collect();
        let signers: [&Key; 2] = [four, five];
        Parts::default()
            .root(second_roots(world, &[one, &world.roots[1], three, four]))
            .list(trust_list(1, 9, 2, &issuers).signed_by(&signers))
    };
    // The old roots have not signed the list of the new ones.
    let not_with_roots = [
        refused("root-set", "update", "root-without-list"),
        refused("trust-list", "issuer", "root-version-mismatch"),
    ];
    vec![
        begin("withdrawn-issuer-active-again", "A bureau that was withdrawn is active in the next list, with a new key.")
            .update(&only(next([0, 2], huanggang(0, vec![withdrawn_key(), fresh()]))), &issuer_returned)
            .end(),
        begin("withdrawn-issuer-suspended", "A bureau that was withdrawn is only suspended in the next list.")
            .update(&only(next([0, 2], huanggang(1, vec![withdrawn_key()]))), &issuer_returned)
            .end(),
        begin("withdrawn-issuer-of-later-standing", "A bureau that was withdrawn has a standing in the next list that this version does not know.")
            .update(&only(next([0, 2], huanggang(7, vec![withdrawn_key()]))), &issuer_returned)
            .end(),
        begin("withdrawn-issuer-gone-key-listed", "A bureau that was withdrawn has gone from the list; its key is listed as withdrawn with another bureau.")
            .update(
                &only(next([0, 2], IssuerSpec { id: 42_110_002, ..huanggang(0, vec![withdrawn_key(), fresh()]) })),
                &issuer_returned,
            )
            .end(),
        begin("key-of-withdrawn-issuer-moves", "The key of a bureau that was withdrawn is an active one of another bureau: it was withdrawn with its issuer.")
            .update(
                &only(signed(8, &[xianning(0, 2), huanggang(2, vec![fresh()]), IssuerSpec { id: 42_110_002, ..huanggang(0, vec![key(world, "huanggang", 0)]) }])),
                &key_returned,
            )
            .end(),
        begin("withdrawn-issuer-with-new-key", "A bureau that was withdrawn may get a further key: it stays withdrawn.")
            .flags(&["valid", "edge"])
            .update(&only(next([0, 2], huanggang(2, vec![key(world, "huanggang", 0), fresh()]))), &[new("trust-list")])
            .check(
                vector("", "")
                    .object(&world.issue_as("qingdao", &someone(0)))
                    .policy(gate_with_lists())
                    .refuse_known("scope", "issuer-withdrawn", &someone(0), HUANGGANG),
            )
            .end(),
        begin("withdrawn-key-beside-itself", "A key that was withdrawn is listed twice, withdrawn and active.")
            .update(
                &only(next([0, 2], IssuerSpec { id: 42_110_002, ..huanggang(0, vec![key(world, "xianning-withdrawn", 0)]) })),
                &unique,
            )
            .end(),
        begin("key-compromised-then-withdrawn", "A standing gets worse, step by step.")
            .flags(&["valid"])
            .update(&only(next([3, 2], world.huanggang())), &[new("trust-list")])
            .update(&only(signed(9, &[xianning(2, 2), world.huanggang()])), &[new("trust-list")])
            .check(
                vector("", "")
                    .object(&world.issue(&someone(0)))
                    .policy(gate_with_lists())
                    .refuse_known("scope", "key-withdrawn", &someone(0), XIANNING),
            )
            .end(),
        begin("key-compromised-then-active", "A compromised key is active in the next list.")
            .update(&only(next([3, 2], world.huanggang())), &[new("trust-list")])
            .update(&only(signed(9, &[xianning(0, 2), world.huanggang()])), &key_returned)
            .end(),
        begin("key-compromised-then-gone", "A compromised key has gone from the next list.")
            .update(&only(next([3, 2], world.huanggang())), &[new("trust-list")])
            .update(
                &only(signed(9, &[IssuerSpec { keys: vec![key(world, "xianning-withdrawn", 2), fresh()], ..world.xianning() }, world.huanggang()])),
                &key_returned,
            )
            .end(),
        begin("key-compromised-moves", "A compromised key is another bureau's in the next list.")
            .update(&only(next([3, 2], world.huanggang())), &[new("trust-list")])
            .update(
                &only(signed(9, &[
                    IssuerSpec { keys: vec![key(world, "xianning-withdrawn", 2), fresh()], ..world.xianning() },
                    IssuerSpec { id: 42_120_002, keys: vec![key(world, "xianning", 3)], ..world.xianning() },
                    world.huanggang(),
                ])),
                &key_returned,
            )
            .end(),
        begin("key-withdrawn-moves", "A key that was withdrawn is listed as withdrawn with another bureau.")
            .flags(&["valid", "edge"])
            .update(
                &only(signed(8, &[
                    IssuerSpec { keys: vec![key(world, "xianning", 0)], ..world.xianning() },
                    IssuerSpec { id: 42_120_002, keys: vec![key(world, "xianning-withdrawn", 2)], ..world.xianning() },
                    world.huanggang(),
                ])),
                &[new("trust-list")],
            )
            .end(),
        begin("key-compromised-then-of-later-standing", "A standing that this version does not know is worse than compromised, and better than withdrawn.")
            .flags(&["edge"])
            .update(&only(next([3, 2], world.huanggang())), &[new("trust-list")])
            .update(&only(signed(9, &[xianning(4, 2), world.huanggang()])), &[new("trust-list")])
            .update(&only(signed(10, &[xianning(3, 2), world.huanggang()])), &key_returned)
            .update(&only(signed(10, &[xianning(2, 4), world.huanggang()])), &key_returned)
            .update(&only(signed(10, &[xianning(2, 2), world.huanggang()])), &[new("trust-list")])
            .end(),
        terminal("no-trust-list", "A code before there is a trust list.")
            .check(
                vector("", "")
                    .object(&world.issue(&someone(0)))
                    .policy(gate_with_lists())
                    .refuse("issuer", "trust-list-missing", None),
            )
            .end(),
        begin("key-withdrawn-then-compromised", "A key that was withdrawn is only compromised in the next list.")
            .update(&only(next([0, 3], world.huanggang())), &key_returned)
            .end(),
        begin("key-and-issuer-return", "A key and a bureau return at once: keys are looked at first.")
            .flags(&["two-faults"])
            .update(&only(next([0, 0], huanggang(0, vec![withdrawn_key()]))), &key_returned)
            .end(),
        begin("withdrawn-key-returns-with-new-roots", "New roots sign a list in which a key that was withdrawn is active: withdrawn is for ever, whoever signs.")
            .update(&after_change(&[xianning(0, 0), world.huanggang()]), &not_with_roots)
            .end(),
        begin("withdrawn-issuer-returns-with-new-roots", "New roots sign a list in which a bureau that was withdrawn is active.")
            .update(&after_change(&[xianning(0, 2), huanggang(0, vec![withdrawn_key(), fresh()])]), &not_with_roots)
            .end(),
        begin("new-roots-keep-what-was-withdrawn", "The counterpart: with what was withdrawn listed as such, the new roots are taken.")
            .flags(&["valid"])
            .update(&after_change(&[xianning(0, 2), world.huanggang()]), &[new("root-set"), new("trust-list")])
            .end(),
    ]
}
