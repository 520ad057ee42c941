//! A change of roots: who must sign it, and what becomes of lists and terminals.

use std::fs;

use crate::support::keepers::{key, prepare, read_and_confirm, sign as sign_list, with_a_change};
use crate::support::{NOW, TestBureau};
use credential_core::{Applied, Holdings, UnixTime, Update};
use serde_json::Value;

const COMBINE: &str = "trust combine --authority @auth";
const ROOT_COMBINE: &str = "root combine --authority @auth";

fn kid(bureau: &TestBureau, file: &str) -> String {
    let outcome = bureau.done(&format!("--json key show --key {file}"));
    let json: Value = serde_json::from_str(outcome.results.trim()).unwrap();
    json["kid"].as_str().unwrap().to_owned()
}

/// A keeper reads, then signs a change of roots.
fn sign_roots(bureau: &TestBureau, pending: &str, key: &str, out: &str) {
    let root_set = if bureau.path("auth/root-set.cbor").exists() {
        " --root-set @auth/root-set.cbor"
    } else {
        ""
    };
    let words = format!("--json root sign --pending @{pending} --key {key} --out @{out}{root_set}");
    read_and_confirm(bureau, &words);
}

/// Keeper 1 goes, a new one comes.
fn replacing(bureau: &TestBureau) -> String {
    bureau.done("root key --out @new.pem --no-passphrase");
    let old = kid(bureau, &key(1));
    let words =
        format!("root prepare --authority @auth --out @roots.lbp --add @new.pub --remove {old}");
    bureau.done(&words).results
}

fn replaced(bureau: &TestBureau) {
    replacing(bureau);
    sign_roots(bureau, "roots.lbp", &key(2), "r2.lbp");
    sign_roots(bureau, "roots.lbp", &key(3), "r3.lbp");
    sign_roots(bureau, "roots.lbp", "@new.pem", "r4.lbp");
    bureau.done(&format!("{ROOT_COMBINE} @r2.lbp @r3.lbp @r4.lbp"));
}

#[test]
fn an_authority_begins_with_keys_made_at_different_machines() {
    let bureau = TestBureau::new();
    for keeper in ["a", "b", "c"] {
        bureau.done(&format!("root key --out @{keeper}.pem --no-passphrase"));
    }
    bureau.fails("file-exists", "root key --out @a.pem --no-passphrase");
    bureau.fails(
        "usage",
        "root prepare --authority @auth --out @x.lbp --add @a.pub",
    );
    bureau.done(
        "root prepare --authority @auth --out @first.lbp --name 浙江省退役军人事务厅 --threshold 2 \
         --add @a.pub @b.pub @c.pub",
    );
    for keeper in ["a", "b", "c"] {
        sign_roots(
            &bureau,
            "first.lbp",
            &format!("@{keeper}.pem"),
            &format!("{keeper}.lbp"),
        );
    }
    // Each of them shows that the key is there, though two would do for terminals.
    let outcome = bureau.fails(
        "threshold-not-met",
        &format!("{ROOT_COMBINE} @a.lbp @b.lbp"),
    );
    assert!(
        outcome.talk.contains(&kid(&bureau, "@c.pem")),
        "{}",
        outcome.talk
    );
    assert!(!bureau.path("auth").exists());
    bureau.done(&format!("{ROOT_COMBINE} @a.lbp @b.lbp @c.lbp"));
    bureau.done("trust prepare --authority @auth --out @list.lbp");
    assert_eq!(bureau.root_set().claims().keys.len(), 3);
}

#[test]
fn a_keeper_is_replaced_and_the_words_say_so() {
    let bureau = TestBureau::ready();
    let words = replacing(&bureau);
    for text in [
        "version 2",
        "removed root key",
        "new root key",
        "2 must sign",
    ] {
        assert!(words.contains(text), "{text} in {words}");
    }
    let bureau = TestBureau::ready();
    let old = fs::read(bureau.path("auth/root-set.cbor")).unwrap();
    replaced(&bureau);
    assert_eq!(bureau.root_set().claims().version, 2);
    let kept = fs::read(bureau.path("auth/root-sets/root-set-1.cbor")).unwrap();
    assert_eq!(kept, old);
    // What is in force already is not to be signed again.
    for pending in ["roots.lbp", "r2.lbp"] {
        let late = bureau.fails(
            "root-version-mismatch",
            &format!("root sign --pending @{pending} --root-set @auth/root-set.cbor"),
        );
        assert!(
            late.talk.contains("root set 2 is in force already"),
            "{}",
            late.talk
        );
    }
    // Combined again: nothing.
    let again = bureau.done(&format!("--json {ROOT_COMBINE} @r2.lbp @r3.lbp @r4.lbp"));
    assert!(
        again.results.contains("already_combined"),
        "{}",
        again.results
    );
}

#[test]
fn a_change_of_roots_needs_the_old_threshold_the_new_one_and_each_new_keeper() {
    for (signers, missing) in [
        (&["2", "new"][..], "so far"),
        (&["1", "2"], "new keepers"),
        (&["2", "3"], "new keepers"),
    ] {
        let bureau = TestBureau::ready();
        replacing(&bureau);
        let mut parts = String::new();
        for signer in signers {
            let file = match *signer {
                "new" => "@new.pem".to_owned(),
                number => key(number.parse().unwrap()),
            };
            sign_roots(&bureau, "roots.lbp", &file, &format!("{signer}.lbp"));
            parts.push_str(&format!(" @{signer}.lbp"));
        }
        let outcome = bureau.fails("threshold-not-met", &format!("{ROOT_COMBINE}{parts}"));
        assert!(
            outcome.talk.contains(missing),
            "{missing}: {}",
            outcome.talk
        );
        assert_eq!(bureau.root_set().claims().version, 1);
        assert!(!bureau.path("auth/root-sets").exists());
    }
}

