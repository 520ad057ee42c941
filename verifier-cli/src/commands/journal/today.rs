//! `verifier journal today`: the day's slip, with totals, size and head.

use std::collections::BTreeMap;

use clap::Args;
use cli_support::{Console, Format, Stop};
use credential_core::DayNumber;
use credential_core::limits::MAX_MANUAL_GRANTS_PER_DAY;
use messages::{Exit, Lang, benefit_words, dates, text};
use serde_json::json;

use super::day_totals::{DayTotals, Total, name};
use super::{AFTER, JournalArgs, hex};
use crate::benefits::ReceiptInbox;
use crate::clock::Clock;
use crate::journal_words;

/// 当日小结 | The day's slip
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct TodayArgs {
    #[command(flatten)]
    journal: JournalArgs,
}

pub(crate) fn run(args: &TodayArgs, console: &mut Console<'_>) -> Result<Exit, Stop> {
    let at = Clock::new(args.journal.at.as_deref())?.now();
    let (_, journal, store) = args.journal.open()?;
    // By the time of the records: a clock that was set back gives no second day.
    let time = journal.time(at);
    let mut today = DayTotals::of(DayNumber::of(time));
    journal
        .visit(|record| today.take(record))
        .map_err(journal_words::failure)?;
    let (all, benefits) = (today.all(), today.by_benefit());
    let (by_reason, ratings) = (today.manual(), today.ratings());
    let manual: u64 = by_reason.iter().map(|(_, count)| count).sum();
    let warning = ReceiptInbox::of(store.folder()).warning();
    let (day, end) = (dates::day(time), journal.end());
    let (size, head, confirmed) = (end.size, hex(&end.head), journal.receipted());
    let undone = today.undone;
    if console.format == Format::Json {
        let one = |(number, total): (&u32, &Total)| {
            json!({
                "benefit": number, "grants": total.grants, "units": total.units,
                "price_fen": total.full, "to_pay_fen": total.charged,
            })
        };
        let list: Vec<_> = benefits.iter().map(one).collect();
        console.json(&json!({
            "day": day, "grants": all.grants, "manual": manual, "undone": undone,
            "price_fen": all.full, "to_pay_fen": all.charged,
            "saved_fen": all.saved(),
            "manual_reasons": by_reason.iter().map(|(reason, count)| {
                (benefit_words::manual_reason_code(*reason), *count)
            }).collect::<BTreeMap<_, _>>(),
            "manual_limit": MAX_MANUAL_GRANTS_PER_DAY,
            "ratings": ratings.iter().map(|(level, count)| {
                (benefit_words::rating_code(*level), *count)
            }).collect::<BTreeMap<_, _>>(),
            "receipt_contradicts": warning.is_some(),
            "benefits": list, "chain": journal.id().chain, "size": size, "head": head, "confirmed": confirmed,
        }))?;
        return Ok(Exit::Done);
    }
    let grants = all.grants;
    console.result(&text!(
        "{day} 当日小结\n给予 {grants} 笔（其中手工登记 {manual} 笔），撤回 {undone} 笔";
        "The day {day}\n{grants} grants ({manual} of them manual), {undone} undone"))?;
    for (number, total) in &benefits {
        let name = name(store.holdings(), *number, console.lang);
        let (grants, units) = (total.grants, total.units);
        let mut line = match console.lang {
            Lang::Zh => format!("  {name}：{grants} 笔，计 {units}"),
            Lang::En => format!("  {name}: {grants} grants, {units} units"),
        };
        if total.full > 0 {
            line.push_str(money(total).in_lang(console.lang));
        }
        console.result_as_is(&line)?;
    }
    for (reason, count) in &by_reason {
        let reason = benefit_words::manual_reason(*reason);
        console.result(&text!("  手工登记（{}）：{count} 笔（每天最多 {MAX_MANUAL_GRANTS_PER_DAY} 笔）", reason.in_lang(Lang::Zh);
            "  by hand ({}): {count} (at most {MAX_MANUAL_GRANTS_PER_DAY} a day)", reason.in_lang(Lang::En)))?;
    }
    if ratings.iter().any(|(_, count)| *count > 0) {
        let said = |lang: Lang| {
            let each = ratings.iter().map(|(level, count)| {
                format!("{} {count}", benefit_words::rating(*level).in_lang(lang))
            });
            each.collect::<Vec<_>>().join(match lang {
                Lang::Zh => "，",
                Lang::En => ", ",
            })
        };
        let (zh, en) = (said(Lang::Zh), said(Lang::En));
        console.result(&text!("评价：{zh}"; "Ratings: {en}"))?;
    }
    if all.full > 0 {
        let sum = money(&all);
        console
            .result(&text!("合计{}", sum.in_lang(Lang::Zh); "Total{}", sum.in_lang(Lang::En)))?;
    }
    console.result(&text!(
        "流水共 {size} 条，回执到第 {confirmed} 条\n校验值：{head}";
        "{size} records, confirmed up to {confirmed}\nHead: {head}"))?;
    if let Some((what, remedy)) = warning {
        console.say(
            &text!("警告：{}\n处理：{}", what.in_lang(Lang::Zh), remedy.in_lang(Lang::Zh);
            "WARNING: {}\n    fix: {}", what.in_lang(Lang::En), remedy.in_lang(Lang::En)),
        )?;
    }
    if journal.must_be_exported() {
        console.say(&text!(
            "注意：流水很大，还没有回执\n处理：请运行 verifier journal export，交给发码单位，再导入回执。";
            "warning: the journal is large and has no receipt\n    fix: Run verifier journal export, bring it to the bureau, then bring the receipt."))?;
    }
    Ok(Exit::Done)
}

fn money(total: &Total) -> messages::Text {
    let yuan = |fen: u64| format!("{}.{:02}", fen / 100, fen % 100);
    let (full, charged) = (yuan(total.full), yuan(total.charged));
    let saved = yuan(total.saved());
    text!("，原价 {full} 元，实收 {charged} 元，优惠 {saved} 元";
        ", price {full}, paid {charged}, saved {saved} yuan")
}
