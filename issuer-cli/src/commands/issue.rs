//! `issuer issue`: codes for the people on a roster.

use std::path::PathBuf;
use std::time::Instant;

use cli_support::{Exit, Failure, Format, Text, dates};
use credential_core::{Signer, TextForm, UnixTime, Validity};
use serde_json::json;

use crate::bureau::BureauFolder;
use crate::output::{self, Manifest, OutFolder, Picture, Press, Summary};
use crate::roster::{self, Names, Person, Roster};
use crate::stop::Stop;
use crate::{Call, jsonfile, numbers, parallel, values};

/// People that are worked on between two lines of the manifest.
const BATCH: usize = 1024;

/// Refused rows that are shown on the screen; all of them are in `refused.csv`.
const MAX_SHOWN: usize = 20;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR")]
    bureau: PathBuf,
    /// 名册，CSV 文件（UTF-8、GBK 或 GB18030） | the roster, a CSV file (UTF-8, GBK or GB18030)
    #[arg(long, value_name = "FILE")]
    roster: PathBuf,
    /// 存放码和清单的新文件夹 | a new folder for codes and manifest
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// 码的图片格式 | how codes are drawn
    #[arg(long, value_name = "png|svg", default_value = "png", value_parser = ["png", "svg"])]
    format: String,
    /// 有效期最后一天 | last day on which the codes are valid
    #[arg(long, value_name = "DATE", conflicts_with = "years")]
    until: Option<String>,
    /// 有效年数 | for how many years the codes are valid
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=20))]
    years: u8,
    /// 码的写法：纯数字，或 Base45 | how the code is written: digits or Base45
    #[arg(long, value_name = "digits|base45", default_value = "digits", value_parser = ["digits", "base45"])]
    form: String,
    /// 码中写全名；不加此项则写成“王*明” | full names in the codes, instead of 王*明
    #[arg(long)]
    full_names: bool,
    /// PNG 中每个小方格的像素数 | pixels along a side of a module in PNG files
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=64))]
    module_pixels: u32,
    /// 只检查名册，不签发 | check the roster only, issue nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let started = Instant::now();
    let (bureau, key) = BureauFolder::new(&args.bureau).open(call)?;
    let validity = Validity::new(call.now, end_of_validity(args, call.now)?);
    let out = OutFolder::new(&args.out);
    out.check_free()?;
    let names = if args.full_names {
        Names::Full
    } else {
        Names::Masked
    };
    let roster = roster::read(&args.roster, names, call.now)?;

    let mut summary = Summary::new(&roster, &args.roster, validity);
    summary.bureau = bureau.file.id;
    summary.kid = key.public_key().id().to_string();
    summary.dry_run = args.dry_run;
    report_roster(&roster, call)?;
    cli_support::files::create_folder(&args.out)?;
    if args.dry_run {
        output::write_refused(&out, &roster.refusals, call.console.lang)?;
    } else if roster.people.is_empty() {
        output::write_refused(&out, &roster.refusals, call.console.lang)?;
        jsonfile::write(&out.summary(), &summary, cli_support::files::Access::Public)?;
    } else {
        let press = Press {
            key,
            validity,
            bureau_region: bureau.region,
            form: if args.form == "base45" {
                TextForm::Base45
            } else {
                TextForm::Digits
            },
            picture: match args.format.as_str() {
                "svg" => Picture::Svg,
                _ => Picture::Png {
                    module_pixels: args.module_pixels,
                },
            },
            codes: out.codes(),
        };
        issue_all(args, &press, &out, &roster, &mut summary, started, call)?;
    }
    summary.seconds = started.elapsed().as_secs_f64();
    report_summary(args, &out, &roster, &summary, call)?;
    Ok(if roster.refusals.is_empty() {
        Exit::Done
    } else {
        Exit::Refused
    })
}

fn end_of_validity(args: &Args, now: UnixTime) -> Result<UnixTime, Failure> {
    let until = match &args.until {
        Some(day) => values::last_day(day)?,
        None => dates::years_later(now, args.years).unwrap_or(now),
    };
    if until <= now {
        let (last, today) = (dates::last_day(until), dates::day(now));
        return Err(Failure::new(
            "usage",
            Text::new(
                format!("有效期最后一天 {last} 已经过去（今天是 {today}）"),
                format!("the last day of the validity, {last}, is over (today is {today})"),
            ),
            Text::new(
                "请用 --until 写一个将来的日期，并检查本机时间。",
                "Choose a day to come with --until, and check the clock.",
            ),
        ));
    }
    Ok(until)
}

