use std::fs;
use std::path::PathBuf;

use credential_core::Region;
use messages::dates;

use super::encoding::Encoding;
use super::*;

mod field;
mod questions;
mod repeated;
mod unclear;
mod workbooks;

fn shared(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../test-vectors/rosters")
        .join(name)
}

fn now() -> UnixTime {
    dates::parse("2026-11-22").unwrap()
}

/// All that a roster says.
#[derive(Debug)]
struct Whole {
    kind: RosterKind,
    sheet: Option<String>,
    people: Vec<Person>,
    refusals: Vec<Refusal>,
    blank: u64,
    passed_over: Vec<PassedOver>,
    remarks: Vec<Remark>,
    unknown_headings: Vec<String>,
    notes: Vec<Text>,
}

fn read(path: &Path, names: Names, now: UnixTime) -> Result<Whole, Failure> {
    let reading = Reading {
        names,
        now,
        raw: RawRows::Dropped,
        sheets: Sheets::Found,
        hidden: None,
        mapping: Mapping::default(),
        rules: ValueRules::default(),
    };
    read_as(path, &reading)
}

fn read_as(path: &Path, reading: &Reading) -> Result<Whole, Failure> {
    let mut roster = Roster::open(path, reading.clone())?;
    let mut whole = Whole {
        kind: roster.kind,
        sheet: roster.sheets.first().cloned(),
        people: Vec::new(),
        refusals: Vec::new(),
        blank: 0,
        passed_over: Vec::new(),
        remarks: Vec::new(),
        notes: roster.notes.clone(),
        unknown_headings: roster.unknown_headings.clone(),
    };
    let mut all = None;
    while let Some(row) = roster.next()? {
        assert_eq!(all, None, "nothing comes behind the end");
        match row {
            Row::Person(person) => whole.people.push(person),
            Row::Refused(refusal) => whole.refusals.push(refusal),
            Row::Blank => whole.blank += 1,
            Row::PassedOver(row) => whole.passed_over.push(row),
            Row::Remark(remark) => whole.remarks.push(remark),
            Row::End(rows) => all = Some(rows),
        }
    }
    let refused: u64 = whole.refusals.iter().map(|refusal| refusal.rows).sum();
    let passed_over: u64 = whole.passed_over.iter().map(|row| row.rows).sum();
    let rows = whole.people.len() as u64 + refused + passed_over;
    assert_eq!(all, Some(rows + whole.blank));
    Ok(whole)
}

fn read_text(text: &str) -> Result<Whole, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.csv");
    fs::write(&path, text).unwrap();
    read(&path, Names::Masked, now())
}

/// The codes of the faults of each refused row.
fn refused(roster: &Whole) -> Vec<(u64, Vec<&'static str>)> {
    let row = |refusal: &Refusal| {
        let codes = refusal.faults.iter().map(RowFault::code).collect();
        (refusal.at.record, codes)
    };
    roster.refusals.iter().map(row).collect()
}

#[test]
fn a_clean_roster_of_a_city_is_taken_whole() {
    let roster = read(&shared("xianning-gbk.csv"), Names::Masked, now()).unwrap();
    assert_eq!(roster.kind, RosterKind::Text(Encoding::Gb18030));
    assert_eq!(
        (roster.people.len(), roster.refusals.len(), roster.blank),
        (1000, 0, 0)
    );
    assert!(roster.unknown_headings.is_empty());
    let last = roster.people.last().unwrap();
    assert_eq!(
        last.at,
        Place {
            record: 1000,
            line: 1001
        }
    );
}

/// Each row of the expectation as it is, and nothing else refused.
#[test]
fn a_roster_with_the_faults_of_real_exports_is_judged_as_expected() {
    let roster = read(&shared("messy-gb18030.csv"), Names::Masked, now()).unwrap();
    let found = refused(&roster);
    let expected = fs::read_to_string(shared("messy-gb18030.csv.expected.tsv")).unwrap();
    let mut refusals = 0;
    for line in expected.lines().skip(1) {
        let (record, what) = line.split_once('\t').unwrap();
        let record: u64 = record.parse().unwrap();
        let faults = found
            .iter()
            .find(|(at, _)| *at == record)
            .map(|(_, codes)| codes.as_slice());
        let code = match what {
            "refuse: identity number is in scientific notation" => "identity-scientific",
            "refuse: identity number fails its check character" => "identity-check-character",
            "refuse: identity number holds no date" => "identity-date",
            "refuse: no name" => "name-missing",
            "refuse: unknown category, say which are known" => "category-unknown",
            "refuse: cells are missing" => "cells-missing",
            "refuse: a grade without the category that has one" => "grade-without-category",
            accept if accept.starts_with("accept: ") => {
                assert_eq!(faults, None, "row {record}: {what}");
                continue;
            }
            same => {
                let first: u64 = same
                    .strip_prefix("refuse or merge: same person as row ")
                    .unwrap()
                    .parse()
                    .unwrap();
                // The expectation names the other row without the empty one in the middle.
                let first = first + u64::from(first > 200);
                let refusal = roster
                    .refusals
                    .iter()
                    .find(|refusal| refusal.at.record == record)
                    .unwrap();
                assert!(
                    refusal.faults[0]
                        .what()
                        .in_lang(messages::Lang::En)
                        .ends_with(&format!("row {first}")),
                    "{refusal:?}"
                );
                "same-person"
            }
        };
        refusals += 1;
        // A number that was made wrong may end in 000, which gets a better hint.
        let cut_off = code == "identity-check-character" && faults == Some(&["identity-cut-off"]);
        assert!(
            cut_off || faults == Some(&[code]),
            "row {record}: {faults:?} in place of {code}"
        );
    }
    assert_eq!(found.len(), refusals);
    assert_eq!((roster.blank, roster.people.len()), (1, 400 - refusals));
}

