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

#[test]
fn a_remark_that_a_person_is_dead_or_taken_off_refuses_the_row() {
    for (heading, remark, gone) in [
        ("备注", "已故", true),
        ("说明", "2024年去世", true),
        ("人员状态", "注销", true),
        ("备注（必填）", "删除", true),
        ("备注", "父亲已故", false),
        ("家庭住址", "死亡谷路1号", false),
    ] {
        let roster = read_text(&format!(
            "姓名,身份证号,人员类别,{heading}\n王建明,990512198007102199,退役军人,{remark}\n"
        ))
        .unwrap();
        let codes: Vec<_> = refused(&roster)
            .into_iter()
            .flat_map(|(_, codes)| codes)
            .collect();
        assert_eq!(
            codes,
            ["remark-gone"][..usize::from(gone)],
            "{heading} {remark}"
        );
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
