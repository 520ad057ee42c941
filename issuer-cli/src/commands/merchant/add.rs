//! `issuer merchant add`: new merchants of the tables join, with a form to sign.

use std::path::PathBuf;

use credential_core::CivilDay;
use messages::{Exit, Failure, failure, text, untrusted::escape_untrusted};
use serde_json::{Value, json};

use super::answers::merchant_json;
use super::form::Forms;
use super::paper_args::{PaperArgs, paper_path, paths};
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
    let known = Merchants::read(&register)?;
    let unwritten = without_form(args, &book, &known);
    if !unwritten.is_empty() {
        return write_forms(args, &book, &bureau, &known, &unwritten, call);
    }
    let numbers = numbers(args, &book, &known)?;
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
    // Recorded first: a run that was stopped here is gone on with by the same command.
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
    let merchants = joined_json(&book, &known, &numbers, &files, now);
    call.answer(
        &lines,
        &json!({ "merchants": merchants, "must_publish": true, "head": head.to_string() }),
    )?;
    say_next(call)?;
    Ok(Exit::Done)
}

/// Merchants with their names and forms, for programs.
fn joined_json(
    book: &CatalogueBook,
    known: &Merchants,
    numbers: &[u32],
    files: &[PathBuf],
    today: CivilDay,
) -> Vec<Value> {
    let one = |(number, file): (&u32, &PathBuf)| {
        let mut json = merchant_json(known, *number, today);
        if let Some(map) = json.as_object_mut() {
            let row = book.merchant(*number);
            let name = row.map(|row| row.merchant.name.zh.as_str());
            map.insert("name".to_owned(), json!(name));
            map.insert("form".to_owned(), json!(file));
        }
        json
    };
    numbers.iter().zip(files).map(one).collect()
}

fn say_next(call: &mut Call<'_, '_>) -> Result<(), Stop> {
    call.console.say(&text!("下一步：打印承诺书，双方签字盖章；公布目录（issuer catalogue publish 表格）；打印公示牌（issuer merchant board）；出具点位文件（issuer terminal add）。不签的，用 issuer merchant leave。";
        "Next: print the forms and have them signed; publish (issuer catalogue publish TABLES); print the boards (issuer merchant board); sign the places of terminals (issuer terminal add). Who does not sign: issuer merchant leave."))?;
    Ok(())
}

/// The merchants that a run before has recorded and left without a form, as it was stopped: those that have joined
/// and nothing else, are in no edition, and have no form in the folder, which that run has made. None, if any other
/// is to join.
fn without_form(args: &Args, book: &CatalogueBook, known: &Merchants) -> Vec<u32> {
    let mut wanted = args.number.clone();
    if wanted.is_empty() {
        wanted = book.merchants.iter().map(|row| row.number()).collect();
    }
    wanted.retain(|number| book.merchant(*number).is_some());
    if !args.out.is_dir() || wanted.iter().any(|number| !known.has(*number)) {
        return Vec::new();
    }
    wanted.retain(|number| {
        let history = known.history(*number);
        let only_joined =
            matches!(history.events(), [one] if one.kind == MerchantEventKind::Joined);
        only_joined
            && known.book.merchant(*number).is_none()
            && !paper_path(&args.out, "form", *number).exists()
    });
    wanted.sort_unstable();
    wanted.dedup();
    wanted
}

/// Goes on with a run that was stopped after it was recorded: writes the forms, and records nothing.
fn write_forms(
    args: &Args,
    book: &CatalogueBook,
    bureau: &Bureau,
    known: &Merchants,
    numbers: &[u32],
    call: &mut Call<'_, '_>,
) -> Result<Exit, Stop> {
    let font = args.paper.font()?;
    let forms = Forms::prepare(book, numbers, &font, &args.paper.words(bureau, call)?)?;
    let files = forms.write(&args.out, &font, call)?;
    let (count, shown) = (files.len(), values::shown(&args.out));
    let merchants = joined_json(book, known, numbers, &files, today(call.now));
    call.answer(
        &[text!("{count} 家以前已登记加入、还没有公布，这次补写了承诺书，没有再登记：{shown}";
            "{count} merchants had joined before and are not published yet: their forms are now written, and nothing was recorded again: {shown}")],
        &json!({ "merchants": merchants, "must_publish": true, "head": null }),
    )?;
    say_next(call)?;
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
            "请先把新商户写进商户表。已经加入的再打印承诺书：issuer merchant form --number 编号 --out 文件夹。";
            "Enter the new ones in the table of merchants. To print the form of one that has joined: issuer merchant form --number N --out DIR."),
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
        check(known, *number, &joining(row, CivilDay::FIRST, ""))?;
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
