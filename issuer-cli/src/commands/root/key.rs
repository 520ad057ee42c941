//! `issuer root key`: a keeper makes a root key on a machine of their own.

use std::path::PathBuf;

use cli_support::files::{self, Access};
use credential_core::Signer;
use messages::{Exit, text, words};
use serde_json::json;

use crate::keys::{self, KeyType, NewKeyArgs, PublicKeyFile, SoftwareKey};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 根密钥文件，绝不外传；公钥写在旁边（.pub） | the root key file, which stays here; its public side goes beside it (.pub)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// 算法：ed25519，或国密 sm2 | the algorithm: ed25519, or sm2 (GB/T 32918)
    #[arg(
        long,
        value_enum,
        value_name = "ed25519|sm2",
        default_value = "ed25519",
        hide_possible_values = true
    )]
    algorithm: KeyType,
    #[command(flatten)]
    new_key: NewKeyArgs,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let public_file = args.out.with_extension("pub");
    values::refuse_if_there(&[&args.out, &public_file])?;
    let whose = text!("您的根密钥"; "your root key");
    let protection = args.new_key.protection(&whose, call)?;
    let key = SoftwareKey::generate(args.algorithm)?;
    keys::write_new(&args.out, &key, &protection)?;
    let public = PublicKeyFile::encode(key.public_key())?;
    files::write_new(&public_file, public.as_bytes(), Access::Public)?;

    let (kid, print) = (key.public_key().id(), words::thumbprint(key.public_key()));
    let (secret, shown) = (values::shown(&args.out), values::shown(&public_file));
    call.answer(
        &[
            text!("已生成根密钥 {kid}"; "Made the root key {kid}"),
            text!("  {secret}  根密钥（机密，只留在您手里）";
                "  {secret}  root key (secret; stays with you)"),
            text!("  {shown}  公钥（公开，交给主管部门）";
                "  {shown}  public key (public; goes to the authority)"),
            text!("  指纹  {print}"; "  thumbprint  {print}"),
        ],
        &json!({
            "key": args.out,
            "public_key": public_file,
            "kid": kid.to_string(),
            "algorithm": args.algorithm.name(),
            "thumbprint": print,
        }),
    )?;
    call.console.say(&protection.in_words())?;
    call.console.say(&text!(
        "\n请当面或打电话向主管部门念一遍指纹。根密钥做一份备份，锁在另一个地方。";
        "\nRead the thumbprint to the authority, in person or by telephone. Keep one backup of the root key, locked up in another place."))?;
    Ok(Exit::Done)
}
