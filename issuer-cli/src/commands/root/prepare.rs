//! `issuer root prepare`: an authority's first root set, or the next one, as a file for its keepers.

use std::path::{Path, PathBuf};

use credential_core::{OrgName, Pending, PublicKey, RootSetClaims};
use messages::{Exit, Failure, Text, failure, text, words};
use serde_json::json;

use crate::authority::AuthorityFolder;
use crate::ceremony::{PendingFile, RootChange, code_words, root_json, root_words};
use crate::keys::{KeyType, PublicKeyFile};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 主管部门的文件夹；第一次时还不存在 | the folder of the authority; not there yet at the first time
    #[arg(long, value_name = "DIR")]
    authority: PathBuf,
    /// 写成的待签文件（.lbp） | the file to be signed (.lbp)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// 新增保管人的公钥文件（.pub），可写多个 | public keys of new keepers (.pub), one or more
    #[arg(long, value_name = "FILE", num_args = 1..)]
    add: Vec<PathBuf>,
    /// 移除的根密钥编号，可写多个 | identifiers of root keys that are removed, one or more
    #[arg(long, value_name = "KID", num_args = 1..)]
    remove: Vec<String>,
    /// 签署时至少要几位保管人；不写则不变 | how many keepers it takes to sign; as before if absent
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u8).range(1..=16))]
    threshold: Option<u8>,
    /// 主管部门名称；不写则不变 | name of the authority in Chinese; as before if absent
    #[arg(long)]
    name: Option<String>,
    /// 主管部门英文名称 | its name in English
    #[arg(long, requires = "name")]
    name_en: Option<String>,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = AuthorityFolder::new(&args.authority);
    let (current, _lock) = if folder.root_set_file().exists() {
        let lock = folder.lock(call.console)?;
        (Some(folder.roots()?.current().claims().clone()), Some(lock))
    } else {
        (None, None)
    };
    let next = next_set(args, current.as_ref(), call)?;
    if current
        .as_ref()
        .is_some_and(|current| next.issued < current.issued)
    {
        return Err(values::clock_wrong().into());
    }
    if let Some(current) = &current
        && (&current.keys, current.threshold, &current.name)
            == (&next.keys, next.threshold, &next.name)
    {
        return Err(nothing_changes().into());
    }
    let pending = Pending::prepare(next).map_err(|error| unfit(&error))?;
    let file = PendingFile::alone(pending);
    file.write(&args.out)?;

    let change = RootChange {
        current: current.as_ref(),
        next: file.pending.claims(),
    };
    let code = file.check_code();
    let mut lines = root_words(&change);
    lines.push(code_words(&code));
    let out = values::shown(&args.out);
    lines.push(text!(
        "待签文件已写入 {out}，还没有人签署"; "Written to {out}; nobody has signed it yet"));
    let mut json = root_json(&change);
    json["pending"] = json!(args.out);
    json["check_code"] = json!(code.to_string());
    call.answer(&lines, &json)?;
    call.console.say(&who_signs(&change, &out))?;
    Ok(Exit::Done)
}

fn who_signs(change: &RootChange<'_>, out: &str) -> Text {
    let (new, added) = (change.next.threshold, change.added().len());
    match change.current {
        None => text!(
            "\n全部 {added} 位保管人都要签署，各自在自己的电脑上：\n  issuer root sign --pending {out} --key 自己的根密钥";
            "\nAll {added} keepers must sign, each on a machine of their own:\n  issuer root sign --pending {out} --key THEIR-ROOT-KEY"),
        Some(current) => {
            let old = current.threshold;
            text!(
                "\n要签署的人：原有保管人至少 {old} 位，新一版保管人至少 {new} 位，新增的 {added} 位全部。\n  \
                 issuer root sign --pending {out} --root-set root-set.cbor --key 自己的根密钥";
                "\nWho must sign: at least {old} of the keepers so far, at least {new} of those from now on, and all {added} new ones.\n  \
                 issuer root sign --pending {out} --root-set root-set.cbor --key THEIR-ROOT-KEY")
        }
    }
}

