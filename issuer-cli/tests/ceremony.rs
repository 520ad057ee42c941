//! The ceremony: keepers at different machines sign one list.

mod support;

use std::fs;

use messages::Exit;
use serde_json::Value;
use support::Desk;
use support::keepers::{check_code, key, prepare, sign, with_a_change};

const COMBINE: &str = "trust combine --authority @auth";

#[test]
fn a_list_is_signed_at_different_machines_and_put_together() {
    let desk = with_a_change();
    prepare(&desk, "next.lbp");
    sign(&desk, "next.lbp", 1, "a.lbp");
    sign(&desk, "next.lbp", 3, "c.lbp");
    let outcome = desk.done(&format!("{COMBINE} @a.lbp @c.lbp"));
    assert!(outcome.results.contains("version 2"), "{}", outcome.results);
    assert_eq!(desk.trust_list().claims().version, 2);
    assert_eq!(desk.trust_list().claims().issuers.len(), 2);
}

/// Also one after the other, on one stick.
#[test]
fn a_file_may_go_from_keeper_to_keeper() {
    let desk = with_a_change();
    prepare(&desk, "next.lbp");
    sign(&desk, "next.lbp", 2, "one.lbp");
    sign(&desk, "one.lbp", 3, "two.lbp");
    desk.done(&format!("{COMBINE} @two.lbp"));
    assert_eq!(desk.trust_list().claims().version, 2);
}

/// A keeper needs the file, their key and their root set: neither the folder of the authority nor
/// the last list.
#[test]
fn a_keeper_sees_what_changes_before_signing() {
    let desk = with_a_change();
    let edited = desk
        .text("auth/issuers.json")
        .replacen("\"active\"", "\"suspended\"", 1);
    desk.write("auth/issuers.json", &edited);
    prepare(&desk, "next.lbp");
    for (from, to) in [
        ("auth/root-set.cbor", "mine.cbor"),
        ("auth/keys/root-2.pem", "mine.pem"),
    ] {
        fs::rename(desk.path(from), desk.path(to)).unwrap();
    }
    fs::remove_dir_all(desk.path("auth")).unwrap();
    let words = "trust sign --pending @next.lbp --root-set @mine.cbor --key @mine.pem";
    let seen = desk.run(words);
    assert_eq!(seen.exit, Exit::Undecided);
    for text in [
        "version 2",
        "Compared with version 1",
        "was active, is suspended",
        "42128101",
        "taken in",
        "may attest: veteran",
        "check code",
    ] {
        assert!(seen.results.contains(text), "{text} in {}", seen.results);
    }
    assert!(seen.talk.contains("Not signed yet"), "{}", seen.talk);
    assert_eq!(
        desk.files("").len(),
        1 + 2 + desk.files("bureau").len() + desk.files("second").len()
    );
}

#[test]
fn a_list_signed_by_too_few_keepers_does_not_come_into_force() {
    let desk = with_a_change();
    prepare(&desk, "next.lbp");
    sign(&desk, "next.lbp", 1, "a.lbp");
    let outcome = desk.fails("threshold-not-met", &format!("{COMBINE} @a.lbp"));
    assert!(outcome.talk.contains("1 missing"), "{}", outcome.talk);
    desk.fails("threshold-not-met", &format!("{COMBINE} @next.lbp"));
    assert_eq!(desk.trust_list().claims().version, 1);
}

#[test]
fn the_same_keeper_twice_is_one_keeper() {
    let desk = with_a_change();
    prepare(&desk, "next.lbp");
    sign(&desk, "next.lbp", 1, "a.lbp");
    sign(&desk, "next.lbp", 1, "again.lbp");
    desk.fails("part-twice", &format!("{COMBINE} @a.lbp @again.lbp"));
    sign(&desk, "a.lbp", 1, "same.lbp");
    desk.fails("threshold-not-met", &format!("{COMBINE} @same.lbp"));
    assert_eq!(desk.trust_list().claims().version, 1);
}

#[test]
fn a_stranger_cannot_sign_nor_be_counted() {
    let desk = with_a_change();
    let code = prepare(&desk, "next.lbp");
    let signing = format!("trust sign --pending @next.lbp --confirm {code} --out @x.lbp");
    desk.fails(
        "not-a-root-key",
        &format!("{signing} --root-set @auth/root-set.cbor --key @bureau/keys/issuer-1.pem"),
    );
    assert!(!desk.path("x.lbp").exists());
    // A whole authority of strangers signs a list of its own; none of it counts here.
    desk.done(
        "authority create --folder @other --name 冒名 --keepers 2 --threshold 2 --no-passphrase",
    );
    let other = "--root-set @other/root-set.cbor --key @other/keys/root-1.pem";
    desk.fails("file-invalid", &format!("{signing} {other}"));
    desk.done("--json trust prepare --authority @other --out @foreign.lbp");
    let seen = desk.run(&format!("--json trust sign --pending @foreign.lbp {other}"));
    let code = check_code(&seen.results);
    desk.done(&format!(
        "trust sign --pending @foreign.lbp {other} --confirm {code} --out @y.lbp"
    ));
    desk.fails("part-altered", &format!("{COMBINE} @y.lbp"));
    sign(&desk, "next.lbp", 1, "a.lbp");
    desk.fails("part-differs", &format!("{COMBINE} @a.lbp @y.lbp"));
    assert_eq!(desk.trust_list().claims().version, 1);
}

