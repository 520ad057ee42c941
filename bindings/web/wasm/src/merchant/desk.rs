//! The code that is shown, and what is given on it: on the one that was shown last, and on no other.

use credential_core::journal::{Judged as GrantedOn, ManualReason, RatingLevel, UndoReason};
use credential_core::{
    BenefitNumber, EligibleHolder, Fen, HolderNumber, PersonConfirmed, UnixTime, Verdict, scanner,
};
use messages::{Failure, Lang, failure};
use serde::Deserialize;
use serde_json::{Value, json};
use terminal::benefits::{Counter, GrantWish, ManualWish, Offer, OfferedBenefit};
use terminal::{Judged, ScanNote, VerdictRecord};
use wasm_bindgen::prelude::wasm_bindgen;

use super::offers::{granted_json, offer_json};
use super::shown::{Answer, shown};
use super::{State, Terminal, both};
use crate::answer::{language, moment};

/// The code that was shown last.
pub(super) struct ShownCode {
    event: u32,
    /// What is the same of a phone's next proof.
    identity: String,
    verdict: Verdict,
    /// A person has said that the holder is the one of the code.
    is_confirmed: bool,
    /// What the holder gets, as it was said last.
    offer: Option<Offer>,
}

/// What somebody gives.
#[derive(Deserialize)]
struct Wish {
    event: u32,
    benefits: Vec<u32>,
    units: u32,
    fen: Option<u64>,
    reason: Option<String>,
    holder: Option<u32>,
}

#[wasm_bindgen]
impl Terminal {
    /// Judges a text. `input` is `camera`, `picture`, `scanner` or `text`; `others` counts other codes in view.
    /// The answer has `event`, what is shown in both languages, `record` (docs/json.md), `benefits`, `confirmable`,
    /// and `renews`: the event that goes on, if a phone has only renewed its proof.
    pub fn verify(&mut self, text: &str, input: &str, others: usize, now: f64, lang: &str) -> String {
        let now = moment(now);
        self.answer(lang, |state| {
            state.counter.take_receipts(&state.store, now);
            Ok(state.judge(text, input, others, now, language(lang)))
        })
    }

    /// Somebody has compared the person with the code. The answer is what the holder gets.
    pub fn confirm(&mut self, event: u32, now: f64, lang: &str) -> String {
        self.answer(lang, |state| {
            let shown = state.shown.as_mut().filter(|shown| shown.event == event);
            shown.ok_or_else(another_code)?.is_confirmed = true;
            state.offer(moment(now), language(lang)).ok_or_else(another_code)
        })
    }

    /// What some benefits do to a price, step by step. `benefits` is an array of their numbers.
    pub fn price(&mut self, benefits: &str, fen: f64, lang: &str) -> String {
        self.answer(lang, |state| state.price(benefits, fen))
    }

    /// Gives one benefit, or several together. `wish` is JSON: `event`, `benefits`, `units`, `fen`.
    pub fn grant(&mut self, wish: &str, now: f64, lang: &str) -> String {
        self.answer(lang, |state| state.grant(&parsed(wish)?, moment(now), language(lang)))
    }

    /// What can be given without a code, to the holder with this number or to somebody.
    #[wasm_bindgen(js_name = manualOffer)]
    pub fn manual_offer(&mut self, holder: Option<u32>, now: f64, lang: &str) -> String {
        self.answer(lang, |state| {
            // Whoever has no code is another person than the one whose code is shown.
            state.shown = None;
            let holder = holder.map(HolderNumber);
            let offer = state.counter.manual_offer(state.store.holdings(), holder, moment(now))?;
            let value = offer_json(&offer, language(lang));
            state.by_hand = Some(offer);
            Ok(value)
        })
    }

    /// Gives a benefit without a code. `wish` has `reason` and `holder` as well.
    #[wasm_bindgen(js_name = grantManually)]
    pub fn grant_manually(&mut self, wish: &str, now: f64, lang: &str) -> String {
        self.answer(lang, |state| state.grant_manually(&parsed(wish)?, moment(now)))
    }

    /// Takes back what was given together, by the numbers of its records, the last one first.
    pub fn undo(&mut self, records: &str, now: f64, lang: &str) -> String {
        self.answer(lang, |state| {
            let records: Vec<u64> = serde_json::from_str(records).map_err(|_| no_wish())?;
            for record in records.into_iter().rev() {
                state.counter.undo(state.store.holdings(), record, UndoReason::Mistake, moment(now))?;
            }
            Ok(json!({"undone": true}))
        })
    }

