//! `issuer key backup`: an encrypted copy of keys in one file, which is opened once to make sure.

use std::fs;
use std::path::{Path, PathBuf};

use cli_support::files;
use messages::{Exit, Failure, failure, text};
use serde_json::json;

use crate::bureau::{BureauFolder, DEFAULT_FOLDER, no_bureau};
use crate::keys::{self, Item, NewPassphraseArgs, Secret};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹：备份其中全部密钥（包括人员密钥） | the folder of the bureau: all its keys, the person key too
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER, conflicts_with = "key")]
    bureau: PathBuf,
    /// 密钥文件，例如根密钥；可写多个 | key files, such as a root key; one or more
    #[arg(long, value_name = "FILE", num_args = 1..)]
    key: Vec<PathBuf>,
    /// 备份写到这里（新文件） | where the backup goes (a new file)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    passphrase: NewPassphraseArgs,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    values::refuse_if_there(&[&args.out])?;
    let (items, left_out) = if args.key.is_empty() {
        of_bureau(&args.bureau, call)?
    } else {
        (of_files(&args.key, call)?, Vec::new())
    };
    let whose = text!("备份"; "the backup");
    let passphrase = args.passphrase.one(&whose, call)?;
    keys::write_backup(&args.out, &items, &passphrase)?;

    let (name, count) = (values::shown(&args.out), items.len());
    let mut lines = vec![
        text!("已备份 {count} 个密钥，读回并用口令打开核对无误：{name}";
            "Backed up {count} keys, read them back and opened them: {name}"),
    ];
    lines.extend(items.iter().map(|item| {
        let place = &item.place;
        match item.kid() {
            Some(kid) => text!("  {place}  密钥 {kid}"; "  {place}  key {kid}"),
            None => text!("  {place}  人员密钥（认出台账里的人）";
                "  {place}  person key (the register knows people by it)"),
        }
    }));
    lines.extend(left_out.iter().map(|place| {
        text!("  {place}  密钥在令牌里，不在备份中";
            "  {place}  is in a token, and not in the backup")
    }));
    let json = json!({
        "backup": args.out,
        "keys": items.iter().map(|item| json!({
            "file": item.place,
            "kid": item.kid().map(|kid| kid.to_string()),
            "kind": if matches!(item.secret, Secret::Person(_)) { "person" } else { "signing" },
        })).collect::<Vec<_>>(),
        "in_tokens": left_out,
    });
    call.answer(&lines, &json)?;
    call.console.say(&text!(
        "\n备份与口令分开存放，不要放在同一个地方；也不要与台账备份放在一起。\n\
         备份是纯文本，可以打印在纸上保存；恢复用 issuer key restore。";
        "\nKeep backup and passphrase apart, and both apart from the copies of the register.\n\
         The backup is plain text and can be printed; issuer key restore brings the keys back."))?;
    Ok(Exit::Done)
}

/// All keys of a bureau, and the references to those that are in tokens.
fn of_bureau(path: &Path, call: &mut Call<'_, '_>) -> Result<(Vec<Item>, Vec<String>), Failure> {
    let folder = BureauFolder::new(path);
    let person_key = folder.person_key_file();
    let keys = person_key.parent().unwrap_or(path);
    if !keys.exists() {
        return Err(no_bureau(path));
    }
    let reading = |error: std::io::Error| files::cannot_read(keys, &error);
    let mut names = fs::read_dir(keys)
        .map_err(reading)?
        .map(|entry| Ok(entry.map_err(reading)?.file_name()))
        .collect::<Result<Vec<_>, Failure>>()?;
    names.sort();
    let (mut items, mut in_tokens) = (Vec::new(), Vec::new());
    for name in names {
        let file = keys.join(&name);
        let place = format!("keys/{}", name.to_string_lossy());
        match file.extension().and_then(|end| end.to_str()) {
            Some("pem") => items.push(signing(place, &file, call)?),
            Some("uri") => in_tokens.push(place),
            _ => {}
        }
    }
    items.push(Item::person("keys/person.key", &person_key, call)?);
    Ok((items, in_tokens))
}

fn of_files(paths: &[PathBuf], call: &mut Call<'_, '_>) -> Result<Vec<Item>, Failure> {
    let mut items: Vec<Item> = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let place = name.to_string_lossy().into_owned();
        if items.iter().any(|item| item.place == place) {
            return Err(same_name(&place));
        }
        items.push(signing(place, path, call)?);
    }
    Ok(items)
}

fn signing(place: String, path: &Path, call: &mut Call<'_, '_>) -> Result<Item, Failure> {
    let (key, passphrase) = keys::open_file(path, call)?;
    call.passphrases.note_issuing_key(passphrase);
    Ok(Item {
        place,
        secret: Secret::Signing(key),
    })
}

fn same_name(place: &str) -> Failure {
    let place = values::shown(Path::new(place));
    failure!("usage"; "两个密钥文件同名：{place}"; "two key files have the same name: {place}";
        "请分别备份。"; "Make a backup of each.")
}
