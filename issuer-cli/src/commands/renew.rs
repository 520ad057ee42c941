//! `issuer renew`: new codes for those whose codes are about to end.

use std::path::PathBuf;
use std::time::Duration;

use credential_core::{Status, UnixTime};
use messages::{Exit, Failure, Text, dates, text};

use super::reissue::print_summary;
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::consent::Consent;
use crate::issuing::{Recipient, ReissueRun, RunArgs};
use crate::operator::Operator;
use crate::register::{Action, Register};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 换发在这一天以前到期的 | renew what ends before this day
    #[arg(
        long,
        value_name = "DATE",
        required_unless_present = "within",
        conflicts_with = "within"
    )]
    before: Option<String>,
    /// 换发多少天内到期的 | renew what ends within this many days
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=3660))]
    within: Option<u16>,
    /// 连同已经过期的一起换发 | renew those too that have ended already
    #[arg(long)]
    also_ended: bool,
    #[command(flatten)]
    run: RunArgs,
    #[command(flatten)]
    operator: Operator,
    #[command(flatten)]
    consent: Consent,
}

/// Whose codes end.
struct Ending {
    people: Vec<Recipient>,
    suspended: usize,
    ended: usize,
    /// Those whose new codes would not end later.
    long_enough: usize,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let actor = args.operator.actor()?;
    let until = args.run.until(call.now)?;
    let before = match (&args.before, args.within) {
        (Some(day), _) => values::time_of("--before", day)?,
        (None, within) => {
            let days = Duration::from_secs(86_400) * u32::from(within.unwrap_or_default());
            call.now.plus(days)
        }
    };
    let folder = BureauFolder::new(&args.bureau);
    let mut register = folder.register()?;
    register.check_ready(&actor, Action::Renew, call.now)?;
    // Those who have their new codes already would not be found again: the arguments are compared instead.
    let interrupted = ReissueRun::interrupted(&args.run, Action::Renew)?;
    let resumed = interrupted.is_some();
    let people = match interrupted {
        Some(before) => before.people,
        None => choose(args, &register, before, until, call)?,
    };
    if people.is_empty() && !resumed {
        let why = why_nobody(&register, before, call.now)?;
        call.answer(
            &[text!("没有要换发的码。"; "There is nothing to renew."), why],
            &serde_json::json!({ "summary": null, "codes": [] }),
        )?;
        return Ok(Exit::Done);
    }
    let run = ReissueRun {
        args: &args.run,
        action: Action::Renew,
        folder: &folder,
        actor: &actor,
        selection: args.selection(),
    };
    let (summary, made) = run.run(people, &mut register, call)?;
    let count = summary.issued;
    let first = text!("换发完毕：{count} 人。旧码到期前仍然有效，编号不变，优惠次数合并计算。";
        "Codes renewed: {count}. The old codes hold until they end; numbers and quotas stay.");
    print_summary(first, &summary, &made, &args.run, call)?;
    Ok(Exit::Done)
}

impl Args {
    /// Which codes are renewed, as it was typed.
    fn selection(&self) -> String {
        let by = match (&self.before, self.within) {
            (Some(day), _) => format!("--before {day} "),
            (None, days) => format!("--within {} ", days.unwrap_or_default()),
        };
        let ended = if self.also_ended { "--also-ended " } else { "" };
        format!("{by}{ended}")
    }
}

/// Why nobody is due, as far as it does not stand in the lines before.
fn why_nobody(register: &Register, before: UnixTime, now: UnixTime) -> Result<Text, Failure> {
    let asked = dates::day(before);
    Ok(match register.next_end(now)? {
        Some(next) if next >= before => {
            let last = dates::last_day(next);
            text!("  {asked} 以前没有码到期；最早到期的一批有效期至 {last}。";
                "  No code ends before {asked}; the first that end are valid until {last}.")
        }
        Some(_) => text!("  {asked} 以前到期的都不换发，原因见上。";
            "  Those that end before {asked} get nothing, for the reasons above."),
        None => text!("  台账里没有仍在有效期内的码。";
            "  The register has no code that is still valid."),
    })
}

fn choose(
    args: &Args,
    register: &Register,
    before: UnixTime,
    until: UnixTime,
    call: &mut Call<'_, '_>,
) -> Result<Vec<Recipient>, Stop> {
    let Ending {
        people,
        suspended,
        ended,
        long_enough,
    } = ending(args, register, before, until, call.now)?;
    let before = before.min(until);
    for (count, zh, en) in [
        (
            suspended,
            "人的码已暂停，不换发",
            "are suspended and get nothing",
        ),
        (
            long_enough,
            "人的码到期不早于新码，不换发（要换发请用 --until 或 --years 延长新码）",
            "have codes that end no earlier than new ones would (give new ones longer with --until or --years)",
        ),
        (
            ended,
            "人的码已经过期，不换发（要换发请加 --also-ended）",
            "have ended already and get nothing (unless --also-ended is given)",
        ),
    ] {
        if count > 0 {
            call.console
                .say(&text!("  {count} {zh}"; "  {count} {en}"))?;
        }
    }
    if !people.is_empty() {
        let (count, day) = (people.len(), dates::day(before));
        args.consent.ask(
            &text!("为 {count} 位在 {day} 以前到期的持有人换发新码？";
                "Holders whose codes end before {day}: {count}. Issue new codes for them?"),
            call,
        )?;
    }
    Ok(people)
}

fn ending(
    args: &Args,
    register: &Register,
    before: UnixTime,
    until: UnixTime,
    now: UnixTime,
) -> Result<Ending, Stop> {
    let mut ending = Ending {
        people: Vec::new(),
        suspended: 0,
        ended: 0,
        long_enough: 0,
    };
    for (holder, kind) in register.expiring(before)? {
        let mut entries = register.entries_of(holder)?.into_iter();
        let Some(newest) = entries.find(|entry| entry.kind() == kind) else {
            continue;
        };
        // What ends later than the new codes would is not made shorter.
        if newest.validity.until >= until {
            ending.long_enough += 1;
        } else if newest.standing.status != Status::Valid {
            ending.suspended += 1;
        } else if newest.is_expired(now) && !args.also_ended {
            ending.ended += 1;
        } else {
            ending.people.push(Recipient::to_renew(holder, kind));
        }
    }
    Ok(ending)
}
