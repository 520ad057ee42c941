//! An edition as the register keeps it: the rows of its tables, in the form in which they can be read again.

use std::collections::BTreeMap;

use messages::{Failure, Lang, failure};
use serde::{Deserialize, Serialize};

use super::benefit_row::BenefitRow;
use super::book::CatalogueBook;
use super::columns::{BenefitColumn, Column, Headings, MerchantColumn};
use super::givers::KnownMerchants;
use super::merchant_row::MerchantRow;
use super::trades::{TradeRow, TradeTable};
use crate::register::PublishedEdition;

const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    format: u32,
    trades: Vec<KeptTrade>,
    merchants: Vec<BTreeMap<String, String>>,
    benefits: Vec<BTreeMap<String, String>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptTrade {
    number: u32,
    name: String,
    name_en: String,
    within: Option<u32>,
}

/// The tables as one text.
pub(crate) fn encode(book: &CatalogueBook) -> Option<String> {
    let row = |cells: Vec<(&'static str, String)>| -> BTreeMap<String, String> {
        let filled = cells.into_iter().filter(|(_, cell)| !cell.is_empty());
        filled.map(|(name, cell)| (name.to_owned(), cell)).collect()
    };
    let trades = &book.trades;
    let merchant = |one: &MerchantRow| {
        let cell = |column: &MerchantColumn| (column.code(), one.cell(*column, trades, Lang::En));
        row(MerchantColumn::ALL.iter().map(cell).collect())
    };
    let benefit = |one: &BenefitRow| {
        let cell = |column: &BenefitColumn| (column.code(), one.cell(*column, trades, Lang::En));
        row(BenefitColumn::ALL.iter().map(cell).collect())
    };
    let kept = Kept {
        format: FORMAT,
        trades: trades
            .rows()
            .map(|row| KeptTrade {
                number: row.number,
                name: row.name.clone(),
                name_en: row.name_en.clone(),
                within: row.within,
            })
            .collect(),
        merchants: book.merchants.iter().map(merchant).collect(),
        benefits: book.benefits.iter().map(benefit).collect(),
    };
    serde_json::to_string(&kept).ok()
}

/// Reads what [`encode`] wrote; `None` for what it did not write.
pub(crate) fn decode(text: &str) -> Option<CatalogueBook> {
    let kept: Kept = serde_json::from_str(text).ok()?;
    if kept.format != FORMAT {
        return None;
    }
    let mut trades = TradeTable::default();
    for row in kept.trades {
        let row = TradeRow {
            number: row.number,
            name: row.name,
            name_en: row.name_en,
            within: row.within,
        };
        trades.add(row).ok()?;
    }
    let (headings, cells) = table::<MerchantColumn>(&kept.merchants);
    let merchants = cells
        .iter()
        .map(|row| MerchantRow::read(row, &headings, &trades).ok())
        .collect::<Option<Vec<_>>>()?;
    let (headings, cells) = table::<BenefitColumn>(&kept.benefits);
    let known = KnownMerchants {
        rows: &merchants,
        faulty: Vec::new(),
        is_whole: true,
    };
    let benefits = cells
        .iter()
        .map(|row| BenefitRow::read(row, &headings, &trades, &known).ok())
        .collect::<Option<Vec<_>>>()?;
    Some(CatalogueBook {
        benefits,
        merchants,
        trades,
    })
}

/// The tables of the edition before; empty ones if there is none.
///
/// # Errors
/// `edition-unreadable`.
pub(crate) fn tables_of(last: Option<&PublishedEdition>) -> Result<CatalogueBook, Failure> {
    let Some(last) = last else {
        return Ok(CatalogueBook::default());
    };
    decode(&last.catalogue).ok_or_else(|| {
        let edition = last.edition;
        failure!("edition-unreadable"; "台账里第 {edition} 版目录读不出来"; "the register's edition {edition} cannot be read";
            "请用新版程序；仍然如此的，请用 issuer audit 核对台账。";
            "Use a newer program; if that does not help, check the register with issuer audit.")
    })
}

/// No edition was published yet.
pub(crate) fn no_edition() -> Failure {
    failure!("no-edition"; "还没有公布过优待目录"; "no catalogue was published yet";
        "请先执行 issuer catalogue publish。"; "Run issuer catalogue publish first.")
}

/// Rows in the order of the columns.
fn table<C: Column>(rows: &[BTreeMap<String, String>]) -> (Headings<C>, Vec<Vec<String>>) {
    let names: Vec<String> = C::ALL
        .iter()
        .map(|column| column.code().to_owned())
        .collect();
    let cells = rows.iter().map(|row| {
        let cell = |name: &String| row.get(name).cloned().unwrap_or_default();
        names.iter().map(cell).collect()
    });
    (Headings::read(&names), cells.collect())
}
