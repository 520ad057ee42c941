//! `issuer merchant inspect`: the result of a spot check.

use std::path::PathBuf;

use clap::ValueEnum;
use messages::{Exit, text};

use super::record::{NoteIs, Wanted, note, past_day_from, record};
use super::standing::answer;
use crate::Call;
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::operator::Operator;
use crate::register::MerchantEventKind;
use cli_support::Stop;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum InspectionResult {
    #[value(alias = "守诺")]
    Kept,
    #[value(alias = "未守诺")]
    Broken,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 商户编号 | the number of the merchant
    #[arg(value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    number: u32,
    /// 结果：守诺（kept）或未守诺（broken） | whether its promises were kept or broken
    #[arg(long, value_name = "kept|broken", hide_possible_values = true)]
    result: InspectionResult,
    /// 发现了什么；未守诺的必须写 | what was found; needed if they were broken
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// 哪一天；不写则为今天 | on which day; today if left out
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    operator: Operator,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let is_broken = args.result == InspectionResult::Broken;
    let need = if is_broken {
        NoteIs::Needed
    } else {
        NoteIs::Optional
    };
    let wanted = Wanted {
        numbers: &[args.number],
        kind: MerchantEventKind::Inspected,
        day: past_day_from(args.on.as_deref(), call)?,
        kept: Some(!is_broken),
        note: note("--note", args.note.as_deref(), need)?,
    };
    let folder = BureauFolder::new(&args.bureau);
    let recorded = record(&wanted, &folder, &args.operator, None, call)?;
    let exit = answer(&wanted, &recorded, call)?;
    if is_broken {
        let number = args.number;
        call.console.say(&text!("抽查不改变在册情况。需要暂停的：issuer merchant suspend {number} --reason 原因";
            "An inspection does not change its standing. To suspend it: issuer merchant suspend {number} --reason TEXT"))?;
    }
    Ok(exit)
}
