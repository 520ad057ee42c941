//! `issuer revoke`, `suspend` and `restore`: one command with three verbs.

use std::path::PathBuf;

use credential_core::Status;
use messages::{Exit, Failure, Text, dates, failure, text, words};
use serde::Serialize;
use serde_json::json;

use crate::Call;
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::consent::Consent;
use crate::operator::Operator;
use crate::register::{Action, CodeKind, Entry, Reason, status_code};
use crate::selector::{CredentialSelector, Selected, Selection, unknown_reason};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    whom: CredentialSelector,
    /// 原因：遗失、被盗、持有人去世、不再属于该类人员、已换发新码、误发、本人申请、其他 | the reason: lost, stolen, deceased, left-category, superseded, issued-in-error, holder-request, other
    #[arg(long)]
    reason: Option<String>,
    #[command(flatten)]
    operator: Operator,
    #[command(flatten)]
    consent: Consent,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    /// For ever.
    Revoke,
    /// Until restored.
    Suspend,
    /// Ends a suspension.
    Restore,
}

impl Verb {
    const fn action(self) -> Action {
        match self {
            Self::Revoke => Action::Revoke,
            Self::Suspend => Action::Suspend,
            Self::Restore => Action::Restore,
        }
    }

    const fn status(self) -> Status {
        match self {
            Self::Revoke => Status::Revoked,
            Self::Suspend => Status::Suspended,
            Self::Restore => Status::Valid,
        }
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Revoke => ("吊销", "revoked"),
            Self::Suspend => ("暂停", "suspended"),
            Self::Restore => ("恢复", "restored"),
        }
    }
}

/// Codes that are shown before the question.
const MAX_SHOWN: usize = 20;

pub(crate) fn run(verb: Verb, args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let actor = args.operator.actor()?;
    let reason = match &args.reason {
        Some(text) => Some(Reason::parse(text).ok_or_else(|| unknown_reason(text))?),
        // That a card was found again needs no reason from the list.
        None if verb == Verb::Restore => Some(Reason::Other),
        None => None,
    };
    let folder = BureauFolder::new(&args.bureau);
    let mut register = folder.register()?;
    register.check_ready(&actor, verb.action(), call.now)?;
    if args.whom.names_identities(call)? {
        folder.recognise_people(&mut register, call)?;
    }
    let found = args.whom.find(&register, call)?;
    say_skipped(&found, call)?;
    let jobs = with_reasons(&found.selected, reason)?;

    let concerned = show(verb, &found.selected, call)?;
    if concerned > 0 {
        let (zh, _) = verb.words();
        let finality = match verb {
            Verb::Revoke => ("吊销后不能恢复。", " A revocation is permanent."),
            _ => ("", ""),
        };
        let en = match verb {
            Verb::Revoke => "Revoke",
            Verb::Suspend => "Suspend",
            Verb::Restore => "Restore",
        };
        args.consent.ask(
            &text!("{}确定{zh}以上 {concerned} 个码？", finality.0;
                "Codes above: {concerned}. {en} them?{}", finality.1),
            call,
        )?;
    }

    let mut clerk = register.clerk(&actor)?;
    let mut batch = clerk.batch(verb.action(), call.now)?;
    let (mut changed, mut untouched) = (Vec::new(), Vec::new());
    for (meant, reason) in &jobs {
        let done = match verb {
            Verb::Revoke => batch.revoke(meant.target, *reason)?,
            Verb::Suspend => batch.suspend(meant.target, *reason)?,
            Verb::Restore => batch.restore(meant.target, *reason)?,
        };
        changed.extend(done.changed.into_iter().map(|entry| (entry, *reason)));
        untouched.extend(done.untouched);
    }
    let head = batch.commit()?;
    print_summary(verb, &changed, &untouched, &found, &head.to_string(), call)?;
    Ok(end_of(&found))
}

/// A list of which rows could not be read is not done with.
pub(super) fn end_of(found: &Selection) -> Exit {
    if found.unreadable.is_empty() {
        Exit::Done
    } else {
        Exit::Refused
    }
}

