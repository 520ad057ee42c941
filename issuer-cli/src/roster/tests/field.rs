//! Files from the field. What must happen to each is in `tests/cases/rosters/README.md`.

use messages::Lang::{En, Zh};

use super::*;

fn case(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/rosters")
        .join(name)
}

fn reading() -> Reading {
    Reading {
        names: Names::Full,
        now: now(),
        raw: RawRows::Dropped,
        sheets: Sheets::Found,
        hidden: None,
        mapping: Mapping::default(),
        rules: ValueRules::default(),
    }
}

fn read_case(name: &str) -> Result<Whole, Failure> {
    read_as(&case(name), &reading())
}

/// The lines and names of the people.
fn people(roster: &Whole) -> Vec<(u64, &str)> {
    let person = |person: &'_ Person| person.at.line;
    let names = roster
        .people
        .iter()
        .map(|one| one.particulars.name.as_str());
    roster.people.iter().map(person).zip(names).collect()
}

fn said(texts: impl IntoIterator<Item = Text>, lang: messages::Lang) -> String {
    texts
        .into_iter()
        .map(|text| text.in_lang(lang).to_owned())
        .collect()
}

#[test]
fn a_cell_that_points_to_no_text_is_refused_and_never_the_first_text() {
    for name in [
        "shared-string-index-minus-1.xlsx",
        "shared-string-index-0.0.xlsx",
        "shared-string-index-too-big.xlsx",
    ] {
        let roster = read_case(name).unwrap();
        assert_eq!(refused(&roster), [(1, vec!["cell-damaged"])], "{name}");
        let fault = &roster.refusals[0].faults[0];
        assert_eq!(fault.column, Some(Column::Category), "{name}");
        assert!(roster.people.is_empty());
    }
}

#[test]
fn a_quotation_mark_that_is_not_closed_near_the_end_hides_nobody() {
    let roster = read_case("unclosed-quote-15-rows.csv").unwrap();
    assert_eq!(refused(&roster), [(2, vec!["quote-open"])]);
    assert_eq!(roster.people.len(), 14);
}

#[test]
fn rows_out_of_sight_are_asked_about() {
    for (name, hidden, others) in [
        ("hidden-rows.xlsx", "3-4", vec![2, 5]),
        ("hidden-rows-autofilter.xlsx", "3-4", vec![2]),
        ("10-filtered-rows.xlsx", "3-5", vec![2, 6]),
    ] {
        let failure = read_case(name).unwrap_err();
        assert_eq!(failure.code, "hidden-rows", "{name}");
        for lang in [Zh, En] {
            assert!(failure.what.in_lang(lang).contains(hidden), "{failure:?}");
            let remedy = failure.remedy.in_lang(lang);
            assert!(remedy.contains("--hidden-rows include"), "{remedy}");
            assert!(remedy.contains("--hidden-rows skip"), "{remedy}");
        }
        let as_decided = |hidden| {
            let reading = Reading {
                hidden: Some(hidden),
                ..reading()
            };
            read_as(&case(name), &reading).unwrap()
        };
        let all = as_decided(HiddenRows::Include);
        assert!(all.passed_over.is_empty() && all.refusals.is_empty());
        assert!(
            said(all.notes.clone(), Zh).contains(hidden),
            "{:?}",
            all.notes
        );
        let seen = as_decided(HiddenRows::Skip);
        let lines: Vec<u64> = seen.people.iter().map(|person| person.at.line).collect();
        assert_eq!(lines, others, "{name}");
        let passed_over = all.people.len() - others.len();
        assert_eq!(seen.passed_over.len(), passed_over, "{name}");
        assert!(
            seen.passed_over
                .iter()
                .all(|row| row.why.code() == "out-of-sight")
        );
    }
}

#[test]
fn cells_right_of_the_table_are_told_and_one_that_says_that_a_person_is_dead_counts() {
    let roster = read_case("05-stray-cell-right-of-table.xlsx").unwrap();
    assert_eq!(roster.people.len(), 4);
    assert_eq!(refused(&roster), [(4, vec!["remark-gone"])]);
    let texts = said(roster.remarks.iter().map(Remark::text), Zh);
    for text in ["文件第 3 行", "√", "文件第 5 行", "已去世"] {
        assert!(texts.contains(text), "{texts}");
    }
}

