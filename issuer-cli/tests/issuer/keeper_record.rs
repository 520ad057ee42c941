//! What a keeper's program remembers, and what it therefore refuses to let them sign.

use std::fs;

use crate::support::TestBureau;
use crate::support::keepers::{check_code, key, prepare, read_and_confirm, with_a_change};
use messages::Exit;
use serde_json::Value;

const COMBINE: &str = "trust combine --authority @auth";

/// How keeper `number`, who has a record of their own, looks at a file.
fn own(pending: &str, number: usize) -> String {
    format!(
        "--json trust sign --pending @{pending} --root-set @auth/root-set.cbor \
         --record @keeper-{number}.cbor --key {} --out @{pending}.{number}",
        key(number)
    )
}

fn look(bureau: &TestBureau, pending: &str, number: usize) -> Value {
    let outcome = bureau.run(&own(pending, number));
    assert_eq!(outcome.exit, Exit::Undecided, "{}", outcome.talk);
    serde_json::from_str(outcome.results.trim()).unwrap()
}

/// Fails with this code; the words of [`own`] ask for JSON already.
fn refuses(bureau: &TestBureau, code: &str, words: &str) -> String {
    bureau.fails(code, words.trim_start_matches("--json ")).talk
}

fn combined(bureau: &TestBureau, pending: &str) {
    bureau.done(&format!("{COMBINE} @{pending}.1 @{pending}.2"));
}

#[test]
fn the_first_use_is_said_and_only_the_first() {
    let bureau = with_a_change();
    prepare(&bureau, "next.lbp");
    let first = look(&bureau, "next.lbp", 1);
    assert_eq!(first["record"]["begun"], true);
    assert_eq!(look(&bureau, "next.lbp", 1)["record"]["begun"], false);
    let words = own("next.lbp", 2).replace("--json ", "");
    let outcome = bureau.run(&words);
    for said in ["First use here", "stop and find that record first"] {
        assert!(outcome.results.contains(said), "{}", outcome.results);
    }
    // Beside the keeper's root set, if nothing else is said.
    fs::create_dir(bureau.path("home")).unwrap();
    fs::copy(
        bureau.path("auth/root-set.cbor"),
        bureau.path("home/root-set.cbor"),
    )
    .unwrap();
    bureau.run("trust sign --pending @next.lbp --root-set @home/root-set.cbor");
    assert!(bureau.path("home/keeper-record.cbor").exists());
    // Later the record alone is enough.
    let outcome = bureau.run("trust sign --pending @next.lbp --record @home/keeper-record.cbor");
    assert!(
        outcome.results.contains("check code"),
        "{}",
        outcome.results
    );
}

/// Two lists under one version: each keeper would see one of them.
#[test]
fn a_second_content_for_a_version_is_not_signed() {
    let bureau = with_a_change();
    prepare(&bureau, "one.lbp");
    read_and_confirm(&bureau, &own("one.lbp", 1));
    bureau.done("trust suspend --authority @auth --issuer 42120001");
    let code = prepare(&bureau, "two.lbp");
    for words in [
        own("two.lbp", 1),
        format!("{} --confirm {code}", own("two.lbp", 1)),
    ] {
        refuses(&bureau, "second-content", &words);
    }
    assert!(!bureau.path("two.lbp.1").exists());
    // The first was given up: a higher version is another list.
    bureau.done("trust prepare --authority @auth --out @three.lbp --version 3");
    read_and_confirm(&bureau, &own("three.lbp", 1));
    read_and_confirm(&bureau, &own("three.lbp", 2));
    combined(&bureau, "three.lbp");
    assert_eq!(bureau.trust_list().claims().version, 3);
    bureau.fails("list-overtaken", &format!("{COMBINE} @one.lbp.1"));
    for version in ["3", "1500"] {
        bureau.fails(
            "usage",
            &format!("trust prepare --authority @auth --out @x.lbp --version {version}"),
        );
    }
}

