use super::super::columns::DetailColumn;
use super::*;

#[test]
fn columns_are_found_by_meaning_not_by_place() {
    let headings = Headings::read(
        &[
            "序号",
            " 类 别",
            "*身份证号码（必填）",
            "备注",
            "姓名",
            "ID",
            "",
        ],
        &Mapping::default(),
    );
    assert!(headings.are_headings());
    assert!(headings.check(Path::new("roster")).is_ok());
    let row = ["1", "退役军人", "x", "", "王明", ""];
    assert_eq!(headings.cell(&row, Column::Name), "王明");
    assert_eq!(headings.cell(&row, Column::Category), "退役军人");
    assert_eq!(
        headings.cell(&row, Column::Detail(DetailColumn::DisabilityGrade)),
        ""
    );
    assert_eq!(headings.unknown(), ["ID"]);
    assert_eq!(headings.count(), 6);
}

#[test]
fn english_headings_are_understood() {
    let headings = Headings::read(
        &["Name", "ID Number", "Category", "Disability grade"],
        &Mapping::default(),
    );
    assert!(headings.check(Path::new("roster")).is_ok());
    assert!(headings.unknown().is_empty());
}

#[test]
fn a_missing_or_double_column_is_named() {
    let failure = Headings::read(&["姓名", "类别"], &Mapping::default())
        .check(Path::new("r.csv"))
        .unwrap_err();
    assert_eq!(failure.code, "roster-column-missing");
    assert!(failure.what.in_lang(Zh).contains("身份证号"), "{failure:?}");
    assert!(
        failure.remedy.in_lang(Zh).contains("公民身份号码"),
        "{failure:?}"
    );
    let twice = ["姓名", "身份证", "类别", "公民身份号码"];
    let failure = Headings::read(&twice, &Mapping::default())
        .check(Path::new("r.csv"))
        .unwrap_err();
    assert_eq!(failure.code, "roster-column-twice");
}

#[test]
fn a_second_row_of_headings_fills_the_gaps_of_the_first() {
    let first = ["序号", "姓名", "身份证号", "基本情况", "", "", "家庭住址"];
    let second = ["", "", "", "人员类别", "伤残等级", "鞋码", "镇", "村"];
    let mut headings = Headings::read(&first, &Mapping::default());
    assert!(headings.go_on_in(&second));
    headings.go_on(&second);
    assert_eq!(headings.count(), 8);
    assert!(headings.check(Path::new("r")).is_ok());
    assert_eq!(headings.place(Column::Category), Some(3));
    let grade = Column::Detail(DetailColumn::DisabilityGrade);
    assert_eq!(headings.place(grade), Some(4));
    assert_eq!(headings.unknown(), ["基本情况", "鞋码"]);
    for person in [
        ["1", "王明", "", "", "", "", "x", "y"],
        ["1", "", "990512198007102199", "", "", "", "x", "y"],
        ["", "", "", "", "", "", "6号", "y1"],
        ["", "", "", "", "", "", "镇", ""],
    ] {
        let headings = Headings::read(&first, &Mapping::default());
        assert!(!headings.go_on_in(&person), "{person:?}");
    }
}

#[test]
fn headings_that_come_again_are_known() {
    let first = ["姓名", "身份证号", "类别", "备注"];
    let headings = Headings::read(&first, &Mapping::default());
    for (row, again) in [
        ([" 姓名", "身份证号（必填）", "", ""], Again::Same),
        (["姓名", "公民身份号码（18位）", "类别", ""], Again::Other),
        (first, Again::Same),
        (["姓名", "身份证号", "类别", "说明"], Again::Same),
        // Another order, other columns, one more.
        (["身份证号", "姓名", "类别", "备注"], Again::Other),
        (["姓名", "身份证号", "性别", "类别"], Again::Other),
        (["姓名", "类别", "身份证号", "备注"], Again::Other),
        (["姓名", "身份证号", "类别", "伤残等级"], Again::Other),
        (["姓名", "身份证号", "类别", "优待证有效期"], Again::Other),
        (["姓名", "证号", "伤残等级", ""], Again::Other),
        (["姓名", "990512198007102199", "类别", ""], Again::No),
        (["姓名", "", "", ""], Again::No),
        (["王明", "", "退役军人", ""], Again::No),
        ([""; 4], Again::No),
    ] {
        assert_eq!(headings.come_again_in(&row), again, "{row:?}");
    }
    let two_rows = ["序号", "姓名", "身份证号", "基本情况", ""];
    let mut headings = Headings::read(&two_rows, &Mapping::default());
    headings.go_on(&["", "", "", "人员类别", "伤残等级"]);
    assert_eq!(headings.come_again_in(&two_rows), Again::Same);
}

#[test]
fn a_remark_in_brackets_is_no_part_of_a_heading() {
    for heading in [
        "公民身份号码（18位）",
        "（必填）公民身份号码",
        "公民身份号码[文本]",
        "公民（居民）身份号码",
        "*公民身份号码〔必填〕：",
    ] {
        let headings = Headings::read(&["姓名", heading], &Mapping::default());
        assert_eq!(headings.place(Column::Identity), Some(1), "{heading}");
    }
}

#[test]
fn a_column_that_may_end_a_validity_is_asked_about() {
    let needed = ["姓名", "身份证号", "类别"];
    let check = |heading: &str| {
        let row = [needed[0], needed[1], needed[2], heading];
        Headings::read(&row, &Mapping::default()).check(Path::new("r"))
    };
    for heading in [
        "有效期",
        "优待证有效期",
        "证件有效期",
        "有效期限",
        "身份证有效期",
        "优待终止时间",
        "失效日期",
        "备注（有效期）",
        "Card expiry",
    ] {
        let failure = check(heading).unwrap_err();
        assert_eq!(failure.code, "validity-unclear", "{heading}");
        for lang in [Zh, En] {
            let remedy = failure.remedy.in_lang(lang);
            assert!(remedy.contains("--columns"), "{remedy}");
            assert!(remedy.contains(&format!("有效期至,{heading}")), "{remedy}");
            assert!(remedy.contains(&format!("不用,{heading}")), "{remedy}");
        }
    }
    for heading in ["有效期至", "到期日", "截止日期", "备注", "鞋码"] {
        assert!(check(heading).is_ok(), "{heading}");
    }
}

#[test]
fn a_roster_without_categories_is_told_of_the_option() {
    let failure = Headings::read(&["姓名", "身份证号"], &Mapping::default())
        .check(Path::new("r"))
        .unwrap_err();
    for lang in [Zh, En] {
        assert!(failure.remedy.in_lang(lang).contains("--category "));
    }
    let failure = Headings::read(&["姓名", "类别"], &Mapping::default())
        .check(Path::new("r"))
        .unwrap_err();
    assert!(!failure.remedy.in_lang(Zh).contains("--category "));
}

#[test]
fn a_missing_column_comes_with_the_mapping_that_would_name_it() {
    for (heading, line) in [
        ("身份类别", "人员类别,身份类别"),
        ("人员身份", "人员类别,人员身份"),
    ] {
        let row = ["序号", "姓名", "鞋码", "证件号", heading, "备注"];
        let failure = Headings::read(&row, &Mapping::default())
            .check(Path::new("r"))
            .unwrap_err();
        for lang in [Zh, En] {
            let remedy = failure.remedy.in_lang(lang);
            assert!(remedy.contains("--columns"), "{remedy}");
            assert!(remedy.contains(line), "{remedy}");
        }
    }
}

#[test]
fn titles_are_no_headings() {
    assert!(!Headings::read(&["咸安区优抚对象名册", "", ""], &Mapping::default()).are_headings());
}