    /// Records how the holder found the service: `satisfied`, `fair` or `dissatisfied`.
    pub fn rate(&mut self, record: f64, level: &str, now: f64, lang: &str) -> String {
        self.answer(lang, |state| {
            let level = match level {
                "satisfied" => RatingLevel::Satisfied,
                "fair" => RatingLevel::Fair,
                "dissatisfied" => RatingLevel::Dissatisfied,
                _ => return Err(no_wish()),
            };
            state.counter.rate(state.store.holdings(), record as u64, level, moment(now))?;
            Ok(json!({"rated": true}))
        })
    }
}

impl State {
    fn judge(&mut self, text: &str, input: &str, others: usize, now: UnixTime, lang: Lang) -> Value {
        let typed = matches!(input, "scanner" | "text");
        let mut judged = if typed { self.judge_typed(text, now) } else {
            Judged::new(text, self.verifier().verify_text(text, now), now)
        };
        match typed {
            true => judged.other_ours += others,
            false => judged.other_codes = others,
        }
        if judged.other_ours == 0 {
            judged = self.memory.admit_code(judged);
        }
        if judged.is_empty_text() {
            return json!({"passed_over": true});
        }
        let identity = identity(&judged);
        let renews = match (&self.shown, &identity) {
            (Some(shown), Some(identity)) if shown.identity == *identity && judged.is_admitted() => Some(shown.event),
            _ => None,
        };
        let mut value = shown(&judged);
        value["record"] = json!(VerdictRecord::new(input.to_owned(), &judged));
        value["renews"] = json!(renews);
        if let Some(event) = renews {
            value["event"] = json!(event);
            return value;
        }
        self.events = self.events.wrapping_add(1);
        value["event"] = json!(self.events);
        self.shown = None;
        self.by_hand = None;
        let is_alone = judged.other_ours == 0;
        let has_place = Counter::has_place(self.store.holdings());
        if is_alone && has_place {
            self.shown = Some(ShownCode {
                event: self.events,
                identity: identity.unwrap_or_default(),
                verdict: judged.verdict().clone(),
                is_confirmed: false,
                offer: None,
            });
            let may_confirm = matches!(Answer::of(&judged), Answer::Compare | Answer::Check);
            value["confirmable"] = json!(may_confirm && judged.content().is_some());
            if matches!(judged.verdict(), Verdict::Accept(_)) {
                value["benefits"] = json!(self.offer(now, lang));
            }
        }
        value
    }

    /// The first code of a line that a scanner typed; how many more of ours it has is noted.
    fn judge_typed(&self, text: &str, now: UnixTime) -> Judged {
        let line = scanner::split(text);
        let all: Vec<Judged> = line
            .codes
            .iter()
            .map(|scanned| {
                let note = ScanNote { fault: scanned.fault, is_repaired: scanned.is_repaired, is_repeated: false };
                Judged::new(&scanned.text, self.verifier().verify_cleaned(scanned, now), now).scanned(note)
            })
            .collect();
        let ours = all.iter().filter(|judged| !judged.is_foreign()).count();
        // A line has at least one code, which is the line itself where nothing of ours is in it.
        let first = all.into_iter().max_by_key(|judged| (!judged.is_foreign(), judged.gravity()));
        let mut first = first.unwrap_or_else(|| Judged::new(text, self.verifier().verify_text(text, now), now));
        first.other_ours = ours.saturating_sub(1) + usize::from(!line.is_complete);
        first
    }

    fn offer(&mut self, now: UnixTime, lang: Lang) -> Option<Value> {
        let shown = self.shown.as_ref()?;
        let (holder, _) = shown.holder()?;
        let offer = self.counter.offer(self.store.holdings(), holder, now)?;
        let value = offer_json(&offer, lang);
        self.shown.as_mut()?.offer = Some(offer);
        Some(value)
    }

    fn price(&self, benefits: &str, fen: f64) -> Result<Value, Failure> {
        let numbers: Vec<u32> = serde_json::from_str(benefits).map_err(|_| no_wish())?;
        let shown = self.shown.as_ref().and_then(|shown| shown.offer.as_ref());
        let offer = shown.or(self.by_hand.as_ref()).ok_or_else(another_code)?;
        let chosen: Vec<&OfferedBenefit> =
            offer.available().filter(|one| numbers.contains(&one.number.0)).collect();
        let price = fen_of(fen)?;
        if let [alone] = chosen.as_slice() {
            let charge = Counter::charge(alone, price).ok_or_else(another_code)?;
            return Ok(json!({"price_fen": price.get(), "to_pay_fen": charge.to_pay.get(), "steps": []}));
        }
        let steps = Counter::charge_steps(&chosen, price).ok_or_else(not_together)?;
        let said = steps.iter().map(|step| {
            let title = chosen.iter().find(|one| one.number == step.benefit).map(|one| messages::benefit_words::title(&one.title));
            json!({"title": title.as_ref().map(both), "to_pay_fen": step.charge.to_pay.get()})
        });
        let to_pay = steps.last().map_or(price, |last| last.charge.to_pay);
        Ok(json!({"price_fen": price.get(), "to_pay_fen": to_pay.get(), "steps": said.collect::<Vec<_>>()}))
    }