#[test]
fn a_second_row_of_headings_is_no_person() {
    let roster = read_case("06-two-row-heading.xlsx").unwrap();
    assert_eq!((roster.people.len(), refused(&roster)), (5, vec![]));
    assert_eq!(roster.people[0].at, Place { record: 1, line: 3 });
    assert!(
        roster.unknown_headings.is_empty(),
        "{:?}",
        roster.unknown_headings
    );
    assert!(said(roster.notes, Zh).contains("第 1、2 行"));
}

#[test]
fn sums_and_signatures_are_passed_over_and_told() {
    let roster = read_case("13-totals-signature.xlsx").unwrap();
    assert_eq!((roster.people.len(), refused(&roster)), (5, vec![]));
    let lines: Vec<u64> = roster.passed_over.iter().map(|row| row.at.line).collect();
    assert_eq!(lines, [7, 8, 9]);
    let texts = said(roster.passed_over.iter().map(PassedOver::text), En);
    assert!(
        texts.contains("合计 5") && texts.contains("填表人：王芳"),
        "{texts}"
    );
}

#[test]
fn a_merged_category_holds_for_all_its_rows() {
    let roster = read_case("14-merged-cells.xlsx").unwrap();
    assert_eq!((roster.people.len(), refused(&roster)), (5, vec![]));
    let first = &roster.people[0].particulars.categories;
    assert!(
        roster
            .people
            .iter()
            .all(|one| one.particulars.categories == *first)
    );
    let texts = said(roster.remarks.iter().map(Remark::text), Zh);
    assert_eq!(roster.remarks.len(), 4, "{texts}");
    assert!(
        texts.contains("文件第 6 行：人员类别取自合并单元格，为“退役军人”"),
        "{texts}"
    );
}

#[test]
fn one_sheet_for_each_town_is_read_on_request() {
    let failure = read_case("18-town-sheets.xlsx").unwrap_err();
    assert_eq!(failure.code, "sheet-unclear");
    assert!(
        failure.remedy.in_lang(Zh).contains("--all-sheets"),
        "{failure:?}"
    );
    let of = |sheets| {
        let reading = Reading {
            sheets,
            ..reading()
        };
        read_as(&case("18-town-sheets.xlsx"), &reading)
    };
    let all = of(Sheets::All).unwrap();
    assert_eq!((all.people.len(), refused(&all)), (6, vec![]));
    let places: Vec<(u64, u64)> = all
        .people
        .iter()
        .map(|one| (one.at.record, one.at.line))
        .collect();
    assert_eq!(places, [(1, 2), (2, 3), (3, 2), (4, 3), (5, 2), (6, 3)]);
    assert!(said(all.notes, Zh).contains("第 3–4 条"));
    let names = all.sheet.unwrap();
    assert_eq!(of(Sheets::Named(vec![names])).unwrap().people.len(), 2);
    let none = of(Sheets::Named(vec!["无此镇".into()])).unwrap_err();
    assert_eq!(none.code, "sheet-unknown");
}

#[test]
fn the_text_in_a_formula_is_the_value() {
    for (name, count) in [("identity-as-formula.csv", 3), ("11-eq-quoted-ids.csv", 5)] {
        let roster = read_case(name).unwrap();
        assert_eq!(
            (roster.people.len(), refused(&roster)),
            (count, vec![]),
            "{name}"
        );
        let cells = count as u64;
        assert_eq!(roster.remarks, [Remark::FormulaTexts { cells }], "{name}");
    }
}

