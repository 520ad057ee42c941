//! The code that is shown, and what is given on it: on the one that was shown last, and on no other.

use credential_core::journal::{ManualReason, RatingLevel};
use credential_core::{BenefitNumber, Fen, HolderNumber, UnixTime, Verdict};
use messages::{Failure, Lang, benefit_words, failure};
use serde::Deserialize;
use serde_json::{Value, json};
use terminal::benefits::{Counter, ManualWish, OfferedBenefit};
use terminal::{GrantedRecord, Judged, ShownNumber, VerdictRecord};
use wasm_bindgen::prelude::wasm_bindgen;

use super::offers::offer_json;
use super::shown::{Answer, shown};
use super::{State, Terminal, both};
use crate::answer::{language, moment};

/// What somebody gives.
#[derive(Deserialize)]
struct Wish {
    event: ShownNumber,
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
    /// `renews`: the event that goes on, if a phone has only renewed its proof, and `proof`: whether one was used.
    pub fn verify(
        &mut self,
        text: &str,
        input: &str,
        others: usize,
        now: f64,
        lang: &str,
    ) -> String {
        let now = moment(now);
        self.answer(lang, |state| {
            state.terminal.take_receipts(now);
            Ok(state.judge(text, input, others, now, language(lang)))
        })
    }

    /// A proof that was shown in another window works here no more. `text` and `input` are those of
    /// [`Terminal::verify`] there.
    #[wasm_bindgen(js_name = useProof)]
    pub fn use_proof(&mut self, text: &str, input: &str, now: f64) {
        if let Ok(state) = &mut self.state {
            let judged = state.read(text, input, moment(now));
            state.terminal.admit(judged);
        }
    }

    /// Somebody has compared the person with the code. The answer is what the holder gets.
    pub fn confirm(&mut self, event: u32, now: f64, lang: &str) -> String {
        self.answer(lang, |state| {
            let event = ShownNumber::from(event);
            state.terminal.confirm(event)?;
            Ok(json!(state.offer(event, moment(now), language(lang))))
        })
    }

    /// What some benefits do to a price, step by step. `benefits` is an array of their numbers.
    pub fn price(&mut self, benefits: &str, fen: f64, lang: &str) -> String {
        self.answer(lang, |state| state.price(benefits, fen))
    }

    /// Gives one benefit, or several together. `wish` is JSON: `event`, `benefits`, `units`, `fen`.
    pub fn grant(&mut self, wish: &str, now: f64, lang: &str) -> String {
        self.answer(lang, |state| {
            state.grant(&parsed(wish)?, moment(now), language(lang))
        })
    }

    /// What can be given without a code, to the holder with this number or to somebody.
    #[wasm_bindgen(js_name = manualOffer)]
    pub fn manual_offer(&mut self, holder: Option<u32>, now: f64, lang: &str) -> String {
        self.answer(lang, |state| {
            let offer = state
                .terminal
                .manual_offer(holder.map(HolderNumber), moment(now))?;
            let value = offer_json(&offer, language(lang));
            state.offer = Some(offer);
            Ok(value)
        })
    }

    /// Gives a benefit without a code. `wish` has `reason` and `holder` as well.
    #[wasm_bindgen(js_name = grantManually)]
    pub fn grant_manually(&mut self, wish: &str, now: f64, lang: &str) -> String {
        self.answer(lang, |state| {
            state.grant_manually(&parsed(wish)?, moment(now))
        })
    }

    /// Takes back what was given together, by the numbers of its records.
    pub fn undo(&mut self, records: &str, now: f64, lang: &str) -> String {
        self.answer(lang, |state| state.undo(records, moment(now)))
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
            state.terminal.rate(record as u64, level, moment(now))?;
            Ok(json!({"rated": true}))
        })
    }
}

impl State {
    fn judge(
        &mut self,
        text: &str,
        input: &str,
        others: usize,
        now: UnixTime,
        lang: Lang,
    ) -> Value {
        let mut judged = self.read(text, input, now);
        judged.other_codes = others;
        let judged = self.terminal.admit(judged);
        if judged.is_empty_text() {
            return json!({"passed_over": true});
        }
        let mut value = shown(&judged);
        value["record"] = json!(VerdictRecord::new(input.to_owned(), &judged));
        value["proof"] = json!(has_proof(&judged));
        if let Some(event) = self.renewed_by(&judged) {
            value["renews"] = json!(event);
            value["event"] = json!(event);
            return value;
        }
        let is_accepted = matches!(judged.verdict(), Verdict::Accept(_));
        let may_confirm = matches!(Answer::of(&judged), Answer::Compare | Answer::Check)
            && judged.content().is_some()
            && judged.other_ours == 0;
        self.offer = None;
        let event = self.terminal.show(judged);
        value["event"] = json!(event);
        value["confirmable"] = json!(may_confirm && self.terminal.has_place());
        if is_accepted {
            value["benefits"] = json!(self.offer(event, now, lang));
        }
        value
    }

    /// The verdict on a text before its proof is used.
    fn read(&mut self, text: &str, input: &str, now: UnixTime) -> Judged {
        match input {
            "scanner" | "text" => self.judge_typed(text, now),
            _ => self.terminal.verify(text, now),
        }
    }

