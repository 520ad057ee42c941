//! `issuer key passwd`: another passphrase for a key file.

use std::path::{Path, PathBuf};

use credential_core::Signer;
use messages::{Exit, Failure, text};
use serde_json::json;

use crate::keys::{self, NewKeyArgs, Passphrase, Protection, person::StoredPersonKey};
use crate::register::PersonKey;
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
    if keys::person::is_one(&args.key) {
        return of_person_key(args, call);
    }
    let (key, before) = keys::open_file(&args.key, call)?;
    let kid = key.public_key().id();
    let whose = text!("密钥 {kid} "; "the key {kid}");
    let protection = args.new_key.protection(&whose, call)?;
    let person_key = person_key_beside(&args.key, before.as_ref())?;
    keys::replace(&args.key, &key, &protection)?;
    let mut lines = Vec::new();
    if let (Some((path, person_key)), Protection::Passphrase(_)) = (person_key, &protection) {
        keys::person::replace(&path, &person_key, &protection)?;
        let name = values::shown(&path);
        lines.push(text!("  人员密钥一并更换：{name}"; "  the person key too: {name}"));
    }

    let name = values::shown(&args.key);
    let protected = matches!(protection, Protection::Passphrase(_));
    let line = if protected {
        text!("已更换口令：{name}（密钥 {kid}）"; "New passphrase for {name} (key {kid})")
    } else {
        text!("已取消口令：{name}（密钥 {kid}）。现在谁拿到文件谁就能签署。";
            "No passphrase any more for {name} (key {kid}): whoever gets the file can sign.")
    };
    lines.insert(0, line);
    call.answer(
        &lines,
        &json!({ "key": args.key, "kid": kid.to_string(), "encrypted": protected }),
    )?;
    earlier_backups(call)?;
    Ok(Exit::Done)
}

/// The person key in the same folder, if it has the same passphrase or none.
fn person_key_beside(
    key: &Path,
    before: Option<&Passphrase>,
) -> Result<Option<(PathBuf, PersonKey)>, Failure> {
    let path = key.with_file_name("person.key");
    if !path.exists() {
        return Ok(None);
    }
    let key = match (keys::person::read(&path)?, before) {
        (StoredPersonKey::Plain(key), _) => Some(key),
        (StoredPersonKey::Sealed(sealed), Some(before)) => sealed.open(&path, before)?,
        (StoredPersonKey::Sealed(_), None) => None,
    };
    Ok(key.map(|key| (path, key)))
}

fn of_person_key(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let (key, _) = keys::person::read(&args.key)?.open(&args.key, call)?;
    let whose = text!("人员密钥"; "the person key");
    let protection = args.new_key.protection(&whose, call)?;
    keys::person::replace(&args.key, &key, &protection)?;
    let name = values::shown(&args.key);
    let protected = matches!(protection, Protection::Passphrase(_));
    let line = if protected {
        text!("已更换人员密钥的口令：{name}"; "New passphrase for the person key {name}")
    } else {
        text!("已取消人员密钥的口令：{name}。现在谁拷走文件夹谁就能试出身份证号。";
            "No passphrase any more for the person key {name}: whoever copies the folder can find out identity numbers.")
    };
    call.answer(
        &[line],
        &json!({ "key": args.key, "kid": null, "encrypted": protected }),
    )?;
    earlier_backups(call)?;
    Ok(Exit::Done)
}

fn earlier_backups(call: &mut Call<'_, '_>) -> std::io::Result<()> {
    call.console.say(&text!(
        "\n以前的备份仍用旧口令打开：请用 issuer key backup 重新备份，并销毁旧备份。\n\
         如果旧口令连同文件已被别人拿到，换口令没有用，必须更换密钥。";
        "\nEarlier backups still open with the old passphrase: make another with issuer key backup, and destroy them.\n\
         If somebody has both the old file and the old passphrase, this does not help: replace the key."))
}
