//! `verifier place show`: what the bureau has said about this terminal.

use std::path::PathBuf;

use clap::Args;
use cli_support::{Console, Format, Stop};
use credential_core::{Holdings, PlaceClaims, TerminalStanding, UnixTime};
use messages::{Exit, Lang, benefit_words, dates, text, words};
use serde_json::json;
use terminal::status::place_record;
use terminal_store::Store;

use crate::clock::Clock;
use crate::computer;
use crate::store_words;

/// 查看点位和优待目录 | What the bureau says about this terminal, and its catalogue
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct ShowArgs {
    /// 终端的存储文件夹
    /// | The terminal's store
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,

    /// 按此时间计算（默认为现在）
    /// | As of this time (default: now)
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

const AFTER: &str = "\
退出状态：0 已显示；2 存储无法读取 | \
Exit status: 0 printed; 2 the store cannot be read";

pub(crate) fn run(args: &ShowArgs, console: &mut Console<'_>) -> Result<Exit, Stop> {
    let at = Clock::new(args.at.as_deref())?.now();
    let folder = args.store.clone().unwrap_or_else(computer::default_store);
    let store = Store::open(folder).map_err(store_words::failure)?;
    let held = store.holdings();
    if console.format == Format::Json {
        let places: Vec<_> = held
            .places()
            .map(|place| place_record(held, place.claims(), at))
            .collect();
        console.json(&json!({ "has_key": held.terminal_key().is_some(), "places": places }))?;
        return Ok(Exit::Done);
    }
    if held.places().next().is_none() {
        console.result(&match held.terminal_key() {
            None => text!("本终端还没有申请点位。请运行 verifier place request。";
                "This terminal has not asked for a place yet. Run verifier place request."),
            Some(_) => text!("本终端已有密钥，还没有点位。请导入发码单位给的点位文件。";
                "This terminal has a key, and no place yet. Bring the place file that the bureau gives."),
        })?;
    }
    for place in held.places() {
        console.result_as_is(&lines(held, place.claims(), at, console.lang))?;
    }
    Ok(Exit::Done)
}

fn lines(held: &Holdings, place: &PlaceClaims, at: UnixTime, lang: Lang) -> String {
    let part = held.place_catalogue(place.issuer).map(|here| here.part());
    let standing = match place.standing {
        TerminalStanding::IN_USE => text!("在用"; "in use"),
        _ => text!("停用"; "retired"),
    };
    let mut rows = vec![
        (
            text!("终端编号"; "Terminal number"),
            place.terminal.to_string(),
        ),
        (text!("状态"; "Standing"), standing.in_lang(lang).to_owned()),
        (text!("发码单位"; "Issuer"), place.issuer.0.to_string()),
        (
            text!("商户"; "Merchant"),
            match part {
                Some(part) => {
                    let name = benefit_words::title(&part.merchant().name);
                    format!("{} {}", place.merchant, name.in_lang(lang))
                }
                None => place.merchant.to_string(),
            },
        ),
    ];
    if let Some(branch) = place.branch {
        rows.push((text!("门店"; "Branch"), branch.to_string()));
    }
    if let Some(group) = place.gate_group {
        rows.push((text!("闸机组"; "Gate group"), group.to_string()));
    }
    rows.push((text!("地区"; "Region"), place.region.code().to_string()));
    rows.push((text!("签署日期"; "Signed on"), dates::day(place.issued)));
    rows.push((
        text!("密钥指纹"; "Thumbprint"),
        words::thumbprint(&place.key),
    ));
    if let Some(part) = part {
        let (edition, count) = (part.edition(), part.entries().len());
        let until = dates::last_day(part.validity().until);
        let says = text!("第 {edition} 版，{count} 项，有效期至 {until}";
            "edition {edition}, {count} benefits, valid until {until}");
        rows.push((
            text!("优待目录"; "Catalogue"),
            says.in_lang(lang).to_owned(),
        ));
    }
    let state = held.catalogue_state(place.issuer, at);
    if let Some((what, remedy)) = benefit_words::catalogue_state(state) {
        let says = format!("{} {}", what.in_lang(lang), remedy.in_lang(lang));
        rows.push((text!("注意"; "Warning"), says));
    }
    let lines = rows.iter().map(|(label, value)| match lang {
        Lang::Zh => format!("{}：{value}", label.in_lang(lang)),
        Lang::En => format!("{}: {value}", label.in_lang(lang)),
    });
    lines.collect::<Vec<_>>().join("\n")
}
