//! `verifier check`: judges codes given as text, as lines, or in pictures.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use cli_support::{Console, Exit, Failure, Text, dates, visible};
use credential_core::{Bearer, Policy, UnixTime, Verifier};

use crate::Stop;
use crate::input::{
    Lines, Opened, PictureReader, Place, Source, Stdin, StdinKind, opened, sources,
};
use crate::report::{Finding, Judged, Layout, Outcome, Report};
use crate::terminal;

/// 验码：通过、核对或拒绝，并说明原因 | Judge codes: accept, check or refuse, and why
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct CheckArgs {
    #[arg(value_name = "CODE|FILE|-", help = CODES_HELP)]
    codes: Vec<OsString>,

    /// 根密钥集文件，装机时放入
    /// | The root set that this terminal was set up with
    #[arg(long, value_name = "FILE")]
    root: PathBuf,

    /// 信任名单文件
    /// | The trust list
    #[arg(long, value_name = "FILE")]
    trust: PathBuf,

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
  verifier check 照片.jpg --root root-set.cbor --trust trust-list.cbor
  verifier check --root root-set.cbor --trust trust-list.cbor   （扫码枪）

退出状态：0 全部通过；1 有码被拒绝；2 其他（须核对、读不出、用法错误等） | \
Examples:
  verifier check photo.jpg --root root-set.cbor --trust trust-list.cbor
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
    let trust = terminal::load(&args.root, &args.trust)?;
    let sources = sources(&args.codes);
    let layout = match (sources.as_slice(), stdin.kind) {
        ([Source::Text(..) | Source::File(_)], _) | ([Source::Stdin], StdinKind::Keyboard) => {
            Layout::Blocks
        }
        _ => Layout::Lines,
    };
    let mut check = Check {
        verifier: Verifier::new(&trust, args.policy()),
        clock,
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

/// What time it is. Asked for each code anew: a terminal scans for days.
#[derive(Clone, Copy, Debug)]
enum Clock {
    System,
    Fixed(UnixTime),
}

impl Clock {
    fn new(at: Option<&str>) -> Result<Self, Failure> {
        let Some(at) = at else {
            return Ok(Self::System);
        };
        dates::parse(at).map(Self::Fixed).ok_or_else(|| {
            let at = visible::visible(at);
            Failure::new(
                "usage",
                Text::new(
                    format!("--at 不是时间：{at}"),
                    format!("--at is not a time: {at}"),
                ),
                Text::new(
                    "请写成 2027-11-22 或 2027-11-22T08:00（北京时间）。",
                    "Write it like 2027-11-22 or 2027-11-22T08:00 (Beijing time).",
                ),
            )
        })
    }

    fn now(self) -> UnixTime {
        match self {
            Self::System => dates::now(),
            Self::Fixed(time) => time,
        }
    }
}

struct Check<'t, 'c, 'w> {
    verifier: Verifier<'t>,
    clock: Clock,
    pictures: PictureReader,
    report: Report<'c, 'w>,
}

impl<'t> Check<'t, '_, '_> {
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
                    let judged = self.judge(&text);
                    if !judged.is_empty_text() {
                        self.report
                            .add(&Finding::judged(numbered(number), judged))?;
                    }
                }
                Ok(None) => return Ok(()),
                Err(error) => return self.unread(whole(), opened::cannot_read(&error)),
            }
        }
    }

    fn text(&mut self, place: Place, text: &str) -> io::Result<()> {
        let judged = self.judge(text);
        self.report.add(&Finding::judged(place, judged))
    }

    /// A picture may show other codes beside ours, such as a payment code at the same counter: those are
    /// only counted.
    fn picture(&mut self, path: &Path, bytes: Vec<u8>) -> io::Result<()> {
        let place = || Place::File(path.to_owned());
        let texts = match self.pictures.read(bytes) {
            Ok(texts) => texts,
            Err(trouble) => return self.unread(place(), trouble.failure()),
        };
        let (mut ours, mut others): (Vec<_>, Vec<_>) = texts
            .iter()
            .map(|text| self.judge(text))
            .partition(|judged| !judged.is_foreign());
        if ours.is_empty() {
            let Some(foreign) = others.pop() else {
                return self.unread(place(), opened::no_code());
            };
            ours.push(foreign);
        }
        for mut judged in ours {
            judged.other_codes = others.len();
            self.report.add(&Finding::judged(place(), judged))?;
        }
        Ok(())
    }

    fn judge(&self, text: &str) -> Judged<'t> {
        let at = self.clock.now();
        Judged::new(text, self.verifier.verify_text(text, at), at)
    }

    fn unread(&mut self, place: Place, failure: Failure) -> io::Result<()> {
        self.report.add(&Finding {
            place,
            outcome: Outcome::Unread(failure),
        })
    }
}
