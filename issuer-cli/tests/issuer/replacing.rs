//! A run that would replace codes asks before it changes anything.

use std::fs;
use std::path::Path;

use crate::support::{TestBureau, roster};
use credential_core::Status;
use messages::Exit;
use serde_json::Value;

/// A bureau with a roster of the field.
fn with(cases: &[&str]) -> TestBureau {
    let bureau = TestBureau::ready();
    for case in cases {
        copy(&bureau, case);
    }
    bureau
}

fn copy(bureau: &TestBureau, case: &str) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/rosters")
        .join(case);
    fs::copy(from, bureau.path(case)).unwrap();
}

fn issue(roster: &str, out: &str) -> String {
    format!("issue --bureau @bureau --roster @{roster} --out @{out}")
}

const GRADES: &str = "01a-with-grades.csv";
const NO_GRADES: &str = "01b-grade-column-missing.csv";
const VETERANS: &str = "02a-退役军人名册.csv";
const DISABLED: &str = "02b-伤残军人名册.csv";

/// The categories of the person's valid codes.
fn categories(bureau: &TestBureau, holder: &Value) -> Vec<String> {
    let holder = credential_core::HolderNumber(u32::try_from(holder.as_u64().unwrap()).unwrap());
    let newest = bureau.register().entries_of(holder).unwrap().swap_remove(0);
    assert!(!newest.is_revoked());
    let codes = newest.particulars.categories.iter();
    codes.map(|one| one.code().to_owned()).collect()
}

#[test]
fn nobody_loses_a_grade_because_a_column_is_absent() {
    let bureau = with(&[GRADES, NO_GRADES]);
    bureau.done(&issue(GRADES, "first"));
    let before = bureau.credentials();
    let outcome = bureau.done(&issue(NO_GRADES, "second"));
    assert!(
        outcome.talk.contains("no column for disability grades"),
        "{}",
        outcome.talk
    );
    let summary = bureau.json("second/summary.json");
    assert_eq!(
        (&summary["issued"], &summary["replaced"]),
        (&0.into(), &0.into())
    );
    assert!(summary["kept"]["disability_grades"].as_u64() > Some(0));
    assert_eq!(bureau.credentials(), before);
}

/// A column that is there and empty does say something.
#[test]
fn a_grade_that_the_roster_takes_away_is_asked_about() {
    let bureau = with(&[GRADES]);
    bureau.done(&issue(GRADES, "first"));
    let text = bureau.text(GRADES);
    let lost: Vec<&str> = text
        .lines()
        .skip(1)
        .filter(|line| line.contains("级,"))
        .collect();
    assert!(lost.len() > 1 && lost.len() <= 20, "{lost:?}");
    let emptied: String = text
        .lines()
        .map(|line| {
            let mut cells: Vec<&str> = line.split(',').collect();
            if let Some(cell) = cells.get_mut(7).filter(|cell| **cell != "伤残等级") {
                *cell = "";
            }
            cells.join(",") + "\r\n"
        })
        .collect();
    bureau.write("emptied.csv", &emptied);
    let words = issue("emptied.csv", "second");
    let outcome = bureau.fails("consent-missing", &words);
    let said = format!("lose a disability grade: {}", lost.len());
    assert!(outcome.talk.contains(&said), "{}", outcome.talk);
    let (outcome, questions) = bureau.run_answering(&["n"], &words);
    assert_eq!(outcome.exit, Exit::Undecided);
    assert!(questions[0].contains("Revoke the codes"), "{questions:?}");
    assert!(!bureau.path("second").exists());
    let (outcome, _) = bureau.run_answering(&["y"], &words);
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.talk);
    assert_eq!(
        bureau.json("second/summary.json")["replaced_by_kind"]["grade-lost"],
        lost.len()
    );
}

