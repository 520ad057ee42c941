//! The place of a terminal for programs. The schema is in `docs/json.md`; what is in it stays.

use credential_core::{Holdings, PlaceClaims, UnixTime};
use messages::words;
use serde_json::{Value, json};

use crate::verdict_json::Time;

/// A place for programs, with what is held of its catalogue.
pub fn place_record(held: &Holdings, place: &PlaceClaims, at: UnixTime) -> Value {
    let part = held.place_catalogue(place.issuer).map(|here| here.part());
    json!({
        "issuer": place.issuer.0,
        "terminal": place.terminal.0,
        "standing": place.standing.code().unwrap_or("retired"),
        "merchant": place.merchant.0,
        "branch": place.branch.map(|branch| branch.0),
        "gate_group": place.gate_group.map(|group| group.0),
        "region": place.region.code(),
        "trades": place.trades.iter().map(|trade| trade.0).collect::<Vec<_>>(),
        "made": Time::new(place.issued),
        "thumbprint": words::thumbprint(&place.key),
        "catalogue": {
            "state": held.catalogue_state(place.issuer, at).code(),
            "edition": part.map(|part| part.edition()),
            "benefits": part.map(|part| part.entries().len()),
            "name": part.map(|part| &part.merchant().name.zh),
        },
    })
}
