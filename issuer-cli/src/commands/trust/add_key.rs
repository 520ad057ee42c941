//! `issuer trust add-key`: lists a bureau's next key beside its present one, for an overlap.

use std::path::PathBuf;
use std::time::Duration;

use credential_core::{PublicKey, UnixTime};
use messages::{Exit, Failure, dates, failure, text, words};
use serde_json::json;

use crate::Call;
use crate::authority::{
    AuthorityFolder, IssuerEntry, KeyEntry, Request, StandingWord, not_signed_yet,
};
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
    /// 旧密钥没有作保（已丢失或失窃）也接受；必须当面核对 | take it although no listed key vouches for it (lost or stolen); compare in person
    #[arg(long)]
    accept_without_voucher: bool,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let request = Request::read(&args.request)?;
    let asked = &request.asked;
    let next = request.key_entry(call.now, args.key_years)?;
    let overlap = Duration::from_secs(u64::from(args.overlap_days) * 86_400);
    let last = call.now.plus(overlap);

    let folder = AuthorityFolder::new(&args.authority);
    let mut voucher: Option<PublicKey> = None;
    let edit = folder.edit(call.now, |file| {
        let entry = file.living_entry(asked.id.0)?;
        voucher = request.vouched_by(&active_keys(entry)).cloned();
        if voucher.is_none() && !args.accept_without_voucher {
            return Err(unvouched(entry, &asked.key));
        }
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
             如果旧密钥可能在别人手里，还要停用它：issuer trust withdraw --key";
            "\nNote: no listed key vouches for {kid}. Before it is signed, compare the thumbprint with the bureau in person:\n  {print}\n\
             If somebody else may have the old key, withdraw it as well: issuer trust withdraw --key"),
    })?;
    call.console.say(&not_signed_yet())?;
    Ok(Exit::Done)
}

/// Those that may still vouch.
fn active_keys(entry: &IssuerEntry) -> Vec<PublicKey> {
    entry
        .keys
        .iter()
        .filter(|key| key.standing == StandingWord::Active)
        .filter_map(KeyEntry::public_key)
        .collect()
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

fn unvouched(entry: &IssuerEntry, key: &PublicKey) -> Failure {
    let (id, name, kid) = (entry.id, &entry.name, key.id());
    let name_en = entry.name_en.as_ref().unwrap_or(name);
    failure!("request-without-voucher"; "没有单位 {id}（{name}）现用的密钥为新密钥 {kid} 作保";
        "no key that issuer {id} ({name_en}) is listed with vouches for the next key {kid}";
        "请该单位用 issuer bureau rotate 做申请。旧密钥确已丢失或失窃的，当面核对指纹后加 --accept-without-voucher。";
        "Have the bureau make the request with issuer bureau rotate. If its key is really lost or stolen, \
         compare the thumbprint in person and add --accept-without-voucher.")
}