#[test]
fn a_removed_keeper_signs_no_more_lists() {
    let bureau = TestBureau::ready();
    replaced(&bureau);
    bureau.fails(
        "not-a-root-key",
        &format!("trust sign --authority @auth --key {} {}", key(1), key(2)),
    );
    // What was prepared before the change is not signed by anybody after it.
    let bureau = with_a_change();
    prepare(&bureau, "next.lbp");
    sign_list(&bureau, "next.lbp", 1, "a.lbp");
    sign_list(&bureau, "next.lbp", 2, "b.lbp");
    replaced(&bureau);
    bureau.fails("root-version-mismatch", &format!("{COMBINE} @a.lbp @b.lbp"));
}

/// The last list is that of the roots before; what it says still binds the next one.
#[test]
fn the_first_list_after_a_change_of_roots_follows_the_last_one_before() {
    let bureau = with_a_change();
    replaced(&bureau);
    bureau.fails(
        "root-version-mismatch",
        "update pack --authority @auth --out @early.lbu",
    );
    prepare(&bureau, "next.lbp");
    sign_list(&bureau, "next.lbp", 2, "a.lbp");
    let words =
        "trust sign --pending @a.lbp --root-set @auth/root-set.cbor --key @new.pem --out @b.lbp";
    let seen = bureau.run(words);
    assert!(
        seen.results.contains("Compared with version 1"),
        "{}",
        seen.results
    );
    let code = seen
        .results
        .lines()
        .find_map(|line| line.strip_prefix("check code  "))
        .unwrap();
    bureau.done(&format!("{words} --confirm {code}"));
    bureau.done(&format!("{COMBINE} @b.lbp"));
    let list = bureau.trust_list();
    assert_eq!((list.claims().version, list.claims().root_version), (2, 2));
}

/// A terminal in the mountains that nobody visited while the roots changed three times.
#[test]
fn a_terminal_that_missed_all_changes_walks_the_chain_in_one_update() {
    let bureau = TestBureau::ready();
    let first = fs::read(bureau.path("auth/root-set.cbor")).unwrap();
    let first_list = fs::read(bureau.path("auth/trust-list.cbor")).unwrap();
    for threshold in [3, 1, 2] {
        bureau.done(&format!(
            "root prepare --authority @auth --out @roots.lbp --threshold {threshold}"
        ));
        for keeper in 1..=3 {
            sign_roots(&bureau, "roots.lbp", &key(keeper), &format!("{keeper}.lbp"));
        }
        bureau.done(&format!("{ROOT_COMBINE} @1.lbp @2.lbp @3.lbp"));
    }
    bureau.done(&format!(
        "trust sign --authority @auth --key {} {}",
        key(1),
        key(2)
    ));
    let outcome = bureau.done("update pack --authority @auth --out @all.lbu");
    assert!(
        outcome.results.contains("root set, version 4"),
        "{}",
        outcome.results
    );

    let now = messages::dates::parse(NOW).unwrap();
    let mut held = Holdings::provision(&first).unwrap();
    let mut begun = Update::default();
    begun.trust_list = Some(first_list);
    held.apply(&begun, now);
    let update = Update::parse(&fs::read(bureau.path("all.lbu")).unwrap()).unwrap();
    let outcomes = held.apply(&update, now);
    assert!(
        outcomes.iter().all(|outcome| outcome.result.is_ok()),
        "{outcomes:?}"
    );
    assert_eq!(
        outcomes
            .iter()
            .filter(|outcome| outcome.result == Ok(Applied::New))
            .count(),
        4
    );
    assert_eq!(held.root().claims().version, 4);
    assert!(held.trust().is_some());
    assert_ne!(held.floors().newest_signed, UnixTime::default());
}

/// A chain with a link from somewhere else is no chain.
#[test]
fn an_old_root_set_that_was_swapped_stops_everything() {
    let bureau = TestBureau::ready();
    replaced(&bureau);
    bureau.done(
        "authority create --folder @other --name 冒名 --keepers 2 --threshold 2 --no-passphrase",
    );
    fs::copy(
        bureau.path("other/root-set.cbor"),
        bureau.path("auth/root-sets/root-set-1.cbor"),
    )
    .unwrap();
    let outcome = bureau.fails(
        "file-invalid",
        "trust prepare --authority @auth --out @next.lbp",
    );
    assert!(outcome.talk.contains("root-set-1.cbor"), "{}", outcome.talk);
}

#[test]
fn slips_of_the_pen_are_named() {
    let bureau = TestBureau::ready();
    bureau.done("root key --out @new.pem --no-passphrase");
    let prepare = "root prepare --authority @auth --out @roots.lbp";
    bureau.fails("usage", prepare);
    bureau.fails("usage", &format!("{prepare} --threshold 4"));
    bureau.fails("not-a-root-key", &format!("{prepare} --remove 00000000"));
    bureau.fails("key-invalid", &format!("{prepare} --add @new.pem"));
    bureau.fails(
        "clock-wrong",
        &format!("{prepare} --threshold 1 --at 2020-01-01"),
    );
    bureau.done(&format!("{prepare} --add @new.pub"));
    assert!(!bureau.path("auth/root-sets").exists());
    // A list and a root set are not mistaken for one another.
    let words = "--root-set @auth/root-set.cbor --key @new.pem --pending @roots.lbp";
    bureau.fails("file-kind-wrong", &format!("trust sign {words}"));
    bureau.fails("file-kind-wrong", &format!("{COMBINE} @roots.lbp"));
    // A change is signed beside the set in force.
    bureau.fails(
        "root-version-mismatch",
        "root sign --key @new.pem --pending @roots.lbp",
    );
}
