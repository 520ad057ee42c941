//! `scenario NAME [--keep FOLDER]`: a city's scheme from beginning to end, with the real programs.
//!
//! Every command is printed as somebody would type it, with what it says. A step that ends otherwise
//! than the scheme demands stops the scenario.

mod forge;
mod pinghu;
mod stage;
mod xianning;
mod zhejiang;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use stage::{Stage, Trouble};

/// Plays a city's scheme from beginning to end.
#[derive(Debug, Parser)]
#[command(name = "scenario")]
struct Cli {
    /// Which scheme: pinghu, xianning or zhejiang.
    #[arg(value_parser = ["pinghu", "xianning", "zhejiang"])]
    name: String,

    /// Keep everything that was made in this new folder.
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,

    /// Let the programs speak this language: zh or en.
    #[arg(long, value_name = "LANG", default_value = "zh", value_parser = ["zh", "en"])]
    lang: String,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match play(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            let mut stderr = std::io::stderr().lock();
            // There is nobody else to tell.
            let _ = std::io::Write::write_fmt(&mut stderr, format_args!("scenario: {trouble}\n"));
            ExitCode::FAILURE
        }
    }
}

fn play(cli: Cli) -> Result<(), Trouble> {
    let mut stage = Stage::new(cli.keep, &cli.lang)?;
    match cli.name.as_str() {
        "pinghu" => pinghu::play(&mut stage),
        "xianning" => xianning::play(&mut stage),
        "zhejiang" => zhejiang::play(&mut stage),
        other => Err(Trouble::new(format!("there is no scenario {other}"))),
    }
}
