//! `issuer report` without a further word: the register in numbers, and as a sheet.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use cli_support::files::{self, Access};
use credential_core::{Category, HolderNumber, Status, UnixTime};
use messages::{Exit, Failure, Lang, Text, dates, text, words};
use serde::Serialize;
use serde_json::json;

use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::commands::standing::standing_words;
use crate::output::{Sheet, finish_sheet};
use crate::particulars::SheetKind;
use crate::register::{CodeKind, Entry, Reason, Selection};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 统计多少天内到期的 | count what ends within this many days
    #[arg(long, value_name = "N", default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=3660))]
    within: u16,
    /// 把全部码列成表格，用 Excel 打开 | all codes as a sheet for Excel
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
}

/// Codes of one category, each counted in all that it has.
#[derive(Clone, Copy, Default, Serialize)]
struct OfCategory {
    valid: u64,
    suspended: u64,
    expired: u64,
    revoked: u64,
}

#[derive(Default)]
struct RegisterTally {
    categories: BTreeMap<&'static str, OfCategory>,
    total: OfCategory,
    reasons: BTreeMap<Reason, u64>,
    unfinished: u64,
    /// Valid ones that are bound to a phone.
    phone_codes: u64,
}

/// What the code's standing comes to today.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Valid,
    Suspended,
    Expired,
    Revoked,
}

impl State {
    fn of(entry: &Entry, now: UnixTime) -> Self {
        match entry.standing.status {
            Status::Revoked => Self::Revoked,
            _ if entry.is_expired(now) => Self::Expired,
            Status::Valid => Self::Valid,
            _ => Self::Suspended,
        }
    }

    fn words(self) -> Text {
        match self {
            Self::Valid => standing_words(Status::Valid),
            Self::Suspended => standing_words(Status::Suspended),
            Self::Expired => text!("已过期"; "expired"),
            Self::Revoked => standing_words(Status::Revoked),
        }
    }
}

impl OfCategory {
    fn add(&mut self, state: State) {
        let count = match state {
            State::Valid => &mut self.valid,
            State::Suspended => &mut self.suspended,
            State::Expired => &mut self.expired,
            State::Revoked => &mut self.revoked,
        };
        *count += 1;
    }
}

impl RegisterTally {
    fn add(&mut self, entry: &Entry, now: UnixTime) {
        let state = State::of(entry, now);
        if entry.output.is_none() && matches!(state, State::Valid | State::Suspended) {
            self.unfinished += 1;
            return;
        }
        self.total.add(state);
        self.phone_codes += u64::from(state == State::Valid && entry.kind() == CodeKind::Phone);
        for category in entry.particulars.categories.iter() {
            self.categories
                .entry(category.code())
                .or_default()
                .add(state);
        }
        if let (State::Revoked, Some((reason, _))) = (state, entry.standing.changed) {
            *self.reasons.entry(reason).or_default() += 1;
        }
    }
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let bureau = Bureau::read(&folder.bureau_file())?;
    let register = folder.register()?;
    let now = call.now;
    let mut tally = RegisterTally::default();
    let mut sheet = match &args.csv {
        Some(path) => Some(CodeSheet::begin(path, call.console.lang)?),
        None => None,
    };
    register.for_each(Selection::All, now, |entry| {
        tally.add(&entry, now);
        sheet
            .as_mut()
            .map_or(Ok(()), |sheet| sheet.add(&entry, now))
    })?;
    if let Some(sheet) = sheet {
        sheet.finish()?;
    }
    let soon = now.plus(Duration::from_secs(86_400) * u32::from(args.within));
    let expired = people_of(&register.expiring(now.plus(Duration::from_secs(1)))?);
    let ending = people_of(&register.expiring(soon)?).saturating_sub(expired);
    let people = register.counts(now)?.holders;
    let last = register.last_publication()?;
    let waiting = register.changes_since(last.map_or(0, |last| last.record))?;
    let head = register.audit_head()?;

    let mut lines = heading(&bureau, now);
    let OfCategory {
        valid,
        suspended,
        expired: over,
        revoked,
    } = tally.total;
    lines.push(text!(
        "  人员 {people}；码：有效 {valid}，暂停 {suspended}，过期 {over}，吊销 {revoked}";
        "  {people} people; codes: {valid} valid, {suspended} suspended, {over} expired, {revoked} revoked"));
    if tally.phone_codes > 0 {
        let phones = tally.phone_codes;
        lines.push(text!(
            "  有效的码中手机码 {phones} 个"; "  of the valid codes, bound to a phone: {phones}"));
    }
    lines.extend(reasons_in_words(&tally.reasons));
    if tally.unfinished > 0 {
        let unfinished = tally.unfinished;
        lines.push(text!(
            "  没有做完的 {unfinished} 个：请用同一份名册再签发一次";
            "  {unfinished} not finished: issue again with the same roster"));
    }
    lines.extend(categories_in_words(&tally.categories));
    let within = args.within;
    lines.push(text!(
        "到期：{within} 天内 {ending} 人，已过期未换发 {expired} 人";
        "Ending: {ending} people within {within} days; {expired} have ended and were not renewed"));
    let unpublished = (waiting.revoked, waiting.suspended, waiting.restored);
    let made = last.map(|last| dates::minute(last.made));
    lines.push(publication_in_words(made.as_deref(), unpublished));
    lines.push(text!("操作记录 {} 条，校验值（请抄在台账本上）  {head}";
        "Audit log with {} records; its end (note it on paper)  {head}"; head.number));
    if let Some(path) = &args.csv {
        let name = values::shown(path);
        lines.push(text!("表格  {name}"; "sheet  {name}"));
    }

