//! The report of a small city, the file of a merchant and a statement: what the pages of the tests show.

use books::Month;
use books::report::{
    Apart, BenefitReport, Dimension, Figures, MerchantReport, MonthSpan, Name, Names, Row,
    SettlementDraft, SettlementLine, Shown, Table,
};
use messages::{Lang, Text};

use super::super::*;

pub(super) const HOSTILE: &str = "<script>alert(\"1\")</script>&\u{202e}";

pub(super) fn figures(uses: u64, people: u64, full: u64, charged: u64) -> Figures {
    Figures {
        uses,
        units: uses,
        unpriced: uses / 10,
        full,
        charged,
        people,
    }
}

pub(super) fn table(dimension: Dimension, rows: &[(u32, Shown)]) -> Table {
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
pub(super) fn city(merchants: u32) -> (BenefitReport, Labels) {
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
        undone: Some(212),
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

pub(super) fn cover() -> Cover {
    Cover {
        bureau: Text::new("咸宁市退役军人事务局", "Xianning Veterans Affairs Bureau"),
        made: "2026-09-01 09:00:00".to_owned(),
        head: "9f2c0d61".repeat(8),
    }
}

pub(super) fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

pub(super) fn statement() -> SettlementDraft {
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

pub(super) fn of_merchant() -> (MerchantReport, MerchantFile) {
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
pub(super) fn pages(lang: Lang) -> Vec<(&'static str, String)> {
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