#[test]
fn a_part_of_another_list_is_refused() {
    let desk = with_a_change();
    prepare(&desk, "first.lbp");
    desk.done("trust prepare --authority @auth --out @second.lbp --valid-days 30");
    sign(&desk, "first.lbp", 1, "a.lbp");
    sign(&desk, "second.lbp", 2, "b.lbp");
    let outcome = desk.fails("part-differs", &format!("{COMBINE} @a.lbp @b.lbp"));
    assert!(outcome.talk.contains("b.lbp"), "{}", outcome.talk);
    assert_eq!(desk.trust_list().claims().version, 1);
}

/// Whoever carries the stick changes what the keeper is about to sign, or has signed.
#[test]
fn a_file_tampered_with_between_the_steps_is_found() {
    let desk = with_a_change();
    let code = prepare(&desk, "next.lbp");
    // Another list under the name of the one that the keeper has read.
    desk.done("trust prepare --authority @auth --out @evil.lbp --valid-days 3660");
    let words = format!(
        "trust sign --root-set @auth/root-set.cbor --key {} --confirm {code} --out @x.lbp --pending",
        key(1)
    );
    desk.fails("check-code-mismatch", &format!("{words} @evil.lbp"));
    assert!(!desk.path("x.lbp").exists());

    // Every place of a signed part, one after the other.
    sign(&desk, "next.lbp", 1, "a.lbp");
    sign(&desk, "next.lbp", 2, "b.lbp");
    let good = desk.json("b.lbp");
    let object = good["object"].as_str().unwrap().to_owned();
    for at in (0..object.len()).step_by(7) {
        let mut text: Vec<u8> = object.bytes().collect();
        text[at] = if text[at] == b'A' { b'B' } else { b'A' };
        let mut altered = good.clone();
        altered["object"] = String::from_utf8(text).unwrap().into();
        desk.write("b.lbp", &altered.to_string());
        let outcome = desk.run(&format!("{COMBINE} @a.lbp @b.lbp"));
        assert_eq!(
            outcome.exit,
            Exit::Undecided,
            "at {at}: {}",
            outcome.results
        );
        assert_eq!(desk.trust_list().claims().version, 1, "at {at}");
    }
    // The list that says what changes is another one than the last.
    desk.write("b.lbp", &good.to_string());
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
        desk.write("c.lbp", &altered.to_string());
        let looked = desk.run(&format!(
            "--json trust sign --root-set @auth/root-set.cbor --key {} --pending @c.lbp",
            key(3)
        ));
        assert!(
            looked.results.contains("\"error\""),
            "{field}: {}",
            looked.results
        );
    }
    desk.done(&format!("{COMBINE} @a.lbp @b.lbp"));
}

