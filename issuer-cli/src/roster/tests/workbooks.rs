//! Rosters in workbooks, from the file to the people.

use rust_xlsxwriter::{Workbook, Worksheet};
use tempfile::TempDir;

use super::*;
use crate::roster::sheets::BookKind;

fn reading() -> Reading {
    Reading {
        names: Names::Masked,
        now: now(),
        raw: RawRows::Dropped,
        sheets: Sheets::Found,
        hidden: None,
        mapping: Mapping::default(),
        rules: ValueRules::default(),
    }
}

fn saved(mut workbook: Workbook) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.xlsx");
    workbook.save(&path).unwrap();
    (folder, path)
}

fn fill(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            sheet.write(row, column, *cell).unwrap();
        }
    }
}

const HEADINGS: &[&str] = &["姓名", "身份证号", "人员类别"];
const WANG: &[&str] = &["王建明", "990512198007102199", "退役军人"];

/// The three files were saved by LibreOffice from one sheet with a title above the headings, identity
/// numbers as text and dates as dates.
#[test]
fn each_kind_of_workbook_says_the_same() {
    // Two of them have a grade, and all are of one of these categories.
    let folder = tempfile::tempdir().unwrap();
    let words = folder.path().join("words.csv");
    let both = "退役军人,退役军人、残疾军人\n现役军人,现役军人、残疾军人\n";
    fs::write(&words, both).unwrap();
    let mut reading = reading();
    reading.rules.categories = CategoryWords::read(&words).unwrap();
    for (name, kind) in [
        ("workbook.xlsx", BookKind::Xlsx),
        ("workbook.xls", BookKind::Xls),
        ("workbook.ods", BookKind::Ods),
    ] {
        let roster = read_as(&shared(name), &reading).unwrap();
        assert_eq!(roster.kind, RosterKind::Workbook(kind));
        assert_eq!(roster.sheet.as_deref(), Some("small"), "{name}");
        assert_eq!(refused(&roster), [], "{name}");
        let people: Vec<_> = roster
            .people
            .iter()
            .map(|person| {
                let at = person.at;
                (
                    at.record,
                    at.line,
                    person.particulars.name.as_str(),
                    person.particulars.details.disability_grade,
                )
            })
            .collect();
        assert_eq!(
            people,
            [
                (1, 4, "王*明", None),
                (2, 5, "李*英", None),
                (3, 6, "张*", Some(3)),
                (4, 7, "刘*", None),
                (5, 8, "陈*", None),
                (6, 9, "杨*", Some(6)),
                (7, 10, "赵*", None),
                (8, 11, "黄*", None),
            ],
            "{name}"
        );
    }
}

#[test]
fn numbers_that_excel_cut_off_are_refused_by_row_and_the_others_go_on() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    fill(sheet, &[HEADINGS, WANG]);
    sheet.write(2, 0, "李秀英").unwrap();
    sheet.write(2, 1, 990_512_196_102_111_019.0).unwrap();
    sheet.write(2, 2, "退役军人").unwrap();
    let (_folder, path) = saved(workbook);
    let roster = read_as(&path, &reading()).unwrap();
    assert_eq!(roster.people.len(), 1);
    assert_eq!(refused(&roster), [(2, vec!["identity-scientific"])]);
    assert_eq!(roster.refusals[0].at.line, 3);
}

#[test]
fn rows_may_end_early_and_blank_ones_count() {
    let mut workbook = Workbook::new();
    let headings = ["姓名", "身份证号", "人员类别", "伤残等级", "备注"];
    let none: &[&str] = &[];
    fill(workbook.add_worksheet(), &[&headings, none, WANG]);
    let (_folder, path) = saved(workbook);
    let roster = read_as(&path, &reading()).unwrap();
    assert_eq!((roster.people.len(), roster.blank), (1, 1));
    let at = roster.people[0].at;
    assert_eq!((at.record, at.line), (2, 3));
}

#[test]
fn the_sheet_with_the_headings_is_found_or_has_to_be_named() {
    let book = |twice: bool| {
        let mut workbook = Workbook::new();
        fill(
            workbook.add_worksheet().set_name("说明").unwrap(),
            &[&["填表说明"]],
        );
        fill(
            workbook.add_worksheet().set_name("名册").unwrap(),
            &[HEADINGS, WANG],
        );
        let last = workbook.add_worksheet().set_name("旧名册").unwrap();
        fill(last, &[HEADINGS, WANG, WANG]);
        // A sheet that nobody sees is not chosen, nor passed over without a word.
        last.set_hidden(!twice);
        saved(workbook)
    };
    let of = |sheet: &str| Reading {
        sheets: Sheets::Named(vec![sheet.into()]),
        ..reading()
    };
    let (_folder, path) = book(false);
    let failure = read_as(&path, &reading()).unwrap_err();
    assert_eq!(failure.code, "sheet-unread");
    let what = failure.what.in_lang(messages::Lang::Zh);
    assert!(what.contains("旧名册（隐藏）"), "{what}");
    let roster = read_as(&path, &of("名册")).unwrap();
    assert_eq!(roster.sheet.as_deref(), Some("名册"));

    let (_folder, path) = book(true);
    let failure = read_as(&path, &reading()).unwrap_err();
    assert_eq!(failure.code, "sheet-unclear");
    let what = failure.what.in_lang(messages::Lang::Zh);
    assert!(what.contains("名册、旧名册"), "{what}");

    let roster = read_as(&path, &of("旧名册")).unwrap();
    assert_eq!(roster.people.len() + roster.refusals.len(), 2);
    assert_eq!(read_as(&path, &of("no")).unwrap_err().code, "sheet-unknown");
    let failure = read_as(&path, &of("说明")).unwrap_err();
    assert_eq!(failure.code, "roster-column-missing");
    let failure = read_as(&shared("xianning-gbk.csv"), &of("名册")).unwrap_err();
    assert_eq!(failure.code, "usage");
}

