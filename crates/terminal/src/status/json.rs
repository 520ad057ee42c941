//! The state of a terminal for programs. The schema is in `docs/json.md`; what is in it stays.

use credential_core::{Issuer, StatusListClaims, UnixTime};
use messages::Lang;
use serde::Serialize;
use serde_json::{Value, json};
use terminal_store::{Store, Warning};

use super::place_json::place_record;
use super::view::{Expiring, View};
use crate::clock_state::ClockState;
use crate::store_words;
use crate::verdict_json::{End, Time};

/// What the terminal holds, as it stands in JSON.
#[derive(Debug, Serialize)]
pub struct StatusRecord {
    terminal: Value,
    at: Time,
    can_accept: bool,
    clock_behind: bool,
    clock_days_ahead: Option<u64>,
    authority: Value,
    root: Value,
    trust_list: Option<Value>,
    issuers: Vec<Value>,
    status_lists: Vec<Value>,
    expires_next: Option<Value>,
    warnings: Vec<Value>,
    /// Whether the terminal has asked for a place.
    has_key: bool,
    places: Vec<Value>,
}

/// Which terminal it is.
#[derive(Clone, Debug)]
pub struct TerminalIdentity {
    /// The name of the computer, where that is known.
    pub name: Option<String>,
    /// Where the store is.
    pub store: String,
    /// The version of the program.
    pub program: &'static str,
}

/// The state of a store.
pub fn record(
    view: &View<'_>,
    store: &Store,
    identity: &TerminalIdentity,
    lang: Lang,
) -> StatusRecord {
    let root = view.holdings.root().claims();
    let claims = view.holdings.trust().map(|list| list.claims());
    let statuses = view.holdings.status_lists().map(|list| list.claims());
    StatusRecord {
        terminal: json!({
            "name": identity.name,
            "store": identity.store,
            "program": identity.program,
        }),
        at: Time::new(view.at),
        can_accept: view.can_accept(),
        clock_behind: view.clock == ClockState::Behind,
        clock_days_ahead: match view.clock {
            ClockState::FarAhead { days } => Some(days),
            _ => None,
        },
        authority: json!({ "name": root.name.zh, "name_en": root.name.en }),
        root: json!({
            "version": root.version,
            "made": Time::new(root.issued),
            "threshold": root.threshold,
            "keys": root.keys.iter().map(|key| key.id().to_string()).collect::<Vec<_>>(),
        }),
        trust_list: claims.map(|claims| {
            json!({
                "version": claims.version,
                "made": Time::new(claims.validity.from),
                "expires": End::new(claims.validity.until),
                "age_days": view.days_since(claims.validity.from),
                "expired": view.is_over(claims.validity.until),
            })
        }),
        issuers: claims
            .into_iter()
            .flat_map(|claims| &claims.issuers)
            .map(|listed| issuer(listed))
            .collect(),
        status_lists: statuses.map(|claims| status(view, claims)).collect(),
        expires_next: view.next.map(|(what, end)| expiring(what, end)),
        warnings: store
            .warnings()
            .iter()
            .map(|warning| self::warning(warning, lang))
            .collect(),
        has_key: view.holdings.terminal_key().is_some(),
        places: view
            .holdings
            .places()
            .map(|place| place_record(view.holdings, place.claims(), view.at))
            .collect(),
    }
}

fn issuer(issuer: &Issuer) -> Value {
    let keys: Vec<_> = issuer
        .keys
        .iter()
        .map(|key| {
            json!({
                "kid": key.key.id().to_string(),
                "from": Time::new(key.in_force.from),
                "expires": End::new(key.in_force.until),
                "standing": key.standing.name(),
            })
        })
        .collect();
    json!({
        "id": issuer.id.0,
        "name": issuer.name.zh,
        "name_en": issuer.name.en,
        "standing": issuer.standing.name(),
        "keys": keys,
    })
}

fn status(view: &View<'_>, claims: &StatusListClaims) -> Value {
    json!({
        "issuer": claims.issuer.0,
        "made": Time::new(claims.validity.from),
        "expires": End::new(claims.validity.until),
        "age_days": view.days_since(claims.validity.from),
        "expired": view.is_over(claims.validity.until),
    })
}

fn expiring(what: Expiring, end: UnixTime) -> Value {
    let (what, issuer, kid) = match what {
        Expiring::TrustList => ("trust-list", None, None),
        Expiring::StatusList(issuer) => ("status-list", Some(issuer.0), None),
        Expiring::Key(kid, issuer) => ("key", Some(issuer.0), Some(kid.to_string())),
    };
    json!({ "what": what, "issuer": issuer, "kid": kid, "expires": End::new(end) })
}

fn warning(warning: &Warning, lang: Lang) -> Value {
    let (file, fault) = match warning {
        Warning::File { file, fault } => (Some(*file), Some(fault.name())),
        _ => (None, None),
    };
    json!({
        "code": warning.code(),
        "file": file,
        "fault": fault,
        "message": store_words::warning(warning).in_lang(lang),
        "remedy": store_words::warning_remedy(warning).in_lang(lang),
    })
}
