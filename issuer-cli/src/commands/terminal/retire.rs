//! `issuer terminal retire`: a place that ends the grants of a terminal.

use std::path::PathBuf;

use credential_core::TerminalStanding;
use messages::{Exit, text, untrusted::escape_untrusted};
use serde_json::json;

use super::{known, place_file};
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::consent::Consent;
use crate::operator::Operator;
use crate::register::Action;
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 终端编号 | the number of the terminal
    #[arg(value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    number: u32,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    operator: Operator,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let actor = args.operator.actor()?;
    let number = args.number;
    let (bureau, key) = folder.open(call)?;
    let mut register = folder.register()?;
    let edition = register.last_edition()?.map(|last| last.edition);
    let (before, mut claims) = known::in_use(&register, &bureau, number)?;
    let label = before
        .label
        .as_deref()
        .map(escape_untrusted)
        .unwrap_or_default();
    args.consent.ask(
        &text!("永久停用终端 {number} {label}？"; "Retire terminal {number} {label} permanently?"),
        call,
    )?;
    claims.standing = TerminalStanding::RETIRED;
    claims.clock_floor = None;
    let mut clerk = register.clerk(&actor)?;
    let mut batch = clerk.batch(Action::Place, call.now)?;
    let place = place_file::sign(
        &mut batch,
        claims,
        before.label.clone(),
        Some(&before),
        &key,
    )?;
    batch.commit()?;
    let file = place_file::write(&folder, &place, edition)?;
    let shown = values::shown(&file);
    call.answer(
        &[text!("终端 {number} 已停用。点位文件 {shown} 送到该终端后，它不再给优待。";
            "Terminal {number} is retired. Once it has {shown}, it gives no more benefits.")],
        &json!({ "terminal": number, "standing": place.standing.code(), "made": place.made.as_secs(), "place": file }),
    )?;
    Ok(Exit::Done)
}
