//! `issuer merchant add`: new merchants of the tables join, with a form to sign.

use std::path::PathBuf;

use messages::{Exit, Failure, failure, text, untrusted::escape_untrusted};
use serde_json::{Value, json};

use super::answers::merchant_json;
use super::form::Forms;
use super::paper_args::{PaperArgs, paths};
use super::record::{MAX_AT_ONCE, conflict, note_in_audit_log, read_in, unknown};
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::catalogue::{CatalogueBook, day_text};
use crate::commands::catalogue::told;
use crate::merchants::{Merchants, joining, today};
use crate::operator::Operator;
use crate::register::{Action, HistoryConflict, MerchantEvent, MerchantEventKind};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 填好的表格：全部目录，或一份只有新商户的工作簿 | the tables: the whole catalogue, or a workbook with the new merchants alone
    #[arg(value_name = "FILE", required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    /// 只加入这些编号；不写则加入表里所有新商户 | these numbers only; all that are new in the tables if left out
    #[arg(long, value_name = "N", num_args = 1.., value_parser = clap::value_parser!(u32).range(1..))]
    number: Vec<u32>,
    /// 存放承诺书的文件夹 | the folder for the forms
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    paper: PaperArgs,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    operator: Operator,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let book = match told::read(&args.files, call)? {
        Ok(book) => book,
        Err(exit) => return Ok(exit),
    };
    let folder = BureauFolder::new(&args.bureau);
    let bureau = Bureau::read(&folder.bureau_file())?;
    let actor = args.operator.actor()?;
    let mut register = folder.register()?;
    let numbers = numbers(args, &book, &Merchants::read(&register)?)?;
    let font = args.paper.font()?;
    let forms = Forms::prepare(&book, &numbers, &font, &args.paper.words(&bureau, call)?)?;
    paths(&args.out, "form", &numbers)?;

    let now = today(call.now);
    let mut clerk = register.clerk(&actor)?;
    let mut batch = clerk.batch(Action::Merchant, call.now)?;
    // Again, now that nobody else can write.
    let mut known = read_in(&mut batch)?;
    let mut events: Vec<MerchantEvent> = Vec::new();
    for number in &numbers {
        let row = book.merchant(*number).ok_or_else(|| unknown(*number))?;
        let event = joining(row, now, "");
        check(&known, *number, &event)?;
        batch.record_merchant_event(&event)?;
        known
            .histories
            .entry(*number)
            .or_default()
            .push(event.clone());
        events.push(event);
    }
    note_in_audit_log(&mut batch, MerchantEventKind::Joined, &numbers);
    let head = batch.commit()?;
    // Recorded first: a form that is lost is printed again with `issuer merchant form`.
    let files = forms.write(&args.out, &font, call)?;

    let shown = values::shown(&args.out);
    let count = numbers.len();
    let mut lines = vec![
        text!("已登记加入 {count} 家，承诺书在 {shown}："; "Recorded that {count} merchants join; their forms are in {shown}:"),
    ];
    lines.extend(events.iter().take(60).map(|event| {
        let number = event.merchant;
        let name = book
            .merchant(number)
            .map_or("", |row| row.merchant.name.zh.as_str());
        let (name, from) = (escape_untrusted(name), day_text(event.day));
        text!("  {number} {name}，{from} 起"; "  {number} {name}, from {from}")
    }));
    let merchants: Vec<Value> = numbers
        .iter()
        .zip(&files)
        .map(|(number, file)| {
            let mut json = merchant_json(&known, *number, now);
            if let Some(map) = json.as_object_mut() {
                let name = book
                    .merchant(*number)
                    .map(|row| row.merchant.name.zh.clone());
                map.insert("name".to_owned(), json!(name));
                map.insert("form".to_owned(), json!(file));
            }
            json
        })
        .collect();
    call.answer(
        &lines,
        &json!({ "merchants": merchants, "must_publish": true, "head": head.to_string() }),
    )?;
    call.console.say(&text!("下一步：打印承诺书，双方签字盖章；公布目录（issuer catalogue publish 表格）；打印公示牌（issuer merchant board）；出具点位文件（issuer terminal add）。不签的，用 issuer merchant leave。";
        "Next: print the forms and have them signed; publish (issuer catalogue publish TABLES); print the boards (issuer merchant board); sign the places of terminals (issuer terminal add). Who does not sign: issuer merchant leave."))?;
    Ok(Exit::Done)
}

/// The merchants that are meant, by number.
fn numbers(args: &Args, book: &CatalogueBook, known: &Merchants) -> Result<Vec<u32>, Failure> {
    let mut numbers = args.number.clone();
    if numbers.is_empty() {
        let new = book.merchants.iter().map(|row| row.number());
        numbers = new.filter(|number| !known.has(*number)).collect();
    }
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.is_empty() {
        return Err(
            failure!("merchant-none-new"; "表格里没有新商户"; "the tables have no new merchant";
            "请先把新商户写进商户表；已经加入的再打印承诺书用 issuer merchant form。";
            "Enter the new ones in the table of merchants; print forms once more with issuer merchant form."),
        );
    }
    if numbers.len() > MAX_AT_ONCE {
        return Err(
            failure!("merchants-many"; "一次超过 {MAX_AT_ONCE} 家"; "there are more than {MAX_AT_ONCE} merchants at once";
            "请用 --number 分几次。"; "Do it in several runs with --number."),
        );
    }
    for number in &numbers {
        let row = book.merchant(*number).ok_or_else(|| unknown(*number))?;
        check(
            known,
            *number,
            &joining(row, credential_core::CivilDay::FIRST, ""),
        )?;
    }
    Ok(numbers)
}

fn check(known: &Merchants, number: u32, event: &MerchantEvent) -> Result<(), Failure> {
    let history = known.history(number);
    let fits = match history.events().is_empty() {
        true => Ok(()),
        false => Err(HistoryConflict::JoinedAlready),
    };
    fits.map_err(|why| conflict(why, (number, known.name(number)), event.kind, event.day))
}
