//! The books of a bureau, open for a report, and what they rest on.

use ::books::{Books, BooksError};
use credential_core::UnixTime;
use messages::{Failure, Text, dates};

use crate::benefit_report::Cover;
use crate::books;
use crate::bureau::{Bureau, BureauFolder};
use crate::register::{Register, hexadecimal};

/// What a report needs.
pub(super) struct OpenedBooks {
    pub(super) books: Books,
    pub(super) bureau: Bureau,
    pub(super) register: Register,
}

/// Opens them.
///
/// # Errors
/// Those of the register and of the books.
pub(super) fn open(folder: &BureauFolder<'_>) -> Result<OpenedBooks, Failure> {
    Ok(OpenedBooks {
        bureau: Bureau::read(&folder.bureau_file())?,
        register: folder.register()?,
        books: books::open(folder)?,
    })
}

/// Why the books could not be read, in words.
pub(super) fn failed(folder: &BureauFolder<'_>, error: &BooksError) -> Failure {
    books::failure_of(error, &folder.books_folder())
}

/// What stands on every page.
///
/// # Errors
/// Those of the books.
pub(super) fn cover(
    folder: &BureauFolder<'_>,
    opened: &OpenedBooks,
    now: UnixTime,
) -> Result<Cover, Failure> {
    let file = &opened.bureau.file;
    let en = file.name_en.clone().unwrap_or_else(|| file.name.clone());
    let head = opened.books.head();
    Ok(Cover {
        bureau: Text::new(file.name.clone(), en),
        made: dates::minute(now),
        head: hexadecimal(&head.map_err(|error| failed(folder, &error))?),
    })
}
