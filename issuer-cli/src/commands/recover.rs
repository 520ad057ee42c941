//! `issuer recover`: an older copy of the register back into use, with everything that is known to
//! have happened since.

use std::path::{Path, PathBuf};
use std::time::Duration;

use cli_support::files;
use credential_core::limits::MAX_STATUS_LIST_BYTES;
use credential_core::{IssuerId, StatusIndex, StatusList};
use messages::{Exit, Failure, dates, failure, text, words};
use serde_json::json;

use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::consent::Consent;
use crate::operator::Operator;
use crate::register::{
    Action, AuditNote, Batch, NewerRegister, NotedEnd, NumberBound, Replacement, list_digest,
};
use crate::unregistered;
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 台账的备份文件；不写则把已放在原处的旧台账重新启用 | the backup; without it, the older register that was put in its place
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// 备份之后各次签发的清单（manifest.jsonl），把其中的码补录进台账 | manifests (manifest.jsonl) of the runs since then, whose codes are added
    #[arg(long, value_name = "FILE", num_args = 1..)]
    manifest: Vec<PathBuf>,
    /// 原处的台账完好且较新，仍用备份替换：放弃备份之后登记的人和码 | replace a present register that is intact and newer: give up the people and codes since the backup
    #[arg(long)]
    lose_newer_register: bool,
    #[command(flatten)]
    operator: Operator,
    #[command(flatten)]
    consent: Consent,
}

/// What a clock may be behind, as the register has it.
const LEEWAY: Duration = Duration::from_secs(600);

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let actor = args.operator.actor()?;
    let folder = BureauFolder::new(&args.bureau);
    let bureau = Bureau::read(&folder.bureau_file())?;
    let place = folder.register_file();
    let from = args.from.as_deref().unwrap_or(&place);
    if args.from.is_none() && !place.exists() {
        return Err(folder.no_register().into());
    }
    let unregistered = unregistered::read(&args.manifest, &bureau)?;
    let list = last_list(&folder, &bureau, call)?;

    let mut replacement = Replacement::from_copy(&place, from, folder.held_person_key()?)?;
    let newer = match &args.from {
        Some(_) => replacement.newer_in_place(folder.held_person_key()?)?,
        None => None,
    };
    if let Some(newer) = newer.as_ref().filter(|_| !args.lose_newer_register) {
        return Err(newer_in_place(&place, newer).into());
    }
    let noted = NotedEnd::beside(&place)?;
    let set_aside = replacement.given_by_set_aside(folder.held_person_key()?);
    let before = replacement.register().last_record()?;
    let (at, number) = (dates::minute(before.at), before.number);
    call.console.say(&text!(
        "这份台账记到 {at}（操作记录第 {number} 条）。此后登记的人和码，除清单所列的以外都不在其中。";
        "This register ends at {at} (record {number}). Whoever was registered since is not in it, except for the codes in manifests."))?;
    if let Some(newer) = &newer {
        let people = newer.people;
        call.console
            .say(&text!("原处的台账完好且较新，会丢失 {people} 人。";
                "The present register is intact and newer, {people} people will be lost."))?;
    }
    args.consent.ask(
        &text!("最新的台账确实找不回来了？确定启用这一份？";
            "Is the newest register lost for certain? Take this one into use?"),
        call,
    )?;

    let register = replacement.register();
    let mut clerk = register.clerk(&actor)?;
    let mut batch = clerk.batch(Action::Recover, call.now)?;
    // Before the published standings, which then find these codes.
    let adopted = unregistered.adopt(&mut batch)?;
    // The codes of manifests are in the register by now, so their numbers count as given.
    let published = list
        .as_ref()
        .map_or(0, |(list, _)| list.claims().statuses.len());
    let published = NumberBound {
        holder: 0,
        index: u32::try_from(published).unwrap_or(u32::MAX),
    };
    // Each of them may be of a time before the last numbers were given.
    let given = [
        noted.and_then(|noted| noted.given),
        newer.map(|newer| newer.given),
        set_aside,
    ];
    let known = given
        .into_iter()
        .flatten()
        .fold(published, NumberBound::max);
    batch.give_numbers_beyond_lost(known)?;
    let mut taken_over = 0;
    if let Some((list, digest)) = &list {
        batch.record_publication(list.claims().validity.from, digest);
        batch.note(AuditNote::TakenOver);
        taken_over = take_over(&mut batch, list)?;
    }
    if let Some(noted) = noted {
        batch.note(AuditNote::InPlaceOf(noted.head));
    }
    let head = batch.commit()?;
    drop(clerk);
    let kept = replacement.finish()?;

    let (new, name) = (adopted.added, values::shown(&place));
    let mut lines = vec![
        text!("台账已重新启用：{name}"; "The register is in use again: {name}"),
        text!("  按已公布的名单补录吊销、暂停 {taken_over} 个；按清单补录 {new} 个码";
            "  statuses applied from the published list: {taken_over}; codes added from manifests: {new}"),
    ];
    lines.extend(adopted.conflicts_in_words());
    if let Some(kept) = &kept {
        let kept = values::shown(kept);
        lines.push(text!("  原来的台账留作  {kept}"; "  the one before is kept as  {kept}"));
    }
    lines.push(text!(
        "  校验值（请抄在台账本上）  {head}"; "  end of the audit log (note it on paper)  {head}"));
    let json = json!({
        "register": place,
        "kept": kept,
        "taken_over": taken_over,
        "adopted": new,
        "strangers": adopted.unknown_holders,
        "conflicts": adopted.conflicts,
        "head": head.to_string(),
    });
    call.answer(&lines, &json)?;
    call.console.say(&text!(
        "\n请接着做：用备份之后用过的名册再签发一次（已在台账里的人不会再得到新码），随后公布（issuer publish）。";
        "\nNext: issue again with the rosters that were used since (who is in the register gets nothing new), then publish."))?;
    if adopted.unknown_holders > 0 {
        let unknown_holders = adopted.unknown_holders;
        call.console.say(&text!(
            "补录的码中有 {unknown_holders} 个，台账认不出本人：这些人按名册得到新码后，请按持有人编号吊销旧码。";
            "The register knows the holders of {unknown_holders} of these codes by their numbers alone: once these people have new codes, revoke the old ones by holder number."))?;
    }
    Ok(if adopted.conflicts.is_empty() {
        Exit::Done
    } else {
        Exit::Refused
    })
}

