//! `issuer journal status`: who has handed over what, and what is wrong with it.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use ::books::{Books, BooksError, Dimension, JournalStatus, Totals};
use credential_core::{TerminalStanding, UnixTime};
use messages::{Exit, Text, dates, text, untrusted::escape_untrusted};
use serde_json::{Value, json};

use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::commands::today::JOURNAL_AGE;
use crate::register::{RecordedPlace, hexadecimal};
use crate::{Call, books};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let books = books::open(&folder)?;
    let path = folder.books_folder();
    let failed = |error: BooksError| books::failure_of(&error, &path);
    let journals = books.journals().map_err(failed)?;
    let places: HashMap<u32, RecordedPlace> = folder
        .register()?
        .places()?
        .into_iter()
        .map(|place| (place.terminal, place))
        .collect();
    let silent: Vec<&RecordedPlace> = silent(&places, &journals);
    let waiting = books.waiting().map_err(failed)?;
    let head = hexadecimal(&books.head().map_err(failed)?);

    let mut lines = vec![
        text!("流水账：{} 条记录链，校验值 {head}"; "Books: {} chains, head {head}"; journals.len()),
    ];
    for journal in &journals {
        lines.extend(journal_lines(
            journal,
            places.get(&journal.terminal),
            call.now,
        ));
    }
    if !silent.is_empty() {
        let numbers: Vec<String> = silent
            .iter()
            .map(|place| place.terminal.to_string())
            .collect();
        let (zh, en) = (numbers.join("、"), numbers.join(", "));
        lines.push(
            text!("从未交过流水的终端：{zh}"; "Terminals that never handed anything over: {en}"),
        );
    }
    for file in &waiting {
        let (name, first, last) = (escape_untrusted(&file.name), file.first, file.last);
        lines.push(text!("等候前面的记录：{name}（第 {first} 到 {last} 条）"; "Waiting for the records before it: {name} (records {first} to {last})"));
    }
    let months = books.months().map_err(failed)?;
    let manual: Vec<Totals> = months
        .iter()
        .map(|month| manual(&books, month.month))
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    for (month, by_hand) in months.iter().zip(&manual) {
        let (all, name, people) = (&month.totals, month.month, month.people);
        // As in the report of the benefits: a manual grant is no use, and stands apart.
        let uses = all.uses.saturating_sub(by_hand.uses);
        let saved = yuan(saved(all).saturating_sub(saved(by_hand)));
        let (by_hand, undone) = (by_hand.uses, all.undone);
        lines.push(
            text!("{name}：{uses} 次，{people} 人，优惠 {saved} 元；另有手工登记 {by_hand} 次，撤回 {undone} 次";
            "{name}: {uses} uses by {people} people, {saved} yuan saved; apart from that {by_hand} manual, {undone} undone"),
        );
    }
    let json = json!({
        "head": head,
        "journals": journals.iter().map(|of| journal_json(of, places.get(&of.terminal), call.now)).collect::<Vec<_>>(),
        "silent": silent.iter().map(|place| place.terminal).collect::<Vec<_>>(),
        "waiting": waiting.iter().map(|file| json!({
            "file": file.name, "terminal": terminal_of(&places, &file.chain.terminal),
            "key": hexadecimal(&file.chain.terminal), "chain": file.chain.chain, "first": file.first, "last": file.last, "seen": file.seen.as_secs(),
        })).collect::<Vec<_>>(),
        "months": months.iter().zip(&manual).map(|(month, manual)| {
            let mut value = totals_json(&month.totals);
            value["manual"] = manual.uses.into();
            value["month"] = month.month.to_string().into();
            value["people"] = month.people.into();
            value
        }).collect::<Vec<_>>(),
        "merchants": by(&books, Dimension::Merchant, "merchant").map_err(failed)?,
        "benefits": by(&books, Dimension::Benefit, "benefit").map_err(failed)?,
        "categories": by(&books, Dimension::Category, "category").map_err(failed)?,
        "kinds": by(&books, Dimension::Kind, "kind").map_err(failed)?,
    });
    call.answer(&lines, &json)?;
    Ok(Exit::Done)
}

/// Terminals in use of which nothing ever came, by number.
fn silent<'p>(
    places: &'p HashMap<u32, RecordedPlace>,
    journals: &[JournalStatus],
) -> Vec<&'p RecordedPlace> {
    let is_heard = |place: &RecordedPlace| {
        let mut own = journals.iter();
        own.any(|journal| journal.chain.terminal == place.key)
    };
    let mut silent: Vec<_> = places
        .values()
        .filter(|place| place.standing == TerminalStanding::IN_USE && !is_heard(place))
        .collect();
    silent.sort_by_key(|place| place.terminal);
    silent
}

