//! Benefits for the page: the record of docs/json.md, and beside it what is said of each in both languages.

use messages::{Lang, Text, benefit_words, text};
use serde_json::{Value, json};
use terminal::benefits::{BenefitsRecord, Offer, OfferedBenefit, no_offer};

/// An offer as the page shows it.
pub(super) fn offer_json(offer: &Offer, lang: Lang) -> Value {
    let mut value = json!(BenefitsRecord::new(offer, lang));
    let said = match &offer.benefits {
        Err(reason) => Some(no_offer(offer, reason)),
        Ok(_) => benefit_words::catalogue_state(offer.state),
    };
    value["said"] = said.map_or(Value::Null, |(what, remedy)| {
        super::both(
            &text!("{}。{}", what.in_lang(Lang::Zh), remedy.in_lang(Lang::Zh);
            "{}. {}", what.in_lang(Lang::En), remedy.in_lang(Lang::En)),
        )
    });
    let all = offer.benefits.iter().flatten();
    if let Some(list) = value["list"].as_array_mut() {
        for (entry, benefit) in list.iter_mut().zip(all) {
            entry["needs_days"] = json!(benefit.needs_days());
            entry["said"] =
                json!({"zh": said_of(benefit, Lang::Zh), "en": said_of(benefit, Lang::En)});
        }
    }
    value
}

/// What a benefit does, what is left of it, why it is not given.
fn said_of(benefit: &OfferedBenefit, lang: Lang) -> Value {
    let terms = benefit
        .benefit
        .as_ref()
        .map(|known| benefit_words::kind(known.kind));
    let left = benefit
        .outcome
        .iter()
        .flatten()
        .map(benefit_words::quota_left);
    let left: Vec<_> = left.map(|text| text.in_lang(lang).to_owned()).collect();
    let why = benefit
        .outcome
        .as_ref()
        .err()
        .map(|reason| benefit_words::unavailable(*reason));
    let own = |text: Option<Text>| text.map(|text| text.in_lang(lang).to_owned());
    json!({"terms": own(terms), "left": left.join(match lang { Lang::Zh => "，", Lang::En => ", " }), "why": own(why)})
}
