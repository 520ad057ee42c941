//! What became of the parts of an update, for programs. The schema is in `docs/json.md`; what is in it stays.

use credential_core::Applied;
use messages::{Failure, FailureRecord, Lang};
use serde::Serialize;

use super::{PartReport, part_name};
use crate::benefits::ReceiptNews;

/// What the lines of all kinds of parts begin with.
#[derive(Debug, Serialize)]
pub(super) struct RecordHead<'a> {
    pub(super) input: &'a str,
    pub(super) part: &'static str,
    pub(super) result: &'static str,
    /// That is held now; of root sets and trust lists.
    pub(super) version: Option<u64>,
    pub(super) issuer: Option<u32>,
    pub(super) error: Option<FailureRecord<'a>>,
    /// The file of the same run that has a newer one.
    pub(super) newer_input: Option<&'a str>,
}

impl<'a> RecordHead<'a> {
    pub(super) fn new(input: &'a str, part: &'static str, result: &'static str) -> Self {
        Self {
            input,
            part,
            result,
            version: None,
            issuer: None,
            error: None,
            newer_input: None,
        }
    }
}

/// What became of a part, as it stands in JSON.
#[derive(Debug, Serialize)]
pub struct PartRecord<'a> {
    #[serde(flatten)]
    head: RecordHead<'a>,
    /// That is held now; of the catalogue.
    edition: Option<u32>,
}

impl<'a> PartRecord<'a> {
    /// Of a part of the file `input`, with the refusal in words if there is one.
    pub fn new(
        input: &'a str,
        part: &PartReport,
        refusal: Option<&'a Failure>,
        newer_input: Option<&'a str>,
        lang: Lang,
    ) -> Self {
        let name = part_name(part.outcome.part);
        let result = match part.outcome.result {
            Ok(Applied::New) => "new",
            Ok(Applied::AlreadyHeld) => "held",
            Err(_) => "refused",
        };
        Self {
            head: RecordHead {
                version: name.version,
                issuer: name.issuer,
                error: refusal.map(|failure| failure.record(lang)),
                newer_input,
                ..RecordHead::new(input, name.code, result)
            },
            edition: part.editions.held,
        }
    }
}

const RECEIPT: &str = "receipt";

/// What became of a receipt, as it stands in JSON.
#[derive(Debug, Serialize)]
pub struct ReceiptRecord<'a> {
    #[serde(flatten)]
    head: RecordHead<'a>,
    /// How many records it confirms.
    records: Option<u64>,
    /// How many receipts of other terminals there are.
    of_others: Option<usize>,
}

impl<'a> ReceiptRecord<'a> {
    /// One for this terminal.
    pub fn own(input: &'a str, receipt: &'a ReceiptNews, lang: Lang) -> Self {
        let failure = receipt.outcome.failure();
        Self {
            head: RecordHead {
                error: failure.map(|failure| failure.record(lang)),
                ..RecordHead::new(input, RECEIPT, receipt.outcome.code())
            },
            records: Some(receipt.records),
            of_others: None,
        }
    }

    /// How many are for other terminals.
    pub fn of_others(input: &'a str, count: usize) -> Self {
        Self {
            head: RecordHead::new(input, RECEIPT, "foreign"),
            records: None,
            of_others: Some(count),
        }
    }
}
