//! `issuer trust suspend`, `resume` and `withdraw`: for a time, and permanently.

use std::path::PathBuf;

use messages::{Exit, Failure, failure, text};
use serde_json::json;

use crate::Call;
use crate::authority::{AuthorityFolder, IssuerEntry, KeyEntry, StandingWord, not_signed_yet};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 主管部门的文件夹 | the folder of the authority
    #[arg(long, value_name = "DIR")]
    authority: PathBuf,
    /// 单位编号 | the number of the bureau
    #[arg(long, value_name = "42120001")]
    issuer: u32,
}

#[derive(Debug, clap::Args)]
pub(crate) struct WithdrawArgs {
    #[command(flatten)]
    whom: Args,
    /// 只停用这一个密钥；不写则停用整个单位 | this key only; the bureau as a whole if absent
    #[arg(long, value_name = "KID")]
    key: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CompromisedArgs {
    #[command(flatten)]
    whom: Args,
    /// 可能在别人手里的密钥 | the key that somebody else may have
    #[arg(long, value_name = "KID")]
    key: String,
}

pub(crate) fn suspend(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    edit(args, call, |entry| {
        entry.standing = StandingWord::Suspended;
        Ok(())
    })
}

pub(crate) fn resume(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    edit(args, call, |entry| {
        entry.standing = StandingWord::Active;
        Ok(())
    })
}

pub(crate) fn withdraw(args: &WithdrawArgs, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let exit = edit(&args.whom, call, |entry| match &args.key {
        None => {
            entry.standing = StandingWord::Withdrawn;
            Ok(())
        }
        Some(kid) => {
            key_of(entry, kid)?.standing = StandingWord::Withdrawn;
            Ok(())
        }
    })?;
    call.console.say(&text!(
        "停用签署以后是永久的，不能恢复；用它签发的码从此不被接受。只是暂停请用 issuer trust suspend。";
        "Once signed, withdrawal is permanent; codes signed with it are refused from then on. To stop it for a time, use issuer trust suspend."))?;
    Ok(exit)
}

pub(crate) fn compromised(args: &CompromisedArgs, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let exit = edit(&args.whom, call, |entry| {
        let key = key_of(entry, &args.key)?;
        if key.standing == StandingWord::Withdrawn {
            return Err(withdrawn_key(&key.kid));
        }
        key.standing = StandingWord::Compromised;
        Ok(())
    })?;
    let kid = args.key.trim().to_ascii_lowercase();
    call.console.say(&text!(
        "签署以后不能恢复，只能再停用。该单位要换用新密钥，并出具真码清单：issuer bureau compromised --key {kid}；\n\
         清单与这一版名单装进同一个更新文件：issuer update pack --vouch-list。没有清单的终端，闸机拒绝、商户核对。";
        "Once signed, this can only become a withdrawal. The bureau needs another key, and makes a vouch list with it: issuer bureau compromised --key {kid}\n\
         Pack that into the same update as this list: issuer update pack --vouch-list. Without it, gates refuse and shops check."))?;
    Ok(exit)
}

/// The key with this identifier.
fn key_of<'e>(entry: &'e mut IssuerEntry, kid: &str) -> Result<&'e mut KeyEntry, Failure> {
    let kid = kid.trim().to_ascii_lowercase();
    let known: Vec<String> = entry.keys.iter().map(|key| key.kid.clone()).collect();
    entry
        .keys
        .iter_mut()
        .find(|key| key.kid == kid)
        .ok_or_else(|| no_such_key(&kid, &known))
}

fn withdrawn_key(kid: &str) -> Failure {
    failure!("withdrawn-for-ever"; "密钥 {kid} 已停用"; "the key {kid} is withdrawn";
        "停用是永久的，它签发的码都不被接受；不能再改为已泄露。";
        "Withdrawal is permanent: none of its codes is accepted. It cannot become compromised any more.")
}

fn edit(
    args: &Args,
    call: &mut Call<'_, '_>,
    change: impl FnOnce(&mut IssuerEntry) -> Result<(), Failure>,
) -> Result<Exit, Stop> {
    let folder = AuthorityFolder::new(&args.authority);
    let edit = folder.edit(call.now, call.console, |file| {
        change(file.living_entry(args.issuer)?)
    })?;
    let json =
        json!({ "issuers": folder.issuers_file(), "id": args.issuer, "changes": edit.to_json() });
    call.answer(&edit.in_words(), &json)?;
    call.console.say(&not_signed_yet())?;
    Ok(Exit::Done)
}

fn no_such_key(kid: &str, known: &[String]) -> Failure {
    let (kid, known) = (messages::untrusted::escape_untrusted(kid), known.join(" "));
    failure!("key-unknown"; "这个单位没有密钥 {kid}"; "this issuer has no key {kid}";
        "它的密钥是：{known}。"; "Its keys are: {known}.")
}
