//! The manifest: what was issued, once for people and once for programs.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use cli_support::files::{self, Access, Draft, Durability};
use credential_core::{Claims, HolderNumber, UnixTime};
use messages::{Failure, Lang, dates, untrusted::escape_untrusted};
use serde::{Deserialize, Serialize};

use super::code_press::WrittenCode;
use super::folder::OutFolder;
use super::sheet::{Sheet, finish_sheet};
use crate::particulars::{Particulars, ParticularsRecord, SheetKind};
use crate::register::{CodeKind, Entry};
use crate::roster::Place;

/// A line of `manifest.jsonl`: one code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ManifestLine {
    /// The record of the roster; none for a code that was made again.
    pub(crate) row: Option<u64>,
    /// The line of the roster's file.
    line: Option<u64>,
    pub(crate) holder: u32,
    pub(crate) serial: u32,
    pub(crate) status_index: u32,
    /// A manifest from before there were codes for phones does not say it.
    #[serde(default)]
    pub(crate) kind: CodeKind,
    #[serde(flatten)]
    pub(crate) particulars: ParticularsRecord,
    /// Seconds since 1970; the first second that no longer belongs to the validity.
    pub(crate) until: u64,
    /// The file of the code, relative to the folder of the run.
    pub(crate) file: String,
    pub(crate) text: String,
    /// Status indices of the credentials that this one replaces, and that are revoked for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) replaces: Vec<u32>,
}

impl ManifestLine {
    /// Of a credential and its code. `at` is where the person stands on the roster, if on any.
    pub(crate) fn new(
        at: Option<Place>,
        entry: &Entry,
        code: WrittenCode,
        replaces: Vec<u32>,
    ) -> Self {
        Self {
            row: at.map(|at| at.record),
            line: at.map(|at| at.line),
            holder: entry.holder.0,
            serial: entry.serial,
            status_index: entry.status_index.0,
            kind: entry.kind(),
            particulars: ParticularsRecord::from(&entry.particulars),
            until: entry.validity.until.as_secs(),
            file: code.file,
            text: code.text,
            replaces,
        }
    }

    /// The field that says something else than the credential, if there is one.
    pub(crate) fn differs_from(&self, claims: &Claims) -> Option<&'static str> {
        let is_phone = self.kind == CodeKind::Phone;
        let record = ParticularsRecord::from(&Particulars::of(claims));
        [
            ("holder", self.holder == claims.holder.0),
            ("status_index", self.status_index == claims.status_index.0),
            ("kind", is_phone == claims.holder_key.is_some()),
            ("until", self.until == claims.validity.until.as_secs()),
        ]
        .into_iter()
        .find_map(|(field, same)| (!same).then_some(field))
        .or_else(|| self.particulars.differing_field(&record))
    }
}

/// Bytes of a line; they have some 500.
const MAX_LINE_BYTES: u64 = 64 << 10;

/// A line of `manifest.jsonl` that is not in order.
#[derive(Debug)]
pub(crate) struct DamagedLine {
    /// Counted from 1.
    pub(crate) number: u64,
    /// `JSON`, or the name of a field.
    pub(crate) why: String,
}

/// Reads a `manifest.jsonl` line by line; nothing else reads one. A line that is no JSON, too long, or
/// cut off at the end of the file is an error.
pub(crate) struct ManifestReader<'p> {
    path: &'p Path,
    reader: BufReader<File>,
    number: u64,
    /// Where the line begins that was read last, and the next one.
    begin: u64,
    end: u64,
    damaged: fn(&Path, &DamagedLine) -> Failure,
}

impl<'p> ManifestReader<'p> {
    /// `damaged` makes the failure to a line that is not in order.
    ///
    /// # Errors
    /// `file-unreadable`.
    pub(crate) fn open(
        path: &'p Path,
        damaged: fn(&Path, &DamagedLine) -> Failure,
    ) -> Result<Self, Failure> {
        let file = files::open_ordinary(path).map_err(|error| files::cannot_read(path, &error))?;
        Ok(Self {
            path,
            reader: BufReader::with_capacity(1 << 16, file),
            number: 0,
            begin: 0,
            end: 0,
            damaged,
        })
    }

