//! `issuer settlement`: what a merchant is paid back for a month.

mod to_look_at;

use std::path::PathBuf;

use books::report::{MarkedUses, Settlement, SettlementLine};
use books::{BooksError, Dimension, Month};
use cli_support::files::{self, Access, Durability};
use messages::{Exit, Failure, failure, text};
use serde_json::{Value, json};

use super::opened_books;
use super::report::month_of;
use crate::benefit_report::{Labels, settlement_page, yuan_signed};
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::catalogue::{CatalogueBook, tables_of};
use crate::consent::Consent;
use crate::operator::Operator;
use crate::register::{Register, hexadecimal};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 商户编号 | the number of the merchant
    #[arg(long, value_name = "NUMBER")]
    merchant: u32,
    /// 哪个月，北京时间，须已过完 | which month, Beijing time; it must be over
    #[arg(long, value_name = "YYYY-MM")]
    month: String,
    /// 写到这个文件，可以打印 | the file for the statement, to be printed
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    operator: Operator,
    #[command(flatten)]
    consent: Consent,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let month = month_of("--month", &args.month)?;
    let actor = args.operator.actor()?;
    let folder = BureauFolder::new(&args.bureau);
    let opened = opened_books::open(&folder)?;
    let books = &opened.books;
    let said = |error| opened_books::failed(&folder, &error);
    let before = books.settlement(args.merchant, month).map_err(said)?;
    let was_made = before.is_some();
    let mut marked = None;
    let settlement = match before {
        Some(settlement) => settlement,
        None => {
            if call.now < month.ends() {
                return Err(not_over(month).into());
            }
            let names = books.names().map_err(said)?;
            if !names
                .merchants
                .iter()
                .any(|name| name.number == args.merchant)
            {
                return Err(unknown(args.merchant).into());
            }
            let shares = Shares::read(&opened.register)?;
            let draft = books
                .settlement_draft(args.merchant, month, &|month, benefit| {
                    shares.of(month, benefit)
                })
                .map_err(said)?;
            let counted = books.totals_by(Dimension::Merchant, (month, month));
            let had_uses = counted.map_err(said)?.contains_key(&args.merchant);
            if !had_uses && draft.lines.is_empty() && draft.additions.is_empty() {
                return Err(nothing_to_settle(args.merchant, month).into());
            }
            if draft.owed().is_none() {
                return Err(said(BooksError::AmountOverflow).into());
            }
            let found = books.marked_uses(&draft).map_err(said)?;
            to_look_at::ask(&args.consent, &found, &draft, call)?;
            marked = Some(found);
            let cover = opened_books::cover(&folder, &opened, call.now)?;
            let labels = Labels::new(names);
            let page = settlement_page(&draft, &labels, &cover, actor.as_str(), call.console.lang);
            books
                .record_settlement(draft, call.now, actor.as_str(), page)
                .map_err(said)?
        }
    };
    files::write(
        &args.out,
        &settlement.document,
        Access::Private,
        Durability::Synced,
    )?;
    let owed = yuan_signed(settlement.draft.owed().unwrap_or(i64::MAX));
    let (number, shown, head) = (
        args.merchant,
        values::shown(&args.out),
        hexadecimal(&settlement.draft.head),
    );
    let mut lines = vec![
        text!("商户 {number}，{month}：补给 {owed} 元"; "Merchant {number}, {month}: {owed} yuan are paid back"),
    ];
    let additions = settlement.draft.additions.len();
    if additions > 0 {
        lines.push(text!("  其中以前月份的补充 {additions} 行"; "  with {additions} lines of additions to earlier months"));
    }
    lines.extend(marked.iter().flat_map(to_look_at::lines));
    if was_made {
        let made = messages::dates::minute(settlement.made);
        lines.push(text!("  这份结算单在 {made} 已经作出，没有改动；以后到的记录列入以后的结算单。";
            "  It was made at {made} and is unchanged; what arrived later stands on a later statement."));
    }
    lines.push(text!("结算单  {shown}"; "statement  {shown}"));
    lines.push(text!("流水账校验值  {head}"; "head of the books  {head}"));
    call.answer(&lines, &record(&settlement, marked.as_ref(), &args.out))?;
    Ok(Exit::Done)
}

/// A statement is final: one of nothing would keep the month's records that are still to come from standing in it.
fn nothing_to_settle(number: u32, month: Month) -> Failure {
    failure!("settlement-empty"; "商户 {number} 在 {month} 没有记录，不出结算单"; "there are no records of merchant {number} in {month}, so there is no statement";
        "请核对编号和月份；终端的流水还没有交来的，先 issuer journal import（issuer journal status 看哪台没交）。";
        "Check the number and the month; if journals are still to come, import them first (issuer journal status says of which terminals).")
}

fn record(settlement: &Settlement, marked: Option<&MarkedUses>, out: &std::path::Path) -> Value {
    let draft = &settlement.draft;
    let lines = |lines: &[SettlementLine]| -> Vec<Value> {
        let line = |line: &SettlementLine| {
            json!({
                "month": line.month.to_string(),
                "benefit": line.benefit,
                "uses": line.uses,
                "saved_fen": line.saved,
                "per_mille": line.per_mille,
                "owed_fen": line.owed,
            })
        };
        lines.iter().map(line).collect()
    };
    json!({
        "merchant": draft.merchant,
        "month": draft.month.to_string(),
        "made": settlement.made.as_secs(),
        "operator": settlement.operator,
        "made_before": marked.is_none(),
        "head": hexadecimal(&draft.head),
        "owed_fen": draft.owed(),
        "lines": lines(&draft.lines),
        "additions": lines(&draft.additions),
        "marked": marked.map(to_look_at::record),
        "file": out,
    })
}

/// What is paid back of each benefit, by edition, the oldest first.
struct Shares(Vec<(u64, CatalogueBook)>);

impl Shares {
    fn read(register: &Register) -> Result<Self, Failure> {
        let editions = register.all_editions()?;
        let read = editions
            .iter()
            .map(|edition| Ok((edition.made.as_secs(), tables_of(Some(edition))?)));
        Ok(Self(read.collect::<Result<_, Failure>>()?))
    }

    /// The share in thousandths, in the last edition of the month that has the benefit: one that ended in the middle
    /// of the month is paid as long as it was promised.
    fn of(&self, month: Month, benefit: u32) -> u16 {
        let (begins, ends) = (month.begins().as_secs(), month.ends().as_secs());
        let begun = self.0.partition_point(|(made, _)| *made < ends);
        let first = self.0.partition_point(|(made, _)| *made <= begins);
        // The edition before the first one of the month was in force when it began.
        let in_force = self
            .0
            .get(first.saturating_sub(1)..begun)
            .unwrap_or_default();
        let row = in_force
            .iter()
            .rev()
            .find_map(|(_, book)| book.benefit(benefit));
        row.and_then(|row| row.reimbursed)
            .map_or(0, |share| share.per_mille())
    }
}

fn not_over(month: Month) -> Failure {
    failure!("month-not-over"; "{month} 还没有过完"; "{month} is not over yet";
        "请在下个月开始后、终端的流水导入后再结算。"; "Settle it after the month has ended and the journals of the terminals were imported.")
}

fn unknown(number: u32) -> Failure {
    failure!("merchant-unknown"; "没有编号为 {number} 的商户"; "there is no merchant with the number {number}";
        "请核对编号。"; "Check the number.")
}
