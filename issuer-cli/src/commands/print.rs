//! `issuer print`: the codes of a run as cards and sheets, in PDF files for the printer.

mod looks;
mod ordered;
mod preview;
mod report;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use cli_support::files::{self, Access, Durability};
use messages::{Exit, Failure, failure, text, untrusted::escape_untrusted_path};
use paper::{Card, CardPress, Dpi, FrontPage, MAX_CARDS_PER_FILE, Pages, PrintedFile, SheetOrder};

use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::handout::PrintOrder;
use crate::output::OutFolder;
use crate::parallel::Workers;
use crate::printing::{CardEntry, LeftOut, RunToPrint, Standings};
use crate::progress::Meter;
use crate::register::CodeKind;
use crate::{Call, jsonfile, values};
use cli_support::Stop;
use credential_core::{HolderNumber, StatusIndex};
use looks::{CardKind, Looks};
use ordered::OrderedRun;
use report::PrintTally;

/// Files in memory until they were read back and written. More would not be faster.
const FILES_AT_ONCE: usize = 2;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// issuer issue 签发结果的文件夹 | the folder of a run of `issuer issue`
    #[arg(long, value_name = "DIR", required_unless_present = "export_template")]
    run: Option<PathBuf>,
    /// 发码单位的文件夹（卡上印它的名称） | the folder of the bureau, whose name is printed
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 存放 PDF 的新文件夹 | a new folder for the PDF files
    #[arg(long, value_name = "DIR", required_unless_present_any = ["export_template", "preview"])]
    out: Option<PathBuf>,
    /// 印成什么：cards 卡片，一张一页（证卡打印机）；card-sheets 卡片拼在 A4 上；slips 纸质码拼在 A4 上 | cards: one a page, for card printers; card-sheets: cards on A4; slips: larger codes of paper on A4
    #[arg(
        long = "as",
        value_name = "cards|card-sheets|slips",
        default_value = "card-sheets",
        hide_possible_values = true
    )]
    kind: CardKind,
    #[command(flatten)]
    looks: Looks,
    /// 打印机的分辨率，每英寸点数，150 到 1200 | the printer's resolution in dots per inch, 150 to 1200
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(i64::from(*Dpi::RANGE.start())..=i64::from(*Dpi::RANGE.end())))]
    dpi: u32,
    /// 码的边长，毫米，不含白边；不写则取放得下的最大尺寸 | side of the codes in millimetres, without quiet zone; the largest that fits, if it is left away
    #[arg(long, value_name = "MM")]
    code_mm: Option<f64>,
    /// 一张 A4 上放几张；不写则放满 | how many on a sheet of A4; as many as fit, if it is left away
    #[arg(long, value_name = "N")]
    up: Option<u32>,
    /// 整叠裁切后依次叠放即为原来的次序（每个文件为一叠） | cut the sheets of a file all at once and lay the stacks on each other: the cards are in order
    #[arg(long)]
    cut_and_stack: bool,
    /// 每个文件前加一页说明，带 100 毫米标尺 | a page before each file that says what it is, with a ruler of 100 mm
    #[arg(long)]
    front_page: bool,
    /// 只打印这些持有人编号 | print these holder numbers only
    #[arg(long = "holder", value_name = "N", num_args = 1..)]
    holders: Vec<u32>,
    /// 按签收表的次序打印：issuer handout 做出的文件夹；A4 上每组另起一页
    /// | in the order of a list: the folder that issuer handout has made; on A4, each section begins on a page of its own
    #[arg(long, value_name = "DIR")]
    handout: Option<PathBuf>,
    /// 每个 PDF 文件最多多少张 | cards in a PDF file at most
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_CARDS_PER_FILE)))]
    per_file: u32,
    /// 不打印，把自带的模板存成文件，供修改 | print nothing, but write the template that comes along to a file, to be edited
    #[arg(long, value_name = "FILE", conflicts_with_all = ["run", "out"])]
    export_template: Option<PathBuf>,
    /// 不打印，只把第一张卡画成图片（PNG），先看一看 | print nothing, but draw the first card as a picture (PNG), to be looked at
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "export_template"])]
    preview: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let started = Instant::now();
    if let Some(path) = &args.export_template {
        return export(args, path, call);
    }
    let (Some(run), Some(out)) = (&args.run, args.out.as_ref().or(args.preview.as_ref())) else {
        // The parser asks for both.
        return Ok(Exit::Undecided);
    };
    if args.kind == CardKind::Cards && (args.front_page || args.up.is_some() || args.cut_and_stack)
    {
        return Err(only_for_sheets().into());
    }
    let folder = BureauFolder::new(&args.bureau);
    let bureau = Bureau::read(&folder.bureau_file())?;
    let manifest = RunToPrint::new(run, &args.holders, &bureau, folder)?;
    let pages = match args.kind {
        _ if args.preview.is_some() => Pages::OneEach,
        CardKind::Cards => Pages::OneEach,
        CardKind::CardSheets | CardKind::Slips => Pages::A4 {
            up: args.up,
            order: if args.cut_and_stack {
                SheetOrder::Stacks
            } else {
                SheetOrder::Rows
            },
        },
    };
    let press = args
        .looks
        .press(args.kind, pages, Dpi(args.dpi), args.code_mm)?;
    if args.preview.is_none() {
        check_free(out)?;
    }

    // All of it is looked at before the first card is made: a damaged manifest stops here.
    let order = match &args.handout {
        Some(list) => Some(PrintOrder::read(list, &OutFolder::new(run).finished()?)?),
        None => None,
    };
    let standings = Standings::open(&BureauFolder::new(&args.bureau), call)?;
    let (mut found, mut revoked) = (BTreeSet::new(), BTreeMap::new());
    let (mut cards, mut phone_codes) = (0_u64, 0_u64);
    let mut places = Vec::new();
    manifest.read(|entry| {
        if !manifest.holders.is_empty() {
            found.insert(entry.holder);
        }
        if entry.kind == CodeKind::Phone {
            phone_codes += 1;
            return Ok::<(), Failure>(());
        }
        cards += 1;
        if order.is_some() {
            places.push((entry.holder, entry.status_index, entry.offset));
        }
        if let Some(reason) = standings.revoked(entry.status_index)? {
            revoked.insert(entry.status_index, LeftOut::revoked(&entry, reason));
        }
        Ok(())
    })?;
    check_found(&manifest.holders, &found)?;
    let order = match order {
        Some(order) => Some(OrderedRun::new(order, places, &revoked, &manifest.holders)?),
        None => None,
    };
    if cards == 0 {
        return Err(match phone_codes {
            0 => nothing(run),
            _ => phone_codes_only(),
        }
        .into());
    }
    report::say_phone_codes(phone_codes, call)?;
    if let Some(path) = &args.preview {
        let revoked = revoked.keys().copied().collect();
        let chosen = preview::Chosen {
            manifest: &manifest,
            revoked: &revoked,
            order: order.as_ref(),
            counts: (cards, phone_codes),
        };
        return preview::run(args, &press, &chosen, path, call);
    }

    files::create_private_folder(out)?;
    let mut tally = PrintTally::new(
        args.kind.name(),
        bureau.file.name.clone(),
        args.dpi,
        &press,
        (cards, phone_codes),
    );
    report::say_revoked(revoked.len(), call)?;
    let revoked_indices = revoked.keys().copied().collect();
    tally.left_out.extend(revoked.into_values());
    report::say_notes(
        &press,
        args.kind != CardKind::Slips && args.looks.has_own_template(),
        call,
    )?;
    print_all(
        args,
        &press,
        (&manifest, &revoked_indices, order.as_ref()),
        out,
        &mut tally,
        call,
    )?;
    if !tally.left_out.is_empty() {
        LeftOut::write(&tally.left_out, &LeftOut::file(out), call.console.lang)?;
    }
    tally.seconds = started.elapsed().as_secs_f64();
    jsonfile::write(
        &summary_file(out),
        &tally.json(call.console.lang),
        Access::Private,
    )?;
    report::answer(&tally, out, call)?;
    Ok(if tally.left_out.is_empty() {
        Exit::Done
    } else {
        Exit::Refused
    })
}

