//! `issuer bureau show`: what a bureau says of itself, and how its key is kept.

use std::path::PathBuf;

use messages::{Exit, text};
use serde_json::json;

use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::keys::{self, KeptIn};
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
        "protection": match kept_in {
            KeptIn::PlainFile => "none",
            KeptIn::SealedFile => "passphrase",
            KeptIn::Token => "token",
        },
        "code_name": file.code_name,
        "link": file.link,
    });
    call.answer(&lines, &json)?;
    Ok(Exit::Done)
}