#[test]
fn a_draft_edited_while_the_keepers_sign_waits_for_the_next_list() {
    let desk = with_a_change();
    prepare(&desk, "next.lbp");
    let edited = desk
        .text("auth/issuers.json")
        .replacen("\"active\"", "\"suspended\"", 1);
    desk.write("auth/issuers.json", &edited);
    sign(&desk, "next.lbp", 1, "a.lbp");
    sign(&desk, "next.lbp", 2, "b.lbp");
    let outcome = desk.done(&format!("{COMBINE} @a.lbp @b.lbp"));
    assert!(outcome.talk.contains("in the next"), "{}", outcome.talk);
    let list = desk.trust_list();
    assert_eq!(list.claims().issuers[0].standing.name(), "active");
    prepare(&desk, "later.lbp");
    let looked = desk.run(&format!(
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
    let desk = with_a_change();
    prepare(&desk, "next.lbp");
    for (keeper, part) in [(1, "a.lbp"), (2, "b.lbp"), (3, "c.lbp")] {
        sign(&desk, "next.lbp", keeper, part);
    }
    desk.done(&format!("{COMBINE} @a.lbp @b.lbp"));
    let bytes = fs::read(desk.path("auth/trust-list.cbor")).unwrap();
    // The same parts, and others of the same list: terminals would take other bytes for a forgery.
    for parts in ["@a.lbp @b.lbp", "@b.lbp @c.lbp", "@a.lbp"] {
        let outcome = desk.done(&format!("--json {COMBINE} {parts}"));
        assert!(outcome.results.contains("already_combined"), "{parts}");
        assert_eq!(fs::read(desk.path("auth/trust-list.cbor")).unwrap(), bytes);
    }
    // Once there is a later list, the parts are of no use any more.
    desk.done(&format!(
        "trust sign --authority @auth --key {} {}",
        key(1),
        key(2)
    ));
    desk.fails("list-overtaken", &format!("{COMBINE} @a.lbp @b.lbp"));
    assert_eq!(desk.trust_list().claims().version, 3);
}

/// What was withdrawn after the list had been prepared does not come back with it.
#[test]
fn a_list_prepared_before_a_withdrawal_is_overtaken() {
    let desk = with_a_change();
    prepare(&desk, "next.lbp");
    sign(&desk, "next.lbp", 1, "a.lbp");
    sign(&desk, "next.lbp", 2, "b.lbp");
    let edited = desk
        .text("auth/issuers.json")
        .replacen("\"active\"", "\"withdrawn\"", 1);
    desk.write("auth/issuers.json", &edited);
    desk.done(&format!(
        "trust sign --authority @auth --key {} {}",
        key(1),
        key(2)
    ));
    desk.fails("list-overtaken", &format!("{COMBINE} @a.lbp @b.lbp"));
    assert_eq!(
        desk.trust_list().claims().issuers[0].standing.name(),
        "withdrawn"
    );
}

/// One list from the future, and every terminal doubts its own clock for as long.
#[test]
fn a_keeper_whose_clock_is_right_does_not_sign_a_list_from_the_future() {
    let desk = with_a_change();
    desk.done("trust prepare --authority @auth --out @ahead.lbp --at 2036-11-22T09:00");
    let words = format!(
        "trust sign --root-set @auth/root-set.cbor --key {} --pending @ahead.lbp",
        key(1)
    );
    desk.fails("clock-wrong", &words);
    desk.fails("list-expired", &format!("{words} --at 2039-01-01"));
    desk.fails(
        "clock-wrong",
        "trust prepare --authority @auth --out @behind.lbp --at 2026-11-21T09:00",
    );
    assert!(!desk.path("behind.lbp").exists());
}

/// Whoever has the old file open, or dies in the middle, has a whole list: a new one never grows
/// inside the old one.
#[cfg(unix)]
#[test]
fn files_are_replaced_and_never_written_over() {
    let desk = with_a_change();
    prepare(&desk, "next.lbp");
    sign(&desk, "next.lbp", 1, "a.lbp");
    sign(&desk, "next.lbp", 2, "b.lbp");
    let kept = ["auth/trust-list.cbor", "auth/issuers.json", "a.lbp"].map(|file| {
        let link = format!("{file}.link");
        fs::hard_link(desk.path(file), desk.path(&link)).unwrap();
        (file, link.clone(), fs::read(desk.path(&link)).unwrap())
    });
    desk.done(&format!("{COMBINE} @a.lbp @b.lbp"));
    desk.done("trust suspend --authority @auth --issuer 42120001");
    desk.done("trust prepare --authority @auth --out @a.lbp");
    for (file, link, bytes) in kept {
        assert_eq!(fs::read(desk.path(&link)).unwrap(), bytes, "{file}");
        assert_ne!(fs::read(desk.path(file)).unwrap(), bytes, "{file}");
    }
}

/// A list by a later program says more of a bureau than this one can show its keeper.
#[test]
fn a_keeper_does_not_sign_what_this_program_cannot_read() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
    let desk = Desk::with_bureau();
    desk.done("trust add --authority @auth --request @bureau/request.lbr --categories all");
    prepare(&desk, "next.lbp");
    let mut json = desk.json("next.lbp");
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
    desk.write("more.lbp", &json.to_string());
    let words = format!(
        "trust sign --root-set @auth/root-set.cbor --key {} --pending @more.lbp",
        key(1)
    );
    desk.fails("newer-program", &words);
}

/// What a program that was killed leaves behind are files of other names.
#[test]
fn what_a_killed_program_leaves_behind_disturbs_nothing() {
    let desk = with_a_change();
    prepare(&desk, "next.lbp");
    sign(&desk, "next.lbp", 1, "a.lbp");
    sign(&desk, "next.lbp", 2, "b.lbp");
    desk.write(".tmp-a1b2c3", "half of a file to be signed");
    desk.write("auth/.tmp-d4e5f6", "half of a list");
    desk.done(&format!("{COMBINE} @a.lbp @b.lbp"));
    assert_eq!(desk.trust_list().claims().version, 2);
}
