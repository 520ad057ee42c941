//! What became of the receipts of an update: those for this terminal one by one, the others counted.

use cli_support::{Console, Format, Stop};
use messages::untrusted::escape_untrusted;
use messages::{Lang, text};
use serde::Serialize;

use super::record::PartRecord;
use crate::benefits::ReceiptsOfUpdate;

const RECEIPT: &str = "receipt";

#[derive(Serialize)]
struct ReceiptRecord<'a> {
    #[serde(flatten)]
    part: PartRecord<'a>,
    /// How many records it confirms.
    records: Option<u64>,
    /// How many receipts of other terminals there are.
    of_others: Option<usize>,
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
                part: PartRecord {
                    error: failure.map(|failure| failure.record(console.lang)),
                    ..PartRecord::new(input, RECEIPT, receipt.outcome.code())
                },
                records: Some(receipt.records),
                of_others: None,
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
            part: PartRecord::new(input, RECEIPT, "foreign"),
            records: None,
            of_others: Some(of_others),
        })?;
    } else {
        console.result(
            &text!("{name}：另有 {of_others} 份回执是别的终端的，与本机无关";
            "{name}: {of_others} receipts are for other terminals"),
        )?;
    }
    Ok(())
}