#[test]
fn a_category_does_not_flip_with_one_roster_for_each() {
    let bureau = with(&[VETERANS, DISABLED]);
    bureau.done(&issue(VETERANS, "one"));
    let holder = bureau
        .manifest("one")
        .iter()
        .find(|line| line["row"] == 1)
        .unwrap()["holder"]
        .clone();
    let outcome = bureau.fails("categories-differ", &issue(DISABLED, "two"));
    assert!(
        outcome.talk.contains("--merge-categories"),
        "{}",
        outcome.talk
    );
    // Not even somebody who says yes to everything takes a category away in passing.
    bureau.fails(
        "categories-differ",
        &format!("{} --yes", issue(DISABLED, "two")),
    );
    assert_eq!(bureau.credentials(), 2);

    let merge = |roster, out| format!("{} --merge-categories --yes", issue(roster, out));
    bureau.done(&merge(DISABLED, "two"));
    assert_eq!(
        categories(&bureau, &holder),
        ["veteran", "disabled-soldier"]
    );
    assert_eq!(bureau.manifest("two")[0]["disability_grade"], 7);
    bureau.done(&merge(VETERANS, "three"));
    bureau.done(&merge(DISABLED, "four"));
    assert_eq!(bureau.credentials(), 3, "nobody got another one");
    bureau.fails("categories-differ", &issue(VETERANS, "five"));
    bureau.done("publish --bureau @bureau");
    assert_eq!(
        bureau.published(&bureau.manifest("two")[0]["status_index"]),
        Status::Valid
    );
}

/// Going on to the next stage of a service is no loss of a category.
#[test]
fn a_soldier_who_leaves_the_service_needs_no_more_than_a_yes() {
    let bureau = TestBureau::ready();
    let text = |category| format!("姓名,身份证号,人员类别\n王建明,11010519491231002X,{category}\n");
    bureau.write("one.csv", &text("现役军人、烈士遗属"));
    bureau.done(&issue("one.csv", "one"));
    bureau.write("two.csv", &text("退役军人"));
    bureau.fails("categories-differ", &issue("two.csv", "two"));
    bureau.done(&format!(
        "{} --merge-categories --yes",
        issue("two.csv", "two")
    ));
    let holder = &bureau.manifest("one")[0]["holder"];
    assert_eq!(categories(&bureau, holder), ["veteran", "martyr-survivor"]);
}

#[test]
fn more_than_a_tenth_of_the_register_needs_the_number() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &roster(60));
    bureau.done(&format!("{} --full-names", issue("roster.csv", "first")));
    let words = issue("roster.csv", "second");
    // Where nobody can be asked, it says at once what a script has to write.
    let outcome = bureau.fails("replacements-many", &words);
    assert!(outcome.talk.contains("--full-names"), "{}", outcome.talk);
    assert!(
        outcome.talk.contains("--replace-at-most 60"),
        "{}",
        outcome.talk
    );
    bureau.fails("replacements-many", &format!("{words} --yes"));
    bureau.fails(
        "replacements-many",
        &format!("{words} --replace-at-most 59"),
    );
    for answer in ["y", "59", ""] {
        let (outcome, _) = bureau.run_answering(&[answer], &words);
        assert_eq!(outcome.exit, Exit::Undecided, "{answer}");
    }
    assert!(!bureau.path("second").exists());
    assert_eq!(bureau.credentials(), 60);
    let (outcome, questions) = bureau.run_answering(&["60"], &words);
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.talk);
    assert_eq!(questions.len(), 1);
    bureau.done(&format!(
        "{} --full-names --replace-at-most 60",
        issue("roster.csv", "third")
    ));
    assert_eq!(bureau.credentials(), 180);
}

/// A day that comes earlier is shown with the day before.
#[test]
fn a_validity_that_becomes_shorter_is_shown_from_day_to_day() {
    let bureau = TestBureau::ready();
    let text = |until| {
        format!("姓名,身份证号,人员类别,有效期至\n王建明,11010519491231002X,退役军人,{until}\n")
    };
    bureau.write("one.csv", &text(""));
    bureau.done(&format!("{} --until 2028-11-22", issue("one.csv", "one")));
    bureau.write("two.csv", &text("2024年1月1日至2027年3月31日"));
    let outcome = bureau.fails(
        "consent-missing",
        &format!("{} --until 2028-11-22", issue("two.csv", "two")),
    );
    let shown = "last day 2028-11-22 → 2027-03-31";
    assert!(outcome.talk.contains(shown), "{}", outcome.talk);
}

