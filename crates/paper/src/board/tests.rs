use std::sync::Arc;

use hayro::Pdf;

use super::*;
use crate::units::{A3, A4};

fn board(promises: usize, name: &str) -> Board {
    let promise = |number: usize| BoardPromise {
        what: format!("理发半价 {number}：五折"),
        conditions: "每天1次 · 周一至周五 09:00-11:30".to_owned(),
    };
    Board {
        heading: "咸宁市崇军商盟".to_owned(),
        name: name.to_owned(),
        groups: vec![
            BoardGroup {
                heading: "退役军人、残疾军人".to_owned(),
                promises: (0..promises).map(promise).collect(),
            },
            BoardGroup {
                heading: "现役军人".to_owned(),
                promises: vec![promise(99)],
            },
        ],
        footer: vec!["有效期：2026-01-01 至 2026-12-31 · 商户编号 7".to_owned()],
    }
}

fn made(board: &Board, size: SizeMm) -> BoardPdf {
    let font = Font::bundled().unwrap();
    let emblem = Emblem::parse("emblem.svg", EMBLEM.as_bytes(), &font).unwrap();
    board_pdf(&font, board, &emblem, size, &|page, pages| {
        format!("第 {page} 页，共 {pages} 页")
    })
    .unwrap()
}

/// Characters on all pages, but for blanks.
fn characters(made: &BoardPdf) -> usize {
    let pdf = Pdf::new(Arc::new(made.pdf.clone())).unwrap();
    assert_eq!(pdf.pages().len(), made.pages);
    (0..made.pages)
        .map(|page| crate::text_back::count(&pdf, page))
        .sum()
}

fn visible(texts: &[&str]) -> usize {
    texts
        .concat()
        .chars()
        .filter(|c| !c.is_whitespace())
        .count()
}

/// Every character of every promise is on the paper, on each size of it, with one promise and with hundreds.
#[test]
fn nothing_is_left_out_however_much_there_is() {
    for size in [A4, A4.landscape(), A3, A3.landscape()] {
        let mut letters = f64::MAX;
        for promises in [1, 30, 400] {
            let board = board(promises, "温泉理发店");
            let made = made(&board, size);
            let mut expected = 0;
            for group in &board.groups {
                expected += visible(&[&group.heading]);
                for promise in &group.promises {
                    expected += visible(&[&promise.what, &promise.conditions]);
                }
            }
            let on_each_page = visible(&[&board.heading, &board.name, &board.footer.concat()]);
            let number = |page: usize| format!("第{page}页，共{}页", made.pages);
            let numbers: usize = match made.pages {
                1 => 0,
                pages => (1..=pages).map(|page| visible(&[&number(page)])).sum(),
            };
            assert_eq!(
                characters(&made),
                expected + on_each_page * made.pages + numbers,
                "{size:?} {promises}"
            );
            assert!(made.letters_mm <= letters);
            assert!(made.letters_mm >= 5.2, "{}", made.letters_mm);
            letters = made.letters_mm;
            match promises {
                1 => assert_eq!(made.pages, 1),
                400 => assert!(made.pages > 1),
                _ => assert!(made.pages <= 2),
            }
        }
    }
}

#[test]
fn a_very_long_name_is_broken_and_stays_whole() {
    let name = "咸宁市温泉街道月亮湾路桂花镇崇军理发美容美发养生连锁有限责任公司第一百二十八分店暨"
        .repeat(2);
    let english = format!("{} {}", "Hairdressing".repeat(12), "Co. Ltd.");
    for name in [name.as_str(), english.as_str()] {
        for size in [A4, A4.landscape()] {
            let board = board(1, name);
            let made = made(&board, size);
            let short = self::made(&self::board(1, "店"), size);
            assert_eq!(made.pages, 1);
            let more = visible(&[name]) - 1;
            assert_eq!(characters(&made), characters(&short) + more);
        }
    }
}

#[test]
fn one_promise_fills_the_board_and_its_value_is_not_broken() {
    let font = Font::bundled().unwrap();
    let writer = LineWriter::new(&font).unwrap();
    let mut one = board(0, "桂花餐厅");
    one.groups.retain(|group| !group.promises.is_empty());
    one.groups[0].promises[0].what = "满一百元立减（减 20 元）".to_owned();
    let plan = BoardPlan::best(&writer, &one, A4);
    assert!(plan.letters > 14.0, "{}", plan.letters);
    let lines = &plan.pages[0].columns[0];
    assert!(lines.iter().any(|line| line.text.contains("（减 20 元）")));
    for room in [40.0, 60.0, 90.0] {
        let lines = plan::what_in_lines(&writer, "满一百元立减（减 20 元）", 6.0, room);
        assert!(
            lines.iter().any(|line| line.contains("（减 20 元）")),
            "{lines:?}"
        );
        assert_eq!(lines.concat().replace(' ', ""), "满一百元立减（减20元）");
    }
}

/// Nothing stands beside the paper: all lines end before the margin, and the last above the foot of the page.
#[test]
fn all_lines_stand_on_the_paper() {
    let font = Font::bundled().unwrap();
    let writer = LineWriter::new(&font).unwrap();
    for size in [A4, A4.landscape(), A3] {
        for promises in [1, 30, 400] {
            let plan = BoardPlan::best(&writer, &board(promises, "温泉理发店"), size);
            for page in &plan.pages {
                for column in &page.columns {
                    let height: f64 = column.iter().map(crate::sheet::TextLine::height).sum();
                    assert!(height <= plan.body_bottom - plan.body_top + 1e-6);
                    for line in column {
                        let end = line.indent + writer.width(&line.text, line.size);
                        assert!(end <= plan.column_width + 1e-6, "{}", line.text);
                    }
                }
            }
            let footer: f64 = plan.footer.iter().map(crate::sheet::TextLine::height).sum();
            assert!(plan.body_bottom + footer < size.height - 5.0);
        }
    }
}
