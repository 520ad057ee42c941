//! `issuer issue`: codes for the people on a roster.

mod decision;
pub(super) mod report;

use std::mem;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use cli_support::Stop;
use cli_support::files::{self, Access};
use credential_core::{IssuerId, Validity};
use messages::untrusted::{Untrusted, escape_untrusted_path};
use messages::{Exit, Failure, failure, text};

use super::reading::ReadingArgs;
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::issuing::{Pipeline, Plan, RosterSource, RowJudge, RunArgs, RunOutput};
use crate::link::{LargerCode, Link};
use crate::operator::Operator;
use crate::output::{
    Beginning, CodePress, IssueSummary, Kept, OutFolder, RefusedSheet, RowTally, Run,
};
use crate::progress::Meter;
use crate::register::Action;
use crate::roster::{Names, Roster};
use crate::{Call, jsonfile};
use decision::{Agreed, ReplacementArgs};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    replacement: ReplacementArgs,
    #[command(flatten)]
    run: RunArgs,
    /// 码中写全名；不加此项则写成“王*明” | full names in the codes, instead of 王*明
    #[arg(long)]
    full_names: bool,
    /// 码前的网址（https://域名/路径/），手机相机扫码即打开；记入本单位设置，以后的码都一样
    /// | a link in front of each code (https://HOST/PATH/), which phone cameras open; kept for all later codes of the bureau
    #[arg(long, value_name = "URL")]
    link: Option<String>,
    /// 网址长，同意码比版本 8-M 大 | the link is long: take codes that are larger than version 8-M
    #[arg(long, requires = "link")]
    larger_code: bool,
    /// 只检查名册、对照台账，不签发 | check the roster against the register only, issue nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    operator: Operator,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let started = Instant::now();
    let until = args.run.until(call.now)?;
    let out = OutFolder::new(&args.run.out);
    out.check_free()?;
    let names = if args.full_names {
        Names::Full
    } else {
        Names::Masked
    };
    let merge = args.replacement.merge_categories;
    let mut reading = args.reading.reading(names, merge, call.now)?;
    let roster = Roster::open(&args.reading.roster, reading.clone())?;
    for note in &roster.notes {
        call.console.say(note)?;
    }
    report::unknown_headings(&roster.unknown_headings, call.console)?;
    let actor = args.operator.actor()?;

    let folder = BureauFolder::new(&args.bureau);
    let (bureau, key) = if args.dry_run {
        (Bureau::read(&folder.bureau_file())?, None)
    } else {
        let (bureau, key) = folder.open(call)?;
        (bureau, Some(key))
    };
    let of_run = |link, codes| {
        Ok::<_, Failure>(Run {
            name: String::new(),
            bureau: bureau.file.id,
            roster: Untrusted::new(file_name(&args.reading.roster)),
            render_options: args.run.render_options(args.full_names, link, codes)?,
            arguments: Some(Untrusted::new(args.run.validity_arguments())),
        })
    };
    if !args.dry_run {
        // Before anything is asked. A run that was interrupted brings its link with it.
        out.check_goes_on(&of_run(bureau.file.link.as_ref(), 0)?)?;
    }
    if let Some(note) = bureau.check_longest(Validity::new(call.now, until))? {
        call.console.say(&note)?;
    }
    let mut register = folder.register()?;
    folder.recognise_people(&mut register, call)?;
    let mut clerk = register.clerk(&actor)?;
    // A clock that is behind is found before anything is made.
    drop(clerk.batch(Action::Issue, call.now)?);

    let issuer = IssuerId(bureau.file.id);
    let scope = folder.scope(bureau.region)?;
    if !scope.is_known() {
        call.console.say(&report::scope_unknown(bureau.region))?;
    }

    // One line is the headings.
    let total = roster.lines.saturating_sub(1);
    let meter = Meter::new(text!("正在核对"; "comparing"), total);
    let mut plan = Plan::make(
        roster,
        clerk.register(),
        (issuer, bureau.region, &scope),
        until,
        call.now,
        meter,
        call.console,
    )?;
    for line in decision::kept(&plan) {
        call.console.say(&line)?;
    }
    let mut before = Agreed::default();
    if args.dry_run {
        args.replacement.show(&plan, call)?;
    } else {
        before = Agreed::of_unfinished(&out)?;
        if before.covers(&mut plan) {
            args.replacement.go_on(&plan)?;
        } else {
            args.replacement.decide(&plan, call)?;
        }
    }
    let changes = report::changes(&plan, call.console.lang);
    // Read a second time, to be issued for.
    reading.rules.conflicts = plan.conflicts.clone();
    reading.rules.shared_phones = plan.shared_phones.clone();
    let memory = mem::take(&mut plan.memory);
    let roster = Roster::open_again(&args.reading.roster, reading, memory)?;
    let link = args.link(&folder, &bureau, call)?;

    let mut summary = IssueSummary {
        format: 1,
        dry_run: args.dry_run,
        run: of_run(link.as_ref(), plan.codes)?,
        resumed: false,
        kid: bureau.key.id().to_string(),
        operator: actor.as_str().to_owned(),
        issued_at: call.now.as_secs(),
        until: until.as_secs(),
        encoding: roster.kind.name(),
        sheet: roster.sheets.first().cloned(),
        sheets: roster.sheets.clone(),
        tally: RowTally::default(),
        replaced: plan.replaced.len() as u64,
        replaced_by_kind: before.kinds_with(&plan),
        kept: Kept {
            disability_grades: plan.kept_grades,
            home_regions: plan.kept_regions,
        },
        unknown_headings: roster.unknown_headings.clone(),
        reserved_elsewhere: 0,
        seconds: 0.0,
    };
    files::create_private_folder(&args.run.out)?;
    if !args.dry_run {
        before.note_with(&args.run.out, &plan)?;
        let beginning = out.begin(&mut summary.run, call.now)?;
        summary.resumed = matches!(beginning, Beginning::Resumed);
    }
    let sheet = RefusedSheet::begin(&out, call.console.lang)?;
    let refuses_other_sex = plan.refuses_other_sex();
    let agreed = (plan.changed.into_keys().collect(), refuses_other_sex);
    let judge = RowJudge::new((issuer, bureau.region, scope), until, agreed, sheet);
    let pipeline = Pipeline {
        clerk: &mut clerk,
        console: call.console,
        action: Action::Issue,
        now: call.now,
    };
    let (findings, superseded) = thread::scope(|scope| {
        let mut source = RosterSource::start(scope, roster, judge);
        match key {
            None => {
                let meter = Meter::new(text!("正在检查"; "checking"), total);
                pipeline.rehearse(&mut source, meter)?;
            }
            Some(key) => {
                let options = summary.run.render_options.clone();
                let output = RunOutput {
                    press: &CodePress::new(key, options, args.run.out.clone()),
                    folder: &out,
                    run: &summary.run,
                    resumed: summary.resumed,
                    owed: before.holders(),
                };
                let meter = Meter::new(text!("正在签发"; "issuing"), total);
                pipeline.run(&mut source, &output, meter)?;
            }
        }
        Ok::<_, Stop>(source.finish(args.dry_run)?)
    })
    .or_else(|stop| {
        if !args.dry_run {
            report::interrupted(call.console)?;
        }
        Err(stop)
    })?;
    summary.tally = findings.tally;
    if args.dry_run {
        summary.tally.changed = summary.replaced;
    } else {
        summary.replaced = summary.tally.changed;
    }
    summary.reserved_elsewhere = clerk.register().counts(call.now)?.unfinished;
    summary.seconds = started.elapsed().as_secs_f64();
    if !args.dry_run {
        jsonfile::write(&out.summary(), &summary, Access::Private)?;
        decision::forget(&args.run.out)?;
        out.finish()?;
    }
    let report = report::IssueReport {
        summary: &summary,
        refused: &findings.shown,
        listed: &findings.listed,
        passed_over: &findings.passed_over,
        remarks: &findings.remarks,
        superseded: &superseded,
        changes: &changes,
        people: plan.people,
    };
    report.print(&out, call)?;
    Ok(if summary.tally.refused == 0 {
        Exit::Done
    } else {
        Exit::Refused
    })
}

