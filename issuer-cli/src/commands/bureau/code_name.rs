//! `issuer bureau code-name`: what the code is called on cards.

use std::path::PathBuf;

use messages::{Exit, Failure, failure, text};
use serde_json::json;

use crate::Call;
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use cli_support::Stop;
use credential_core::DisplayName;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 今后印在卡上的名称，应与信任名单里的一致；不写则只查看 | the name on cards from now on, as in the trust list; without it, the present one is shown
    #[arg(long, value_name = "NAME", conflicts_with = "none")]
    set: Option<String>,
    /// 今后仍叫老兵码 | the usual name again
    #[arg(long)]
    none: bool,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let held = Bureau::read(&folder.bureau_file())?.file.code_name;
    let next = match &args.set {
        Some(name) => Some(checked(name)?),
        None if args.none => None,
        None => held.clone(),
    };
    if next != held {
        folder.keep_code_name(next.clone(), call.console)?;
    }
    let shown = next.as_deref().unwrap_or("老兵码");
    call.answer(
        &[text!("卡上印的名称：{shown}"; "On cards the code is called: {shown}")],
        &json!({ "bureau": folder.bureau_file(), "code_name": next, "before": held }),
    )?;
    if next != held && next.is_some() {
        call.console.say(&text!(
            "终端显示的是信任名单里的名称：请主管部门也登记（issuer trust scope --code-name）。已印的卡不变。";
            "Terminals show the name of the trust list: have the authority enter it too (issuer trust scope --code-name). Printed cards stay as they are."))?;
    }
    Ok(Exit::Done)
}

/// A name that can stand on a card: by the rules of names in codes.
fn checked(name: &str) -> Result<String, Failure> {
    let name = name.trim();
    match DisplayName::new(name) {
        Ok(_) if name.chars().count() <= MAX_CHARACTERS => Ok(name.to_owned()),
        _ => Err(
            failure!("usage"; "--set 写的不能作为名称"; "--set is no name that can be used";
            "请写 1 至 {MAX_CHARACTERS} 个字，没有看不见的字符。";
            "Give 1 to {MAX_CHARACTERS} characters, none of them invisible."),
        ),
    }
}

/// More would not fit above the rule of a card.
const MAX_CHARACTERS: usize = 12;
