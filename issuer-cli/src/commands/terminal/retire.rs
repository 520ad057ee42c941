//! `issuer terminal retire`: a place that ends the grants of a terminal.

use credential_core::TerminalStanding;
use messages::{Exit, text};
use serde_json::json;

use super::change;
use crate::{Call, values};
use cli_support::Stop;

pub(super) fn run(args: &change::Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let number = args.number;
    let (place, file) = change::sign_next(
        args,
        call,
        |label| text!("永久停用终端 {number} {label}？"; "Retire terminal {number} {label} permanently?"),
        |claims| {
            claims.standing = TerminalStanding::RETIRED;
            claims.clock_floor = None;
        },
    )?;
    let shown = values::shown(&file);
    call.answer(
        &[text!("终端 {number} 已停用。点位文件 {shown} 送到该终端后，它不再给优待。";
            "Terminal {number} is retired. Once it has {shown}, it gives no more benefits.")],
        &json!({ "terminal": number, "standing": place.standing.code(), "made": place.made.as_secs(), "place": file }),
    )?;
    Ok(Exit::Done)
}
