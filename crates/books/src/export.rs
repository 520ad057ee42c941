//! Records as Parquet files, for what is larger than one machine: `year=2026/month=11/grants.parquet`.

mod grant_file;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::{BooksError, Result};
use crate::folder;
use crate::month::Month;
use crate::open::Books;
use crate::report::MonthSpan;
use crate::settle::ResolvedGrant;
use grant_file::{GrantFile, GrantRow};

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParquetExport {
    /// One file for each month with grants.
    pub months: Vec<Month>,
    /// Grants and manual grants, undone or not.
    pub records: u64,
    /// Bytes of all files.
    pub bytes: u64,
}

impl Books {
    /// Writes the grants of these months into a folder that is not there yet: all of it or nothing. `seen` is
    /// called for each month. Files and folders are for the owner alone.
    ///
    /// # Errors
    /// [`BooksError::File`], with [`std::io::ErrorKind::AlreadyExists`] if the folder is there; those of reading.
    pub fn export_parquet(
        &self,
        folder: &Path,
        span: MonthSpan,
        seen: &mut dyn FnMut(Month),
    ) -> Result<ParquetExport> {
        if folder.symlink_metadata().is_ok() {
            return Err(BooksError::file(
                folder,
                std::io::ErrorKind::AlreadyExists.into(),
            ));
        }
        let parent = match folder.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        // Removed again if anything fails.
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let draft = builder
            .prefix(".tmp-")
            .tempdir_in(parent)
            .map_err(|error| BooksError::file(folder, error))?;
        let mut export = ParquetExport {
            months: Vec::new(),
            records: 0,
            bytes: 0,
        };
        let (first, last) = span.numbers();
        for month in self.months_with_events()? {
            if !(first..=last).contains(&month.number()) {
                continue;
            }
            let (records, bytes) = self.export_month(draft.path(), month)?;
            if records > 0 {
                export.months.push(month);
                export.records += records;
                export.bytes += bytes;
            }
            seen(month);
        }
        let put_in_place = || {
            folder::sync_folder(draft.path()).ok();
            fs::rename(draft.path(), folder)
        };
        put_in_place().map_err(|error| BooksError::file(folder, error))?;
        // It has its name now, and is no draft to be removed.
        let _ = draft.keep();
        folder::sync_folder(parent)?;
        Ok(export)
    }

    /// Writes the file of a month, if it has grants; says how many, and its size.
    fn export_month(&self, into: &Path, month: Month) -> Result<(u64, u64)> {
        let (year, number) = (month.number() / 100, month.number() % 100);
        let path: PathBuf = into
            .join(format!("year={year}"))
            .join(format!("month={number}"))
            .join("grants.parquet");
        let cannot = |error: std::io::Error| BooksError::file(&path, error);
        let mut file: Option<GrantFile<BufWriter<File>>> = None;
        let mut records = 0;
        self.for_each_grant(month, &mut |grant| {
            records += 1;
            let file = match &mut file {
                Some(file) => file,
                None => {
                    folder::create(path.parent().unwrap_or(into))?;
                    let new = folder::private().create_new(true).open(&path);
                    let out = BufWriter::new(new.map_err(cannot)?);
                    file.insert(GrantFile::begin(out).map_err(|error| cannot(error.into()))?)
                }
            };
            file.push(row(grant)).map_err(|error| cannot(error.into()))
        })?;
        let Some(file) = file else {
            return Ok((0, 0));
        };
        let written = || -> std::io::Result<u64> {
            let mut out = file.finish()?;
            out.flush()?;
            let file = out.into_inner().map_err(std::io::Error::from)?;
            file.sync_all()?;
            Ok(file.metadata()?.len())
        };
        let bytes = written().map_err(cannot)?;
        for folder in path.ancestors().skip(1).take(2) {
            folder::sync_folder(folder)?;
        }
        Ok((records, bytes))
    }
}

fn row(grant: &ResolvedGrant) -> GrantRow {
    let event = &grant.event;
    let micros = i64::try_from(grant.time.as_secs()).ok();
    GrantRow {
        time: micros
            .and_then(|secs| secs.checked_mul(1_000_000))
            .unwrap_or(i64::MAX),
        journal: event.journal,
        number: event.number,
        kind: grant.kind,
        holder: event.has_holder.then_some((event.issuer, event.holder)),
        merchant: grant.merchant,
        branch: event.branch,
        region: grant.region,
        trade: grant.trade,
        benefit: event.benefit,
        edition: event.edition,
        categories: grant.categories,
        units: event.units,
        price: event.price.map(|price| (price.full, price.charged)),
        undone: grant.undone,
    }
}
