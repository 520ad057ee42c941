//! The ceremony: keepers at different machines sign one list.

use std::fs;

use crate::support::TestBureau;
use crate::support::keepers::{check_code, key, prepare, sign, with_a_change};
use messages::Exit;
use serde_json::Value;

const COMBINE: &str = "trust combine --authority @auth";

#[test]
fn a_list_is_signed_at_different_machines_and_put_together() {
    let bureau = with_a_change();
    prepare(&bureau, "next.lbp");
    sign(&bureau, "next.lbp", 1, "a.lbp");
    sign(&bureau, "next.lbp", 3, "c.lbp");
    let outcome = bureau.done(&format!("{COMBINE} @a.lbp @c.lbp"));
    assert!(outcome.results.contains("version 2"), "{}", outcome.results);
    assert_eq!(bureau.trust_list().claims().version, 2);
    assert_eq!(bureau.trust_list().claims().issuers.len(), 2);
}

/// Also one after the other, on one stick.
#[test]
fn a_file_may_go_from_keeper_to_keeper() {
    let bureau = with_a_change();
    prepare(&bureau, "next.lbp");
    sign(&bureau, "next.lbp", 2, "one.lbp");
    sign(&bureau, "one.lbp", 3, "two.lbp");
    bureau.done(&format!("{COMBINE} @two.lbp"));
    assert_eq!(bureau.trust_list().claims().version, 2);
}

/// A keeper needs the file, their key and their root set: neither the folder of the authority nor
/// the last list.
#[test]
fn a_keeper_sees_what_changes_before_signing() {
    let bureau = with_a_change();
    let edited = bureau
        .text("auth/issuers.json")
        .replacen("\"active\"", "\"suspended\"", 1);
    bureau.write("auth/issuers.json", &edited);
    prepare(&bureau, "next.lbp");
    for (from, to) in [
        ("auth/root-set.cbor", "mine.cbor"),
        ("auth/keys/root-2.pem", "mine.pem"),
    ] {
        fs::rename(bureau.path(from), bureau.path(to)).unwrap();
    }
    fs::remove_dir_all(bureau.path("auth")).unwrap();
    let words = "trust sign --pending @next.lbp --root-set @mine.cbor --key @mine.pem";
    let seen = bureau.run(words);
    assert_eq!(seen.exit, Exit::Undecided);
    for text in [
        "version 2",
        "Compared with version 1",
        "was active, is suspended",
        "42128101",
        "added",
        "may attest: veteran",
        "check code",
    ] {
        assert!(seen.results.contains(text), "{text} in {}", seen.results);
    }
    assert!(seen.talk.contains("Not signed yet"), "{}", seen.talk);
    // The three that the keeper has, and the record with its lock.
    assert_eq!(
        bureau.files("").len(),
        3 + 2 + bureau.files("bureau").len() + bureau.files("second").len()
    );
}

#[test]
fn a_list_signed_by_too_few_keepers_does_not_come_into_force() {
    let bureau = with_a_change();
    prepare(&bureau, "next.lbp");
    sign(&bureau, "next.lbp", 1, "a.lbp");
    let outcome = bureau.fails("threshold-not-met", &format!("{COMBINE} @a.lbp"));
    assert!(outcome.talk.contains("1 missing"), "{}", outcome.talk);
    bureau.fails("threshold-not-met", &format!("{COMBINE} @next.lbp"));
    assert_eq!(bureau.trust_list().claims().version, 1);
}

#[test]
fn the_same_keeper_twice_is_one_keeper() {
    let bureau = with_a_change();
    prepare(&bureau, "next.lbp");
    sign(&bureau, "next.lbp", 1, "a.lbp");
    sign(&bureau, "next.lbp", 1, "again.lbp");
    bureau.fails("part-twice", &format!("{COMBINE} @a.lbp @again.lbp"));
    sign(&bureau, "a.lbp", 1, "same.lbp");
    bureau.fails("threshold-not-met", &format!("{COMBINE} @same.lbp"));
    assert_eq!(bureau.trust_list().claims().version, 1);
}

