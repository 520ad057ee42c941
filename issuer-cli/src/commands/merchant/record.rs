//! Events of merchants on their way into the register: checked, asked about, recorded all or not at all.

use credential_core::CivilDay;
use messages::Lang::{En, Zh};
use messages::{Failure, Text, failure, hide_identity_numbers, text, untrusted::escape_untrusted};

use super::answers::kind_words;
use crate::Call;
use crate::bureau::BureauFolder;
use crate::catalogue::{day_text, read_day};
use crate::consent::Consent;
use crate::merchants::{Merchants, days_after, today};
use crate::operator::Operator;
use crate::register::{
    Action, AuditHead, AuditNote, Batch, HistoryConflict, MAX_NOTE_CHARS, MerchantEvent,
    MerchantEventKind,
};
use cli_support::Stop;

/// Merchants that one command is about.
pub(super) const MAX_AT_ONCE: usize = 10_000;

/// How far ahead something is recorded.
const MAX_DAYS_AHEAD: u32 = 730;

/// What is to be recorded of some merchants.
pub(super) struct Wanted<'w> {
    pub(super) numbers: &'w [u32],
    pub(super) kind: MerchantEventKind,
    pub(super) day: CivilDay,
    pub(super) kept: Option<bool>,
    pub(super) note: String,
}

/// What was recorded.
pub(super) struct Recorded {
    /// With the events that were just recorded.
    pub(super) known: Merchants,
    pub(super) head: AuditHead,
}

/// Whether a note may be left out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NoteIs {
    Needed,
    Optional,
}

/// A note as the register keeps it.
///
/// # Errors
/// `note-missing`, `note-invalid`, `note-has-identity-number`.
pub(super) fn note(argument: &str, text: Option<&str>, need: NoteIs) -> Result<String, Failure> {
    let text = text.unwrap_or_default().trim();
    if text.is_empty() && need == NoteIs::Needed {
        return Err(
            failure!("note-missing"; "没有写明原因"; "there is no reason";
            "请用 {argument} 写明，以后查得到。"; "Say why with {argument}: people will ask later."),
        );
    }
    if text.chars().count() > MAX_NOTE_CHARS || text.contains(char::is_control) {
        return Err(
            failure!("note-invalid"; "{argument} 太长，或有换行等控制字符"; "{argument} is too long, or has control characters";
            "最多 {MAX_NOTE_CHARS} 个字，写成一段。"; "At most {MAX_NOTE_CHARS} characters, in one paragraph."),
        );
    }
    if hide_identity_numbers(text) != text {
        return Err(
            failure!("note-has-identity-number"; "{argument} 里有身份证号"; "{argument} has an identity number";
            "请删去：台账里不存身份证号。"; "Leave it out: the register keeps none."),
        );
    }
    Ok(text.to_owned())
}

/// The day that an argument names, or today.
///
/// # Errors
/// `day-unreadable`, `day-none`, `day-too-far`.
pub(super) fn day_from(text: Option<&str>, call: &Call<'_, '_>) -> Result<CivilDay, Failure> {
    let now = today(call.now);
    let Some(text) = text else {
        return Ok(now);
    };
    let day = read_day(text)?;
    if day > days_after(now, MAX_DAYS_AHEAD) {
        let day = day_text(day);
        return Err(
            failure!("day-too-far"; "{day} 离现在两年以上"; "{day} is more than two years ahead";
            "请核对年份。"; "Check the year."),
        );
    }
    Ok(day)
}

/// The same for something that must have happened.
///
/// # Errors
/// As [`day_from`], and `day-in-future`.
pub(super) fn past_day_from(text: Option<&str>, call: &Call<'_, '_>) -> Result<CivilDay, Failure> {
    let day = day_from(text, call)?;
    if day > today(call.now) {
        let day = day_text(day);
        return Err(
            failure!("day-in-future"; "{day} 还没有到"; "{day} is still to come";
            "抽查、表彰之后再登记；请核对日期和本机时间。"; "Record it when it has happened; check the day, and the clock."),
        );
    }
    Ok(day)
}