#[test]
fn a_workbook_without_a_roster_says_what_is_missing() {
    let mut workbook = Workbook::new();
    fill(
        workbook.add_worksheet(),
        &[&["持卡人", "证号"], &["王建明", "1"]],
    );
    let (_folder, path) = saved(workbook);
    let failure = read_as(&path, &reading()).unwrap_err();
    assert_eq!(failure.code, "roster-column-missing");
    let (_folder, path) = saved({
        let mut workbook = Workbook::new();
        workbook.add_worksheet();
        workbook
    });
    assert_eq!(read_as(&path, &reading()).unwrap_err().code, "roster-empty");
}

fn mapping(text: &str) -> Result<Mapping, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("columns.csv");
    fs::write(&path, text).unwrap();
    Mapping::read(&path)
}

#[test]
fn a_mapping_file_names_unusual_headings() {
    let mut workbook = Workbook::new();
    let headings = ["持卡人", "姓名", "证号", "身份"];
    let row = ["王建明", "王芳（经办）", "990512198007102199", "退役军人"];
    fill(workbook.add_worksheet(), &[&headings, &row]);
    let (_folder, path) = saved(workbook);
    let reading = Reading {
        mapping: mapping("含义,表头\n姓名,持卡人\n\nidentity-number,证号\n类别,身份\n").unwrap(),
        ..reading()
    };
    let roster = read_as(&path, &reading).unwrap();
    assert_eq!(roster.people[0].particulars.name.as_str(), "王*明");
    assert_eq!(roster.unknown_headings, ["姓名"], "mapped elsewhere");
}

#[test]
fn a_mapping_that_is_not_on_the_roster_is_named() {
    let reading = Reading {
        mapping: mapping("姓名,持卡人\n").unwrap(),
        ..reading()
    };
    let failure = read_as(&shared("xianning-gbk.csv"), &reading).unwrap_err();
    assert_eq!(failure.code, "roster-column-missing");
    let remedy = failure.remedy.in_lang(messages::Lang::Zh);
    assert!(remedy.contains("持卡人"), "{remedy}");
}

#[test]
fn a_mapping_file_that_is_not_understood_is_refused_by_line() {
    for (text, line) in [
        ("姓名,持卡人\n年龄,岁数\n", "2"),
        ("姓名,持卡人\n姓名,名字\n", "2"),
        ("姓名,持卡人\n类别,持卡人\n", "2"),
        ("姓名\n", "1"),
        ("姓名,\n", "1"),
    ] {
        let failure = mapping(text).unwrap_err();
        assert_eq!(failure.code, "mapping-invalid", "{text}");
        let what = failure.what.in_lang(messages::Lang::Zh);
        assert!(what.contains(&format!("第 {line} 行")), "{what}");
    }
}

#[test]
fn a_list_of_whom_to_revoke_may_be_a_workbook() {
    let mut workbook = Workbook::new();
    let rows: &[&[&str]] = &[&["姓名", "持有人编号", "原因"], &["王*明", "17", "遗失"]];
    fill(workbook.add_worksheet(), rows);
    workbook
        .worksheet_from_index(0)
        .unwrap()
        .write(2, 1, 18)
        .unwrap();
    let (_folder, path) = saved(workbook);
    let listed = read_list(&path, now()).unwrap().whole(&path).unwrap();
    let holders: Vec<_> = listed.iter().map(|row| (row.line, row.holder)).collect();
    assert_eq!(holders, [(2, Some(17)), (3, Some(18))]);
}

#[test]
fn a_row_of_a_list_that_cannot_be_read_is_not_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.csv");
    let long = "长".repeat(30_000);
    fs::write(&path, format!("持有人编号,备注\n17,\n18,{long}\n")).unwrap();
    let list = read_list(&path, now()).unwrap();
    assert_eq!((list.rows.len(), list.unreadable.len()), (1, 1));
    let Err(failure) = list.whole(&path) else {
        panic!("a list with a row that was not read");
    };
    assert_eq!(failure.code, "list-invalid");
    let what = failure.what.in_lang(messages::Lang::Zh);
    assert!(what.contains("第 3 行"), "{what}");
}

#[test]
fn the_headings_of_a_list_are_read_as_those_of_a_roster() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.csv");
    for heading in [
        "公民身份号码（18位）",
        "（必填）身份证号",
        "身份证号：",
        "ID_Number",
    ] {
        fs::write(
            &path,
            format!("{heading},死亡原因（备注）\n990512198007102199,\n"),
        )
        .unwrap();
        let list = read_list(&path, now()).unwrap();
        assert!(list.rows[0].identity.is_some(), "{heading}");
    }
}
