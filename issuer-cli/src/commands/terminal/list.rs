//! `issuer terminal list`: who has which terminal.

use std::path::PathBuf;

use credential_core::{PlaceClaims, TerminalStanding, UnixTime};
use messages::Lang::{En, Zh};
use messages::{Exit, Text, dates, text, untrusted::escape_untrusted};
use serde_json::{Value, json};

use crate::Call;
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::catalogue::{CatalogueBook, decode_kept};
use crate::register::{RecordedPlace, hexadecimal};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let bureau = Bureau::read(&folder.bureau_file())?;
    let register = folder.register()?;
    let book = register
        .last_edition()?
        .and_then(|last| decode_kept(&last.catalogue));
    let book = book.unwrap_or_default();
    let places = register.places()?;
    let (mut lines, mut json) = (Vec::new(), Vec::new());
    let in_use = places
        .iter()
        .filter(|place| place.standing == TerminalStanding::IN_USE)
        .count();
    let retired = places.len() - in_use;
    lines.push(text!("终端：在用 {in_use} 台，停用 {retired} 台。"; "Terminals in use: {in_use}, retired: {retired}."));
    for place in &places {
        let claims = read(&bureau, place);
        lines.push(line(place, &book));
        json.push(to_json(place, claims.as_ref()));
    }
    call.answer(
        &lines,
        &json!({ "in_use": in_use, "retired": retired, "terminals": json }),
    )?;
    Ok(Exit::Done)
}

/// What a recorded place says; `None` if none of the bureau's keys has signed it.
pub(super) fn read(bureau: &Bureau, place: &RecordedPlace) -> Option<PlaceClaims> {
    bureau.place(&place.place)
}

fn standing(place: &RecordedPlace) -> Text {
    match place.standing {
        TerminalStanding::IN_USE => text!("在用"; "in use"),
        _ => text!("停用"; "retired"),
    }
}

fn line(place: &RecordedPlace, book: &CatalogueBook) -> Text {
    let (number, merchant) = (place.terminal, place.merchant);
    let label = place
        .label
        .as_deref()
        .map(escape_untrusted)
        .unwrap_or_default();
    let name = book
        .merchant(merchant)
        .map(|row| row.merchant.name.zh.as_str());
    let name = escape_untrusted(name.unwrap_or_default());
    let (standing, made) = (standing(place), dates::minute(place.made));
    text!("  {number} {label}  商户 {merchant} {name}  {}  {made}", standing.in_lang(Zh);
        "  {number} {label}  merchant {merchant} {name}  {}  {made}", standing.in_lang(En))
}

fn to_json(place: &RecordedPlace, claims: Option<&PlaceClaims>) -> Value {
    json!({
        "terminal": place.terminal,
        "label": place.label,
        "merchant": place.merchant,
        "branch": claims.and_then(|claims| claims.branch).map(|branch| branch.0),
        "gate_group": claims.and_then(|claims| claims.gate_group).map(|group| group.0),
        "region": claims.map(|claims| claims.region.code()),
        "standing": place.standing.code(),
        "clock_floor": claims.and_then(|claims| claims.clock_floor).map(UnixTime::as_secs),
        "made": place.made.as_secs(),
        "thumbprint": hexadecimal(&place.key),
    })
}
