//! `issuer journal undo`: the bureau takes a grant back.

use std::path::PathBuf;

use messages::{Exit, Failure, failure, text};
use serde_json::json;

use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::consent::Consent;
use crate::operator::Operator;
use crate::register::hexadecimal;
use crate::{Call, books};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 终端编号 | the number of the terminal
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    terminal: u32,
    /// 流水记录的编号 | the number of the record
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    number: u32,
    /// 记录链；不写则为该终端最新的一条 | the chain; the newest of the terminal if left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    chain: Option<u32>,
    /// 原因，写在流水账里；不要写姓名 | why, for the books; no names
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    operator: Operator,
}

/// Characters of a reason.
const MAX_REASON: usize = 200;

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let reason = args.reason.trim();
    let length = reason.chars().count();
    if length == 0 || length > MAX_REASON || reason.contains(char::is_control) {
        return Err(bad_reason().into());
    }
    let actor = args.operator.actor()?;
    let folder = BureauFolder::new(&args.bureau);
    let mut books = books::open_for_import(&folder)?;
    let (terminal, number) = (args.terminal, args.number);
    let which = (terminal, args.chain.map(u64::from), u64::from(number));
    let said = |error| books::failure_of(&error, &folder.books_folder());
    let size = books.records_of(terminal, which.1).map_err(said)?;
    if which.2 > size {
        return Err(not_here(terminal, number, size).into());
    }
    args.consent.ask(
        &text!("撤回终端 {terminal} 的第 {number} 条给予记录？"; "Take back grant {number} of terminal {terminal}?"),
        call,
    )?;
    let undo = books
        .undo(which, (reason, actor.as_str()), call.now)
        .map_err(said)?;
    let line = text!("终端 {terminal} 的第 {number} 条给予记录已撤回，限次已退回。";
        "Grant {number} of terminal {terminal} is undone; its quota has come back.");
    call.answer(
        &[line],
        &json!({
            "terminal": terminal, "number": number, "key": hexadecimal(&undo.chain.terminal),
            "chain": undo.chain.chain, "found": undo.is_found,
        }),
    )?;
    Ok(Exit::Done)
}

/// What is taken back unseen could be another grant than was meant, and cannot be given back.
fn not_here(terminal: u32, number: u32, size: u64) -> Failure {
    failure!("record-not-here"; "流水账里没有终端 {terminal} 的第 {number} 条：这条记录链只有 {size} 条";
        "the books have no record {number} of terminal {terminal}: its chain has {size} records";
        "请核对编号；还没交来的，先导入（issuer journal import）。记录在旧的一条链里的，用 --chain 写明。";
        "Check the number. What has not come is imported first (issuer journal import); name an older chain with --chain.")
}

fn bad_reason() -> Failure {
    failure!("reason-invalid"; "原因为空、过长或含有控制字符"; "the reason is empty, too long or has control characters";
        "请写 1 至 {MAX_REASON} 个字。"; "Write 1 to {MAX_REASON} characters.")
}
