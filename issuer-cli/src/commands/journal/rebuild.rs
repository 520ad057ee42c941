//! `issuer journal rebuild`: the books calculated again from what was kept.

use std::path::PathBuf;

use ::books::Books;
use messages::{Exit, text};
use serde_json::json;

use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::register::hexadecimal;
use crate::{Call, books};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let path = folder.books_folder();
    let facts = books::facts(&folder, &Bureau::read(&folder.bureau_file())?)?;
    let failed = |error| books::failure_of(&error, &path);
    let books = Books::rebuild(&path, facts).map_err(failed)?;
    let journals = books.journals().map_err(failed)?;
    let head = hexadecimal(&books.head().map_err(failed)?);
    let records: u64 = journals.iter().map(|journal| journal.end.size).sum();
    let count = journals.len();
    call.answer(
        &[text!("已重新计算：{count} 条记录链，{records} 条记录，校验值 {head}。"; "Calculated again: {count} chains with {records} records, head {head}.")],
        &json!({ "chains": count, "records": records, "head": head }),
    )?;
    Ok(Exit::Done)
}
