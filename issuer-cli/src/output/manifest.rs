//! The manifest: what was issued, once for people and once for programs.

use std::io;
use std::path::Path;

use cli_support::files::{self, Access, Draft, Durability};
use cli_support::{Failure, Lang, dates, words};
use serde::Serialize;

use super::folder::OutFolder;
use super::press::Issued;
use super::sheet::Sheet;

/// Both manifests while they grow. Until [`Manifest::finish`] neither has its name.
pub(crate) struct Manifest {
    sheet: Sheet<Draft>,
    lines: Draft,
    lang: Lang,
}

/// A line of `manifest.jsonl`.
#[derive(Serialize)]
struct Line<'i> {
    row: u64,
    line: u64,
    holder: u32,
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
}

impl Manifest {
    pub(crate) fn begin(folder: &OutFolder<'_>, lang: Lang) -> Result<Self, Failure> {
        let headings = match lang {
            Lang::Zh => [
                "名册行",
                "文件行",
                "持有人编号",
                "状态序号",
                "姓名",
                "人员类别",
                "伤残等级",
                "有效期至",
                "文件",
            ],
            Lang::En => [
                "roster row",
                "file line",
                "holder number",
                "status index",
                "name",
                "categories",
                "disability grade",
                "valid until",
                "file",
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

    pub(crate) fn add(&mut self, issued: &Issued) -> io::Result<()> {
        let claims = &issued.claims;
        self.sheet.row(&[
            &issued.at.record.to_string(),
            &issued.at.line.to_string(),
            &format!("{:08}", claims.holder),
            &claims.status_index.to_string(),
            claims.name.as_str(),
            words::categories(claims.categories).in_lang(self.lang),
            &claims
                .disability_grade
                .map_or(String::new(), |grade| grade.to_string()),
            &dates::last_day(claims.validity.until),
            &issued.file,
        ])?;
        let line = Line {
            row: issued.at.record,
            line: issued.at.line,
            holder: claims.holder,
            status_index: claims.status_index,
            name: claims.name.as_str(),
            categories: claims
                .categories
                .iter()
                .map(|category| category.code())
                .collect(),
            disability_grade: claims.disability_grade,
            home_region: claims.home_region.map(credential_core::Region::code),
            until: claims.validity.until.as_secs(),
            file: &issued.file,
            text: &issued.text,
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
