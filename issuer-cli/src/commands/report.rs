//! `issuer report`: what the register and the books come to.

mod benefits;
mod codes;
mod merchant;

use clap::Subcommand;
use messages::{Exit, Failure, text};

use crate::Call;
use books::Month;
use books::report::MonthSpan;
use cli_support::Stop;
use cli_support::values::wrong;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<ReportCommand>,
    #[command(flatten)]
    codes: codes::Args,
}

#[derive(Debug, Subcommand)]
enum ReportCommand {
    /// 优待统计：次数、人数、节省的钱，按月份、行业、商户、人员类别、地区、优待项目
    /// | the benefits that were given: uses, people and money saved, by month, trade, merchant, category, district and benefit
    Benefits(benefits::Args),
    /// 每个商户一张单子：次数、承诺、评价、检查、奖励 | a sheet for each merchant: uses, promises, ratings, inspections, rewards
    Merchant(merchant::Args),
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    match &args.command {
        None => codes::run(&args.codes, call),
        Some(ReportCommand::Benefits(args)) => benefits::run(args, call),
        Some(ReportCommand::Merchant(args)) => merchant::run(args, call),
    }
}

/// The months that a report is about.
#[derive(Debug, clap::Args)]
pub(super) struct Span {
    /// 从哪个月起，北京时间；不写则从头 | the first month, Beijing time; from the beginning if left out
    #[arg(long, value_name = "YYYY-MM")]
    from: Option<String>,
    /// 到哪个月止，含当月 | the last month, which belongs to it
    #[arg(long, value_name = "YYYY-MM")]
    until: Option<String>,
}

impl Span {
    pub(super) fn months(&self) -> Result<MonthSpan, Failure> {
        let read = |argument, text: &Option<String>| {
            let month = text.as_deref().map(|text| month_of(argument, text));
            month.transpose()
        };
        let span = MonthSpan {
            from: read("--from", &self.from)?,
            until: read("--until", &self.until)?,
        };
        if span.is_wrong_way_round() {
            let until = self.until.as_deref().unwrap_or_default();
            return Err(wrong(
                "--until",
                until,
                text!("请写不早于 --from 的月份"; "name a month that is not before that of --from"),
            ));
        }
        Ok(span)
    }
}

/// The value of this argument as a month.
pub(super) fn month_of(argument: &str, text: &str) -> Result<Month, Failure> {
    Month::parse(text).ok_or_else(|| {
        wrong(
            argument,
            text,
            text!("请写成 2026-11"; "write it as 2026-11"),
        )
    })
}
