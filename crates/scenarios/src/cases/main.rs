//! `cases [NAME …]`: files that failed in the field, each with what must happen now.
//!
//! `cases/cases.json` lists them. Each is played in an office of its own: an authority, a bureau and a
//! shop, by the real programs. A table says what was seen; the exit status is 1 if anything is
//! otherwise than the list says.

mod case;
mod memory;
mod office;
mod play;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

use case::Case;
use office::{Office, Trouble};
use play::Played;

/// Nothing that somebody hands in may hold up a bureau or a shop for longer.
const LONGEST: Duration = Duration::from_secs(20);
/// The memory, in bytes, that all cases together may take at the most.
const LARGEST: u64 = 500_000_000;

/// Plays the cases from the field and prints a table.
#[derive(Debug, Parser)]
#[command(name = "cases")]
struct Cli {
    /// Only the cases whose name contains one of these words.
    words: Vec<String>,

    /// Show what the programs say.
    #[arg(long)]
    show: bool,

    /// Let the programs speak this language: zh or en.
    #[arg(long, value_name = "LANG", default_value = "zh", value_parser = ["zh", "en"])]
    lang: String,
}

fn main() -> ExitCode {
    match play_all(&Cli::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(trouble) => {
            // There is nobody else to tell.
            let _ = writeln!(io::stderr(), "cases: {trouble}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all is as it must be.
fn play_all(cli: &Cli) -> Result<bool, Trouble> {
    let mut cases = case::all()?;
    let wanted = |case: &Case| {
        cli.words
            .iter()
            .any(|word| case.name.contains(word.as_str()))
    };
    cases.retain(|case| cli.words.is_empty() || wanted(case));
    let model = Office::found(&cli.lang, None)?;
    let mut stdout = io::stdout();
    writeln!(stdout, "| case | what must happen | seen | seconds |")?;
    writeln!(stdout, "|---|---|---|---|")?;
    let mut failed = 0;
    for case in &cases {
        let played = play::play(case, &model, &cli.lang)?;
        let slow = played.longest > LONGEST;
        failed += u32::from(slow || !played.faults.is_empty());
        print_row(&mut stdout, case, &played, slow)?;
        if cli.show {
            writeln!(stdout, "\n{}", played.said)?;
        }
    }
    let peak = memory::peak()?;
    let large = peak.is_some_and(|peak| peak > LARGEST);
    let peak = peak.map_or_else(
        || String::from("not known on this system"),
        |peak| format!("{} MB", peak / 1_000_000),
    );
    writeln!(
        stdout,
        "\n{} cases, {failed} otherwise than they must be; most memory: {peak}",
        cases.len()
    )?;
    Ok(failed == 0 && !large && !cases.is_empty())
}

fn print_row(
    stdout: &mut impl Write,
    case: &Case,
    played: &Played,
    slow: bool,
) -> Result<(), Trouble> {
    let mut seen = played.faults.clone();
    if slow {
        seen.push(format!("took longer than {} s", LONGEST.as_secs()));
    }
    let seen = if seen.is_empty() {
        String::from("as it must")
    } else {
        format!("**{}**", seen.join("; "))
    };
    let seconds = played.longest.as_secs_f32();
    Ok(writeln!(
        stdout,
        "| {} | {} | {seen} | {seconds:.2} |",
        case.name, case.must
    )?)
}
