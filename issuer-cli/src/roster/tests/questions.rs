//! Rosters that leave a question: another table below, columns and remarks that may end a code.

use super::*;

const TABLE: &str = "姓名,身份证号,人员类别,伤残等级,备注\n王建明,990512198007102199,退役军人,,\n";

#[test]
fn a_second_table_with_other_columns_stops_the_run_and_names_its_row() {
    let second = "李秀英,990101196102151036,残疾军人,七级,\n";
    let again = read_text(&format!(
        "{TABLE}姓名,身份证号,人员类别,伤残等级,备注\n{second}"
    ))
    .unwrap();
    assert_eq!((again.people.len(), again.passed_over.len()), (2, 1));
    for headings in [
        "姓名,身份证号,伤残等级,人员类别,备注",
        "身份证号,姓名,人员类别,伤残等级,备注",
        "姓名,身份证号,人员类别,备注,伤残等级",
        "姓名,身份证号,人员类别,户籍区划代码,备注",
    ] {
        let failure = read_text(&format!("{TABLE},,,,\n{headings}\n{second}")).unwrap_err();
        assert_eq!(failure.code, "headings-differ", "{headings}");
        let what = failure.what.in_lang(messages::Lang::Zh);
        assert!(what.contains("第 4 行"), "{what}");
    }
}

#[test]
fn a_grade_needs_the_category_that_has_one() {
    let roster = read_text(
        "姓名,身份证号,人员类别,伤残等级\n\
         王建明,990512198007102199,退役军人,七级\n\
         李秀英,990101196102151036,\"退役军人、残疾军人\",七级\n\
         张秀英,990101196203151051,残疾军人（因战七级）,\n",
    )
    .unwrap();
    assert_eq!(refused(&roster), [(1, vec!["grade-without-category"])]);
    assert_eq!(roster.people.len(), 2);
}

#[test]
fn nobody_is_in_service_and_has_left_it() {
    let roster =
        read_text("姓名,身份证号,人员类别\n王建明,990512198007102199,现役军人、退役军人\n")
            .unwrap();
    assert_eq!(refused(&roster), [(1, vec!["categories-contradict"])]);
}

/// A roster of one person with a further column, and why the row is refused.
fn of_one_person(heading: &str, cell: &str) -> (Whole, Vec<&'static str>) {
    let roster = read_text(&format!(
        "姓名,身份证号,人员类别,{heading}\n王建明,990512198007102199,退役军人,{cell}\n"
    ))
    .unwrap();
    let codes = refused(&roster).into_iter().flat_map(|(_, codes)| codes);
    let codes = codes.collect();
    (roster, codes)
}

#[test]
fn a_remark_that_a_person_is_dead_or_taken_off_refuses_the_row() {
    for (heading, remark, gone) in [
        ("备注", "已故", true),
        ("说明", "2024年去世", true),
        ("变动情况", "注销", true),
        ("备注（必填）", "删除", true),
        ("备注", "父亲已故", false),
        ("家庭住址", "死亡谷路1号", false),
    ] {
        let (_, codes) = of_one_person(heading, remark);
        assert_eq!(
            codes,
            ["remark-gone"][..usize::from(gone)],
            "{heading} {remark}"
        );
    }
}

#[test]
fn a_column_that_says_that_a_person_is_gone_refuses_the_row() {
    for (heading, cell, gone) in [
        ("死亡日期", "2025-03-01", true),
        ("死亡日期", "", false),
        ("去世时间", "2025年", true),
        ("注销日期", "2025.1", true),
        ("是否去世", "是", true),
        ("是否去世", "否", false),
        ("是否健在", "否", true),
        ("是否健在", "是", false),
        ("生存状态", "死亡", true),
        ("生存状态", "健在", false),
        ("享受待遇状态", "停发", true),
        ("人员状态", "减员", true),
        ("状态", "正常", false),
    ] {
        let (roster, codes) = of_one_person(heading, cell);
        assert_eq!(
            codes,
            ["column-gone"][..usize::from(gone)],
            "{heading} {cell}"
        );
        assert!(roster.unknown_headings.is_empty(), "{heading}");
    }
}

#[test]
fn a_word_that_is_not_known_in_such_a_column_stops_the_run_and_names_its_row() {
    for cell in ["迁出", "暂停", "非在册"] {
        let roster = format!(
            "姓名,身份证号,人员类别,人员状态\n李秀英,990101196102151036,退役军人,正常\n\
             王建明,990512198007102199,退役军人,{cell}\n"
        );
        let failure = read_text(&roster).unwrap_err();
        assert_eq!(failure.code, "standing-unclear", "{cell}");
        for lang in [messages::Lang::Zh, messages::Lang::En] {
            let what = failure.what.in_lang(lang);
            assert!(what.contains('3') && what.contains(cell), "{what}");
            let remedy = failure.remedy.in_lang(lang);
            assert!(remedy.contains("不用,人员状态"), "{remedy}");
        }
        assert_eq!(mapped("不用,人员状态\n", &roster).unwrap().people.len(), 2);
    }
}

fn mapped(columns: &str, roster: &str) -> Result<Whole, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let [columns_file, path] = ["columns.csv", "roster.csv"].map(|name| folder.path().join(name));
    fs::write(&columns_file, columns).unwrap();
    fs::write(&path, roster).unwrap();
    let reading = Reading {
        names: Names::Masked,
        now: now(),
        sheets: Sheets::Found,
        raw: RawRows::Dropped,
        hidden: None,
        mapping: Mapping::read(&columns_file)?,
        rules: ValueRules::default(),
    };
    read_as(&path, &reading)
}

