//! `issuer journal export-parquet`: the grants in the books as Parquet files, for Spark and the like.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use books::BooksError;
use messages::{Exit, Failure, failure, text};
use serde_json::json;

use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::commands::opened_books;
use crate::commands::report::Span;
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 写入这个新文件夹，按年、月分 | the new folder for the files, by year and month
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    span: Span,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let span = args.span.months()?;
    let folder = BureauFolder::new(&args.bureau);
    let opened = opened_books::open(&folder)?;
    let export = opened.books.export_parquet(&args.out, span, &mut |_| ());
    let export = export.map_err(|error| match &error {
        BooksError::File { error, .. } if error.kind() == ErrorKind::AlreadyExists => {
            already_there(&args.out)
        }
        _ => opened_books::failed(&folder, &error),
    })?;
    let head = opened_books::cover(&folder, &opened, call.now)?.head;
    let (records, months, bytes) = (export.records, export.months.len(), export.bytes);
    let shown = values::shown(&args.out);
    let lines = [
        text!("已写出 {months} 个月的 {records} 条记录（{bytes} 字节）：{shown}";
            "{records} records of {months} months ({bytes} bytes) are in {shown}."),
        text!("里面有持有人编号，没有姓名；请按个人信息保管。";
            "They have holder numbers and no names: keep them like personal data."),
    ];
    let months: Vec<String> = export.months.iter().map(ToString::to_string).collect();
    let json = json!({
        "out": args.out,
        "records": records,
        "months": months,
        "bytes": bytes,
        "head": head,
    });
    call.answer(&lines, &json)?;
    Ok(Exit::Done)
}

fn already_there(path: &Path) -> Failure {
    let name = values::shown(path);
    failure!("file-exists"; "{name} 已存在"; "{name} already exists";
        "请写一个还没有的文件夹。"; "Name a folder that is not there yet.")
}