/// Numbers first, then codes, then the manifest, the summary last: whatever breaks off, no number
/// is given twice and the folder shows that it is not finished.
fn issue_all(
    args: &Args,
    press: &Press,
    out: &OutFolder<'_>,
    roster: &Roster,
    summary: &mut Summary,
    started: Instant,
    call: &mut Call<'_, '_>,
) -> Result<(), Stop> {
    let lang = call.console.lang;
    let now = call.now.as_secs();
    out.begin(now, &summary.roster)?;
    let count = u32::try_from(roster.people.len()).unwrap_or(u32::MAX);
    let numbers = numbers::reserve(&BureauFolder::new(&args.bureau), count)
        .inspect_err(|_| out.give_back())?;
    let holders = [numbers.number(0).holder, numbers.number(count - 1).holder];
    out.note_numbers(now, &summary.roster, holders)?;

    let jobs: Vec<(&Person, numbers::Number)> = roster
        .people
        .iter()
        .zip(0..)
        .map(|(person, position)| (person, numbers.number(position)))
        .collect();
    let mut manifest = Manifest::begin(out, lang)?;
    for batch in jobs.chunks(BATCH) {
        let issued = parallel::in_order(batch, |(person, number)| press.issue(person, *number))?;
        if let Some(sample) = issued.first() {
            press.search(sample, &args.out)?;
        }
        for one in &issued {
            manifest
                .add(one)
                .map_err(|error| cli_support::files::cannot_write(&out.manifest_csv(), &error))?;
        }
        summary.issued += issued.len();
        let (done, all) = (summary.issued, jobs.len());
        call.console.progress(Some(&Text::new(
            format!("正在签发 {done}/{all}"),
            format!("issuing {done}/{all}"),
        )))?;
    }
    call.console.progress(None)?;

    summary.holders = Some(holders);
    summary.seconds = started.elapsed().as_secs_f64();
    output::write_refused(out, &roster.refusals, lang)?;
    jsonfile::write(&out.summary(), summary, cli_support::files::Access::Public)?;
    manifest.finish(out)?;
    out.finish()?;
    Ok(())
}

/// What the roster as a whole gives cause to say, and the refused rows.
fn report_roster(roster: &Roster, call: &mut Call<'_, '_>) -> Result<(), Stop> {
    if !roster.unknown_headings.is_empty() {
        let (zh, en) = (
            roster.unknown_headings.join("、"),
            roster.unknown_headings.join(", "),
        );
        call.console.say(&Text::new(
            format!("注意：不认识这些列，未使用：{zh}。如果其中有要用的，请改表头后重来。"),
            format!("Note: these columns are not known and not used: {en}. If one is needed, correct its heading."),
        ))?;
    }
    if roster.refusals.is_empty() || call.console.format == Format::Json {
        return Ok(());
    }
    let refused = roster.refusals.len();
    call.console.say(&Text::new(
        format!("以下 {refused} 行被拒，不能签发："),
        format!("{refused} rows are refused:"),
    ))?;
    for refusal in roster.refusals.iter().take(MAX_SHOWN) {
        for line in output::in_words(refusal) {
            call.console.say(&line)?;
        }
    }
    if refused > MAX_SHOWN {
        let rest = refused - MAX_SHOWN;
        call.console.say(&Text::new(
            format!("  ……另有 {rest} 行，见 refused.csv"),
            format!("  … {rest} more, see refused.csv"),
        ))?;
    }
    Ok(())
}

fn report_summary(
    args: &Args,
    out: &OutFolder<'_>,
    roster: &Roster,
    summary: &Summary,
    call: &mut Call<'_, '_>,
) -> Result<(), Stop> {
    let (good, issued, refused, blank) =
        (summary.good, summary.issued, summary.refused, summary.blank);
    let mut lines = vec![if args.dry_run {
        Text::new(
            format!(
                "名册检查完毕：可签发 {good} 人，被拒 {refused} 行，空行 {blank}。没有签发任何码。"
            ),
            format!(
                "Roster checked: {good} people can be issued for, {refused} rows refused, {blank} empty. Nothing was issued."
            ),
        )
    } else {
        Text::new(
            format!("签发完毕：已签发 {issued} 人，被拒 {refused} 行，空行 {blank}。"),
            format!("Issued for {issued} people; {refused} rows refused, {blank} empty."),
        )
    }];
    if let Some([first, last]) = summary.holders {
        let until = dates::last_day(UnixTime::from_secs(summary.until));
        let rate = issued as f64 / summary.seconds.max(1e-3);
        let seconds = summary.seconds;
        lines.push(Text::new(
            format!("  持有人编号 {first:08} 至 {last:08}，有效期至 {until}；每个码都已读回核对；用时 {seconds:.1} 秒（每秒 {rate:.0} 个）"),
            format!("  holder numbers {first:08} to {last:08}, valid until {until}; every code was read back; {seconds:.1} s ({rate:.0} a second)"),
        ));
        let (codes, manifest) = (
            values::shown(&out.codes()),
            values::shown(&out.manifest_csv()),
        );
        lines.push(Text::new(
            format!("  码    {codes}"),
            format!("  codes     {codes}"),
        ));
        lines.push(Text::new(
            format!("  清单  {manifest}"),
            format!("  manifest  {manifest}"),
        ));
    }
    if refused > 0 {
        let path = values::shown(&out.refused());
        lines.push(Text::new(
            format!("  被拒  {path}"),
            format!("  refused   {path}"),
        ));
        if issued > 0 {
            lines.push(Text::new(
                "  改正后，请把被拒的人单独做成一份名册再签发；用整份名册重发，已签发的人会有两个码。",
                "  Once corrected, issue for these people with a roster of their own: with the whole roster, the others get a second code.",
            ));
        }
    }
    let json = json!({ "summary": summary, "refused": output::row_faults(&roster.refusals) });
    call.answer(&lines, &json)?;
    Ok(())
}
