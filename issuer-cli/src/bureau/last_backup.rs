//! When the register was backed up last, noted beside it.

use std::path::PathBuf;

use cli_support::files::Access;
use credential_core::UnixTime;
use messages::{Failure, text};
use serde::{Deserialize, Serialize};

use super::BureauFolder;
use crate::jsonfile;

/// `last-backup.json`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LastBackup {
    format: u32,
    made: u64,
    /// The number of the last audit record in it.
    pub(crate) record: u64,
}

const FORMAT: u32 = 1;

impl LastBackup {
    pub(crate) fn made(&self) -> UnixTime {
        UnixTime::from_secs(self.made)
    }
}

impl BureauFolder<'_> {
    fn last_backup_file(&self) -> PathBuf {
        self.path.join("last-backup.json")
    }

    /// The note on the last backup; `None` if there is none.
    ///
    /// # Errors
    /// Those of reading the file.
    pub(crate) fn last_backup(&self) -> Result<Option<LastBackup>, Failure> {
        let path = self.last_backup_file();
        if !path.exists() {
            return Ok(None);
        }
        let note: LastBackup = jsonfile::read(&path)?;
        if note.format == FORMAT {
            Ok(Some(note))
        } else {
            Err(jsonfile::invalid(
                &path,
                text!("format 的值不对"; "the value of format"),
            ))
        }
    }

    /// Notes a backup.
    ///
    /// # Errors
    /// Those of writing the file.
    pub(crate) fn note_backup(&self, made: UnixTime, record: u64) -> Result<(), Failure> {
        let note = LastBackup {
            format: FORMAT,
            made: made.as_secs(),
            record,
        };
        jsonfile::write(&self.last_backup_file(), &note, Access::Private)
    }
}