/// Records the same event of each of these merchants, after asking if there is a question.
///
/// # Errors
/// `merchant-unknown`, `merchant-twice`, those of [`conflict`], of consent and of the register.
pub(super) fn record(
    wanted: &Wanted<'_>,
    folder: &BureauFolder<'_>,
    operator: &Operator,
    consent: Option<(&Consent, &Text)>,
    call: &mut Call<'_, '_>,
) -> Result<Recorded, Stop> {
    check_numbers(wanted.numbers)?;
    let actor = operator.actor()?;
    let mut register = folder.register()?;
    check(&Merchants::read(&register)?, wanted)?;
    if let Some((consent, question)) = consent {
        consent.ask(question, call)?;
    }
    let mut clerk = register.clerk(&actor)?;
    let mut batch = clerk.batch(Action::Merchant, call.now)?;
    // Again, now that nobody else can write: another clerk may have done it meanwhile.
    let mut known = read_in(&mut batch)?;
    check(&known, wanted)?;
    for number in wanted.numbers {
        record_unrecorded(&mut batch, &known, *number)?;
        let event = MerchantEvent {
            merchant: *number,
            kind: wanted.kind,
            day: wanted.day,
            until: None,
            kept: wanted.kept,
            note: wanted.note.clone(),
        };
        batch.record_merchant_event(&event)?;
        known.histories.entry(*number).or_default().push(event);
    }
    note_in_audit_log(&mut batch, wanted.kind, wanted.numbers);
    let head = batch.commit()?;
    Ok(Recorded { known, head })
}

/// What the register has, within a transaction.
///
/// # Errors
/// Those of reading it.
pub(super) fn read_in(batch: &mut Batch<'_>) -> Result<Merchants, Failure> {
    let last = batch.last_edition()?;
    Merchants::of(last.as_ref(), batch.merchant_histories()?)
}

/// Records first what an edition from before has said of a merchant.
///
/// # Errors
/// Those of writing.
pub(super) fn record_unrecorded(
    batch: &mut Batch<'_>,
    known: &Merchants,
    number: u32,
) -> Result<(), Failure> {
    let events = known.unrecorded.get(&number);
    events
        .into_iter()
        .flatten()
        .try_for_each(|event| batch.record_merchant_event(event))
}

/// Says in the audit log what was recorded of whom; of many only how many.
pub(super) fn note_in_audit_log(batch: &mut Batch<'_>, kind: MerchantEventKind, numbers: &[u32]) {
    if let [number] = numbers {
        let values = [
            ("event", kind.code().to_owned()),
            ("merchant", number.to_string()),
        ];
        batch.note(AuditNote::Values(
            values.map(|(name, value)| (name.to_owned(), value)).into(),
        ));
    }
}

fn check_numbers(numbers: &[u32]) -> Result<(), Failure> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    let twice = sorted
        .iter()
        .zip(sorted.iter().skip(1))
        .find(|(one, next)| one == next);
    if let Some((number, _)) = twice {
        return Err(
            failure!("merchant-twice"; "商户 {number} 写了两次"; "merchant {number} is named twice";
            "请核对编号。"; "Check the numbers."),
        );
    }
    if numbers.len() > MAX_AT_ONCE {
        return Err(
            failure!("merchants-many"; "一次超过 {MAX_AT_ONCE} 家"; "there are more than {MAX_AT_ONCE} merchants at once";
            "请分几次。"; "Do it in several runs."),
        );
    }
    Ok(())
}

fn check(known: &Merchants, wanted: &Wanted<'_>) -> Result<(), Failure> {
    for number in wanted.numbers {
        if !known.has(*number) {
            return Err(unknown(*number));
        }
        let history = known.history(*number);
        history.check(wanted.kind, wanted.day).map_err(|why| {
            conflict(why, (*number, known.name(*number)), wanted.kind, wanted.day)
        })?;
    }
    Ok(())
}

