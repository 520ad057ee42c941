//! `issuer bureau show`: what a bureau says of itself, and how its key is kept.

use std::fs;
use std::path::{Path, PathBuf};

use cli_support::files;
use messages::{Exit, Failure, text};
use serde_json::{Value, json};

use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::keys::person::StoredPersonKey;
use crate::keys::{self, KeptIn, Shown};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let bureau = Bureau::read(&folder.bureau_file())?;
    let file = &bureau.file;
    let key = keys::where_kept(&folder.numbered_key_file(file.key_number()));
    let kept_in = keys::kept_in(&key)?;
    let (id, region, kid) = (file.id, bureau.region, bureau.key.id());
    let english = file.name_en.as_deref().unwrap_or(&file.name);
    let path = values::shown(&key);
    let (kept_zh, kept_en) = match kept_in {
        KeptIn::PlainFile => ("没有口令", "no passphrase"),
        KeptIn::SealedFile => ("有口令", "under a passphrase"),
        KeptIn::Token => ("在令牌里", "in a token"),
    };
    let keys = all_keys(&folder, call)?;
    let lines = [
        text!("{}（编号 {id}，区划 {region}）", file.name; "{english} (number {id}, region {region})"),
        text!("  签发密钥 {kid}，{kept_zh}  {path}"; "  issuing key {kid}, {kept_en}  {path}"),
    ];
    let json = json!({
        "bureau": id,
        "name": file.name,
        "name_en": file.name_en,
        "region": region.code(),
        "kid": kid.to_string(),
        "key": key,
        "protection": protection(&kept_in),
        "keys": keys,
        "code_name": file.code_name,
        "link": file.link,
    });
    call.answer(&lines, &json)?;
    Ok(Exit::Done)
}

const fn protection(kept_in: &KeptIn) -> &'static str {
    match kept_in {
        KeptIn::PlainFile => "none",
        KeptIn::SealedFile => "passphrase",
        KeptIn::Token => "token",
    }
}

/// Every key in the folder, and whether it is protected. None is opened.
fn all_keys(folder: &BureauFolder<'_>, call: &mut Call<'_, '_>) -> Result<Vec<Value>, Failure> {
    let person_key = folder.person_key_file();
    let place = person_key.parent().unwrap_or(Path::new("."));
    let reading = |error: std::io::Error| files::cannot_read(place, &error);
    let mut paths = fs::read_dir(place)
        .map_err(reading)?
        .map(|entry| Ok(entry.map_err(reading)?.path()))
        .collect::<Result<Vec<PathBuf>, Failure>>()?;
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        let ending = path.extension().and_then(|ending| ending.to_str());
        if !matches!(ending, Some("pem" | "uri")) {
            continue;
        }
        let (Shown::Proven(public) | Shown::Labelled(public)) = keys::show(&path, call)?;
        all.push(json!({
            "file": path,
            "kind": "signing",
            "kid": public.id().to_string(),
            "protection": protection(&keys::kept_in(&path)?),
        }));
    }
    if person_key.exists() {
        let kept_in = match keys::person::read(&person_key)? {
            StoredPersonKey::Plain(_) => KeptIn::PlainFile,
            StoredPersonKey::Sealed(_) => KeptIn::SealedFile,
        };
        all.push(json!({
            "file": person_key,
            "kind": "person",
            "kid": null,
            "protection": protection(&kept_in),
        }));
    }
    Ok(all)
}
