//! `issuer merchant show`: all that is known of one merchant.

use std::path::PathBuf;

use credential_core::{CivilDay, Membership, TerminalStanding};
use messages::Lang::{En, Zh};
use messages::{Exit, Text, dates, text, untrusted::escape_untrusted};
use serde_json::{Value, json};

use super::answers::{event_json, event_words, is_published, merchant_json, merchant_line};
use super::record::unknown;
use crate::Call;
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::catalogue::{Column, MerchantColumn, day_text};
use crate::complaints::{complaint_json, complaint_words};
use crate::merchants::{Merchants, PromiseWords, agreement_end, days_after, today, trade_names};
use crate::register::{RecordedComplaint, RecordedMerchantEvent, RecordedPlace};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 商户编号 | the number of the merchant
    #[arg(value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    number: u32,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
}

/// An agreement that ends within so many days is reminded of.
pub(super) const REMIND_DAYS: u32 = 60;

/// What the last edition says of a merchant, beside its promises.
const SHOWN: [MerchantColumn; 7] = [
    MerchantColumn::NameEn,
    MerchantColumn::Trades,
    MerchantColumn::Region,
    MerchantColumn::Contact,
    MerchantColumn::From,
    MerchantColumn::Until,
    MerchantColumn::Branches,
];

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let number = args.number;
    let register = BureauFolder::new(&args.bureau).register()?;
    let known = Merchants::read(&register)?;
    if !known.has(number) {
        return Err(unknown(number).into());
    }
    let events = register.merchant_events(number)?;
    let complaints = register.complaints_about(number)?;
    let places = register.places()?.into_iter();
    let places: Vec<RecordedPlace> = places.filter(|place| place.merchant == number).collect();
    let now = today(call.now);
    let mut lines = vec![merchant_line(&known, number, now)];
    lines.extend(of_the_tables(&known, number));
    lines.extend(of_terminals(&places));
    lines.push(text!("  历史："; "  history:"));
    lines.extend(history(&known, number, &events));
    lines.extend(of_complaints(&complaints));
    lines.extend(reminders(&known, number, now));
    let mut json = to_json(&known, number, now, (&events, &places));
    if let Value::Object(keys) = &mut json {
        let all: Vec<Value> = complaints.iter().map(complaint_json).collect();
        keys.insert("complaints".to_owned(), json!(all));
    }
    call.answer(&lines, &json)?;
    Ok(Exit::Done)
}

fn of_the_tables(known: &Merchants, number: u32) -> Vec<Text> {
    let Some(row) = known.book.merchant(number) else {
        return vec![text!("  还没有公布过"; "  not in any edition yet")];
    };
    let mut lines = Vec::new();
    for column in SHOWN {
        let cell = |lang| match column {
            // A cell that can be read again has numbers; people read names.
            MerchantColumn::Trades => trade_names(&known.book, row, lang),
            _ => escape_untrusted(&row.cell(column, &known.book.trades, lang)).into_owned(),
        };
        let (zh, en) = (cell(Zh), cell(En));
        if !zh.is_empty() {
            lines.push(text!("  {}  {zh}", column.zh(); "  {}  {en}", column.code()));
        }
    }
    let promises = PromiseWords::all(&known.book, row);
    let count = promises.len();
    lines.push(text!("  承诺的优待 {count} 项："; "  promises ({count}):"));
    for promise in promises {
        let (number, what, audience) = (promise.number, promise.what(), &promise.audience);
        let conditions = |lang| match promise.conditions_in(lang) {
            text if text.is_empty() => text,
            text => format!(" · {text}"),
        };
        lines.push(
            text!("    {number} {}  {}{}", what.in_lang(Zh), audience.in_lang(Zh), conditions(Zh);
            "    {number} {}  {}{}", what.in_lang(En), audience.in_lang(En), conditions(En)),
        );
    }
    lines
}

fn of_terminals(places: &[RecordedPlace]) -> Option<Text> {
    let named = |is_in_use: bool| -> Text {
        let all = places
            .iter()
            .filter(|place| (place.standing == TerminalStanding::IN_USE) == is_in_use);
        let numbers: Vec<String> = all.map(|place| place.terminal.to_string()).collect();
        if numbers.is_empty() {
            return text!("没有"; "none");
        }
        let (zh, en) = (numbers.join("、"), numbers.join(", "));
        text!("{zh} 号"; "No. {en}")
    };
    let (in_use, retired) = (named(true), named(false));
    (!places.is_empty()).then(|| {
        text!("  终端  在用：{}；停用：{}", in_use.in_lang(Zh), retired.in_lang(Zh);
            "  terminals  in use: {}; retired: {}", in_use.in_lang(En), retired.in_lang(En))
    })
}

