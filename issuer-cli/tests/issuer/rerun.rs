//! Reissuing for a lost card, and renewing what is about to end.

use std::collections::HashSet;
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::{NOW, TestBureau};
use credential_core::Status;
use messages::Exit;
use serde_json::Value;

fn text(line: &Value) -> String {
    line["text"].as_str().unwrap().to_owned()
}

#[test]
fn a_lost_card_is_replaced_under_the_same_number_and_revoked() {
    let bureau = TestBureau::issued(2);
    let old = bureau.manifest("out")[0].clone();
    let words = format!(
        "reissue --bureau @bureau --holder {} --reason 遗失 --out @new",
        old["holder"]
    );
    bureau.fails("consent-missing", &words);
    assert!(!bureau.path("new").exists());
    let json = bureau.result(&format!("{words} --yes"));
    assert_eq!(json["summary"]["issued"], 1);
    assert_eq!(json["codes"][0]["replaces"][0], old["status_index"]);

    let new = bureau.manifest("new");
    assert_eq!(new.len(), 1);
    assert_eq!(
        (&new[0]["holder"], &new[0]["name"]),
        (&old["holder"], &old["name"])
    );
    assert_eq!(
        (&new[0]["serial"], &new[0]["replaces"][0]),
        (&2.into(), &old["status_index"])
    );
    assert_ne!(text(&new[0]), text(&old));
    assert!(
        bureau
            .path("new")
            .join(new[0]["file"].as_str().unwrap())
            .exists()
    );
    for gone in ["unfinished.json", "people.json"] {
        assert!(!bureau.path("new").join(gone).exists(), "{gone}");
    }
    bureau.done("publish --bureau @bureau");
    assert_eq!(bureau.published(&old["status_index"]), Status::Revoked);
    assert_eq!(bureau.published(&new[0]["status_index"]), Status::Valid);

    // The folder is done with, and nothing else is made of it.
    bureau.fails("out-used", &format!("{words} --yes"));
    // The roster gives nobody a third code.
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @again");
    let summary = bureau.json("again/summary.json");
    assert_eq!(
        (&summary["issued"], &summary["unchanged"]),
        (&0.into(), &2.into())
    );
    bureau.done("audit --bureau @bureau");
}

#[test]
fn whoever_was_revoked_comes_back_by_a_reissue_only() {
    let bureau = TestBureau::issued(1);
    let old = bureau.manifest("out")[0].clone();
    let holder = &old["holder"];
    bureau.done(&format!(
        "revoke --bureau @bureau --holder {holder} --reason stolen --yes"
    ));
    let outcome = bureau.done(&format!(
        "reissue --bureau @bureau --index {} --reason stolen --out @new --yes",
        old["status_index"]
    ));
    assert!(
        outcome.talk.contains("revoked (stolen)"),
        "{}",
        outcome.talk
    );
    bureau.done("publish --bureau @bureau");
    assert_eq!(bureau.published(&old["status_index"]), Status::Revoked);
    assert_eq!(
        bureau.published(&bureau.manifest("new")[0]["status_index"]),
        Status::Valid
    );
}

#[test]
fn a_code_replaces_only_what_its_own_run_revoked() {
    let bureau = TestBureau::issued(1);
    let holder = bureau.manifest("out")[0]["holder"].clone();
    bureau.done(&format!(
        "revoke --bureau @bureau --holder {holder} --reason stolen --yes"
    ));
    // At the same second, for another reason.
    let json = bureau.result(&format!(
        "reissue --bureau @bureau --holder {holder} --reason lost --out @new --yes"
    ));
    assert_eq!(
        (&json["summary"]["issued"], &json["summary"]["revoked"]),
        (&1.into(), &0.into())
    );
    assert_eq!(bureau.manifest("new")[0].get("replaces"), None);
}

#[test]
fn of_several_runs_within_a_second_each_replaces_the_code_of_the_one_before() {
    let bureau = TestBureau::issued(1);
    let first = bureau.manifest("out")[0].clone();
    let holder = &first["holder"];
    let mut before = first["status_index"].clone();
    for out in ["second", "third", "fourth"] {
        bureau.done(&format!(
            "reissue --bureau @bureau --holder {holder} --reason lost --out @{out} --yes"
        ));
        let line = bureau.manifest(out)[0].clone();
        assert_eq!(line["replaces"], serde_json::json!([before]), "{out}");
        before = line["status_index"].clone();
    }
}

#[test]
fn a_suspension_is_not_shaken_off_by_losing_the_card() {
    let bureau = TestBureau::issued(1);
    let holder = bureau.manifest("out")[0]["holder"].clone();
    bureau.done(&format!(
        "suspend --bureau @bureau --holder {holder} --reason other --yes"
    ));
    bureau.done(&format!(
        "reissue --bureau @bureau --holder {holder} --reason lost --out @new --yes"
    ));
    bureau.done("publish --bureau @bureau");
    assert_eq!(
        bureau.published(&bureau.manifest("new")[0]["status_index"]),
        Status::Suspended
    );
}

