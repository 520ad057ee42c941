//! `issuer journal import`: what terminals hand over.

use std::path::{Path, PathBuf};

use ::books::{FileOutcome, FileReport, ImportReport};
use messages::Lang::{En, Zh};
use messages::{Exit, Lang, Text, failure, text};
use serde_json::{Value, json};

use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::register::hexadecimal;
use crate::{Call, books, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 流水文件（.lbx），或放着它们的文件夹 | journals (.lbx), or folders with them
    #[arg(value_name = "FILE", required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let mut books = books::open_for_import(&folder)?;
    let report = books
        .import(&args.files, call.now, &mut |_| ())
        .map_err(|error| books::failure_of(&error, &folder.books_folder()))?;
    if report.files.is_empty() {
        return Err(
            failure!("folder-empty"; "没有找到流水文件（.lbx）"; "there are no journals (.lbx)";
            "请检查路径。流水在终端上用 verifier journal export 导出。";
            "Check the path. At a terminal, verifier journal export writes them.")
            .into(),
        );
    }
    call.answer(&lines(&report), &to_json(&report, call.console.lang))?;
    let is_refused = |file: &FileReport| matches!(file.outcome, FileOutcome::Refused(_));
    Ok(match report.files.iter().any(is_refused) {
        true => Exit::Refused,
        false => Exit::Done,
    })
}

fn lines(report: &ImportReport) -> Vec<Text> {
    let of = |wanted: fn(&FileOutcome) -> bool| {
        let outcomes = report.files.iter().map(|file| &file.outcome);
        outcomes.filter(|outcome| wanted(outcome)).count()
    };
    let taken = of(|outcome| matches!(outcome, FileOutcome::Imported { .. }));
    let waiting = of(|outcome| matches!(outcome, FileOutcome::Waiting { .. }));
    let refused = of(|outcome| matches!(outcome, FileOutcome::Refused(_)));
    let new: u64 = report
        .files
        .iter()
        .map(|file| match file.outcome {
            FileOutcome::Imported { new, .. } => new,
            _ => 0,
        })
        .sum();
    let mut lines = vec![text!(
        "导入 {taken} 个文件，新记录 {new} 条；等候 {waiting} 个，未收 {refused} 个。";
        "Files taken in: {taken}, with {new} new records; waiting: {waiting}; refused: {refused}.")];
    lines.extend(report.files.iter().flat_map(file_lines));
    let rising = report
        .marks
        .iter()
        .filter(|(_, (before, now))| now > before);
    let mut marks: Vec<Text> = rising
        .map(|(kind, (before, now))| {
            let (words, more) = (books::mark_text(*kind), now - before);
            text!("  {}：新增 {more} 条，共 {now} 条", words.in_lang(Zh); "  {}: {more} more, {now} in all", words.in_lang(En))
        })
        .collect();
    if !marks.is_empty() {
        lines.push(text!("有疑问的记录（用 issuer journal marks 查看）："; "Marked records (issuer journal marks shows them):"));
        lines.append(&mut marks);
    }
    lines
}

fn file_lines(file: &FileReport) -> Vec<Text> {
    let name = values::shown(&file.path);
    let terminal = match file.terminal {
        Some(number) => text!("终端 {number}"; "terminal {number}"),
        None => text!("终端不明"; "terminal unknown"),
    };
    let (zh, en) = (terminal.in_lang(Zh), terminal.in_lang(En));
    let another = kind_of_another(&file.path);
    match (&file.outcome, another) {
        (FileOutcome::Imported { new, known }, _) => vec![text!(
            "  {name}  {zh}：新记录 {new} 条，已有 {known} 条";
            "  {name}  {en}: {new} new records, {known} known already")],
        (
            FileOutcome::Waiting {
                missing_from,
                missing_to,
            },
            _,
        ) => vec![text!(
            "  {name}  {zh}：缺第 {missing_from} 到 {missing_to} 条，先留着，补齐后自动计入";
            "  {name}  {en}: records {missing_from} to {missing_to} are missing; it is kept, and counts when they have come")],
        (FileOutcome::Refused(_), Some(kind)) => vec![
            text!("  {name}：未收，这是 {kind} 文件，不是流水文件（.lbx）"; "  {name}: refused, it is a file of the kind {kind} and no journal (.lbx)"),
            text!("    请选终端上 verifier journal export 导出的 .lbx 文件。"; "    Choose the .lbx file that verifier journal export has written at the terminal."),
        ],
        (FileOutcome::Refused(refusal), None) => {
            let (why, fix) = books::refusal_text(refusal);
            vec![
                text!("  {name}  {zh}：未收，{}", why.in_lang(Zh); "  {name}  {en}: refused, {}", why.in_lang(En)),
                text!("    {}", fix.in_lang(Zh); "    {}", fix.in_lang(En)),
            ]
        }
    }
}

/// The ending of a file that is something else than a journal, as clerks have them beside it.
fn kind_of_another(path: &Path) -> Option<String> {
    const OTHERS: [&str; 14] = [
        "xlsx", "xls", "ods", "csv", "txt", "doc", "docx", "pdf", "zip", "lbu", "lbr", "html",
        "png", "jpg",
    ];
    let ending = path.extension()?.to_str()?.to_lowercase();
    OTHERS.contains(&ending.as_str()).then_some(ending)
}

fn to_json(report: &ImportReport, lang: Lang) -> Value {
    let files = report.files.iter().map(|file| file_json(file, lang));
    let marks = report.marks.iter().map(|(kind, (before, now))| {
        json!({
            "kind": kind.code(),
            "before": before,
            "now": now,
            "message": books::mark_text(*kind).in_lang(lang),
            "remedy": books::mark_remedy(*kind).in_lang(lang),
        })
    });
    json!({ "files": files.collect::<Vec<_>>(), "marks": marks.collect::<Vec<_>>() })
}

fn file_json(file: &FileReport, lang: Lang) -> Value {
    let (result, new, known, missing, error) = match &file.outcome {
        FileOutcome::Imported { new, known } => ("imported", *new, *known, None, None),
        FileOutcome::Waiting {
            missing_from,
            missing_to,
        } => ("waiting", 0, 0, Some([*missing_from, *missing_to]), None),
        FileOutcome::Refused(refusal) => {
            let (why, fix) = books::refusal_text(refusal);
            let error = json!({
                "code": refusal.code(), "message": why.in_lang(lang), "remedy": fix.in_lang(lang),
            });
            ("refused", 0, 0, None, Some(error))
        }
    };
    json!({
        "file": file.path,
        "terminal": file.terminal,
        "key": file.chain.map(|chain| hexadecimal(&chain.terminal)),
        "chain": file.chain.map(|chain| chain.chain),
        "result": result,
        "new": new,
        "known": known,
        "missing": missing,
        "size": file.size,
        "error": error,
    })
}
