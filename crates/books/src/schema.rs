//! The tables of `books.db`.
//!
//! Records are not rows: 99 million rides would take hours and tens of gigabytes. The verified blocks lie in
//! `kept/`, which is the source of truth, and an event of each record in `index-1/`, by civil month.
//! The tables have the state of the journals, and of each month its totals, sets of people and marks.
//!
//! A month is calculated as a whole from its records and the bureau's facts, in one transaction, so the
//! order in which files came makes no difference. Everything here can be made again from `kept/` and
//! `bureau_undos` (`rebuild`).
//!
//! Units: money in fen; times in seconds since 1970; months as the number `YYYYMM` of Beijing; numbers of
//! merchants, benefits, trades and terminals as the bureau has given them; regions of six digits; categories
//! as the bits of `CategorySet`.

/// Marks a SQLite file as the books of a bureau: `LBB1`.
pub(crate) const APPLICATION_ID: i32 = 0x4c42_4231;

/// The version that the first step makes. Books of version 1 were never released, and have events of another size:
/// they are made again.
pub(crate) const FIRST_VERSION: usize = 2;

/// The steps from each version to the next. A step that was released never changes.
pub(crate) const STEPS: &[&str] = &[TABLES];

/// Version 2.
const TABLES: &str = "
-- Which bureau's books these are. The events lie in the folder index-GENERATION; names_of is the edition of which
-- the names stand below, 0 for none.
CREATE TABLE books (
    only       INTEGER PRIMARY KEY CHECK (only = 1),
    issuer     INTEGER NOT NULL,
    generation INTEGER NOT NULL CHECK (generation >= 1),
    names_of   INTEGER NOT NULL
) STRICT;

-- One row for each chain of each terminal.
CREATE TABLE journals (
    id           INTEGER PRIMARY KEY,
    terminal_key BLOB NOT NULL CHECK (length(terminal_key) = 32), -- thumbprint
    chain        INTEGER NOT NULL CHECK (chain >= 1),
    terminal     INTEGER NOT NULL,  -- the terminal's number at the last import
    size         INTEGER NOT NULL,  -- records in the books: 1 to size, without a gap
    head         BLOB NOT NULL CHECK (length(head) = 32),         -- hash of the last of them
    signed       INTEGER NOT NULL,  -- time of the newest checkpoint; 0 before the first
    imported     INTEGER NOT NULL,  -- when something last came
    last_time    INTEGER NOT NULL,  -- time of the last record; 0 without one
    place_terminal INTEGER NOT NULL, -- the place that the last note of the chain names; 0 without one
    place_merchant INTEGER NOT NULL,
    place_branch   INTEGER NOT NULL,
    place_foreign  INTEGER NOT NULL CHECK (place_foreign IN (0, 1)), -- whether it is one of another bureau
    receipted    INTEGER NOT NULL,  -- size of the newest receipt; 0 without one
    receipted_at INTEGER NOT NULL,
    closed_size  INTEGER,           -- of a chain that the terminal has set aside: how many records it had
    closed_head  BLOB CHECK (length(closed_head) = 32),
    UNIQUE (terminal_key, chain)
) STRICT;

-- Every checkpoint that was verified. A later file has to lead through them.
CREATE TABLE checkpoints (
    journal INTEGER NOT NULL REFERENCES journals (id),
    size    INTEGER NOT NULL,
    head    BLOB NOT NULL CHECK (length(head) = 32),
    signed  INTEGER NOT NULL,
    PRIMARY KEY (journal, size, signed)
) STRICT, WITHOUT ROWID;

-- Where the records first to last of a journal lie in kept/.
CREATE TABLE blocks (
    journal  INTEGER NOT NULL REFERENCES journals (id),
    last     INTEGER NOT NULL,
    first    INTEGER NOT NULL,
    pack     INTEGER NOT NULL,
    position INTEGER NOT NULL,
    bytes    INTEGER NOT NULL,
    imported INTEGER NOT NULL,
    PRIMARY KEY (journal, last)
) STRICT, WITHOUT ROWID;

-- How many bytes of each file in kept/ are in the books. What is behind them was being written when a run
-- was stopped, and is cut off.
CREATE TABLE packs (
    pack  INTEGER PRIMARY KEY,
    bytes INTEGER NOT NULL
) STRICT;