#[test]
fn a_column_that_may_end_a_validity_is_used_or_ignored_as_the_mapping_says() {
    let roster = "姓名,身份证号,人员类别,优待证有效期\n\
                  王建明,990512198007102199,退役军人,2024.01.01-2027.12.31\n\
                  李秀英,990101196102151036,退役军人,长期\n";
    assert_eq!(read_text(roster).unwrap_err().code, "validity-unclear");
    let used = mapped("有效期至,优待证有效期\n", roster).unwrap();
    let ends: Vec<_> = used.people.iter().map(|person| person.until).collect();
    assert_eq!(ends, [dates::parse_last_day("2027-12-31"), None]);
    let ignored = mapped("不用,优待证有效期\n", roster).unwrap();
    assert!(ignored.people.iter().all(|person| person.until.is_none()));
    assert!(ignored.unknown_headings.is_empty());
    for twice in ["不用,x\n姓名,x\n", "姓名,x\n不用,x\n"] {
        assert_eq!(mapped(twice, roster).unwrap_err().code, "mapping-invalid");
    }
}

#[test]
fn people_on_hidden_sheets_alone_are_told_as_such() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.add_worksheet().write(0, 0, "填表说明").unwrap();
    let number = "990512198007102199";
    let hidden = workbook
        .add_worksheet()
        .set_name(format!("名册{number}"))
        .unwrap();
    for (column, cells) in (0..).zip([
        ["姓名", "王建明"],
        ["身份证号", number],
        ["人员类别", "退役军人"],
    ]) {
        for (row, cell) in (0..).zip(cells) {
            hidden.write(row, column, cell).unwrap();
        }
    }
    hidden.set_hidden(true);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.xlsx");
    workbook.save(&path).unwrap();
    let failure = read(&path, Names::Full, now()).unwrap_err();
    assert_eq!(failure.code, "sheet-hidden");
    assert!(!format!("{failure:?}").contains(number), "{failure:?}");
    let reading = Reading {
        names: Names::Full,
        now: now(),
        sheets: Sheets::Named(vec![format!("名册{number}")]),
        raw: RawRows::Dropped,
        hidden: None,
        mapping: Mapping::default(),
        rules: ValueRules::default(),
    };
    let roster = read_as(&path, &reading).unwrap();
    assert_eq!(roster.people.len(), 1);
    assert_eq!(roster.sheet.as_deref(), Some("名册990512************"));
}

/// A workbook of sheets with their cells, of which the last may be hidden.
fn read_sheets(sheets: &[&[[&str; 3]]], hidden: bool, wanted: Sheets) -> Result<Whole, Failure> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for (nth, rows) in sheets.iter().enumerate() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(format!("第{}页", nth + 1)).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write(row, column, *cell).unwrap();
            }
        }
        sheet.set_hidden(hidden && nth + 1 == sheets.len());
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.xlsx");
    workbook.save(&path).unwrap();
    let reading = Reading {
        names: Names::Full,
        now: now(),
        sheets: wanted,
        raw: RawRows::Dropped,
        hidden: None,
        mapping: Mapping::default(),
        rules: ValueRules::default(),
    };
    read_as(&path, &reading)
}

#[test]
fn people_on_a_sheet_that_would_not_be_read_stop_the_run() {
    let headings = ["姓名", "身份证号", "人员类别"];
    let first = ["王建明", "990512198007102199", "退役军人"];
    let second = ["李秀英", "990101196102151036", "退役军人"];
    let one = || Sheets::Named(vec!["第1页".to_owned()]);
    let goes_on: [&[[&str; 3]]; 2] = [&[headings, first], &[second]];
    let out_of_sight: [&[[&str; 3]]; 2] = [&[headings, first], &[headings, second]];
    for (sheets, hidden) in [(&goes_on, false), (&goes_on, true), (&out_of_sight, true)] {
        let failure = read_sheets(sheets, hidden, Sheets::Found).unwrap_err();
        assert_eq!(failure.code, "sheet-unread");
        for lang in [messages::Lang::Zh, messages::Lang::En] {
            assert!(failure.what.in_lang(lang).contains("第2页"), "{failure:?}");
        }
        assert_eq!(read_sheets(sheets, hidden, one()).unwrap().people.len(), 1);
    }
    let failure = read_sheets(&goes_on, false, Sheets::All).unwrap_err();
    assert_eq!(failure.code, "sheet-unread");
    assert!(failure.what.in_lang(messages::Lang::Zh).contains("第2页"));
    assert!(read_sheets(&goes_on, true, Sheets::All).is_ok());
    // Nothing is made of the cells of a person that is asked for as a sheet.
    let second_alone = Sheets::Named(vec!["第2页".to_owned()]);
    let failure = read_sheets(&goes_on, false, second_alone).unwrap_err();
    assert_eq!(failure.code, "people-above-headings");
    let notes: [&[[&str; 3]]; 2] = [&[headings, first], &[["填表说明", "", ""]]];
    assert_eq!(
        read_sheets(&notes, false, Sheets::Found)
            .unwrap()
            .people
            .len(),
        1
    );
}
