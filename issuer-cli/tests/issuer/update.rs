//! The update file: what goes into it, and what does not.

use std::fs;

use crate::support::TestBureau;
use crate::support::catalogues::{BENEFITS, MERCHANTS, publish, with_tables};
use credential_core::Update;

const PACK: &str =
    "update pack --out @1.lbu --root-set @auth/root-set.cbor --trust-list @auth/trust-list.cbor";

#[test]
fn packs_what_the_authority_has_signed_and_says_what() {
    let bureau = TestBureau::ready();
    let outcome = bureau.done(PACK);
    for text in ["root set, version 1", "trust list, version 1, valid until"] {
        assert!(outcome.results.contains(text), "{}", outcome.results);
    }
    assert!(!outcome.results.contains("not checked"));
    let update = Update::parse(&fs::read(bureau.path("1.lbu")).unwrap()).unwrap();
    assert_eq!(update.root_sets.len(), 1);
    let list = fs::read(bureau.path("auth/trust-list.cbor")).unwrap();
    assert_eq!(update.trust_list, Some(list));

    let alone = bureau.done("update pack --out @2.lbu --trust-list @auth/trust-list.cbor");
    assert!(alone.results.contains("signatures not checked"));
}

#[test]
fn an_old_edition_or_a_forgotten_catalogue_is_not_passed_over_in_silence() {
    let bureau = with_tables(BENEFITS, MERCHANTS);
    publish(&bureau);
    publish(&bureau);
    let lists = "--authority @auth --status-list @bureau/status-list.cbor";
    let old = format!("update pack --out @1.lbu {lists} --catalogue @bureau/catalogue/edition-1");
    let outcome = bureau.done(&old);
    assert!(
        outcome.results.contains("catalogue, edition 1"),
        "{}",
        outcome.results
    );
    assert!(
        outcome.talk.contains("there is edition 2"),
        "{}",
        outcome.talk
    );
    let packed = bureau.result(&old);
    let part = packed["parts"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&part["edition"], &part["newer_edition"]),
        (&1.into(), &2.into())
    );
    let new = format!("update pack --out @2.lbu {lists} --catalogue @bureau/catalogue/edition-2");
    assert!(!bureau.done(&new).talk.contains("Note: beside"));
    let none = bureau.done(&format!("update pack --out @3.lbu {lists}"));
    assert!(
        none.talk.contains("Hint: no catalogue went in"),
        "{}",
        none.talk
    );
}

#[test]
fn refuses_parts_that_are_something_else_and_writes_nothing() {
    let bureau = TestBureau::ready();
    for words in [
        "update pack --out @1.lbu --trust-list @auth/root-set.cbor",
        "update pack --out @1.lbu --root-set @auth/trust-list.cbor",
        "update pack --out @1.lbu --status-list @auth/trust-list.cbor",
        "update pack --out @1.lbu --root-set @auth/root-set.cbor @auth/root-set.cbor",
        "update pack --out @1.lbu --root-set @missing",
        "update pack --out @1.lbu",
    ] {
        let outcome = bureau.run(words);
        assert_eq!(outcome.exit.status(), 2, "{words}");
        assert!(outcome.talk.contains("fix:"), "{}", outcome.talk);
        assert!(!bureau.path("1.lbu").exists(), "{words}");
    }
}
