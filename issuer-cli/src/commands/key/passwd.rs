//! `issuer key passwd`: another passphrase for a key file.

use std::path::PathBuf;

use credential_core::Signer;
use messages::{Exit, text};
use serde_json::json;

use crate::keys::{self, NewKeyArgs, Protection};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 密钥文件 | the key file
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    #[command(flatten)]
    new_key: NewKeyArgs,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let key = keys::open_file(&args.key, call)?;
    let kid = key.public_key().id();
    let whose = text!("密钥 {kid} "; "the key {kid}");
    let protection = args.new_key.protection(&whose, call)?;
    keys::replace(&args.key, &key, &protection)?;

    let name = values::shown(&args.key);
    let protected = matches!(protection, Protection::Passphrase(_));
    let line = if protected {
        text!("已更换口令：{name}（密钥 {kid}）"; "New passphrase for {name} (key {kid})")
    } else {
        text!("已取消口令：{name}（密钥 {kid}）。现在谁拿到文件谁就能签署。";
            "No passphrase any more for {name} (key {kid}): whoever gets the file can sign.")
    };
    call.answer(
        &[line],
        &json!({ "key": args.key, "kid": kid.to_string(), "encrypted": protected }),
    )?;
    call.console.say(&text!(
        "\n以前的备份仍用旧口令打开：请用 issuer key backup 重新备份，并销毁旧备份。\n\
         如果旧口令连同文件已被别人拿到，换口令没有用，必须更换密钥。";
        "\nEarlier backups still open with the old passphrase: make another with issuer key backup, and destroy them.\n\
         If somebody has both the old file and the old passphrase, this does not help: replace the key."))?;
    Ok(Exit::Done)
}
