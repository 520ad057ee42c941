//! What happens to the journal while a program runs.

use messages::{Failure, FailureRecord, Lang, Text, text};
use serde::Serialize;
use terminal::benefits::ReceiptNews;

use super::export::Exported;

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

/// What has happened to the journal: an event of `scan` and `gate`.
#[derive(Serialize)]
pub(crate) struct JournalRecord<'a> {
    event: &'static str,
    did: &'static str,
    result: &'static str,
    /// Of a receipt, how many it confirms; of an export, how many there are.
    records: Option<u64>,
    /// How many the bureau has confirmed.
    confirmed: Option<u64>,
    head: Option<String>,
    file: Option<String>,
    error: Option<FailureRecord<'a>>,
}

impl<'a> JournalRecord<'a> {
    pub(crate) fn new(news: &'a JournalNews, lang: Lang) -> Self {
        let (did, result) = match news {
            JournalNews::Receipt(receipt) => ("receipt", receipt.outcome.code()),
            JournalNews::Exported(Ok(_)) => ("export", "written"),
            JournalNews::Exported(Err(_)) => ("export", "failed"),
        };
        let exported = match news {
            JournalNews::Exported(Ok(exported)) => Some(exported),
            _ => None,
        };
        let failure: Option<&Failure> = match news {
            JournalNews::Receipt(receipt) => receipt.outcome.failure(),
            JournalNews::Exported(result) => result.as_ref().err(),
        };
        Self {
            event: "journal",
            did,
            result,
            records: match news {
                JournalNews::Receipt(receipt) => Some(receipt.records),
                JournalNews::Exported(_) => exported.map(|exported| exported.size),
            },
            confirmed: exported.map(|exported| exported.confirmed),
            head: exported.map(|exported| {
                let bytes = exported.head.iter();
                bytes.map(|byte| format!("{byte:02x}")).collect()
            }),
            file: exported.map(|exported| exported.path.to_string_lossy().into_owned()),
            error: failure.map(|failure| failure.record(lang)),
        }
    }
}
