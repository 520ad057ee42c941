//! `issuer catalogue check`: all errors at once, and who gives what.

use std::path::PathBuf;

use messages::Lang::{En, Zh};
use messages::{Exit, Text, text, untrusted::escape_untrusted};
use serde_json::{Value, json};

use super::told;
use crate::Call;
use crate::catalogue::{BenefitRow, CatalogueBook, MerchantRow, membership_text};
use crate::consent::Consent;
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 表格：一个工作簿，或几个工作簿、CSV 文件 | the tables: one workbook, or several workbooks or CSV files
    #[arg(value_name = "FILE", required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    consent: Consent,
}

/// Merchants and benefits that people are shown.
const MAX_SHOWN: usize = 60;

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let book = match told::read(&args.files, call)? {
        Ok(book) => book,
        Err(exit) => return Ok(exit),
    };
    told::confirm_everybody(&book, &args.consent, call)?;
    call.answer(&lines(&book), &to_json(&book))?;
    Ok(Exit::Done)
}

fn lines(book: &CatalogueBook) -> Vec<Text> {
    let (benefits, merchants) = (book.benefits.len(), book.merchants.len());
    let mut lines = vec![
        text!("表格没有错误：优待项目 {benefits} 项，商户 {merchants} 家。";
        "The tables are in order: benefits {benefits}, merchants {merchants}."),
    ];
    for merchant in book.merchants.iter().take(MAX_SHOWN) {
        lines.push(of_merchant(book, merchant));
    }
    if let Some(rest) = merchants.checked_sub(MAX_SHOWN).filter(|rest| *rest > 0) {
        lines.push(text!("  另有 {rest} 家，见 --json"; "  and {rest} more, see --json"));
    }
    let own: Vec<_> = book.given_by_bureau().collect();
    if !own.is_empty() {
        lines.push(text!("发码单位自己发的（不送到终端，见 issuer entitled）：";
            "Benefits that the bureau gives itself (no terminal learns them, see issuer entitled):"));
    }
    lines.extend(own.iter().take(MAX_SHOWN).map(|row| titled(row)));
    let nobody: Vec<_> = book.given_by_nobody().collect();
    if !nobody.is_empty() {
        lines.push(text!("没有商户给的优待项目（请核对行业、地区、商户）：";
            "Benefits that no merchant gives (check trades, regions and merchants):"));
    }
    lines.extend(nobody.iter().take(MAX_SHOWN).map(|row| titled(row)));
    let all = book.benefits.iter().map(BenefitRow::number);
    lines.extend(told::understood(book, all));
    lines.extend(told::same_names(book));
    lines
}

fn titled(row: &BenefitRow) -> Text {
    let (number, title) = (row.number(), escape_untrusted(&row.benefit.title.zh));
    text!("  {number} {title}"; "  {number} {title}")
}

fn of_merchant(book: &CatalogueBook, merchant: &MerchantRow) -> Text {
    let (number, name) = (
        merchant.number(),
        escape_untrusted(&merchant.merchant.name.zh),
    );
    let given: Vec<_> = book.given_by(merchant).collect();
    let (count, rest) = (given.len(), given.len().saturating_sub(8));
    let list = |separator: &str| {
        let shown = given.iter().take(8);
        let texts = shown.map(|row| {
            format!(
                "{} {}",
                row.number(),
                escape_untrusted(&row.benefit.title.zh)
            )
        });
        texts.collect::<Vec<_>>().join(separator)
    };
    let more = if rest > 0 { "……" } else { "" };
    let colon = |sign: &'static str| if count == 0 { "" } else { sign };
    let standing = |lang| membership_text(merchant.merchant.membership, lang);
    text!("  商户 {number} {name}（{}）给 {count} 项{}{}{more}", standing(Zh), colon("："), list("、");
        "  merchant {number} {name} ({}) gives {count}{}{}{more}", standing(En), colon(": "), list(", "))
}

fn to_json(book: &CatalogueBook) -> Value {
    let merchants: Vec<Value> = book
        .merchants
        .iter()
        .map(|merchant| {
            let given: Vec<u32> = book.given_by(merchant).map(|row| row.number()).collect();
            json!({
                "number": merchant.number(),
                "name": merchant.merchant.name.zh,
                "membership": membership_text(merchant.merchant.membership, En),
                "benefits": given,
            })
        })
        .collect();
    json!({
        "sound": true,
        "benefits": book.benefits.len(),
        "for_everybody": book.benefits.iter().filter(|row| row.is_for_everybody()).map(told::named).collect::<Vec<_>>(),
        "given_by_bureau": book.given_by_bureau().map(told::named).collect::<Vec<_>>(),
        "given_by_nobody": book.given_by_nobody().map(told::named).collect::<Vec<_>>(),
        "merchants": merchants,
    })
}
