//! What happened at the counter, for programs: an event of JSON. The schema is in `docs/json.md`.

use messages::{Failure, FailureRecord, Lang, benefit_words};
use serde::Serialize;

use super::CounterAnswer;
use crate::benefits::{BenefitsRecord, GrantRecord, Offer};

/// What became of a command at the counter.
#[derive(Serialize)]
pub(super) struct CounterRecord<'a> {
    event: &'static str,
    did: &'static str,
    result: &'static str,
    /// The line of the command, if it was none.
    line: Option<u64>,
    /// What was granted: a record each, in the order in which they apply.
    granted: Vec<GrantRecord<'a>>,
    /// Of all that was granted together.
    price_fen: Option<u64>,
    to_pay_fen: Option<u64>,
    rating: Option<&'static str>,
    error: Option<FailureRecord<'a>>,
    /// What the holder of the code that was shown last gets now.
    benefits: Option<BenefitsRecord<'a>>,
}

impl<'a> CounterRecord<'a> {
    pub(super) fn new(answer: &'a CounterAnswer, offer: Option<&'a Offer>, lang: Lang) -> Self {
        let failure = failure(answer);
        let mut record = Self::empty(did(answer));
        record.result = match (answer, failure) {
            (CounterAnswer::Nothing, _) => "not-accepted",
            (_, None) => "done",
            (_, Some(_)) => "failed",
        };
        record.error = failure.map(|failure| failure.record(lang));
        record.benefits = offer.map(|offer| BenefitsRecord::new(offer, lang));
        match answer {
            CounterAnswer::Granted(Ok(granted)) => {
                record.granted.push(GrantRecord::new(granted));
                record.price_fen = granted.charge.map(|charge| charge.price.get());
                record.to_pay_fen = granted.charge.map(|charge| charge.to_pay.get());
            }
            CounterAnswer::GrantedTogether(Ok(granted)) => {
                record.granted = granted.each.iter().map(GrantRecord::new).collect();
                record.price_fen = Some(granted.charge.price.get());
                record.to_pay_fen = Some(granted.charge.to_pay.get());
            }
            CounterAnswer::Rated(Ok(level)) => {
                record.rating = Some(benefit_words::rating_code(*level));
            }
            _ => {}
        }
        record
    }

    /// A line that should have been a command.
    pub(super) fn not_understood(line: u64) -> Self {
        let mut record = Self::empty("command");
        record.result = "not-understood";
        record.line = Some(line);
        record
    }

    fn empty(did: &'static str) -> Self {
        Self {
            event: "counter",
            did,
            result: "done",
            line: None,
            granted: Vec::new(),
            price_fen: None,
            to_pay_fen: None,
            rating: None,
            error: None,
            benefits: None,
        }
    }
}

fn did(answer: &CounterAnswer) -> &'static str {
    match answer {
        CounterAnswer::Nothing => "command",
        CounterAnswer::Offer => "confirm",
        CounterAnswer::Granted(_) | CounterAnswer::GrantedTogether(_) => "grant",
        CounterAnswer::Undone(_) => "undo",
        CounterAnswer::Rated(_) => "rate",
        CounterAnswer::ManualOffer(_) => "manual-offer",
        CounterAnswer::ExportFolders(_) | CounterAnswer::ExportBegun(_) => "export",
    }
}

/// Why it was not done, if it was not.
fn failure(answer: &CounterAnswer) -> Option<&Failure> {
    match answer {
        CounterAnswer::Granted(Err(failure))
        | CounterAnswer::GrantedTogether(Err(failure))
        | CounterAnswer::Undone(Err(failure))
        | CounterAnswer::Rated(Err(failure))
        | CounterAnswer::ManualOffer(Err(failure))
        | CounterAnswer::ExportBegun(Err(failure)) => Some(failure),
        _ => None,
    }
}
