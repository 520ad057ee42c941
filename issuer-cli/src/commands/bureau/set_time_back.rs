//! `issuer bureau set-time-back`: after the clock was fast while something was recorded.

use std::path::PathBuf;

use messages::{Exit, Failure, dates, failure, text};
use serde_json::json;

use crate::Call;
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::consent::Consent;
use crate::operator::Operator;
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    operator: Operator,
    #[command(flatten)]
    consent: Consent,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let actor = args.operator.actor()?;
    let mut register = BureauFolder::new(&args.bureau).register()?;
    let newest = register.last_record()?.at;
    let (now, then) = (dates::minute(call.now), dates::minute(newest));
    if newest <= call.now {
        return Err(not_ahead(&now, &then).into());
    }
    call.console
        .say(&text!("台账最后一次记录是 {then}，本机现在是 {now}。";
            "The last record of the register is of {then}; this computer says {now}."))?;
    args.consent.ask(
        &text!("本机时间对吗？确定把台账时间拨回现在？";
            "Is the clock right now? Set the register's time back to it?"),
        call,
    )?;
    let mut clerk = register.clerk(&actor)?;
    clerk.set_time_back(call.now)?;
    let head = clerk.register().audit_head()?;
    call.answer(
        &[text!("台账时间已拨回 {now}，并记入操作记录。";
            "The time of the register is {now} again; it stands in the audit log.")],
        &json!({ "before": newest.as_secs(), "now": call.now.as_secs(), "head": head.to_string() }),
    )?;
    call.console.say(&text!(
        "时钟偏快期间发的码，生效时间还没到：请为这些人补发（issuer reissue）。";
        "Codes that were issued while the clock was fast begin in the future: reissue them (issuer reissue)."))?;
    Ok(Exit::Done)
}

fn not_ahead(now: &str, then: &str) -> Failure {
    failure!("time-not-ahead"; "台账时间 {then} 没有超前（本机现在是 {now}），不需要回拨";
        "the register's time, {then}, is not ahead of the clock ({now})";
        "没有做任何改动。请检查本机时间是否偏快。";
        "Nothing was changed. Check whether this computer's clock is fast.")
}
