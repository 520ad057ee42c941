//! Pages and workbooks of reports that are made up.

use std::io::Cursor;
use std::path::Path;

use books::Month;
use books::report::{
    Apart, BenefitReport, Dimension, Figures, MerchantReport, MonthSpan, Name, Names, Row,
    SettlementDraft, SettlementLine, Shown, Table,
};
use calamine::{Data, Reader, Xlsx};
use cli_support::files::Access;
use messages::{Lang, Text};

use super::*;

const HOSTILE: &str = "<script>alert(\"1\")</script>&\u{202e}";

fn figures(uses: u64, people: u64, full: u64, charged: u64) -> Figures {
    Figures {
        uses,
        units: uses,
        unpriced: uses / 10,
        full,
        charged,
        people,
    }
}

fn table(dimension: Dimension, rows: &[(u32, Shown)]) -> Table {
    let row = |(key, figures): &(u32, Shown)| Row {
        key: *key,
        figures: *figures,
    };
    Table {
        dimension,
        rows: rows.iter().map(row).collect(),
    }
}

/// A report of a city of the size of Xianning's: 26,400 uses, 1.5 million yuan.
fn city(merchants: u32) -> (BenefitReport, Labels) {
    let all = figures(26_400, 13_800, 410_000_000, 259_678_950);
    let part = |share: u64| {
        let of = |number: u64| number * share / 100;
        Shown::Figures(figures(
            of(26_400),
            of(13_800),
            of(410_000_000),
            of(259_678_950),
        ))
    };
    let months: Vec<(u32, Shown)> = (0..14)
        .map(|at| {
            let month = if at < 6 {
                202_507 + at
            } else {
                202_601 + at - 6
            };
            (
                month,
                if at == 0 {
                    Shown::UnderFive
                } else {
                    part(3 + u64::from(at * 7 % 11))
                },
            )
        })
        .collect();
    let trades = [11, 12, 13, 14, 15, 21, 22, 31]
        .into_iter()
        .zip([22, 4, 31, 9, 12, 13, 6, 3]);
    let trades: Vec<(u32, Shown)> = trades.map(|(key, share)| (key, part(share))).collect();
    let shops: Vec<(u32, Shown)> = (1..=merchants)
        .map(|key| match key {
            3 => (key, Shown::UnderFive),
            4 => (key, Shown::Withheld),
            _ => (
                key,
                Shown::Figures(figures(
                    2_000 / u64::from(key) + 5,
                    50,
                    300_000 / u64::from(key),
                    100_000 / u64::from(key),
                )),
            ),
        })
        .collect();
    let report = BenefitReport {
        span: MonthSpan {
            from: Month::from_number(202_507),
            until: Month::from_number(202_608),
        },
        total: Shown::Figures(all),
        tables: vec![
            table(Dimension::Month, &months),
            table(Dimension::Trade, &trades),
            table(Dimension::Merchant, &shops),
            table(
                Dimension::Category,
                &[
                    (0, part(61)),
                    (1, part(20)),
                    (2, Shown::UnderFive),
                    (5, part(12)),
                    (7, part(6)),
                ],
            ),
            table(
                Dimension::District,
                &[
                    (421_202, part(38)),
                    (421_221, part(17)),
                    (421_222, part(14)),
                    (421_223, part(13)),
                    (421_224, part(11)),
                    (421_281, part(7)),
                ],
            ),
            table(
                Dimension::Benefit,
                &[(1, part(40)), (2, part(25)), (3, part(20)), (4, part(15))],
            ),
        ],
        manual: Shown::Figures(figures(118, 0, 0, 0)),
        manual_reasons: [
            ("card-unreadable", 90),
            ("scanner-broken", 20),
            ("no-power", 8),
        ]
        .map(|(code, records)| Apart {
            code: code.to_owned(),
            records: Some(records),
        })
        .to_vec(),
        undone: 212,
        marks: vec![
            Apart {
                code: "quota-exceeded".to_owned(),
                records: Some(37),
            },
            Apart {
                code: "revoked".to_owned(),
                records: None,
            },
        ],
    };
    let name = |number: u32, zh: &str, en: Option<&str>| Name {
        number,
        zh: zh.to_owned(),
        en: en.map(str::to_owned),
    };
    let trades = [
        (11, "餐饮", "catering"),
        (12, "住宿", "lodging"),
        (13, "商超零售", "shops and supermarkets"),
        (14, "理发美容", "hairdressing"),
        (15, "交通出行", "transport"),
        (21, "医院", "hospitals"),
        (22, "药店", "pharmacies"),
        (31, "幼儿园", "kindergartens"),
    ];
    let names = Names {
        merchants: (1..=merchants)
            .map(|number| match number {
                2 => name(2, HOSTILE, None),
                _ => name(
                    number,
                    &format!("温泉第{number}理发店"),
                    Some(&format!("Hot Springs Barber {number}")),
                ),
            })
            .collect(),
        benefits: vec![
            name(1, "理发半价", Some("Haircut at half price")),
            name(2, "餐饮八五折", Some("15% off meals")),
            name(
                3,
                "超市满百减十",
                Some("10 yuan off 100 at the supermarket"),
            ),
            name(4, "就医优先", Some("Served first at hospitals")),
        ],
        trades: trades
            .map(|(number, zh, en)| name(number, zh, Some(en)))
            .to_vec(),
    };
    (report, Labels::new(names))
}

