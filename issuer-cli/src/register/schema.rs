//! The tables, and how an older register becomes one of today.

use rusqlite::{Connection, TransactionBehavior};

use super::failure::RegisterFault;

/// Marks a SQLite file as a register: `LBM1`.
pub(super) const APPLICATION_ID: i32 = 0x4c42_4d31;

/// The steps from each version to the next. A step that was released never changes.
pub(super) const STEPS: &[&str] = &[
    TABLES,
    SIGNED_CODES,
    HOLDER_KEYS,
    CATALOGUES,
    MERCHANTS,
    DEPENDANTS,
    COMPLAINTS,
];

/// The version that this program writes.
pub(super) const VERSION: usize = STEPS.len();

/// Version 1.
///
/// Each table only grows, and triggers hold it to that. Each row carries the number of the audit
/// record that vouches for it, and rows of one table stand in the order of these numbers.
const TABLES: &str = "
CREATE TABLE register (
    only      INTEGER PRIMARY KEY CHECK (only = 1),
    id        BLOB NOT NULL CHECK (length(id) = 16),
    key_check BLOB NOT NULL CHECK (length(key_check) = 16)
) STRICT;

CREATE TABLE audit (
    number  INTEGER PRIMARY KEY CHECK (number >= 1),
    at      INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL,
    details TEXT NOT NULL,
    rows    BLOB NOT NULL CHECK (length(rows) = 32),
    hash    BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE holders (
    id     INTEGER PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE CHECK (number BETWEEN 1 AND 4294967295),
    person BLOB NOT NULL UNIQUE CHECK (length(person) = 16),
    audit  INTEGER NOT NULL
) STRICT;

CREATE TABLE credentials (
    id               INTEGER PRIMARY KEY,
    holder           INTEGER NOT NULL REFERENCES holders (id),
    serial           INTEGER NOT NULL CHECK (serial >= 1),
    status_index     INTEGER NOT NULL UNIQUE CHECK (status_index BETWEEN 0 AND 16777215),
    name             TEXT NOT NULL,
    categories       INTEGER NOT NULL CHECK (categories BETWEEN 1 AND 4294967295),
    home_region      INTEGER CHECK (home_region BETWEEN 100000 AND 999999),
    disability_grade INTEGER CHECK (disability_grade BETWEEN 1 AND 10),
    honour_class     INTEGER CHECK (honour_class BETWEEN 1 AND 9),
    valid_from       INTEGER NOT NULL CHECK (valid_from >= 0),
    valid_until      INTEGER NOT NULL CHECK (valid_until > valid_from),
    audit            INTEGER NOT NULL,
    UNIQUE (holder, serial)
) STRICT;

CREATE TABLE issued (
    id         INTEGER PRIMARY KEY,
    credential INTEGER NOT NULL UNIQUE REFERENCES credentials (id),
    file       TEXT NOT NULL,
    digest     BLOB NOT NULL CHECK (length(digest) = 32),
    audit      INTEGER NOT NULL
) STRICT;

CREATE TABLE changes (
    id         INTEGER PRIMARY KEY,
    credential INTEGER NOT NULL REFERENCES credentials (id),
    status     INTEGER NOT NULL CHECK (status IN (0, 1, 2)),
    reason     TEXT NOT NULL,
    audit      INTEGER NOT NULL
) STRICT;
CREATE INDEX changes_of ON changes (credential);

CREATE TRIGGER revoked_is_for_ever BEFORE INSERT ON changes
WHEN EXISTS (SELECT 1 FROM changes WHERE credential = NEW.credential AND status = 1)
BEGIN SELECT raise(ABORT, 'a revoked credential stays revoked'); END;

CREATE TRIGGER register_stays BEFORE UPDATE ON register BEGIN SELECT raise(ABORT, 'the register only grows'); END;
CREATE TRIGGER register_lasts BEFORE DELETE ON register BEGIN SELECT raise(ABORT, 'the register only grows'); END;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the register only grows'); END;
CREATE TRIGGER audit_lasts BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the register only grows'); END;
CREATE TRIGGER holders_stay BEFORE UPDATE ON holders BEGIN SELECT raise(ABORT, 'the register only grows'); END;
CREATE TRIGGER holders_last BEFORE DELETE ON holders BEGIN SELECT raise(ABORT, 'the register only grows'); END;
CREATE TRIGGER credentials_stay BEFORE UPDATE ON credentials BEGIN SELECT raise(ABORT, 'the register only grows'); END;
CREATE TRIGGER credentials_last BEFORE DELETE ON credentials BEGIN SELECT raise(ABORT, 'the register only grows'); END;
CREATE TRIGGER issued_stay BEFORE UPDATE ON issued BEGIN SELECT raise(ABORT, 'the register only grows'); END;
CREATE TRIGGER issued_last BEFORE DELETE ON issued BEGIN SELECT raise(ABORT, 'the register only grows'); END;
CREATE TRIGGER changes_stay BEFORE UPDATE ON changes BEGIN SELECT raise(ABORT, 'the register only grows'); END;
CREATE TRIGGER changes_last BEFORE DELETE ON changes BEGIN SELECT raise(ABORT, 'the register only grows'); END;
";

/// Version 2: what a vouch list needs of each code. `code` is its hash (`docs/format.md`, "Vouch list"),
/// `key` the thumbprint of the key that has signed it. Rows from before have neither.
const SIGNED_CODES: &str = "
ALTER TABLE issued ADD COLUMN code BLOB CHECK (length(code) = 12);
ALTER TABLE issued ADD COLUMN key BLOB CHECK (length(key) = 32);
";

/// Version 3: the key of the phone that a credential is bound to, as COSE_Key. Rows without one are cards.
const HOLDER_KEYS: &str = "
ALTER TABLE credentials ADD COLUMN holder_key BLOB CHECK (length(holder_key) BETWEEN 1 AND 128);
CREATE INDEX credentials_with ON credentials (holder_key) WHERE holder_key IS NOT NULL;
";

/// Version 4: the editions of the catalogue that were published, and the places of terminals. Of an edition the
/// tables as the bureau keeps them, and the SHA-256 of its signed head and of all its signed parts in their order.
/// Of a terminal each place that was ever signed; the newest counts.
const CATALOGUES: &str = "
CREATE TABLE editions (
    id        INTEGER PRIMARY KEY,
    audit     INTEGER NOT NULL,
    edition   INTEGER NOT NULL UNIQUE CHECK (edition BETWEEN 1 AND 4294967295),
    made      INTEGER NOT NULL CHECK (made >= 0),
    until     INTEGER NOT NULL CHECK (until > made),
    parts     INTEGER NOT NULL CHECK (parts >= 0),
    head      BLOB NOT NULL CHECK (length(head) = 32),
    digest    BLOB NOT NULL CHECK (length(digest) = 32),
    catalogue TEXT NOT NULL
) STRICT;

CREATE TABLE places (
    id       INTEGER PRIMARY KEY,
    audit    INTEGER NOT NULL,
    terminal INTEGER NOT NULL CHECK (terminal BETWEEN 1 AND 4294967295),
    key      BLOB NOT NULL CHECK (length(key) = 32),
    label    TEXT,
    merchant INTEGER NOT NULL CHECK (merchant BETWEEN 1 AND 4294967295),
    standing INTEGER NOT NULL CHECK (standing IN (1, 2)),
    made     INTEGER NOT NULL CHECK (made >= 0),
    place    BLOB NOT NULL CHECK (length(place) BETWEEN 1 AND 1024)
) STRICT;
CREATE INDEX places_of ON places (terminal);
CREATE INDEX places_with ON places (key);

CREATE TRIGGER editions_stay BEFORE UPDATE ON editions BEGIN SELECT raise(ABORT, 'the register only grows'); END;
CREATE TRIGGER editions_last BEFORE DELETE ON editions BEGIN SELECT raise(ABORT, 'the register only grows'); END;
CREATE TRIGGER places_stay BEFORE UPDATE ON places BEGIN SELECT raise(ABORT, 'the register only grows'); END;
CREATE TRIGGER places_last BEFORE DELETE ON places BEGIN SELECT raise(ABORT, 'the register only grows'); END;
";

/// Version 5: what became of merchants (`docs/decisions/0028-merchants.md`). `day` is the day from which it holds, as
/// the catalogue writes days (`20261001`); `until` the last day of an agreement; `kept` the result of an inspection.
const MERCHANTS: &str = "
CREATE TABLE merchant_events (
    id       INTEGER PRIMARY KEY,
    audit    INTEGER NOT NULL,
    merchant INTEGER NOT NULL CHECK (merchant BETWEEN 1 AND 4294967295),
    kind     TEXT NOT NULL CHECK (kind IN ('joined', 'suspended', 'returned', 'left', 'inspected', 'praised', 'renewed')),
    day      INTEGER NOT NULL CHECK (day BETWEEN 19700101 AND 99991231),
    until    INTEGER CHECK (until IS NULL OR until BETWEEN day AND 99991231 AND kind IN ('joined', 'renewed')),
    kept     INTEGER CHECK (kept IN (0, 1)),
    note     TEXT NOT NULL,
    CHECK ((kept IS NOT NULL) = (kind = 'inspected'))
) STRICT;
CREATE INDEX merchant_events_of ON merchant_events (merchant);

CREATE TRIGGER merchant_events_stay BEFORE UPDATE ON merchant_events BEGIN SELECT raise(ABORT, 'the register only grows'); END;
CREATE TRIGGER merchant_events_last BEFORE DELETE ON merchant_events BEGIN SELECT raise(ABORT, 'the register only grows'); END;
";

/// Version 6: whom of the family a card is for as well, one a line: the number of the relation, a blank, the name.
const DEPENDANTS: &str = "
ALTER TABLE credentials ADD COLUMN dependants TEXT CHECK (length(dependants) BETWEEN 1 AND 2048);
";

/// Version 7: what holders have said about merchants (`docs/format.md`, "Complaint"). `digest` is SHA-256 of what was
/// handed in, `credential` the one whose phone has signed it, `day` as in `merchant_events`.
const COMPLAINTS: &str = "
CREATE TABLE complaints (
    id         INTEGER PRIMARY KEY,
    audit      INTEGER NOT NULL,
    credential INTEGER NOT NULL REFERENCES credentials (id),
    digest     BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    merchant   INTEGER NOT NULL CHECK (merchant BETWEEN 1 AND 4294967295),
    benefit    INTEGER CHECK (benefit BETWEEN 1 AND 4294967295),
    day        INTEGER NOT NULL CHECK (day BETWEEN 19700101 AND 99991231),
    made       INTEGER NOT NULL CHECK (made >= 0),
    text       TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 1500)
) STRICT;
CREATE INDEX complaints_about ON complaints (merchant);
CREATE INDEX complaints_by ON complaints (credential);

