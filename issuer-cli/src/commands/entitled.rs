//! `issuer entitled`: who becomes entitled to what in a month, and what ends, before anybody asks.

use std::path::PathBuf;

use books::Month;
use credential_core::{HolderId, HolderNumber, HolderTraits, IssuerId, Region};
use messages::Lang::{En, Zh};
use messages::untrusted::escape_untrusted;
use messages::{Exit, Failure, Text, dates, text};
use serde_json::{Value, json};

use super::reading::ReadingArgs;
use super::report::month_of;
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::catalogue::{BenefitRow, CatalogueBook, no_edition, tables_of};
use crate::entitled::{
    Before, Candidate, Cause, EndingCode, EntitledList, EntitlementChange, Listed, MonthCount,
    Turn, title, write_sheet, write_workbook,
};
use crate::issuing::MAX_SHOWN;
use crate::output::in_words;
use crate::particulars::Particulars;
use crate::register::{Expiry, PersonId, Register};
use crate::roster::{Names, Person, Roster, Row};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    reading: ReadingArgs,
    /// 哪个月，例如 2026-12 | the month, as 2026-12
    #[arg(long, value_name = "YYYY-MM")]
    month: String,
    /// 列成 CSV 表格（有全名，只供本单位使用） | as a CSV file, with full names, for the bureau alone
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// 做成 Excel 工作簿（有全名，只供本单位使用） | as a workbook, with full names, for the bureau alone
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,
}

/// Changes that people are shown.
const MAX_CHANGES: usize = 60;

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let month = month_of("--month", &args.month)?;
    let reading = args.reading.reading(Names::Masked, false, call.now)?;
    let mut roster = Roster::open(&args.reading.roster, reading)?;
    for note in &roster.notes {
        call.console.say(note)?;
    }
    let folder = BureauFolder::new(&args.bureau);
    let bureau = Bureau::read(&folder.bureau_file())?;
    let mut register = folder.register()?;
    folder.recognise_people(&mut register, call)?;
    let last = register.last_edition()?;
    let edition = last.as_ref().map(|last| last.edition);
    let edition = edition.ok_or_else(no_edition)?;
    let book = tables_of(last.as_ref())?;

    let mut office = Office {
        bureau: &bureau,
        register: &register,
        book: &book,
        month,
        call,
        list: EntitledList::default(),
    };
    let hold = register.hold()?;
    while let Some(row) = roster.next()? {
        match row {
            Row::Person(person) => office.add(&person)?,
            Row::Refused(refusal) => {
                if office.list.refused < MAX_SHOWN as u64 {
                    for line in in_words(&refusal) {
                        office.call.console.say(&line)?;
                    }
                }
                office.list.refused += refusal.rows;
            }
            _ => {}
        }
    }
    drop(hold);
    let list = office.list;
    let holders = register.counts(call.now)?.holders;

    let lang = call.console.lang;
    if let Some(path) = &args.csv {
        write_sheet(path, &list, &book, lang)?;
    }
    if let Some(path) = &args.xlsx {
        write_workbook(path, &list, &book, lang)?;
    }
    let answer = Answer {
        list: &list,
        book: &book,
        month,
        edition,
        // Of the people of the register whom the roster does not have, no date of birth is known.
        not_on_roster: holders.saturating_sub(list.registered + list.revoked),
    };
    let mut lines = answer.lines();
    for (path, name) in [
        (&args.csv, text!("表格"; "sheet")),
        (&args.xlsx, text!("工作簿"; "workbook")),
    ] {
        if let Some(path) = path {
            let shown = values::shown(path);
            lines.push(text!("{}  {shown}", name.in_lang(Zh); "{}  {shown}", name.in_lang(En)));
        }
    }
    let mut json = answer.to_json();
    if let Some(map) = json.as_object_mut() {
        map.insert("bureau".to_owned(), json!(bureau.file.id));
        map.insert("csv".to_owned(), json!(args.csv));
        map.insert("xlsx".to_owned(), json!(args.xlsx));
    }
    call.answer(&lines, &json)?;
    Ok(if list.refused == 0 {
        Exit::Done
    } else {
        Exit::Refused
    })
}

