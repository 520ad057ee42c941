//! `issuer bureau create`: the key of a bureau, and what it states to the authority about itself.

use std::path::PathBuf;

use cli_support::files::{self, Access};
use credential_core::Signer;
use messages::Lang::{En, Zh};
use messages::{Exit, Failure, Text, failure, text, words};
use serde_json::json;

use super::request;
use crate::authority::check_issuer;
use crate::bureau::{BureauFile, BureauFolder, DEFAULT_FOLDER};
use crate::keys::{self, KeyType, NewKeyArgs, SoftwareKey, TokenArgs};
use crate::operator::Operator;
use crate::register::{PersonKey, Register};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 存放的文件夹 | the folder to put it in
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    folder: PathBuf,
    /// 单位名称 | name of the bureau in Chinese
    #[arg(long)]
    name: String,
    /// 单位英文名称 | its name in English
    #[arg(long)]
    name_en: Option<String>,
    /// 所在地的六位行政区划代码 | its division, six digits of GB/T 2260
    #[arg(long, value_name = "421200")]
    region: String,
    /// 单位编号，由主管部门给定，通常是区划代码加两位序号 | its number, given by the authority: the region and two digits, as a rule
    #[arg(long, value_name = "42120001")]
    id: u32,
    /// 签发密钥的算法：ed25519，或国密 sm2 | the algorithm of its key: ed25519, or sm2 (GB/T 32918)
    #[arg(
        long,
        value_enum,
        value_name = "ed25519|sm2",
        default_value = "ed25519",
        hide_possible_values = true
    )]
    algorithm: KeyType,
    #[command(flatten)]
    operator: Operator,
    #[command(flatten)]
    new_key: NewKeyArgs,
    #[command(flatten)]
    token: TokenArgs,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let region = values::region("--region", &args.region)?;
    let name = values::org_name(&args.name, args.name_en.as_deref());
    let folder = BureauFolder::new(&args.folder);
    let bureau_file = folder.bureau_file();
    let belongings = [
        folder.key_file(),
        folder.key_file().with_extension("uri"),
        folder.person_key_file(),
        folder.register_file(),
        folder.request_file(),
    ];
    if bureau_file.exists() || belongings.iter().any(|file| file.exists()) {
        return Err(there(&folder).into());
    }
    let actor = args.operator.actor()?;

    // Names are judged before a key is made, which in a token stays for good.
    let spare = SoftwareKey::generate(args.algorithm)?;
    let file = BureauFile::new(args.id, name.clone(), region, spare.public_key());
    check_issuer(
        file.as_issuer(region, spare.public_key(), call.now).into(),
        call.now,
    )
    .map_err(unlistable)?;
    let (in_token, whose) = match keys::is_in_token(args.algorithm, &args.token)? {
        true => (true, text!("人员密钥"; "the person key")),
        false => (
            false,
            text!("签发密钥和人员密钥"; "the issuing key and the person key"),
        ),
    };
    call.passphrases.add_names(
        [Some(&args.name), args.name_en.as_ref(), Some(&args.region)]
            .into_iter()
            .flatten()
            .cloned()
            .chain([args.id.to_string()]),
    );
    let protection = args.new_key.protection(&whose, call)?;
    let kept = keys::keep_new_as(
        &folder.key_file(),
        args.algorithm,
        &protection,
        &args.token,
        call,
    )?;
    let key = kept.key;
    let file = BureauFile::new(args.id, name, region, key.public_key());
    let person_key = PersonKey::generate()?;
    keys::person::write_new(&folder.person_key_file(), &person_key, &protection)?;
    Register::create(&folder.register_file(), &person_key, &actor, call.now)?;
    let request = request::sign(&file.request(region, key.public_key(), call.now), &key)?;
    files::write_new(&folder.request_file(), &request, Access::Public)?;
    // Last: whoever sees this file finds everything that belongs to it.
    file.write_new(&bureau_file)?;

    let (kid, print) = (key.public_key().id(), words::thumbprint(key.public_key()));
    let (public, request, secret, person, register) = (
        values::shown(&bureau_file),
        values::shown(&folder.request_file()),
        values::shown(&kept.file),
        values::shown(&folder.person_key_file()),
        values::shown(&folder.register_file()),
    );
    let lines = [
        text!("已建立发码单位：{}（编号 {}）", args.name.trim(), args.id;
            "Created the bureau {} (number {})",
            args.name_en.as_deref().unwrap_or(&args.name).trim(), args.id),
        text!("  {public}  单位资料和公钥（公开）";
            "  {public}  the bureau and its public key (public)"),
        text!("  {request}  登记申请（公开，交给主管部门）";
            "  {request}  the request to be listed (public; goes to the authority)"),
        text!("  {secret}  签发密钥 {kid}（机密）"; "  {secret}  issuing key {kid} (secret)"),
        text!("  {person}  人员密钥（机密；认出台账里的人要靠它，请单独备份）";
            "  {person}  person key (secret; by it the register knows people again: keep a backup of it apart)"),
        text!("  {register}  台账：持有人编号、已发的码、操作记录（里面没有身份证号）";
            "  {register}  the register: people, codes and who did what (no identity numbers)"),
    ];
    let json = json!({
        "bureau": bureau_file,
        "request": folder.request_file(),
        "id": args.id,
        "key": {
            "file": kept.file,
            "kid": kid.to_string(),
            "algorithm": args.algorithm.name(),
        },
        "person_key": folder.person_key_file(),
        "register": folder.register_file(),
    });
    call.answer(&lines, &json)?;
    if args.id / 100 != region.code() {
        call.console.say(&text!(
            "注意：单位编号通常是区划代码加两位序号，例如 {region}01。请确认 {} 是主管部门给的编号。";
            "Note: a number is the region and two digits as a rule, such as {region}01. Make sure that {} is what the authority gave.";
            args.id))?;
    }
    call.console.say(&text!(
        "\n把 request.lbr 交给主管部门，并当面或打电话核对指纹：\n  {print}\n\
         {}",
        kept.advice.in_lang(Zh);
        "\nCarry request.lbr to the authority, and compare the thumbprint in person or by telephone:\n  {print}\n\
         {}",
        kept.advice.in_lang(En)))?;
    if in_token {
        call.console.say(&protection.of_the_person_key())?;
    }
    Ok(Exit::Done)
}

/// Said now, not by the authority after a journey.
fn unlistable(why: Text) -> Failure {
    Failure::new(
        "usage",
        why,
        text!("请检查单位名称：不能为空，不能太长，不能有看不见的字符。";
            "Check the names: not empty, not too long, no invisible characters."),
    )
}

fn there(folder: &BureauFolder<'_>) -> Failure {
    let name = values::shown(&folder.bureau_file());
    failure!("file-exists"; "这里已有一个发码单位，或者它的密钥（{name}）";
        "there is a bureau here already, or its key ({name})";
        "密钥绝不覆盖。请换一个文件夹。"; "Keys are never overwritten. Choose another folder.")
}
