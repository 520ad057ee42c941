//! What happens at the gate, one after the other, and what must be said to it.

use std::time::Duration;

use credential_core::{Challenge, UnixTime};
use messages::dates;

use super::days::VISITED;
use super::people::{Device, People, Person};
use crate::forge;
use crate::stage::Trouble;

/// Of Hangzhou's people: whose code is lost, and whose is suspended.
pub(crate) const REVOKED: usize = 15;
pub(crate) const SUSPENDED: usize = 16;

/// Somebody holds something before the scanner.
pub(crate) struct Visit<'p> {
    pub(crate) text: String,
    /// For people who read along.
    pub(crate) who: &'p str,
    pub(crate) bureau: &'p str,
    pub(crate) identity: String,
    /// For the independent count, which makes its own mind up about what follows.
    pub(crate) shows: &'static str,
    pub(crate) code: &'static str,
    /// The recording that must be played.
    pub(crate) sentence: &'static str,
}

/// What is shown by whom: everybody once as they should, then what goes wrong.
pub(crate) fn visits(people: &People) -> Result<Vec<Visit<'_>>, Trouble> {
    let now = dates::parse(VISITED).ok_or_else(|| Trouble::new("the day is no day"))?;
    let earlier = |seconds| UnixTime::from_secs(now.as_secs() - seconds);
    let mut visits = Vec::new();
    for person in people.all() {
        let (text, shows) = match person.device {
            Device::Card => (person.text.clone(), "card"),
            Device::Phone => (person.shown(earlier(2))?, "phone"),
        };
        let (code, sentence) = as_they_should(person, people)?;
        visits.push(visit(person, text, shows, code, sentence));
    }
    let hangzhou = |at| people.get("hangzhou", at);
    let (card, phone) = (hangzhou(0)?, hangzhou(1)?);
    let elsewhere = Challenge::new(&[7; 16]).map_err(|error| Trouble::new(error.to_string()))?;
    // The copy of a phone's code, a proof that is too old, a phone whose clock is ahead, a proof for
    // another gate, one that was shown before.
    for (text, shows, code, sentence) in [
        (
            phone.text.clone(),
            "copy",
            "proof-missing",
            "refuse-proof-missing",
        ),
        (
            phone.shown(earlier(31))?,
            "old-proof",
            "proof-stale",
            "refuse-proof-stale",
        ),
        (
            phone.shown(now.plus(Duration::from_secs(600)))?,
            "proof-ahead",
            "proof-from-future",
            "refuse-proof-from-future",
        ),
        (
            phone.shown_for(Some(&elsewhere), earlier(3))?,
            "proof-for-elsewhere",
            "proof-invalid",
            "refuse-proof-invalid",
        ),
        (
            phone.shown(earlier(2))?,
            "same-proof",
            "proof-replayed",
            "refuse-proof-replayed",
        ),
        (
            phone.shown(earlier(1))?,
            "phone",
            "passed-recently",
            "refuse-passed-recently",
        ),
    ] {
        visits.push(visit(phone, text, shows, code, sentence));
    }
    let forged = forge::prolonged(&card.text).ok_or_else(|| Trouble::new("nothing to forge"))?;
    let half: String = card.text.chars().take(card.text.len() / 2).collect();
    for (text, shows, code, sentence) in [
        (
            card.text.clone(),
            "card",
            "passed-recently",
            "refuse-passed-recently",
        ),
        (
            forged,
            "forged",
            "signature-invalid",
            "refuse-signature-invalid",
        ),
        // Not held still: to be scanned again.
        (half, "half", "unreadable", "again"),
    ] {
        visits.push(visit(card, text, shows, code, sentence));
    }
    for payment in ["https://qr.alipay.com/fkx00000example", "wxp://f2f0example"] {
        visits.push(Visit {
            text: payment.to_owned(),
            who: "付款码",
            bureau: "",
            identity: String::new(),
            shows: "payment",
            code: "not-ours",
            sentence: "refuse-not-ours",
        });
    }
    Ok(visits)
}

/// What follows if a person shows the right thing, by who the person is.
fn as_they_should(
    person: &Person,
    people: &People,
) -> Result<(&'static str, &'static str), Trouble> {
    let is = |at| -> Result<bool, Trouble> {
        Ok(people.get("hangzhou", at)?.identity == person.identity)
    };
    if person.bureau == "huangshan" {
        return Ok(("issuer-unknown", "refuse-issuer-unknown"));
    }
    if person.has_ended() {
        return Ok(("expired", "refuse-expired"));
    }
    if is(REVOKED)? {
        return Ok(("revoked", "refuse-revoked"));
    }
    if is(SUSPENDED)? {
        return Ok(("suspended", "refuse-suspended"));
    }
    let greeting = match person.categories {
        "退役军人" | "退役军人、残疾军人" => "accept-veteran",
        "现役军人" => "accept-active-duty",
        "烈士遗属" => "accept-martyr-survivor",
        "因公牺牲军人遗属" => "accept-duty-death-survivor",
        "病故军人遗属" => "accept-illness-death-survivor",
        "残疾军人" => "accept-disabled-soldier",
        "现役军人家属" => "accept-active-duty-dependant",
        "军休干部" => "accept-retired-officer",
        _ => return Ok(("not-entitled", "refuse-not-entitled")),
    };
    Ok(("accepted", greeting))
}

fn visit<'p>(
    person: &'p Person,
    text: String,
    shows: &'static str,
    code: &'static str,
    sentence: &'static str,
) -> Visit<'p> {
    Visit {
        text,
        who: person.categories,
        bureau: person.bureau,
        identity: person.identity.clone(),
        shows,
        code,
        sentence,
    }
}
