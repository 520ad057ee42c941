//! `verifier check`: judges codes given as text, as lines, or in pictures.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use cli_support::{Console, Exit, Failure, Text};
use credential_core::{Bearer, Policy};

use crate::Stop;
use crate::clock::Clock;
use crate::input::{
    Lines, Opened, PictureReader, Place, Source, Stdin, StdinKind, opened, sources,
};
use crate::report::{Finding, Judged, Layout, Outcome, Report};
use crate::terminal::Terminal;

/// 验码：通过、核对或拒绝，并说明原因 | Judge codes: accept, check or refuse, and why
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct CheckArgs {
    #[arg(value_name = "CODE|FILE|-", help = CODES_HELP)]
    codes: Vec<OsString>,

    /// 根密钥集文件，装机时放入
    /// | The root set that this terminal was set up with
    #[arg(long, value_name = "FILE", requires = "trust")]
    root: Option<PathBuf>,

    /// 信任名单文件
    /// | The trust list
    #[arg(long, value_name = "FILE", requires = "root")]
    trust: Option<PathBuf>,

    /// 终端的存储文件夹，代替 --root 和 --trust
    /// | The terminal's store, instead of --root and --trust
    #[arg(long, value_name = "DIR", conflicts_with_all = ["root", "trust"])]
    store: Option<PathBuf>,

    /// 场所：shop 有人值守（默认），gate 无人闸机
    /// | shop: with somebody to look (default); gate: without
    #[arg(long, value_enum, default_value_t = PlaceKind::Shop, value_name = "PLACE")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    place: PlaceKind,

    #[arg(long, value_enum, value_name = "HOW", hide_possible_values = true, help = BEARER_HELP)]
    bearer: Option<BearerChoice>,

    #[arg(long, value_name = "TIME", help = AT_HELP)]
    at: Option<String>,
}

const CODES_HELP: &str = "\
图片（PNG、JPEG）、图片文件夹、每行一码的文本文件，
或码的文字；不写或写 - 则逐行读取标准输入（扫码枪） | \
Pictures (PNG, JPEG), folders of them, text files with a code
on each line, or codes as text; none, or -: lines of
standard input, as from a hand-held scanner";

const BEARER_HELP: &str = "\
纸质码、卡片码怎么办：accept 通过，check 核对本人，
refuse 拒绝（默认随场所） | \
Codes on paper and cards: accept, check (compare the
person) or refuse (default: as the place has it)";

const AT_HELP: &str = "\
按此时间验码，如 2027-11-22 或 2027-11-22T08:00
（北京时间；默认为现在） | \
Judge as of this time, 2027-11-22 or 2027-11-22T08:00
(Beijing time; default: now)";

const AFTER: &str = "\
示例：
  verifier check 照片.jpg --store store
  verifier check --root root-set.cbor --trust trust-list.cbor   （扫码枪）

退出状态：0 全部通过；1 有码被拒绝；2 其他（须核对、读不出、用法错误等） | \
Examples:
  verifier check photo.jpg --store store
  verifier check --root root-set.cbor --trust trust-list.cbor   (scanner)

Exit status: 0 all accepted; 1 a code was refused;
  2 anything else: to be checked, unreadable, wrong use";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum PlaceKind {
    Shop,
    Gate,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum BearerChoice {
    Accept,
    Check,
    Refuse,
}

pub(crate) fn run(
    args: &CheckArgs,
    stdin: Stdin<'_>,
    console: &mut Console<'_>,
) -> Result<Exit, Stop> {
    let clock = Clock::new(args.at.as_deref())?;
    let terminal = args.terminal()?;
    for warning in terminal.warnings() {
        console.say(&warning)?;
    }
    let sources = sources(&args.codes);
    let layout = match (sources.as_slice(), stdin.kind) {
        ([Source::Text(..) | Source::File(_)], _) | ([Source::Stdin], StdinKind::Keyboard) => {
            Layout::Blocks
        }
        _ => Layout::Lines,
    };
    let mut check = Check {
        judge: Judge {
            terminal,
            policy: args.policy(),
            clock,
        },
        pictures: PictureReader::default(),
        report: Report::new(console, layout),
    };
    let mut stdin = Some(stdin);
    for source in sources {
        check.source(source, &mut stdin)?;
    }
    Ok(check.report.finish()?)
}

impl CheckArgs {
    /// What to judge with, by one of the two ways to name it; it has a trust list.
    fn terminal(&self) -> Result<Terminal, Failure> {
        match (&self.store, &self.root, &self.trust) {
            (Some(store), ..) => Terminal::of_store(store),
            (None, Some(root), Some(trust)) => Terminal::of_files(root, trust),
            _ => Err(Failure::new(
                "usage",
                Text::new(
                    "没有写用什么验码：存储，或根密钥集和信任名单",
                    "nothing to judge with was given: a store, or a root set and a trust list",
                ),
                Text::new(
                    "请写 --store 文件夹，或写 --root 文件 --trust 文件。",
                    "Add --store DIR, or --root FILE and --trust FILE.",
                ),
            )),
        }
    }

