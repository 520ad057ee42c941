//! `verifier journal today`: the day's slip, with totals, size and head.

use std::collections::BTreeMap;

use clap::Args;
use cli_support::{Console, Format, Stop};
use credential_core::journal::{Entry, JournalRecord, Price};
use credential_core::{BenefitNumber, DayNumber, Holdings, IssuerId};
use messages::{Exit, Lang, benefit_words, dates, text};
use serde_json::json;

use super::{AFTER, JournalArgs, hex};
use crate::clock::Clock;
use crate::journal_words;

/// 当日小结 | The day's slip
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct TodayArgs {
    #[command(flatten)]
    journal: JournalArgs,
}

/// What became of one benefit on one day.
#[derive(Clone, Copy, Default)]
struct Total {
    grants: u64,
    units: u64,
    full: u64,
    charged: u64,
}

impl Total {
    fn add(&mut self, one: &Self) {
        self.grants = self.grants.saturating_add(one.grants);
        self.units = self.units.saturating_add(one.units);
        self.full = self.full.saturating_add(one.full);
        self.charged = self.charged.saturating_add(one.charged);
    }
}

/// The grants of one day that were not taken back.
struct DayTotals {
    day: DayNumber,
    grants: BTreeMap<u64, (u32, bool, Total)>,
    undone: u64,
}

impl DayTotals {
    fn take(&mut self, record: &JournalRecord) {
        let (benefit, is_manual, units, price) = match &record.entry {
            Entry::Grant(grant) => (grant.benefit, false, grant.units, grant.price),
            Entry::ManualGrant(grant) => (grant.benefit, true, grant.units, grant.price),
            Entry::Undo(undo) => {
                self.undone += u64::from(self.grants.remove(&undo.of).is_some());
                return;
            }
            _ => return,
        };
        if DayNumber::of(record.time) != self.day {
            return;
        }
        let Price { full, charged } = price.unwrap_or(Price {
            full: 0,
            charged: 0,
        });
        let total = Total {
            grants: 1,
            units: units.into(),
            full,
            charged,
        };
        self.grants
            .insert(record.number, (benefit, is_manual, total));
    }
}

pub(crate) fn run(args: &TodayArgs, console: &mut Console<'_>) -> Result<Exit, Stop> {
    let at = Clock::new(args.journal.at.as_deref())?.now();
    let (_, journal, store) = args.journal.open()?;
    // By the time of the records: a clock that was set back gives no second day.
    let time = journal.time(at);
    let mut today = DayTotals {
        day: DayNumber::of(time),
        grants: BTreeMap::new(),
        undone: 0,
    };
    journal
        .visit(|record| today.take(record))
        .map_err(journal_words::failure)?;
    let (mut all, mut manual) = (Total::default(), 0_u64);
    let mut benefits: BTreeMap<u32, Total> = BTreeMap::new();
    for (benefit, is_manual, total) in today.grants.values() {
        benefits.entry(*benefit).or_default().add(total);
        all.add(total);
        manual += u64::from(*is_manual);
    }
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
            "saved_fen": all.full.saturating_sub(all.charged),
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
    if all.full > 0 {
        let sum = money(&all);
        console
            .result(&text!("合计{}", sum.in_lang(Lang::Zh); "Total{}", sum.in_lang(Lang::En)))?;
    }
    console.result(&text!(
        "流水共 {size} 条，回执到第 {confirmed} 条\n校验值：{head}";
        "{size} records, confirmed up to {confirmed}\nHead: {head}"))?;
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
    let saved = yuan(total.full.saturating_sub(total.charged));
    text!("，原价 {full} 元，实收 {charged} 元，优惠 {saved} 元";
        ", price {full}, paid {charged}, saved {saved} yuan")
}

/// The name of a benefit in the catalogue that is held; its number if it is no longer there.
fn name(held: &Holdings, number: u32, lang: Lang) -> String {
    let issuer: Option<IssuerId> = held.places().map(|place| place.claims().issuer).next();
    let here = issuer.and_then(|issuer| held.place_catalogue(issuer));
    let benefit = here.and_then(|here| here.part().benefit(BenefitNumber(number)));
    match benefit {
        Some(benefit) => benefit_words::title(&benefit.title)
            .in_lang(lang)
            .to_owned(),
        None => match lang {
            Lang::Zh => format!("第 {number} 项"),
            Lang::En => format!("benefit {number}"),
        },
    }
}