fn export(args: &Args, path: &Path, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let template = args.looks.own_template(args.kind)?;
    files::write_new(path, template.as_bytes(), Access::Public)?;
    let name = values::shown(path);
    call.answer(
        &[
            text!("模板已存为 {name}。用 Inkscape 修改，再用 --template 打印。";
                "The template is in {name}. Edit it with Inkscape, and print with --template."),
        ],
        &serde_json::json!({ "template": path, "as": args.kind.name() }),
    )?;
    Ok(Exit::Done)
}

/// Files are made side by side and written in their order.
fn print_all(
    args: &Args,
    press: &CardPress,
    (manifest, revoked, order): (&RunToPrint<'_>, &BTreeSet<StatusIndex>, Option<&OrderedRun>),
    out: &Path,
    tally: &mut PrintTally,
    call: &mut Call<'_, '_>,
) -> Result<(), Stop> {
    thread::scope(|scope| {
        let workers = Workers::start(scope, |job: FileJob| {
            let cards = job.entries.iter().map(|entry| entry.card.clone());
            let cards: Vec<Card> = cards.map(|card| args.looks.on(card)).collect();
            let mut rest = cards.as_slice();
            let mut sections = Vec::with_capacity(job.sections.len());
            for (title, count) in &job.sections {
                let (here, behind) = rest.split_at((*count).min(rest.len()));
                sections.push((title.as_str(), here));
                rest = behind;
            }
            let made = press.make_sections(&sections, job.front.as_ref());
            (job, made)
        });
        let mut job = PrintJob {
            kind: args.kind.name(),
            has_front: args.front_page,
            out,
            meter: Meter::new(text!("正在制作"; "printing"), tally.cards),
            tally,
            workers,
            handed_in: 0,
            under_way: 0,
        };
        let mut file = FileJob::default();
        let mut add = |title: &str, entry: CardEntry| {
            file.add(title, entry);
            if file.entries.len() < args.per_file as usize {
                return Ok(());
            }
            job.hand_in(std::mem::take(&mut file), call)
        };
        match order {
            None => manifest.read(|entry| {
                if entry.kind == CodeKind::Phone || revoked.contains(&entry.status_index) {
                    return Ok(());
                }
                add("", entry)
            })?,
            Some(order) => manifest.read_at(order.places(), add)?,
        }
        if !file.entries.is_empty() {
            job.hand_in(file, call)?;
        }
        while job.under_way > 0 {
            job.take_out(call)?;
        }
        job.meter.end(call.console)?;
        Ok(())
    })
}

/// What becomes one file.
#[derive(Default)]
struct FileJob {
    entries: Vec<CardEntry>,
    /// What the sections are called, and how many cards each has.
    sections: Vec<(String, usize)>,
    front: Option<FrontPage>,
}

impl FileJob {
    fn add(&mut self, title: &str, entry: CardEntry) {
        match self.sections.last_mut() {
            Some((last, count)) if last == title => *count += 1,
            _ => self.sections.push((title.to_owned(), 1)),
        }
        self.entries.push(entry);
    }
}

/// The files in the making.
struct PrintJob<'d> {
    kind: &'static str,
    has_front: bool,
    out: &'d Path,
    tally: &'d mut PrintTally,
    meter: Meter,
    workers: Workers<FileJob, (FileJob, Result<PrintedFile, Failure>)>,
    handed_in: usize,
    under_way: usize,
}

