//! `issuer bind`: a code that needs the person's phone, for the key in an enrolment.

use std::path::PathBuf;

use cli_support::Stop;
use credential_core::{HolderNumber, IssuerId, ProvedKey};
use messages::Lang::{En, Zh};
use messages::untrusted::escape_untrusted;
use messages::{Exit, Failure, Text, dates, text};
use serde_json::json;

use super::reissue::print_summary;
use super::standing::in_words;
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::code_input::one_code;
use crate::consent::Consent;
use crate::issuing::{Interrupted, Recipient, ReissueRun, RunArgs};
use crate::operator::Operator;
use crate::phone_key::{self, KeyRefusal};
use crate::register::{Action, Actor, Binding, CodeKind, Entry, Expiry, KeyToBind, Register};
use crate::{Call, values};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 持有人编号 | the holder's number
    #[arg(long, value_name = "N")]
    holder: u32,
    /// 手机生成的绑定码：码文、码的图片文件，写 - 则从标准输入读
    /// | the enrolment that the phone has made: its text, a picture of it, or - to scan it in
    #[arg(long, value_name = "TEXT|FILE|-")]
    code: String,
    #[command(flatten)]
    run: RunArgs,
    #[command(flatten)]
    operator: Operator,
    #[command(flatten)]
    consent: Consent,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let actor = args.operator.actor()?;
    let until = args.run.until(call.now)?;
    let folder = BureauFolder::new(&args.bureau);
    let mut register = folder.register()?;
    register.check_ready(&actor, Action::Bind, call.now)?;
    let text = one_code(&args.code)?;
    let proved = phone_key::read(&text).map_err(KeyRefusal::into_failure)?;
    let holder = HolderNumber(args.holder);
    let interrupted = ReissueRun::interrupted(&args.run, Action::Bind)?;
    if let Some(before) = &interrupted {
        check_same_phone(args, before, &proved)?;
    }
    let key = KeyToBind {
        proved: &proved,
        issuer: IssuerId(Bureau::read(&folder.bureau_file())?.file.id),
    };
    let expiry = Expiry::Usual(until);
    match foresee(&mut register, &actor, holder, key, expiry, call)? {
        Binding::Refused(why) => return Err(why.into_failure().into()),
        // One that was made here is still to be put on the manifest.
        Binding::Unchanged(entry) if !is_of(&entry, interrupted.as_ref()) => {
            return unchanged(&entry, call);
        }
        Binding::Unchanged(_) | Binding::Reserved(_) => {}
    }
    if interrupted.is_some() {
        let folder = values::shown(&args.run.out);
        call.console.say(&text!("接着做完 {folder} 里中断的绑定：";
            "This completes the binding that was interrupted in {folder}:"))?;
    }
    ask(args, &register, &proved, call)?;
    let people = vec![Recipient::to_bind(holder, text.to_string())];
    let run = ReissueRun {
        args: &args.run,
        action: Action::Bind,
        folder: &folder,
        actor: &actor,
        // Person and key themselves are compared.
        selection: String::new(),
    };
    let (summary, made) = run.run(people, &mut register, call)?;
    let replaced = summary.revoked;
    let first = text!("手机已绑定，手机码已签发；吊销旧手机码 {replaced} 个，卡不变。";
        "The phone is bound and its code issued; codes of earlier phones revoked: {replaced}. A card stays as it is.");
    print_summary(first, &summary, &made, &args.run, call)?;
    if replaced > 0 {
        call.console.say(
            &text!("旧手机码已吊销，公布（issuer publish）并送到终端后生效。";
                "The old code ends in terminals with the next publication (issuer publish)."),
        )?;
    }
    Ok(Exit::Done)
}

/// That the run which was interrupted was to bind the same phone to the same person.
fn check_same_phone(args: &Args, before: &Interrupted, given: &ProvedKey) -> Result<(), Failure> {
    let mut holders = Vec::new();
    for one in &before.people {
        let text = one.enrolment().unwrap_or_default();
        let proved = phone_key::read(text).map_err(KeyRefusal::into_failure)?;
        if (one.holder, proved.key()) == (args.holder, given.key()) {
            return Ok(());
        }
        holders.push((one.holder, key_id(&proved)));
    }
    let folder = values::shown(&args.run.out);
    let (holder, key) = holders.pop().unwrap_or_default();
    let (given, named) = (key_id(given), args.holder);
    let what = text!(
        "文件夹 {folder} 里中断的是另一次绑定：编号 {holder}，手机密钥 {key}；这次是编号 {named}，手机密钥 {given}";
        "in {folder} another binding was interrupted: holder {holder}, key {key}; this one is of holder {named}, key {given}");
    let remedy = if holder == named {
        text!("没有做任何改动。要绑定这部手机，请用 --out 指定一个新的文件夹：中断的那次留下的码随之吊销，原来的文件夹可以删除。要接着绑定原来那部，请给出它的绑定码。";
            "Nothing was changed. To bind this phone, choose a new folder with --out: what the interrupted run has reserved is revoked with that, and its folder can be deleted. \
             To go on with the phone of before, give its enrolment.")
    } else {
        text!("没有做任何改动。要绑定这部手机，请用 --out 指定一个新的文件夹。中断的那次没有做完，请用它的编号和绑定码接着做完。";
            "Nothing was changed. To bind this phone, choose a new folder with --out. The interrupted run is still to be completed, with its holder and enrolment.")
    };
    Err(Failure::new("out-unfinished", what, remedy))
}

