//! `issuer trust prepare`: the next trust list as a file for the keepers of the root keys.

use std::path::PathBuf;

use messages::{Exit, Failure, failure, text};
use serde_json::json;

use crate::authority::AuthorityFolder;
use crate::ceremony::{PendingFile, check_not_over, code_words, list_json, list_words};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 主管部门的文件夹 | the folder of the authority
    #[arg(long, value_name = "DIR")]
    authority: PathBuf,
    /// 写成的待签文件（.lbp），拷贝给每位保管人 | the file to be signed (.lbp), for each keeper
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// 名单的有效天数 | for how many days the list can be relied on
    #[arg(long, value_name = "N", default_value_t = 400, value_parser = clap::value_parser!(u16).range(1..=3660))]
    valid_days: u16,
    /// 版本号；先前一份待签名单已有保管人签过又作废时，写比它大的号 | the version; a higher one than that of a list which some keepers have signed and which was given up
    #[arg(long, value_name = "N")]
    version: Option<u64>,
    /// 各单位最近公布的状态名单，可写多个：终端至少要有这么新的（另看文件夹里的 status-lists） | the newest status lists of bureaus, one or more: terminals need at least these (those in status-lists of the folder count too)
    #[arg(long = "status-list", value_name = "FILE", num_args = 1..)]
    status_lists: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = AuthorityFolder::new(&args.authority);
    let _lock = folder.lock(call.console)?;
    let roots = folder.roots()?;
    let last = folder.trust_list(&roots)?;
    folder.note_newest_lists(last.as_ref(), &args.status_lists, call.now)?;
    let mut claims = folder.next_list(&roots, last.as_ref(), args.valid_days, call.now)?;
    if let Some(version) = args.version {
        claims.version = higher(version, claims.version)?;
    }
    check_not_over(&claims, call.now)?;
    let pending = folder.prepare(claims)?;
    let file = PendingFile::new(pending, folder.trust_list_bytes()?, &roots);
    file.write(&args.out)?;

    let last = last.as_ref().map(|list| list.claims());
    let code = file.check_code();
    let out = values::shown(&args.out);
    let mut lines = list_words(last, file.pending.claims());
    lines.push(code_words(&code));
    lines.push(text!(
        "待签文件已写入 {out}，还没有人签署"; "Written to {out}; nobody has signed it yet"));
    let mut json = list_json(last, file.pending.claims());
    json["pending"] = json!(args.out);
    json["check_code"] = json!(code.to_string());
    call.answer(&lines, &json)?;
    let (count, needed) = (
        roots.current().claims().keys.len(),
        roots.current().claims().threshold,
    );
    call.console.say(&text!(
        "\n请把 {out} 拷贝给 {count} 位保管人中的至少 {needed} 位，各自在自己的电脑上签署：\n  \
         issuer trust sign --pending {out} --root-set root-set.cbor --key 自己的根密钥\n\
         打电话核对核对码；收齐以后用 issuer trust combine 合并。";
        "\nCarry {out} to at least {needed} of the {count} keepers; each signs on a machine of their own:\n  \
         issuer trust sign --pending {out} --root-set root-set.cbor --key THEIR-ROOT-KEY\n\
         Compare the check code by telephone; put the signed files together with issuer trust combine."))?;
    Ok(Exit::Done)
}

/// A version of the authority's own choice, which leaves room for all later ones.
fn higher(version: u64, least: u64) -> Result<u64, Failure> {
    let most = least.saturating_add(1000);
    if (least..=most).contains(&version) {
        return Ok(version);
    }
    Err(
        failure!("usage"; "参数 --version 不能是 {version}"; "--version cannot be {version}";
        "请写 {least} 到 {most} 之间的数。"; "Give a number from {least} to {most}."),
    )
}