/// Reads people one after the other.
struct Office<'o, 'c, 'a, 'w> {
    bureau: &'o Bureau,
    register: &'o Register,
    book: &'o CatalogueBook,
    month: Month,
    call: &'c mut Call<'a, 'w>,
    list: EntitledList,
}

impl Office<'_, '_, '_, '_> {
    fn add(&mut self, person: &Person) -> Result<(), Failure> {
        self.list.people += 1;
        let row = person.particulars_in(self.bureau.region);
        let id = PersonId::new(person.identity.as_str())?;
        let now = self.call.now;
        let expiry = Expiry::Usual(now);
        let known = self
            .register
            .foresee(&id, &row, person.unsaid, expiry, None, now)?;
        let (holder, before, particulars) = match known {
            None => {
                self.list.not_registered += 1;
                (None, Before::Unknown, row)
            }
            Some(known) if known.newest.is_revoked() => {
                self.list.revoked += 1;
                return Ok(());
            }
            Some(known) => {
                self.list.registered += 1;
                let newest = &known.newest;
                let last_day = dates::last_day(newest.validity.until);
                if last_day.starts_with(&self.month.to_string()) {
                    self.list.ending_codes.push(EndingCode {
                        holder: newest.holder,
                        masked_name: newest.particulars.name.as_str().to_owned(),
                        last_day,
                    });
                }
                let before = self.traits(newest.holder, &newest.particulars);
                (
                    Some(newest.holder),
                    Before::Registered(before),
                    known.particulars,
                )
            }
        };
        let candidate = Candidate {
            born: MonthCount::of_birth(person.identity.born()),
            before,
            now: self.traits(holder.unwrap_or(HolderNumber(0)), &particulars),
        };
        let listed = |change: EntitlementChange| Listed {
            at: person.at,
            holder,
            masked_name: particulars.name.as_str().to_owned(),
            full_name: person.full_name.clone(),
            identity: person.identity.ending(),
            change,
        };
        let month = MonthCount::of(self.month);
        self.list.add(&candidate, self.book, month, listed)
    }

    /// What benefits ask of somebody with these particulars.
    fn traits(&self, number: HolderNumber, particulars: &Particulars) -> HolderTraits {
        let own: Region = self.bureau.region;
        let details = &particulars.details;
        HolderTraits {
            holder: HolderId {
                issuer: IssuerId(self.bureau.file.id),
                number,
            },
            categories: particulars.categories,
            disability_grade: details.disability_grade,
            honour_class: details.honour_class,
            // No code of a bureau has one.
            life_stage: None,
            home_region: details.home_region.unwrap_or(own),
        }
    }
}

/// What is said of the list.
struct Answer<'a> {
    list: &'a EntitledList,
    book: &'a CatalogueBook,
    month: Month,
    edition: u32,
    not_on_roster: u64,
}

impl Answer<'_> {
    fn of(&self, turn: Turn) -> impl Iterator<Item = &Listed> {
        let all = self.list.changes.iter();
        all.filter(move |listed| listed.change.turn == turn)
    }

    fn lines(&self) -> Vec<Text> {
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
                list.revoked,
                text!("码已吊销的人，没有列入"; "with revoked codes, for whom nothing is listed"),
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

    fn to_json(&self) -> Value {
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
                "revoked": list.revoked,
                "refused": list.refused,
                "not_on_roster": self.not_on_roster,
            },
            "begins": changes(Turn::Begins),
            "ends": changes(Turn::Ends),
            "benefits": turning.collect::<Vec<_>>(),
            "paid": paid.collect::<Vec<_>>(),
            "codes": codes.collect::<Vec<_>>(),
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
