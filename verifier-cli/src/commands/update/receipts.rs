//! What became of the receipts of an update: those for this terminal one by one, the others counted.

use cli_support::{Console, Format, Stop};
use messages::untrusted::escape_untrusted;
use messages::{FailureRecord, Lang, text};
use serde::Serialize;

use crate::benefits::ReceiptsOfUpdate;

#[derive(Serialize)]
struct ReceiptRecord<'a> {
    input: &'a str,
    part: &'static str,
    result: &'static str,
    version: Option<u64>,
    issuer: Option<u32>,
    error: Option<FailureRecord<'a>>,
    newer_input: Option<&'a str>,
    /// How many records it confirms.
    records: Option<u64>,
    /// How many receipts of other terminals there are.
    of_others: Option<usize>,
}

impl<'a> ReceiptRecord<'a> {
    fn new(input: &'a str, result: &'static str) -> Self {
        Self {
            input,
            part: "receipt",
            result,
            version: None,
            issuer: None,
            error: None,
            newer_input: None,
            records: None,
            of_others: None,
        }
    }
}

pub(super) fn print(
    input: &str,
    receipts: &ReceiptsOfUpdate,
    console: &mut Console<'_>,
) -> Result<(), Stop> {
    let (of_others, name) = (receipts.of_others, escape_untrusted(input));
    for receipt in &receipts.own {
        if console.format == Format::Json {
            let failure = receipt.outcome.failure();
            console.json(&ReceiptRecord {
                error: failure.map(|failure| failure.record(console.lang)),
                records: Some(receipt.records),
                ..ReceiptRecord::new(input, receipt.outcome.code())
            })?;
        } else {
            let words = receipt.words();
            console.result(&text!("{name}：{}", words.in_lang(Lang::Zh); "{name}: {}", words.in_lang(Lang::En)))?;
        }
    }
    if of_others == 0 {
        return Ok(());
    }
    if console.format == Format::Json {
        console.json(&ReceiptRecord {
            of_others: Some(of_others),
            ..ReceiptRecord::new(input, "foreign")
        })?;
    } else {
        console.result(
            &text!("{name}：另有 {of_others} 份回执是别的终端的，与本机无关";
            "{name}: {of_others} receipts are for other terminals"),
        )?;
    }
    Ok(())
}
