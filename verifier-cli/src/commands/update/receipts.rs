//! What became of the receipts of an update: those for this terminal one by one, the others counted.

use cli_support::{Console, Format, Stop};
use messages::untrusted::escape_untrusted;
use messages::{Lang, text};
use terminal::update::ReceiptRecord;

use crate::benefits::ReceiptsOfUpdate;

pub(super) fn print(
    input: &str,
    receipts: &ReceiptsOfUpdate,
    console: &mut Console<'_>,
) -> Result<(), Stop> {
    let (of_others, name) = (receipts.of_others, escape_untrusted(input));
    for receipt in &receipts.own {
        if console.format == Format::Json {
            console.json(&ReceiptRecord::own(input, receipt, console.lang))?;
        } else {
            let words = receipt.words();
            console.result(&text!("{name}：{}", words.in_lang(Lang::Zh); "{name}: {}", words.in_lang(Lang::En)))?;
        }
    }
    if of_others == 0 {
        return Ok(());
    }
    if console.format == Format::Json {
        console.json(&ReceiptRecord::of_others(input, of_others))?;
    } else {
        console.result(
            &text!("{name}：另有 {of_others} 份回执是别的终端的，与本机无关";
            "{name}: {of_others} receipts are for other terminals"),
        )?;
    }
    Ok(())
}