/// How many of a list are ours, how many are not, and who the latter are.
pub(super) fn say_skipped(found: &Selection, call: &mut Call<'_, '_>) -> Result<(), Stop> {
    let (ours, skipped) = (found.selected.len(), found.skipped.len());
    say_unreadable(found, call)?;
    if skipped == 0 {
        return Ok(());
    }
    call.console.say(&text!(
        "台账里有 {ours} 人；清单中另有 {skipped} 人台账没有，跳过：";
        "In the register: {ours}. On the list and not in the register, passed over: {skipped}"))?;
    for row in found.skipped.iter().take(MAX_SHOWN) {
        let (line, named) = (row.line, &row.named);
        call.console
            .say(&text!("  第 {line} 行：{named}"; "  line {line}: {named}"))?;
    }
    if skipped > MAX_SHOWN {
        let rest = skipped - MAX_SHOWN;
        call.console
            .say(&text!("  ……另有 {rest} 人"; "  … {rest} more"))?;
    }
    Ok(())
}

/// Rows of a list that nothing is done about, because nobody can read them.
fn say_unreadable(found: &Selection, call: &mut Call<'_, '_>) -> Result<(), Stop> {
    use messages::Lang::{En, Zh};
    let unreadable = found.unreadable.len();
    if unreadable == 0 {
        return Ok(());
    }
    call.console.say(&text!(
        "清单里有 {unreadable} 行读不出，不处理；请改正后只把这些行再来一次：";
        "Rows of the list that cannot be read, {unreadable}; nothing is done about them. Correct these and give them once more:"))?;
    for row in found.unreadable.iter().take(MAX_SHOWN) {
        let (line, what) = (row.line, &row.what);
        call.console
            .say(&text!("  第 {line} 行：{}", what.in_lang(Zh);
            "  line {line}: {}", what.in_lang(En)))?;
    }
    if unreadable > MAX_SHOWN {
        let rest = unreadable - MAX_SHOWN;
        call.console
            .say(&text!("  ……另有 {rest} 行"; "  … {rest} more"))?;
    }
    // Once for each kind: they are the same for all rows of a kind.
    let mut told = Vec::new();
    for row in &found.unreadable {
        if told.contains(&row.code) {
            continue;
        }
        told.push(row.code);
        let remedy = &row.remedy;
        call.console
            .say(&text!("处理：{}", remedy.in_lang(Zh); "  fix: {}", remedy.in_lang(En)))?;
    }
    Ok(())
}

/// Each with its own reason or the common one.
fn with_reasons(
    meant: &[Selected],
    common: Option<Reason>,
) -> Result<Vec<(&Selected, Reason)>, Failure> {
    meant
        .iter()
        .map(|one| match one.reason.or(common) {
            Some(reason) => Ok((one, reason)),
            None => Err(reason_missing()),
        })
        .collect()
}

/// Shows whom it concerns; gives how many codes will change.
fn show(verb: Verb, meant: &[Selected], call: &mut Call<'_, '_>) -> Result<usize, Stop> {
    let concerned: Vec<&Entry> = meant
        .iter()
        .flat_map(|meant| &meant.entries)
        .filter(|entry| !entry.is_revoked() && entry.standing.status != verb.status())
        .collect();
    for entry in concerned.iter().take(MAX_SHOWN) {
        call.console.say(&in_words(entry))?;
    }
    if concerned.len() > MAX_SHOWN {
        let rest = concerned.len() - MAX_SHOWN;
        call.console
            .say(&text!("  ……另有 {rest} 个"; "  … {rest} more"))?;
    }
    Ok(concerned.len())
}

