//! `issuer today`: what waits at a bureau, the most urgent first. It changes nothing.

mod items;

use std::path::PathBuf;

use messages::{Exit, Text, dates, text};
use serde_json::json;

use crate::Call;
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use cli_support::Stop;
pub(super) use items::JOURNAL_AGE;
use items::{TodayItem, Urgency};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 提前多少天提醒码到期 | of codes that end within this many days
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u16).range(1..=3660))]
    within: u16,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let bureau = Bureau::read(&folder.bureau_file())?;
    let items = items::all(&folder, &bureau, args.within, call.now)?;
    let at = dates::minute(call.now);
    let english = bureau.file.name_en.as_deref();
    let english = english.unwrap_or(&bureau.file.name);
    let waiting = items
        .iter()
        .filter(|item| item.urgency != Urgency::None)
        .count();
    let mut lines = vec![
        text!("{}，{at}：{waiting} 件事要办", bureau.file.name; "{english}, {at}: {waiting} things wait"),
    ];
    lines.extend(items.iter().map(line));
    let lang = call.console.lang;
    let json = json!({
        "bureau": bureau.file.id,
        "name": match lang {
            messages::Lang::Zh => &bureau.file.name,
            messages::Lang::En => english,
        },
        "at": call.now.as_secs(),
        "waiting": waiting,
        "items": items.iter().map(|item| json!({
            "code": item.code,
            "urgency": item.urgency.code(),
            "message": item.message.in_lang(lang),
            "remedy": item.remedy.in_lang(lang),
            "count": item.count,
        })).collect::<Vec<_>>(),
    });
    call.answer(&lines, &json)?;
    Ok(Exit::Done)
}

fn line(item: &TodayItem) -> Text {
    use messages::Lang::{En, Zh};
    let (mark_zh, mark_en) = match item.urgency {
        Urgency::Now => ("现在", "now "),
        Urgency::Soon => ("近期", "soon"),
        Urgency::None => ("正常", "ok  "),
    };
    let (what, remedy) = (&item.message, &item.remedy);
    text!("  [{mark_zh}] {}{}", what.in_lang(Zh), remedy.in_lang(Zh);
        "  [{mark_en}] {} {}", what.in_lang(En), remedy.in_lang(En))
}
