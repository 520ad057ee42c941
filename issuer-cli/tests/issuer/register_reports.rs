//! Report, audit and backup of the register.

use crate::support::TestBureau;
use issuer_cli::register::{PersonKey, Register};
use messages::Exit;

#[test]
fn the_report_counts_what_there_is() {
    let bureau = TestBureau::issued(4);
    let manifest = bureau.manifest("out");
    bureau.done(&format!(
        "revoke --bureau @bureau --holder {} --reason deceased --yes",
        manifest[0]["holder"]
    ));
    bureau.done("publish --bureau @bureau");
    bureau.done(&format!(
        "suspend --bureau @bureau --holder {} --reason other --yes",
        manifest[1]["holder"]
    ));
    let json = bureau.result("report --bureau @bureau --within 800 --csv @codes.csv");
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

    let sheet = bureau.text("codes.csv");
    assert!(sheet.starts_with("\u{feff}holder number,serial,"));
    assert_eq!(sheet.lines().count(), 5);
    assert!(
        sheet.contains("suspended,another reason,2026-11-22"),
        "{sheet}"
    );
    assert!(!cli_support::files::readable_by_others(&bureau.path("codes.csv")).unwrap());

    let outcome = bureau.done("report --bureau @bureau --at 2029-01-01");
    assert!(
        outcome.results.contains("3 have ended"),
        "{}",
        outcome.results
    );
}

#[test]
fn no_cell_of_the_report_is_a_formula() {
    let bureau = TestBureau::ready();
    let roster = crate::support::roster(1).replace("王建明", "=cmd()");
    bureau.write("roster.csv", &roster);
    bureau.run("issue --bureau @bureau --roster @roster.csv --out @out --full-names");
    bureau.done("report --bureau @bureau --csv @codes.csv");
    let sheet = bureau.text("codes.csv");
    for cell in sheet.lines().skip(1).flat_map(|line| line.split(',')) {
        assert!(!cell.starts_with(['=', '+', '-', '@']), "{sheet}");
    }
}

#[test]
fn a_noted_head_is_compared() {
    let bureau = TestBureau::issued(1);
    let head = bureau.result("audit --bureau @bureau")["head"]
        .as_str()
        .unwrap()
        .to_owned();
    bureau.done("publish --bureau @bureau");
    let outcome = bureau.done(&format!("audit --bureau @bureau --head {head}"));
    assert!(
        outcome.results.contains("is part of it"),
        "{}",
        outcome.results
    );
    let (number, hash) = head.split_once(':').unwrap();
    let wrong = format!("{number}:{}", hash.replace('a', "b").replace('1', "2"));
    let outcome = bureau.run(&format!("--json audit --bureau @bureau --head {wrong}"));
    assert_eq!(outcome.exit, Exit::Refused);
    assert!(
        outcome.results.contains("audit-broken"),
        "{}",
        outcome.results
    );
    bureau.fails("head-invalid", "audit --bureau @bureau --head 12");
}

#[test]
fn a_backup_is_whole_and_is_never_written_over() {
    let bureau = TestBureau::issued(3);
    let json = bureau.result("backup --bureau @bureau --to @stick");
    assert_eq!((&json["people"], &json["codes"]), (&3.into(), &3.into()));
    let copy = json["backup"].as_str().unwrap();
    let key = PersonKey::load(&bureau.path("bureau/keys/person.key")).unwrap();
    let copy = Register::open(copy.as_ref(), key).unwrap();
    assert_eq!(copy.verify_audit(None).unwrap().to_string(), json["head"]);
    // No key is in it, and its name says of when it is.
    assert_eq!(bureau.files("stick").len(), 1);
    // A second one on the same day stands beside it.
    let before = std::fs::read(json["backup"].as_str().unwrap()).unwrap();
    let second = bureau.result("backup --bureau @bureau --to @stick");
    assert_ne!(second["backup"], json["backup"]);
    assert_eq!(
        std::fs::read(json["backup"].as_str().unwrap()).unwrap(),
        before
    );
}
