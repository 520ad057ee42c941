//! The manifest: what was issued, once for people and once for programs.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use cli_support::files::{self, Access, Draft, Durability};
use messages::{Failure, Lang, dates, text, words};
use serde::{Deserialize, Serialize};

use super::folder::OutFolder;
use super::press::Made;
use super::sheet::Sheet;
use crate::jsonfile;
use crate::register::Entry;
use crate::roster::Place;

/// Both manifests while they grow. Until [`Manifest::finish`] neither has its name.
pub(crate) struct Manifest {
    sheet: Sheet<Draft>,
    lines: Draft,
    lang: Lang,
}

/// A line of `manifest.jsonl`.
#[derive(Serialize)]
struct Line<'i> {
    row: Option<u64>,
    line: Option<u64>,
    holder: u32,
    serial: u32,
    status_index: u32,
    name: &'i str,
    categories: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disability_grade: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    home_region: Option<u32>,
    /// Seconds since 1970; the first second that no longer belongs to the validity.
    until: u64,
    file: &'i str,
    text: &'i str,
    #[serde(skip_serializing_if = "<[u32]>::is_empty")]
    replaces: &'i [u32],
}

/// What a reader of `manifest.jsonl` compares.
#[derive(Debug, Deserialize)]
pub(crate) struct ManifestLine {
    pub(crate) holder: u32,
    pub(crate) serial: u32,
    pub(crate) status_index: u32,
    pub(crate) file: String,
    pub(crate) text: String,
}

/// Bytes of a line; they have some 500.
const MAX_LINE_BYTES: u64 = 1 << 16;

/// Shows the lines of `manifest.jsonl` one after the other.
///
/// # Errors
/// A [`Failure`] that names the line if one is not in order, and those of `show`.
pub(crate) fn read_manifest<E: From<Failure>>(
    folder: &OutFolder<'_>,
    mut show: impl FnMut(ManifestLine) -> Result<(), E>,
) -> Result<(), E> {
    let path = folder.manifest_jsonl();
    let reading = |error: io::Error| E::from(files::cannot_read(&path, &error));
    let mut lines = BufReader::new(File::open(&path).map_err(reading)?);
    let mut line = Vec::new();
    for number in 1u64.. {
        line.clear();
        let read = (&mut lines)
            .take(MAX_LINE_BYTES)
            .read_until(b'\n', &mut line)
            .map_err(reading)?;
        if read == 0 {
            break;
        }
        let parsed = serde_json::from_slice(&line).map_err(|error| {
            let place = text!("第 {number} 行：{error}"; "line {number}: {error}");
            E::from(jsonfile::invalid(&path, place))
        })?;
        show(parsed)?;
    }
    Ok(())
}

/// A code on its way to the manifest.
pub(crate) struct Listed<'i> {
    /// Where on the roster the person stands; `None` for one who was taken off since the run began.
    pub(crate) at: Option<Place>,
    pub(crate) entry: &'i Entry,
    pub(crate) made: &'i Made,
    /// Status indices of the credentials that this one supersedes.
    pub(crate) replaces: &'i [u32],
}

impl Manifest {
    pub(crate) fn begin(folder: &OutFolder<'_>, lang: Lang) -> Result<Self, Failure> {
        let headings = match lang {
            Lang::Zh => [
                "名册行",
                "文件行",
                "持有人编号",
                "第几张",
                "状态序号",
                "姓名",
                "人员类别",
                "伤残等级",
                "有效期至",
                "文件",
                "取代的旧码（状态序号）",
            ],
            Lang::En => [
                "roster row",
                "file line",
                "holder number",
                "serial",
                "status index",
                "name",
                "categories",
                "disability grade",
                "valid until",
                "file",
                "supersedes (status index)",
            ],
        };
        let path = folder.manifest_csv();
        let draft = files::draft(&path, Access::Public)?;
        Ok(Self {
            sheet: Sheet::new(draft, &headings)
                .map_err(|error| files::cannot_write(&path, &error))?,
            lines: files::draft(&folder.manifest_jsonl(), Access::Public)?,
            lang,
        })
    }

    pub(crate) fn add(
        &mut self,
        folder: &OutFolder<'_>,
        listed: &Listed<'_>,
    ) -> Result<(), Failure> {
        self.write(listed)
            .map_err(|error| files::cannot_write(&folder.manifest_csv(), &error))
    }

    fn write(&mut self, listed: &Listed<'_>) -> io::Result<()> {
        let Listed { entry, made, .. } = listed;
        let said = &entry.particulars;
        let number =
            |number: Option<u64>| number.map_or(String::new(), |number| number.to_string());
        let replaces: Vec<String> = listed.replaces.iter().map(u32::to_string).collect();
        self.sheet.row(&[
            &number(listed.at.map(|at| at.record)),
            &number(listed.at.map(|at| at.line)),
            &format!("{:010}", entry.holder),
            &entry.serial.to_string(),
            &entry.status_index.to_string(),
            said.name.as_str(),
            words::categories(said.categories).in_lang(self.lang),
            &number(said.disability_grade.map(u64::from)),
            &dates::last_day(entry.validity.until),
            &made.file,
            &replaces.join(" "),
        ])?;
        let line = Line {
            row: listed.at.map(|at| at.record),
            line: listed.at.map(|at| at.line),
            holder: entry.holder,
            serial: entry.serial,
            status_index: entry.status_index,
            name: said.name.as_str(),
            categories: said
                .categories
                .iter()
                .map(|category| category.code())
                .collect(),
            disability_grade: said.disability_grade,
            home_region: said.home_region.map(credential_core::Region::code),
            until: entry.validity.until.as_secs(),
            file: &made.file,
            text: &made.text,
            replaces: listed.replaces,
        };
        serde_json::to_writer(&mut self.lines, &line)?;
        io::Write::write_all(&mut self.lines, b"\n")
    }

    /// Puts both in place.
    pub(crate) fn finish(self, folder: &OutFolder<'_>) -> Result<(), Failure> {
        self.lines
            .finish(&folder.manifest_jsonl(), Durability::Synced)?;
        finish_sheet(self.sheet, &folder.manifest_csv())
    }
}

pub(super) fn finish_sheet(sheet: Sheet<Draft>, path: &Path) -> Result<(), Failure> {
    let draft = sheet
        .finish()
        .map_err(|error| files::cannot_write(path, &error))?;
    draft.finish(path, Durability::Synced)
}
