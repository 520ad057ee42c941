//! `issuer reissue`: a new code in the place of one that is lost or damaged.

use std::path::PathBuf;

use credential_core::{HolderNumber, UnixTime};
use messages::{Exit, Failure, Text, dates, failure, text};
use serde_json::json;

use super::issue::report::suspended_too;
use super::standing::{in_words, reason_missing, say_skipped};
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::consent::Consent;
use crate::issuing::{Recipient, ReissueRun, ReissueSummary, ReissuedCode, RunArgs};
use crate::operator::Operator;
use crate::output::OutFolder;
use crate::register::{Action, CodeKind, FirstCard, Reason, Register, Target};
use crate::selector::{CredentialSelector, unknown_reason};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    selector: CredentialSelector,
    /// 原因：遗失、被盗、损坏等；旧码按此吊销 | why: lost, stolen, other …; the old code is revoked for it
    #[arg(long)]
    reason: Option<String>,
    /// 只有手机码的人，也给一张卡 | a card also for people who have a code for a phone only
    #[arg(long)]
    new_card: bool,
    #[command(flatten)]
    run: RunArgs,
    #[command(flatten)]
    operator: Operator,
    #[command(flatten)]
    consent: Consent,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let actor = args.operator.actor()?;
    args.run.until(call.now)?;
    let folder = BureauFolder::new(&args.bureau);
    let mut register = folder.register()?;
    register.check_ready(&actor, Action::Reissue, call.now)?;
    let interrupted = ReissueRun::interrupted(&args.run, Action::Reissue)?;
    if args.selector.names_identities(call)? {
        folder.recognise_people(&mut register, call)?;
    }
    let people = choose(args, &register, call)?;
    match interrupted {
        // What was agreed to holds for these people.
        Some(before) => check_same_people(args, &before.people, &people)?,
        None => ask(args, people.len(), call)?,
    }
    let run = ReissueRun {
        args: &args.run,
        action: Action::Reissue,
        folder: &folder,
        actor: &actor,
        // The people themselves are compared.
        selection: String::new(),
    };
    let (summary, made) = run.run(people, &mut register, call)?;
    let count = summary.issued;
    let first = text!("补发完毕：{count} 人，吊销旧码 {} 个。";
        "Codes reissued: {count}; old codes revoked: {}."; summary.revoked);
    print_summary(first, &summary, &made, &args.run, call)?;
    if summary.revoked > 0 {
        call.console.say(
            &text!("旧码已吊销，公布（issuer publish）并送到终端后生效。";
                "The old codes end in terminals with the next publication (issuer publish)."),
        )?;
    }
    Ok(Exit::Done)
}

/// Whom it is about, each person once.
fn choose(
    args: &Args,
    register: &Register,
    call: &mut Call<'_, '_>,
) -> Result<Vec<Recipient>, Stop> {
    let common = match &args.reason {
        Some(text) => Some(Reason::parse(text).ok_or_else(|| unknown_reason(text))?),
        None => None,
    };
    let mut people: Vec<Recipient> = Vec::new();
    let found = args.selector.find(register, call)?;
    say_skipped(&found, call)?;
    for selected in found.selected {
        let Some(newest) = selected.entries.first() else {
            continue;
        };
        let reason = selected.reason.or(common).ok_or_else(reason_missing)?;
        let holder = newest.holder;
        if people.iter().any(|one| one.holder == holder.0) {
            continue;
        }
        let by_kind = match selected.target {
            Target::Holder(_) => None,
            _ => Some(newest.kind()),
        };
        if by_kind == Some(CodeKind::Phone) && !args.new_card {
            return Err(is_phone_code(holder).into());
        }
        // Whichever card was named, it is the person who gets another one.
        let entries = register.entries_of(holder)?;
        let card = entries.iter().find(|entry| entry.kind() == CodeKind::Card);
        call.console.say(&in_words(card.unwrap_or(newest)))?;
        let first = if args.new_card {
            FirstCard::Wanted
        } else {
            FirstCard::Refused
        };
        people.push(Recipient::to_reissue(holder, reason, first));
    }
    Ok(people)
}

fn ask(args: &Args, count: usize, call: &mut Call<'_, '_>) -> Result<(), Stop> {
    args.consent.ask(
        &text!("以上 {count} 人现有的卡（静态码）全部吊销，另发新码；手机码不变。确定？";
            "People above: {count}. Revoke the cards they have, and issue new ones? Codes for phones stay."),
        call,
    )
}

/// That the run which was interrupted was about the same people, for the same reasons.
fn check_same_people(
    args: &Args,
    before: &[Recipient],
    named: &[Recipient],
) -> Result<(), Failure> {
    let sorted = |people: &[Recipient]| {
        let mut people = people.to_vec();
        people.sort_by_key(|one| one.holder);
        people
    };
    if sorted(before) == sorted(named) {
        return Ok(());
    }
    let folder = values::shown(&args.run.out);
    let (then, now) = (before.len(), named.len());
    let first = before
        .iter()
        .map(|one| one.holder)
        .min()
        .unwrap_or_default();
    Err(failure!("out-unfinished";
        "文件夹 {folder} 里中断的补发是给别人的，或原因不同：当时 {then} 人（最小编号 {first}），这次 {now} 人";
        "in {folder} a reissue for other people, or for another reason, was interrupted: people then {then} (the lowest holder number {first}), now {now}";
        "没有做任何改动。要接着做完，请写原来的人和原因（文件夹里的 people.json 有）；给这次的人补发，请用 --out 指定一个新的文件夹。";
        "Nothing was changed. To go on with it, name its people and its reason (people.json in the folder has them); for these people, choose a new folder with --out."))
}

/// What is lost with a phone is its key: another code for the same key would help nobody.
fn is_phone_code(holder: HolderNumber) -> Failure {
    failure!("phone-code"; "编号 {holder} 的这个码是手机码，补发只补卡";
        "this code of holder {holder} is for a phone, and only cards are reissued";
        "换手机或手机遗失的，请让本人生成新的绑定码，执行 issuer bind；要补卡的，按持有人编号写 --holder {holder}。没有做任何改动。";
        "For another phone, or a lost one, let the person make a new enrolment and run issuer bind; to replace the card, name --holder {holder}. Nothing was changed.")
}

/// Prints what was made and where it is.
pub(super) fn print_summary(
    first: Text,
    summary: &ReissueSummary,
    made: &[ReissuedCode],
    args: &RunArgs,
    call: &mut Call<'_, '_>,
) -> Result<(), Failure> {
    let out = OutFolder::new(&args.out);
    let mut lines = vec![first];
    if summary.resumed {
        lines.push(text!("  接着上次中断的做完；清单包括中断前已做好的。";
            "  This completes the run that was interrupted; the manifest has its codes too."));
    }
    if summary.issued > 0 {
        let until = dates::last_day(UnixTime::from_secs(summary.until));
        let (codes, manifest) = (
            values::shown(&out.codes()),
            values::shown(&out.manifest_csv()),
        );
        lines.push(text!("  新码有效期至 {until}；每个码都已读回核对";
            "  the new codes are valid until {until}; every code was read back"));
        lines.push(text!("  码    {codes}"; "  codes     {codes}"));
        lines.push(text!("  清单  {manifest}"; "  manifest  {manifest}"));
    }
    lines.extend(suspended_too(summary.suspended));
    call.answer(&lines, &json!({ "summary": summary, "codes": made }))
        .map_err(|error| cli_support::files::cannot_write(&args.out, &error))
}