/// Whether the code went out in the folder of this run.
fn is_of(entry: &Entry, run: Option<&Interrupted>) -> bool {
    let run = run.map(|run| run.name.as_str());
    let of = entry
        .output
        .as_ref()
        .and_then(|output| output.file.split_once('/'));
    run.is_some() && run == of.map(|(run, _)| run)
}

/// The short thumbprint of a key, as the phone shows it.
fn key_id(proved: &ProvedKey) -> String {
    let key = proved.key().public_key();
    key.map_or_else(|_| String::new(), |key| key.id().to_string())
}

/// What binding would come to; nothing is changed.
fn foresee(
    register: &mut Register,
    actor: &Actor,
    holder: HolderNumber,
    key: KeyToBind<'_>,
    expiry: Expiry,
    call: &Call<'_, '_>,
) -> Result<Binding, Failure> {
    let mut clerk = register.clerk(actor)?;
    let mut batch = clerk.batch(Action::Bind, call.now)?;
    // The batch is dropped.
    batch.bind(holder, key, expiry)
}

/// Shows whose phone it is, and which code ends with it.
fn ask(
    args: &Args,
    register: &Register,
    proved: &ProvedKey,
    call: &mut Call<'_, '_>,
) -> Result<(), Stop> {
    let entries = register.entries_of(HolderNumber(args.holder))?;
    let is_living = |entry: &&Entry| {
        !entry.is_revoked() && !entry.is_expired(call.now) && entry.output.is_some()
    };
    let living: Vec<&Entry> = entries.iter().filter(is_living).collect();
    let ending = living
        .iter()
        .filter(|entry| entry.kind() == CodeKind::Phone)
        // In a run that goes on, the new one may be there.
        .filter(|entry| entry.holder_key.as_ref() != Some(proved.key()))
        .count();
    let shown = if living.is_empty() {
        entries.iter().take(1).collect()
    } else {
        living
    };
    for entry in shown {
        call.console.say(&in_words(entry))?;
    }
    let claims = proved.claims();
    let (made, key) = (dates::minute(claims.issued), key_id(proved));
    let label = claims.label.as_deref().map(escape_untrusted);
    let label = label.as_deref().unwrap_or_default();
    call.console
        .say(&text!("绑定码：{made} 生成　手机密钥 {key}　{label}"; "Enrolment: made at {made}  key {key}  {label}"))?;
    let question = if ending == 0 {
        text!("给此人发一个绑定这部手机的码？"; "Issue a code that is bound to this phone?")
    } else {
        text!("此人原来的手机码（{ending} 个）吊销，改绑这部手机；卡不变。确定？";
            "Revoke the code of the phone before ({ending}), and bind this one? A card stays as it is.")
    };
    args.consent.ask(&question, call)
}

fn unchanged(entry: &Entry, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let output = entry.output.as_ref();
    let (run, file) = output
        .and_then(|output| output.file.split_once('/'))
        .unzip();
    let (run_shown, file_shown) = (run.unwrap_or_default(), file.unwrap_or_default());
    let holder = entry.holder;
    let words = in_words(entry);
    call.answer(
        &[
            text!("这部手机已经绑定，没有做任何改动。"; "This phone is bound already; nothing was changed."),
            Text::new(words.in_lang(Zh).to_owned(), words.in_lang(En).to_owned()),
            text!("  码在第 {run_shown} 次签发的文件夹里（当时 --out 所写的；summary.json 里的 run 是这个号）：{file_shown}";
                "  The code is in the folder of the run {run_shown} (its --out; summary.json there has this number as run): {file_shown}"),
            text!("  文件夹找不到了：先执行 issuer revoke --holder {holder} --kind phone --reason other，再让本人重新生成绑定码，重新绑定。";
                "  If that folder is lost: issuer revoke --holder {holder} --kind phone --reason other, then let the person make a new enrolment, and bind again."),
        ],
        &json!({ "summary": null, "codes": [], "bound": { "serial": entry.serial, "status_index": entry.status_index.0, "run": run, "file": file } }),
    )?;
    Ok(Exit::Done)
}
