//! `issuer report benefits`: what was used, as a summary, a page, a workbook or JSON.

use std::path::PathBuf;

use books::report::{BenefitReport, Dimension, Shown, SmallGroups};
use cli_support::files::{self, Access, Durability};
use messages::Lang::{En, Zh};
use messages::{Exit, Text, text};
use serde_json::{Value, json};

use super::Span;
use crate::benefit_report::{Labels, page, record, summary_lines, write_workbook};
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::commands::opened_books;
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    span: Span,
    /// 做成网页，可以打印，不需要联网 | as a page that can be printed and needs no network
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// 做成 Excel 工作簿 | as a workbook for Excel
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,
    /// 不足 5 人的组也列出数字：能认出具体的人，不要公布 | show groups of fewer than five people: single people can be recognised, so do not publish it
    #[arg(long)]
    expose_groups_under_five_people: bool,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let span = args.span.months()?;
    let folder = BureauFolder::new(&args.bureau);
    let opened = opened_books::open(&folder)?;
    let small = if args.expose_groups_under_five_people {
        SmallGroups::Exposed
    } else {
        SmallGroups::Suppressed
    };
    let said = |error| opened_books::failed(&folder, &error);
    let report = opened.books.benefit_report(span, small).map_err(said)?;
    let labels = Labels::new(opened.books.names().map_err(said)?);
    let cover = opened_books::cover(&folder, &opened, call.now)?;
    let lang = call.console.lang;
    // With small groups in it, it is for the bureau alone.
    let access = match small {
        SmallGroups::Suppressed => Access::Public,
        SmallGroups::Exposed => Access::Private,
    };
    if let Some(path) = &args.html {
        let bytes = page(&report, &labels, &cover, lang);
        files::write(path, &bytes, access, Durability::Synced)?;
    }
    if let Some(path) = &args.xlsx {
        write_workbook(path, &report, &labels, &cover, access, lang)?;
    }
    let mut lines = summary_lines(&report);
    lines.extend(largest(&report, &labels));
    for (path, name) in [
        (&args.html, text!("网页"; "page")),
        (&args.xlsx, text!("工作簿"; "workbook")),
    ] {
        if let Some(path) = path {
            let shown = values::shown(path);
            lines.push(text!("{}  {shown}", name.in_lang(Zh); "{}  {shown}", name.in_lang(En)));
        }
    }
    if small == SmallGroups::Exposed {
        lines.push(text!("注意：含不足 5 人的组，能认出具体的人，不要公布。";
            "Note: with groups of fewer than five people, in which single people can be recognised. Do not publish it."));
    }
    let mut json = record(&report, &labels);
    if let Value::Object(keys) = &mut json {
        let more = json!({
            "bureau": opened.bureau.file.id,
            "at": call.now.as_secs(),
            "head": cover.head,
            "small_groups": match small {
                SmallGroups::Suppressed => "suppressed",
                SmallGroups::Exposed => "exposed",
            },
            "html": args.html,
            "xlsx": args.xlsx,
        });
        if let Value::Object(more) = more {
            keys.extend(more);
        }
    }
    call.answer(&lines, &json)?;
    Ok(Exit::Done)
}

/// The trades with the most uses.
fn largest(report: &BenefitReport, labels: &Labels) -> Vec<Text> {
    const MOST: usize = 5;
    let rows = report
        .table(Dimension::Trade)
        .map_or(&[][..], |table| &table.rows);
    let mut rows: Vec<_> = rows
        .iter()
        .filter_map(|row| match &row.figures {
            Shown::Figures(figures) => Some((figures.uses, row.key)),
            _ => None,
        })
        .collect();
    rows.sort_by_key(|(uses, key)| (std::cmp::Reverse(*uses), *key));
    let line = |(uses, key): &(u64, u32)| {
        let name = labels.of(Dimension::Trade, *key);
        let (zh, en) = (
            messages::untrusted::escape_untrusted(name.in_lang(Zh)).into_owned(),
            messages::untrusted::escape_untrusted(name.in_lang(En)).into_owned(),
        );
        text!("  {zh}：{uses} 次"; "  {en}: {uses} uses")
    };
    rows.iter().take(MOST).map(line).collect()
}
