//! `scenario NAME [--keep FOLDER] [--share N]`: a city's scheme from beginning to end, with the real programs.
//!
//! Every command is printed as somebody would type it, with what it says. A step that ends otherwise
//! than the scheme demands stops the scenario.

mod alliance;
mod forge;
#[cfg(unix)]
mod gate_process;
mod handan;
#[cfg(unix)]
mod hangzhou;
mod identity;
#[cfg(target_os = "linux")]
mod ningbo;
#[cfg_attr(
    not(target_os = "linux"),
    allow(dead_code, reason = "ningbo, which needs Linux, uses all of it")
)]
mod phone;
mod pinghu;
mod qingdao;
mod stage;
mod text_book;
mod xianning;
mod zhejiang;

use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use cli_support::Console;
use scenarios::verify;

use stage::{Stage, Trouble};

/// Plays a city's scheme from beginning to end.
#[derive(Debug, Parser)]
#[command(name = "scenario")]
struct Cli {
    /// Which scheme: handan, hangzhou, ningbo, pinghu, qingdao, xianning or zhejiang.
    #[arg(value_parser = ["handan", "hangzhou", "ningbo", "pinghu", "qingdao", "xianning", "zhejiang"])]
    name: String,

    /// Keep everything that was made in this new folder.
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,

    /// Let the programs speak this language: zh or en.
    #[arg(long, value_name = "LANG", default_value = "zh", value_parser = ["zh", "en"])]
    lang: String,

    /// For handan, ningbo, pinghu, qingdao and xianning: play one of so many; 1 plays all of the scheme. 200 unless it is
    /// given, 80 for xianning, 50 for pinghu and 10000 for qingdao.
    #[arg(long, value_name = "N")]
    share: Option<u64>,
}

fn main() -> ExitCode {
    // A scenario with gates starts itself as `verifier`, a process for each: that program is not built
    // with this one.
    if std::env::args_os()
        .nth(1)
        .is_some_and(|word| word == "verifier")
    {
        return verifier();
    }
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

fn verifier() -> ExitCode {
    let (mut results, mut talk) = (std::io::stdout(), std::io::stderr());
    let input = BufReader::new(std::io::stdin());
    let mut console = Console::new(&mut results, &mut talk);
    verify(std::env::args_os().skip(1).collect(), input, &mut console).into()
}

fn play(cli: Cli) -> Result<(), Trouble> {
    const SHARED: [&str; 5] = ["handan", "ningbo", "pinghu", "qingdao", "xianning"];
    if cli.share.is_some() && !SHARED.contains(&cli.name.as_str()) {
        return Err(Trouble::new(
            "--share is for handan, ningbo, pinghu, qingdao and xianning",
        ));
    }
    let share = |usual: u64, smallest: u64| -> Result<u64, Trouble> {
        let share = cli.share.unwrap_or(usual);
        match (1..=smallest).contains(&share) {
            true => Ok(share),
            false => Err(Trouble::new(format!(
                "--share {share}: give a number from 1, for all, to {smallest}"
            ))),
        }
    };
    let mut stage = Stage::new(cli.keep.clone(), &cli.lang)?;
    match cli.name.as_str() {
        #[cfg(unix)]
        "hangzhou" => hangzhou::play(&mut stage),
        #[cfg(not(unix))]
        "hangzhou" => Err(Trouble::new(
            "hangzhou runs a program in the place of a loudspeaker, and needs a shell",
        )),
        #[cfg(target_os = "linux")]
        "ningbo" => ningbo::play(&mut stage, share(ningbo::SHARE, ningbo::SMALLEST_SHARE)?),
        #[cfg(not(target_os = "linux"))]
        "ningbo" => Err(Trouble::new(
            "ningbo plays scanners on pseudo terminals, and runs on Linux",
        )),
        "pinghu" => pinghu::play(&stage, share(pinghu::SHARE, pinghu::SMALLEST_SHARE)?),
        "xianning" => xianning::play(&stage, share(xianning::SHARE, xianning::SMALLEST_SHARE)?),
        "qingdao" => qingdao::play(&stage, share(qingdao::SHARE, qingdao::SMALLEST_SHARE)?),
        "handan" => handan::play(&stage, share(handan::SHARE, handan::SMALLEST_SHARE)?),
        "zhejiang" => zhejiang::play(&mut stage),
        other => Err(Trouble::new(format!("there is no scenario {other}"))),
    }
}
