//! Issuing again: the same roster, a changed one, people whose code was revoked or suspended.

use std::collections::HashSet;
use std::fs;

use crate::support::{NOW, TestBureau, roster};
use credential_core::{HolderNumber, Status, StatusIndex, UnixTime};
use issuer_cli::register::{Action, Actor, Reason, Target};
use messages::{Exit, dates};
use serde_json::json;

fn now() -> UnixTime {
    dates::parse(NOW).unwrap()
}

fn issue(out: &str) -> String {
    format!("issue --bureau @bureau --roster @roster.csv --out @{out}")
}

/// A bureau that has codes for a roster of five has been issued for.
fn five() -> TestBureau {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &roster(5));
    bureau.done(&issue("out"));
    bureau
}

fn change(bureau: &TestBureau, holder: u64, reason: Reason, status: Status) {
    let target = Target::Holder(HolderNumber(u32::try_from(holder).unwrap()));
    let mut register = bureau.register();
    let mut clerk = register.clerk(&Actor::new("王芳").unwrap()).unwrap();
    let mut batch = clerk.batch(Action::Revoke, now()).unwrap();
    match status {
        Status::Revoked => batch.revoke(target, reason).unwrap(),
        _ => batch.suspend(target, reason).unwrap(),
    };
    batch.commit().unwrap();
}

#[test]
fn the_same_roster_twice_issues_nothing_new() {
    let bureau = five();
    let outcome = bureau.done(&issue("again"));
    assert!(
        outcome
            .results
            .contains("Nothing new to issue. People with a code that says the same: 5."),
        "{}",
        outcome.results
    );
    assert_eq!(bureau.credentials(), 5);
    assert_eq!(bureau.manifest("again"), Vec::<serde_json::Value>::new());
    assert!(!bureau.path("again/codes").exists());
    let summary = bureau.json("again/summary.json");
    assert_eq!(
        (&summary["issued"], &summary["unchanged"]),
        (&0.into(), &5.into())
    );
}

#[test]
fn a_corrected_roster_issues_for_those_alone_who_were_refused() {
    let bureau = TestBureau::ready();
    let good = roster(5);
    bureau.write("roster.csv", &good.replacen("退役军人", "老战士", 2));
    assert_eq!(bureau.run(&issue("out")).exit, Exit::Refused);
    bureau.write("roster.csv", &good);
    bureau.done(&issue("next"));
    assert_eq!(
        (bureau.manifest("out").len(), bureau.manifest("next").len()),
        (3, 2)
    );
    let rows: Vec<_> = bureau
        .manifest("next")
        .iter()
        .map(|line| line["row"].clone())
        .collect();
    assert_eq!(rows, [1, 2]);
}

#[test]
fn a_changed_row_supersedes_and_the_report_says_whom_and_what_follows() {
    let bureau = five();
    let before = bureau.manifest("out");
    bureau.write("roster.csv", &roster(5).replacen("退役军人", "残疾军人", 1));
    bureau.fails("categories-differ", &issue("next"));
    let words = format!("{} --replace-categories", issue("next"));
    bureau.fails("consent-missing", &words);
    assert!(!bureau.path("next").exists());
    assert_eq!(bureau.credentials(), 5);
    let outcome = bureau.done(&format!("{words} --yes"));
    assert!(
        outcome
            .results
            .contains("Codes issued: 1 (new people 0, changed rows 1). Unchanged: 4."),
        "{}",
        outcome.results
    );
    assert!(
        outcome.results.contains("issuer publish"),
        "{}",
        outcome.results
    );
    let (holder, old) = (&before[0]["holder"], &before[0]["status_index"]);
    let expected = format!(
        "row 1, holder {:010}: revoked with status index {old}",
        holder.as_u64().unwrap()
    );
    assert!(outcome.talk.contains(&expected), "{}", outcome.talk);

    let [line] = bureau.manifest("next").try_into().unwrap();
    assert_eq!((&line["holder"], &line["serial"]), (holder, &2.into()));
    assert_eq!(line["replaces"], json!([old]));
    assert_ne!(&line["status_index"], old);
    let statuses = bureau.register().statuses(now()).unwrap();
    let status = |index: &serde_json::Value| {
        statuses.status(StatusIndex(u32::try_from(index.as_u64().unwrap()).unwrap()))
    };
    assert_eq!(status(old), Some(Status::Revoked));
    assert_eq!(status(&line["status_index"]), Some(Status::Valid));

    let json = bureau.run(&format!("--json {}", issue("third")));
    let json: serde_json::Value = serde_json::from_str(&json.results).unwrap();
    assert_eq!(json["superseded"], json!([]));
    assert_eq!(json["summary"]["unchanged"], 5);
}

