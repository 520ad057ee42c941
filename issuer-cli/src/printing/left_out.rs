//! The cards that were not printed: on the screen, and as a sheet to work through.

use std::path::{Path, PathBuf};

use cli_support::files::{self, Access, Draft};
use credential_core::HolderNumber;
use messages::{Failure, Lang, Text, text};
use paper::CardFault;
use serde::Serialize;

use super::card_entry::CardEntry;
use crate::output::{Sheet, finish_sheet};
use crate::register::Reason;

/// A card that was left out, and why.
pub(crate) struct LeftOut {
    row: Option<u64>,
    holder: HolderNumber,
    name: String,
    why: Why,
}

enum Why {
    /// It cannot be drawn.
    Fault(CardFault),
    /// The code is revoked.
    Revoked(Option<Reason>),
}

impl Why {
    fn code(&self) -> &'static str {
        match self {
            Self::Fault(fault) => fault.code(),
            Self::Revoked(_) => "revoked",
        }
    }

    fn what(&self) -> Text {
        use messages::Lang::{En, Zh};
        match self {
            Self::Fault(fault) => fault.what(),
            Self::Revoked(None) => text!("码已吊销"; "the code is revoked"),
            Self::Revoked(Some(reason)) => {
                let reason = reason.text();
                text!("码已吊销（{}）", reason.in_lang(Zh); "the code is revoked ({})", reason.in_lang(En))
            }
        }
    }

    fn remedy(&self) -> Text {
        match self {
            Self::Fault(fault) => fault.remedy(),
            // The person has a code that counts; a further one would take it away.
            Self::Revoked(Some(Reason::Superseded | Reason::Lost | Reason::Stolen)) => text!(
                "不印。这个人有更新的码的，印新码所在的那次签发；没有的，用 issuer reissue 补发。";
                "It is not printed. If the person has a newer code, print the run that made it; if not, use issuer reissue."),
            Self::Revoked(_) => text!(
                "不印。确需再发的，用 issuer reissue 补发后印新卡。";
                "It is not printed. If the person is to have one again, use issuer reissue and print that."),
        }
    }
}

/// A card that was left out, in JSON.
#[derive(Serialize)]
pub(crate) struct LeftOutRecord {
    row: Option<u64>,
    holder: u32,
    code: &'static str,
    /// What the font lacks; empty for other faults.
    characters: Vec<char>,
    message: String,
    remedy: String,
}

impl LeftOut {
    pub(crate) fn new(entry: &CardEntry, fault: CardFault) -> Self {
        Self {
            row: entry.row,
            holder: entry.holder,
            name: entry.name.clone(),
            why: Why::Fault(fault),
        }
    }

    /// The register has revoked it since it was issued.
    pub(crate) fn revoked(entry: &CardEntry, reason: Option<Reason>) -> Self {
        Self {
            row: entry.row,
            holder: entry.holder,
            name: entry.name.clone(),
            why: Why::Revoked(reason),
        }
    }

    pub(crate) fn in_words(&self) -> Text {
        use messages::Lang::{En, Zh};
        let (what, remedy) = (self.why.what(), self.why.remedy());
        let (name, holder) = (&self.name, self.holder);
        let (row_zh, row_en) = self.row.map_or(Default::default(), |row| {
            (format!("名册第 {row} 条，"), format!("row {row}, "))
        });
        text!("  {row_zh}编号 {holder} {name}：{}。{}", what.in_lang(Zh), remedy.in_lang(Zh);
            "  {row_en}holder {holder} {name}: {}; {}", what.in_lang(En), remedy.in_lang(En))
    }

    pub(crate) fn record(&self, lang: Lang) -> LeftOutRecord {
        let characters = match &self.why {
            Why::Fault(CardFault::CharactersMissing { characters, .. }) => characters.clone(),
            _ => Vec::new(),
        };
        LeftOutRecord {
            row: self.row,
            holder: self.holder.0,
            code: self.why.code(),
            characters,
            message: self.why.what().in_lang(lang).to_owned(),
            remedy: self.why.remedy().in_lang(lang).to_owned(),
        }
    }

    pub(crate) fn file(folder: &Path) -> PathBuf {
        folder.join("not-printed.csv")
    }

    /// Writes the sheet, one line for each.
    pub(crate) fn write(all: &[Self], path: &Path, lang: Lang) -> Result<(), Failure> {
        let headings = match lang {
            Lang::Zh => ["名册行", "持有人编号", "姓名", "问题", "处理办法", "代码"],
            Lang::En => [
                "roster row",
                "holder number",
                "name",
                "what is wrong",
                "what to do",
                "code",
            ],
        };
        let unwritable = |error| files::cannot_write(path, &error);
        let draft = files::draft(path, Access::Private)?;
        let mut sheet: Sheet<Draft> = Sheet::new(draft, &headings).map_err(unwritable)?;
        for one in all {
            let (what, remedy) = (one.why.what(), one.why.remedy());
            let cells = [
                &one.row.map_or(String::new(), |row| row.to_string()),
                &one.holder.to_string(),
                one.name.as_str(),
                what.in_lang(lang),
                remedy.in_lang(lang),
                one.why.code(),
            ];
            sheet.row(&cells).map_err(unwritable)?;
        }
        finish_sheet(sheet, path)
    }
}