    fn grant(&mut self, wish: &Wish, now: UnixTime, lang: Lang) -> Result<Value, Failure> {
        let shown = self.shown.as_ref().filter(|shown| shown.event == wish.event);
        let (holder, on) = shown.and_then(ShownCode::holder).ok_or_else(another_code)?;
        let price = wish.fen.map(|fen| fen_of(fen as f64)).transpose()?;
        let held = self.store.holdings();
        let mut value = match (wish.benefits.as_slice(), price) {
            ([benefit], _) => {
                let wish = GrantWish { benefit: BenefitNumber(*benefit), units: wish.units, price, judged: on };
                let granted = self.counter.grant(held, holder, wish, now)?;
                let charge = granted.charge.map(|charge| (charge.price.get(), charge.to_pay.get()));
                granted_json(&[granted], charge.unzip())
            }
            (several, Some(price)) => {
                let several: Vec<_> = several.iter().map(|number| BenefitNumber(*number)).collect();
                let granted = self.counter.grant_together(held, holder, (&several, price), on, now)?;
                let charge = (Some(granted.charge.price.get()), Some(granted.charge.to_pay.get()));
                granted_json(&granted.each, charge)
            }
            (_, None) => return Err(no_wish()),
        };
        value["benefits"] = json!(self.offer(now, lang));
        Ok(value)
    }

    fn grant_manually(&mut self, wish: &Wish, now: UnixTime) -> Result<Value, Failure> {
        let reason = match wish.reason.as_deref() {
            Some("card-unreadable") => ManualReason::CardUnreadable,
            Some("scanner-broken") => ManualReason::ScannerBroken,
            Some("no-power") => ManualReason::NoPower,
            _ => return Err(no_wish()),
        };
        let [benefit] = wish.benefits.as_slice() else {
            return Err(no_wish());
        };
        let manual = ManualWish {
            reason,
            holder: wish.holder.map(HolderNumber),
            benefit: BenefitNumber(*benefit),
            units: wish.units,
            price: wish.fen.map(|fen| fen_of(fen as f64)).transpose()?,
        };
        let granted = self.counter.grant_manually(self.store.holdings(), manual, now)?;
        let charge = granted.charge.map(|charge| (charge.price.get(), charge.to_pay.get()));
        Ok(granted_json(&[granted], charge.unzip()))
    }
}

impl ShownCode {
    fn holder(&self) -> Option<(EligibleHolder<'_>, GrantedOn)> {
        match EligibleHolder::accepted(&self.verdict) {
            Some(holder) => Some((holder, GrantedOn::Accepted)),
            None if self.is_confirmed => {
                let holder = EligibleHolder::confirmed(&self.verdict, PersonConfirmed);
                holder.map(|holder| (holder, GrantedOn::Checked))
            }
            None => None,
        }
    }
}

/// Whose code it is and what was said of it: the same for each proof of one phone.
fn identity(judged: &Judged) -> Option<String> {
    let (claims, issuer) = judged.content()?;
    Some(format!("{} {} {} {}", issuer.id.0, claims.holder.0, claims.status_index.0, judged.verdict().reason()))
}

fn parsed(wish: &str) -> Result<Wish, Failure> {
    serde_json::from_str(wish).map_err(|_| no_wish())
}

fn fen_of(fen: f64) -> Result<Fen, Failure> {
    Fen::new(fen as u64).map_err(|_| no_wish())
}

fn no_wish() -> Failure {
    failure!("usage"; "页面的请求写得不对"; "the page has asked for something that is nothing";
        "请刷新页面再试。"; "Reload the page and try again.")
}

fn not_together() -> Failure {
    failure!("together-incomplete"; "这几项不能一起用"; "these are not given together";
        "请另选，或一项一项给。"; "Choose others, or give them one by one.")
}

fn another_code() -> Failure {
    failure!("not-accepted"; "没有给予：已经是另一个码了"; "not granted: another code was shown meanwhile";
        "请再扫一次码。"; "Scan the code once more.")
}
