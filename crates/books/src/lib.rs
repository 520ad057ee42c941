//! The books of a bureau: what its terminals have granted, each record counted once.
//!
//! Terminals hand over exports of their journals ([`credential_core::journal`]). The books verify them, keep the
//! verified blocks, add them up by month, and *mark* what no terminal could know: a quota that was exceeded
//! across terminals, a code that was revoked by then, a merchant that was no member.
//!
//! The books know no register. The program gives them [`BureauFacts`]: what the bureau has signed and recorded.
//!
//! From the bottom up: `month`, `error`, `mark` and `fault` are words that all share; `event` is a record in the
//! few bytes that the calculation needs, `facts` what it asks for. `schema` has the tables, `folder` the files,
//! `journals` the state of each chain. `batch` gathers what an import adds and writes it at once, `import` takes
//! the files. `settle` calculates the months. `undo`, `receipts`, `read` and `rebuild` are for the commands.
//!
//! `export` writes records for other machines.
//!
//! [`report`] reads the tables of `schema.rs`, and says what they come to.

mod backup;
mod batch;
mod error;
mod event;
mod export;
mod facts;
mod folder;
mod import;
mod journals;
mod mark;
mod month;
mod open;
mod people;
mod read;
mod rebuild;
mod receipts;
pub mod report;
mod schema;
mod settle;
mod undo;

pub use backup::BooksCopy;
pub use error::{BooksError, Result};
pub use export::ParquetExport;
pub use facts::{
    BenefitFacts, BureauFacts, CredentialFact, EditionFacts, MembershipFact, MerchantFacts,
    PlaceFact, StatusFact, TradeName,
};
pub use import::{FileOutcome, FileReport, ImportReport, Refusal};
pub use mark::MarkKind;
pub use month::Month;
pub use open::Books;
pub use read::{
    Dimension, JournalFaultRow, JournalStatus, Mark, MonthTotals, RecordName, Totals, WaitingFile,
};
pub use receipts::Receiptable;
pub use settle::{HolderUse, ProvedEdition, TakenBack, UseKind};
pub use undo::BureauUndo;

#[cfg(test)]
mod tests;
