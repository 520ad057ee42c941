use std::path::PathBuf;

use rust_xlsxwriter::{Format, Workbook as Written};
use tempfile::TempDir;

use super::*;

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Saves a workbook and gives its path.
fn saved(folder: &TempDir, mut workbook: Written) -> PathBuf {
    let path = folder.path().join("roster.xlsx");
    workbook.save(&path).unwrap();
    path
}

fn begin(path: &Path, kind: BookKind, sheet: &str) -> SheetRows {
    let sheets = previews(path, kind, 1).unwrap();
    let facts = &sheets.iter().find(|one| one.name == sheet).unwrap().facts;
    read(path, kind, sheet, facts).unwrap()
}

/// Every row: its number, and its cells.
fn rows(path: &Path, kind: BookKind, sheet: &str) -> Vec<(u64, Vec<String>)> {
    let mut rows = begin(path, kind, sheet);
    let mut found = Vec::new();
    while let Some(row) = rows.next(path).unwrap() {
        assert!(!row.too_long);
        found.push((row.line, row.cells));
    }
    found
}

#[test]
fn a_sheet_is_read_as_it_is_seen() {
    let folder = folder();
    let mut workbook = Written::new();
    let sheet = workbook.add_worksheet();
    sheet.write(1, 1, "姓名").unwrap();
    sheet.write(1, 3, "身份证号").unwrap();
    sheet.write(4, 1, "王建明").unwrap();
    sheet.write(4, 2, 7).unwrap();
    sheet.write(4, 3, 990_512_198_007_102_199.0).unwrap();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_with_format(5, 0, 29_413.0, &date).unwrap();
    sheet.write(5, 1, true).unwrap();
    let path = saved(&folder, workbook);
    let row = |line: u64, cells: &[&str]| {
        (
            line,
            cells
                .iter()
                .map(|&cell| cell.to_owned())
                .collect::<Vec<String>>(),
        )
    };
    assert_eq!(
        rows(&path, BookKind::Xlsx, "Sheet1"),
        [
            row(1, &[]),
            row(2, &["", "姓名", "", "身份证号"]),
            row(3, &[]),
            row(4, &[]),
            row(5, &["", "王建明", "7", "9.90512E+17"]),
            row(6, &["1980-07-11", "TRUE"]),
        ]
    );
}

#[test]
fn previews_show_each_sheet_and_whether_people_see_it() {
    let folder = folder();
    let mut workbook = Written::new();
    workbook
        .add_worksheet()
        .set_name("说明")
        .unwrap()
        .write(0, 0, "填表说明")
        .unwrap();
    let hidden = workbook.add_worksheet();
    hidden
        .set_name("字典")
        .unwrap()
        .write(0, 0, "姓名")
        .unwrap();
    hidden.set_hidden(true);
    let roster = workbook.add_worksheet().set_name("名册").unwrap();
    for row in 0..1_000 {
        roster.write(row, 0, row).unwrap();
    }
    let path = saved(&folder, workbook);
    let previews = previews(&path, BookKind::Xlsx, 3).unwrap();
    let seen: Vec<_> = previews
        .iter()
        .map(|preview| {
            let name = preview.name.as_str();
            (name, preview.visible, preview.rows.len(), preview.lines)
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("说明", true, 1, 1),
            ("字典", false, 1, 1),
            ("名册", true, 3, 1_000)
        ]
    );
}

#[test]
fn a_row_that_runs_on_is_not_kept() {
    let folder = folder();
    let mut workbook = Written::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "a").unwrap();
    for column in 0..5 {
        sheet.write(1, column, "长".repeat(10_000)).unwrap();
    }
    sheet.write(2, 5_000, "far to the right").unwrap();
    sheet.write(3, 0, "b").unwrap();
    let path = saved(&folder, workbook);
    let mut rows = begin(&path, BookKind::Xlsx, "Sheet1");
    let found: Vec<_> = std::iter::from_fn(|| rows.next(&path).unwrap())
        .map(|row| (row.line, row.cells.len(), row.too_long))
        .collect();
    assert_eq!(
        found,
        [(1, 1, false), (2, 0, true), (3, 0, true), (4, 1, false)]
    );
}

/// A reader that stops early, as a run that fails does, leaves no thread waiting.
#[test]
fn whoever_stops_early_ends_the_reading() {
    let folder = folder();
    let mut workbook = Written::new();
    let sheet = workbook.add_worksheet();
    for row in 0..5_000 {
        sheet.write(row, 0, row).unwrap();
    }
    let path = saved(&folder, workbook);
    let mut rows = begin(&path, BookKind::Xlsx, "Sheet1");
    assert_eq!(rows.next(&path).unwrap().unwrap().cells, ["0"]);
    drop(rows);
}