CREATE TRIGGER complaints_stay BEFORE UPDATE ON complaints BEGIN SELECT raise(ABORT, 'the register only grows'); END;
CREATE TRIGGER complaints_last BEFORE DELETE ON complaints BEGIN SELECT raise(ABORT, 'the register only grows'); END;
";

/// The tables of version 1. What a record vouches for of a later one counts only where it has rows, so that
/// records from before it keep their digest.
pub(super) const FIRST_TABLES: usize = 4;

/// A table that the audit log vouches for.
pub(super) struct AuditedTable {
    /// Reads the rows behind an id in the order in which they were added, `id` and `audit` first. All
    /// columns stand in it; one that is added later stands behind the others.
    pub(super) rows: &'static str,
    /// How many columns the table had in version 1, here.
    pub(super) first_columns: usize,
}

/// The tables that the audit log vouches for.
pub(super) const AUDITED_ROWS: [AuditedTable; 8] = [
    AuditedTable {
        rows: "SELECT id, audit, number, person FROM holders WHERE id > ?1 ORDER BY id",
        first_columns: 4,
    },
    AuditedTable {
        rows: "SELECT id, audit, holder, serial, status_index, name, categories, home_region, disability_grade,
            honour_class, valid_from, valid_until, holder_key, dependants FROM credentials WHERE id > ?1 ORDER BY id",
        first_columns: 12,
    },
    AuditedTable {
        rows: "SELECT id, audit, credential, file, digest, code, key FROM issued WHERE id > ?1 ORDER BY id",
        first_columns: 5,
    },
    AuditedTable {
        rows: "SELECT id, audit, credential, status, reason FROM changes WHERE id > ?1 ORDER BY id",
        first_columns: 5,
    },
    AuditedTable {
        rows: "SELECT id, audit, edition, made, until, parts, head, digest, catalogue FROM editions
            WHERE id > ?1 ORDER BY id",
        first_columns: 9,
    },
    AuditedTable {
        rows: "SELECT id, audit, terminal, key, label, merchant, standing, made, place FROM places
            WHERE id > ?1 ORDER BY id",
        first_columns: 9,
    },
    AuditedTable {
        rows: "SELECT id, audit, merchant, kind, day, until, kept, note FROM merchant_events
            WHERE id > ?1 ORDER BY id",
        first_columns: 8,
    },
    AuditedTable {
        rows: "SELECT id, audit, credential, digest, merchant, benefit, day, made, text FROM complaints
            WHERE id > ?1 ORDER BY id",
        first_columns: 9,
    },
];

/// The version of a register; `None` if the file is something else.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<Option<usize>> {
    let application: i32 = connection.query_row("PRAGMA application_id", (), |row| row.get(0))?;
    let version: usize = connection.query_row("PRAGMA user_version", (), |row| row.get(0))?;
    Ok((application == APPLICATION_ID && version > 0).then_some(version))
}

/// Brings a register up to the version after the last of `steps`: all of the way, or nothing changes.
pub(super) fn migrate(connection: &mut Connection, steps: &[&str]) -> Result<(), RegisterFault> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again, now that nobody else can write: another program may have done it meanwhile.
    let from: usize = transaction.query_row("PRAGMA user_version", (), |row| row.get(0))?;
    for step in steps.iter().skip(from) {
        transaction.execute_batch(step)?;
    }
    if from < steps.len() {
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", steps.len())?;
    }
    transaction.commit()?;
    Ok(())
}