fn cover() -> Cover {
    Cover {
        bureau: Text::new("咸宁市退役军人事务局", "Xianning Veterans Affairs Bureau"),
        made: "2026-09-01 09:00:00".to_owned(),
        head: "9f2c0d61".repeat(8),
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

fn statement() -> SettlementDraft {
    let month = |number| Month::from_number(number).unwrap();
    let line = |number, benefit, uses, saved, owed| SettlementLine {
        month: month(number),
        benefit,
        uses,
        saved,
        per_mille: 500,
        owed,
    };
    SettlementDraft {
        merchant: 2,
        month: month(202_608),
        head: [7; 32],
        lines: vec![
            line(202_608, 1, 420, 420_000, 210_000),
            line(202_608, 2, 12, 100_001, 50_001),
        ],
        additions: vec![line(202_607, 1, -1, -1_000, -500)],
    }
}

fn of_merchant() -> (MerchantReport, MerchantFile) {
    let month = |key: u32, uses: u64| Row {
        key,
        figures: figures(uses, 0, uses * 2_000, uses * 1_000),
    };
    let report = MerchantReport {
        merchant: 2,
        total: figures(420, 57, 840_000, 420_000),
        people: Some(57),
        months: (1..=8)
            .map(|at| month(202_600 + at, u64::from(at) * 9))
            .collect(),
        benefits: vec![month(1, 300), month(2, 120)],
        manual: 3,
        undone: 2,
        marked: 1,
        ratings: Some([40, 3, 2]),
    };
    let both = |zh: &str, en: &str| Text::new(zh.to_owned(), en.to_owned());
    let file = MerchantFile {
        about: vec![both("行业：理发美容", "Trade: 14")],
        promises: vec![(
            both(
                "理发半价（五折：付 50%）",
                "Haircut at half price (50% off)",
            ),
            both("退役军人", "veteran"),
        )],
        inspections: vec![("2026-05-04".to_owned(), both(HOSTILE, HOSTILE))],
        rewards: Vec::new(),
    };
    (report, file)
}

/// All pages in one language.
fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let (report, labels) = city(120);
    let (of_merchant, file) = of_merchant();
    let sheet = merchant_sheet(&of_merchant, &file, report.span, &labels, &cover(), lang);
    let statement = settlement_page(&statement(), &labels, &cover(), HOSTILE, lang);
    vec![
        ("benefits", text(page(&report, &labels, &cover(), lang))),
        ("merchant", text(sheet)),
        ("settlement", text(statement)),
    ]
}

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
        undone: 0,
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