    fn policy(&self) -> Policy {
        let mut policy = match self.place {
            PlaceKind::Shop => Policy::shop(),
            PlaceKind::Gate => Policy::gate(),
        };
        match self.bearer {
            Some(BearerChoice::Accept) => policy.bearer = Bearer::Accept,
            Some(BearerChoice::Check) => policy.bearer = Bearer::Check,
            Some(BearerChoice::Refuse) => policy.bearer = Bearer::Refuse,
            None => {}
        }
        policy
    }
}

/// Judges one text after the other, each with what the terminal holds at that moment.
struct Judge {
    terminal: Terminal,
    policy: Policy,
    clock: Clock,
}

impl Judge {
    /// # Errors
    /// If the terminal holds no trust list any more.
    fn judge(&self, text: &str) -> Result<Judged<'_>, Failure> {
        let at = self.clock.now();
        let verifier = self.terminal.verifier(&self.policy)?;
        Ok(Judged::new(text, verifier.verify_text(text, at), at))
    }
}

struct Check<'c, 'w> {
    judge: Judge,
    pictures: PictureReader,
    report: Report<'c, 'w>,
}

impl Check<'_, '_> {
    fn source(&mut self, source: Source, stdin: &mut Option<Stdin<'_>>) -> io::Result<()> {
        match source {
            Source::Text(place, text) => self.text(place, &text),
            Source::File(path) => self.file(&path),
            Source::Folder(path) => match opened::pictures_in(&path) {
                Ok(files) => files.iter().try_for_each(|file| self.file(file)),
                Err(failure) => self.unread(Place::File(path), failure),
            },
            // Named twice, it has been read to its end the first time.
            Source::Stdin => stdin.take().map_or(Ok(()), |stdin| self.stdin(stdin)),
        }
    }

    fn stdin(&mut self, stdin: Stdin<'_>) -> io::Result<()> {
        if stdin.kind == StdinKind::Keyboard {
            self.report.console().say(&Text::new(
                "请扫码，或输入码后按回车；结束按 Ctrl-D（Windows：Ctrl-Z 加回车）。",
                "Scan, or type a code and press Enter; end with Ctrl-D (Windows: Ctrl-Z, Enter).",
            ))?;
        }
        self.lines(Lines::new(stdin.reader), Place::Line, || Place::Stdin)
    }

    fn file(&mut self, path: &Path) -> io::Result<()> {
        let file = |path: &Path| Place::File(path.to_owned());
        match opened::open(path) {
            Ok(Opened::Picture(bytes)) => self.picture(path, bytes),
            Ok(Opened::Lines(mut reader)) => {
                self.report.layout = Layout::Lines;
                let numbered = |number| Place::FileLine(path.to_owned(), number);
                self.lines(Lines::new(&mut reader), numbered, || file(path))
            }
            Err(failure) => self.unread(file(path), failure),
        }
    }

    /// Answers each line before it reads the next.
    fn lines(
        &mut self,
        mut lines: Lines<'_>,
        numbered: impl Fn(u64) -> Place,
        whole: impl Fn() -> Place,
    ) -> io::Result<()> {
        loop {
            match lines.next() {
                Ok(Some((number, text))) => {
                    // A scanner stays on for days; an update counts from the next code on.
                    self.judge.terminal.refresh();
                    let judged = match self.judge.judge(&text) {
                        Ok(judged) if judged.is_empty_text() => continue,
                        judged => judged,
                    };
                    self.report.add(&Finding::new(numbered(number), judged))?;
                }
                Ok(None) => return Ok(()),
                Err(error) => return self.unread(whole(), opened::cannot_read(&error)),
            }
        }
    }

    fn text(&mut self, place: Place, text: &str) -> io::Result<()> {
        let judged = self.judge.judge(text);
        self.report.add(&Finding::new(place, judged))
    }

    /// A picture may show other codes beside ours, such as a payment code at the same counter: those are
    /// only counted.
    fn picture(&mut self, path: &Path, bytes: Vec<u8>) -> io::Result<()> {
        let place = || Place::File(path.to_owned());
        let texts = match self.pictures.read(bytes) {
            Ok(texts) => texts,
            Err(trouble) => return self.unread(place(), trouble.failure()),
        };
        let judged: Result<Vec<_>, _> = texts.iter().map(|text| self.judge.judge(text)).collect();
        let judged = match judged {
            Ok(judged) => judged,
            Err(failure) => return self.unread(place(), failure),
        };
        let (mut ours, mut others): (Vec<_>, Vec<_>) =
            judged.into_iter().partition(|judged| !judged.is_foreign());
        if ours.is_empty() {
            let Some(foreign) = others.pop() else {
                return self.unread(place(), opened::no_code());
            };
            ours.push(foreign);
        }
        for mut judged in ours {
            judged.other_codes = others.len();
            self.report.add(&Finding::new(place(), Ok(judged)))?;
        }
        Ok(())
    }

    fn unread(&mut self, place: Place, failure: Failure) -> io::Result<()> {
        self.report.add(&Finding {
            place,
            outcome: Outcome::Unread(failure),
        })
    }
}
