//! `issuer handout`: the list that people sign when they get their cards, and the roster with the numbers.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use cli_support::Stop;
use cli_support::files::{self, Access, Draft, Durability};
use messages::{Exit, Failure, Lang, failure, text, untrusted::escape_untrusted_path};
use paper::Card;

use super::reading::ReadingArgs;
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::handout::{
    GivenBack, Grouping, Handout, HandoutRecord, PrintOrder, RosterAgain, RunCodes, SectionRecord,
    paginate, pdf_files, workbook_of,
};
use crate::printing::{RunToPrint, Standings, read_font};
use crate::roster::{Names, RawRows};
use crate::{Call, jsonfile, values};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// issuer issue 签发结果的文件夹 | the folder of a run of `issuer issue`
    #[arg(long, value_name = "DIR")]
    run: PathBuf,
    #[command(flatten)]
    reading: ReadingArgs,
    /// 按名册的哪几列分组，写表头，先大后小；每组另起一页。每个乡镇一个工作表的写“工作表”
    /// | the headings of the roster by which people are put together, each section on a page of its own; `sheet` for the sheets
    #[arg(long, value_name = "HEADING", num_args = 1..)]
    by: Vec<String>,
    /// 自己的字体（TTF、OTF、TTC） | a font of your own (TTF, OTF, TTC)
    #[arg(long, value_name = "FILE")]
    font: Option<PathBuf>,
    /// 存放签收表的新文件夹 | a new folder for the list
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    check_free(&args.out)?;
    let folder = BureauFolder::new(&args.bureau);
    let bureau = Bureau::read(&folder.bureau_file())?;
    let manifest = RunToPrint::new(&args.run, &[], &bureau, BureauFolder::new(&args.bureau))?;
    let font = read_font(args.font.as_deref())?;
    let mut register = folder.register()?;
    folder.recognise_people(&mut register, call)?;
    let standings = Standings::open(&folder, call)?;
    let codes = RunCodes::read(&args.run, &manifest, &standings, call)?;

    let mut reading = args
        .reading
        .reading(Names::Full, false, codes.issued_at())?;
    reading.raw = RawRows::Kept;
    let scope = folder.scope(bureau.region)?;
    let mut again = RosterAgain {
        path: &args.reading.roster,
        reading,
        codes: &codes,
        register: &register,
        region: bureau.region,
        scope: &scope,
    };
    let mut grouping = Grouping::new(&args.by);
    let handout = again.join(&mut grouping)?;
    if handout.people.is_empty() {
        return Err(nobody(&args.run).into());
    }

    // Nothing has its name before everything is made.
    files::create_private_folder(&args.out)?;
    let code_name = Card::new(String::new(), [])
        .value(paper::Field::CodeName)
        .to_owned();
    let code_name = bureau.file.code_name.clone().unwrap_or(code_name);
    let about = (code_name.as_str(), bureau.file.name.as_str());
    let made = make(&args.out, &again, &handout, about, &font, call.console.lang);
    let (drafts, pages) = made.inspect_err(|_| {
        // Empty, unless it was there before.
        let _ = std::fs::remove_dir(&args.out);
    })?;
    let mut record = HandoutRecord {
        format: 1,
        run: codes.run.name.clone(),
        bureau: bureau.file.id,
        by: grouping.headings().to_vec(),
        people: handout.people.len() as u64,
        revoked: handout.revoked,
        pages,
        sections: sections(&handout, call.console.lang),
        files: Vec::new(),
    };
    for (draft, name) in drafts {
        draft.finish(&args.out.join(&name), Durability::Synced)?;
        record.files.push(name);
    }
    jsonfile::write(&HandoutRecord::file(&args.out), &record, Access::Private)?;
    answer(args, &record, call)?;
    Ok(Exit::Done)
}

/// The files, and how many pages the list has.
type Made = (Vec<(Draft, String)>, u64);

