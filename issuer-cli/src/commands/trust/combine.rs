//! `issuer trust combine`: puts what the keepers have signed together to the trust list.

use std::path::PathBuf;

use credential_core::{RootSetClaims, TrustListClaims};
use messages::{Exit, Failure, Text, failure, text};

use crate::Call;
use crate::authority::{AuthorityFolder, check_succession};
use crate::ceremony::{
    Gathered, already_combined, check_not_over, gather, list_json, list_words, missing,
};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 主管部门的文件夹 | the folder of the authority
    #[arg(long, value_name = "DIR")]
    authority: PathBuf,
    /// 保管人签过的文件，一个或多个 | the files that keepers have signed, one or more
    #[arg(value_name = "FILE", required = true)]
    parts: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = AuthorityFolder::new(&args.authority);
    let _lock = folder.lock(call.console)?;
    let roots = folder.roots()?;
    let current = roots.current().claims();
    let last = folder.trust_list(&roots)?;
    let gathered = gather(&args.parts, |list: &TrustListClaims| {
        if list.root_version == current.version {
            Ok(current.keys.clone())
        } else {
            Err(other_roots(list, current))
        }
    })?;
    let claims = gathered.pending.claims();
    let last = last.as_ref().map(|list| list.claims());
    if last == Some(claims) {
        let file = folder.trust_list_file();
        return already_combined::<TrustListClaims>(&file, claims.version, call);
    }
    // Keepers have read what it changes against the list that was the last one then.
    if last.map_or(0, |list| list.version) >= claims.version
        || gathered.last != folder.trust_list_bytes()?
    {
        return Err(overtaken(claims, last).into());
    }
    if let Some(last) = last {
        check_succession(
            last,
            claims,
            &Text::fixed("待签名单", "the list to be signed"),
        )?;
    }
    check_not_over(claims, call.now)?;
    if gathered.signed.len() < current.threshold {
        let why = missing(&gathered.signed, &current.keys, current.threshold);
        return Err(Gathered::<TrustListClaims>::too_few(&[why]).into());
    }
    folder.write_signed(&gathered.pending, roots.current())?;

    let mut lines = list_words(last, claims);
    let mut json = list_json(last, claims);
    gathered.add_to(&folder.trust_list_file(), &mut lines, &mut json);
    call.answer(&lines, &json)?;
    // What was entered while the keepers signed is in the draft, and not in this list.
    if folder.issuers()?.to_issuers().ok().as_ref() != Some(&claims.issuers) {
        call.console.say(&text!(
            "\n注意：准备这份名单以后，issuers.json 又有改动；这些改动不在这一版里，要等下一版。";
            "\nNote: issuers.json was changed after this list had been prepared; that is not in this version, but in the next."))?;
    }
    call.console.say(&text!(
        "\n请把它送到各终端：issuer update pack --authority 文件夹 --status-list 各单位的状态名单 --out 更新.lbu";
        "\nCarry it to the terminals: issuer update pack --authority DIR --status-list EACH-BUREAU'S-LIST --out UPDATE.lbu"))?;
    Ok(Exit::Done)
}

fn overtaken(claims: &TrustListClaims, last: Option<&TrustListClaims>) -> Failure {
    let (version, held) = (claims.version, last.map_or(0, |list| list.version));
    failure!("list-overtaken"; "这份是第 {version} 版，而主管部门现在的名单是第 {held} 版";
        "this is version {version}, and the authority's list is at version {held}";
        "两版之间有过别的名单：请重新 issuer trust prepare，再请保管人签署。";
        "There was another list in between: prepare it again (issuer trust prepare) and have it signed.")
}

fn other_roots(list: &TrustListClaims, current: &RootSetClaims) -> Failure {
    let (named, held) = (list.root_version, current.version);
    failure!("root-version-mismatch"; "这份名单是给第 {named} 版根密钥集签的，现在是第 {held} 版";
        "the list is for root set {named}, and the root set is at version {held}";
        "根密钥集换过了：请重新 issuer trust prepare，由现在的保管人签署。";
        "The roots have changed: prepare it again (issuer trust prepare), for the present keepers to sign.")
}