-- Where the events of a month and a group of holders lie.
CREATE TABLE extents (
    month    INTEGER NOT NULL,
    bucket   INTEGER NOT NULL,
    position INTEGER NOT NULL,
    bytes    INTEGER NOT NULL,
    PRIMARY KEY (month, bucket, position)
) STRICT, WITHOUT ROWID;

-- What is wrong with a journal as a whole, found in a file that was signed: kind is fork (records with one
-- number and two hashes: number is the first) or truncated (number is the size that came, known the size
-- before). file is the SHA-256 of the file, which is kept in aside/.
CREATE TABLE faults (
    journal INTEGER NOT NULL REFERENCES journals (id),
    kind    TEXT NOT NULL CHECK (kind IN ('fork', 'truncated')),
    number  INTEGER NOT NULL,
    known   INTEGER,
    file    BLOB NOT NULL CHECK (length(file) = 32),
    seen    INTEGER NOT NULL,
    PRIMARY KEY (journal, kind, number, file)
) STRICT, WITHOUT ROWID;

-- Files that begin behind the end of their journal: a gap. They lie in waiting/ and are taken in by
-- themselves when the missing records have come.
CREATE TABLE waiting (
    file         BLOB PRIMARY KEY CHECK (length(file) = 32), -- SHA-256
    terminal_key BLOB NOT NULL CHECK (length(terminal_key) = 32),
    chain        INTEGER NOT NULL,
    first        INTEGER NOT NULL,  -- the first record that it has
    last         INTEGER NOT NULL,
    name         TEXT NOT NULL,
    seen         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Grants that the bureau takes back. One may come before the file with its grant.
CREATE TABLE bureau_undos (
    id           INTEGER PRIMARY KEY,
    terminal_key BLOB NOT NULL CHECK (length(terminal_key) = 32),
    chain        INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    operator     TEXT NOT NULL,
    at           INTEGER NOT NULL,
    found        INTEGER NOT NULL CHECK (found IN (0, 1)), -- whether the grant is in the books
    UNIQUE (terminal_key, chain, number)
) STRICT;

-- The months that have records. A month is calculated with what the month before hands over: counted quotas of
-- weeks, years and lifetimes, and who was last where. If that differs from opening, it is calculated again.
CREATE TABLE months (
    month   INTEGER PRIMARY KEY CHECK (month BETWEEN 197001 AND 999912),
    records INTEGER NOT NULL,     -- grants and manual grants, undone or not
    opening BLOB NOT NULL,        -- digest of what the month before has handed over
    closing BLOB NOT NULL,        -- digest of what this month hands over
    facts   BLOB NOT NULL         -- digest of the bureau's facts that it was calculated with
) STRICT;
CREATE TABLE handed_over (
    month  INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    state  BLOB NOT NULL,
    PRIMARY KEY (month, bucket)
) STRICT, WITHOUT ROWID;

-- Months with something new. Opening the books calculates them first, so a report never meets one.
CREATE TABLE stale (month INTEGER PRIMARY KEY) STRICT;

-- Totals. A sum over any of the columns of the key is right; each grant is in one row.
-- kind: 1 card, 2 phone, 3 manual. region and trade are those of the merchant (region: where the terminal
-- stood; trade: the first one of the merchant in the edition of the record; 0 unknown). categories are those
-- of the credential that was shown; 0: unknown, such as that of a holder of another bureau.
-- uses, units, full, charged are without undone grants; undone counts those. full and charged are of
-- grants with a price; saved = full - charged. priced counts the uses that have a price.
CREATE TABLE uses (
    month      INTEGER NOT NULL,
    merchant   INTEGER NOT NULL,
    region     INTEGER NOT NULL,
    trade      INTEGER NOT NULL,
    benefit    INTEGER NOT NULL,
    categories INTEGER NOT NULL,
    kind       INTEGER NOT NULL CHECK (kind IN (1, 2, 3)),
    uses       INTEGER NOT NULL,
    units      INTEGER NOT NULL,
    priced     INTEGER NOT NULL,
    full       INTEGER NOT NULL,
    charged    INTEGER NOT NULL,
    undone     INTEGER NOT NULL,
    PRIMARY KEY (month, merchant, region, trade, benefit, categories, kind)
) STRICT, WITHOUT ROWID;

-- Distinct people of a month, by dimension and key. Numbers of people must not be added: neither over months
-- nor over keys. holders is a Roaring bitmap (portable format) of holders.id; for several months unite them.
-- Card and phone of one person are one. Undone grants count nobody; manual grants with a number count in
-- dimension 6 alone.
-- dimension: 0 all (key 0), 1 merchant, 2 trade, 3 category (key: the bit, 0 to 31), 4 region, 5 benefit,
-- 6 kind (1, 2, 3).
CREATE TABLE people (
    month     INTEGER NOT NULL,
    dimension INTEGER NOT NULL CHECK (dimension BETWEEN 0 AND 6),
    key       INTEGER NOT NULL,
    people    INTEGER NOT NULL,
    holders   BLOB NOT NULL,
    PRIMARY KEY (month, dimension, key)
) STRICT, WITHOUT ROWID;

-- The people in the sets of `people`. id has no meaning outside of these books.
CREATE TABLE holders (
    id     INTEGER PRIMARY KEY,
    issuer INTEGER NOT NULL,
    number INTEGER NOT NULL,
    UNIQUE (issuer, number)
) STRICT;

-- Manual grants that were not undone, by reason: 1 card unreadable, 2 scanner broken, 3 no power.
CREATE TABLE manual (
    month    INTEGER NOT NULL,
    merchant INTEGER NOT NULL,
    benefit  INTEGER NOT NULL,
    reason   INTEGER NOT NULL,
    uses     INTEGER NOT NULL,
    PRIMARY KEY (month, merchant, benefit, reason)
) STRICT, WITHOUT ROWID;

-- How holders found the service: 1 satisfied, 2 fair, 3 dissatisfied. One for each grant that was not undone, in
-- the month of the grant; others are marked.
CREATE TABLE ratings (
    month    INTEGER NOT NULL,
    merchant INTEGER NOT NULL,
    level    INTEGER NOT NULL CHECK (level IN (1, 2, 3)),
    ratings  INTEGER NOT NULL,
    PRIMARY KEY (month, merchant, level)
) STRICT, WITHOUT ROWID;

-- Records to look at. kind is a word of `MarkKind`. other_journal and other_number name the record that it
-- is about as well, if there is one. number 0 is the journal as a whole.
-- saved is what the holder saved by the marked use, in fen: NULL where the record is no grant.
-- Of quota-exceeded: period (1 day, 2 week, 3 month, 4 year, 5 lifetime), allowed, and used with this record.
CREATE TABLE marks (
    month         INTEGER NOT NULL,  -- of the record
    journal       INTEGER NOT NULL,
    number        INTEGER NOT NULL,
    kind          TEXT NOT NULL,
    period        INTEGER NOT NULL,  -- 0 without one
    allowed       INTEGER,
    used          INTEGER,
    other_journal INTEGER,
    other_number  INTEGER,
    time          INTEGER NOT NULL,
    terminal      INTEGER NOT NULL,
    merchant      INTEGER NOT NULL,
    benefit       INTEGER NOT NULL,  -- 0 without one
    holder        INTEGER,           -- holders.id
    saved         INTEGER,
    PRIMARY KEY (month, journal, number, kind, period)
) STRICT, WITHOUT ROWID;
CREATE INDEX marks_of ON marks (journal, number);

-- Grants that were taken back, in the month of the grant.
-- by: 1 at the counter (reason: 1 mistake, 2 not taken, 3 nobody passed), 2 at the bureau (see bureau_undos).
CREATE TABLE undone (
    month    INTEGER NOT NULL,
    journal  INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    by       INTEGER NOT NULL CHECK (by IN (1, 2)),
    reason   INTEGER NOT NULL,  -- 0 at the bureau
    merchant INTEGER NOT NULL,
    benefit  INTEGER NOT NULL,
    full     INTEGER NOT NULL,
    charged  INTEGER NOT NULL,
    PRIMARY KEY (month, journal, number)
) STRICT, WITHOUT ROWID;

-- Names, as the newest edition has them, so that a report needs nothing else.
CREATE TABLE merchant_names (
    merchant INTEGER PRIMARY KEY,
    zh       TEXT NOT NULL,
    en       TEXT,
    trade    INTEGER NOT NULL,       -- the first one
    region   INTEGER NOT NULL
) STRICT;
CREATE TABLE benefit_names (
    benefit INTEGER PRIMARY KEY,
    zh      TEXT NOT NULL,
    en      TEXT,
    basis   TEXT
) STRICT;
CREATE TABLE trade_names (
    trade  INTEGER PRIMARY KEY,
    zh     TEXT NOT NULL,
    en     TEXT,
    within INTEGER                   -- the trade of the first level
) STRICT;
";
