//! The answer for programs: `docs/json.md`, "issuer why".

use credential_core::UnixTime;
use messages::Lang::{self, En};
use messages::Text;
use serde_json::{Value, json};

use super::answer::{Answer, CatalogueAt};
use crate::books::use_json;
use crate::catalogue::membership_text;
use crate::register::{CodeKind, status_code};
use crate::why::{BenefitAt, ChangeAt, CodeAt, CodeVerdict, QuotaAt, code_of};

/// Reasons are in the language of the console, as messages are.
pub(super) fn record(answer: &Answer, lang: Lang) -> Value {
    let moment = answer.moment;
    let minute = moment.minute();
    let traits = &answer.traits;
    let categories: Vec<&str> = traits.categories.iter().map(|one| one.code()).collect();
    json!({
        "at": moment.time().as_secs(),
        "day": moment.day().to_string(),
        "weekday": moment.weekday(),
        "clock": format!("{:02}:{:02}", minute / 60, minute % 60),
        "future": answer.is_future,
        "register_until": answer.register_until.map(UnixTime::as_secs),
        "holder": answer.holder,
        "traits": {
            "categories": categories,
            "disability_grade": traits.disability_grade,
            "honour_class": traits.honour_class,
            "life_stage": traits.life_stage.map(|stage| stage.code()),
            "home_region": traits.home_region.code(),
        },
        "verdict": answer.shown().map(|code| verdict(code, answer.is_gate)),
        "codes": answer.codes.iter().map(code).collect::<Vec<_>>(),
        "terminal": terminal(answer),
        "merchant": merchant(answer, lang),
        "catalogue": catalogue(answer),
        "benefit": answer.benefit.map(|(number, is_known)| json!({ "number": number, "in_catalogue": is_known })),
        "nothing": answer.given.as_ref().err().map(|nothing| nothing.code()),
        "benefits": answer.given.as_ref().ok().map(|all| {
            all.iter().map(|one| benefit(one, answer, lang)).collect::<Vec<_>>()
        }),
        "older_edition": older(answer),
        "books": answer.holder.map(|_| json!({ "there": answer.has_books, "terminals_behind": answer.behind })),
        "records": answer.that_day.iter().map(use_json).collect::<Vec<_>>(),
    })
}

fn verdict(code: &CodeAt, is_gate: bool) -> Value {
    let (decision, reason) = match (code.verdict, code.entry.kind()) {
        (CodeVerdict::NoList, _) => ("check", "status-missing"),
        (CodeVerdict::InOrder, CodeKind::Card) if !is_gate => ("check", "bearer"),
        (verdict, _) => match verdict.refusal() {
            Some(reason) => ("refuse", reason),
            None => ("accept", "accepted"),
        },
    };
    json!({ "decision": decision, "code": reason })
}

fn change(change: &ChangeAt) -> Value {
    json!({
        "status": status_code(change.status),
        "reason": change.reason.code(),
        "at": change.at.as_secs(),
        "operator": change.actor,
        "published": change.published.map(UnixTime::as_secs),
    })
}

fn code(code: &CodeAt) -> Value {
    let entry = &code.entry;
    json!({
        "kind": entry.kind().code(),
        "serial": entry.serial,
        "status_index": entry.status_index.0,
        "from": entry.validity.from.as_secs(),
        "until": entry.validity.until.as_secs(),
        "issued": code.issued.map(UnixTime::as_secs),
        "refused": code.verdict.refusal(),
        "register": status_code(code.register),
        "listed": status_code(code.listed),
        "list_made": code.list.map(UnixTime::as_secs),
        "change": code.change.as_ref().map(change),
        "later": code.later.as_ref().map(change),
    })
}

