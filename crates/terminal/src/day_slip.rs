//! The slip of a day: what was given, with totals, size and head of the journal; in words and as JSON.

use std::collections::BTreeMap;

use credential_core::journal::{ChainEnd, ChainId};
use credential_core::limits::MAX_MANUAL_GRANTS_PER_DAY;
use credential_core::{DayNumber, Holdings, UnixTime};
use messages::{Failure, Lang, Text, benefit_words, dates, text};
use serde_json::{Value, json};
use terminal_store::{Journal, Store};

use crate::benefits::ReceiptInbox;
use crate::day_totals::{DayTotals, Total, name};
use crate::hex::hex;
use crate::journal_words;

/// The slip of a day.
pub struct DaySlip {
    time: UnixTime,
    totals: DayTotals,
    id: ChainId,
    end: ChainEnd,
    confirmed: u64,
    /// That a receipt contradicts the journal, and what to do.
    pub warning: Option<(Text, Text)>,
}

impl DaySlip {
    /// Counts the day of `now`, by the time of the records: a clock that was set back gives no second day.
    ///
    /// # Errors
    /// If the journal cannot be read.
    pub fn read(store: &Store, journal: &Journal, now: UnixTime) -> Result<Self, Failure> {
        let time = journal.time(now);
        let mut totals = DayTotals::of(DayNumber::of(time));
        journal
            .visit(|record| totals.take(record))
            .map_err(journal_words::failure)?;
        Ok(Self {
            time,
            totals,
            id: journal.id(),
            end: journal.end(),
            confirmed: journal.receipted(),
            warning: ReceiptInbox::of(store).warning(),
        })
    }

    /// As `verifier journal today --json` prints it.
    pub fn json(&self) -> Value {
        let (all, by_reason) = (self.totals.all(), self.totals.manual());
        let one = |(number, total): (&u32, &Total)| {
            json!({
                "benefit": number, "grants": total.grants, "units": total.units,
                "price_fen": total.full, "to_pay_fen": total.charged,
            })
        };
        let list: Vec<_> = self.totals.by_benefit().iter().map(one).collect();
        json!({
            "day": dates::day(self.time), "grants": all.grants, "manual": manual(&by_reason),
            "undone": self.totals.undone,
            "price_fen": all.full, "to_pay_fen": all.charged,
            "saved_fen": all.saved(),
            "manual_reasons": by_reason.iter().map(|(reason, count)| {
                (benefit_words::manual_reason_code(*reason), *count)
            }).collect::<BTreeMap<_, _>>(),
            "manual_limit": MAX_MANUAL_GRANTS_PER_DAY,
            "ratings": self.totals.ratings().iter().map(|(level, count)| {
                (benefit_words::rating_code(*level), *count)
            }).collect::<BTreeMap<_, _>>(),
            "receipt_contradicts": self.warning.is_some(),
            "benefits": list, "chain": self.id.chain, "size": self.end.size,
            "head": hex(&self.end.head), "confirmed": self.confirmed,
        })
    }

    /// In words, line by line.
    pub fn lines(&self, held: &Holdings, lang: Lang) -> String {
        let (all, by_reason) = (self.totals.all(), self.totals.manual());
        let (day, grants, undone) = (dates::day(self.time), all.grants, self.totals.undone);
        let manual = manual(&by_reason);
        let head = text!(
            "{day} 当日小结\n给予 {grants} 笔（其中手工登记 {manual} 笔），撤回 {undone} 笔";
            "The day {day}\n{grants} grants ({manual} of them manual), {undone} undone");
        let mut lines = vec![head.in_lang(lang).to_owned()];
        for (number, total) in &self.totals.by_benefit() {
            let name = name(held, *number, lang);
            let (grants, units) = (total.grants, total.units);
            let mut line = match lang {
                Lang::Zh => format!("  {name}：{grants} 笔，计 {units}"),
                Lang::En => format!("  {name}: {grants} grants, {units} units"),
            };
            if total.full > 0 {
                line.push_str(money(total).in_lang(lang));
            }
            lines.push(line);
        }
        let mut push = |text: Text| lines.push(text.in_lang(lang).to_owned());
        for (reason, count) in &by_reason {
            let reason = benefit_words::manual_reason(*reason);
            push(
                text!("  手工登记（{}）：{count} 笔（每天最多 {MAX_MANUAL_GRANTS_PER_DAY} 笔）", reason.in_lang(Lang::Zh);
                "  by hand ({}): {count} (at most {MAX_MANUAL_GRANTS_PER_DAY} a day)", reason.in_lang(Lang::En)),
            );
        }
        let ratings = self.totals.ratings();
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
            push(text!("评价：{zh}"; "Ratings: {en}"));
        }
        if all.full > 0 {
            let sum = money(&all);
            push(text!("合计{}", sum.in_lang(Lang::Zh); "Total{}", sum.in_lang(Lang::En)));
        }
        let (size, confirmed, head) = (self.end.size, self.confirmed, hex(&self.end.head));
        push(text!(
            "流水共 {size} 条，回执到第 {confirmed} 条\n校验值：{head}";
            "{size} records, confirmed up to {confirmed}\nHead: {head}"));
        lines.join("\n")
    }
}

fn manual(by_reason: &[(credential_core::journal::ManualReason, u64)]) -> u64 {
    by_reason.iter().map(|(_, count)| count).sum()
}

fn money(total: &Total) -> Text {
    let yuan = |fen: u64| format!("{}.{:02}", fen / 100, fen % 100);
    let (full, charged) = (yuan(total.full), yuan(total.charged));
    let saved = yuan(total.saved());
    text!("，原价 {full} 元，实收 {charged} 元，优惠 {saved} 元";
        ", price {full}, paid {charged}, saved {saved} yuan")
}
