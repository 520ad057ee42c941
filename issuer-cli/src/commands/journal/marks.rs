//! `issuer journal marks`: records to look at.

use std::path::PathBuf;

use ::books::{Mark, MarkKind};
use messages::Lang::{En, Zh};
use messages::{Exit, Failure, Lang, Text, dates, failure, text};
use serde_json::{Value, json};

use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::register::hexadecimal;
use crate::{Call, books};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 只看这一种，例如 quota-exceeded | only of this kind, such as quota-exceeded
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// 只看这台终端的 | only of this terminal
    #[arg(long, value_name = "N")]
    terminal: Option<u32>,
    /// 最多显示多少条 | how many to show at most
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    limit: usize,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let kind = match &args.kind {
        Some(code) => Some(MarkKind::from_code(code).ok_or_else(unknown_kind)?),
        None => None,
    };
    let folder = BureauFolder::new(&args.bureau);
    let books = books::open(&folder)?;
    let mut shown = Vec::new();
    let mut count = 0_usize;
    let mut kinds: Vec<(MarkKind, usize)> = Vec::new();
    books
        .for_each_mark(&mut |mark| {
            let is_wanted = kind.is_none_or(|kind| mark.kind == kind)
                && args
                    .terminal
                    .is_none_or(|terminal| mark.terminal == terminal);
            if is_wanted {
                count += 1;
                match kinds.iter_mut().find(|(known, _)| *known == mark.kind) {
                    Some((_, of_kind)) => *of_kind += 1,
                    None => kinds.push((mark.kind, 1_usize)),
                }
                if shown.len() < args.limit {
                    shown.push(mark);
                }
            }
            Ok(())
        })
        .map_err(|error| books::failure_of(&error, &folder.books_folder()))?;
    let mut lines = vec![text!("有疑问的记录 {count} 条。"; "Marked records: {count}.")];
    lines.extend(shown.iter().map(line));
    if let Some(rest) = count.checked_sub(shown.len()).filter(|rest| *rest > 0) {
        lines.push(text!("  另有 {rest} 条，见 --limit"; "  and {rest} more, see --limit"));
    }
    let lang = call.console.lang;
    let kinds = kinds.iter().map(|(kind, count)| {
        json!({
            "kind": kind.code(),
            "count": count,
            "message": books::mark_text(*kind).in_lang(lang),
            "remedy": books::mark_remedy(*kind).in_lang(lang),
        })
    });
    let json = json!({
        "count": count,
        "kinds": kinds.collect::<Vec<_>>(),
        "marks": shown.iter().map(|mark| to_json(mark, lang)).collect::<Vec<_>>(),
    });
    call.answer(&lines, &json)?;
    Ok(Exit::Done)
}

fn line(mark: &Mark) -> Text {
    let (time, terminal, number) = (dates::minute(mark.time), mark.terminal, mark.record.number);
    let (words, benefit) = (why(mark), mark.benefit);
    let holder = mark
        .holder
        .map_or_else(String::new, |(_, number)| format!("{number:010}"));
    text!("  {time}  终端 {terminal} 第 {number} 条  优待项目 {benefit}  持有人 {holder}  {}", words.in_lang(Zh);
        "  {time}  terminal {terminal} record {number}  benefit {benefit}  holder {holder}  {}", words.in_lang(En))
}

/// Why it is marked, with what was allowed.
fn why(mark: &Mark) -> Text {
    let words = books::mark_text(mark.kind);
    let (zh, en) = match (mark.allowed, mark.used) {
        (Some(allowed), Some(used)) => {
            let period = books::period_text(mark.period);
            (
                format!("（{}限 {allowed}，到 {used}）", period.in_lang(Zh)),
                format!(
                    " ({allowed} allowed {}, {used} with it)",
                    period.in_lang(En)
                ),
            )
        }
        (None, Some(seconds)) => (format!("（{seconds} 秒）"), format!(" ({seconds} seconds)")),
        _ => (String::new(), String::new()),
    };
    text!("{}{zh}", words.in_lang(Zh); "{}{en}", words.in_lang(En))
}

fn to_json(mark: &Mark, lang: Lang) -> Value {
    json!({
        "kind": mark.kind.code(),
        "message": why(mark).in_lang(lang),
        "terminal": mark.terminal,
        "key": hexadecimal(&mark.record.chain.terminal),
        "chain": mark.record.chain.chain,
        "number": mark.record.number,
        "time": mark.time.as_secs(),
        "merchant": mark.merchant,
        "benefit": mark.benefit,
        "issuer": mark.holder.map(|(issuer, _)| issuer),
        "holder": mark.holder.map(|(_, number)| number),
        "period": mark.period,
        "allowed": mark.allowed,
        "used": mark.used,
        "other": mark.other.map(|other| json!({
            "key": hexadecimal(&other.chain.terminal), "chain": other.chain.chain, "number": other.number,
        })),
    })
}

fn unknown_kind() -> Failure {
    let codes: Vec<&str> = MarkKind::ALL.iter().map(|kind| kind.code()).collect();
    let codes = codes.join(" ");
    failure!("usage"; "没有这一种"; "there is no such kind"; "可写：{codes}"; "One of: {codes}")
}
