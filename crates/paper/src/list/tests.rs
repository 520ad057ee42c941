use std::sync::Arc;

use hayro::Pdf;

use super::*;

fn columns() -> Vec<ListColumn> {
    [("序号", 20.0), ("姓名", 30.0), ("签名", 140.0)]
        .map(|(heading, width_mm)| ListColumn {
            heading: heading.to_owned(),
            width_mm,
        })
        .to_vec()
}

fn page(rows: usize) -> ListPage {
    let row = |nth: usize| vec![(nth + 1).to_string(), "王建明".to_owned()];
    ListPage {
        title: "横沟桥镇 · 李家村".to_owned(),
        note: "共 3 人".to_owned(),
        number: "第 1 页，共 1 页".to_owned(),
        rows: (0..rows).map(row).collect(),
    }
}

#[test]
fn a_full_page_has_all_its_rows_on_the_paper() {
    let bottom = row_top(LIST_ROWS_PER_PAGE);
    assert!(bottom < A4.height - 15.0, "{bottom}");
    let font = Font::bundled().unwrap();
    let pdf = list_pdf(&font, &columns(), &[page(LIST_ROWS_PER_PAGE), page(1)]).unwrap();
    let pdf = Pdf::new(Arc::new(pdf)).unwrap();
    assert_eq!(pdf.pages().len(), 2);
    let first = crate::text_back::count(&pdf, 0);
    // Blanks have no picture.
    let page = page(LIST_ROWS_PER_PAGE);
    let headings = columns().into_iter().map(|column| column.heading);
    let texts = [page.title, page.note, page.number];
    let all: String = texts.into_iter().chain(headings).collect();
    let all = all + &page.rows.concat().concat();
    assert_eq!(first, all.chars().filter(|c| !c.is_whitespace()).count());
}

#[test]
fn what_is_too_wide_becomes_smaller_then_several_lines_and_then_says_that_it_goes_on() {
    let font = Font::bundled().unwrap();
    let writer = LineWriter::new(&font).unwrap();
    let fitted = |text: &str| Fitted::of(&writer, text, 4.0, 20.0);
    assert_eq!(
        (fitted("王建明").size, fitted("王建明").lines.len()),
        (4.0, 1)
    );
    let smaller = fitted("阿依古丽买");
    assert_eq!(smaller.lines.len(), 1);
    let one = fitted("阿依古丽买提");
    assert!(one.size < 4.0 && one.lines.len() == 1, "{}", one.size);
    let two = fitted("退役军人、残疾军人");
    assert_eq!(two.lines.concat(), "退役军人、残疾军人");
    // More than any one person has.
    let categories = "退役军人、残疾军人、烈士遗属、因公牺牲军人遗属、病故军人遗属、现役军人家属";
    let whole = fitted(categories);
    assert_eq!(whole.lines.concat(), categories);
    let cut = fitted(&"长".repeat(400));
    assert!(cut.lines.len() == 5 && cut.lines[4].ends_with('…'));
    for text in [two, whole, cut] {
        assert!(text.lines.len() as f64 * text.size * 1.15 < ROW_MM);
        for line in &text.lines {
            assert!(writer.width(line, text.size) <= 20.0 + 1e-9, "{line}");
        }
    }
}

#[test]
fn a_character_without_a_picture_is_a_box_and_not_nothing() {
    let font = Font::bundled().unwrap();
    let writer = LineWriter::new(&font).unwrap();
    let (boxed, missing) = (writer.glyph('□'), writer.glyph('\u{20000}'));
    assert_eq!(boxed, missing);
    assert_ne!(boxed.0, ttf_parser::GlyphId(0));
}

#[test]
fn pages_ask_to_be_printed_in_their_size() {
    let font = Font::bundled().unwrap();
    let pdf = list_pdf(&font, &columns(), &[page(1)]).unwrap();
    assert!(String::from_utf8_lossy(&pdf).contains("/PrintScaling /None"));
}