#[test]
fn all_faults_of_a_row_are_named_at_once() {
    let roster = read_text("姓名,身份证号,人员类别,伤残等级\n,123,老兵,十一级\n").unwrap();
    let codes = vec![
        "name-missing",
        "identity-length",
        "category-unknown",
        "grade-unknown",
    ];
    assert_eq!(refused(&roster), [(1, codes)]);
}

#[test]
fn cells_too_few_or_too_many_are_refused() {
    let roster = read_text(
        "姓名,身份证号,人员类别,备注\n\
         王明,11010519491231002X,退役军人\n\
         王明,11010519491231002X,退役军人,,,\n\
         李明,440524188001010014,退役军人,咸安区,温泉\n",
    )
    .unwrap();
    assert_eq!(
        refused(&roster),
        [(1, vec!["cells-missing"]), (3, vec!["cells-surplus"])]
    );
    assert_eq!(roster.people.len(), 1);
}

#[test]
fn a_person_whose_first_row_was_refused_may_come_again() {
    let roster = read_text(
        "姓名,身份证号,人员类别\n王明,11010519491231002X,老兵\n王明,11010519491231002x,退役军人\n\
         王明,１１０１０５１９４９１２３１００２Ｘ,残疾军人\n",
    )
    .unwrap();
    assert_eq!(
        refused(&roster),
        [(1, vec!["category-unknown"]), (3, vec!["same-person"])]
    );
    assert_eq!(roster.people.len(), 1);
}

#[test]
fn a_quotation_mark_that_is_not_closed_does_not_swallow_people_unnoticed() {
    let mut text = String::from("姓名,身份证号,人员类别\n\"王明,11010519491231002X,退役军人\n");
    for _ in 0..30 {
        text.push_str("李明,990512198007102199,退役军人\n");
    }
    let roster = read_text(&text).unwrap();
    let found = refused(&roster);
    assert_eq!(found[0], (1, vec!["quote-open"]));
    // Each of the others is somebody, though the same.
    assert_eq!((found.len(), roster.people.len()), (30, 1));
}

#[test]
fn titles_above_the_headings_and_unknown_columns_are_coped_with() {
    let roster = read_text(
        "咸安区优抚对象名册,,,\n制表：2026年11月,,,\n\n姓名,身份证号,人员类别,鞋码\n王明,11010519491231002X,退役军人,42\n,,,\n",
    )
    .unwrap();
    assert_eq!(roster.unknown_headings, ["鞋码"]);
    assert_eq!(roster.people[0].at, Place { record: 1, line: 5 });
    assert_eq!(roster.blank, 1);
}

#[test]
fn semicolons_and_tabs_part_cells_too() {
    for separator in [";", "\t"] {
        let text = "姓名,身份证号,人员类别,户籍区划代码\n王明,11010519491231002X,退役军人、残疾军人,421202\n";
        let roster = read_text(&text.replace(',', separator)).unwrap();
        assert_eq!(
            roster.people[0]
                .particulars
                .details
                .home_region
                .map(Region::code),
            Some(421_202)
        );
        assert_eq!(roster.people[0].particulars.categories.iter().count(), 2);
    }
}

#[test]
fn rosters_that_are_none_are_refused_as_a_whole() {
    for (text, code) in [
        ("", "roster-empty"),
        ("\n\n\n", "roster-empty"),
        ("姓名,身份证号,人员类别\n", "roster-empty"),
        (
            "姓名,身份证号\n王明,11010519491231002X\n",
            "roster-column-missing",
        ),
        ("a,b,c\n1,2,3\n", "roster-column-missing"),
        ("姓名,姓名,身份证号,人员类别\n", "roster-column-twice"),
        ("PK\u{3}\u{4}", "roster-not-csv"),
    ] {
        assert_eq!(read_text(text).unwrap_err().code, code, "{text}");
    }
}

/// A cell of 10 MB, which is more than a row may have, costs its row only.
#[test]
fn a_huge_cell_costs_its_row_only() {
    let text = format!(
        "姓名,身份证号,人员类别\n{},11010519491231002X,退役军人\n王明,11010519491231002X,退役军人\n",
        "长".repeat(10 << 18)
    );
    let roster = read_text(&text).unwrap();
    assert_eq!(refused(&roster), [(1, vec!["row-too-long"])]);
    assert_eq!(roster.people.len(), 1);
}