#[test]
fn what_cannot_be_read_says_why() {
    for (name, code, words) in [
        ("dimension-A0.xlsx", "roster-damaged", ["A0:D4", "A0:D4"]),
        (
            "with-password.xlsx",
            "roster-password",
            ["密码", "password"],
        ),
        (
            "read-only-encrypted.xlsx",
            "roster-password",
            ["只读", "read-only"],
        ),
        (
            "22c-mhtml.xls",
            "roster-not-csv",
            ["单个文件网页", "single file web page"],
        ),
        (
            "34f-headings.xlsx",
            "roster-column-missing",
            ["人员类别,身份类别"; 2],
        ),
        (
            "34h-headings.xlsx",
            "roster-column-missing",
            ["人员类别,人员身份"; 2],
        ),
        (
            "bomb.ods",
            "roster-column-missing",
            ["缺少这些列", "no column"],
        ),
    ] {
        let failure = read_case(name).unwrap_err();
        assert_eq!(failure.code, code, "{name}");
        for (lang, word) in [Zh, En].into_iter().zip(words) {
            let text = format!(
                "{}{}",
                failure.what.in_lang(lang),
                failure.remedy.in_lang(lang)
            );
            assert!(text.contains(word), "{name}: {text}");
        }
    }
}

#[test]
fn a_workbook_of_gnumeric_is_read() {
    let roster = read_case("15c-gnumeric.ods").unwrap();
    assert_eq!((roster.people.len(), refused(&roster)), (5, vec![]));
    assert_eq!(people(&roster)[0], (2, "王建国"));
}

#[test]
fn a_text_of_utf_16_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.txt");
    let text = "\u{feff}姓名\t身份证号\t人员类别\r\n王建国\t990101196001151010\t退役军人\r\n";
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(order).collect();
        fs::write(&path, bytes).unwrap();
        let roster = read_as(&path, &reading()).unwrap();
        assert_eq!(people(&roster), [(2, "王建国")]);
        assert_eq!(roster.kind.name(), "UTF-16");
    }
}

/// A row of the old workbook is hidden by its flag, as Excel does.
#[test]
fn rows_out_of_sight_are_asked_about_in_old_workbooks_too() {
    let mut bytes = fs::read(shared("workbook.xls")).unwrap();
    // A record of the kind 0x0208 with 16 bytes, for the fifth row.
    let head = [0x08, 0x02, 0x10, 0x00, 0x04, 0x00];
    let at = bytes.windows(6).position(|part| part == head).unwrap();
    bytes[at + 4 + 12] |= 0x20;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.xls");
    fs::write(&path, bytes).unwrap();
    let failure = read_as(&path, &reading()).unwrap_err();
    assert_eq!(failure.code, "hidden-rows");
    assert!(failure.what.in_lang(En).contains("hidden 5"), "{failure:?}");
    let reading = Reading {
        hidden: Some(HiddenRows::Skip),
        ..reading()
    };
    let roster = read_as(&path, &reading).unwrap();
    let rows = roster.people.len() + roster.refusals.len();
    assert_eq!((rows, roster.passed_over.len()), (7, 1));
}

/// The library leaves out a cell that points to no text: the workbook is refused, not read without it.
#[test]
fn a_cell_of_an_old_workbook_that_points_to_no_text_is_noticed() {
    let mut bytes = fs::read(shared("workbook.xls")).unwrap();
    // A record of the kind 0x00fd with 10 bytes, in the fifth row and third column.
    let head = [0xfd, 0x00, 0x0a, 0x00, 0x04, 0x00, 0x02, 0x00];
    let at = bytes.windows(8).position(|part| part == head).unwrap();
    bytes[at + 4 + 6..at + 4 + 10].fill(0xff);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.xls");
    fs::write(&path, bytes).unwrap();
    assert_eq!(
        read_as(&path, &reading()).unwrap_err().code,
        "roster-damaged"
    );
}