fn journal_lines(
    journal: &JournalStatus,
    place: Option<&RecordedPlace>,
    now: UnixTime,
) -> Vec<Text> {
    let (number, size) = (journal.terminal, journal.end.size);
    let label = place.and_then(|place| place.label.as_deref());
    let label = escape_untrusted(label.unwrap_or_default());
    let merchant = place.map_or(0, |place| place.merchant);
    let (signed, age) = (
        dates::minute(journal.signed),
        now.since(journal.signed).as_secs() / 86_400,
    );
    let open = size - journal.receipted.min(size);
    let marks = journal.marks;
    let mut lines = vec![text!(
        "  终端 {number} {label}  商户 {merchant}  {size} 条  最近一次 {signed}（{age} 天前）  未回执 {open} 条  有疑问 {marks} 条";
        "  terminal {number} {label}  merchant {merchant}  {size} records  last {signed} ({age} days ago)  {open} without a receipt  {marks} marks")];
    if let Some(missing) = missing(journal) {
        lines.push(text!("    这条链已封存，还缺 {missing} 条"; "    this chain was set aside, and {missing} of its records are missing"));
    }
    for fault in &journal.faults {
        let (number, seen) = (fault.number, dates::minute(fault.seen));
        lines.push(match fault.kind.as_str() {
            "fork" => text!("    分叉，第 {number} 条（{seen} 导入）"; "    a fork at record {number} (imported {seen})"),
            _ => text!("    截短到 {number} 条（{seen} 导入）"; "    cut to {number} records (imported {seen})"),
        });
    }
    lines
}

/// Whether a terminal has handed nothing over for so long that it is missed.
fn is_late(signed: UnixTime, now: UnixTime) -> bool {
    now.since(signed) > JOURNAL_AGE
}

/// How many records of a chain that was set aside have not come.
fn missing(journal: &JournalStatus) -> Option<u64> {
    let closed = journal.closed?;
    let missing = closed.size.saturating_sub(journal.end.size);
    (missing > 0).then_some(missing)
}

/// The number of the terminal with this key.
fn terminal_of(places: &HashMap<u32, RecordedPlace>, key: &[u8; 32]) -> Option<u32> {
    let place = places.values().find(|place| place.key == *key)?;
    Some(place.terminal)
}

fn journal_json(journal: &JournalStatus, place: Option<&RecordedPlace>, now: UnixTime) -> Value {
    json!({
        "terminal": journal.terminal,
        "label": place.and_then(|place| place.label.as_deref()),
        "merchant": place.map(|place| place.merchant),
        "standing": place.and_then(|place| place.standing.code()),
        "key": hexadecimal(&journal.chain.terminal),
        "chain": journal.chain.chain,
        "size": journal.end.size,
        "head": hexadecimal(&journal.end.head),
        "signed": journal.signed.as_secs(),
        "is_late": is_late(journal.signed, now),
        "imported": journal.imported.as_secs(),
        "last_record": journal.last_time.as_secs(),
        "receipted": journal.receipted,
        "receipted_at": (journal.receipted > 0).then(|| journal.receipted_at.as_secs()),
        "closed": journal.closed.map(|end| end.size),
        "missing": missing(journal).unwrap_or(0),
        "marks": journal.marks,
        "faults": journal.faults.iter().map(|fault| json!({
            "kind": fault.kind, "number": fault.number, "known": fault.known,
            "file": hexadecimal(&fault.file), "seen": fault.seen.as_secs(),
        })).collect::<Vec<_>>(),
    })
}

/// The key of manual grants among the kinds.
const MANUAL: u32 = 3;

/// The sums of the manual grants of a month.
fn manual(books: &Books, month: ::books::Month) -> Result<Totals, BooksError> {
    let kinds = books.totals_by(Dimension::Kind, (month, month))?;
    Ok(kinds.get(&MANUAL).copied().unwrap_or_default())
}

/// Sums and people of all months, by the key of a dimension.
fn by(books: &Books, dimension: Dimension, name: &str) -> Result<Vec<Value>, BooksError> {
    let Some(span) = books.span()? else {
        return Ok(Vec::new());
    };
    let people: BTreeMap<u32, u64> = books.people_by(dimension, span)?;
    let totals = books.totals_by(dimension, span)?;
    let value = totals.iter().map(|(key, totals)| {
        let mut value = totals_json(totals);
        value[name] = (*key).into();
        value["people"] = people.get(key).copied().unwrap_or(0).into();
        value
    });
    Ok(value.collect())
}

const fn saved(totals: &Totals) -> u64 {
    totals.full - totals.charged
}

fn totals_json(totals: &Totals) -> Value {
    json!({
        "uses": totals.uses,
        "units": totals.units,
        "full_fen": totals.full,
        "charged_fen": totals.charged,
        "saved_fen": saved(totals),
        "undone": totals.undone,
    })
}

fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}