#[test]
fn whoever_was_revoked_is_told_like_a_refused_row_and_gets_nothing() {
    let bureau = five();
    let holder = bureau.manifest("out")[1]["holder"].as_u64().unwrap();
    change(&bureau, holder, Reason::Deceased, Status::Revoked);
    let outcome = bureau.run(&issue("next"));
    assert_eq!(outcome.exit, Exit::Refused);
    let sheet = bureau.text("next/refused.csv");
    let line = sheet.lines().nth(1).unwrap();
    assert!(line.starts_with("2,3,"), "{line}");
    assert!(
        line.contains("the holder has died") && line.contains("issuer reissue"),
        "{line}"
    );
    assert!(line.ends_with(",withheld"), "{line}");
    assert!(
        outcome.talk.contains(&format!("{holder:010}")),
        "{}",
        outcome.talk
    );
    assert_eq!(bureau.json("next/summary.json")["faults"]["withheld"], 1);
    assert_eq!(bureau.credentials(), 5);
}

#[test]
fn a_changed_row_does_not_shake_off_a_suspension() {
    let bureau = five();
    let holder = bureau.manifest("out")[0]["holder"].as_u64().unwrap();
    change(&bureau, holder, Reason::Other, Status::Suspended);
    bureau.write("roster.csv", &roster(5).replacen("退役军人", "残疾军人", 1));
    let outcome = bureau.done(&format!("{} --replace-categories --yes", issue("next")));
    assert!(
        outcome.results.contains("suspended people among them: 1."),
        "{}",
        outcome.results
    );
    let index = bureau.manifest("next")[0]["status_index"].as_u64().unwrap();
    let statuses = bureau.register().statuses(now()).unwrap();
    assert_eq!(
        statuses.status(StatusIndex(u32::try_from(index).unwrap())),
        Some(Status::Suspended)
    );
}

#[test]
fn another_end_of_validity_is_no_reason_to_issue_again() {
    let bureau = five();
    bureau.done(&format!("{} --until 2031-12-31", issue("next")));
    assert_eq!(bureau.credentials(), 5);
}

#[test]
fn the_region_of_the_bureau_itself_is_no_change() {
    let bureau = TestBureau::ready();
    let text = "姓名,身份证号,人员类别,户籍区划代码\n王建明,11010519491231002X,退役军人,";
    bureau.write("roster.csv", &format!("{text}\n"));
    bureau.done(&issue("out"));
    bureau.write("roster.csv", &format!("{text}421200\n"));
    bureau.done(&issue("next"));
    assert_eq!(bureau.credentials(), 1);
}

/// Rosters come in parts, and people stand on several of them.
#[test]
fn numbers_and_indices_are_one_for_each_over_many_runs() {
    let bureau = TestBureau::ready();
    let (mut holders, mut indices, mut issued) = (HashSet::new(), HashSet::new(), 0);
    for run in 0..6 {
        bureau.write(
            "roster.csv",
            &crate::support::roster_of(10 * run..10 * run + 20),
        );
        let out = format!("out{run}");
        bureau.done(&issue(&out));
        for line in bureau.manifest(&out) {
            holders.insert(line["holder"].as_u64().unwrap());
            indices.insert(line["status_index"].as_u64().unwrap());
            issued += 1;
        }
    }
    assert_eq!((holders.len(), indices.len(), issued), (70, 70, 70));
}

#[test]
fn an_issued_code_is_in_the_register_with_its_file_and_digest() {
    let bureau = five();
    let run = bureau.json("out/summary.json")["run"]
        .as_str()
        .unwrap()
        .to_owned();
    for line in bureau.manifest("out") {
        let index = u32::try_from(line["status_index"].as_u64().unwrap()).unwrap();
        let output = bureau
            .register()
            .entry_at(StatusIndex(index))
            .unwrap()
            .unwrap()
            .output
            .unwrap();
        assert_eq!(
            output.file,
            format!("{run}/{}", line["file"].as_str().unwrap())
        );
        let text = line["text"].as_str().unwrap();
        assert_eq!(output.digest, issuer_cli::register::text_digest(text));
        assert!(fs::metadata(bureau.path("out").join(line["file"].as_str().unwrap())).is_ok());
    }
}

#[test]
fn a_reissue_for_a_suspended_person_says_that_the_new_code_is_suspended_too() {
    let bureau = five();
    let holders: Vec<u64> = bureau.manifest("out")[..2]
        .iter()
        .map(|line| line["holder"].as_u64().unwrap())
        .collect();
    change(&bureau, holders[0], Reason::Other, Status::Suspended);
    let words = |holder, out| {
        format!("reissue --bureau @bureau --holder {holder} --reason lost --out @{out} --yes")
    };
    let note = "suspended people among them: 1. Their new codes are suspended too; issuer restore";
    let outcome = bureau.done(&words(holders[0], "first"));
    assert!(outcome.results.contains(note), "{}", outcome.results);
    assert_eq!(bureau.json("first/summary.json")["suspended"], 1);
    let outcome = bureau.done(&words(holders[1], "second"));
    assert!(
        !outcome.results.contains("suspended"),
        "{}",
        outcome.results
    );
    assert_eq!(bureau.json("second/summary.json")["suspended"], 0);
}