/// One code: whose, which, how it stands.
pub(crate) fn in_words(entry: &Entry) -> Text {
    use messages::Lang::{En, Zh};
    let Entry {
        holder,
        serial,
        status_index,
        ..
    } = entry;
    let name = entry.particulars.name.as_str();
    let categories = words::categories(entry.particulars.categories);
    let until = dates::last_day(entry.validity.until);
    // Said of the one that people may not expect.
    let (kind_zh, kind_en) = match entry.kind() {
        CodeKind::Card => ("", ""),
        CodeKind::Phone => ("手机码，", "phone code, "),
    };
    let standing = standing_words(entry.standing.status);
    let (why_zh, why_en) = match (entry.standing.status, entry.standing.changed) {
        (Status::Revoked | Status::Suspended, Some((reason, _))) => {
            let reason = reason.text();
            (
                format!("（{}）", reason.in_lang(Zh)),
                format!(" ({})", reason.in_lang(En)),
            )
        }
        _ => Default::default(),
    };
    text!(
        "  {name}  {}  编号 {holder} 第 {serial} 张（状态序号 {status_index}），{kind_zh}有效期至 {until}，现为{}{why_zh}",
        categories.in_lang(Zh), standing.in_lang(Zh);
        "  {name}  {}  holder {holder}, code {serial} (status index {status_index}), {kind_en}until {until}, {}{why_en}",
        categories.in_lang(En), standing.in_lang(En))
}

pub(crate) fn standing_words(status: Status) -> Text {
    match status {
        Status::Valid => text!("有效"; "valid"),
        Status::Revoked => text!("已吊销"; "revoked"),
        _ => text!("已暂停"; "suspended"),
    }
}

#[derive(Serialize)]
struct CodeRecord<'e> {
    holder: u32,
    serial: u32,
    status_index: u32,
    kind: CodeKind,
    name: &'e str,
    categories: Vec<&'static str>,
    until: u64,
    before: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

fn record(entry: &Entry, reason: Option<Reason>) -> CodeRecord<'_> {
    CodeRecord {
        holder: entry.holder.0,
        serial: entry.serial,
        status_index: entry.status_index.0,
        kind: entry.kind(),
        name: entry.particulars.name.as_str(),
        categories: entry
            .particulars
            .categories
            .iter()
            .map(|one| one.code())
            .collect(),
        until: entry.validity.until.as_secs(),
        before: status_code(entry.standing.status),
        reason: reason.map(Reason::code),
    }
}

fn print_summary(
    verb: Verb,
    changed: &[(Entry, Reason)],
    untouched: &[Entry],
    found: &Selection,
    head: &str,
    call: &mut Call<'_, '_>,
) -> Result<(), Stop> {
    let (zh, en) = verb.words();
    let count = changed.len();
    let mut lines = vec![text!("已{zh} {count} 个码。"; "Codes {en}: {count}.")];
    for (status, zh, en) in [
        (Status::Revoked, "已经吊销", "revoked already"),
        (Status::Suspended, "已经暂停", "suspended already"),
        (Status::Valid, "本来有效", "valid already"),
    ] {
        let same = untouched
            .iter()
            .filter(|entry| entry.standing.status == status)
            .count();
        if same > 0 {
            lines.push(text!("  另有 {same} 个{zh}，没有改动"; "  {same} were {en} and stay so"));
        }
    }
    let unreadable = found.unreadable.len();
    if unreadable > 0 {
        lines.push(text!("  清单里另有 {unreadable} 行读不出，没有处理（见上）";
            "  rows of the list that cannot be read, and that nothing was done about (see above): {unreadable}"));
    }
    let changed: Vec<_> = changed
        .iter()
        .map(|(entry, reason)| record(entry, Some(*reason)))
        .collect();
    let untouched: Vec<_> = untouched.iter().map(|entry| record(entry, None)).collect();
    let json = json!({
        "action": verb.action().code(),
        "changed": changed,
        "untouched": untouched,
        "skipped": found.skipped,
        "unreadable": found.unreadable,
        "head": head,
    });
    call.answer(&lines, &json)?;
    if count > 0 {
        call.console
            .say(&text!("公布（issuer publish）并送到终端后生效。";
                "It takes effect in terminals with the next publication (issuer publish)."))?;
    }
    Ok(())
}

/// The failure to a missing reason.
pub(super) fn reason_missing() -> Failure {
    failure!("reason-missing"; "没有写原因"; "no reason is given";
        "请用 --reason 写原因，例如 --reason 遗失；清单里也可以有“原因”一列。";
        "Give one with --reason, such as --reason lost; a list may have a column 'reason'.")
}
