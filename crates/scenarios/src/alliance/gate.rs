//! A group of gates of a merchant: `verifier gate` on the terminal's store, with everybody who comes in one go. The clock
//! of the play goes on from one passage to the next.

use credential_core::UnixTime;
use serde_json::Value;

use super::clock::written;
use super::office::Office;
use super::terminal::Terminal;
use crate::stage::Trouble;

/// Somebody who comes to a gate.
pub(crate) struct Pass {
    pub(crate) at: UnixTime,
    /// What the scanner reads.
    pub(crate) text: String,
}

/// What became of it.
#[derive(Debug)]
pub(crate) struct Passed {
    /// The code of the verdict.
    pub(crate) verdict: String,
    /// The record of the ride, if one was granted.
    pub(crate) record: Option<u64>,
}

/// So many come in one run of the program.
const MOST: usize = 5_000;

/// Everybody walks through where the gate opens. `options` are those of the place: whom it serves, and the fare.
pub(crate) fn pass_through(
    office: &Office,
    terminal: &Terminal,
    options: &str,
    passes: &[Pass],
    is_shown: bool,
) -> Result<Vec<Passed>, Trouble> {
    let mut all = Vec::with_capacity(passes.len());
    for some in passes.chunks(MOST) {
        let first = some.first().map(|pass| written(pass.at)).transpose()?;
        let line = format!(
            "gate --store @{}/store {options} --at {} --grant-at",
            terminal.folder(),
            first.unwrap_or_default()
        );
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut input = String::new();
        for (number, pass) in (1..).zip(some) {
            let at = written(pass.at)?;
            let number: usize = number;
            // Of a gate that stays closed nobody waits for the report.
            input.push_str(&format!("at {at}\n{}\nturned {number}\n", pass.text));
        }
        let events = office.stage.verifier_with_input(&words, input, is_shown)?;
        all.extend(
            read(&events, some.len())
                .map_err(|trouble| Trouble::new(format!("{line}: {trouble}")))?,
        );
    }
    Ok(all)
}

/// The verdicts in their order, each with the grant of its passage.
fn read(events: &[Value], shown: usize) -> Result<Vec<Passed>, Trouble> {
    let of = |kind: &'static str| events.iter().filter(move |event| event["event"] == kind);
    let mut passed: Vec<Passed> = of("code")
        .map(|event| Passed {
            verdict: event["code"].as_str().unwrap_or("error").to_owned(),
            record: None,
        })
        .collect();
    if passed.len() != shown {
        let said = passed.len();
        return Err(Trouble::new(format!("{said} verdicts for {shown} codes")));
    }
    for event in of("grant") {
        let place = event["number"].as_u64().and_then(|it| it.checked_sub(1));
        let place = place.and_then(|place| usize::try_from(place).ok());
        let passed = place.and_then(|place| passed.get_mut(place));
        match (passed, event["granted"]["record"].as_u64()) {
            (Some(passed), Some(record)) if event["error"].is_null() => {
                passed.record = Some(record);
            }
            _ => return Err(Trouble::new(format!("no ride was recorded: {event}"))),
        }
    }
    Ok(passed)
}
