//! Different people: the sets of several months are united, never added.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;
use rusqlite::Rows;

use crate::error::{BooksError, Result};

/// How many different people there are of each key, from rows of a key and the `holders` of the table `people`.
///
/// # Errors
/// [`BooksError::Damaged`] for what is no set; those of the database.
pub(crate) fn united(mut rows: Rows<'_>) -> Result<BTreeMap<u32, u64>> {
    let mut sets: BTreeMap<u32, RoaringBitmap> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(1)?.as_blob().map_err(|_| damaged())?;
        let set = RoaringBitmap::deserialize_from(bytes).map_err(|_| damaged())?;
        *sets.entry(row.get(0)?).or_default() |= set;
    }
    let counts = sets.into_iter().map(|(key, set)| (key, set.len()));
    Ok(counts.collect())
}

fn damaged() -> BooksError {
    BooksError::Damaged {
        path: "books.db".into(),
        why: "a set of people",
    }
}
