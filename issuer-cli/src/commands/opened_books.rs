//! The books of a bureau, open for a report, and what they rest on.

use books::{Books, BooksError};
use credential_core::UnixTime;
use messages::{Failure, Text, dates};

use crate::Call;
use crate::benefit_report::Cover;
use crate::bureau::{Bureau, BureauFolder};
use crate::register::{Register, hexadecimal};
use cli_support::Stop;

/// What a report needs.
pub(super) struct OpenedBooks {
    pub(super) books: Books,
    pub(super) bureau: Bureau,
    pub(super) register: Register,
}

/// The head of the books, in hexadecimal.
pub(super) fn head(books: &Books) -> Result<String, Failure> {
    Ok(hexadecimal(&books.head().map_err(said)?))
}

/// What stands on every page.
pub(super) fn cover(bureau: &Bureau, books: &Books, now: UnixTime) -> Result<Cover, Failure> {
    let file = &bureau.file;
    let en = file.name_en.clone().unwrap_or_else(|| file.name.clone());
    Ok(Cover {
        bureau: Text::new(file.name.clone(), en),
        made: dates::minute(now),
        head: head(books)?,
    })
}
