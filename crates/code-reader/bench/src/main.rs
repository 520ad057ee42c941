//! What share of a folder of pictures is read, and how fast, beside other readers.
//!
//! ```sh
//! cargo run --release -p code-reader-bench -- make FOLDER     # pictures of codes, damaged in many ways
//! cargo run --release -p code-reader-bench -- table FOLDER    # any folder of pictures
//! ```
//!
//! A file `expected.tsv` in the folder says what must be read: the file name, a tab, and a JSON list of
//! the texts that may be in it. Without it whatever is read counts.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "printing is what it is for"
)]

mod make;
mod pictures;
mod readers;
mod table;
mod zxing;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser};

use pictures::{Expected, PictureFile, pictures};
use readers::readers;
use table::{PictureResult, Table};
use zxing::ZxingCpp;

/// Reads pictures of codes with several readers, and makes pictures to read.
#[derive(Parser)]
enum Command {
    /// Print the table for a folder of pictures (PNG, JPEG, WebP, BMP), grouped by its folders.
    Table(TableArgs),
    /// Make pictures of credential-sized codes, damaged in many ways, and their expected.tsv.
    Make(make::MakeArgs),
}

#[derive(Args)]
struct TableArgs {
    folder: PathBuf,

    /// What must be read [default: expected.tsv in the folder, if there is one]
    #[arg(long, value_name = "FILE")]
    expected: Option<PathBuf>,

    /// Only this reader; may be given several times
    #[arg(long, value_name = "NAME")]
    reader: Vec<String>,

    /// The Python that has zxing-cpp (pip install zxing-cpp)
    #[arg(long, value_name = "PROGRAM", default_value = "python3")]
    python: String,

    /// Say of each picture which reader read it: R read, - not read, W wrong, ! panicked or stalled
    #[arg(long)]
    list: bool,
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Table(args) => print_table(&args),
        Command::Make(args) => make::make(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn print_table(args: &TableArgs) -> Result<(), String> {
    // The readers of others panic on some pictures; the table counts it.
    std::panic::set_hook(Box::new(|_| {}));
    let wanted = |name: &str| args.reader.is_empty() || args.reader.iter().any(|only| only == name);
    let readers: Vec<_> = readers()
        .into_iter()
        .filter(|reader| wanted(reader.name))
        .collect();
    let mut zxing = wanted(zxing::NAME)
        .then(|| {
            ZxingCpp::start(&args.python)
                .map_err(|error| eprintln!("zxing-cpp is left out: {error}"))
        })
        .and_then(Result::ok);
    let mut names: Vec<_> = readers.iter().map(|reader| reader.name).collect();
    names.extend(zxing.as_ref().map(|_| zxing::NAME));
    let mut table = Table::new(names);

    for file in pictures(&args.folder, args.expected.as_deref())? {
        let picture = match file.decode() {
            Ok(picture) => Arc::new(picture),
            Err(error) => {
                eprintln!("{}: {error}", file.name);
                continue;
            }
        };
        let mut line = String::new();
        for (number, reader) in readers.iter().enumerate() {
            let result = reader.read(&picture);
            let mark = PictureResult::new(&result, &file.expected);
            note(&mut line, mark, result.failure.is_some());
            table.add(file.group(), number, mark, &result);
        }
        if let Some(zxing) = &mut zxing {
            let (mut result, texts) = zxing.read(&picture).map_err(|error| error.to_string())?;
            result.texts = texts
                .into_iter()
                .map(|both| acceptable(both, &file))
                .collect();
            let mark = PictureResult::new(&result, &file.expected);
            note(&mut line, mark, false);
            table.add(file.group(), readers.len(), mark, &result);
        }
        if args.list {
            println!("{line} {}", file.name);
        }
    }
    table
        .write(&mut io::stdout().lock())
        .map_err(|error| error.to_string())
}

fn note(line: &mut String, mark: PictureResult, failure: bool) {
    line.push(match mark {
        _ if failure => '!',
        PictureResult::Read => 'R',
        PictureResult::Unread => '-',
        PictureResult::Wrong => 'W',
    });
}

/// Of the two forms of a text the one that was expected.
fn acceptable([text, bytes]: [String; 2], file: &PictureFile) -> String {
    match &file.expected {
        Expected::Texts(texts) if texts.contains(&bytes) => bytes,
        _ => text,
    }
}
