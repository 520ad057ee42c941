//! `issuer catalogue diff`: what the tables change of the last edition.

use std::path::PathBuf;

use messages::{Exit, Text, text};
use serde_json::json;

use super::{reconciled, told};
use crate::Call;
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::catalogue::Differences;
use crate::merchants::{Merchants, reconcile, today};
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
    let mut book = match told::read(&args.files, call)? {
        Ok(book) => book,
        Err(exit) => return Ok(exit),
    };
    let register = BureauFolder::new(&args.bureau).register()?;
    let last = register.last_edition()?;
    let known = Merchants::of(last.as_ref(), register.merchant_histories()?)?;
    let edition = known.edition;
    let reconciled = reconcile(
        &mut book,
        &known,
        today(call.now),
        edition.unwrap_or(0).saturating_add(1),
    );
    let differences = Differences::between(&known.book, &book);
    let mut lines = vec![match edition {
        Some(edition) => text!("与第 {edition} 版比较："; "Compared with edition {edition}:"),
        None => {
            text!("还没有公布过，全部是新增："; "Nothing was published before, so all is added:")
        }
    }];
    lines.extend(differences.lines());
    let added = differences.added.iter().map(|(number, _)| *number);
    let understood = told::understood(&book, added);
    let notes = told::same_names(&book);
    lines.extend(understood.iter().chain(&notes).cloned());
    lines.extend(reconciled::lines(&reconciled));
    let lang = call.console.lang;
    let said = |lines: &[Text]| -> Vec<String> {
        let line = |line: &Text| line.in_lang(lang).trim().to_owned();
        lines.iter().map(line).collect()
    };
    let mut json = differences.to_json(lang);
    if let Some(map) = json.as_object_mut() {
        let by_silence = book.for_everybody_by_silence().map(told::named);
        map.insert("edition".to_owned(), json!(edition));
        map.insert("sound".to_owned(), json!(true));
        map.insert("for_everybody_by_silence".to_owned(), by_silence.collect());
        map.insert(
            "understood".to_owned(),
            json!(said(understood.get(1..).unwrap_or_default())),
        );
        map.insert("notes".to_owned(), json!(said(&notes)));
        map.insert("register".to_owned(), reconciled::to_json(&reconciled));
    }
    call.answer(&lines, &json)?;
    Ok(Exit::Done)
}
