//! `issuer merchant form`: the form with the promises of merchants, to be signed. It records nothing.

use std::path::{Path, PathBuf};

use messages::{Exit, Failure, failure, text};
use paper::{Font, Form, form_pdf};
use serde_json::json;

use super::paper_args::{PaperArgs, check_characters, page_words, paths, write};
use super::record::unknown;
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::catalogue::{CatalogueBook, MerchantRow};
use crate::commands::catalogue::told;
use crate::merchants::{Merchants, PaperWords, form_of};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 表格；不写则用最近公布的目录 | the tables; the last edition if left out
    #[arg(value_name = "FILE", num_args = 0..)]
    files: Vec<PathBuf>,
    /// 商户编号，可写几个 | numbers of merchants
    #[arg(long, value_name = "N", required = true, num_args = 1.., value_parser = clap::value_parser!(u32).range(1..))]
    number: Vec<u32>,
    /// 存放承诺书的文件夹 | the folder for the forms
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    paper: PaperArgs,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let bureau = Bureau::read(&folder.bureau_file())?;
    let book = if args.files.is_empty() {
        Merchants::read(&folder.register()?)?.book
    } else {
        match told::read(&args.files, call)? {
            Ok(book) => book,
            Err(exit) => return Ok(exit),
        }
    };
    let font = args.paper.font()?;
    let words = args.paper.words(&bureau, call)?;
    let forms = Forms::prepare(&book, &args.number, &font, &words)?;
    let files = forms.write(&args.out, &font, call)?;
    let (count, shown) = (files.len(), values::shown(&args.out));
    call.answer(
        &[text!("承诺书 {count} 份，在 {shown}。"; "Wrote {count} forms to {shown}.")],
        &json!({ "forms": files }),
    )?;
    Ok(Exit::Done)
}

/// Forms that can be made.
pub(super) struct Forms {
    forms: Vec<(u32, Form)>,
}

impl Forms {
    /// Fills in the forms of these merchants.
    ///
    /// # Errors
    /// `merchant-unknown`, `merchant-promises-nothing`, `characters-missing`.
    pub(super) fn prepare(
        book: &CatalogueBook,
        numbers: &[u32],
        font: &Font,
        words: &PaperWords<'_>,
    ) -> Result<Self, Failure> {
        let mut forms = Vec::new();
        for number in numbers {
            let row = book.merchant(*number).ok_or_else(|| unknown(*number))?;
            if book.given_by(row).next().is_none() {
                return Err(promises_nothing(row));
            }
            let form = form_of(book, row, words);
            check_characters(font, *number, texts(&form))?;
            forms.push((*number, form));
        }
        Ok(Self { forms })
    }

    /// Makes the files.
    ///
    /// # Errors
    /// `file-exists`, and those of making and writing.
    pub(super) fn write(
        &self,
        folder: &Path,
        font: &Font,
        call: &Call<'_, '_>,
    ) -> Result<Vec<PathBuf>, Failure> {
        let numbers: Vec<u32> = self.forms.iter().map(|(number, _)| *number).collect();
        let paths = paths(folder, "form", &numbers)?;
        for ((number, form), path) in self.forms.iter().zip(&paths) {
            let (pdf, _) = form_pdf(font, form, &page_words(call, *number))?;
            write(path, &pdf)?;
        }
        Ok(paths)
    }
}

fn texts(form: &Form) -> impl Iterator<Item = &str> {
    let fields = form
        .fields
        .iter()
        .flat_map(|(label, value)| [label.as_str(), value]);
    let sections = form.sections.iter().flat_map(|section| {
        let paragraphs = section.paragraphs.iter().map(String::as_str);
        paragraphs.chain([section.heading.as_str()])
    });
    let signatures = form.signatures.iter().map(|one| one.heading.as_str());
    let head = [
        form.heading.as_str(),
        form.title.as_str(),
        form.note.as_str(),
    ];
    head.into_iter()
        .chain(fields)
        .chain(sections)
        .chain(signatures)
}

fn promises_nothing(row: &MerchantRow) -> Failure {
    let number = row.number();
    failure!("merchant-promises-nothing"; "表格里商户 {number} 没有任何优待项目"; "the tables have no benefit of merchant {number}";
        "请先在优待项目表里写上它承诺的优待，或它所属行业、地区的优待。";
        "Enter what it promises in the table of benefits, for it or for its trade and region.")
}
