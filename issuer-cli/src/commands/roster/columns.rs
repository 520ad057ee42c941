//! `issuer roster columns`: what the headings of a roster mean.

use messages::Lang::{En, Zh};
use messages::{Exit, Text, text};
use serde_json::json;

use crate::Call;
use crate::commands::reading::ReadingArgs;
use crate::roster::{Column, ColumnShown, Names, shown_columns};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    reading: ReadingArgs,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    // Nothing is compared with anything: other categories of the register are of no matter here.
    let merge_categories = true;
    let reading = args
        .reading
        .reading(Names::Full, merge_categories, call.now)?;
    let shown = shown_columns(&args.reading.roster, reading)?;
    for note in &shown.notes {
        call.console.say(note)?;
    }
    let lang = call.console.lang;
    let lines: Vec<Text> = shown.columns.iter().map(line).collect();
    let json = json!({
        "encoding": shown.encoding,
        "sheets": shown.sheets,
        "lines": shown.lines,
        "columns": shown.columns.iter().map(|column| json!({
            "heading": column.heading,
            "meaning": column.meaning.map(Column::code),
            "samples": column.samples,
        })).collect::<Vec<_>>(),
        "meanings": Column::ALL.map(|column| json!({
            "code": column.code(),
            "name": column.name().in_lang(lang),
            "needed": Column::NEEDED.contains(&column),
        })),
    });
    call.answer(&lines, &json)?;
    Ok(Exit::Done)
}

fn line(column: &ColumnShown) -> Text {
    let heading = &column.heading;
    let samples = column.samples.join(" | ");
    match column.meaning {
        Some(meaning) => {
            let name = meaning.name();
            text!("  {heading}  =  {}  （{samples}）", name.in_lang(Zh); "  {heading}  =  {}  ({samples})", name.in_lang(En))
        }
        None => text!("  {heading}  不用  （{samples}）"; "  {heading}  not used  ({samples})"),
    }
}
