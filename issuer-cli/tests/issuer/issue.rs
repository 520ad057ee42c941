//! Issuing: from a roster to codes that a gate accepts.

use std::fs;

use crate::support::{NOW, TestBureau, roster};
use code_writer::read_file_independently;
use credential_core::{Policy, Verdict, Verifier};
use messages::{Exit, dates};

const ISSUE: &str = "issue --bureau @bureau --roster @roster.csv --out @out";

#[test]
fn every_person_gets_a_code_that_a_gate_accepts() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &roster(7));
    bureau.done(ISSUE);
    let (trust, now) = (bureau.trust_list(), dates::parse(NOW).unwrap());
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    let manifest = bureau.manifest("out");
    assert_eq!(manifest.len(), 7);
    for (position, line) in manifest.iter().enumerate() {
        let file = fs::read(bureau.path("out").join(line["file"].as_str().unwrap())).unwrap();
        let text = line["text"].as_str().unwrap();
        assert_eq!(read_file_independently(&file).unwrap(), [text]);
        let Verdict::Accept(credential) = verifier.verify_text(text, now) else {
            panic!("{text}");
        };
        let claims = credential.claims();
        assert_eq!(claims.name.as_str(), "王*明");
        assert_eq!(line["holder"], claims.holder.0);
        assert_eq!(line["serial"], 1);
        assert_eq!(line["status_index"], claims.status_index.0);
        assert_eq!(line["row"], position + 1);
        assert_eq!(dates::last_day(claims.validity.until), "2028-11-22");
        assert_eq!(line["file"], format!("codes/{:010}-1.png", claims.holder.0));
    }
    let summary = bureau.json("out/summary.json");
    assert_eq!(
        (&summary["issued"], &summary["refused"]),
        (&7.into(), &0.into())
    );
    assert!(!bureau.path("out/unfinished.json").exists());
    let sheet = bureau.text("out/manifest.csv");
    assert!(sheet.starts_with("\u{feff}roster row,"), "{sheet}");
    assert_eq!(sheet.lines().count(), 8);
}

#[test]
fn wishes_for_the_codes_are_followed() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", "姓名,身份证号,人员类别,伤残等级,户籍区划代码\n王建明,11010519491231002X,残疾军人,三级,421202\n");
    bureau.done(&format!(
        "{ISSUE} --format svg --form base45 --full-names --until 2027-01-31"
    ));
    let [line] = bureau.manifest("out").try_into().unwrap();
    assert!(line["text"].as_str().unwrap().starts_with("LB1:"));
    let file = line["file"].as_str().unwrap();
    assert!(file.ends_with(".svg"));
    assert!(bureau.text(&format!("out/{file}")).starts_with("<svg"));
    let now = dates::parse(NOW).unwrap();
    let trust = bureau.trust_list();
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    let Verdict::Accept(credential) = verifier.verify_text(line["text"].as_str().unwrap(), now)
    else {
        panic!("{line}");
    };
    let claims = credential.claims();
    assert_eq!(claims.name.as_str(), "王建明");
    assert_eq!(claims.disability_grade, Some(3));
    assert_eq!(
        claims.home_region.map(|region| region.code()),
        Some(421_202)
    );
    assert_eq!(dates::last_day(claims.validity.until), "2027-01-31");
    bureau.fails(
        "usage",
        "issue --bureau @bureau --roster @roster.csv --out @o --until 2026-11-21",
    );
    bureau.fails(
        "usage",
        "issue --bureau @bureau --roster @roster.csv --out @o --until 2027-02-30",
    );
    bureau.fails(
        "usage",
        "issue --bureau @bureau --roster @roster.csv --out @o --until 2027-01-31 --years 3",
    );
}

#[test]
fn small_and_large_modules_are_read_back() {
    let bureau = TestBureau::ready();
    for pixels in [1, 3, 20] {
        // Each time another person, as the same one gets no second code.
        bureau.write("roster.csv", &crate::support::roster_of(pixels..pixels + 1));
        bureau.done(&format!("issue --bureau @bureau --roster @roster.csv --out @out{pixels} --module-pixels {pixels}"));
    }
}