impl PrintJob<'_> {
    fn hand_in(&mut self, mut file: FileJob, call: &mut Call<'_, '_>) -> Result<(), Stop> {
        self.handed_in += 1;
        file.front = self.has_front.then(|| {
            self.tally
                .front_page(self.handed_in, &file.entries, &file.sections)
        });
        self.under_way += self.workers.hand_in(vec![file]);
        if self.under_way > FILES_AT_ONCE {
            self.take_out(call)?;
        }
        Ok(())
    }

    fn take_out(&mut self, call: &mut Call<'_, '_>) -> Result<(), Stop> {
        self.under_way = self.under_way.saturating_sub(1);
        for (file, made) in self.workers.take_out().unwrap_or_default() {
            let made = made?;
            if let Some(pdf) = &made.pdf {
                let name = format!("{}-{:04}.pdf", self.kind, self.tally.files.len() + 1);
                files::write(
                    &self.out.join(&name),
                    pdf,
                    Access::Private,
                    Durability::Synced,
                )?;
                self.tally.files.push(name);
            }
            self.tally.add_sections(&file.sections);
            self.tally.add(&file.entries, made);
        }
        self.meter.show(self.tally.seen(), call.console)?;
        Ok(())
    }
}

/// A card printer that is given a page of A4 stops, or wastes a card on it.
fn only_for_sheets() -> Failure {
    failure!("usage"; "--front-page、--up 和 --cut-and-stack 只用于 A4 纸，不能与 --as cards 一起用";
        "--front-page, --up and --cut-and-stack are for sheets of A4, not for --as cards";
        "请去掉它们，或改用 --as card-sheets。"; "Leave them away, or choose --as card-sheets.")
}

