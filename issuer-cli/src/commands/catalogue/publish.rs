//! `issuer catalogue publish`: a new edition, signed part by part.

use std::path::PathBuf;
use std::time::Duration;

use credential_core::{IssuerId, Membership, UnixTime, Validity};
use messages::{Exit, Failure, dates, failure, text};
use serde_json::json;

use super::reconciled;
use super::told;
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::catalogue::{CatalogueBook, Differences, EditionFolder, SignedEdition, encode_kept};
use crate::consent::Consent;
use crate::keys::Key;
use crate::merchants::{Merchants, Reconciled, reconcile, today};
use crate::operator::Operator;
use crate::register::{Action, AuditHead, Batch, PublishedEdition, hexadecimal};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 表格：一个工作簿，或几个工作簿、CSV 文件 | the tables: one workbook, or several workbooks or CSV files
    #[arg(value_name = "FILE", required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 目录有效天数，7 到 1830：过期后终端不再给优待 | for how many days it counts, 7 to 1830: after that, terminals give no benefits
    #[arg(long, value_name = "N", default_value_t = 400, value_parser = clap::value_parser!(u16).range(7..=1830))]
    valid_days: u16,
    /// 表里没有了的在册商户都算退出；不写则拒绝公布
    /// | members that are no longer in the tables have left; without this, they stop the publication
    #[arg(long)]
    gone_merchants_leave: bool,
    /// 表里没有了的优待项目都算取消；不写则拒绝公布（已过截止日期的除外）
    /// | benefits that are no longer in the tables end; without this, they stop the publication unless their last day has passed
    #[arg(long)]
    gone_benefits_end: bool,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    operator: Operator,
}

const DAY: Duration = Duration::from_secs(86_400);

/// How far the last edition may be ahead before it is more than two runs in one minute.
const SHORTLY: Duration = Duration::from_secs(600);

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let mut book = match told::read(&args.files, call)? {
        Ok(book) => book,
        Err(exit) => return Ok(exit),
    };
    let folder = BureauFolder::new(&args.bureau);
    let actor = args.operator.actor()?;
    let (bureau, key) = folder.open(call)?;
    let mut register = folder.register()?;
    let editions = EditionFolder::new(folder.catalogue_folder());
    let mut clerk = register.clerk(&actor)?;
    let last = clerk.register().last_edition()?;
    if let Some(edition) = editions.finish(last.as_ref())? {
        call.console
            .say(&text!("上次公布第 {edition} 版时中断，现已补完。";
            "Publishing edition {edition} was interrupted, and is finished now."))?;
    }
    let next = last
        .as_ref()
        .map_or(0, |last| last.edition)
        .saturating_add(1);
    let known = Merchants::of(last.as_ref(), clerk.register().merchant_histories()?)?;
    let now = today(call.now);
    let mut reconciled = reconcile(&mut book, &known, now, next);
    let before = &known.book;
    let differences = Differences::between(before, &book);
    for line in differences
        .lines()
        .into_iter()
        .chain(reconciled::lines(&reconciled))
        .chain(told::same_names(&book))
    {
        call.console.say(&line)?;
    }
    if !args.gone_merchants_leave {
        reconciled::refuse_gone_merchants(&reconciled.gone)?;
    }
    if !args.gone_benefits_end {
        reconciled::refuse_gone_benefits(&differences, before, now)?;
    }
    told::confirm_everybody(&book, &args.consent, call)?;
    ask(&differences, &reconciled, (known.edition, next), args, call)?;
    reconciled.let_gone_leave(now, next);
    book.keep_gone(before);

    let issuer = IssuerId(bureau.file.id);
    let batch = clerk.batch(Action::Catalogue, call.now)?;
    let (signed, validity, head) = sign(
        args,
        batch,
        &editions,
        (&book, &reconciled),
        (issuer, next),
        &key,
    )?;
    let files = editions.publish(next)?;

    let (shown, parts, size) = (
        values::shown(&editions.published(next)),
        signed.parts,
        signed.bytes,
    );
    let until = dates::last_day(validity.until);
    let count = files.len();
    let with = |membership| {
        let all = book.merchants.iter();
        all.filter(|row| row.merchant.membership == membership)
            .count()
    };
    let (members, suspended, left) = (
        with(Membership::MEMBER),
        with(Membership::SUSPENDED),
        with(Membership::LEFT),
    );
    let lines = [
        text!("已公布优待目录第 {next} 版：优待项目 {} 项，商户 {parts} 家（在册 {members}，暂停 {suspended}，退出 {left}）。", book.benefits.len();
            "Published edition {next} of the catalogue: benefits {}, merchants {parts} (members {members}, suspended {suspended}, left {left}).", book.benefits.len()),
        text!("  文件  {shown}（{count} 个更新文件，{size} 字节，有效期至 {until}）";
            "  files  {shown} ({count} update files, {size} bytes, valid until {until})"),
        text!("  校验值（请抄在台账本上）  {head}";
            "  end of the audit log (note it on paper)  {head}"),
    ];
    let mut json = differences.to_json(call.console.lang);
    if let Some(map) = json.as_object_mut() {
        map.insert("edition".to_owned(), json!(next));
        map.insert("folder".to_owned(), json!(editions.published(next)));
        map.insert("files".to_owned(), json!(files));
        map.insert("bytes".to_owned(), json!(size));
        map.insert("parts".to_owned(), json!(parts));
        map.insert("made".to_owned(), json!(validity.from.as_secs()));
        map.insert("until".to_owned(), json!(validity.until.as_secs()));
        map.insert("sha256".to_owned(), json!(hexadecimal(&signed.head)));
        map.insert("head".to_owned(), json!(head.to_string()));
        map.insert("register".to_owned(), reconciled::to_json(&reconciled));
    }
    call.answer(&lines, &json)?;
    call.console.say(&text!("\n送到终端后才生效：文件可直接导入，也可装进更新文件（issuer update pack --catalogue 文件夹）。";
        "\nIt takes effect in terminals that have it: apply the files as they are, or pack them (issuer update pack --catalogue DIR)."))?;
    Ok(Exit::Done)
}