fn next_set(
    args: &Args,
    current: Option<&RootSetClaims>,
    call: &Call<'_, '_>,
) -> Result<RootSetClaims, Failure> {
    let mut keys = current.map_or(Vec::new(), |set| set.keys.clone());
    for kid in &args.remove {
        let before = keys.len();
        keys.retain(|key| key.id().to_string() != kid.trim().to_ascii_lowercase());
        if keys.len() == before {
            return Err(no_such_key(kid, &keys));
        }
    }
    for path in &args.add {
        let key = PublicKeyFile::read(path)?;
        if let Some(other) = keys.iter().find(|other| other.id() == key.id()) {
            return Err(there_already(path, &key, other));
        }
        keys.push(key);
    }
    let name: Option<OrgName> = match (&args.name, current) {
        (Some(zh), _) => Some(values::org_name(zh, args.name_en.as_deref())),
        (None, Some(current)) => Some(current.name.clone()),
        (None, None) => None,
    };
    let threshold = match (args.threshold, current) {
        (Some(threshold), _) => Some(threshold.into()),
        (None, Some(current)) => Some(current.threshold),
        (None, None) => None,
    };
    let (Some(name), Some(threshold)) = (name, threshold) else {
        return Err(first_needs(&args.authority));
    };
    refuse_too_few_ed25519(&keys, threshold)?;
    Ok(RootSetClaims {
        version: current.map_or(0, |set| set.version).saturating_add(1),
        issued: call.now,
        name,
        threshold,
        keys,
    })
}

/// A terminal without SM2 follows a root set only if enough of the keys that it knows can sign; one of
/// SM2 keys alone is for terminals that all know SM2 (`docs/format.md`, root set).
fn refuse_too_few_ed25519(keys: &[PublicKey], threshold: usize) -> Result<(), Failure> {
    let count = keys
        .iter()
        .filter(|key| KeyType::of(key) == KeyType::Ed25519)
        .count();
    let of_one_type = count == 0 || count == keys.len();
    if of_one_type || count >= threshold {
        return Ok(());
    }
    Err(failure!("too-few-ed25519-keys";
        "Ed25519 根密钥只有 {count} 个，少于门限 {threshold}：不认识 SM2 的终端跟不上";
        "only {count} of the root keys are Ed25519, fewer than the threshold of {threshold}: terminals without SM2 could not follow";
        "请让 Ed25519 根密钥不少于门限，或者全部用 SM2（所有终端都要支持 SM2）。";
        "Have at least as many Ed25519 keys as the threshold; or SM2 keys only, if all terminals know SM2."))
}

fn unfit(error: &credential_core::Error) -> Failure {
    Failure::new(
        "usage",
        words::error(error),
        text!("请检查：保管人 1 到 16 位，--threshold 不大于保管人数，名称里没有看不见的字符。";
            "Check: 1 to 16 keepers, --threshold not above their number, no invisible characters in the names."),
    )
}

fn first_needs(folder: &Path) -> Failure {
    let name = values::shown(folder);
    failure!("usage"; "{name} 里还没有主管部门"; "there is no authority in {name} yet";
        "第一次请写明 --name、--threshold，并用 --add 列出每位保管人的公钥文件。";
        "For the first root set give --name and --threshold, and the public key of each keeper with --add.")
}

fn nothing_changes() -> Failure {
    failure!("usage"; "没有任何改动：保管人、门限和名称都和现在一样";
        "nothing would change: keepers, threshold and name are as they are";
        "请写 --add、--remove、--threshold 或 --name。";
        "Add --add, --remove, --threshold or --name.")
}

fn no_such_key(kid: &str, keys: &[PublicKey]) -> Failure {
    let kid = messages::untrusted::escape_untrusted(kid);
    let ids: Vec<String> = keys.iter().map(|key| key.id().to_string()).collect();
    let ids = ids.join(" ");
    failure!("not-a-root-key";
        "没有编号为 {kid} 的根密钥可以移除"; "there is no root key {kid} to remove";
        "现有的根密钥是：{ids}。"; "The root keys are: {ids}.")
}

fn there_already(path: &Path, key: &PublicKey, other: &PublicKey) -> Failure {
    let (name, kid) = (values::shown(path), key.id());
    let what = if key == other {
        text!("{name}（密钥 {kid}）已经是根密钥"; "{name} (key {kid}) is a root key already")
    } else {
        text!("{name} 的密钥编号 {kid} 与另一个根密钥相同";
            "the key in {name} has the identifier {kid} of another root key")
    };
    Failure::new(
        "key-exists",
        what,
        text!("请这位保管人另生成一个密钥：issuer root key。";
            "Have that keeper make another key: issuer root key."),
    )
}
