//! Cells of which it is not clear what they say: struck through in parts, not calculated.

use std::io::{Read, Write};

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

use super::*;

const HEADINGS: [&str; 4] = ["姓名", "身份证号", "人员类别", "伤残等级"];
const PERSON: [&str; 4] = ["王建明", "990512198007102199", "残疾军人", "七级"];

/// A roster with one person, and one more cell written over it.
fn read_with(write: impl FnOnce(&mut Worksheet)) -> Result<Whole, Failure> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip([HEADINGS, PERSON]) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    write(sheet);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.xlsx");
    workbook.save(&path).unwrap();
    read(&path, Names::Full, now())
}

fn half_struck(sheet: &mut Worksheet, row: u32, column: u16, parts: [&str; 2]) {
    let (struck, plain) = (Format::new().set_font_strikethrough(), Format::new());
    let parts = [(&struck, parts[0]), (&plain, parts[1])];
    sheet.write_rich_string(row, column, &parts).unwrap();
}

#[test]
fn a_cell_that_is_struck_through_in_part_is_asked_about() {
    for (column, parts, code) in [
        (0, ["王建", "李明"], Column::Name),
        (1, ["99051219800710", "2199"], Column::Identity),
        (2, ["退役军人、", "残疾军人"], Column::Category),
        (
            3,
            ["六级", "七级"],
            Column::Detail(columns::DetailColumn::DisabilityGrade),
        ),
    ] {
        let roster = read_with(|sheet| half_struck(sheet, 1, column, parts)).unwrap();
        assert!(roster.people.is_empty(), "{parts:?}");
        let fault = &roster.refusals[0].faults[0];
        assert_eq!(
            (fault.column, fault.code()),
            (Some(code), "cell-half-struck")
        );
        assert_eq!(roster.refusals[0].faults.len(), 1, "{parts:?}");
    }
}

#[test]
fn a_cell_that_is_struck_through_does_not_count_unasked() {
    let struck = Format::new().set_font_strikethrough();
    for column in [2, 3] {
        let roster = read_with(|sheet| {
            let text = PERSON[usize::from(column)];
            sheet.write_with_format(1, column, text, &struck).unwrap();
        })
        .unwrap();
        assert_eq!(refused(&roster), [(1, vec!["cell-struck"])]);
    }
}

#[test]
fn a_heading_that_is_struck_through_stops_the_run() {
    let struck = Format::new().set_font_strikethrough();
    for column in [0, 3] {
        let whole = read_with(|sheet| {
            let text = HEADINGS[usize::from(column)];
            sheet.write_with_format(0, column, text, &struck).unwrap();
        });
        assert_eq!(whole.unwrap_err().code, "heading-struck");
        let half = read_with(|sheet| {
            half_struck(sheet, 0, column, ["旧", HEADINGS[usize::from(column)]]);
        });
        assert!(half.is_err());
    }
}

#[test]
fn a_merged_cell_that_is_struck_through_in_part_counts_for_nobody() {
    let roster = read_with(|sheet| {
        sheet.merge_range(1, 2, 2, 2, "", &Format::new()).unwrap();
        half_struck(sheet, 1, 2, ["退役军人、", "残疾军人"]);
        sheet.write(2, 0, "李秀英").unwrap();
        sheet.write(2, 1, "990101196102151036").unwrap();
    })
    .unwrap();
    let codes = vec!["cell-half-struck"];
    assert_eq!(refused(&roster), [(1, codes.clone()), (2, codes)]);
}

#[test]
fn a_list_with_a_cell_that_is_struck_through_in_part_is_not_used() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "持有人编号").unwrap();
    half_struck(sheet, 1, 0, ["1", "7"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.xlsx");
    workbook.save(&path).unwrap();
    assert_eq!(read_list(&path, now()).err().unwrap().code, "hidden-rows");
}

#[test]
fn a_list_with_a_formula_that_was_never_calculated_is_told_as_such() {
    let case = "tests/cases/rosters/uncalculated-formula.xlsx";
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(case);
    let failure = read_list(&path, now()).err().unwrap();
    assert_eq!(failure.code, "list-invalid");
    let what = failure.what.in_lang(messages::Lang::Zh);
    assert!(what.contains("公式"), "{what}");
}

/// Workbooks that a program has made, and no spreadsheet has opened.
#[test]
fn a_formula_that_was_never_calculated_is_told_as_such() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip([HEADINGS, PERSON]) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    let formula = Formula::new("=Z1").set_result("marker");
    sheet.write_formula(1, 2, formula).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.xlsx");
    workbook.save(&path).unwrap();
    rewrite(&path, "xl/worksheets/sheet1.xml", |text| {
        let made = text.replace("<v>marker</v>", "").replace(" t=\"str\"", "");
        assert!(made.len() < text.len());
        made
    });
    let roster = read(&path, Names::Full, now()).unwrap();
    assert_eq!(refused(&roster), [(1, vec!["cell-uncalculated"])]);
}

/// Changes one part of an archive.
fn rewrite(path: &Path, part: &str, change: impl Fn(String) -> String) {
    let mut from = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut parts = Vec::new();
    for nth in 0..from.len() {
        let mut file = from.by_index(nth).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        if name == part {
            bytes = change(String::from_utf8(bytes).unwrap()).into_bytes();
        }
        parts.push((name, bytes));
    }
    let mut to = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, bytes) in parts {
        to.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap();
}