#[test]
fn a_stranger_cannot_sign_nor_be_counted() {
    let bureau = with_a_change();
    let code = prepare(&bureau, "next.lbp");
    let signing = format!("trust sign --pending @next.lbp --confirm {code} --out @x.lbp");
    bureau.run("trust sign --pending @next.lbp --root-set @auth/root-set.cbor");
    bureau.fails(
        "not-a-root-key",
        &format!("{signing} --root-set @auth/root-set.cbor --key @bureau/keys/issuer-1.pem"),
    );
    assert!(!bureau.path("x.lbp").exists());
    // A whole authority of strangers signs a list of its own; none of it counts here.
    bureau.done(
        "authority create --folder @other --name 冒名 --keepers 2 --threshold 2 --no-passphrase",
    );
    let other = "--root-set @other/root-set.cbor --key @other/keys/root-1.pem";
    bureau.fails("file-invalid", &format!("{signing} {other}"));
    bureau.done("--json trust prepare --authority @other --out @foreign.lbp");
    let seen = bureau.run(&format!("--json trust sign --pending @foreign.lbp {other}"));
    let code = check_code(&seen.results);
    bureau.done(&format!(
        "trust sign --pending @foreign.lbp {other} --confirm {code} --out @y.lbp"
    ));
    bureau.fails("part-altered", &format!("{COMBINE} @y.lbp"));
    sign(&bureau, "next.lbp", 1, "a.lbp");
    bureau.fails("part-differs", &format!("{COMBINE} @a.lbp @y.lbp"));
    assert_eq!(bureau.trust_list().claims().version, 1);
}

#[test]
fn a_part_of_another_list_is_refused() {
    let bureau = with_a_change();
    prepare(&bureau, "first.lbp");
    bureau.done("trust prepare --authority @auth --out @second.lbp --valid-days 30");
    sign(&bureau, "first.lbp", 1, "a.lbp");
    sign(&bureau, "second.lbp", 2, "b.lbp");
    let outcome = bureau.fails("part-differs", &format!("{COMBINE} @a.lbp @b.lbp"));
    assert!(outcome.talk.contains("b.lbp"), "{}", outcome.talk);
    assert_eq!(bureau.trust_list().claims().version, 1);
}

/// Whoever carries the stick changes what the keeper is about to sign, or has signed.
#[test]
fn a_file_tampered_with_between_the_steps_is_found() {
    let bureau = with_a_change();
    let code = prepare(&bureau, "next.lbp");
    // Another list under the name of the one that the keeper has read.
    bureau.done("trust prepare --authority @auth --out @evil.lbp --valid-days 3660");
    let words = format!(
        "trust sign --root-set @auth/root-set.cbor --key {} --confirm {code} --out @x.lbp --pending",
        key(1)
    );
    bureau.fails("check-code-mismatch", &format!("{words} @evil.lbp"));
    assert!(!bureau.path("x.lbp").exists());

    // Every place of a signed part, one after the other.
    sign(&bureau, "next.lbp", 1, "a.lbp");
    sign(&bureau, "next.lbp", 2, "b.lbp");
    let good = bureau.json("b.lbp");
    let object = good["object"].as_str().unwrap().to_owned();
    for at in (0..object.len()).step_by(7) {
        let mut text: Vec<u8> = object.bytes().collect();
        text[at] = if text[at] == b'A' { b'B' } else { b'A' };
        let mut altered = good.clone();
        altered["object"] = String::from_utf8(text).unwrap().into();
        bureau.write("b.lbp", &altered.to_string());
        let outcome = bureau.run(&format!("{COMBINE} @a.lbp @b.lbp"));
        assert_eq!(
            outcome.exit,
            Exit::Undecided,
            "at {at}: {}",
            outcome.results
        );
        assert_eq!(bureau.trust_list().claims().version, 1, "at {at}");
    }
    // The list that says what changes is another one than the last.
    bureau.write("b.lbp", &good.to_string());
    for (field, value) in [
        ("last", Value::Null),
        ("last", good["object"].clone()),
        ("roots", serde_json::json!([good["object"]])),
        ("kind", "root-set".into()),
        ("format", 2.into()),
        ("more", 1.into()),
    ] {
        let mut altered = good.clone();
        altered[field] = value;
        bureau.write("c.lbp", &altered.to_string());
        let looked = bureau.run(&format!(
            "--json trust sign --root-set @auth/root-set.cbor --key {} --pending @c.lbp",
            key(3)
        ));
        assert!(
            looked.results.contains("\"error\""),
            "{field}: {}",
            looked.results
        );
    }
    bureau.done(&format!("{COMBINE} @a.lbp @b.lbp"));
}