#[test]
fn good_rows_go_on_and_the_others_are_named() {
    let bureau = TestBureau::ready();
    let wrong = "8,,990101195003070025,退役军人\r\n9,李明,990101195003070026,退役军人\r\n\r\n10,=cmd|'/c calc'!A1,11010519491231002X,退役军人、老战士\r\n";
    bureau.write("roster.csv", &format!("{}{wrong}", roster(1)));
    let outcome = bureau.run(ISSUE);
    assert_eq!(outcome.exit, Exit::Refused);
    assert!(
        outcome.results.contains(
            "Codes issued: 1 (new people 1, changed rows 0). Unchanged: 0. Refused rows: 3. Empty rows: 1."
        ),
        "{}",
        outcome.results
    );
    assert!(
        outcome
            .talk
            .contains("row 2 (line 3), name: there is no name"),
        "{}",
        outcome.talk
    );
    assert!(
        outcome.talk.contains("990101************"),
        "{}",
        outcome.talk
    );
    let sheet = bureau.text("out/refused.csv");
    assert_eq!(sheet.lines().count(), 5, "{sheet}");
    assert!(
        sheet.contains("5,6,'=cmd|'/c calc'!A1,category,老战士,there is no such category,"),
        "{sheet}"
    );
    let summary = bureau.json("out/summary.json");
    assert_eq!(summary["faults"]["name-missing"], 1);
    assert_eq!(
        (&summary["rows"], &summary["new"], &summary["blank"]),
        (&4.into(), &1.into(), &1.into())
    );
}

#[test]
fn identity_numbers_are_in_no_file_and_on_no_screen() {
    let bureau = TestBureau::ready();
    // Good rows, and every fault that shows a value.
    let wrong = "8,990101195003070025,990101195003070026,990101195003070027\r\n\
                 9,李明,９９０１０１１９５００３０７００２６,退役军人\r\n9,王明,990101195003070017,退役军人\r\n";
    let text = format!("{}{wrong}", roster(3));
    bureau.write("roster.csv", &text);
    let outcome = bureau.run(ISSUE);
    assert_eq!(outcome.exit, Exit::Refused);
    let json = bureau.run("--json issue --bureau @bureau --roster @roster.csv --out @again");
    let mut said = vec![outcome.results, outcome.talk, json.results, json.talk];
    for path in bureau
        .files("out")
        .into_iter()
        .chain(bureau.files("again"))
        .chain(bureau.files("bureau"))
    {
        said.push(String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned());
    }
    // The birthday in the middle is what must never stand beside a name.
    for secret in ["19500307", "１９５００３０７"] {
        let shown = said.iter().find(|text| {
            // A code is a long number that may hold any digits.
            text.lines()
                .any(|line| line.contains(secret) && !line.contains("\"text\":\"81"))
        });
        assert_eq!(shown, None);
    }
}

#[test]
fn a_formula_in_a_name_stays_text() {
    let bureau = TestBureau::ready();
    bureau.write(
        "roster.csv",
        "姓名,身份证号,人员类别\n=cmd|A1,11010519491231002X,退役军人\n",
    );
    assert_eq!(bureau.run(ISSUE).exit, Exit::Refused);
    let sheet = bureau.text("out/refused.csv");
    assert!(sheet.contains(",'=cmd|A1,name,'=cmd|A1,"), "{sheet}");
}

#[test]
fn a_dry_run_says_what_would_be_and_leaves_the_register_alone() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &roster(2));
    bureau.done(ISSUE);
    bureau.write(
        "roster.csv",
        &format!(
            "{}8,,990101195003070025,退役军人\r\n",
            roster(4).replacen("退役军人", "残疾军人", 1)
        ),
    );
    let before = fs::read(bureau.path("bureau/register.db")).unwrap();
    let rehearsed = bureau.run("issue --bureau @bureau --roster @roster.csv --out @next --dry-run");
    assert_eq!(rehearsed.exit, Exit::Refused);
    assert!(
        rehearsed.results.contains(
            "Codes to issue: 3 (new people 2, changed rows 1). Unchanged: 1. Refused rows: 1."
        ),
        "{}",
        rehearsed.results
    );
    assert_eq!(fs::read(bureau.path("bureau/register.db")).unwrap(), before);
    assert_eq!(bureau.files("next"), [bureau.path("next/refused.csv")]);
    // The real run may use the same folder.
    bureau
        .run("issue --bureau @bureau --roster @roster.csv --out @next --replace-categories --yes");
    assert_eq!(bureau.manifest("next").len(), 3);
}

#[test]
fn a_dry_run_needs_no_key() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &roster(2));
    fs::remove_file(bureau.path("bureau/keys/issuer-1.pem")).unwrap();
    bureau.done(&format!("{ISSUE} --dry-run"));
    bureau.fails("file-unreadable", ISSUE);
    assert!(!bureau.path("out/codes").exists());
}

#[test]
fn a_folder_of_a_finished_run_is_not_used_again() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &roster(1));
    bureau.done(ISSUE);
    let before = bureau.files("out");
    bureau.write("roster.csv", &roster(2));
    bureau.fails("out-used", ISSUE);
    assert_eq!(bureau.files("out"), before);
    fs::remove_file(bureau.path("out/manifest.csv")).unwrap();
    fs::remove_file(bureau.path("out/manifest.jsonl")).unwrap();
    bureau.fails("out-used", ISSUE);
    assert_eq!(bureau.credentials(), 1, "nothing was reserved");
}

