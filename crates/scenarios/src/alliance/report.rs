//! The end of a play: what the books come to, as JSON for the independent count, and the report for people, which stays.

use std::fs;
use std::path::{Path, PathBuf};

use cli_support::files::{self, Access, Durability};
use credential_core::UnixTime;
use messages::Lang;
use serde_json::Value;

use super::office::Office;
use crate::stage::Trouble;

/// Files of the report, in the folder of the play.
const PAGE: &str = "benefits.html";
const WORKBOOK: &str = "benefits.xlsx";

/// Makes the report of all months and what the count in Python compares with, puts the report where it stays, and gives
/// its path with what it says, small groups included.
///
/// `also` are further files that are for people.
pub(crate) fn finish(
    office: &Office,
    name: &str,
    at: UnixTime,
    also: &[&str],
) -> Result<(PathBuf, Value), Trouble> {
    let stage = &office.stage;
    for (file, line) in [
        ("terminals.json", "terminal list"),
        ("status.json", "journal status"),
        ("marks.json", "journal marks --limit 1000000"),
        (
            "report.json",
            "report benefits --expose-groups-under-five-people",
        ),
        ("report-public.json", "report benefits"),
    ] {
        let said = office.json(at, &format!("{line} --bureau @bureau"))?;
        stage.write(file, said.to_string().as_bytes())?;
    }
    office.run(
        at,
        &format!("report benefits --bureau @bureau --html @{PAGE} --xlsx @{WORKBOOK}"),
    )?;
    let report = fs::read_to_string(stage.path("report.json"))?;
    let report = serde_json::from_str(&report).map_err(|error| Trouble::new(error.to_string()))?;

    let folder = staying(stage.is_kept().then(|| stage.path("")), name)?;
    if !stage.is_kept() {
        for file in [PAGE, WORKBOOK].iter().chain(also) {
            let bytes = fs::read(stage.path(file))?;
            let target = folder.join(file);
            files::write(&target, &bytes, Access::Public, Durability::WhenConvenient)
                .map_err(|failure| Trouble::new(failure.what.in_lang(Lang::En)))?;
        }
    }
    Ok((folder.join(PAGE), report))
}

/// The folder in which the report stays: that of `--keep`, or `scenario/NAME` in the folder `target`.
fn staying(kept: Option<PathBuf>, name: &str) -> Result<PathBuf, Trouble> {
    if let Some(folder) = kept {
        return Ok(folder);
    }
    // The program is target/debug/scenario, or target/release/scenario.
    let program = std::env::current_exe()?;
    let target = program.parent().and_then(Path::parent);
    let target = target.ok_or_else(|| Trouble::new("there is no folder for the report"))?;
    let folder = target.join("scenario").join(name);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
