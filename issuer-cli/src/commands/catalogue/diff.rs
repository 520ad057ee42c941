//! `issuer catalogue diff`: what the tables change of the last edition.

use std::path::PathBuf;

use messages::{Exit, Failure, failure, text};
use serde_json::json;

use super::told;
use crate::Call;
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::catalogue::{CatalogueBook, Differences, decode_kept};
use crate::register::PublishedEdition;
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 表格：一个工作簿，或几个工作簿、CSV 文件 | the tables: one workbook, or several workbooks or CSV files
    #[arg(value_name = "FILE", required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let book = match told::read(&args.files, call)? {
        Ok(book) => book,
        Err(exit) => return Ok(exit),
    };
    let register = BureauFolder::new(&args.bureau).register()?;
    let last = register.last_edition()?;
    let before = kept(last.as_ref())?;
    let differences = Differences::between(&before, &book);
    let edition = last.map(|last| last.edition);
    let mut lines = vec![match edition {
        Some(edition) => text!("与第 {edition} 版比较："; "Compared with edition {edition}:"),
        None => {
            text!("还没有公布过，全部是新增："; "Nothing was published before, so all is added:")
        }
    }];
    lines.extend(differences.lines());
    let mut json = differences.to_json();
    if let Some(map) = json.as_object_mut() {
        map.insert("edition".to_owned(), json!(edition));
    }
    call.answer(&lines, &json)?;
    Ok(Exit::Done)
}

/// The tables of the edition before; empty ones if there is none.
///
/// # Errors
/// `edition-unreadable`.
pub(super) fn kept(last: Option<&PublishedEdition>) -> Result<CatalogueBook, Failure> {
    let Some(last) = last else {
        return Ok(CatalogueBook::default());
    };
    decode_kept(&last.catalogue).ok_or_else(|| {
        let edition = last.edition;
        failure!("edition-unreadable"; "台账里第 {edition} 版目录读不出来"; "the register's edition {edition} cannot be read";
            "请用新版程序；仍然如此的，请用 issuer audit 核对台账。";
            "Use a newer program; if that does not help, check the register with issuer audit.")
    })
}