/// The authority's computer encloses an older last list, so that what came since does not show.
#[test]
fn a_last_list_older_than_the_recorded_one_is_refused() {
    let bureau = with_a_change();
    let old = fs::read(bureau.path("auth/trust-list.cbor")).unwrap();
    prepare(&bureau, "two.lbp");
    read_and_confirm(&bureau, &own("two.lbp", 1));
    read_and_confirm(&bureau, &own("two.lbp", 2));
    combined(&bureau, "two.lbp");
    prepare(&bureau, "three.lbp");
    assert_eq!(look(&bureau, "three.lbp", 1)["last_version"], 2);
    fs::write(bureau.path("auth/trust-list.cbor"), old).unwrap();
    bureau.done("trust prepare --authority @auth --out @hidden.lbp --version 4");
    let talk = refuses(&bureau, "last-older", &own("hidden.lbp", 1));
    assert!(talk.contains("would be hidden"), "{talk}");
}

/// What was withdrawn by a list that the keeper has seen stays so, whatever is enclosed.
#[test]
fn what_the_record_has_as_withdrawn_does_not_come_back() {
    let bureau = with_a_change();
    bureau.done("trust withdraw --authority @auth --issuer 42128101");
    prepare(&bureau, "two.lbp");
    read_and_confirm(&bureau, &own("two.lbp", 1));
    // Signed by one keeper and then given up: it may still be completed by others.
    let edited = bureau
        .text("auth/issuers.json")
        .replace("withdrawn", "active");
    bureau.write("auth/issuers.json", &edited);
    bureau.done("trust prepare --authority @auth --out @three.lbp --version 3");
    refuses(&bureau, "withdrawn-for-ever", &own("three.lbp", 1));
}

#[test]
fn what_others_have_signed_meanwhile_is_shown() {
    let bureau = with_a_change();
    prepare(&bureau, "two.lbp");
    look(&bureau, "two.lbp", 3);
    read_and_confirm(&bureau, &own("two.lbp", 1));
    read_and_confirm(&bureau, &own("two.lbp", 2));
    combined(&bureau, "two.lbp");
    bureau.done("trust suspend --authority @auth --issuer 42120001");
    prepare(&bureau, "three.lbp");
    // Keeper 1 signed version 2: nothing is new but what is to be signed.
    let seen = look(&bureau, "three.lbp", 1);
    assert_eq!(seen["unseen_since"], Value::Null);
    assert_eq!(seen["changes"].as_array().unwrap().len(), 1);
    // Keeper 3 has only the list before in the record.
    let outcome = bureau.run(&own("three.lbp", 3).replace("--json ", ""));
    for said in [
        "your record ends with version 1",
        "42128101",
        "What is to be signed now",
    ] {
        assert!(outcome.results.contains(said), "{}", outcome.results);
    }
}

/// What was not shown is not recorded: it would count as seen.
#[test]
fn nothing_is_recorded_when_a_look_fails() {
    let bureau = with_a_change();
    prepare(&bureau, "two.lbp");
    look(&bureau, "two.lbp", 3);
    let record = || fs::read(bureau.path("keeper-3.cbor")).unwrap();
    let before = record();
    let old_roots = fs::read(bureau.path("auth/root-set.cbor")).unwrap();
    fs::write(bureau.path("old-root-set.cbor"), old_roots).unwrap();
    // Others sign version 2, and then the root set is changed.
    read_and_confirm(&bureau, &own("two.lbp", 1));
    read_and_confirm(&bureau, &own("two.lbp", 2));
    combined(&bureau, "two.lbp");
    bureau.done("root prepare --authority @auth --out @roots.lbp --threshold 1");
    for number in [1, 2] {
        read_and_confirm(
            &bureau,
            &format!(
                "--json root sign --pending @roots.lbp --root-set @auth/root-set.cbor \
                 --record @keeper-{number}.cbor --key {} --out @roots.{number}",
                key(number)
            ),
        );
    }
    bureau.done("root combine --authority @auth @roots.1 @roots.2");
    bureau.done("trust suspend --authority @auth --issuer 42120001");
    prepare(&bureau, "three.lbp");
    let with_old_roots = own("three.lbp", 3).replace("@auth/root-set.cbor", "@old-root-set.cbor");
    refuses(&bureau, "root-version-mismatch", &with_old_roots);
    assert_eq!(record(), before);
    // Nor when the list itself is refused after it was compared with the record.
    refuses(
        &bureau,
        "list-expired",
        &format!("{} --at 2099-01-01", own("three.lbp", 3)),
    );
    assert_eq!(record(), before);
    let seen = bureau.run(&own("three.lbp", 3).replace("--json ", ""));
    for said in ["your record ends with version 1", "42128101"] {
        assert!(seen.results.contains(said), "{}", seen.results);
    }
    assert_ne!(record(), before);
}