    /// The next line; `None` at the end.
    ///
    /// # Errors
    /// `file-unreadable`, and the failure to a line that is not in order.
    pub(crate) fn next(&mut self) -> Result<Option<ManifestLine>, Failure> {
        self.number += 1;
        let mut bytes = Vec::with_capacity(1 << 10);
        (&mut self.reader)
            .take(MAX_LINE_BYTES)
            .read_until(b'\n', &mut bytes)
            .map_err(|error| files::cannot_read(self.path, &error))?;
        self.begin = self.end;
        self.end += bytes.len() as u64;
        if bytes.is_empty() {
            return Ok(None);
        }
        // The last line has its end too: without it, the file was cut off.
        let json = bytes
            .strip_suffix(b"\n")
            .ok_or_else(|| self.damaged("\\n"))?;
        serde_json::from_slice(json)
            .map(Some)
            .map_err(|_| self.damaged("JSON"))
    }

    /// Where the line begins that was read last, for [`ManifestReader::line_at`].
    pub(crate) const fn offset(&self) -> u64 {
        self.begin
    }

    /// The line that begins there.
    ///
    /// # Errors
    /// As [`ManifestReader::next`].
    pub(crate) fn line_at(&mut self, offset: u64) -> Result<Option<ManifestLine>, Failure> {
        self.reader
            .seek(SeekFrom::Start(offset))
            .map_err(|error| files::cannot_read(self.path, &error))?;
        self.end = offset;
        self.next()
    }

    /// The number of the line that was read last, from 1.
    pub(crate) const fn number(&self) -> u64 {
        self.number
    }

    /// The failure to the line that was read last.
    pub(crate) fn damaged(&self, why: &str) -> Failure {
        let line = DamagedLine {
            number: self.number,
            why: escape_untrusted(why).into_owned(),
        };
        (self.damaged)(self.path, &line)
    }
}

/// Both manifests while they grow. Until [`Manifest::finish`] neither has its name.
pub(crate) struct Manifest {
    sheet: Sheet<Draft>,
    lines: Draft,
    lang: Lang,
}

impl Manifest {
    pub(crate) fn begin(folder: &OutFolder<'_>, lang: Lang) -> Result<Self, Failure> {
        let (before, after): ([_; 5], [_; 4]) = match lang {
            Lang::Zh => (
                ["名册行", "文件行", "持有人编号", "第几张", "状态序号"],
                ["有效期至", "文件", "取代的旧码（状态序号）", "码的种类"],
            ),
            Lang::En => (
                [
                    "roster row",
                    "file line",
                    "holder number",
                    "serial",
                    "status index",
                ],
                ["valid until", "file", "supersedes (status index)", "kind"],
            ),
        };
        let said = SheetKind::Manifest.headings(lang);
        let headings: Vec<&str> = before.into_iter().chain(said).chain(after).collect();
        let path = folder.manifest_csv();
        let draft = files::draft(&path, Access::Private)?;
        Ok(Self {
            sheet: Sheet::new(draft, &headings)
                .map_err(|error| files::cannot_write(&path, &error))?,
            lines: files::draft(&folder.manifest_jsonl(), Access::Private)?,
            lang,
        })
    }

    pub(crate) fn add(
        &mut self,
        folder: &OutFolder<'_>,
        line: &ManifestLine,
        said: &Particulars,
    ) -> Result<(), Failure> {
        self.write(line, said)
            .map_err(|error| files::cannot_write(&folder.manifest_csv(), &error))
    }

    fn write(&mut self, line: &ManifestLine, said: &Particulars) -> io::Result<()> {
        let number =
            |number: Option<u64>| number.map_or(String::new(), |number| number.to_string());
        let replaces: Vec<String> = line.replaces.iter().map(u32::to_string).collect();
        let mut cells = vec![
            number(line.row),
            number(line.line),
            HolderNumber(line.holder).to_string(),
            line.serial.to_string(),
            line.status_index.to_string(),
        ];
        cells.extend(SheetKind::Manifest.cells(said, self.lang));
        cells.push(dates::last_day(UnixTime::from_secs(line.until)));
        cells.push(line.file.clone());
        cells.push(replaces.join(" "));
        cells.push(line.kind.text().in_lang(self.lang).to_owned());
        self.sheet.row(&cells)?;
        serde_json::to_writer(&mut self.lines, line)?;
        io::Write::write_all(&mut self.lines, b"\n")
    }

    /// Puts both in place.
    pub(crate) fn finish(self, folder: &OutFolder<'_>) -> Result<(), Failure> {
        self.lines
            .finish(&folder.manifest_jsonl(), Durability::Synced)?;
        finish_sheet(self.sheet, &folder.manifest_csv())
    }
}
