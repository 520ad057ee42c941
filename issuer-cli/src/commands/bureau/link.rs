//! `issuer bureau link`: the link in front of the digits of a bureau's codes.

use std::path::PathBuf;

use messages::{Exit, text};
use serde_json::json;

use crate::Call;
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::link::{LargerCode, Link};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 今后的码前的网址（https://域名/路径/）；不写则只查看 | the link of codes from now on (https://HOST/PATH/); without it, the present one is shown
    #[arg(long, value_name = "URL", conflicts_with = "none")]
    set: Option<String>,
    /// 今后的码前不再有网址 | no link any more
    #[arg(long)]
    none: bool,
    /// 网址长，同意码比版本 8-M 大 | the link is long: take codes that are larger than version 8-M
    #[arg(long, requires = "set")]
    larger_code: bool,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let held = Bureau::read(&folder.bureau_file())?.file.link;
    let next = match &args.set {
        Some(text) => Some(Link::parse(text, LargerCode::asked(args.larger_code))?),
        None if args.none => None,
        None => held.clone(),
    };
    if next != held {
        folder.keep_link(next.clone(), call.console)?;
    }
    let version = next.as_ref().map(Link::usual_version);
    let line = match (&next, version) {
        (Some(link), Some(version)) => text!(
            "码前的网址：{link}（{} 个字符，常用的码为版本 {version}-M）",
            link.as_str().len();
            "The link in front of the codes: {link} ({} characters; the usual code is of version {version}-M)",
            link.as_str().len()),
        _ => text!("码前没有网址。"; "There is no link in front of the codes."),
    };
    call.answer(
        &[line],
        &json!({
            "bureau": folder.bureau_file(),
            "link": next.as_ref().map(Link::as_str),
            "before": held.as_ref().map(Link::as_str),
            "version": version,
        }),
    )?;
    if next != held && next.is_some() {
        call.console.say(&text!(
            "\n谁打开这个网址，谁的码的全部内容就送到了那个网页的服务器：打码的姓名、类别、编号。\n\
             网页要由本单位管理，不要记录网址。已印的卡上的网址不会变，原来的网页请一直保留。";
            "\nWhoever opens the link sends the whole code to that page's server: masked name, categories, number.\n\
             Keep the page in the bureau's own hands, and keep no log of addresses. Cards that are printed keep their link: keep its page too."))?;
    }
    Ok(Exit::Done)
}