/// A record without a list has seen nothing of what is in force: the keeper reads all of it.
#[test]
fn where_the_record_has_no_list_all_of_it_is_shown() {
    let bureau = with_a_change();
    prepare(&bureau, "two.lbp");
    let words = own("two.lbp", 1).replace("--json ", "");
    let first = bureau.run(&words).results;
    for said in [
        "Your record has no trust list yet; this is all of it:",
        "42120001",
        "42128101",
        "Compared with version 1",
    ] {
        assert!(first.contains(said), "{said}: {first}");
    }
    let second = bureau.run(&words).results;
    assert!(!second.contains("this is all of it"), "{second}");
    assert!(!second.contains("42120001"), "{second}");
    // A record that was begun when a root set was signed has no list either.
    bureau.done("root prepare --authority @auth --out @roots.lbp --threshold 1");
    let roots = bureau.run(
        "root sign --pending @roots.lbp --root-set @auth/root-set.cbor --record @keeper-2.cbor",
    );
    assert_eq!(roots.exit, Exit::Undecided, "{}", roots.talk);
    let later = bureau
        .run(&own("two.lbp", 2).replace("--json ", ""))
        .results;
    assert!(!later.contains("First use here"), "{later}");
    assert!(later.contains("this is all of it"), "{later}");
    assert!(later.contains("42120001"), "{later}");
}

/// Only what was looked at last can be signed, in all 256 bits of its digest.
#[test]
fn what_was_not_looked_at_is_not_signed() {
    let bureau = with_a_change();
    let code = prepare(&bureau, "one.lbp");
    let sign = format!("{} --confirm {code}", own("one.lbp", 1));
    refuses(&bureau, "not-looked-at", &sign);
    look(&bureau, "one.lbp", 1);
    bureau.done("trust suspend --authority @auth --issuer 42120001");
    prepare(&bureau, "other.lbp");
    look(&bureau, "other.lbp", 1);
    refuses(&bureau, "not-looked-at", &sign);
    assert!(!bureau.path("one.lbp.1").exists());
    look(&bureau, "one.lbp", 1);
    bureau.done(&sign);
    // Signed once more: the very same, and it is said.
    let again: Value = serde_json::from_str(bureau.done(&sign).results.trim()).unwrap();
    assert_eq!(again["signed_before"], true);
}

#[test]
fn nothing_is_signed_with_a_damaged_record() {
    let bureau = with_a_change();
    let code = prepare(&bureau, "one.lbp");
    look(&bureau, "one.lbp", 1);
    let path = bureau.path("keeper-1.cbor");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let talk = refuses(&bureau, "record-invalid", &own("one.lbp", 1));
    assert!(talk.contains("from a backup"), "{talk}");
    refuses(
        &bureau,
        "record-invalid",
        &format!("{} --confirm {code}", own("one.lbp", 1)),
    );
    // It is left for whoever finds out what happened.
    assert_eq!(fs::read(&path).unwrap(), bytes);
    assert!(!bureau.path("one.lbp.1").exists());
}

