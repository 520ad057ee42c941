//! `issuer trust add-key`: lists a bureau's next key beside its present one, for an overlap.

use std::path::PathBuf;
use std::time::Duration;

use credential_core::{PublicKey, UnixTime};
use messages::{Exit, dates, text, words};
use serde_json::json;

use crate::Call;
use crate::authority::{AuthorityFolder, IssuerEntry, Request, StandingWord, not_signed_yet};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 主管部门的文件夹 | the folder of the authority
    #[arg(long, value_name = "DIR")]
    authority: PathBuf,
    /// 发码单位为新密钥交来的申请（.lbr） | the bureau's request for its next key (.lbr)
    #[arg(long, value_name = "FILE")]
    request: PathBuf,
    /// 新旧密钥并行的天数：旧密钥此后不能再签发 | for how many days both keys may issue; the old one may not any longer after that
    #[arg(long, value_name = "N", default_value_t = 90, value_parser = clap::value_parser!(u16).range(0..=1000))]
    overlap_days: u16,
    /// 新密钥可用于签发的年数 | for how many years it may issue with the next key
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=20))]
    key_years: u8,
    /// 用新密钥签发的码最多多少年有效 | for how many years at most a code by the next key may be valid
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u8).range(1..=20))]
    longest_years: u8,
    /// 旧密钥没有作保（已丢失或被盗）也接受；必须当面核对 | take it although no listed key vouches for it (lost or stolen); compare in person
    #[arg(long)]
    accept_without_voucher: bool,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let request = Request::read(&args.request)?;
    request.check_date(call.now)?;
    let asked = &request.asked;
    let next = request.key_entry(call.now, args.key_years, args.longest_years)?;
    let overlap = Duration::from_secs(u64::from(args.overlap_days) * 86_400);
    let last = call.now.plus(overlap);

    let folder = AuthorityFolder::new(&args.authority);
    let mut voucher: Option<PublicKey> = None;
    let edit = folder.edit(call.now, call.console, |file| {
        let entry = file.living_entry(asked.id.0)?;
        let issuer = entry.to_issuer().map_err(|why| folder.in_draft(why))?;
        voucher = match request.voucher(&issuer, call.now) {
            Ok(key) => Some(key),
            Err(_) if args.accept_without_voucher => None,
            Err(failure) => return Err(failure),
        };
        file.refuse_key(&asked.key)?;
        let entry = file.living_entry(asked.id.0)?;
        shorten(entry, last);
        entry.keys.push(next);
        Ok(())
    })?;

    let (kid, print) = (asked.key.id(), words::thumbprint(&asked.key));
    let mut json = request.to_json();
    json["issuers"] = json!(folder.issuers_file());
    json["vouched_by"] = json!(voucher.as_ref().map(|key| key.id().to_string()));
    json["changes"] = edit.to_json();
    call.answer(&edit.in_words(), &json)?;
    call.console.say(&match voucher {
        Some(old) => text!("\n新密钥 {kid} 由该单位现用的密钥 {} 作保。";
            "\nThe next key {kid} is vouched for by the key {} that the bureau is listed with.";
            old.id()),
        None => text!(
            "\n注意：没有现用密钥为 {kid} 作保。签署之前必须与该单位当面核对指纹：\n  {print}\n\
             如果旧密钥可能在别人手里，还要标为已泄露：issuer trust compromised --key";
            "\nNote: no listed key vouches for {kid}. Before it is signed, compare the thumbprint with the bureau in person:\n  {print}\n\
             If somebody else may have the old key, mark it as well: issuer trust compromised --key"),
    })?;
    call.console.say(&not_signed_yet())?;
    Ok(Exit::Done)
}

/// What has been in force ends with the overlap, unless it ends before.
fn shorten(entry: &mut IssuerEntry, last: UnixTime) {
    for key in &mut entry.keys {
        let ends_later = dates::parse_last_day(&key.until).is_some_and(|until| until > last);
        if key.standing == StandingWord::Active && ends_later {
            key.until = dates::day(last);
        }
    }
}
