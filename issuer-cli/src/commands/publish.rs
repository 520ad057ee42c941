//! `issuer publish`: the status list, signed and put where the update is packed from.
//!
//! The publication is recorded in the audit log before the file is written. A run that is stopped in
//! between leaves a record of a list that nobody has; the next run makes another one, which is later.

use std::path::{Path, PathBuf};
use std::time::Duration;

use cli_support::files::{self, Access, Durability};
use credential_core::limits::{MAX_STATUS_LIST_BYTES, MAX_VOUCH_LIST_BYTES};
use credential_core::{
    IssuerId, Signer, Status, StatusArray, StatusIndex, StatusList, StatusListClaims, UnixTime,
    Update, Validity,
};
use messages::{Exit, Failure, dates, failure, text, words};
use serde_json::json;

use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::keys::{Key, sign_failure};
use crate::operator::Operator;
use crate::register::{Action, AuditHead, AuditNote, Batch, Register, hexadecimal, list_digest};
use crate::screen_codes::{ScreenCodes, ScreenCodesArgs};
use crate::{Call, signed_heads, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 名单有效天数，7 到 730：过期后终端不再接受本单位的码 | for how many days the list counts, 7 to 730: after that, terminals accept no code of this bureau
    #[arg(long, value_name = "N", default_value_t = 180, value_parser = clap::value_parser!(u16).range(7..=730))]
    valid_days: u16,
    /// 几天公布一次，1 到 90 | how many days to the next list, 1 to 90
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u8).range(1..=90))]
    every_days: u8,
    /// 上一份名单因时钟偏快而注明了将来的时间，且从未送到任何终端 | the last list bears a time to come, because the clock was fast, and never reached a terminal
    #[arg(long)]
    last_never_delivered: bool,
    #[command(flatten)]
    screen_codes: ScreenCodesArgs,
    #[command(flatten)]
    operator: Operator,
}

const DAY: Duration = Duration::from_secs(86_400);

/// How far the last list may be ahead before it is more than two runs in one minute.
const SHORTLY: Duration = Duration::from_secs(600);

/// An office that has recorded nothing for so long is rarer than a clock that is fast.
const LONG_SILENCE: Duration = Duration::from_secs(90 * DAY.as_secs());

/// A list that was signed.
struct Published {
    bytes: Vec<u8>,
    claims: StatusListClaims,
    digest: String,
    record: u64,
    head: AuditHead,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let actor = args.operator.actor()?;
    args.screen_codes.check()?;
    let (bureau, key) = folder.open(call)?;
    let mut register = folder.register()?;
    refuse_unknown_list(&folder.status_list_file(), &register)?;
    warn_of_odd_clock(&register, call)?;

    let since = register.last_publication()?.map_or(0, |last| last.record);
    let changes = register.changes_since(since)?;
    let mut clerk = register.clerk(&actor)?;
    let batch = clerk.batch(Action::Publish, call.now)?;
    let published = sign(args, batch, &bureau, &key)?;
    let (file, copy) = put(&folder, &published)?;