#[test]
fn a_draft_edited_while_the_keepers_sign_waits_for_the_next_list() {
    let bureau = with_a_change();
    prepare(&bureau, "next.lbp");
    let edited = bureau
        .text("auth/issuers.json")
        .replacen("\"active\"", "\"suspended\"", 1);
    bureau.write("auth/issuers.json", &edited);
    sign(&bureau, "next.lbp", 1, "a.lbp");
    sign(&bureau, "next.lbp", 2, "b.lbp");
    let outcome = bureau.done(&format!("{COMBINE} @a.lbp @b.lbp"));
    assert!(outcome.talk.contains("in the next"), "{}", outcome.talk);
    let list = bureau.trust_list();
    assert_eq!(list.claims().issuers[0].standing.name(), "active");
    prepare(&bureau, "later.lbp");
    let looked = bureau.run(&format!(
        "trust sign --root-set @auth/root-set.cbor --key {} --pending @later.lbp",
        key(1)
    ));
    assert!(
        looked.results.contains("is suspended"),
        "{}",
        looked.results
    );
}

#[test]
fn combining_again_changes_nothing() {
    let bureau = with_a_change();
    prepare(&bureau, "next.lbp");
    for (keeper, part) in [(1, "a.lbp"), (2, "b.lbp"), (3, "c.lbp")] {
        sign(&bureau, "next.lbp", keeper, part);
    }
    bureau.done(&format!("{COMBINE} @a.lbp @b.lbp"));
    let bytes = fs::read(bureau.path("auth/trust-list.cbor")).unwrap();
    // The same parts, and others of the same list: terminals would take other bytes for a forgery.
    for parts in ["@a.lbp @b.lbp", "@b.lbp @c.lbp", "@a.lbp"] {
        let outcome = bureau.done(&format!("--json {COMBINE} {parts}"));
        assert!(outcome.results.contains("already_combined"), "{parts}");
        assert_eq!(
            fs::read(bureau.path("auth/trust-list.cbor")).unwrap(),
            bytes
        );
    }
    // Once there is a later list, the parts are of no use any more.
    bureau.done(&format!(
        "trust sign --authority @auth --key {} {}",
        key(1),
        key(2)
    ));
    bureau.fails("list-overtaken", &format!("{COMBINE} @a.lbp @b.lbp"));
    assert_eq!(bureau.trust_list().claims().version, 3);
}

/// What was withdrawn after the list had been prepared does not come back with it.
#[test]
fn a_list_prepared_before_a_withdrawal_is_overtaken() {
    let bureau = with_a_change();
    prepare(&bureau, "next.lbp");
    sign(&bureau, "next.lbp", 1, "a.lbp");
    sign(&bureau, "next.lbp", 2, "b.lbp");
    let edited = bureau
        .text("auth/issuers.json")
        .replacen("\"active\"", "\"withdrawn\"", 1);
    bureau.write("auth/issuers.json", &edited);
    bureau.done(&format!(
        "trust sign --authority @auth --key {} {}",
        key(1),
        key(2)
    ));
    bureau.fails("list-overtaken", &format!("{COMBINE} @a.lbp @b.lbp"));
    assert_eq!(
        bureau.trust_list().claims().issuers[0].standing.name(),
        "withdrawn"
    );
}

