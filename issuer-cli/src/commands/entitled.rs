//! `issuer entitled`: who becomes entitled to what in a month, and what ends, before anybody asks.

mod answer;

use std::path::PathBuf;

use books::Month;
use credential_core::{HolderId, HolderNumber, HolderTraits, IssuerId, Region};
use messages::Lang::{En, Zh};
use messages::{Exit, Failure, dates, text};
use serde_json::json;

use super::reading::ReadingArgs;
use super::report::month_of;
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::catalogue::{CatalogueBook, no_edition, tables_of};
use crate::entitled::{
    Before, Candidate, EndingCode, EntitledList, EntitlementChange, Listed, MonthCount, Payee,
    RevokedPerson, write_payees, write_sheet, write_workbook,
};
use crate::issuing::MAX_SHOWN;
use crate::output::in_words;
use crate::particulars::Particulars;
use crate::register::{Entry, Expiry, PersonId, Reason, Register};
use crate::roster::{Names, Person, Roster, Row};
use crate::{Call, values};
use answer::Answer;
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
    /// 本月应发名单，Excel 工作簿，一人一项一行（有全名，只供本单位使用）
    /// | whom to pay in the month, as a workbook with a row for each person and allowance, with full names, for the bureau alone
    #[arg(long, value_name = "FILE")]
    payees: Option<PathBuf>,
}

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
    // Full names and amounts are kept only where somebody asks for them.
    office.list.payees = args.payees.is_some().then(Vec::new);
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
    if let (Some(path), Some(payees)) = (&args.payees, &list.payees) {
        write_payees(path, payees, &book, lang)?;
    }
    let answer = Answer {
        list: &list,
        book: &book,
        month,
        edition,
        // Of the people of the register whom the roster does not have, no date of birth is known.
        not_on_roster: holders.saturating_sub(list.registered + list.revoked.len() as u64),
    };
    let mut lines = answer.lines();
    for (path, name) in [
        (&args.csv, text!("表格"; "sheet")),
        (&args.xlsx, text!("工作簿"; "workbook")),
        (&args.payees, text!("本月应发名单"; "whom to pay")),
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
        map.insert("payees".to_owned(), json!(args.payees));
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
            Some(known) if known.newest.is_revoked() && !is_card_alone(&known.newest) => {
                self.list.revoked.push(revoked(&known.newest));
                return Ok(());
            }
            Some(known) => {
                self.list.registered += 1;
                let newest = &known.newest;
                let last_day = dates::last_day(newest.validity.until);
                if newest.is_revoked() {
                    self.list.without_code.push(revoked(newest));
                } else if last_day.starts_with(&self.month.to_string()) {
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
        let payee = |benefit, monthly| Payee {
            benefit,
            monthly,
            full_name: person.full_name.clone(),
            identity: person.identity.ending(),
            holder,
            line: person.at.line,
        };
        let month = MonthCount::of(self.month);
        self.list.add(&candidate, self.book, month, (listed, payee))
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

/// Whether a code was revoked because of the card and not because of the person: who has lost a card is entitled
/// as before, and waits for another one.
fn is_card_alone(entry: &Entry) -> bool {
    let reason = entry.standing.changed.map(|(reason, _)| reason);
    matches!(
        reason,
        Some(Reason::Lost | Reason::Stolen | Reason::Superseded)
    )
}

fn revoked(entry: &Entry) -> RevokedPerson {
    RevokedPerson {
        holder: entry.holder,
        masked_name: entry.particulars.name.as_str().to_owned(),
        reason: entry.standing.changed.map(|(reason, _)| reason),
    }
}