fn newer_in_place(place: &Path, newer: &NewerRegister) -> Failure {
    let (name, people) = (values::shown(place), newer.people);
    let (number, at) = (newer.last.number, dates::minute(newer.last.at));
    failure!("newer-register-in-place";
        "原处的台账完好且较新，会丢失 {people} 人（{name}，记到 {at}，第 {number} 条）";
        "the present register is intact and newer, {people} people would be lost ({name}, up to {at}, record {number})";
        "没有做任何改动，请继续使用原处的台账。确要放弃它、改用备份的，请加 --lose-newer-register。";
        "Nothing was changed; go on with the present register. To give it up for the backup, add --lose-newer-register.")
}

/// The list that was published last, if there is one; it must be this bureau's.
fn last_list(
    folder: &BureauFolder<'_>,
    bureau: &Bureau,
    call: &Call<'_, '_>,
) -> Result<Option<(StatusList, [u8; 32])>, Failure> {
    let path = folder.status_list_file();
    if !path.exists() {
        return Ok(None);
    }
    let bytes = files::read(&path, MAX_STATUS_LIST_BYTES as u64)?;
    let list = StatusList::verify_own(&bytes, IssuerId(bureau.file.id), &bureau.key).map_err(
        |error| {
            let (name, why) = (values::shown(&path), words::error(&error));
            failure!("publication-unknown";
                "{name} 不是本单位公布的状态名单：{}", why.in_lang(messages::Lang::Zh);
                "{name} is no status list of this bureau: {}", why.in_lang(messages::Lang::En);
                "请放回最后一次公布的名单（published 文件夹里有存档），吊销要靠它补录。";
                "Put the list that was published last in its place (there are copies in 'published'): revocations are applied from it.")
        },
    )?;
    let made = list.claims().validity.from;
    if call.now.plus(LEEWAY) < made {
        let (now, made) = (dates::minute(call.now), dates::minute(made));
        return Err(failure!("clock-behind";
            "本机时间 {now} 早于最后一次公布 {made}";
            "this computer's clock says {now}, but the last list was published {made}";
            "请校准本机时间。"; "Set the clock."));
    }
    Ok(Some((list, list_digest(&bytes))))
}

fn take_over(batch: &mut Batch<'_>, list: &StatusList) -> Result<usize, Failure> {
    let statuses = &list.claims().statuses;
    let mut count = 0;
    let listed = |index| Some((index, statuses.status(index)?));
    for (index, status) in (0..).map(StatusIndex).map_while(listed) {
        count += usize::from(batch.take_over(index, status)?);
    }
    Ok(count)
}