#[test]
fn rows_out_of_sight_are_asked_about_in_ods_and_where_they_are_struck_through() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let struck = rust_xlsxwriter::Format::new().set_font_strikethrough();
    for (row, cells) in [
        ["姓名", "身份证号", "人员类别", "备注"],
        ["王建明", "990512198007102199", "退役军人", ""],
        ["李秀英", "990101196102151036", "退役军人", "struck"],
    ]
    .iter()
    .enumerate()
    {
        for (column, cell) in (0..).zip(cells) {
            let row = row as u32;
            // A note that is struck through says nothing of the person.
            if row == 2 && column == 0 || row == 1 && column == 3 {
                sheet
                    .write_with_format(row, column, *cell, &struck)
                    .unwrap();
            } else {
                sheet.write(row, column, *cell).unwrap();
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.xlsx");
    workbook.save(&path).unwrap();
    let failure = read_as(&path, &reading()).unwrap_err();
    assert_eq!(failure.code, "hidden-rows");
    assert!(
        failure.what.in_lang(Zh).contains("删除线第 3 行"),
        "{failure:?}"
    );

    // The same of an ODS file: its first person is filtered out.
    let mut from = zip::ZipArchive::new(fs::File::open(shared("workbook.ods")).unwrap()).unwrap();
    let path = folder.path().join("roster.ods");
    let mut to = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    for nth in 0..from.len() {
        let mut part = from.by_index(nth).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        if name == "content.xml" {
            let text = String::from_utf8(bytes).unwrap();
            let rows: Vec<&str> = text.split("<table:table-row").collect();
            let hidden = rows.join("<table:table-row table:visibility=\"filter\"");
            bytes = hidden.into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        std::io::Write::write_all(&mut to, &bytes).unwrap();
    }
    to.finish().unwrap();
    let failure = read_as(&path, &reading()).unwrap_err();
    assert_eq!(failure.code, "hidden-rows");
    assert!(
        failure.what.in_lang(Zh).contains("隐藏第 4-11 行"),
        "{failure:?}"
    );
}

/// Nobody's code is revoked who was filtered out of the list.
#[test]
fn a_list_with_rows_out_of_sight_or_damaged_cells_is_not_used() {
    for (name, code) in [
        ("hidden-rows.xlsx", "hidden-rows"),
        ("shared-string-index-minus-1.xlsx", "list-invalid"),
    ] {
        let list = read_list(&case(name), now());
        let Err(failure) = list.and_then(|list| list.whole(&case(name))) else {
            panic!("{name}: a list that is unclear was used");
        };
        assert_eq!(failure.code, code, "{name}");
    }
}

/// A merged category whose first row is hidden, of a roster with a group name between people and the
/// headings once more.
#[test]
fn what_a_hidden_row_says_of_the_rows_below_holds() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let headings = ["姓名", "身份证号", "人员类别"];
    let rows = [
        headings,
        ["王建明", "990512198007102199", "残疾军人"],
        ["李秀英", "990101196102151036", ""],
        headings,
        ["温泉镇", "", ""],
        ["张秀英", "990101196203151051", "退役军人"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    let plain = rust_xlsxwriter::Format::new();
    sheet.merge_range(1, 2, 2, 2, "残疾军人", &plain).unwrap();
    sheet.set_row_hidden(1).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.xlsx");
    workbook.save(&path).unwrap();
    let reading = Reading {
        hidden: Some(HiddenRows::Skip),
        ..reading()
    };
    let roster = read_as(&path, &reading).unwrap();
    // The name of the group stands in the column of names: that is somebody without a number.
    assert_eq!(people(&roster), [(3, "李秀英"), (6, "张秀英")]);
    let why: Vec<&str> = roster
        .passed_over
        .iter()
        .map(|row| row.why.code())
        .collect();
    assert_eq!(why, ["out-of-sight", "headings"]);
    assert_eq!(roster.refusals.len(), 1);
    let first = &roster.people[0].particulars.categories;
    assert!(
        first.contains(credential_core::Category::DisabledSoldier),
        "{first:?}"
    );
}

#[test]
fn a_text_may_have_two_rows_of_headings_too() {
    for group in ["", "类别情况"] {
        let roster = read_text(&format!(
            "姓名,身份证号,{group},\n,,人员类别,伤残等级\n王明,990512198007102199,残疾军人,三级\n"
        ))
        .unwrap();
        let person = &roster.people[0];
        assert_eq!(person.at, Place { record: 1, line: 3 });
        assert_eq!(person.particulars.details.disability_grade, Some(3));
    }
}
