//! What happens to the journal while a program runs.

use messages::{Failure, Lang, Text, text};

use super::export::Exported;
use super::receipts::ReceiptNews;

/// Something about the journal that the operator, or a program, should hear.
#[derive(Clone, Debug)]
pub(crate) enum JournalNews {
    /// A receipt of the bureau was found.
    Receipt(ReceiptNews),
    /// The journal was written for the bureau, or was not.
    Exported(Result<Exported, Failure>),
}

impl JournalNews {
    /// In words, with what to do where something is wrong.
    pub(crate) fn words(&self) -> Text {
        match self {
            Self::Receipt(receipt) => receipt.words(),
            Self::Exported(Ok(exported)) => exported.words(),
            Self::Exported(Err(failure)) => {
                let (what, remedy) = (&failure.what, &failure.remedy);
                text!("× 流水没有导出：{}。{}", what.in_lang(Lang::Zh), remedy.in_lang(Lang::Zh);
                    "✘ the journal was not exported: {}. {}", what.in_lang(Lang::En), remedy.in_lang(Lang::En))
            }
        }
    }
}