/// The failure to a number that no merchant has.
pub(super) fn unknown(number: u32) -> Failure {
    failure!("merchant-unknown"; "没有商户 {number}"; "there is no merchant {number}";
        "请用 issuer merchant list 查编号；新商户先写进表格，再用 issuer merchant add。";
        "issuer merchant list shows the numbers; a new one goes into the tables first, then issuer merchant add.")
}

/// The failure to an event that does not fit to what was recorded before.
pub(super) fn conflict(
    why: HistoryConflict,
    (number, name): (u32, &str),
    kind: MerchantEventKind,
    day: CivilDay,
) -> Failure {
    let (name, day) = (escape_untrusted(name), day_text(day));
    let what = kind_words(kind);
    let (zh, en) = (what.in_lang(Zh), what.in_lang(En));
    match why {
        HistoryConflict::NotJoined(Some(joined)) => {
            let joined = day_text(joined);
            failure!("merchant-not-joined"; "商户 {number} {name} 在 {day} 还没有加入（{joined} 加入），不能登记“{zh}”";
                "merchant {number} {name} had not joined on {day} (it did on {joined}): '{en}' cannot be recorded";
                "请核对日期。"; "Check the day.")
        }
        HistoryConflict::NotJoined(None) => {
            failure!("merchant-not-joined"; "商户 {number} {name} 还没有加入，不能登记“{zh}”";
                "merchant {number} {name} has not joined: '{en}' cannot be recorded";
                "请先写进表格，再用 issuer merchant add。"; "Enter it in the tables, then issuer merchant add.")
        }
        HistoryConflict::JoinedAlready => {
            failure!("merchant-joined"; "商户 {number} {name} 已经加入过"; "merchant {number} {name} has joined already";
                "再打印承诺书用 issuer merchant form；退出后重新加入用 issuer merchant return。";
                "Print its form once more with issuer merchant form; one that has left comes back with issuer merchant return.")
        }
        HistoryConflict::Suspended => {
            failure!("merchant-suspended"; "商户 {number} {name} 在 {day} 已经暂停"; "merchant {number} {name} is suspended on {day} already";
                "不必再暂停；恢复用 issuer merchant return。"; "There is nothing to do; issuer merchant return ends it.")
        }
        HistoryConflict::Member => {
            failure!("merchant-member"; "商户 {number} {name} 在 {day} 在册，没有暂停或退出过"; "merchant {number} {name} is a member on {day}: it was neither suspended nor has it left";
                "请核对编号和日期。"; "Check the number and the day.")
        }
        HistoryConflict::Left => {
            failure!("merchant-left"; "商户 {number} {name} 在 {day} 已经退出"; "merchant {number} {name} has left by {day}";
                "请核对编号和日期；重新加入用 issuer merchant return。"; "Check the number and the day; it comes back with issuer merchant return.")
        }
    }
}

/// What has to be done so that terminals learn it.
pub(super) fn next_steps(day: CivilDay, now: CivilDay) -> Vec<Text> {
    let mut lines = Vec::new();
    if day > now {
        let day = day_text(day);
        lines.push(
            text!("从 {day} 起算。现在公布即可：终端到那一天自己停，不必再送。";
            "It holds from {day}. Publish now: terminals stop on that day by themselves."),
        );
    } else {
        lines.push(text!("终端还不知道：公布并送到之前，照旧办理。"; "Terminals do not know yet: until an edition has reached them, they go on as before."));
    }
    lines.push(text!("下一步：issuer catalogue publish 表格，再用 issuer update pack --catalogue 装更新文件，送到终端。";
        "Next: issuer catalogue publish TABLES, then issuer update pack --catalogue, and bring the update to the terminals."));
    lines
}
