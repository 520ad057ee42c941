//! The books: report, audit, backup, and an older register taken back into use.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::fs;

use credential_core::Status;
use issuer_cli::register::{Actor, PersonKey, Register};
use messages::Exit;
use support::Desk;

#[test]
fn the_report_counts_what_there_is() {
    let desk = Desk::issued(4);
    let manifest = desk.manifest("out");
    desk.done(&format!(
        "revoke --bureau @bureau --holder {} --reason deceased --yes",
        manifest[0]["holder"]
    ));
    desk.done("publish --bureau @bureau");
    desk.done(&format!(
        "suspend --bureau @bureau --holder {} --reason other --yes",
        manifest[1]["holder"]
    ));
    let json = desk.result("report --bureau @bureau --within 800 --csv @codes.csv");
    assert_eq!(json["people"], 4);
    assert_eq!(
        json["codes"],
        serde_json::json!({ "valid": 2, "suspended": 1, "expired": 0, "revoked": 1 })
    );
    assert_eq!(json["categories"]["veteran"], json["codes"]);
    assert_eq!(json["revoked_for"]["deceased"], 1);
    assert_eq!(json["ending"]["people"], 3);
    assert_eq!(json["unpublished"]["suspended"], 1);
    assert_eq!(json["unpublished"]["revoked"], 0);

    let sheet = desk.text("codes.csv");
    assert!(sheet.starts_with("\u{feff}holder number,serial,"));
    assert_eq!(sheet.lines().count(), 5);
    assert!(
        sheet.contains("suspended,another reason,2026-11-22"),
        "{sheet}"
    );
    assert!(!cli_support::files::readable_by_others(&desk.path("codes.csv")).unwrap());

    let outcome = desk.done("report --bureau @bureau --at 2029-01-01");
    assert!(
        outcome.results.contains("3 have ended"),
        "{}",
        outcome.results
    );
}

#[test]
fn no_cell_of_the_report_is_a_formula() {
    let desk = Desk::ready();
    let roster = support::roster(1).replace("王建明", "=cmd()");
    desk.write("roster.csv", &roster);
    desk.run("issue --bureau @bureau --roster @roster.csv --out @out --full-names");
    desk.done("report --bureau @bureau --csv @codes.csv");
    let sheet = desk.text("codes.csv");
    for cell in sheet.lines().skip(1).flat_map(|line| line.split(',')) {
        assert!(!cell.starts_with(['=', '+', '-', '@']), "{sheet}");
    }
}

#[test]
fn a_noted_head_is_compared() {
    let desk = Desk::issued(1);
    let head = desk.result("audit --bureau @bureau")["head"]
        .as_str()
        .unwrap()
        .to_owned();
    desk.done("publish --bureau @bureau");
    let outcome = desk.done(&format!("audit --bureau @bureau --head {head}"));
    assert!(
        outcome.results.contains("is part of it"),
        "{}",
        outcome.results
    );
    let (number, hash) = head.split_once(':').unwrap();
    let wrong = format!("{number}:{}", hash.replace('a', "b").replace('1', "2"));
    let outcome = desk.run(&format!("--json audit --bureau @bureau --head {wrong}"));
    assert_eq!(outcome.exit, Exit::Refused);
    assert!(
        outcome.results.contains("audit-broken"),
        "{}",
        outcome.results
    );
    desk.fails("head-invalid", "audit --bureau @bureau --head 12");
}

#[test]
fn a_backup_is_whole_and_is_never_written_over() {
    let desk = Desk::issued(3);
    let json = desk.result("backup --bureau @bureau --to @stick");
    assert_eq!((&json["people"], &json["codes"]), (&3.into(), &3.into()));
    let copy = json["backup"].as_str().unwrap();
    let key = PersonKey::load(&desk.path("bureau/keys/person.key")).unwrap();
    let copy = Register::open(copy.as_ref(), key).unwrap();
    assert_eq!(copy.verify_audit(None).unwrap().to_string(), json["head"]);
    // No key is in it, and its name says of when it is.
    assert_eq!(desk.files("stick").len(), 1);
    desk.fails("file-exists", "backup --bureau @bureau --to @stick");
}

/// The week of a bureau whose computer fails on Friday, with a backup of Monday.
fn lost() -> (Desk, serde_json::Value, serde_json::Value) {
    let desk = Desk::issued(3);
    let backup = desk.result("backup --bureau @bureau --to @stick")["backup"]
        .as_str()
        .unwrap()
        .to_owned();
    fs::rename(backup, desk.path("monday.db")).unwrap();
    let revoked = desk.manifest("out")[0].clone();
    desk.write("tuesday.csv", &support::roster_of(3..5));
    desk.done("issue --bureau @bureau --roster @tuesday.csv --out @tuesday");
    let since = desk.manifest("tuesday")[0].clone();
    for holder in [&revoked["holder"], &since["holder"]] {
        desk.done(&format!(
            "revoke --bureau @bureau --holder {holder} --reason lost --yes"
        ));
    }
    desk.done("publish --bureau @bureau");
    (desk, revoked, since)
}

