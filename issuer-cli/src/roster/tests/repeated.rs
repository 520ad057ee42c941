//! Rows of ODS that are one row, repeated.

use std::io::Write;

use super::*;

fn ods(rows: &[(u64, &[&str])]) -> (tempfile::TempDir, PathBuf) {
    let mut table = String::new();
    for (repeats, cells) in rows {
        table.push_str(&format!(
            "<table:table-row table:number-rows-repeated=\"{repeats}\">"
        ));
        for cell in *cells {
            table.push_str(&format!(
                "<table:table-cell office:value-type=\"string\"><text:p>{cell}</text:p></table:table-cell>"
            ));
        }
        table.push_str("</table:table-row>");
    }
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"a\">{table}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.ods");
    let mut archive = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    for (name, text) in [("mimetype", kind), ("content.xml", &content)] {
        archive
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    (folder, path)
}

const HEADINGS: &[&str] = &["姓名", "身份证号", "人员类别"];
const WANG: &[&str] = &["王建明", "990512198007102199", "退役军人"];
const LI: &[&str] = &["李秀英", "990101196102151036", "退役军人"];

#[test]
fn a_row_that_is_repeated_is_told_once_with_how_often() {
    let wrong = &["张秀英", "123", "退役军人"][..];
    let rows = [
        (1, HEADINGS),
        (1_000_000, WANG),
        (30_000, wrong),
        (2, &["合计", "2", ""]),
        (3, &[" ", "", ""]),
        (1, LI),
        (2, WANG),
    ];
    let (_folder, path) = ods(&rows);
    let roster = read(&path, Names::Full, now()).unwrap();
    let people: Vec<_> = roster.people.iter().map(|one| one.at).collect();
    let place = |record| Place {
        record,
        line: record + 1,
    };
    assert_eq!(people, [place(1), place(1_030_006)]);
    let refused: Vec<_> = roster
        .refusals
        .iter()
        .map(|refusal| (refusal.at, refusal.rows, refusal.faults[0].code()))
        .collect();
    assert_eq!(
        refused,
        [
            (place(2), 999_999, "same-person"),
            (place(1_000_001), 30_000, "identity-length"),
            (place(1_030_007), 2, "same-person"),
        ]
    );
    assert_eq!((roster.blank, roster.passed_over[0].rows), (3, 2));
    let text = roster.passed_over[0].text();
    assert!(
        text.in_lang(messages::Lang::Zh).contains("共 2 行"),
        "{text:?}"
    );
}

#[test]
fn headings_that_are_repeated_are_headings() {
    let (_folder, path) = ods(&[(3, HEADINGS), (1, WANG)]);
    let roster = read(&path, Names::Full, now()).unwrap();
    assert_eq!(roster.people.len(), 1);
    assert_eq!(roster.people[0].at.line, 4);
}
