//! `issuer merchant suspend`, `return`, `leave` and `praise`.

use std::path::PathBuf;

use messages::Lang::{En, Zh};
use messages::{Exit, Text, text, untrusted::escape_untrusted};
use serde_json::{Value, json};

use super::answers::{event_words, kind_words, merchant_json, merchant_line};
use super::record::{NoteIs, Recorded, Wanted, day_from, next_steps, note, past_day_from, record};
use crate::Call;
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::consent::Consent;
use crate::merchants::today;
use crate::operator::Operator;
use crate::register::MerchantEventKind;
use cli_support::Stop;

/// Merchants that people are shown.
const MAX_SHOWN: usize = 60;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 商户编号，可写几个：全部登记，或都不登记 | numbers of merchants; recorded of all of them, or of none
    #[arg(value_name = "N", required = true, num_args = 1.., value_parser = clap::value_parser!(u32).range(1..))]
    numbers: Vec<u32>,
    /// 原因，记入台账 | why, for the register
    #[arg(long, value_name = "TEXT", alias = "note")]
    reason: Option<String>,
    /// 从哪一天起；不写则为今天 | from which day on; today if left out
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    operator: Operator,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PraiseArgs {
    /// 商户编号，可写几个 | numbers of merchants
    #[arg(value_name = "N", required = true, num_args = 1.., value_parser = clap::value_parser!(u32).range(1..))]
    numbers: Vec<u32>,
    /// 表彰了什么 | what for
    #[arg(long, value_name = "TEXT")]
    note: String,
    /// 哪一天；不写则为今天 | on which day; today if left out
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    operator: Operator,
}

pub(super) fn run(
    kind: MerchantEventKind,
    args: &Args,
    call: &mut Call<'_, '_>,
) -> Result<Exit, Stop> {
    let need = match kind {
        MerchantEventKind::Suspended => NoteIs::Needed,
        _ => NoteIs::Optional,
    };
    let wanted = Wanted {
        numbers: &args.numbers,
        kind,
        day: day_from(args.from.as_deref(), call)?,
        kept: None,
        note: note("--reason", args.reason.as_deref(), need)?,
    };
    let question = question(&wanted);
    let folder = BureauFolder::new(&args.bureau);
    let consent = (&args.consent, &question);
    let recorded = record(&wanted, &folder, &args.operator, Some(consent), call)?;
    answer(&wanted, &recorded, call)
}

pub(super) fn praise(args: &PraiseArgs, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let wanted = Wanted {
        numbers: &args.numbers,
        kind: MerchantEventKind::Praised,
        day: past_day_from(args.on.as_deref(), call)?,
        kept: None,
        note: note("--note", Some(&args.note), NoteIs::Needed)?,
    };
    let folder = BureauFolder::new(&args.bureau);
    let recorded = record(&wanted, &folder, &args.operator, None, call)?;
    answer(&wanted, &recorded, call)
}

fn question(wanted: &Wanted<'_>) -> Text {
    let (kind, day) = (kind_words(wanted.kind), wanted.day);
    let shown: Vec<String> = wanted.numbers.iter().take(20).map(u32::to_string).collect();
    let (zh, en) = (shown.join("、"), shown.join(", "));
    let count = wanted.numbers.len();
    text!("商户 {zh}（共 {count} 家）从 {day} 起登记为“{}”？", kind.in_lang(Zh);
        "Merchants {en} ({count}): record '{}' from {day} on?", kind.in_lang(En))
}

/// What was recorded, and what to do next.
pub(super) fn answer(
    wanted: &Wanted<'_>,
    recorded: &Recorded,
    call: &mut Call<'_, '_>,
) -> Result<Exit, Stop> {
    use MerchantEventKind::{Left, Returned, Suspended};
    let is_for_terminals = matches!(wanted.kind, Suspended | Returned | Left);
    let (now, known) = (today(call.now), &recorded.known);
    let mut lines = Vec::new();
    for number in wanted.numbers.iter().take(MAX_SHOWN) {
        let name = escape_untrusted(known.name(*number));
        let history = known.history(*number);
        if let Some(event) = history.events().last().map(event_words) {
            lines.push(text!("已登记：商户 {number} {name}  {}", event.in_lang(Zh); "Recorded: merchant {number} {name}  {}", event.in_lang(En)));
        }
    }
    if let Some(rest) = wanted
        .numbers
        .len()
        .checked_sub(MAX_SHOWN)
        .filter(|rest| *rest > 0)
    {
        lines.push(text!("  另有 {rest} 家，见 --json"; "  and {rest} more, see --json"));
    }
    if wanted.kind == MerchantEventKind::Returned {
        let over = wanted
            .numbers
            .iter()
            .filter(|number| !known.history(**number).is_member_on(wanted.day.max(now)));
        let over: Vec<Text> = over
            .map(|number| merchant_line(known, *number, now))
            .collect();
        if !over.is_empty() {
            lines.push(text!("注意：协议不在期内，还不算在册，请在表格里续签："; "Note: without an agreement for today these are no members yet; renew it in the tables:"));
            lines.extend(over);
        }
    }
    let merchants: Vec<Value> = wanted
        .numbers
        .iter()
        .map(|number| merchant_json(known, *number, now))
        .collect();
    let json = json!({
        "event": wanted.kind.code(),
        "day": wanted.day.to_string(),
        "note": wanted.note,
        "merchants": merchants,
        "must_publish": is_for_terminals,
        "head": recorded.head.to_string(),
    });
    call.answer(&lines, &json)?;
    if is_for_terminals {
        for line in next_steps(wanted.day, now) {
            call.console.say(&line)?;
        }
    }
    Ok(Exit::Done)
}
