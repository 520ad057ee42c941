//! Pages and workbooks of reports that are made up.

use std::io::Cursor;
use std::path::Path;

use books::report::{BenefitReport, Dimension, Figures, MonthSpan, Shown};
use calamine::{Data, Reader, Xlsx};
use cli_support::files::Access;
use messages::Lang;

mod city;

use super::*;
use city::*;

#[test]
fn a_merchant_called_script_is_a_text() {
    for lang in [Lang::Zh, Lang::En] {
        for (name, page) in pages(lang) {
            assert!(!page.contains("<script"), "{name}");
            assert!(
                page.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;\\u{202e}"),
                "{name}"
            );
        }
    }
}

#[test]
fn a_page_needs_nothing_else_and_says_so_to_the_browser() {
    for (name, page) in pages(Lang::En) {
        let without_namespace = page.replace("http://www.w3.org/2000/svg", "");
        for outside in [
            "http:", "https:", "//", " src=", "url(", "@import", "<link", " on",
        ] {
            let found = without_namespace.find(outside);
            let near = found.map(|at| without_namespace.get(at.saturating_sub(40)..at + 40));
            // Words in sentences are no attributes.
            assert!(
                found.is_none() || outside == " on",
                "{name}: {outside} {near:?}"
            );
        }
        assert!(page.contains("default-src 'none'"), "{name}");
        assert!(
            !page.contains(" onload") && !page.contains(" onclick"),
            "{name}"
        );
    }
}

#[test]
fn a_page_is_in_one_language() {
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let (mut report, labels) = city(3);
    // Divisions have Chinese names alone.
    report
        .tables
        .retain(|table| table.dimension != Dimension::District);
    let english = text(page(&report, &labels, &cover(), Lang::En));
    assert!(
        !english.chars().any(is_chinese),
        "{:?}",
        english.chars().find(|c| is_chinese(*c))
    );
    let chinese = text(page(&report, &labels, &cover(), Lang::Zh));
    for word in ["Merchant", "Total", "uses", "yuan", "catering"] {
        assert!(!chinese.contains(word), "{word}");
    }
}

#[test]
fn the_head_line_says_what_the_city_says() {
    let (report, labels) = city(3);
    let english = text(page(&report, &labels, &cover(), Lang::En));
    assert!(english.contains("26,400 uses by 13,800 people, 1.5 million yuan saved"));
    let chinese = text(page(&report, &labels, &cover(), Lang::Zh));
    assert!(chinese.contains("26,400 次优待，为 13,800 人节省 150.3 万元"));
}

#[test]
fn what_is_suppressed_stands_in_no_page_and_no_bar() {
    let (report, labels) = city(5);
    let page = text(page(&report, &labels, &cover(), Lang::En));
    // Merchant 3 has fewer than five people, and 4 was withheld for it.
    let row = |name: &str| {
        let at = page.find(&format!("<td>{name}</td>")).unwrap();
        page.get(at..)
            .unwrap()
            .split("</tr>")
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        row("Hot Springs Barber 3")
            .matches(char::is_numeric)
            .count(),
        2,
        "{}",
        row("Hot Springs Barber 3")
    );
    assert!(row("Hot Springs Barber 3").contains("&lt;5"));
    assert_eq!(row("Hot Springs Barber 4").matches("–").count(), 6);
    // Both months' charts have a dashed box for the month that is not shown.
    assert_eq!(page.matches("class=\"none\"").count(), 3);
}

#[test]
fn long_tables_end_and_say_where_the_rest_is() {
    let (report, labels) = city(120);
    let page = text(page(&report, &labels, &cover(), Lang::En));
    assert!(page.contains("the workbook has the other 20"));
    assert!(!page.contains("Hot Springs Barber 120<"));
}

#[test]
fn an_empty_report_is_a_page() {
    let none = Figures::default();
    let report = BenefitReport {
        span: MonthSpan::default(),
        total: Shown::Figures(none),
        tables: Dimension::ALL
            .map(|dimension| table(dimension, &[]))
            .to_vec(),
        manual: Shown::Figures(none),
        manual_reasons: Vec::new(),
        undone: Some(0),
        marks: Vec::new(),
    };
    for lang in [Lang::Zh, Lang::En] {
        let page = text(page(&report, &Labels::default(), &cover(), lang));
        assert!(page.contains("<h1>") && !page.contains("<svg"));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.xlsx");
    write_workbook(
        &path,
        &report,
        &Labels::default(),
        &cover(),
        Access::Public,
        Lang::Zh,
    )
    .unwrap();
    assert!(path.exists());
}

#[test]
fn a_statement_has_its_sums_and_is_the_same_bytes_again() {
    let (_, labels) = city(3);
    let page = |lang| {
        text(settlement_page(
            &statement(),
            &labels,
            &cover(),
            "李强",
            lang,
        ))
    };
    let english = page(Lang::En);
    // 2,100.00 + 500.01 - 5.00
    assert!(english.contains("2,595.01 yuan are paid back"), "{english}");
    assert!(english.contains("−5.00") && english.contains("2026-07") && english.contains("50.0%"));
    assert_eq!(english, page(Lang::En));
    assert!(page(Lang::Zh).contains("补给商户 2,595.01 元"));
}

fn sheet(path: &Path, name: &str) -> Vec<Vec<Data>> {
    let bytes = std::fs::read(path).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(name).unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn the_workbook_has_all_rows_and_amounts_are_numbers_in_yuan() {
    let (report, labels) = city(120);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.xlsx");
    write_workbook(&path, &report, &labels, &cover(), Access::Public, Lang::Zh).unwrap();
    let merchants = sheet(&path, "按商户");
    // The headings, all merchants, and the total.
    assert_eq!(merchants.len(), 122);
    assert_eq!(merchants[0][5], Data::String("节省（元）".to_owned()));
    assert_eq!(merchants[1][1], Data::Float(2_005.0));
    assert_eq!(merchants[1][3], Data::Float(3_000.0));
    assert_eq!(merchants[3][2], Data::String("<5".to_owned()));
    assert_eq!(merchants[4][5], Data::String("–".to_owned()));
    // A name is never a formula, and nothing in it is hidden.
    assert_eq!(
        merchants[2][0],
        Data::String(HOSTILE.replace('\u{202e}', "\\u{202e}"))
    );
    let total = &merchants[121];
    assert_eq!(total[5], Data::Float(1_503_210.5));
    let months = sheet(&path, "按月");
    assert_eq!(months[1][0], Data::String("2025-07".to_owned()));
}

#[test]
fn amounts_that_excel_would_round_are_texts() {
    let (mut report, labels) = city(3);
    report.total = Shown::Figures(figures(1, 9, 1_000_000_000_000_001, 0));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.xlsx");
    write_workbook(&path, &report, &labels, &cover(), Access::Public, Lang::En).unwrap();
    let trades = sheet(&path, "By trade");
    assert_eq!(
        trades.last().unwrap()[5],
        Data::String("10,000,000,000,000.01".to_owned())
    );
}

#[test]
#[ignore = "writes pages to look at into the folder that REPORT_PAGES names"]
fn pages_to_look_at() {
    let folder = std::env::var_os("REPORT_PAGES").unwrap();
    let folder = Path::new(&folder);
    for (lang, tag) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        for (name, page) in pages(lang) {
            std::fs::write(folder.join(format!("{name}-{tag}.html")), page).unwrap();
        }
        let (report, labels) = city(120);
        let path = folder.join(format!("benefits-{tag}.xlsx"));
        write_workbook(&path, &report, &labels, &cover(), Access::Public, lang).unwrap();
    }
}