fn make(
    out: &Path,
    again: &RosterAgain<'_>,
    handout: &Handout,
    about: (&str, &str),
    font: &paper::Font,
    lang: Lang,
) -> Result<Made, Failure> {
    let mut drafts = Vec::new();
    let pages = paginate(handout, lang);
    pdf_files(&pages, about, font, lang, |name, bytes| {
        let path = out.join(&name);
        let mut draft = files::draft(&path, Access::Private)?;
        draft
            .write_all(&bytes)
            .map_err(|error| files::cannot_write(&path, &error))?;
        drafts.push((draft, name));
        Ok(())
    })?;
    let mut add = |name: &str, write: &mut dyn FnMut(&Path, &mut Draft) -> Result<(), Failure>| {
        let path = out.join(name);
        let mut draft = files::draft(&path, Access::Private)?;
        write(&path, &mut draft)?;
        drafts.push((draft, name.to_owned()));
        Ok::<(), Failure>(())
    };
    add("handout.xlsx", &mut |path, draft| {
        workbook_of(&pages, about, font, lang, (path, draft))
    })?;
    add("roster-with-numbers.xlsx", &mut |path, draft| {
        let mut book = GivenBack::begin(path, about.0, lang)?;
        again.give_back(|table, raw, fate| book.add(table, raw, fate))?;
        book.finish(draft)
    })?;
    add("order.jsonl", &mut |path, draft| {
        PrintOrder::write(handout, path, draft)
    })?;
    let pages = pages.len() as u64;
    Ok((drafts, pages))
}

fn sections(handout: &Handout, lang: Lang) -> Vec<SectionRecord> {
    handout
        .titles(lang)
        .zip(handout.counts())
        .map(|(title, people)| SectionRecord { title, people })
        .collect()
}

fn answer(args: &Args, record: &HandoutRecord, call: &mut Call<'_, '_>) -> Result<(), Stop> {
    let (people, pages) = (record.people, record.pages);
    let sections = record.sections.len();
    let mut lines = vec![text!(
        "签收表已做好：{people} 人，{sections} 组，{pages} 页。已与名册逐行核对。";
        "The list is made: people {people}, sections {sections}, pages {pages}. Every row of the roster was compared.")];
    if record.revoked > 0 {
        let revoked = record.revoked;
        lines.push(text!("  这次签发中有 {revoked} 张码后来已吊销，不在表上";
            "  codes of the run that were revoked since, and are not on it: {revoked}"));
    }
    let folder = values::shown(&args.out);
    let list: Vec<&str> = record
        .files
        .iter()
        .map(String::as_str)
        .filter(|name| name.starts_with("handout"))
        .collect();
    let list = list.join(" ");
    lines.push(text!("  签收表  {folder}：{list}"; "  list    {folder}: {list}"));
    lines.push(
        text!("  名册补上编号  {folder}：roster-with-numbers.xlsx（含身份证号，请妥善保管）";
        "  roster  {folder}: roster-with-numbers.xlsx (it has the identity numbers: keep it safe)"),
    );
    let (run, bureau) = (values::shown(&args.run), values::shown(&args.bureau));
    lines.push(text!("  按同样次序印卡  issuer print --bureau {bureau} --run {run} --handout {folder} --out …";
        "  cards in this order: issuer print --bureau {bureau} --run {run} --handout {folder} --out …"));
    call.answer(&lines, record)?;
    Ok(())
}

/// Lists of two runs would get mixed up.
fn check_free(out: &Path) -> Result<(), Failure> {
    let is_empty = std::fs::read_dir(out).is_ok_and(|mut files| files.next().is_none());
    if is_empty || !out.exists() {
        return Ok(());
    }
    let name = escape_untrusted_path(out);
    Err(
        failure!("out-used"; "文件夹 {name} 里已有文件"; "there are files in {name} already";
        "请用 --out 指定一个新的文件夹。"; "Choose a new folder with --out."),
    )
}

fn nobody(run: &Path) -> Failure {
    let name = escape_untrusted_path(run);
    failure!("handout-empty"; "{name} 里没有要发的卡"; "there are no cards to hand out in {name}";
        "这次签发没有新码，或全部已吊销。请用 --run 指定另一次签发。"; "The run made no codes, or all of them were revoked. Choose another run with --run.")
}