#[test]
fn rosters_that_are_none_reserve_nothing_and_leave_no_folder() {
    let bureau = TestBureau::ready();
    for (content, code) in [
        (&b"PK\x03\x04...."[..], "roster-not-csv"),
        (b"MIME-Version: 1.0\r\n\r\n<html>", "roster-not-csv"),
        // UTF-16: without the columns, and cut in the middle of a character.
        (b"\xff\xfe\x59\x73", "roster-column-missing"),
        (b"\xff\xfe\x59\x73\x59", "roster-encoding"),
        (b"\xff\xff\xff\n", "roster-encoding"),
        (
            "姓名,类别\n王明,退役军人\n".as_bytes(),
            "roster-column-missing",
        ),
        ("姓名,身份证号,类别\n".as_bytes(), "roster-empty"),
        (b"", "roster-empty"),
    ] {
        fs::write(bureau.path("roster.csv"), content).unwrap();
        bureau.fails(code, ISSUE);
        assert!(!bureau.path("out").exists(), "{code}");
    }
    bureau.fails(
        "file-unreadable",
        "issue --bureau @bureau --roster @no.csv --out @out",
    );
    assert!(!bureau.path("out").exists());
    assert_eq!(bureau.credentials(), 0);
}

#[test]
fn without_a_register_nothing_is_begun() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &roster(1));
    fs::remove_file(bureau.path("bureau/register.db")).unwrap();
    bureau.fails("register-missing", ISSUE);
    assert!(!bureau.path("out").exists());
    assert!(!bureau.path("bureau/register.db").exists());
    fs::remove_file(bureau.path("bureau/bureau.json")).unwrap();
    let outcome = bureau.fails("no-bureau", ISSUE);
    // The folder that is meant where none is written is told.
    assert!(outcome.talk.contains("--bureau"), "{}", outcome.talk);
}

#[test]
fn a_roster_of_refused_rows_only_issues_nothing() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", "姓名,身份证号,人员类别\n王明,1,退役军人\n");
    assert_eq!(bureau.run(ISSUE).exit, Exit::Refused);
    assert!(!bureau.path("out/codes").exists());
    assert_eq!(bureau.json("out/summary.json")["issued"], 0);
}

/// A slip of the pen in the year: nobody is reserved a number for a code that cannot be signed.
#[test]
fn a_validity_that_no_code_can_have_is_refused_before_anything_is_reserved() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &roster(3));
    for until in ["3028-11-30", "2046-12-01"] {
        bureau.fails("usage", &format!("{ISSUE} --until {until}"));
    }
    assert_eq!(bureau.credentials(), 0);
    bureau.done(&format!("{ISSUE} --until 2046-11-21"));
}

/// Sorting in Excel may carry the headings down with the people.
#[test]
fn people_above_the_headings_are_not_taken_for_titles() {
    let bureau = TestBureau::ready();
    let text = roster(4);
    let (headings, people) = text.split_once('\n').unwrap();
    let above: Vec<&str> = people.lines().collect();
    let sorted = [above[0], above[1], headings.trim_end(), above[2], above[3]].join("\r\n");
    let number = above[0].split(',').find(|cell| cell.len() == 18).unwrap();
    for text in [sorted, people.to_owned()] {
        bureau.write("roster.csv", &text);
        let outcome = bureau.fails("people-above-headings", ISSUE);
        assert!(!outcome.talk.contains(number), "{}", outcome.talk);
        bureau.fails(
            "people-above-headings",
            "revoke --bureau @bureau --list @roster.csv --reason deceased --yes",
        );
    }
    assert_eq!(bureau.credentials(), 0);
}

#[test]
fn nobody_is_of_all_categories() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", "姓名,身份证号\n王建明,990101197001010116\n");
    for all in ["all", "全部"] {
        bureau.fails("usage", &format!("{ISSUE} --category {all}"));
    }
    bureau.done(&format!("{ISSUE} --category 退役军人"));
}

/// Somebody's documents are no place for codes.
#[test]
fn codes_do_not_go_among_other_files() {
    let bureau = TestBureau::with_bureau();
    bureau.write("roster.csv", &roster(2));
    std::fs::create_dir(bureau.path("desk")).unwrap();
    bureau.write("desk/letter.docx", "x");
    let issue = |out| format!("issue --bureau @bureau --roster @roster.csv --out @{out}");
    let outcome = bureau.fails("out-foreign", &issue("desk"));
    assert!(outcome.talk.contains("letter.docx"), "{}", outcome.talk);
    assert_eq!(bureau.files("desk").len(), 1);
    assert_eq!(bureau.credentials(), 0);
    // What a dry run has left is no hindrance.
    bureau.done(&format!("{} --dry-run", issue("out")));
    bureau.done(&issue("out"));
}
