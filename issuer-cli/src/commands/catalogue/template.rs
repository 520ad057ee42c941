//! `issuer catalogue template`: an empty workbook to fill in.

use std::path::PathBuf;

use messages::{Exit, text};
use serde_json::json;

use crate::catalogue::write_template;
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 写成的工作簿（.xlsx），不会覆盖已有文件 | the workbook to write (.xlsx); nothing is overwritten
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    write_template(&args.out, call.console.lang)?;
    let shown = values::shown(&args.out);
    call.answer(
        &[text!("已写出模板 {shown}：优待项目、商户、行业三个工作表，写法见“说明”。";
            "Wrote the template {shown}: sheets for benefits, merchants and trades; the sheet 'explanations' says how.")],
        &json!({ "template": args.out }),
    )?;
    Ok(Exit::Done)
}
