//! The books as a whole: opened with care, by one program at a time.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use rustc_hash::FxHashMap;

use crate::error::{BooksError, Result};
use crate::facts::{BureauFacts, Facts};
use crate::folder::{self, BooksFolder};
use crate::schema::{APPLICATION_ID, FIRST_VERSION, STEPS};

/// How long to wait for another program.
const PATIENCE: Duration = Duration::from_secs(5);

/// The books of a bureau, open: nobody else has them.
pub struct Books {
    pub(crate) connection: Connection,
    pub(crate) folder: BooksFolder,
    pub(crate) facts: Facts,
    /// Which folder has the events.
    pub(crate) generation: u32,
    /// `holders.id` by issuer and number.
    pub(crate) holders: FxHashMap<(u32, u32), u32>,
}

impl Books {
    /// Opens the books to read them. Months that have something new are calculated first.
    ///
    /// # Errors
    /// [`BooksError::Missing`], [`BooksError::OtherIssuer`], [`BooksError::Newer`], [`BooksError::Older`],
    /// [`BooksError::InUse`], [`BooksError::Damaged`]; those of the disk and the database.
    pub fn open(path: &Path, facts: BureauFacts) -> Result<Self> {
        let folder = BooksFolder::new(path);
        if !folder.database().exists() {
            return Err(BooksError::Missing(path.to_owned()));
        }
        let mut books = Self::open_folder(folder, facts)?;
        books.settle(&mut |_| ())?;
        Ok(books)
    }

    /// Opens the books to bring something in, and makes them if there are none. Months are calculated by
    /// [`Self::settle`].
    ///
    /// # Errors
    /// As [`Self::open`], without [`BooksError::Missing`].
    pub fn open_for_import(path: &Path, facts: BureauFacts) -> Result<Self> {
        let folder = BooksFolder::new(path);
        folder.create(1)?;
        Self::open_folder(folder, facts)
    }

    /// The tables of the books, for reports: `schema.rs` describes them.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    fn open_folder(folder: BooksFolder, facts: BureauFacts) -> Result<Self> {
        // What is left of a run that was stopped before the new books took the place of the old ones.
        folder::remove(&folder.new_database())?;
        let (connection, generation) = open_database(&folder.database(), facts.issuer)?;
        if number(&connection, "user_version")? < FIRST_VERSION as i64 {
            return Err(BooksError::Older);
        }
        folder.create(generation)?;
        Ok(Self {
            holders: read_holders(&connection)?,
            connection,
            folder,
            facts: Facts::new(facts),
            generation,
        })
    }
}

/// Opens a database, or makes it; also says which folder has its events. One that is too old to be used is locked by
/// this all the same.
pub(crate) fn open_database(path: &Path, issuer: u32) -> Result<(Connection, u32)> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    folder::create_private_file(path)?;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    configure(&connection)?;
    // From the first transaction on the file is locked until it is closed.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let version = version(&transaction, path)?;
    if version == 0 || version >= FIRST_VERSION {
        let done = (version + 1).saturating_sub(FIRST_VERSION);
        let steps = STEPS.get(done..).unwrap_or_default();
        for step in steps {
            transaction.execute_batch(step)?;
        }
        if !steps.is_empty() {
            transaction.pragma_update(None, "user_version", LAST_VERSION as u32)?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        }
    }
    transaction.execute("INSERT OR IGNORE INTO books VALUES (1, ?1, 1, 0)", [issuer])?;
    let (found, generation): (u32, u32) =
        transaction.query_row("SELECT issuer, generation FROM books", (), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    if found != issuer {
        return Err(BooksError::OtherIssuer { found });
    }
    transaction.commit()?;
    Ok((connection, generation))
}

/// What the last step makes.
const LAST_VERSION: usize = FIRST_VERSION + STEPS.len() - 1;

fn number(connection: &Connection, pragma: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, pragma, |row| row.get(0))
}

/// The version of a database; 0 for one that has nothing.
fn version(connection: &Connection, path: &Path) -> Result<usize> {
    let id = number(connection, "application_id")?;
    let version = number(connection, "user_version")?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))?;
    if (id, version, tables) == (0, 0, 0) {
        return Ok(0);
    }
    if id != i64::from(APPLICATION_ID) {
        return Err(BooksError::Damaged {
            path: path.to_owned(),
            why: "a database of something else",
        });
    }
    match usize::try_from(version) {
        Ok(known) if (1..=LAST_VERSION).contains(&known) => Ok(known),
        _ => Err(BooksError::Newer {
            version: u32::try_from(version).unwrap_or(u32::MAX),
        }),
    }
}

/// Power cuts first, as the register.
fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "locking_mode", "EXCLUSIVE", |_| Ok(()))?;
    connection.pragma_update_and_check(None, "journal_mode", "TRUNCATE", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // In KiB.
    connection.pragma_update(None, "cache_size", -48_000)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

pub(crate) fn read_holders(connection: &Connection) -> Result<FxHashMap<(u32, u32), u32>> {
    let mut statement = connection.prepare("SELECT id, issuer, number FROM holders")?;
    let rows = statement.query_map((), |row| Ok(((row.get(1)?, row.get(2)?), row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
