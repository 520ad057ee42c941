//! The refused rows: as lines on the screen, and as a sheet to work through.

use std::path::PathBuf;

use cli_support::files::{self, Access, Draft};
use messages::Lang::{En, Zh};
use messages::{Failure, Lang, Text, text, untrusted::escape_untrusted};

use super::folder::OutFolder;
use super::sheet::{Sheet, finish_sheet};
use crate::roster::{Column, Refusal, RowFault, same_rows};

/// `refused.csv` while it grows: one line for each fault; only headings if nothing was refused.
pub(crate) struct RefusedSheet {
    sheet: Sheet<Draft>,
    path: PathBuf,
    lang: Lang,
}

impl RefusedSheet {
    pub(crate) fn begin(folder: &OutFolder<'_>, lang: Lang) -> Result<Self, Failure> {
        let headings = match lang {
            Zh => [
                "名册行",
                "文件行",
                "姓名",
                "栏目",
                "原内容",
                "问题",
                "处理办法",
                "代码",
            ],
            En => [
                "roster row",
                "file line",
                "name",
                "field",
                "value",
                "what is wrong",
                "what to do",
                "code",
            ],
        };
        let path = folder.refused();
        let sheet = Sheet::new(files::draft(&path, Access::Private)?, &headings)
            .map_err(|error| files::cannot_write(&path, &error))?;
        Ok(Self { sheet, path, lang })
    }

    /// The language of what is wrong.
    pub(crate) const fn lang(&self) -> Lang {
        self.lang
    }

    pub(crate) fn add(&mut self, refusal: &Refusal) -> Result<(), Failure> {
        let same = same_rows(refusal.rows);
        let same = match self.lang {
            Zh => same.0,
            En => same.1,
        };
        for fault in &refusal.faults {
            let written = self.sheet.row(&[
                &refusal.at.record.to_string(),
                &refusal.at.line.to_string(),
                escape_untrusted(&refusal.name).as_ref(),
                field(fault).in_lang(self.lang),
                &escape_untrusted(&fault.value),
                &format!("{}{same}", fault.what().in_lang(self.lang)),
                fault.remedy().in_lang(self.lang),
                fault.code(),
            ]);
            written.map_err(|error| files::cannot_write(&self.path, &error))?;
        }
        Ok(())
    }

    /// Puts it in place.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        finish_sheet(self.sheet, &self.path)
    }
}

/// One line for each fault of a row.
pub(crate) fn in_words(refusal: &Refusal) -> impl Iterator<Item = Text> {
    let at = refusal.at;
    refusal.faults.iter().map(move |fault| {
        let value = escape_untrusted(&fault.value);
        let field = field(fault);
        let (shown_zh, shown_en) = if value.is_empty() {
            (String::new(), String::new())
        } else {
            (format!("“{value}”"), format!(" '{value}'"))
        };
        let (what, remedy) = (fault.what(), fault.remedy());
        let (same_zh, same_en) = same_rows(refusal.rows);
        text!("  第 {} 条（文件第 {} 行）{}{shown_zh}：{}{same_zh}。{}",
            at.record, at.line, field.in_lang(Zh), what.in_lang(Zh), remedy.in_lang(Zh);
            "  row {} (line {}), {}{shown_en}: {}{same_en}. {}",
            at.record, at.line, field.in_lang(En), what.in_lang(En), remedy.in_lang(En))
    })
}

fn field(fault: &RowFault) -> Text {
    fault
        .column
        .map_or_else(|| text!("整行"; "row"), Column::name)
}