#[test]
fn a_second_root_set_of_one_version_is_signed_only_after_the_first_was_given_up() {
    let bureau = TestBureau::ready();
    let words = |pending: &str| {
        format!(
            "--json root sign --pending @{pending} --root-set @auth/root-set.cbor \
             --record @keeper-1.cbor --key {} --out @{pending}.1",
            key(1)
        )
    };
    bureau.done("root prepare --authority @auth --out @one.lbp --threshold 3");
    bureau.done("root prepare --authority @auth --out @two.lbp --threshold 1");
    read_and_confirm(&bureau, &words("one.lbp"));
    refuses(&bureau, "second-content", &words("two.lbp"));
    let given_up = bureau.run(&format!("{} --forget-abandoned", words("two.lbp")));
    assert_eq!(given_up.exit, Exit::Undecided, "{}", given_up.talk);
    let code = check_code(&given_up.results);
    bureau.done(&format!("{} --confirm {code}", words("two.lbp")));
    // Forgotten means forgotten: now the other one is the second.
    refuses(&bureau, "second-content", &words("one.lbp"));
    bureau.fails(
        "nothing-abandoned",
        "root sign --pending @one.lbp --root-set @auth/root-set.cbor --record @new.cbor --forget-abandoned",
    );
}

#[test]
fn the_keepers_of_a_first_root_set_have_a_record_too() {
    let bureau = TestBureau::new();
    for keeper in ["a", "b"] {
        fs::create_dir(bureau.path(keeper)).unwrap();
        bureau.done(&format!(
            "root key --out @{keeper}/root.pem --no-passphrase"
        ));
    }
    let prepare =
        "root prepare --authority @auth --name 浙江省退役军人事务厅 --add @a/root.pub @b/root.pub";
    bureau.done(&format!("{prepare} --out @first.lbp --threshold 2"));
    bureau.done(&format!("{prepare} --out @other.lbp --threshold 1"));
    bureau.fails("usage", "root sign --pending @first.lbp");
    for keeper in ["a", "b"] {
        let words = format!(
            "--json root sign --pending @first.lbp --key @{keeper}/root.pem --out @{keeper}.lbp"
        );
        read_and_confirm(&bureau, &words);
        assert!(bureau.path(keeper).join("keeper-record.cbor").exists());
    }
    bureau.fails(
        "second-content",
        "root sign --pending @other.lbp --key @a/root.pem",
    );
    bureau.done("root combine --authority @auth @a.lbp @b.lbp");
    // The copy that the keeper takes home must be what the keeper has signed.
    bureau.done("trust prepare --authority @auth --out @list.lbp");
    fs::copy(
        bureau.path("auth/root-set.cbor"),
        bureau.path("a/root-set.cbor"),
    )
    .unwrap();
    read_and_confirm(
        &bureau,
        "--json trust sign --pending @list.lbp --root-set @a/root-set.cbor --key @a/root.pem --out @list-a.lbp",
    );
    bureau.done(
        "authority create --folder @evil --name 冒名 --keepers 1 --threshold 1 --no-passphrase",
    );
    fs::copy(
        bureau.path("evil/root-set.cbor"),
        bureau.path("b/root-set.cbor"),
    )
    .unwrap();
    bureau.fails(
        "second-content",
        "trust sign --pending @list.lbp --root-set @b/root-set.cbor",
    );
}

#[test]
fn keepers_at_one_computer_have_a_record_in_the_folder_of_the_authority() {
    let bureau = with_a_change();
    assert!(bureau.path("auth/keeper-record.cbor").exists());
    // Signed in the long way and given up: its version is not used again.
    prepare(&bureau, "two.lbp");
    read_and_confirm(
        &bureau,
        &format!(
            "--json trust sign --pending @two.lbp --root-set @auth/root-set.cbor --key {} --out @a.lbp",
            key(1)
        ),
    );
    bureau.done("trust suspend --authority @auth --issuer 42120001");
    let words = format!(
        "--json trust sign --authority @auth --key {} {}",
        key(1),
        key(2)
    );
    let signed: Value = serde_json::from_str(bureau.done(&words).results.trim()).unwrap();
    assert_eq!(
        (
            signed["version"].as_u64(),
            signed["record"]["begun"].as_bool()
        ),
        (Some(3), Some(false))
    );
    bureau.fails("list-overtaken", &format!("{COMBINE} @a.lbp"));
    // An older list in the place of the last one is found before anything is signed.
    prepare(&bureau, "four.lbp");
    fs::remove_file(bureau.path("auth/trust-list.cbor")).unwrap();
    bureau.fails("file-invalid", words.trim_start_matches("--json "));
}
