//! `issuer merchant board`: the board for the shop window.

use std::path::PathBuf;

use clap::ValueEnum;
use cli_support::files;
use messages::Lang::{En, Zh};
use messages::{
    Exit, Failure, failure, text,
    untrusted::{escape_untrusted, escape_untrusted_path},
};
use paper::{A3, A4, Board, EMBLEM, Emblem, Font, MAX_EMBLEM_BYTES, SizeMm, board_pdf};
use serde_json::{Value, json};

use super::paper_args::{PaperArgs, check_characters, page_words, paths, write};
use super::record::unknown;
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::merchants::{Merchants, board_of, today};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PaperSize {
    A4,
    A3,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 商户编号，可写几个 | numbers of merchants
    #[arg(value_name = "N", required_unless_present = "all", num_args = 1.., value_parser = clap::value_parser!(u32).range(1..))]
    numbers: Vec<u32>,
    /// 所有在册的商户 | all merchants that are members
    #[arg(long, conflicts_with = "numbers")]
    all: bool,
    /// 存放公示牌的文件夹 | the folder for the boards
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// 纸张：a4 或 a3 | the paper: a4 or a3
    #[arg(
        long,
        value_name = "a4|a3",
        default_value = "a4",
        hide_possible_values = true
    )]
    paper_size: PaperSize,
    /// 横放 | the paper lies on its longer side
    #[arg(long)]
    landscape: bool,
    /// 联盟标志：SVG、PNG 或 JPEG，2 MB 以内；不写则用自带的
    /// | the mark of the alliance: SVG, PNG or JPEG, 2 MB at most; the one that comes along if left out
    #[arg(long, value_name = "FILE")]
    emblem: Option<PathBuf>,
    #[command(flatten)]
    paper: PaperArgs,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let bureau = Bureau::read(&folder.bureau_file())?;
    let known = Merchants::read(&folder.register()?)?;
    let now = today(call.now);
    let is_member = |number: u32| known.history(number).is_member_on(now);
    let mut numbers = args.numbers.clone();
    if args.all {
        let all = known.book.merchants.iter().map(|row| row.number());
        numbers = all.filter(|number| is_member(*number)).collect();
    }
    numbers.sort_unstable();
    numbers.dedup();
    let font = args.paper.font()?;
    let emblem = read_emblem(args, &font)?;
    let words = args.paper.words(&bureau, call)?;
    let mut boards = Vec::new();
    let mut left_out: Vec<(u32, Failure)> = Vec::new();
    for number in &numbers {
        let row = known
            .book
            .merchant(*number)
            .ok_or_else(|| match known.has(*number) {
                true => not_published(*number),
                false => unknown(*number),
            })?;
        if !is_member(*number) {
            left_out.push((*number, no_member(*number, known.name(*number))));
            continue;
        }
        let board = board_of(&known.book, row, &words);
        if board.groups.is_empty() {
            return Err(no_promise(*number).into());
        }
        check_characters(&font, *number, texts(&board))?;
        boards.push((*number, board));
    }
    // Of several, the others are made; where none is left, there is nothing to make.
    if boards.is_empty()
        && let Some((_, failure)) = left_out.pop()
    {
        return Err(failure.into());
    }
    let numbers: Vec<u32> = boards.iter().map(|(number, _)| *number).collect();
    let paths = paths(&args.out, "board", &numbers)?;
    let size = args.size();
    let mut made: Vec<Value> = Vec::new();
    let mut pages = 0;
    for ((number, board), path) in boards.iter().zip(&paths) {
        let pdf = board_pdf(&font, board, &emblem, size, &page_words(call, *number))?;
        write(path, &pdf.pdf)?;
        pages += pdf.pages;
        let letters = (pdf.letters_mm * 10.0).round() / 10.0;
        made.push(
            json!({ "merchant": number, "file": path, "pages": pdf.pages, "letters_mm": letters }),
        );
    }
    let (count, shown) = (made.len(), values::shown(&args.out));
    call.answer(
        &[text!("公示牌 {count} 份，共 {pages} 页，在 {shown}。按实际大小打印。"; "Wrote {count} boards with {pages} pages to {shown}. Print them in their actual size.")],
        &json!({
            "boards": made,
            "page_mm": [size.width, size.height],
            "left_out": left_out.iter().map(|(number, _)| number).collect::<Vec<_>>(),
        }),
    )?;
    for (_, failure) in &left_out {
        let (what, remedy) = (&failure.what, &failure.remedy);
        call.console.say(
            &text!("没有做：{}。{}", what.in_lang(Zh), remedy.in_lang(Zh);
            "Not made: {}. {}", what.in_lang(En), remedy.in_lang(En)),
        )?;
    }
    Ok(match left_out.is_empty() {
        true => Exit::Done,
        false => Exit::Refused,
    })
}

impl Args {
    fn size(&self) -> SizeMm {
        let upright = match self.paper_size {
            PaperSize::A4 => A4,
            PaperSize::A3 => A3,
        };
        if self.landscape {
            upright.landscape()
        } else {
            upright
        }
    }
}

fn read_emblem(args: &Args, font: &Font) -> Result<Emblem, Failure> {
    match &args.emblem {
        None => Emblem::parse("emblem.svg", EMBLEM.as_bytes(), font),
        Some(path) => {
            let bytes = files::read(path, MAX_EMBLEM_BYTES + 1)?;
            Emblem::parse(&escape_untrusted_path(path), &bytes, font)
        }
    }
}

fn texts(board: &Board) -> impl Iterator<Item = &str> {
    let groups = board.groups.iter().flat_map(|group| {
        let promises = group.promises.iter();
        let promises = promises.flat_map(|one| [one.what.as_str(), one.conditions.as_str()]);
        promises.chain([group.heading.as_str()])
    });
    let footer = board.footer.iter().map(String::as_str);
    [board.heading.as_str(), board.name.as_str()]
        .into_iter()
        .chain(groups)
        .chain(footer)
}

fn not_published(number: u32) -> Failure {
    failure!("merchant-not-published"; "商户 {number} 还没有公布"; "merchant {number} is not in the last edition";
        "请先公布目录（issuer catalogue publish）：公示牌照公布的内容印。"; "Publish first (issuer catalogue publish): a board says what is published.")
}

fn no_member(number: u32, name: &str) -> Failure {
    let name = escape_untrusted(name);
    failure!("merchant-not-member"; "商户 {number} {name} 现在不在册：暂停、退出，或协议不在期内"; "merchant {number} {name} is no member now: suspended, left, or without an agreement for today";
        "请用 issuer merchant show {number} 查原因。"; "issuer merchant show {number} says why.")
}

fn no_promise(number: u32) -> Failure {
    failure!("merchant-promises-nothing"; "商户 {number} 没有优待项目"; "merchant {number} gives no benefits";
        "请在表格里写上再公布。"; "Enter them in the tables and publish.")
}