/// One list from the future, and every terminal doubts its own clock for as long.
#[test]
fn a_keeper_whose_clock_is_right_does_not_sign_a_list_from_the_future() {
    let bureau = with_a_change();
    bureau.done("trust prepare --authority @auth --out @ahead.lbp --at 2036-11-22T09:00");
    let words = format!(
        "trust sign --root-set @auth/root-set.cbor --key {} --pending @ahead.lbp",
        key(1)
    );
    bureau.fails("clock-wrong", &words);
    bureau.fails("list-expired", &format!("{words} --at 2039-01-01"));
    // An hour would be enough to close every gate for an hour; ten minutes are what clocks may differ.
    bureau.done("trust prepare --authority @auth --out @hour.lbp --at 2026-11-22T10:00");
    let words = words.replace("@ahead", "@hour");
    bureau.fails("clock-wrong", &format!("{words} --at 2026-11-22T09:49"));
    let looked = bureau.run(&format!("{words} --at 2026-11-22T09:50"));
    assert!(looked.talk.contains("Not signed yet"), "{}", looked.talk);
    bureau.fails(
        "clock-wrong",
        "trust prepare --authority @auth --out @behind.lbp --at 2026-11-21T09:00",
    );
    assert!(!bureau.path("behind.lbp").exists());
}

/// Whoever has the old file open, or dies in the middle, has a whole list: a new one never grows
/// inside the old one.
#[cfg(unix)]
#[test]
fn files_are_replaced_and_never_written_over() {
    let bureau = with_a_change();
    prepare(&bureau, "next.lbp");
    sign(&bureau, "next.lbp", 1, "a.lbp");
    sign(&bureau, "next.lbp", 2, "b.lbp");
    let kept = ["auth/trust-list.cbor", "auth/issuers.json", "a.lbp"].map(|file| {
        let link = format!("{file}.link");
        fs::hard_link(bureau.path(file), bureau.path(&link)).unwrap();
        (file, link.clone(), fs::read(bureau.path(&link)).unwrap())
    });
    bureau.done(&format!("{COMBINE} @a.lbp @b.lbp"));
    bureau.done("trust suspend --authority @auth --issuer 42120001");
    bureau.done("trust prepare --authority @auth --out @a.lbp");
    for (file, link, bytes) in kept {
        assert_eq!(fs::read(bureau.path(&link)).unwrap(), bytes, "{file}");
        assert_ne!(fs::read(bureau.path(file)).unwrap(), bytes, "{file}");
    }
}

/// A list by a later program says more of a bureau than this one can show its keeper.
#[test]
fn a_keeper_does_not_sign_what_this_program_cannot_read() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
    let bureau = TestBureau::with_bureau();
    bureau.done("trust add --authority @auth --request @bureau/request.lbr --categories all");
    prepare(&bureau, "next.lbp");
    let mut json = bureau.json("next.lbp");
    let mut object = BASE64.decode(json["object"].as_str().unwrap()).unwrap();
    // The one issuer's map gets one entry more, `9: true`, before the empty array of signatures.
    let map = object
        .windows(3)
        .position(|window| window == [0x81, 0xa7, 0x01])
        .unwrap();
    object[map + 1] = 0xa8;
    let end = object.len() - 1;
    object.splice(end..end, [0x09, 0xf5]);
    // The head of the payload, whose length takes one byte.
    let head = (0..map)
        .find(|at| object[*at] == 0x58 && usize::from(object[at + 1]) == end - at - 2)
        .unwrap();
    object[head + 1] += 2;
    json["object"] = BASE64.encode(&object).into();
    bureau.write("more.lbp", &json.to_string());
    let words = format!(
        "trust sign --root-set @auth/root-set.cbor --key {} --pending @more.lbp",
        key(1)
    );
    bureau.fails("newer-program", &words);
}

/// What a program that was killed leaves behind are files of other names.
#[test]
fn what_a_killed_program_leaves_behind_disturbs_nothing() {
    let bureau = with_a_change();
    prepare(&bureau, "next.lbp");
    sign(&bureau, "next.lbp", 1, "a.lbp");
    sign(&bureau, "next.lbp", 2, "b.lbp");
    bureau.write(".tmp-a1b2c3", "half of a file to be signed");
    bureau.write("auth/.tmp-d4e5f6", "half of a list");
    bureau.done(&format!("{COMBINE} @a.lbp @b.lbp"));
    assert_eq!(bureau.trust_list().claims().version, 2);
}