fn summary_file(out: &Path) -> PathBuf {
    out.join("print.json")
}

/// Cards of two runs in one folder would be printed together.
fn check_free(out: &Path) -> Result<(), Failure> {
    let Ok(entries) = std::fs::read_dir(out) else {
        return Ok(());
    };
    let is_ours = |name: &std::ffi::OsString| {
        let name = Path::new(name);
        name == "print.json" || name.extension().is_some_and(|extension| extension == "pdf")
    };
    if entries.flatten().any(|entry| is_ours(&entry.file_name())) {
        let name = escape_untrusted_path(out);
        return Err(failure!("out-used";
            "文件夹 {name} 里已有 PDF 文件"; "there are PDF files in {name} already";
            "请用 --out 指定一个新的文件夹；没有 print.json 的是中途停止的，可以整个删除后重来。";
            "Choose a new folder with --out; one without print.json was interrupted, and can be deleted as a whole."));
    }
    Ok(())
}

fn check_found(
    wanted: &BTreeSet<HolderNumber>,
    found: &BTreeSet<HolderNumber>,
) -> Result<(), Failure> {
    let missing: Vec<String> = wanted
        .difference(found)
        .map(HolderNumber::to_string)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let shown = missing.join(" ");
    Err(failure!("holder-unknown";
        "这次签发里没有持有人编号 {shown}"; "this run has no holder {shown}";
        "请核对编号，或用 --run 指定另一次签发。没有打印任何卡。";
        "Check the number, or choose another run with --run. Nothing was printed."))
}

/// On a card a code that needs its phone is of no use, and somebody would try.
fn phone_codes_only() -> Failure {
    failure!("phone-codes-only"; "这些都是手机码，不印卡：印出来没有手机也用不了";
        "these are all codes for phones, which are not printed: without the phone nobody can use them";
        "请把码文件交给本人的手机。另要一张卡的，用 issuer reissue --new-card 补发后印卡。";
        "Hand the file of the code over to the person's phone. For a card beside it, use issuer reissue --new-card and print that.")
}

fn nothing(run: &Path) -> Failure {
    let name = escape_untrusted_path(run);
    failure!("nothing-to-print"; "{name} 里没有签发任何码"; "nothing was issued in {name}";
        "请用 --run 指定另一次签发。"; "Choose another run with --run.")
}