fn terminal(answer: &Answer) -> Option<Value> {
    let terminal = answer.terminal.as_ref()?;
    let place = terminal.place.as_ref();
    Some(json!({
        "terminal": terminal.number,
        "label": terminal.label,
        "first_place": terminal.first.as_secs(),
        "place_made": place.map(|place| place.issued.as_secs()),
        "place_changed": terminal.changed.map(UnixTime::as_secs),
        "retired": terminal.retired.map(UnixTime::as_secs),
        "merchant": place.map(|place| place.merchant.0),
        "branch": place.and_then(|place| place.branch).map(|branch| branch.0),
        "gate_group": place.and_then(|place| place.gate_group).map(|group| group.0),
        "region": place.map(|place| place.region.code()),
        "journal_until": answer.journal.until.map(UnixTime::as_secs),
        "proved_edition": answer.journal.proved.map(|proved| json!({
            "edition": proved.edition,
            "at": proved.time.as_secs(),
        })),
    }))
}

fn merchant(answer: &Answer, lang: Lang) -> Option<Value> {
    let number = match (&answer.row, &answer.merchant) {
        (Some(row), _) => row.number(),
        (None, Some(merchant)) => merchant.number,
        (None, None) => return None,
    };
    let row = answer.row.as_ref();
    let agreement = row.and_then(|row| row.merchant.agreement);
    let register = answer.merchant.as_ref().map(|merchant| {
        let decisive = merchant.decisive.as_ref();
        json!({
            "is_member": merchant.is_member,
            "event": decisive.map(|one| one.event.kind.code()),
            "day": decisive.map(|one| one.event.day.to_string()),
            "note": decisive.map(|one| &one.event.note),
            "recorded_at": decisive.map(|one| one.at.as_secs()),
            "operator": decisive.map(|one| &one.actor),
            "agreement_from": merchant.agreement.map(|days| days.first.to_string()),
            "agreement_until": merchant.agreement.map(|days| days.last.to_string()),
        })
    });
    let name = answer.names.get(&number).map(|name| name.in_lang(lang));
    Some(json!({
        "number": number,
        "name": name,
        "branch": answer.branch,
        "in_edition": row.is_some(),
        "membership": row.map(|row| membership_text(row.merchant.membership, En)),
        "agreement_from": agreement.map(|days| days.first.to_string()),
        "agreement_until": agreement.map(|days| days.last.to_string()),
        "register": register,
    }))
}

fn catalogue(answer: &Answer) -> Option<Value> {
    Some(match &answer.catalogue {
        CatalogueAt::Published { edition, validity } => json!({
            "edition": edition,
            "made": validity.from.as_secs(),
            "until": validity.until.as_secs(),
            "draft": false,
        }),
        CatalogueAt::Draft => {
            json!({ "edition": null, "made": null, "until": null, "draft": true })
        }
        CatalogueAt::None => return None,
    })
}

fn benefit(one: &BenefitAt, answer: &Answer, lang: Lang) -> Value {
    let said = |texts: &[Text]| -> Vec<String> {
        let all = texts.iter().map(|text| text.in_lang(lang).to_owned());
        all.collect()
    };
    let words = &one.words;
    json!({
        "number": words.number,
        "title": words.title.in_lang(lang),
        "value": words.value.in_lang(lang),
        "for": words.audience.in_lang(lang),
        "conditions": said(&words.conditions),
        "outcome": one.code(),
        "given": one.outcome.is_ok() && !answer.is_refused(),
        "reasons": said(&one.reasons),
        "by_terminal": one.by_terminal.map(code_of),
        "quotas": one.quotas.iter().map(quota).collect::<Vec<_>>(),
    })
}

fn quota(one: &QuotaAt) -> Value {
    json!({
        "limit": one.quota.limit,
        "period": one.quota.period.code(),
        "unit": one.quota.unit.code(),
        "scope": one.quota.scope.code(),
        "used": one.used,
        "left": one.left(),
        "used_at_terminal": one.own,
        "uses": one.uses.iter().map(use_json).collect::<Vec<_>>(),
    })
}

fn older(answer: &Answer) -> Option<Value> {
    let older = answer.older.as_ref()?;
    let differing = older.differing.iter();
    let differing: Vec<Value> = differing
        .map(|(number, _, there, here)| json!({ "benefit": number, "there": there, "here": here }))
        .collect();
    Some(json!({ "edition": older.edition, "differing": differing }))
}