fn of_complaints(complaints: &[RecordedComplaint]) -> Vec<Text> {
    let count = complaints.len();
    let first = (count > 0).then(|| text!("  投诉 {count} 件："; "  complaints ({count}):"));
    let each = complaints.iter().map(|complaint| {
        let words = complaint_words(complaint);
        text!("    {}", words.in_lang(Zh); "    {}", words.in_lang(En))
    });
    first.into_iter().chain(each).collect()
}

fn history(known: &Merchants, number: u32, events: &[RecordedMerchantEvent]) -> Vec<Text> {
    let mut lines = Vec::new();
    // Told by an edition from before the register kept events.
    for event in known.unrecorded.get(&number).into_iter().flatten() {
        let words = event_words(event);
        lines.push(text!("    {}", words.in_lang(Zh); "    {}", words.in_lang(En)));
    }
    for recorded in events {
        let words = event_words(&recorded.event);
        let (at, actor) = (
            dates::minute(recorded.at),
            escape_untrusted(&recorded.actor),
        );
        lines.push(text!("    {}  [{actor} {at} 登记]", words.in_lang(Zh); "    {}  [recorded by {actor}, {at}]", words.in_lang(En)));
    }
    lines
}

fn reminders(known: &Merchants, number: u32, now: CivilDay) -> Vec<Text> {
    let history = known.history(number);
    let mut lines = Vec::new();
    if !is_published(known, number, now) {
        lines.push(text!("  待公布：终端知道的还是上一版。请 issuer catalogue publish"; "  to be published: terminals still have the last edition. Run issuer catalogue publish"));
    }
    if let Some(last) =
        agreement_end(&history, now).filter(|last| *last <= days_after(now, REMIND_DAYS))
    {
        let day = day_text(last);
        lines.push(match last < now {
            true => text!("  协议 {day} 已到期，终端不再给优待。续签：改表格里的协议截止，issuer merchant form 打印承诺书，再公布"; "  the agreement ended on {day}, and terminals give no benefits. To renew it: change its end in the tables, print the form with issuer merchant form, and publish"),
            false => text!("  协议 {day} 到期，请联系续签"; "  the agreement ends on {day}: ask whether it is to be renewed"),
        });
    }
    if history
        .last_inspection()
        .is_some_and(|event| event.kept == Some(false))
        && history.standing_on(now) == Some(Membership::MEMBER)
    {
        lines.push(text!("  最近一次抽查未守诺，仍在册"; "  the last inspection found a promise broken, and it is a member"));
    }
    lines
}

fn to_json(
    known: &Merchants,
    number: u32,
    now: CivilDay,
    (events, places): (&[RecordedMerchantEvent], &[RecordedPlace]),
) -> Value {
    let mut json = merchant_json(known, number, now);
    let row = known.book.merchant(number);
    let periods: Vec<Value> = known
        .history(number)
        .member_periods()
        .iter()
        .map(|days| {
            let last = (days.last != CivilDay::LAST).then(|| days.last.to_string());
            json!({ "from": days.first.to_string(), "until": last })
        })
        .collect();
    let promises: Vec<Value> = row
        .map(|row| PromiseWords::all(&known.book, row))
        .unwrap_or_default()
        .iter()
        .map(|promise| {
            json!({
                "benefit": promise.number,
                "title": promise.title.in_lang(Zh),
                "value": promise.value.in_lang(En),
                "for": promise.audience.in_lang(En),
                "conditions": promise.conditions.iter().map(|one| one.in_lang(En)).collect::<Vec<_>>(),
            })
        })
        .collect();
    let told = known
        .unrecorded
        .get(&number)
        .into_iter()
        .flatten()
        .map(event_json);
    let recorded = events.iter().map(|recorded| {
        let mut json = event_json(&recorded.event);
        if let Some(map) = json.as_object_mut() {
            map.insert("recorded_at".to_owned(), json!(recorded.at.as_secs()));
            map.insert("operator".to_owned(), json!(recorded.actor));
        }
        json
    });
    let terminals = places
        .iter()
        .map(|place| json!({ "terminal": place.terminal, "standing": place.standing.code() }));
    if let Some(map) = json.as_object_mut() {
        map.insert("contact".to_owned(), json!(row.map(|row| &row.contact)));
        map.insert("region".to_owned(), json!(row.map(|row| row.region.code())));
        map.insert(
            "trades".to_owned(),
            json!(row.map(|row| row.trades.iter().map(|trade| trade.0).collect::<Vec<_>>())),
        );
        map.insert("branches".to_owned(), json!(row.map(|row| &row.branches)));
        map.insert("promises".to_owned(), json!(promises));
        map.insert("member_periods".to_owned(), json!(periods));
        map.insert("terminals".to_owned(), json!(terminals.collect::<Vec<_>>()));
        map.insert(
            "history".to_owned(),
            json!(told.chain(recorded).collect::<Vec<_>>()),
        );
    }
    json
}
