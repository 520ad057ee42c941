//! `issuer issue`: codes for the people on a roster.

mod judge;
mod pipeline;
mod report;

use std::path::{Path, PathBuf};
use std::time::Instant;

use cli_support::files::{self, Access};
use messages::{Exit, untrusted::escape_untrusted_path};

use crate::bureau::{Bureau, BureauFolder};
use crate::operator::Operator;
use crate::output::{
    Beginning, Form, ImageFormat, OutFolder, Press, RefusedSheet, RenderOptions, Run, Summary,
    Tally,
};
use crate::register::{Action, Expiry};
use crate::roster::{Mapping, Names, Reading, Roster};
use crate::{Call, jsonfile, values};
use cli_support::Stop;
use judge::Judge;
use pipeline::Pipeline;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR")]
    bureau: PathBuf,
    /// 名册：Excel 工作簿（xlsx、xls）、ods，或 CSV（UTF-8、GBK、GB18030）
    /// | the roster: a workbook (xlsx, xls, ods) or CSV (UTF-8, GBK, GB18030)
    #[arg(long, value_name = "FILE")]
    roster: PathBuf,
    /// 名册在工作簿的哪个工作表；只有一个像名册的不必写 | the sheet of the workbook; not needed where only one looks like a roster
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// 列对照文件：每行写含义和名册里的表头 | a mapping file: on each line what is meant, and the heading of the roster
    #[arg(long, value_name = "FILE")]
    columns: Option<PathBuf>,
    /// 存放码和清单的新文件夹；上次中断的，写原来的文件夹 | a new folder for codes and manifest, or that of a run that was broken off
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// 码的图片格式 | how codes are drawn
    #[arg(long, value_name = "png|svg", default_value = "png")]
    format: ImageFormat,
    /// 有效期最后一天 | last day on which the codes are valid
    #[arg(long, value_name = "DATE", conflicts_with = "years")]
    until: Option<String>,
    /// 有效年数 | for how many years the codes are valid
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=20))]
    years: u8,
    /// 码的写法：纯数字，或 Base45 | how the code is written: digits or Base45
    #[arg(long, value_name = "digits|base45", default_value = "digits")]
    form: Form,
    /// 码中写全名；不加此项则写成“王*明” | full names in the codes, instead of 王*明
    #[arg(long)]
    full_names: bool,
    /// PNG 中每个小方格的像素数 | pixels along a side of a module in PNG files
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=64))]
    module_pixels: u32,
    /// 只检查名册、对照台账，不签发 | check the roster against the register only, issue nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    operator: Operator,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let started = Instant::now();
    let until = values::end_of_validity(args.until.as_deref(), args.years, call.now)?;
    let out = OutFolder::new(&args.out);
    out.check_free()?;
    let names = if args.full_names {
        Names::Full
    } else {
        Names::Masked
    };
    let reading = Reading {
        names,
        now: call.now,
        sheet: args.sheet.clone(),
        mapping: match &args.columns {
            Some(path) => Mapping::read(path)?,
            None => Mapping::default(),
        },
    };
    let roster = Roster::open(&args.roster, &reading)?;
    report::unknown_headings(&roster.unknown_headings, call.console)?;
    let actor = args.operator.actor()?;

    let folder = BureauFolder::new(&args.bureau);
    let (bureau, key) = if args.dry_run {
        (Bureau::read(&folder.bureau_file())?, None)
    } else {
        let (bureau, key) = folder.open(call)?;
        (bureau, Some(key))
    };
    let mut register = folder.register()?;
    let mut clerk = register.clerk(&actor)?;
    // A clock that is behind is found before anything is made.
    drop(clerk.batch(Action::Issue, call.now)?);

    let mut summary = Summary {
        format: 1,
        dry_run: args.dry_run,
        run: Run {
            name: String::new(),
            bureau: bureau.file.id,
            roster: file_name(&args.roster),
            render_options: RenderOptions {
                drawn: args.format,
                module_pixels: args.module_pixels,
                form: args.form,
                full_names: args.full_names,
            },
        },
        resumed: false,
        kid: bureau.key.id().to_string(),
        operator: actor.as_str().to_owned(),
        issued_at: call.now.as_secs(),
        until: until.as_secs(),
        encoding: roster.kind.name(),
        sheet: roster.sheet.clone(),
        tally: Tally::default(),
        unknown_headings: roster.unknown_headings.clone(),
        reserved_elsewhere: 0,
        seconds: 0.0,
    };
    files::create_folder(&args.out)?;
    if !args.dry_run {
        let beginning = out.begin(&mut summary.run, call.now)?;
        summary.resumed = matches!(beginning, Beginning::Resumed);
    }
    let sheet = RefusedSheet::begin(&out, call.console.lang)?;
    let judge = Judge::new(bureau.region, Expiry::Usual(until), sheet);
    let pipeline = Pipeline {
        clerk: &mut clerk,
        console: call.console,
        now: call.now,
    };
    let found = match key {
        None => pipeline.rehearse(roster, judge)?,
        Some(key) => {
            let press = Press::new(key, summary.run.render_options.clone(), args.out.clone());
            match pipeline.run(roster, judge, &press, &out, &summary) {
                Ok(found) => found,
                Err(stop) => {
                    report::broken_off(call.console)?;
                    return Err(stop);
                }
            }
        }
    };
    summary.tally = found.findings.tally;
    summary.reserved_elsewhere = clerk.register().counts(call.now)?.unfinished;
    summary.seconds = started.elapsed().as_secs_f64();
    if !args.dry_run {
        jsonfile::write(&out.summary(), &summary, Access::Public)?;
        out.finish()?;
    }
    let told = report::Told {
        summary: &summary,
        refused: &found.findings.shown,
        listed: &found.findings.listed,
        superseded: &found.superseded,
    };
    told.tell(&out, call)?;
    Ok(if summary.tally.refused == 0 {
        Exit::Done
    } else {
        Exit::Refused
    })
}

/// The folder says where a clerk keeps things, which is nobody's business.
fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| escape_untrusted_path(Path::new(name)))
}