#[test]
fn a_backup_that_is_taken_into_use_revokes_what_was_published_since() {
    let (desk, revoked, since) = lost();
    fs::remove_file(desk.path("bureau/register.db")).unwrap();
    let outcome = desk.fails("register-missing", "report --bureau @bureau");
    assert!(outcome.talk.contains("issuer recover"), "{}", outcome.talk);
    let words = "recover --bureau @bureau --from @monday.db --manifest @tuesday/manifest.jsonl";
    desk.fails("consent-missing", words);
    assert!(!desk.path("bureau/register.db").exists());
    let json = desk.result(&format!("{words} --yes"));
    assert_eq!(
        (&json["taken_over"], &json["adopted"]),
        (&2.into(), &2.into())
    );

    desk.done("publish --bureau @bureau");
    for line in [&revoked, &since] {
        assert_eq!(desk.published(&line["status_index"]), Status::Revoked);
    }
    // Whom the backup knows gets nothing new; the others get codes with numbers that nobody has.
    desk.write("week.csv", &support::roster_of(0..5));
    desk.run("issue --bureau @bureau --roster @week.csv --out @again");
    let taken: Vec<_> = [desk.manifest("out"), desk.manifest("tuesday")].concat();
    let again = desk.manifest("again");
    assert_eq!(again.len(), 2);
    for line in &again {
        let other = |other: &&serde_json::Value| {
            other["holder"] == line["holder"] || other["status_index"] == line["status_index"]
        };
        assert!(taken.iter().find(other).is_none(), "{line}");
    }
    let outcome = desk.done("audit --bureau @bureau");
    assert!(outcome.results.contains("recover"), "{}", outcome.results);
    assert!(desk.files("bureau").iter().all(|file| {
        !file
            .file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with(".tmp-")
    }));
}

#[test]
fn without_manifests_too_no_index_is_given_again() {
    let (desk, _, _) = lost();
    // An older copy was put in its place by hand.
    fs::copy(desk.path("monday.db"), desk.path("bureau/register.db")).unwrap();
    let json = desk.result("recover --bureau @bureau --yes");
    assert!(
        json["kept"]
            .as_str()
            .unwrap()
            .ends_with("register.db.replaced-1")
    );
    desk.write("many.csv", &support::roster_of(10..60));
    desk.done("issue --bureau @bureau --roster @many.csv --out @many");
    for line in desk.manifest("many") {
        assert!(line["status_index"].as_u64().unwrap() >= 4096);
    }
}

#[test]
fn refuses_manifests_of_others_and_backups_that_were_tampered_with() {
    let (desk, _, _) = lost();
    fs::remove_file(desk.path("bureau/register.db")).unwrap();
    let mut line = desk.manifest("tuesday")[0].clone();
    line["text"] = "8112345".into();
    desk.write("forged.jsonl", &format!("{line}\n"));
    desk.fails(
        "file-invalid",
        "recover --bureau @bureau --from @monday.db --manifest @forged.jsonl --yes",
    );
    let raw = fs::read(desk.path("monday.db")).unwrap();
    let mut damaged = raw.clone();
    let name = "王*明".as_bytes();
    let at = damaged
        .windows(name.len())
        .position(|window| window == name)
        .unwrap();
    damaged[at..at + name.len()].copy_from_slice("李*明".as_bytes());
    fs::write(desk.path("damaged.db"), damaged).unwrap();
    desk.fails(
        "audit-broken",
        "recover --bureau @bureau --from @damaged.db --yes",
    );
    fs::write(desk.path("half.db"), &raw[..raw.len() / 2]).unwrap();
    let outcome = desk.run("recover --bureau @bureau --from @half.db --yes");
    assert_ne!(outcome.exit, Exit::Done);
    assert!(!desk.path("bureau/register.db").exists());
    desk.done("recover --bureau @bureau --from @monday.db --yes");
}

#[test]
fn a_register_in_use_is_not_replaced() {
    let (desk, _, _) = lost();
    let mut register = desk.register();
    let clerk = register.clerk(&Actor::new("李强").unwrap()).unwrap();
    desk.fails(
        "register-in-use",
        "recover --bureau @bureau --from @monday.db --yes",
    );
    drop(clerk);
}
