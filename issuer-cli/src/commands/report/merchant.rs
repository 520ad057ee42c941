//! `issuer report merchant`: a sheet for each merchant.
//!
//! HTML, not PDF: the sheet has tables of any length and bars, which a browser breaks into pages and the library for
//! cards does not; and a merchant may also get it as a file.

use std::path::PathBuf;

use cli_support::files::{self, Access, Durability};
use messages::{Exit, Failure, Text, benefit_words, failure, text};
use serde_json::json;

use super::Span;
use crate::benefit_report::{Labels, MerchantFile, district, merchant_sheet};
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::catalogue::{BenefitRow, CatalogueBook, MerchantColumn, MerchantRow, tables_of};
use crate::commands::opened_books;
use crate::merchants::{audience, trade_names};
use crate::register::{MerchantEventKind, RecordedMerchantEvent, Register};
use crate::{Call, values};
use cli_support::Stop;
use messages::Lang::{En, Zh};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 商户编号 | the number of the merchant
    #[arg(
        value_name = "NUMBER",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    number: Option<u32>,
    /// 优待目录里的全部商户 | all merchants of the catalogue
    #[arg(long)]
    all: bool,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    span: Span,
    /// 写入这个文件夹，每个商户一个 merchant-编号.html | the folder for the sheets, merchant-NUMBER.html for each
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let span = args.span.months()?;
    let folder = BureauFolder::new(&args.bureau);
    let opened = opened_books::open(&folder)?;
    let said = |error| opened_books::failed(&folder, &error);
    let book = tables_of(opened.register.last_edition()?.as_ref())?;
    let names = opened.books.names().map_err(said)?;
    let merchants: Vec<u32> = match args.number {
        Some(number) => {
            let known = book.merchant(number).is_some()
                || names.merchants.iter().any(|name| name.number == number);
            if !known {
                return Err(unknown(number).into());
            }
            vec![number]
        }
        None => book.merchants.iter().map(MerchantRow::number).collect(),
    };
    let labels = Labels::new(names);
    let cover = opened_books::cover(&folder, &opened, call.now)?;
    let reports = opened
        .books
        .merchant_reports(&merchants, span)
        .map_err(said)?;
    let lang = call.console.lang;
    files::create_folder(&args.out)?;
    let mut written = Vec::new();
    for report in &reports {
        let file = file_of(report.merchant, &book, &opened.register)?;
        let bytes = merchant_sheet(report, &file, span, &labels, &cover, lang);
        let name = format!("merchant-{}.html", report.merchant);
        files::write(
            &args.out.join(&name),
            &bytes,
            Access::Private,
            Durability::WhenConvenient,
        )?;
        written.push(json!({
            "merchant": report.merchant,
            "file": name,
            "uses": report.total.uses,
            "people": report.people,
            "saved_fen": report.total.saved(),
            "manual": report.manual,
            "undone": report.undone,
            "marked": report.marked,
            "ratings": report.ratings,
        }));
    }
    let (count, shown) = (written.len(), values::shown(&args.out));
    let lines = [
        text!("已写出 {count} 家商户的单子：{shown}"; "Sheets of {count} merchants are in {shown}."),
    ];
    let json = json!({
        "out": args.out,
        "from": span.from.map(|month| month.to_string()),
        "until": span.until.map(|month| month.to_string()),
        "head": cover.head,
        "merchants": written,
    });
    call.answer(&lines, &json)?;
    Ok(Exit::Done)
}

/// What the catalogue and the register say of a merchant.
fn file_of(
    merchant: u32,
    book: &CatalogueBook,
    register: &Register,
) -> Result<MerchantFile, Failure> {
    let events = register.merchant_events(merchant)?;
    let of_kind = |kind: MerchantEventKind| {
        let chosen = events.iter().filter(move |event| event.event.kind == kind);
        chosen.map(dated).collect()
    };
    let row = book.merchant(merchant);
    Ok(MerchantFile {
        about: about(merchant, row, book),
        promises: row.map_or_else(Vec::new, |row| {
            book.given_by(row)
                .map(|benefit| promise(benefit, book))
                .collect()
        }),
        inspections: of_kind(MerchantEventKind::Inspected),
        rewards: of_kind(MerchantEventKind::Praised),
    })
}

fn about(merchant: u32, row: Option<&MerchantRow>, book: &CatalogueBook) -> Vec<Text> {
    let mut lines = vec![text!("商户编号 {merchant}"; "Merchant number {merchant}")];
    let Some(row) = row else {
        return lines;
    };
    for column in [
        MerchantColumn::Trades,
        MerchantColumn::Region,
        MerchantColumn::Membership,
        MerchantColumn::From,
        MerchantColumn::Until,
    ] {
        let cells = [Zh, En].map(|lang| match column {
            MerchantColumn::Region => district(row.region.code()).in_lang(lang).to_owned(),
            // A cell that can be read again has numbers and codes; people read names.
            MerchantColumn::Trades => trade_names(book, row, lang),
            _ => row.cell(column, &book.trades, lang),
        });
        if cells.iter().all(|cell| !cell.is_empty()) {
            let (name, [zh, en]) = (column_name(column), cells);
            lines.push(text!("{}：{zh}", name.in_lang(Zh); "{}: {en}", name.in_lang(En)));
        }
    }
    lines
}

fn column_name(column: MerchantColumn) -> Text {
    match column {
        MerchantColumn::Trades => text!("行业"; "Trade"),
        MerchantColumn::Region => text!("地区"; "District"),
        MerchantColumn::Membership => text!("在册情况"; "Membership"),
        MerchantColumn::From => text!("协议开始"; "Agreement from"),
        MerchantColumn::Until => text!("协议截止"; "Agreement until"),
        _ => text!("其他"; "Other"),
    }
}

/// A promise, and whom it is for.
fn promise(row: &BenefitRow, book: &CatalogueBook) -> (Text, Text) {
    let title = benefit_words::title(&row.benefit.title);
    let kind = benefit_words::kind(row.benefit.kind);
    let promised = text!("{}（{}）", title.in_lang(Zh), kind.in_lang(Zh); "{} ({})", title.in_lang(En), kind.in_lang(En));
    (promised, audience(book, row))
}

fn dated(recorded: &RecordedMerchantEvent) -> (String, Text) {
    let event = &recorded.event;
    let note = event.note.as_str();
    let found = match event.kept {
        Some(true) => text!("履行承诺。{note}"; "Promises kept. {note}"),
        Some(false) => text!("没有履行承诺。{note}"; "Promises not kept. {note}"),
        None => text!("{note}"; "{note}"),
    };
    let number = event.day.number();
    let day = format!(
        "{:04}-{:02}-{:02}",
        number / 10_000,
        number / 100 % 100,
        number % 100
    );
    (day, found)
}

fn unknown(number: u32) -> Failure {
    failure!("merchant-unknown"; "没有编号为 {number} 的商户"; "there is no merchant with the number {number}";
        "请核对编号。"; "Check the number.")
}