/// The question before an edition is signed, with what is lost and opened by it.
fn ask(
    differences: &Differences,
    reconciled: &Reconciled,
    (previous, next): (Option<u32>, u32),
    args: &Args,
    call: &mut Call<'_, '_>,
) -> Result<(), Stop> {
    let opened = differences.opened.len();
    if opened > 0 {
        let list: Vec<String> = differences
            .opened
            .iter()
            .take(60)
            .map(|one| one.0.to_string())
            .collect();
        let list = list.join(", ");
        call.console.say(&text!("!!! 注意：{opened} 项原来限定人员，现在给【所有】持有人：{list}";
            "!!! ATTENTION: {opened} benefits were for some holders and are now for EVERY one: {list}"))?;
    }
    let (losses, gone) = (differences.losses.len(), reconciled.gone.len());
    let stopped = differences.stopped.len();
    if previous.is_some() && differences.is_nothing() && reconciled.events.is_empty() && gone == 0 {
        call.console.say(&text!("与上一版相比没有变化：公布只会延长有效期，终端要再收一次。";
            "Nothing has changed since the last edition: publishing makes it valid for longer, and terminals have to take it again."))?;
    }
    let question = text!(
        "公布第 {next} 版？{losses} 家商户少给优待，{stopped} 家商户由在册变为暂停或退出，{gone} 家商户表里没有了（登记退出）。";
        "Publish edition {next}? Merchants that give less: {losses}; members that become suspended or have left: {stopped}; no longer in the tables, and recorded as having left: {gone}.");
    args.consent.ask(&question, call)
}

/// Signs and records; the files have no name yet.
fn sign(
    args: &Args,
    mut batch: Batch<'_>,
    editions: &EditionFolder,
    (book, reconciled): (&CatalogueBook, &Reconciled),
    (issuer, next): (IssuerId, u32),
    key: &Key,
) -> Result<(SignedEdition, Validity, AuditHead), Failure> {
    let made = match batch.last_edition()? {
        Some(last) if last.made > batch.at().plus(SHORTLY) => return Err(dated_ahead(last.made)),
        Some(last) if last.made >= batch.at() => last.made.plus(Duration::from_secs(1)),
        _ => batch.at(),
    };
    let validity = Validity::new(made, made.plus(DAY * u32::from(args.valid_days)));
    let signed = editions.sign(book, (issuer, next, validity), key)?;
    let catalogue = encode_kept(book).ok_or_else(too_large)?;
    batch.record_edition(&PublishedEdition {
        edition: next,
        made,
        until: validity.until,
        parts: signed.parts,
        head: signed.head,
        digest: signed.digest,
        catalogue,
    })?;
    // With the edition or not at all.
    for event in &reconciled.events {
        batch.record_merchant_event(event)?;
    }
    let values = [
        ("edition", next.to_string()),
        ("parts", signed.parts.to_string()),
        ("benefits", book.benefits.len().to_string()),
        ("sha256", hexadecimal(&signed.head)),
    ];
    batch.note(crate::register::AuditNote::Values(
        values.map(|(name, value)| (name.to_owned(), value)).into(),
    ));
    let head = batch.commit()?;
    Ok((signed, validity, head))
}

fn dated_ahead(made: UnixTime) -> Failure {
    let made = dates::minute(made);
    failure!("publication-ahead"; "上一版注明的时间是 {made}，比现在晚：终端不会再收早于它的";
        "the last edition is dated {made}, which is still to come: terminals take none before it";
        "请检查时钟。"; "Check the clock.")
}

fn too_large() -> Failure {
    failure!("catalogue-unkept"; "目录存不进台账"; "the catalogue cannot be kept in the register";
        "请把此错误报告给软件维护人员。"; "Report this.")
}
