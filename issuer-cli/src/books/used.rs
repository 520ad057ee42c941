//! A use of a holder for programs: `docs/json.md`, "issuer why".

use ::books::{HolderUse, TakenBack, UseKind};
use credential_core::UnixTime;
use serde_json::{Value, json};

/// A use.
pub(crate) fn use_json(one: &HolderUse) -> Value {
    let (undone, undone_at) = match one.taken_back {
        None => (None, None),
        Some(TakenBack::AtCounter(_)) => (Some("counter"), None),
        Some(TakenBack::AtBureau(at)) => (Some("bureau"), Some(at)),
    };
    let kind = match one.kind {
        UseKind::Card => "card",
        UseKind::Phone => "phone",
        UseKind::Manual(_) => "manual",
    };
    json!({
        "at": one.time.as_secs(),
        "terminal": one.terminal,
        "chain": one.record.chain.chain,
        "number": one.record.number,
        "merchant": one.merchant,
        "branch": one.branch,
        "region": one.region,
        "benefit": one.benefit,
        "edition": one.edition,
        "units": one.units,
        "full_fen": one.price.map(|price| price.full),
        "charged_fen": one.price.map(|price| price.charged),
        "kind": kind,
        "status_index": one.status_index,
        "undone": undone,
        "undone_at": undone_at.map(UnixTime::as_secs),
    })
}