    let Published {
        bytes,
        claims,
        head,
        ..
    } = &published;
    let (revoked, suspended) = count(&claims.statuses);
    let (made, until) = (claims.validity.from, claims.validity.until);
    let (shown, size) = (values::shown(&file), bytes.len());
    let (from, last) = (dates::minute(made), dates::last_day(until));
    let archived = values::shown(&copy);
    let signed_head = put_head(&folder, &bureau, &key, &published)?;
    let vouch_lists = folder.vouch_lists();
    // Last, so that a publication never waits for pictures.
    let codes = args
        .screen_codes
        .write(&as_update(bytes, &vouch_lists)?, call.console.lang)?;
    let mut lines = vec![
        text!("已公布状态名单：共吊销 {revoked} 个码，暂停 {suspended} 个。";
            "Published the status list. Codes revoked: {revoked}, suspended: {suspended}."),
        text!("  本次新增：吊销 {}，暂停 {}，恢复 {}";
            "  new in it: {} revoked, {} suspended, {} restored";
            changes.revoked, changes.suspended, changes.restored),
        text!("  名单  {shown}（{size} 字节，{from} 公布，有效期至 {last}）";
            "  list      {shown} ({size} bytes, made {from}, valid until {last})"),
        text!("  存档  {archived}"; "  copy      {archived}"),
        text!("  校验值（请抄在台账本上）  {head}";
            "  end of the audit log (note it on paper)  {head}"),
    ];
    let shown_head = values::shown(&signed_head);
    lines.push(
        text!("  操作记录签名  {shown_head}（一起送交，主管部门留存）";
        "  signed head  {shown_head} (goes along; the authority keeps it)"),
    );
    for path in &vouch_lists {
        let shown = values::shown(path);
        lines.push(text!("  真码清单  {shown}（一起送交）"; "  vouch list  {shown} (goes along)"));
    }
    lines.extend(codes.iter().flat_map(ScreenCodes::lines));
    let json = json!({
        "status_list": file,
        "audit_head": signed_head,
        "vouch_lists": vouch_lists,
        "copy": copy,
        "bytes": size,
        "made": made.as_secs(),
        "until": until.as_secs(),
        "entries": claims.statuses.len(),
        "revoked": revoked,
        "suspended": suspended,
        "new": changes,
        "sha256": published.digest,
        "head": head.to_string(),
        "codes": codes.as_ref().map(ScreenCodes::json),
    });
    call.answer(&lines, &json)?;
    call.console.say(&text!(
        "\n名单送到终端后，吊销和暂停才生效。请把名单和操作记录签名两个文件交给主管部门，由其装进更新文件（issuer update pack）送往终端。";
        "\nIt takes effect in terminals that have it. Hand the list and the end of the audit log to the authority, which packs them into an update for the terminals (issuer update pack)."))?;
    Ok(Exit::Done)
}

/// What the bureau has for all terminals, as one update.
fn as_update(status_list: &[u8], vouch_lists: &[PathBuf]) -> Result<Update, Failure> {
    let mut update = Update::default();
    update.status_lists.push(status_list.to_vec());
    for path in vouch_lists {
        let bytes = files::read(path, MAX_VOUCH_LIST_BYTES as u64)?;
        update.vouch_lists.push(bytes);
    }
    Ok(update)
}

/// What lies in the place of the last list must be in the audit log: or else the register is an older
/// copy, which has forgotten what was revoked since.
fn refuse_unknown_list(path: &Path, register: &Register) -> Result<(), Failure> {
    if !path.exists() {
        return Ok(());
    }
    let bytes = files::read(path, MAX_STATUS_LIST_BYTES as u64)?;
    if register.knows_publication(&list_digest(&bytes))? {
        return Ok(());
    }
    let name = values::shown(path);
    Err(failure!("publication-unknown";
        "台账没有公布过名单 {name}：台账可能是旧备份，再公布会丢掉之后的吊销";
        "the register has not published {name}: it may be an older copy, and publishing would undo what was revoked since";
        "请放回最新的台账。确已丢失、只有旧备份的，请执行 issuer recover，它会补录这份名单里的吊销。";
        "Put the newest register back. If an older one is all there is, run issuer recover, which takes over the revocations of that list."))
}

/// A list that is dated ahead keeps every later one out, so a wrong clock is reported.
fn warn_of_odd_clock(register: &Register, call: &mut Call<'_, '_>) -> Result<(), Stop> {
    let newest = register.last_record()?.at;
    let (now, then) = (dates::minute(call.now), dates::minute(newest));
    if call.now < newest {
        call.console.say(&text!(
            "注意：本机时间 {now} 比台账最后一次记录 {then} 早，按后者公布。请校准时钟。";
            "Note: the clock says {now}, which is before the last record of the register; {then} counts. Set the clock."))?;
    } else if call.now > newest.plus(LONG_SILENCE) {
        let days = (call.now.as_secs() - newest.as_secs()) / DAY.as_secs();
        call.console.say(&text!(
            "注意：台账上一次记录是 {then}，距今 {days} 天。本机时间 {now} 对吗？时钟偏快时公布的名单，终端不收。";
            "Note: the last record of the register is of {then}, {days} days ago. Is {now} right? Terminals refuse a list that is dated ahead."))?;
    }
    Ok(())
}

