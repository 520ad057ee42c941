//! `issuer bureau switch`: goes over to the next key once the trust list has it.

use std::path::{Path, PathBuf};

use cli_support::files;
use credential_core::{IssuerId, KeyId, RootSet, Standing, TrustList, UnixTime, limits};
use messages::Lang::{En, Zh};
use messages::{Exit, Failure, Text, dates, failure, text, words};
use serde_json::json;

use super::request::no_next;
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::register::HeldKey;
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 列有新密钥的信任名单 | the trust list that has the next key
    #[arg(long, value_name = "FILE")]
    trust_list: PathBuf,
    /// 主管部门的根密钥集 | the authority's root set
    #[arg(long, value_name = "FILE")]
    root_set: PathBuf,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let _lock = folder.lock(call.console)?;
    // Opened: a bureau must not go over to a key that it cannot use.
    let (mut bureau, next) = folder.open_next(call)?;
    let (Some(next), Some(_)) = (bureau.next_key.clone(), next) else {
        return Err(no_next(&args.bureau).into());
    };
    let list = read_list(&args.trust_list, &args.root_set)?;
    let (issuer, listed) = list
        .keys(next.id())
        .find(|(issuer, listed)| listed.key == next && issuer.id == IssuerId(bureau.file.id))
        .ok_or_else(|| unlisted(&args.trust_list, next.id()))?;
    let usable = issuer.standing == Standing::Active && listed.standing == Standing::Active;
    if !usable || !listed.in_force.contains(call.now) {
        return Err(not_in_force(&args.trust_list, next.id(), listed.in_force.from, usable).into());
    }
    let before = bureau.key.id();
    let old = list
        .keys(before)
        .find(|(_, key)| key.key == bureau.key)
        .map(|(_, key)| (key.standing, dates::last_day(key.in_force.until)));
    let old_number = bureau.file.switch(listed.longest_validity);
    bureau.file.write(&folder.bureau_file())?;
    folder.keep_scope(&list, issuer)?;

    let (kid, old_file) = (
        next.id(),
        old_number.map(|number| values::shown(&folder.numbered_key_file(number))),
    );
    call.answer(
        &[text!("已改用密钥 {kid} 签发（原密钥 {before}）";
            "Codes are signed with the key {kid} from now on (before: {before})")],
        &json!({
            "bureau": folder.bureau_file(),
            "kid": kid.to_string(),
            "before": before.to_string(),
        }),
    )?;
    let old_file = old_file.unwrap_or_default();
    call.console
        .say(&codes_by_the_old_key(old.as_ref(), &before.to_string()))?;
    call.console.say(&text!(
        "请马上公布一次状态名单（issuer publish），由新密钥签署；然后可以销毁 {old_file}。";
        "Publish a status list now (issuer publish), signed with the new key; then {old_file} can be destroyed."))?;
    if let HeldKey::Sealed(_) = folder.held_person_key()? {
        call.console.say(&text!(
            "人员密钥还是原来的口令。新旧口令不同的，下一次签发（issuer issue）会再问一次旧口令，以后就用新口令。";
            "The person key still has its passphrase. If the new key has another one, the next issuer issue asks for the former \
             one once; from then on the person key has the new one."))?;
    }
    Ok(Exit::Done)
}

/// What becomes of the codes that are out, by the standing and the end of the key that has signed them.
fn codes_by_the_old_key(old: Option<&(Standing, String)>, kid: &str) -> Text {
    match old {
        Some((Standing::Compromised, _)) => text!(
            "\n旧密钥已泄露：用它签发的码，真码清单送到终端以后才继续有效。请马上出具：issuer bureau compromised --key {kid}";
            "\nThe old key is compromised: its codes stay valid only where a vouch list arrives. Make it now: issuer bureau compromised --key {kid}"),
        Some((Standing::Withdrawn, _)) => text!(
            "\n旧密钥已停用：用它签发的码都不再被接受，请为这些人补发（issuer reissue）。";
            "\nThe old key is withdrawn: none of its codes is accepted any more. Issue new ones for these people (issuer reissue)."),
        Some((_, end)) => text!(
            "\n用旧密钥签发的码继续有效（旧密钥启用期至 {end}）。";
            "\nCodes signed with the old key stay valid (it is in force until {end})."),
        None => text!(
            "\n名单里已没有旧密钥：用它签发的码不被接受。";
            "\nThe list does not have the old key any more: its codes are not accepted."),
    }
}

pub(super) fn read_list(list: &Path, root_set: &Path) -> Result<TrustList, Failure> {
    let roots = files::read(root_set, limits::MAX_ROOT_SET_BYTES as u64)?;
    let roots = RootSet::pin(&roots).map_err(|error| values::no_root_set(root_set, &error))?;
    let bytes = files::read(list, limits::MAX_TRUST_LIST_BYTES as u64)?;
    TrustList::verify(&bytes, &roots).map_err(|error| {
        let (name, why) = (values::shown(list), words::error(&error));
        failure!(error.code();
            "{name} 不能用：{}", why.in_lang(Zh); "{name} cannot be used: {}", why.in_lang(En);
            "请用主管部门送来的最新信任名单和根密钥集。";
            "Use the latest trust list and root set of the authority.")
    })
}

fn unlisted(list: &Path, kid: KeyId) -> Failure {
    let name = values::shown(list);
    failure!("key-not-listed"; "{name} 还没有列入本单位的新密钥 {kid}";
        "{name} does not list the next key {kid} of this bureau yet";
        "请等主管部门签署列有新密钥的名单；在那之前用旧密钥签发。";
        "Wait for the list that has it; until then the present key goes on signing.")
}

fn not_in_force(list: &Path, kid: KeyId, from: UnixTime, usable: bool) -> Failure {
    let (name, from) = (values::shown(list), dates::day(from));
    let (zh, en) = if usable {
        (
            format!("密钥 {kid} 今天不在启用期内（自 {from} 起）"),
            format!("the key {kid} is not in force today (from {from} on)"),
        )
    } else {
        (
            format!("{name} 里这个单位或密钥 {kid} 已暂停或停用"),
            format!("this bureau or its key {kid} is suspended or withdrawn in {name}"),
        )
    };
    Failure::new(
        "key-not-in-force",
        Text::new(zh, en),
        text!("请核对本机时间，并向主管部门询问。暂时仍用原密钥。";
            "Check the clock, and ask the authority. The present key stays in use."),
    )
}
