//! `issuer why`: which rule, list or quota gave the verdict and the benefits at a terminal at a moment; and the same
//! trial by tables that are not published yet.
//!
//! It only reads. `--at` is the moment that is asked about.

mod answer;
mod asked;
mod holder;
mod known;
mod lines;
mod place;
mod record;

use std::path::PathBuf;

use messages::{Exit, dates};

use crate::bureau::DEFAULT_FOLDER;
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    holder: holder::HolderArgs,
    #[command(flatten)]
    place: place::PlaceArgs,
    /// 还没有公布的目录表格：照它试一试；不写则用那个时刻生效的版次
    /// | tables that are not published yet, to be tried; the edition of that moment, if it is left away
    #[arg(long, value_name = "FILE", num_args = 1..)]
    catalogue: Vec<PathBuf>,
    /// 只问这一项优待 | this benefit only
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    benefit: Option<u32>,
    /// 指定当前时间，用于演练和测试 | the time it is taken to be, for rehearsals and tests
    #[arg(long, hide = true, value_name = "TIME")]
    now: Option<String>,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let now = match &args.now {
        Some(text) => values::time_of("--now", text)?,
        None => dates::now(),
    };
    let answer = match asked::answer(args, now, call)? {
        Ok(answer) => answer,
        Err(exit) => return Ok(exit),
    };
    let json = record::record(&answer, call.console.lang);
    call.answer(&lines::lines(&answer), &json)?;
    Ok(Exit::Done)
}
