//! What the papers for merchants have in common: font, alliance, telephone; and where they are written.

use std::path::{Path, PathBuf};

use cli_support::files::{self, Access};
use messages::{Failure, Text, failure, text, untrusted::escape_untrusted};
use paper::Font;

use crate::bureau::{Bureau, BureauFile};
use crate::merchants::PaperWords;
use crate::printing::read_font;
use crate::{Call, values};

/// Characters of an alliance's name, and of telephone numbers.
const MAX_WORDS: usize = 60;

#[derive(Debug, clap::Args)]
pub(super) struct PaperArgs {
    /// 联盟的名称，印在最上面 | the name of the alliance, at the top
    #[arg(long, value_name = "TEXT")]
    alliance: Option<String>,
    /// 监督电话：承诺书的表头、公示牌的下方 | whom to call when a promise is not kept: among the fields of a form, at the foot of a board
    #[arg(long, value_name = "TEXT")]
    telephone: Option<String>,
    /// 自己的字体（TTF、OTF、TTC） | a font of your own (TTF, OTF, TTC)
    #[arg(long, value_name = "FILE")]
    font: Option<PathBuf>,
}

impl PaperArgs {
    pub(super) fn font(&self) -> Result<Font, Failure> {
        read_font(self.font.as_deref())
    }

    /// The words of a bureau for its papers.
    ///
    /// # Errors
    /// `usage` for a name or telephone number that is too long or has hidden characters.
    pub(super) fn words<'a>(
        &'a self,
        bureau: &'a Bureau,
        call: &Call<'_, '_>,
    ) -> Result<PaperWords<'a>, Failure> {
        let one = |argument: &str, text: &'a Option<String>| match text.as_deref().map(str::trim) {
            None => Ok(None),
            Some(text)
                if text.is_empty()
                    || escape_untrusted(text) != text
                    || text.chars().count() > MAX_WORDS =>
            {
                Err(
                    failure!("usage"; "{argument} 的内容不行"; "{argument} will not do";
                    "请写 1 到 {MAX_WORDS} 个字，一行。"; "Write 1 to {MAX_WORDS} characters, in one line."),
                )
            }
            text => Ok(text),
        };
        Ok(PaperWords {
            lang: call.console.lang,
            bureau: bureau_name(&bureau.file),
            code_name: bureau.file.code_name.as_deref().unwrap_or("老兵码"),
            alliance: one("--alliance", &self.alliance)?,
            telephone: one("--telephone", &self.telephone)?,
        })
    }
}

/// What a bureau is called in both languages.
pub(super) fn bureau_name(file: &BureauFile) -> Text {
    let zh = escape_untrusted(&file.name).into_owned();
    let en = file.name_en.as_deref().map(escape_untrusted);
    let en = en.map_or_else(|| zh.clone(), |en| en.into_owned());
    Text::new(zh, en)
}

/// A paper of which page.
pub(super) fn page_words(
    call: &Call<'_, '_>,
    number: u32,
) -> impl Fn(usize, usize) -> String + use<> {
    let lang = call.console.lang;
    move |page, pages| {
        let words = text!("编号 {number} · 第 {page} 页，共 {pages} 页"; "No. {number} · page {page} of {pages}");
        words.in_lang(lang).to_owned()
    }
}

/// The failure to a font that lacks characters of a paper.
///
/// # Errors
/// `characters-missing`.
pub(super) fn check_characters<'t>(
    font: &Font,
    number: u32,
    texts: impl IntoIterator<Item = &'t str>,
) -> Result<(), Failure> {
    let all: String = texts.into_iter().collect();
    let missing: String = font.missing(&all).into_iter().take(20).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let missing = escape_untrusted(&missing);
    Err(
        failure!("characters-missing"; "商户 {number}：字体里没有这些字：{missing}"; "merchant {number}: the font lacks these characters: {missing}";
        "请用 --font 指定有这些字的字体。"; "Name a font that has them with --font."),
    )
}

/// Where the paper of a merchant goes.
pub(super) fn paper_path(folder: &Path, kind: &str, number: u32) -> PathBuf {
    folder.join(format!("{kind}-{number}.pdf"))
}

/// Where the papers of some merchants go: a file each, none of which is there yet.
///
/// # Errors
/// `file-exists` and those of the folder.
pub(super) fn paths(folder: &Path, kind: &str, numbers: &[u32]) -> Result<Vec<PathBuf>, Failure> {
    let all: Vec<PathBuf> = numbers
        .iter()
        .map(|number| paper_path(folder, kind, *number))
        .collect();
    if let Some(path) = all.iter().find(|path| path.exists()) {
        let name = values::shown(path);
        return Err(
            failure!("file-exists"; "文件 {name} 已存在"; "the file {name} already exists";
            "请换一个文件夹，或先移走旧文件。"; "Choose another folder, or move the old file away."),
        );
    }
    files::create_folder(folder)?;
    Ok(all)
}

/// Writes a paper.
///
/// # Errors
/// Those of writing.
pub(super) fn write(path: &Path, pdf: &[u8]) -> Result<(), Failure> {
    files::write_new(path, pdf, Access::Public)
}
