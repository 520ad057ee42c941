//! My benefits: what the merchants of the signed catalogue promise, and what of it is for this holder today.

use credential_core::{
    CatalogueEntry, CataloguePart, EligibleHolder, HolderTraits, Membership, Moment, NothingUsed,
    ParsedCredential, PersonConfirmed, Trial,
};
use messages::{benefit_words, condition_words, words};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

use super::lists::HolderLists;
use super::words::{both, time};

#[wasm_bindgen]
impl HolderLists {
    /// The merchants of the bureau that has issued this code, and of every other whose catalogue is held, as an array: each
    /// `issuer`, `number`, `name`, `trades`, `region`, `district`, `contact`, `open` (a member today) and `benefits`, of which
    /// each says `mine` (for this holder) and `today` (given at this time, as far as the phone knows; quotas are counted
    /// at terminals).
    #[must_use]
    pub fn benefits(&mut self, code: &str, now: f64) -> String {
        let verdict = ParsedCredential::from_text(code)
            .ok()
            .and_then(|credential| self.judge(&credential, now));
        let holder = verdict
            .as_ref()
            .and_then(|verdict| EligibleHolder::confirmed(verdict, PersonConfirmed))
            .map(EligibleHolder::traits);
        let moment = Moment::at(time(now));
        let merchants: Vec<Value> = self
            .parts()
            .filter(|part| part.merchant().membership != Membership::LEFT)
            .map(|part| merchant(part, holder.as_ref(), moment))
            .collect();
        Value::Array(merchants).to_string()
    }
}

fn merchant(part: &CataloguePart, holder: Option<&HolderTraits>, moment: Moment) -> Value {
    let merchant = part.merchant();
    let trials = holder.map(|holder| part.trial(None, holder, moment, &NothingUsed));
    // Whether the merchant gives anything today does not depend on who asks.
    let is_open = trials.as_ref().is_none_or(Result::is_ok);
    let trials: Vec<Trial> = trials.and_then(Result::ok).unwrap_or_default();
    let benefits: Vec<Value> = part
        .entries()
        .iter()
        .filter_map(|entry| match entry {
            CatalogueEntry::Understood(benefit) => Some(benefit),
            CatalogueEntry::NotUnderstood(_) => None,
        })
        .map(|benefit| {
            let trial = trials.iter().find(|trial| trial.number == benefit.number);
            let refused = trial.and_then(|trial| trial.outcome.as_ref().err());
            // At a branch of its own: which one the holder goes to is not known here.
            let elsewhere = matches!(refused, Some(credential_core::Unavailable::NotHere));
            let audience = benefit.categories.map(words::categories);
            json!({
                "number": benefit.number.0,
                "title": both(&benefit_words::title(&benefit.title)),
                "value": both(&benefit_words::kind(benefit.kind)),
                "for": audience.as_ref().map(both),
                "conditions": condition_words::conditions(benefit).iter().map(both).collect::<Vec<_>>(),
                "basis": benefit.basis,
                "branches": benefit.branches.iter().map(|branch| branch.0).collect::<Vec<_>>(),
                "needs_price": benefit.kind.needs_price(),
                "mine": holder.is_some_and(|holder| benefit.is_for(holder)),
                "today": is_open && trial.is_some() && (refused.is_none() || elsewhere),
                "why_not": refused.filter(|_| !elsewhere).map(|why| both(&benefit_words::unavailable(*why))),
            })
        })
        .collect();
    let listing = part.listing();
    let trades = listing.map(|listing| {
        listing
            .trades
            .iter()
            .map(|trade| both(&benefit_words::title(trade)))
            .collect::<Vec<_>>()
    });
    json!({
        "issuer": part.issuer().0,
        "number": merchant.number.0,
        "name": both(&benefit_words::title(&merchant.name)),
        "trades": trades.unwrap_or_default(),
        "region": listing.map(|listing| listing.region.code()),
        "district": listing.and_then(|listing| listing.district.as_ref()),
        "contact": listing.and_then(|listing| listing.contact.as_ref()),
        "open": is_open,
        "benefits": benefits,
    })
}