impl Args {
    /// What stands in front of the codes. One that the bureau did not have yet is kept.
    ///
    /// # Errors
    /// Those of [`Link::parse`], `link-differs`, and those of writing `bureau.json`.
    fn link(
        &self,
        folder: &BureauFolder<'_>,
        bureau: &Bureau,
        call: &mut Call<'_, '_>,
    ) -> Result<Option<Link>, Failure> {
        let held = bureau.file.link.clone();
        let Some(text) = &self.link else {
            return Ok(held);
        };
        let given = Link::parse(text, LargerCode::asked(self.larger_code))?;
        match held {
            Some(held) if held != given => return Err(link_differs(&held, &given)),
            Some(_) => {}
            None if self.dry_run => {}
            None => folder.keep_link(Some(given.clone()), call.console)?,
        }
        Ok(Some(given))
    }
}

fn link_differs(held: &Link, given: &Link) -> Failure {
    failure!("link-differs"; "本单位的码前已有网址 {held}，不是 {given}";
        "the codes of this bureau have the link {held} in front, not {given}";
        "要改用新网址，请先执行 issuer bureau link --set 网址；已印的卡不变，旧网址也要继续能打开。";
        "To change it, run issuer bureau link --set URL first. Printed cards keep the old link, so its page must stay.")
}

/// Without its folder, which says where a clerk keeps things.
fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| escape_untrusted_path(Path::new(name)))
}
