//! What the bureau has to answer with: register, editions and books.

use std::collections::BTreeMap;

use ::books::{Books, BooksError, HolderUse};
use credential_core::{TerminalStanding, UnixTime};
use messages::Failure;

use super::answer::JournalAt;
use super::holder::HolderAt;
use crate::books;
use crate::bureau::{Bureau, BureauFolder};
use crate::register::{PublishedEdition, Register};
use crate::why::TerminalAt;

/// What a bureau has.
pub(super) struct Known {
    pub(super) bureau: Bureau,
    pub(super) register: Register,
    pub(super) editions: Vec<PublishedEdition>,
}

/// What the books say.
#[derive(Default)]
pub(super) struct FromBooks {
    pub(super) uses: Vec<HolderUse>,
    pub(super) journal: JournalAt,
    pub(super) behind: Vec<u32>,
    pub(super) is_there: bool,
}

/// Reads it.
///
/// # Errors
/// Those of the register.
pub(super) fn known(folder: &BureauFolder<'_>) -> Result<Known, Failure> {
    let register = folder.register()?;
    Ok(Known {
        bureau: Bureau::read(&folder.bureau_file())?,
        editions: register.all_editions()?,
        register,
    })
}

/// Reads them.
///
/// # Errors
/// Those of the books, but for books that there are not.
pub(super) fn from_books(
    folder: &BureauFolder<'_>,
    known: &Known,
    holder: &HolderAt,
    terminal: Option<&TerminalAt>,
    at: UnixTime,
) -> Result<FromBooks, Failure> {
    let opened = match books::open(folder) {
        Ok(opened) => opened,
        // Nothing was ever handed over.
        Err(failure) if failure.code == "books-missing" => return Ok(FromBooks::default()),
        Err(failure) => return Err(failure),
    };
    let said = |error| books::failure_of(&error, &folder.books_folder());
    let until = journals_until(&opened).map_err(said)?;
    let places = known.register.places()?;
    let in_use = places
        .iter()
        .filter(|place| place.standing == TerminalStanding::IN_USE && place.made <= at);
    let behind = in_use
        .map(|place| place.terminal)
        .filter(|number| until.get(number).is_none_or(|until| *until < at))
        .collect();
    Ok(FromBooks {
        uses: opened.uses_of(holder.traits.holder).map_err(said)?,
        journal: match terminal {
            Some(terminal) => JournalAt {
                until: until.get(&terminal.number).copied(),
                proved: opened.proved_edition(terminal.number, at).map_err(said)?,
            },
            None => JournalAt::default(),
        },
        behind,
        is_there: true,
    })
}

/// Up to when the books have the journal of each terminal.
fn journals_until(books: &Books) -> Result<BTreeMap<u32, UnixTime>, BooksError> {
    let mut until: BTreeMap<u32, UnixTime> = BTreeMap::new();
    for journal in books.journals()? {
        let one = until.entry(journal.terminal).or_default();
        *one = (*one).max(journal.signed);
    }
    Ok(until)
}
