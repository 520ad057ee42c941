//! `issuer terminal clock-back`: a place that lets the clock of a terminal's journal go back, after it was far ahead
//! once.

use messages::{Exit, dates, text};
use serde_json::json;

use super::change;
use crate::{Call, values};
use cli_support::Stop;

pub(super) fn run(args: &change::Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let (number, now) = (args.number, call.now);
    let (place, file) = change::sign_next(
        args,
        call,
        |label| {
            text!("允许终端 {number} {label} 的流水时间退回到现在一次？这一天用过的优待次数可能又可用一遍。";
            "Let the time of the journal of terminal {number} {label} go back to the present, once? Quotas of a day may be given a second time.")
        },
        |claims| claims.clock_floor = Some(now),
    )?;
    let (shown, floor) = (values::shown(&file), dates::minute(now));
    call.answer(
        &[text!("点位文件 {shown} 送到终端 {number} 后，它的流水时间可以退回一次，不早于 {floor}。请先把终端的时钟调对。";
            "Once terminal {number} has {shown}, the time of its journal may go back once, not before {floor}. Set its clock right first.")],
        &json!({
            "terminal": number,
            "clock_floor": now.as_secs(),
            "made": place.made.as_secs(),
            "place": file,
        }),
    )?;
    Ok(Exit::Done)
}
