//! `issuer terminal clock-back`: a place that lets the clock of a terminal's journal go back, after it was far ahead
//! once.

use std::path::PathBuf;

use messages::{Exit, dates, text, untrusted::escape_untrusted};
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
        &text!("允许终端 {number} {label} 的流水时间退回到现在一次？这一天用过的优待次数可能又可用一遍。";
            "Let the time of the journal of terminal {number} {label} go back to the present, once? Quotas of a day may be given a second time."),
        call,
    )?;
    claims.clock_floor = Some(call.now);
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
    let (shown, floor) = (values::shown(&file), dates::minute(call.now));
    call.answer(
        &[text!("点位文件 {shown} 送到终端 {number} 后，它的流水时间可以退回一次，不早于 {floor}。请先把终端的时钟调对。";
            "Once terminal {number} has {shown}, the time of its journal may go back once, not before {floor}. Set its clock right first.")],
        &json!({
            "terminal": number,
            "clock_floor": call.now.as_secs(),
            "made": place.made.as_secs(),
            "place": file,
        }),
    )?;
    Ok(Exit::Done)
}
