//! Rosters as they come: what is issued for them, what is asked, what is said.

use std::fs;
use std::path::Path;

use crate::support::TestBureau;
use messages::Exit;

const ISSUE: &str = "issue --bureau @bureau --out @out --full-names --roster";

fn with_case(name: &str) -> (TestBureau, String) {
    let bureau = TestBureau::ready();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/rosters");
    let copied = fs::copy(cases.join(name), bureau.path(name));
    assert!(copied.is_ok(), "{name}: {copied:?}");
    (bureau, format!("{ISSUE} @{name}"))
}

#[test]
fn nothing_is_issued_before_it_is_said_what_hidden_rows_mean() {
    let (bureau, issue) = with_case("hidden-rows.xlsx");
    bureau.fails("hidden-rows", &issue);
    assert!(!bureau.path("out").exists());
    assert_eq!(bureau.credentials(), 0);
    let json = bureau.result(&format!("{issue} --hidden-rows skip"));
    let summary = &json["summary"];
    assert_eq!(
        (&summary["rows"], &summary["passed_over"]),
        (&2.into(), &2.into())
    );
    assert_eq!(json["passed_over"][0]["why"], "out-of-sight");
    let names: Vec<_> = bureau
        .manifest("out")
        .iter()
        .map(|line| line["name"].clone())
        .collect();
    assert_eq!(names, ["赵国甲", "赵国丁"]);
}

#[test]
fn each_row_of_a_roster_has_a_fate() {
    for (name, options, issued, refused, passed_over) in [
        ("unclosed-quote-15-rows.csv", "", 14, 1, 0),
        ("shared-string-index-0.0.xlsx", "", 0, 1, 0),
        ("13-totals-signature.xlsx", "", 5, 0, 3),
        ("06-two-row-heading.xlsx", "", 5, 0, 0),
        ("14-merged-cells.xlsx", "", 5, 0, 0),
        ("15c-gnumeric.ods", "", 5, 0, 0),
        // The column for sex contradicts most numbers, so it is not used.
        ("18-town-sheets.xlsx", " --all-sheets", 6, 0, 0),
    ] {
        let (bureau, issue) = with_case(name);
        let outcome = bureau.run(&format!("{issue}{options} --json"));
        let exit = if refused > 0 {
            Exit::Refused
        } else {
            Exit::Done
        };
        assert_eq!(outcome.exit, exit, "{name}");
        let summary = bureau.json("out/summary.json");
        let count = |key: &str| summary[key].as_u64().unwrap();
        assert_eq!(count("issued"), issued, "{name}");
        assert_eq!(count("refused"), refused, "{name}");
        assert_eq!(count("passed_over"), passed_over, "{name}");
        assert_eq!(bureau.credentials(), issued, "{name}");
    }
}

#[test]
fn sheets_are_named_one_by_one_or_all_together_but_not_both() {
    let (bureau, issue) = with_case("18-town-sheets.xlsx");
    bureau.fails("sheet-unclear", &issue);
    bureau.fails("sheet-unknown", &format!("{issue} --sheet 无此镇"));
    bureau.run(&format!("{issue} --sheet 桂花镇 --sheet 温泉街道"));
    let summary = bureau.json("out/summary.json");
    assert_eq!(summary["sheets"], serde_json::json!(["桂花镇", "温泉街道"]));
    assert_eq!(
        (&summary["rows"], &summary["issued"]),
        (&4.into(), &4.into())
    );
    let both = format!("{issue} --sheet 桂花镇 --all-sheets");
    assert_eq!(bureau.run(&both).exit, Exit::Undecided);
}

#[test]
fn the_offered_mapping_file_is_what_was_missing() {
    let (bureau, issue) = with_case("34h-headings.xlsx");
    let outcome = bureau.fails("roster-column-missing", &issue);
    let offered: String = outcome
        .talk
        .lines()
        .filter(|line| line.starts_with("    ") && line.contains(','))
        .map(|line| format!("{}\n", line.trim()))
        .collect();
    assert_eq!(offered, "含义,表头\n人员类别,人员身份\n");
    bureau.write("columns.csv", &offered);
    bureau.done(&format!("{issue} --columns @columns.csv"));
    assert_eq!(bureau.credentials(), 5);
}