#[test]
fn a_damaged_workbook_is_told_in_words_wherever_it_is_cut() {
    let folder = folder();
    let mut workbook = Written::new();
    let sheet = workbook.add_worksheet();
    for row in 0..50 {
        sheet.write(row, 0, format!("王{row}")).unwrap();
    }
    let path = saved(&folder, workbook);
    let whole = std::fs::read(&path).unwrap();
    for part in 0..20 {
        let cut = folder.path().join("cut.xlsx");
        std::fs::write(&cut, &whole[..whole.len() * part / 20]).unwrap();
        let failure = previews(&cut, BookKind::Xlsx, 3).unwrap_err();
        assert_eq!(failure.code, "roster-damaged", "{part}");
    }
    for at in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        let changed = folder.path().join("changed.xlsx");
        std::fs::write(&changed, bytes).unwrap();
        // Whatever comes of it, it is an answer.
        if previews(&changed, BookKind::Xlsx, 3).is_ok() {
            let mut rows = begin(&changed, BookKind::Xlsx, "Sheet1");
            while let Ok(Some(_)) = rows.next(&changed) {}
        }
    }
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_opened() {
    use std::io::Write as _;
    let folder = folder();
    let path = folder.path().join("bomb.xlsx");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    archive.start_file("xl/workbook.xml", options).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..520 {
        archive.write_all(&zeros).unwrap();
    }
    archive.finish().unwrap();
    assert!(std::fs::metadata(&path).unwrap().len() < 2 << 20);
    let failure = previews(&path, BookKind::Xlsx, 3).unwrap_err();
    assert_eq!(failure.code, "roster-too-large");
}

/// The parts of a workbook as XLSX has them, with this beside what is needed.
fn parts(folder: &TempDir, sheets: &str, relations: &str, styles: &str, names: &str) -> PathBuf {
    use std::io::Write as _;
    let path = folder.path().join("parts.xlsx");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    for (name, text) in [
        (
            "_rels/.rels",
            format!(
                "<Relationships><Relationship Id=\"r1\" Type=\"{kinds}/officeDocument\" Target=\"xl/workbook.xml\"/>\
                 </Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/>{sheets}</sheets>\
                 <definedNames>{names}</definedNames></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships><Relationship Id=\"r1\" Type=\"{kinds}/worksheet\" Target=\"s.xml\"/>\
                 {relations}</Relationships>"
            ),
        ),
        ("xl/styles.xml", format!("<styleSheet>{styles}</styleSheet>")),
        (
            "xl/s.xml",
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c></row>\
             </sheetData></worksheet>"
                .to_owned(),
        ),
    ] {
        archive.start_file(name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    path
}

/// What is held of a workbook all at once is weighed, not only counted.
#[test]
fn names_and_formats_without_end_are_refused_before_the_library_opens_them() {
    let folder = folder();
    let taken = |sheets: &str, relations: &str, styles: &str, names: &str| {
        let path = parts(&folder, sheets, relations, styles, names);
        match previews(&path, BookKind::Xlsx, 3) {
            Ok(previews) => {
                assert_eq!(previews[0].rows[0].cells, ["a"]);
                true
            }
            Err(failure) => {
                assert_eq!(failure.code, "roster-too-large", "{failure:?}");
                false
            }
        }
    };
    let formats = |count: usize, length: usize, uses: usize| {
        let format = "0".repeat(length);
        let formats: String = (0..count)
            .map(|at| {
                format!(
                    "<numFmt numFmtId=\"{}\" formatCode=\"{format}\"/>",
                    200 + at
                )
            })
            .collect();
        let uses = "<xf numFmtId=\"200\"/>".repeat(uses);
        format!("<numFmts>{formats}</numFmts><cellXfs>{uses}</cellXfs>")
    };
    let names = |count: usize, length: usize| {
        let text = "A".repeat(length);
        format!("<definedName name=\"n\">{text}</definedName>").repeat(count)
    };
    let relations = |count: usize, length: usize| {
        let target = "A".repeat(length);
        format!("<Relationship Id=\"x\" Type=\"t\" Target=\"{target}\"/>").repeat(count)
    };
    let sheet = |length: usize| {
        let name = "A".repeat(length);
        format!("<sheet name=\"{name}\" sheetId=\"2\" r:id=\"r1\"/>")
    };
    // As much as there may be.
    assert!(taken(
        &sheet(31),
        &relations(100, 200),
        &formats(200, 255, 1_000),
        &names(500, 2_000)
    ));
    for (sheets, relations, styles, names) in [
        (sheet(5_000), String::new(), String::new(), String::new()),
        (
            String::new(),
            relations(1, 5_000),
            String::new(),
            String::new(),
        ),
        (
            String::new(),
            relations(1_000, 3_000),
            String::new(),
            String::new(),
        ),
        (
            String::new(),
            String::new(),
            formats(1, 5_000, 1),
            String::new(),
        ),
        (
            String::new(),
            String::new(),
            formats(1_000, 3_000, 1),
            String::new(),
        ),
        (
            String::new(),
            String::new(),
            formats(1, 3_000, 30_000),
            String::new(),
        ),
        (
            String::new(),
            String::new(),
            String::new(),
            names(1_000, 3_000),
        ),
    ] {
        assert!(!taken(&sheets, &relations, &styles, &names));
    }
}

/// A sheet whose only cell is the last one that there can be: 17 thousand million empty ones before it.
#[test]
fn the_last_cell_of_a_sheet_costs_no_memory() {
    let folder = folder();
    let mut workbook = Written::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "a").unwrap();
    sheet.write(1_048_575, 16_383, "z").unwrap();
    let path = saved(&folder, workbook);
    let mut rows = begin(&path, BookKind::Xlsx, "Sheet1");
    let mut count = 0;
    while let Some(row) = rows.next(&path).unwrap() {
        count += 1;
        assert_eq!(row.too_long, row.line == 1_048_576);
    }
    assert_eq!(count, 1_048_576);
}
