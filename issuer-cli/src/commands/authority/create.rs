//! `issuer authority create`: root keys and the root set that names them.

use std::path::PathBuf;

use cli_support::files::{self, Access};
use credential_core::{Pending, RootSetClaims, Signer};
use messages::Lang::{En, Zh};
use messages::{Exit, Failure, Text, failure, text, words};
use serde_json::json;

use crate::authority::{AuthorityFolder, IssuersFile};
use crate::keys::{self, KeyType, NewKeyArgs, Protection, SoftwareKey, sign_failure};
use crate::{Call, jsonfile, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 存放的文件夹 | the folder to put it in
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// 主管部门名称 | name of the authority in Chinese
    #[arg(long)]
    name: String,
    /// 主管部门英文名称 | its name in English
    #[arg(long)]
    name_en: Option<String>,
    /// 根密钥保管人数，1 到 16 | how many keepers of root keys, 1 to 16
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=16))]
    keepers: u8,
    /// 签署时至少要几位保管人 | how many of them it takes to sign
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u8).range(1..=16))]
    threshold: u8,
    #[command(flatten)]
    new_key: NewKeyArgs,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let keys: Vec<SoftwareKey> = (0..args.keepers)
        .map(|_| SoftwareKey::generate(KeyType::Ed25519))
        .collect::<Result<_, _>>()?;
    // Judged before anything is written.
    let root_set = signed_root_set(args, &keys, call)?;

    let folder = AuthorityFolder::new(&args.folder);
    refuse_if_there(&folder)?;
    let keepers: Vec<Text> = (1..=args.keepers).map(whose).collect();
    let names = [Some(&args.name), args.name_en.as_ref()];
    call.passphrases
        .add_names(names.into_iter().flatten().cloned());
    let protections = args.new_key.protections(&keepers, call)?;
    files::create_folder(&args.folder)?;
    files::create_private_folder(&args.folder.join("keys"))?;
    for ((key, protection), number) in keys.iter().zip(&protections).zip(1..) {
        keys::write_new(&folder.key_file(number), key, protection)?;
    }
    let issuers = folder.issuers_file();
    let empty = jsonfile::to_bytes(&issuers, &IssuersFile::empty())?;
    files::write_new(&issuers, &empty, Access::Public)?;
    // Last: whoever sees a root set finds everything that belongs to it.
    files::write_new(&folder.root_set_file(), &root_set, Access::Public)?;

    print_summary(args, &folder, &keys, &protections, call)
}

/// Each keeper chooses a passphrase that the others do not know.
fn whose(number: u8) -> Text {
    text!("第 {number} 位保管人的根密钥"; "the root key of keeper {number}")
}

fn signed_root_set(
    args: &Args,
    keys: &[SoftwareKey],
    call: &Call<'_, '_>,
) -> Result<Vec<u8>, Failure> {
    let claims = RootSetClaims {
        version: 1,
        issued: call.now,
        name: values::org_name(&args.name, args.name_en.as_deref()),
        threshold: args.threshold.into(),
        keys: keys.iter().map(|key| key.public_key().clone()).collect(),
    };
    let wrong = |error: &credential_core::Error| {
        Failure::new(
            "usage",
            words::error(error),
            text!("请检查名称（不能有看不见的字符），并确认 --threshold 不大于 --keepers。";
                "Check the names (no invisible characters), and that --threshold is not above --keepers."),
        )
    };
    let mut pending = Pending::prepare(claims).map_err(|error| wrong(&error))?;
    for key in keys {
        pending
            .sign(key)
            .map_err(|error| sign_failure(error, wrong))?;
    }
    let bytes = pending.to_bytes().map_err(|error| wrong(&error))?;
    credential_core::RootSet::pin(&bytes).map_err(|error| wrong(&error))?;
    Ok(bytes)
}

/// Asked before the first key is written, so that none is left without a root set.
fn refuse_if_there(folder: &AuthorityFolder<'_>) -> Result<(), Failure> {
    let first_key = folder.key_file(1);
    let there = [folder.root_set_file(), folder.issuers_file(), first_key]
        .into_iter()
        .find(|path| path.exists());
    match there {
        None => Ok(()),
        Some(path) => {
            let name = values::shown(&path);
            Err(failure!("file-exists";
                "文件 {name} 已存在：这里已有一个主管部门";
                "{name} already exists: there is an authority here";
                "密钥绝不覆盖。请换一个文件夹。";
                "Keys are never overwritten. Choose another folder."))
        }
    }
}

fn print_summary(
    args: &Args,
    folder: &AuthorityFolder<'_>,
    keys: &[SoftwareKey],
    protections: &[Protection],
    call: &mut Call<'_, '_>,
) -> Result<Exit, Stop> {
    let (keepers, threshold) = (args.keepers, args.threshold);
    let root_set = values::shown(&folder.root_set_file());
    let issuers = values::shown(&folder.issuers_file());
    let mut lines = vec![
        text!("已建立主管部门：{}", args.name.trim();
            "Created the authority {}", args.name_en.as_deref().unwrap_or(&args.name).trim()),
        text!("  {root_set}  根密钥集（公开，每台终端初始化时用）";
            "  {root_set}  root set (public; goes to every terminal)"),
        text!("  {issuers}  发码单位登记表（公开，现在是空的）";
            "  {issuers}  the bureaus (public; empty so far)"),
    ];
    let mut files = Vec::new();
    for (key, number) in keys.iter().zip(1..) {
        let path = folder.key_file(number);
        let (file, kid) = (values::shown(&path), key.public_key().id());
        files.push(json!({ "file": path, "kid": kid.to_string() }));
        lines.push(text!("  {file}  根密钥 {kid}（机密）"; "  {file}  root key {kid} (secret)"));
    }
    let protected = protections
        .first()
        .map_or_else(|| text!(""; ""), Protection::in_words);
    let (zh, en) = (protected.in_lang(Zh), protected.in_lang(En));
    let json = json!({
        "root_set": folder.root_set_file(),
        "issuers": folder.issuers_file(),
        "threshold": threshold,
        "keys": files,
    });
    call.answer(&lines, &json)?;
    call.console.say(&text!(
        "\n签署信任名单需要 {keepers} 位保管人中的任意 {threshold} 位。\n\
         每个根密钥交给一位保管人，存到各自的电脑或 U 盘上，然后从这里删除；一个人不要保管两个。\n\
         {zh}";
        "\nIt takes {threshold} of the {keepers} keepers to sign a trust list.\n\
         Give each root key to one person, on a machine or stick of their own, and delete it here; nobody keeps two.\n\
         {en}"))?;
    Ok(Exit::Done)
}
