//! `verifier check`: judges codes given as text, as lines, or in pictures.

use std::ffi::OsString;
use std::io;
use std::path::Path;

use clap::Args;
use cli_support::opened::{self, Opened};
use cli_support::{Console, PictureReader};
use credential_core::{LineCodes, scanner};
use messages::{Exit, Failure, text};

use super::judging::{JudgingArgs, PlaceKind};
use crate::input::{InputSource, LineReading, Lines, Place, Repeats, Stdin, StdinKind, sources};
use crate::judge::CodeJudge;
use crate::proof_memory::{BeforeStart, ProofMemory};
use crate::report::{self, CodeOutcome, Finding, Judged, Layout, Report};
use cli_support::Stop;

/// 验码：通过、核对或拒绝，并说明原因 | Judge codes: accept, check or refuse, and why
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct CheckArgs {
    #[arg(value_name = "CODE|FILE|-", help = CODES_HELP)]
    codes: Vec<OsString>,

    #[command(flatten)]
    judging: JudgingArgs,
}

const CODES_HELP: &str = "\
图片（JPEG、PNG、WebP、BMP）、图片文件夹、每行一码的文本文件，
或码的文字；不写或写 - 则逐行读取标准输入（扫码枪） | \
Pictures (JPEG, PNG, WebP, BMP), folders of them, text files
with a code on each line, or codes as text; none, or -:
lines of standard input, as from a hand-held scanner";

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

pub(crate) fn run(args: &CheckArgs, stdin: Stdin, console: &mut Console<'_>) -> Result<Exit, Stop> {
    let judge = args.judging.judge(PlaceKind::Shop, console)?;
    let sources = sources(&args.codes);
    let layout = match (sources.as_slice(), stdin.kind) {
        ([InputSource::Text(..) | InputSource::File(_)], _)
        | ([InputSource::Stdin], StdinKind::Keyboard) => Layout::Blocks,
        _ => Layout::Lines,
    };
    let (now, clock) = (judge.now(), judge.clock_kind());
    let mut check = Check {
        proofs: ProofMemory::new(judge.policy(), now, clock, BeforeStart::Unknown),
        judge,
        pictures: PictureReader::default(),
        report: Report::new(console, layout),
    };
    let mut stdin = Some(stdin);
    for source in sources {
        check.source(source, &mut stdin)?;
    }
    Ok(check.report.finish()?)
}

struct Check<'c, 'w> {
    judge: CodeJudge,
    proofs: ProofMemory,
    pictures: PictureReader,
    report: Report<'c, 'w>,
}

impl Check<'_, '_> {
    fn source(&mut self, source: InputSource, stdin: &mut Option<Stdin>) -> io::Result<()> {
        match source {
            InputSource::Text(place, text) => self.codes(&place, &text, false, LineReading::First),
            InputSource::File(path) => self.file(&path),
            InputSource::Folder(path) => match opened::pictures_in(&path) {
                Ok(files) => files.iter().try_for_each(|file| self.file(file)),
                Err(failure) => self.unread(Place::File(path), failure),
            },
            // Named twice, it has been read to its end the first time.
            InputSource::Stdin => stdin.take().map_or(Ok(()), |stdin| self.stdin(stdin)),
        }
    }

    fn stdin(&mut self, mut stdin: Stdin) -> io::Result<()> {
        if stdin.kind == StdinKind::Keyboard {
            self.report.console().say(&text!(
                "请扫码，或输入码后按回车；结束按 Ctrl-D（Windows：Ctrl-Z 加回车）。";
                "Scan, or type a code and press Enter; end with Ctrl-D (Windows: Ctrl-Z, Enter)."))?;
        }
        self.lines(Lines::new(&mut *stdin.reader), Place::Line, || Place::Stdin)
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
        let mut repeats = Repeats::default();
        loop {
            match lines.next() {
                Ok(Some(line)) => {
                    // A scanner stays on for days; an update counts from the next code on.
                    self.judge.refresh();
                    let reading = repeats.add(&line.text);
                    self.codes(&numbered(line.number), &line.text, line.is_cut, reading)?;
                }
                Ok(None) => return Ok(()),
                Err(error) => return self.unread(whole(), opened::cannot_read(&error)),
            }
        }
    }

    /// Each code of a line. What may be beyond its limits is said, and not passed over.
    fn codes(
        &mut self,
        place: &Place,
        line: &str,
        is_cut: bool,
        reading: LineReading,
    ) -> io::Result<()> {
        let LineCodes { codes, is_complete } = scanner::split(line);
        let has_ours = codes.len() > 1 || codes.iter().any(|code| code.is_repaired);
        let mut judged: Vec<_> = codes
            .iter()
            .map(|code| self.judge.judge_scanned(code, reading))
            .filter(|judged| {
                *place == Place::Text || !judged.as_ref().is_ok_and(Judged::is_empty_text)
            })
            .collect();
        report::count_ours(&mut judged);
        let is_whole = is_complete && !(is_cut && has_ours);
        for judged in judged {
            let judged = judged.map(|judged| match is_whole {
                true => self.admit(judged),
                false => judged,
            });
            self.report.add(&Finding::new(place.clone(), judged))?;
        }
        if !is_whole {
            self.unread(place.clone(), report::too_many_codes())?;
        }
        Ok(())
    }

    /// A picture may show other codes beside ours, such as a payment code: those are
    /// only counted.
    fn picture(&mut self, path: &Path, bytes: Vec<u8>) -> io::Result<()> {
        let place = || Place::File(path.to_owned());
        let reading = match self.pictures.read(bytes) {
            Ok(reading) => reading,
            Err(trouble) => return self.unread(place(), trouble.failure()),
        };
        let judged: Result<Vec<_>, _> = reading
            .codes
            .iter()
            .map(|code| {
                Ok(self
                    .judge
                    .judge(&code.text)?
                    .seen(code.part.map(report::code_part)))
            })
            .collect();
        let judged = match judged {
            Ok(judged) => judged,
            Err(failure) => return self.unread(place(), failure),
        };
        let (mut ours, mut others): (Vec<_>, Vec<_>) =
            judged.into_iter().partition(|judged| !judged.is_foreign());
        if ours.is_empty() {
            let Some(foreign) = others.pop() else {
                return self.unread(place(), opened::no_code(reading.hint));
            };
            ours.push(foreign);
        }
        // The gravest last, where people look first.
        ours.sort_by_key(Judged::gravity);
        let other_ours = ours.len() - 1;
        for mut judged in ours {
            judged.other_codes = others.len();
            judged.other_ours = other_ours;
            let judged = self.admit(judged);
            self.report.add(&Finding::new(place(), Ok(judged)))?;
        }
        Ok(())
    }

    /// Where several codes came together nobody knows whose they are, and so no proof is used.
    fn admit(&mut self, judged: Judged) -> Judged {
        match judged.other_ours {
            0 => self.proofs.admit_code(judged),
            _ => judged,
        }
    }

    fn unread(&mut self, place: Place, failure: Failure) -> io::Result<()> {
        self.report.add(&Finding {
            place,
            outcome: CodeOutcome::Unread(failure),
        })
    }
}