#[test]
fn a_renewal_is_for_those_whose_codes_end_and_leaves_the_old_ones_valid() {
    let bureau = TestBureau::ready();
    bureau.write("first.csv", &crate::support::roster_of(0..2));
    bureau.write("second.csv", &crate::support::roster_of(2..3));
    bureau.done("issue --bureau @bureau --roster @first.csv --out @one --years 1");
    bureau.done("issue --bureau @bureau --roster @second.csv --out @two --years 3");
    let first = bureau.manifest("one");
    let (suspended, renewed) = (&first[0], &first[1]);
    bureau.done(&format!(
        "suspend --bureau @bureau --holder {} --reason other --yes",
        suspended["holder"]
    ));
    let outcome = bureau.done("renew --bureau @bureau --within 90 --out @none --yes");
    assert!(
        outcome.results.contains("nothing to renew"),
        "{}",
        outcome.results
    );
    assert!(!bureau.path("none").exists());
    let outcome =
        bureau.done("renew --bureau @bureau --before 2031-01-01 --years 1 --out @none --yes");
    assert!(
        outcome.talk.contains("3 have codes that end no earlier"),
        "{}",
        outcome.talk
    );

    let late = "--at 2027-11-01";
    let outcome = bureau.done(&format!(
        "renew --bureau @bureau --within 90 --out @new --yes {late}"
    ));
    assert!(outcome.talk.contains("1 are suspended"), "{}", outcome.talk);
    let new = bureau.manifest("new");
    assert_eq!(new.len(), 1);
    assert_eq!(new[0]["holder"], renewed["holder"]);
    assert!(new[0]["until"].as_u64() > renewed["until"].as_u64());
    bureau.done(&format!("publish --bureau @bureau {late}"));
    for index in [&renewed["status_index"], &new[0]["status_index"]] {
        assert_eq!(bureau.published(index), Status::Valid);
    }
    let again = bureau.done(&format!(
        "renew --bureau @bureau --within 90 --out @more --yes {late}"
    ));
    assert!(
        again.results.contains("nothing to renew"),
        "{}",
        again.results
    );

    // Of those that have ended, nobody knows whether they are still wanted.
    let later = "--at 2031-01-01";
    let outcome = bureau.done(&format!(
        "renew --bureau @bureau --within 90 --out @ended --yes {later}"
    ));
    assert!(
        outcome.talk.contains("have ended already"),
        "{}",
        outcome.talk
    );
    bureau.done(&format!(
        "renew --bureau @bureau --before 2031-03-01 --also-ended --out @ended --yes {later}"
    ));
    assert_eq!(bureau.manifest("ended").len(), 2);
    bureau.done("audit --bureau @bureau");
}

#[test]
fn refuses_to_go_on_with_another_kind_of_run() {
    let bureau = TestBureau::issued(1);
    let holder = bureau.manifest("out")[0]["holder"].clone();
    // The codes cannot be written.
    fs::create_dir_all(bureau.path("new")).unwrap();
    fs::write(bureau.path("new/codes"), "in the way").unwrap();
    let words =
        format!("reissue --bureau @bureau --holder {holder} --reason lost --out @new --yes");
    assert_eq!(bureau.run(&words).exit, Exit::Undecided);
    fs::remove_file(bureau.path("new/codes")).unwrap();
    bureau.done(&words);
    assert_eq!(bureau.manifest("new").len(), 1);
}

/// The real program, killed at random points and started again with the same words.
#[test]
fn killed_again_and_again_and_each_person_has_one_new_code() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &crate::support::roster(300));
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @out --years 1");
    let renew = || {
        Command::new(env!("CARGO_BIN_EXE_issuer"))
            .args(["--at", "2027-11-01", "renew", "--within", "90", "--yes"])
            .args(["--operator", "王芳", "--bureau"])
            .arg(bureau.path("bureau"))
            .arg("--out")
            .arg(bureau.path("new"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut hits = 0;
    for round in 0..24_u64 {
        let mut run = renew();
        std::thread::sleep(Duration::from_millis(7 + 13 * (round * 7 % 24)));
        run.kill().unwrap();
        run.wait().unwrap();
        if bureau.path("new/manifest.jsonl").exists()
            && !bureau.path("new/unfinished.json").exists()
        {
            break;
        }
        hits += u32::from(bureau.path("new/unfinished.json").exists());
    }
    if bureau.path("new/unfinished.json").exists() || !bureau.path("new").exists() {
        assert!(renew().wait().unwrap().success());
    }
    assert!(hits >= 2, "only {hits} kills hit a run that had work left");
    let holders: HashSet<u64> = bureau
        .manifest("new")
        .iter()
        .map(|line| line["holder"].as_u64().unwrap())
        .collect();
    assert_eq!(holders.len(), 300);
    assert_eq!(bureau.manifest("new").len(), 300);
    let report = bureau.result("report --bureau @bureau --at 2027-11-01");
    assert_eq!(
        (&report["codes"]["valid"], &report["unfinished"]),
        (&600.into(), &0.into())
    );
    assert_eq!(bureau.credentials(), 600);
    bureau.done("audit --bureau @bureau");
    assert_eq!(NOW.len(), 16);
}
