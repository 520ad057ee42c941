//! An update as codes on a screen: for terminals to which no file can be carried.
//!
//! `docs/format.md`, "Frames". A folder gets a picture of each code, and one page that shows them one after the other.

mod page;

use std::path::{Path, PathBuf};

use cli_support::files::{self, Access, Durability};
use code_writer::{Level, Options, Symbol, read_back};
use credential_core::limits::MAX_FRAMES;
use credential_core::{Frame, Update};
use messages::{Failure, Lang, Text, failure, text};
use serde_json::{Value, json};

use crate::values;

/// Where the codes of an update go.
#[derive(Debug, clap::Args)]
pub(crate) struct ScreenCodesArgs {
    /// 另把更新做成一组码，供不能拷文件的终端扫：写进这个新文件夹 | the update as codes too, for terminals that take no files: into this new folder
    #[arg(long, value_name = "DIR")]
    as_codes: Option<PathBuf>,
    /// 每个码装多少字节，52 到 960：小则码疏，容易扫；大则码少，扫得快 | bytes in each code, 52 to 960: small ones are easier to scan, large ones are fewer
    #[arg(long, value_name = "N", default_value_t = 400, requires = "as_codes", value_parser = clap::value_parser!(u16).range(52..=960))]
    code_bytes: u16,
}

/// Codes that the page shows in a second. A camera takes 15 to 30 pictures a second; each code stays for three or more.
const CODES_A_SECOND: usize = 5;

/// Codes that were written.
pub(crate) struct ScreenCodes {
    folder: PathBuf,
    page: PathBuf,
    codes: usize,
    version: u8,
    update_bytes: usize,
}

impl ScreenCodesArgs {
    /// Writes the codes of an update, if they are asked for.
    ///
    /// # Errors
    /// `update-too-large-for-codes`, `folder-in-use`, `cannot-draw`, and those of writing.
    pub(crate) fn write(
        &self,
        update: &Update,
        lang: Lang,
    ) -> Result<Option<ScreenCodes>, Failure> {
        let Some(folder) = &self.as_codes else {
            return Ok(None);
        };
        check_free(folder)?;
        write(folder, &update.encode(), self.code_bytes.into(), lang).map(Some)
    }

    /// That the codes could be written, before anything else is.
    ///
    /// # Errors
    /// `folder-in-use`.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        self.as_codes.as_deref().map_or(Ok(()), check_free)
    }
}

impl ScreenCodes {
    /// What was written, and how long it takes.
    pub(crate) fn lines(&self) -> Vec<Text> {
        let (codes, bytes, seconds) = (self.codes, self.update_bytes, self.seconds());
        let page = values::shown(&self.page);
        vec![
            text!("  码  {page}（{codes} 个码，装 {bytes} 字节；放一遍 {seconds} 秒）";
                "  codes  {page} ({codes} codes with {bytes} bytes; once through takes {seconds} seconds)"),
            text!("  在电脑或平板上打开这个网页，让终端的摄像头对着屏幕，直到终端说收齐。漏扫的下一遍补上。";
                "  Open the page on a screen and hold the camera of the terminal to it until the terminal says that it has all. What it missed comes again."),
        ]
    }

    /// The same for programs.
    pub(crate) fn json(&self) -> Value {
        json!({
            "folder": self.folder,
            "page": self.page,
            "count": self.codes,
            "version": self.version,
            "bytes": self.update_bytes,
            "seconds": self.seconds(),
        })
    }

    fn seconds(&self) -> usize {
        self.codes.div_ceil(CODES_A_SECOND)
    }
}

fn write(
    folder: &Path,
    update: &[u8],
    part_bytes: usize,
    lang: Lang,
) -> Result<ScreenCodes, Failure> {
    if update.len().div_ceil(part_bytes) > MAX_FRAMES as usize {
        return Err(too_large(update.len()));
    }
    let texts = Frame::split(update, part_bytes).map_err(|_| cannot_draw("frames"))?;
    files::create_folder(folder)?;
    let pictures = folder.join("codes");
    files::create_folder(&pictures)?;
    let options = Options::default();
    let mut symbols = Vec::new();
    for (number, text) in (1..).zip(&texts) {
        let symbol = Symbol::new(text, Level::M).map_err(|error| cannot_draw(error.code()))?;
        let png = symbol.to_png(&options);
        let png = png.map_err(|error| cannot_draw(error.code()))?;
        if read_back(&png, &options).ok().as_deref() != Some(text.as_str()) {
            return Err(cannot_draw("read-back"));
        }
        let file = pictures.join(format!("code-{number:04}.png"));
        files::write(&file, &png, Access::Public, Durability::WhenConvenient)?;
        symbols.push(symbol);
    }
    let page = folder.join("codes.html");
    let html = page::page(&symbols, update.len(), CODES_A_SECOND, lang);
    files::write(&page, &html, Access::Public, Durability::Synced)?;
    Ok(ScreenCodes {
        folder: folder.to_owned(),
        page,
        codes: texts.len(),
        version: symbols.iter().map(Symbol::version).max().unwrap_or(0),
        update_bytes: update.len(),
    })
}

/// A folder with something in it may have the codes of another update.
fn check_free(folder: &Path) -> Result<(), Failure> {
    let is_free = match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => !folder.exists(),
    };
    if is_free {
        return Ok(());
    }
    let name = values::shown(folder);
    Err(
        failure!("folder-in-use"; "文件夹 {name} 里已有内容"; "there is something in the folder {name} already";
        "请用 --as-codes 指定一个新的文件夹：几份更新的码不能混在一起。"; "Choose a new folder with --as-codes: codes of several updates must not be mixed."),
    )
}

fn too_large(bytes: usize) -> Failure {
    failure!("update-too-large-for-codes"; "更新有 {bytes} 字节，做成码太多（最多 {MAX_FRAMES} 个）"; "the update has {bytes} bytes, which takes more than {MAX_FRAMES} codes";
        "请用 --code-bytes 让每个码多装一些（最多 960），或少装几份名单，或用 U 盘送。";
        "Put more into each code with --code-bytes (960 at most), leave lists out, or carry the file.")
}

fn cannot_draw(what: &str) -> Failure {
    failure!("cannot-draw"; "码画不出来（{what}）"; "the codes cannot be drawn ({what})";
        "请把此错误报告给软件维护人员。"; "Report this.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_that_takes_too_many_codes_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let large = vec![0xd9; MAX_FRAMES as usize * 52 + 1];
        let failure = write(folder.path(), &large, 52, Lang::En).err().unwrap();
        assert_eq!(failure.code, "update-too-large-for-codes");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    /// What `docs/screen-codes.md` says of 100 kB.
    #[test]
    fn a_hundred_kilobytes_take_fifty_seconds() {
        let folder = tempfile::tempdir().unwrap();
        let update: Vec<u8> = (0..100_000_u32).map(|at| (at * 31 % 251) as u8).collect();
        let codes = write(folder.path(), &update, 400, Lang::En).unwrap();
        assert_eq!((codes.codes, codes.seconds(), codes.version), (250, 50, 16));
    }
}