    let reasons: BTreeMap<_, _> = tally
        .reasons
        .iter()
        .map(|(reason, count)| (reason.code(), count))
        .collect();
    let json = json!({
        "bureau": bureau.file.id,
        "at": now.as_secs(),
        "people": people,
        "codes": tally.total,
        "phone_codes": tally.phone_codes,
        "unfinished": tally.unfinished,
        "revoked_for": reasons,
        "categories": tally.categories,
        "ending": { "within_days": within, "people": ending, "ended": expired },
        "published": last.map(|last| last.made.as_secs()),
        "unpublished": waiting,
        "sheet": args.csv,
        "head": head.to_string(),
    });
    call.answer(&lines, &json)?;
    Ok(Exit::Done)
}

fn heading(bureau: &Bureau, now: UnixTime) -> Vec<Text> {
    let file = &bureau.file;
    let (id, at) = (file.id, dates::minute(now));
    let english = file.name_en.as_deref().unwrap_or(&file.name);
    vec![text!("{}（编号 {id}），{at}", file.name; "{english} (number {id}), {at}")]
}

fn reasons_in_words(reasons: &BTreeMap<Reason, u64>) -> Option<Text> {
    let counts = |lang: Lang, separator: &str| {
        let parts: Vec<String> = reasons
            .iter()
            .map(|(reason, count)| format!("{} {count}", reason.text().in_lang(lang)))
            .collect();
        parts.join(separator)
    };
    (!reasons.is_empty()).then(
        || text!("  吊销原因：{}", counts(Lang::Zh, "，"); "  revoked: {}", counts(Lang::En, ", ")),
    )
}

fn categories_in_words(categories: &BTreeMap<&'static str, OfCategory>) -> Vec<Text> {
    let mut lines = vec![text!("按人员类别（一个码有几类的，各类都计）：";
        "By category (a code with several counts in each):")];
    for category in Category::ALL {
        let Some(count) = categories.get(category.code()) else {
            continue;
        };
        let OfCategory {
            valid,
            suspended,
            expired,
            revoked,
        } = count;
        let name = words::category(category);
        lines.push(text!(
            "  {}：有效 {valid}，暂停 {suspended}，过期 {expired}，吊销 {revoked}",
            name.in_lang(Lang::Zh);
            "  {}: {valid} valid, {suspended} suspended, {expired} expired, {revoked} revoked",
            name.in_lang(Lang::En)));
    }
    lines
}

fn publication_in_words(
    made: Option<&str>,
    (revoked, suspended, restored): (u64, u64, u64),
) -> Text {
    let (zh, en) = match made {
        Some(made) => (
            format!("公布：上次 {made}"),
            format!("Published: last {made}"),
        ),
        None => (
            "公布：还没有公布过".to_owned(),
            "Published: never yet".to_owned(),
        ),
    };
    if revoked + suspended + restored == 0 {
        return text!("{zh}，此后没有变动"; "{en}; nothing has changed since");
    }
    text!("{zh}；未公布的：吊销 {revoked}，暂停 {suspended}，恢复 {restored}";
        "{en}; not published yet: {revoked} revoked, {suspended} suspended, {restored} restored")
}

/// How many people these are: one may have a code of each kind.
fn people_of(codes: &[(HolderNumber, CodeKind)]) -> usize {
    let holders: BTreeSet<HolderNumber> = codes.iter().map(|(holder, _)| *holder).collect();
    holders.len()
}

/// All codes for Excel.
struct CodeSheet<'p> {
    sheet: Sheet<files::Draft>,
    path: &'p Path,
    lang: Lang,
}

impl<'p> CodeSheet<'p> {
    fn begin(path: &'p Path, lang: Lang) -> Result<Self, Failure> {
        let (before, after): ([_; 3], [_; 7]) = match lang {
            Lang::Zh => (
                ["持有人编号", "第几张", "状态序号"],
                [
                    "签发日",
                    "有效期至",
                    "现状",
                    "原因",
                    "变动日",
                    "文件",
                    "码的种类",
                ],
            ),
            Lang::En => (
                ["holder number", "serial", "status index"],
                [
                    "issued",
                    "valid until",
                    "standing",
                    "reason",
                    "changed",
                    "file",
                    "kind",
                ],
            ),
        };
        let said = SheetKind::Report.headings(lang);
        let headings: Vec<&str> = before.into_iter().chain(said).chain(after).collect();
        let draft = files::draft(path, Access::Private)?;
        let sheet =
            Sheet::new(draft, &headings).map_err(|error| files::cannot_write(path, &error))?;
        Ok(Self { sheet, path, lang })
    }

    fn add(&mut self, entry: &Entry, now: UnixTime) -> Result<(), Failure> {
        let lang = self.lang;
        let changed = entry.standing.changed;
        let file = entry.output.as_ref().map(|output| output.file.clone());
        let mut row = vec![
            entry.holder.to_string(),
            entry.serial.to_string(),
            entry.status_index.to_string(),
        ];
        row.extend(SheetKind::Report.cells(&entry.particulars, lang));
        row.extend([
            dates::day(entry.validity.from),
            dates::last_day(entry.validity.until),
            State::of(entry, now).words().in_lang(lang).to_owned(),
            changed.map_or(String::new(), |(reason, _)| {
                reason.text().in_lang(lang).to_owned()
            }),
            changed.map_or(String::new(), |(_, at)| dates::day(at)),
            file.unwrap_or_default(),
            entry.kind().text().in_lang(lang).to_owned(),
        ]);
        self.sheet
            .row(&row)
            .map_err(|error| files::cannot_write(self.path, &error))
    }

    fn finish(self) -> Result<(), Failure> {
        finish_sheet(self.sheet, self.path)
    }
}
