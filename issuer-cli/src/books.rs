//! What the register tells the bureau's books, and the words for what they say.

mod facts;
mod membership;
mod used;
mod words;

use std::path::Path;

use ::books::{Books, BooksCopy};
use messages::Failure;

use crate::bureau::{Bureau, BureauFolder};

pub(crate) use facts::facts;
pub(crate) use used::use_json;
pub(crate) use words::{failure_of, mark_remedy, mark_text, period_text, refusal_text};

/// Opens the books to read them; months with something new are calculated first.
///
/// # Errors
/// Those of the register; `books-missing` if nothing was ever imported, and the others of the books.
pub(crate) fn open(folder: &BureauFolder<'_>) -> Result<Books, Failure> {
    let path = folder.books_folder();
    let facts = facts(folder, &Bureau::read(&folder.bureau_file())?)?;
    Books::open(&path, facts).map_err(|error| failure_of(&error, &path))
}

/// Copies the journals that are in the books and the settlements: terminals may have dropped what they have a receipt
/// for. `None` if nothing was ever imported.
///
/// # Errors
/// `books-in-use`, `copy-differs`, and those of the disk.
pub(crate) fn back_up(folder: &BureauFolder<'_>, to: &Path) -> Result<Option<BooksCopy>, Failure> {
    let path = folder.books_folder();
    let issuer = Bureau::read(&folder.bureau_file())?.file.id;
    Books::back_up(&path, issuer, to).map_err(|error| failure_of(&error, &path))
}

/// Opens the books to bring something in, and makes them if there are none.
///
/// # Errors
/// As [`open`], without `books-missing`.
pub(crate) fn open_for_import(folder: &BureauFolder<'_>) -> Result<Books, Failure> {
    let path = folder.books_folder();
    let facts = facts(folder, &Bureau::read(&folder.bureau_file())?)?;
    Books::open_for_import(&path, facts).map_err(|error| failure_of(&error, &path))
}
