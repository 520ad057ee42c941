//! `issuer merchant directory`: all merchants and benefits in one HTML file.

use std::path::PathBuf;

use cli_support::files::{self, Access, Durability};
use messages::{Exit, text};
use serde_json::json;

use super::paper_args::bureau_name;
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::catalogue::no_edition;
use crate::merchants::{About, Directory, Merchants, Ratings, today};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 写成的网页文件（.html），已有的会换成新的 | the HTML file to write; one that is there is replaced
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// 评价数据：商户编号对应满意、一般、不满意的次数（JSON） | ratings: counts by the number of the merchant, as JSON
    #[arg(long, value_name = "FILE")]
    ratings: Option<PathBuf>,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let bureau = Bureau::read(&folder.bureau_file())?;
    let known = Merchants::read(&folder.register()?)?;
    if known.edition.is_none() {
        return Err(no_edition().into());
    }
    let ratings = match &args.ratings {
        Some(path) => Ratings::read(path)?,
        None => Ratings::default(),
    };
    let directory = Directory {
        known: &known,
        about: About {
            lang: call.console.lang,
            bureau: bureau_name(&bureau.file),
            today: today(call.now),
        },
        ratings,
    };
    let page = directory.page();
    files::write(&args.out, &page.html, Access::Public, Durability::Synced)?;
    let (shown, bytes) = (values::shown(&args.out), page.html.len());
    let (giving, not_giving, left) = (page.giving, page.not_giving, page.left);
    call.answer(
        &[text!("名录写在 {shown}（{bytes} 字节）：给优待 {giving} 家，暂不给 {not_giving} 家，已退出 {left} 家。";
            "Wrote the directory to {shown} ({bytes} bytes): {giving} give benefits, {not_giving} do not at present, {left} have left.")],
        &json!({ "directory": args.out, "bytes": bytes, "edition": known.edition, "giving": giving, "not_giving": not_giving, "left": left }),
    )?;
    Ok(Exit::Done)
}
