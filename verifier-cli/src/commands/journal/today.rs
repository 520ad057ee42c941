//! `verifier journal today`: the day's slip, with totals, size and head.

use clap::Args;
use cli_support::{Console, Format, Stop};
use messages::{Exit, Lang, text};
use terminal::DaySlip;

use super::{AFTER, JournalArgs};
use crate::clock::Clock;

/// 当日小结 | The day's slip
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct TodayArgs {
    #[command(flatten)]
    journal: JournalArgs,
}

pub(crate) fn run(args: &TodayArgs, console: &mut Console<'_>) -> Result<Exit, Stop> {
    let at = Clock::new(args.journal.at.as_deref())?.now();
    let (_, journal, store) = args.journal.open()?;
    let slip = DaySlip::read(&store, &journal, at)?;
    if console.format == Format::Json {
        console.json(&slip.json())?;
        return Ok(Exit::Done);
    }
    console.result_as_is(&slip.lines(store.holdings(), console.lang))?;
    if let Some((what, remedy)) = slip.warning {
        console.say(
            &text!("警告：{}\n处理：{}", what.in_lang(Lang::Zh), remedy.in_lang(Lang::Zh);
            "WARNING: {}\n    fix: {}", what.in_lang(Lang::En), remedy.in_lang(Lang::En)),
        )?;
    }
    if journal.must_be_exported() {
        console.say(&text!(
            "注意：流水很大，还没有回执\n处理：请运行 verifier journal export，交给发码单位，再导入回执。";
            "warning: the journal is large and has no receipt\n    fix: Run verifier journal export, bring it to the bureau, then bring the receipt."))?;
    }
    Ok(Exit::Done)
}