    /// The gravest of the codes in a line that a scanner typed; it knows how many more there were.
    fn judge_typed(&mut self, text: &str, now: UnixTime) -> Judged {
        let line = self.terminal.verify_scanned(text, now);
        let rank = |judged: &Judged| (!judged.is_foreign(), judged.gravity());
        // A line has at least one code, which is the line itself where nothing of ours is in it.
        let first = line.codes.into_iter().max_by_key(rank);
        let mut first = first.unwrap_or_else(|| self.terminal.verify(text, now));
        first.other_ours += usize::from(!line.is_complete);
        first
    }

    /// The event that goes on, if a phone that is shown has only renewed its proof.
    fn renewed_by(&self, judged: &Judged) -> Option<ShownNumber> {
        let (number, before) = self.terminal.shown()?;
        let is_same = judged.is_admitted() && identity(judged)? == identity(before)?;
        is_same.then_some(number)
    }

    fn offer(&mut self, event: ShownNumber, now: UnixTime, lang: Lang) -> Option<Value> {
        let offer = self.terminal.offer(event, now)?;
        let value = offer_json(&offer, lang);
        self.offer = Some(offer);
        Some(value)
    }

    fn price(&self, benefits: &str, fen: f64) -> Result<Value, Failure> {
        let numbers: Vec<u32> = serde_json::from_str(benefits).map_err(|_| no_wish())?;
        let offer = self.offer.as_ref().ok_or_else(no_wish)?;
        let chosen: Vec<&OfferedBenefit> = offer
            .available()
            .filter(|one| numbers.contains(&one.number.0))
            .collect();
        let price = fen_of(fen)?;
        if let [alone] = chosen.as_slice() {
            let charge = Counter::charge(alone, price).ok_or_else(no_wish)?;
            return Ok(
                json!({"price_fen": price.get(), "to_pay_fen": charge.to_pay.get(), "steps": []}),
            );
        }
        let steps = Counter::charge_steps(&chosen, price).ok_or_else(not_together)?;
        let said = steps.iter().map(|step| {
            let known = chosen.iter().find(|one| one.number == step.benefit);
            let title = known.map(|one| both(&benefit_words::title(&one.title)));
            json!({"title": title, "to_pay_fen": step.charge.to_pay.get()})
        });
        let to_pay = steps.last().map_or(price, |last| last.charge.to_pay);
        Ok(
            json!({"price_fen": price.get(), "to_pay_fen": to_pay.get(), "steps": said.collect::<Vec<_>>()}),
        )
    }

    fn grant(&mut self, wish: &Wish, now: UnixTime, lang: Lang) -> Result<Value, Failure> {
        let price = wish.fen.map(|fen| fen_of(fen as f64)).transpose()?;
        let mut value = match (wish.benefits.as_slice(), price) {
            ([benefit], _) => {
                let benefit = BenefitNumber(*benefit);
                let granted = self
                    .terminal
                    .grant(wish.event, benefit, wish.units, price, now)?;
                json!(GrantedRecord::of_one(&granted))
            }
            (several, Some(price)) => {
                let several: Vec<_> = several
                    .iter()
                    .map(|number| BenefitNumber(*number))
                    .collect();
                let granted = self
                    .terminal
                    .grant_together(wish.event, &several, price, now)?;
                json!(GrantedRecord::of_several(&granted))
            }
            (_, None) => return Err(no_wish()),
        };
        value["benefits"] = json!(self.offer(wish.event, now, lang));
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
        let granted = self.terminal.grant_manually(manual, now)?;
        Ok(json!(GrantedRecord::of_one(&granted)))
    }

    fn undo(&mut self, records: &str, now: UnixTime) -> Result<Value, Failure> {
        let records: Vec<u64> = serde_json::from_str(records).map_err(|_| no_wish())?;
        let size = |state: &mut Self| {
            state
                .terminal
                .journal_extent(now)
                .map_or(0, |(size, _)| size)
        };
        let before = size(self);
        for record in records.iter().rev() {
            // The terminal may know that they belong together, and has then undone all of them.
            if size(self) - before < records.len() as u64 {
                self.terminal.undo(*record, now)?;
            }
        }
        Ok(json!({"undone": true}))
    }
}

/// Whether a proof of a phone was taken.
fn has_proof(judged: &Judged) -> bool {
    match judged.verdict() {
        Verdict::Accept(credential) | Verdict::Check(credential, _) => credential.proof().is_some(),
        Verdict::Refuse(_) => false,
    }
}

/// Whose code it is and what was said of it: the same for each proof of one phone.
fn identity(judged: &Judged) -> Option<(u32, u32, u32, &'static str)> {
    let (claims, issuer) = judged.content()?;
    Some((
        issuer.id.0,
        claims.holder.0,
        claims.status_index.0,
        judged.verdict().reason(),
    ))
}

fn parsed(wish: &str) -> Result<Wish, Failure> {
    serde_json::from_str(wish).map_err(|_| no_wish())
}

fn fen_of(fen: f64) -> Result<Fen, Failure> {
    // Whole fen only: the conversion would cut and clamp in silence.
    if fen < 0.0 || fen.fract() != 0.0 {
        return Err(no_wish());
    }
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