fn sign(
    args: &Args,
    mut batch: Batch<'_>,
    bureau: &Bureau,
    key: &Key,
) -> Result<Published, Failure> {
    let made = match batch.last_publication()? {
        Some(last) if last.made >= batch.at() && !args.last_never_delivered => {
            if last.made > batch.at().plus(SHORTLY) {
                return Err(dated_ahead(last.made));
            }
            last.made.plus(Duration::from_secs(1))
        }
        _ => batch.at(),
    };
    let claims = StatusListClaims {
        issuer: IssuerId(bureau.file.id),
        validity: Validity::new(made, made.plus(DAY * u32::from(args.valid_days))),
        ttl: Some((DAY * u32::from(args.every_days)).as_secs()),
        statuses: batch.statuses()?,
    };
    let bytes = StatusList::issue(&claims, key).map_err(|error| {
        sign_failure(error, |error| {
            let why = words::error(error);
            Failure::new(
                "cannot-sign",
                why,
                text!("没有公布任何内容。请检查签发密钥。";
                    "Nothing was published. Check the issuing key."),
            )
        })
    })?;
    let (revoked, suspended) = count(&claims.statuses);
    let values = [
        ("entries", claims.statuses.len().to_string()),
        ("revoked", revoked.to_string()),
        ("suspended", suspended.to_string()),
        ("kid", key.public_key().id().to_string()),
    ];
    let digest = list_digest(&bytes);
    batch.record_publication(made, &digest);
    batch.note(AuditNote::Values(
        values.map(|(name, value)| (name.to_owned(), value)).into(),
    ));
    if args.last_never_delivered {
        batch.note(AuditNote::NeverDelivered);
    }
    let record = batch.record_number();
    let head = batch.commit()?;
    Ok(Published {
        digest: hexadecimal(&digest),
        bytes,
        claims,
        record,
        head,
    })
}

/// The copy first: what is in force is among the copies at each moment.
fn put(folder: &BureauFolder<'_>, published: &Published) -> Result<(PathBuf, PathBuf), Failure> {
    let copies = folder.published_folder();
    files::create_folder(&copies)?;
    let day = dates::day(published.claims.validity.from);
    let copy = copies.join(format!("status-list-{day}-{}.cbor", published.record));
    let file = folder.status_list_file();
    for path in [&copy, &file] {
        files::write(path, &published.bytes, Access::Public, Durability::Synced)?;
    }
    Ok((file, copy))
}

/// The end of the audit log, signed. It leaves the house with the list: whoever rewrites the log later
/// cannot make it fit.
fn put_head(
    folder: &BureauFolder<'_>,
    bureau: &Bureau,
    key: &Key,
    published: &Published,
) -> Result<PathBuf, Failure> {
    let made = published.claims.validity.from;
    let bytes = signed_heads::sign(&published.head, IssuerId(bureau.file.id), made, key)?;
    let name = signed_heads::copy_name(&published.head, made);
    let file = folder.audit_head_file();
    for path in [&folder.published_folder().join(name), &file] {
        files::write(path, &bytes, Access::Public, Durability::Synced)?;
    }
    Ok(file)
}

fn count(statuses: &StatusArray) -> (usize, usize) {
    let of = |wanted: Status| {
        (0..)
            .map_while(|index| statuses.status(StatusIndex(index)))
            .filter(|status| *status == wanted)
            .count()
    };
    (of(Status::Revoked), of(Status::Suspended))
}

fn dated_ahead(made: UnixTime) -> Failure {
    let made = dates::minute(made);
    failure!("publication-ahead";
        "上一份名单注明的时间是 {made}，比现在晚：终端若已收下，就不会再收早于它的名单";
        "the last list is dated {made}, which is still to come: a terminal that took it takes none before it";
        "请检查时钟。若当时时钟偏快，且那份名单确实没有送到任何终端，请加 --last-never-delivered 再公布。";
        "Check the clock. If it was fast then, and that list certainly reached no terminal, publish again with --last-never-delivered.")
}
