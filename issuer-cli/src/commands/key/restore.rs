//! `issuer key restore`: keys out of a backup, into places that are free.

use std::path::PathBuf;

use messages::{Exit, text};
use serde_json::json;

use crate::keys;
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 密钥备份文件 | the backup of keys
    #[arg(long, value_name = "FILE")]
    backup: PathBuf,
    /// 恢复到这个文件夹：单位文件夹，或其中的 keys；不能已有同名密钥 | where they go: the folder of the bureau, or the folder keys in it; no key may be in their places
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let (folder, items) = keys::restore_backup(&args.backup, &args.folder, call)?;
    let count = items.len();
    let mut lines = vec![text!("已恢复 {count} 个密钥："; "Restored {count} keys:")];
    lines.extend(items.iter().map(|item| {
        let name = values::shown(&folder.join(&item.place));
        match item.kid() {
            Some(kid) => text!("  {name}  密钥 {kid}"; "  {name}  key {kid}"),
            None => text!("  {name}  人员密钥"; "  {name}  person key"),
        }
    }));
    let json = json!({
        "folder": folder,
        "keys": items.iter().map(|item| json!({
            "file": folder.join(&item.place),
            "kid": item.kid().map(|kid| kid.to_string()),
        })).collect::<Vec<_>>(),
    });
    call.answer(&lines, &json)?;
    call.console.say(
        &text!("\n恢复的密钥文件使用备份的口令；要换，请用 issuer key passwd。";
            "\nThe key files have the passphrase of the backup; issuer key passwd changes it."),
    )?;
    Ok(Exit::Done)
}