/// A dry run says the same and asks nothing.
#[test]
fn a_dry_run_shows_what_would_be_replaced() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &roster(60));
    bureau.done(&format!("{} --full-names", issue("roster.csv", "first")));
    let outcome = bureau.done(&format!("{} --dry-run", issue("roster.csv", "second")));
    assert!(
        outcome.talk.contains("full name becomes masked: 60"),
        "{}",
        outcome.talk
    );
    assert_eq!(bureau.credentials(), 60);
}

/// What was agreed to holds for the run that goes on with it, and for nobody else.
#[test]
fn an_interrupted_run_goes_on_with_what_was_agreed_and_no_more() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &roster(10));
    bureau.done(&issue("roster.csv", "first"));
    let changed = |rows| roster(10).replacen("王建明", "李建明", rows);
    bureau.write("roster.csv", &changed(3));
    let words = issue("roster.csv", "second");
    // The codes cannot be written.
    fs::create_dir_all(bureau.path("second")).unwrap();
    fs::write(bureau.path("second/codes"), "in the way").unwrap();
    assert_eq!(bureau.run(&format!("{words} --yes")).exit, Exit::Undecided);
    assert!(bureau.path("second/replacements.json").exists());
    fs::remove_file(bureau.path("second/codes")).unwrap();
    fs::write(bureau.path("second/manifest.jsonl"), "").unwrap();
    fs::remove_file(bureau.path("second/manifest.jsonl")).unwrap();

    // Without the marker nothing had begun, and the question is asked again.
    bureau.fails("consent-missing", &words);
    // With it, the run goes on; but not with people who were added to the roster since.
    bureau.done(&format!("{words} --yes"));
    assert!(!bureau.path("second/replacements.json").exists());
    assert_eq!(bureau.credentials(), 13);
}

#[test]
fn both_rows_that_contradict_each_other_are_refused() {
    let bureau = with(&["17-conflicting-duplicates.csv"]);
    let outcome = bureau.run(&issue("17-conflicting-duplicates.csv", "out"));
    assert_eq!(outcome.exit, Exit::Refused);
    let rows: Vec<u64> = bureau
        .manifest("out")
        .iter()
        .map(|line| line["row"].as_u64().unwrap())
        .collect();
    assert_eq!(rows, [1, 7]);
    let sheet = bureau.text("out/refused.csv");
    let line = |row: u64| {
        let start = format!("{row},");
        sheet.lines().find(|line| line.starts_with(&start)).unwrap()
    };
    for (row, other) in [(3, 4), (4, 3), (5, 6), (6, 5)] {
        let line = line(row);
        assert!(line.contains(&format!("in row {other}")), "{line}");
        assert!(line.contains(",李志强,") || line.contains(",张"), "{line}");
    }
}

/// Rows that contradict each other replace nobody either.
#[test]
fn contradicting_rows_replace_nobody() {
    let bureau = TestBureau::ready();
    let row = |name, category| format!("{name},11010519491231002X,{category}\n");
    let head = "姓名,身份证号,人员类别\n";
    bureau.write("one.csv", &format!("{head}{}", row("王建明", "退役军人")));
    bureau.done(&issue("one.csv", "one"));
    let (first, second) = (row("王建民", "退役军人"), row("王建明", "退役军人"));
    bureau.write("two.csv", &format!("{head}{first}{second}"));
    let outcome = bureau.run(&issue("two.csv", "two"));
    assert_eq!(outcome.exit, Exit::Refused, "{}", outcome.talk);
    let summary = bureau.json("two/summary.json");
    assert_eq!(
        (&summary["refused"], &summary["replaced"]),
        (&2.into(), &0.into())
    );
    assert_eq!(bureau.credentials(), 1);
}
