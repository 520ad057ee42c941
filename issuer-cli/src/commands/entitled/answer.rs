//! What `issuer entitled` says of its list, to people and to programs.

use books::Month;
use messages::Lang::{En, Zh};
use messages::untrusted::escape_untrusted;
use messages::{Text, text};
use serde_json::{Value, json};

use crate::catalogue::{BenefitRow, CatalogueBook};
use crate::entitled::{Cause, EntitledList, Listed, MonthCount, RevokedPerson, Turn, title};
use crate::register::Reason;

/// Changes that people are shown.
const MAX_CHANGES: usize = 60;

/// What is said of the list.
pub(super) struct Answer<'a> {
    pub(super) list: &'a EntitledList,
    pub(super) book: &'a CatalogueBook,
    pub(super) month: Month,
    pub(super) edition: u32,
    pub(super) not_on_roster: u64,
}

impl Answer<'_> {
    fn of(&self, turn: Turn) -> impl Iterator<Item = &Listed> {
        let all = self.list.changes.iter();
        all.filter(move |listed| listed.change.turn == turn)
    }

    pub(super) fn lines(&self) -> Vec<Text> {
        let list = self.list;
        let (month, edition) = (self.month, self.edition);
        let (begins, ends) = (self.of(Turn::Begins).count(), self.of(Turn::Ends).count());
        let mut lines = vec![
            text!("{month}（优待目录第 {edition} 版）：开始享受 {begins} 项，到期 {ends} 项。";
                "{month}, by edition {edition} of the catalogue: {begins} benefits begin, {ends} end."),
        ];
        for turn in [Turn::Begins, Turn::Ends] {
            lines.extend(self.of(turn).take(MAX_CHANGES).map(|one| self.line(one)));
            let rest = self.of(turn).count().saturating_sub(MAX_CHANGES);
            if rest > 0 {
                lines.push(text!("  另有 {rest} 项，见 --csv"; "  and {rest} more, see --csv"));
            }
        }
        for (row, turn) in EntitledList::benefits_that_turn(self.book, MonthCount::of(month)) {
            let (number, people) = (row.number(), list.people_with(row));
            let (zh, en) = (shown(row, Zh), shown(row, En));
            lines.push(match turn {
                Turn::Begins => text!("  项目 {number} {zh} 本月开始，适用 {people} 人";
                    "  benefit {number} {en} begins in this month, for {people} people"),
                Turn::Ends => text!("  项目 {number} {zh} 本月截止，适用 {people} 人";
                    "  benefit {number} {en} ends in this month, for {people} people"),
            });
        }
        for row in self.paid() {
            let (number, people) = (row.number(), list.people_with(row));
            let (zh, en) = (shown(row, Zh), shown(row, En));
            let monthly = row.allowance.map(|fen| fen.to_string()).unwrap_or_default();
            lines.push(
                text!("  本月应发：{number} {zh}，{people} 人，每人 {monthly} 元";
                "  to be paid: {number} {en}, {people} people, {monthly} yuan each"),
            );
        }
        for code in list.ending_codes.iter().take(MAX_CHANGES) {
            let (name, holder, day) = (
                escape_untrusted(&code.masked_name),
                code.holder,
                &code.last_day,
            );
            lines.push(text!("  {name}（编号 {holder}）的码 {day} 到期，请换发";
                "  the code of {name} (holder {holder}) ends on {day}: renew it"));
        }
        lines.extend(self.people_lines());
        lines
    }

    fn people_lines(&self) -> Vec<Text> {
        let list = self.list;
        let people = list.people;
        let mut lines = vec![text!("名册 {people} 人。"; "People on the roster: {people}.")];
        for (count, what) in [
            (
                list.not_registered,
                text!("台账里还没有的人，请先发码"; "not in the register yet, so issue their codes first"),
            ),
            (
                list.revoked.len() as u64,
                text!("码已吊销的人，没有列入（名单见下）"; "with revoked codes, for whom nothing is listed (named below)"),
            ),
            (
                list.refused,
                text!("被拒的行，请改正后重来"; "rows refused: correct them and come again"),
            ),
            (
                self.not_on_roster,
                text!("台账里有、名册上没有的人，无法判断"; "in the register and not on the roster, of whom nothing can be said"),
            ),
        ] {
            if count > 0 {
                lines.push(
                    text!("  {}：{count}", what.in_lang(Zh); "  {}: {count}", what.in_lang(En)),
                );
            }
        }
        let (lost, gone) = (&list.without_code, &list.revoked);
        revoked_lines(
            &mut lines,
            lost,
            &text!("卡遗失、被盗而吊销、还没有补发的人，照样列入，请补发（issuer reissue）："; "With a code that was revoked as lost or stolen and not replaced; they are listed as before, so issue another (issuer reissue):"),
        );
        revoked_lines(
            &mut lines,
            gone,
            &text!("码已吊销、没有列入的人："; "With a revoked code, and not listed:"),
        );
        lines
    }

    fn line(&self, listed: &Listed) -> Text {
        let change = &listed.change;
        let row = self.book.benefit(change.benefit);
        let name = escape_untrusted(&listed.masked_name);
        let month = change.month.month().map(|month| month.to_string());
        let month = month.unwrap_or_default();
        let benefit = |lang| row.map(|row| shown(row, lang)).unwrap_or_default();
        let (turn, cause) = (change.turn.text(), change.cause.text());
        let (number, line) = (change.benefit, listed.at.line);
        text!("  第 {line} 行 {name}：{number} {}，{} {month}（{}）", benefit(Zh), turn.in_lang(Zh), cause.in_lang(Zh);
            "  line {line}, {name}: {number} {}, {} {month} ({})", benefit(En), turn.in_lang(En), cause.in_lang(En))
    }

    /// The allowances that somebody gets in the month.
    fn paid(&self) -> impl Iterator<Item = &BenefitRow> {
        let own = self.book.given_by_bureau();
        own.filter(|row| row.allowance.is_some() && self.list.people_with(row) > 0)
    }

    pub(super) fn to_json(&self) -> Value {
        let list = self.list;
        let month = MonthCount::of(self.month);
        let changes = |turn| -> Vec<Value> { self.of(turn).map(|one| self.change(one)).collect() };
        let turning = EntitledList::benefits_that_turn(self.book, month).map(|(row, turn)| {
            json!({
                "number": row.number(),
                "title": row.benefit.title.zh,
                "turn": turn.code(),
                "people": list.people_with(row),
            })
        });
        let paid = self.paid().map(|row| {
            let people = list.people_with(row);
            let monthly = row.allowance.map_or(0, |fen| fen.get());
            json!({
                "number": row.number(),
                "title": row.benefit.title.zh,
                "people": people,
                "monthly_fen": monthly,
                "total_fen": monthly.saturating_mul(people),
            })
        });
        let codes = list.ending_codes.iter().map(|code| {
            json!({
                "holder": code.holder.0,
                "name": code.masked_name,
                "last_day": code.last_day,
            })
        });
        json!({
            "month": self.month.to_string(),
            "edition": self.edition,
            "people": {
                "roster": list.people,
                "registered": list.registered,
                "not_registered": list.not_registered,
                "revoked": list.revoked.len(),
                "refused": list.refused,
                "not_on_roster": self.not_on_roster,
            },
            "begins": changes(Turn::Begins),
            "ends": changes(Turn::Ends),
            "benefits": turning.collect::<Vec<_>>(),
            "paid": paid.collect::<Vec<_>>(),
            "codes": codes.collect::<Vec<_>>(),
            "revoked": list.revoked.iter().map(revoked_json).collect::<Vec<_>>(),
            "without_code": list.without_code.iter().map(revoked_json).collect::<Vec<_>>(),
        })
    }

    fn change(&self, listed: &Listed) -> Value {
        let change = &listed.change;
        let row = self.book.benefit(change.benefit);
        let age = match change.cause {
            Cause::Age(years) => Some(years),
            _ => None,
        };
        json!({
            "line": listed.at.line,
            "holder": listed.holder.map(|holder| holder.0),
            "name": listed.masked_name,
            "benefit": change.benefit,
            "title": row.map(|row| row.benefit.title.zh.as_str()),
            "month": change.month.month().map(|month| month.to_string()),
            "cause": change.cause.code(),
            "age": age,
            "monthly_fen": row.and_then(|row| row.allowance).map(|fen| fen.get()),
        })
    }
}

fn shown(row: &BenefitRow, lang: messages::Lang) -> String {
    escape_untrusted(title(row, lang)).into_owned()
}

fn revoked_lines(lines: &mut Vec<Text>, people: &[RevokedPerson], heading: &Text) {
    if people.is_empty() {
        return;
    }
    lines.push(text!("  {}", heading.in_lang(Zh); "  {}", heading.in_lang(En)));
    lines.extend(people.iter().take(MAX_CHANGES).map(|person| {
        let (name, holder) = (escape_untrusted(&person.masked_name), person.holder);
        let why = person.reason.map_or_else(|| text!("原因不明"; "no reason"), Reason::text);
        text!("    {name}（编号 {holder}）：{}", why.in_lang(Zh); "    {name} (holder {holder}): {}", why.in_lang(En))
    }));
    let rest = people.len().saturating_sub(MAX_CHANGES);
    if rest > 0 {
        lines.push(text!("    另有 {rest} 人，见 --json"; "    and {rest} more, see --json"));
    }
}

fn revoked_json(person: &RevokedPerson) -> Value {
    json!({
        "holder": person.holder.0,
        "name": person.masked_name,
        "reason": person.reason.map(Reason::code),
    })
}
