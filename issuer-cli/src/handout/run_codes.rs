//! The codes of a run, by the rows of its roster.

use std::collections::HashMap;
use std::path::Path;

use cli_support::Stop;
use credential_core::{HolderNumber, UnixTime};
use messages::{Failure, Text, dates, failure, untrusted::escape_untrusted_path};
use paper::Field;
use serde::Deserialize;

use crate::output::{OutFolder, Run};
use crate::printing::{CardEntry, RunToPrint, Standings};
use crate::register::{CodeKind, Reason};
use crate::{Call, jsonfile};

/// What the summary of a run says of its roster.
#[derive(Clone, Deserialize)]
struct RosterCounts {
    issued_at: u64,
    rows: u64,
    blank: u64,
    #[serde(default)]
    passed_over: u64,
}

/// A code, as far as a list needs it.
#[derive(Clone, Debug)]
pub(crate) struct RunCode {
    pub(crate) holder: HolderNumber,
    /// As in the code, usually masked.
    pub(crate) name: String,
    pub(crate) category: String,
    /// The last day.
    pub(crate) until: String,
    /// Only for a card somebody signs.
    pub(crate) kind: CodeKind,
    /// Whether it was revoked since, and why.
    pub(crate) revoked: Option<Option<Reason>>,
}

/// The codes of a run.
pub(crate) struct RunCodes {
    pub(crate) run: Run,
    counts: RosterCounts,
    pub(crate) by_row: HashMap<u64, RunCode>,
    /// Of people who were taken off the roster while the run was interrupted.
    pub(crate) without_row: Vec<RunCode>,
}

impl RunCodes {
    /// Reads the folder of a run that was finished, each line checked.
    ///
    /// # Errors
    /// Those of [`RunToPrint::read`]; `handout-no-roster` for a run that had none.
    pub(crate) fn read(
        folder: &Path,
        manifest: &RunToPrint<'_>,
        standings: &Standings,
        call: &mut Call<'_, '_>,
    ) -> Result<Self, Stop> {
        let out = OutFolder::new(folder);
        let run = out.finished()?;
        let counts = counts(&out).ok_or_else(|| no_roster(folder))?;
        let mut codes = Self {
            run,
            counts,
            by_row: HashMap::new(),
            without_row: Vec::new(),
        };
        manifest.read(|entry| {
            let revoked = standings.revoked(entry.status_index)?;
            let row = entry.row;
            let code = RunCode::new(entry, revoked);
            match row {
                Some(row) => {
                    // Of two codes of one row, the card is the one that is handed out.
                    let code = match codes.by_row.remove(&row) {
                        Some(before) if before.kind == CodeKind::Card => before,
                        _ => code,
                    };
                    codes.by_row.insert(row, code);
                }
                None => codes.without_row.push(code),
            }
            Ok::<(), Failure>(())
        })?;
        call.console.progress(None)?;
        Ok(codes)
    }

    /// When the roster was read: on another day other rows would be in order.
    pub(crate) fn issued_at(&self) -> UnixTime {
        UnixTime::from_secs(self.counts.issued_at)
    }

    /// # Errors
    /// How the roster differs from what it was, in Chinese and English.
    pub(super) fn check_counts(
        &self,
        rows: u64,
        blank: u64,
        passed_over: u64,
    ) -> Result<(), (String, String)> {
        let then = &self.counts;
        if (then.rows, then.blank, then.passed_over) == (rows, blank, passed_over) {
            return Ok(());
        }
        let of = |rows: u64, blank: u64, passed_over: u64| {
            (
                format!("{rows} 行人员、{blank} 行空行、{passed_over} 行跳过"),
                format!("{rows} of people, {blank} empty, {passed_over} passed over"),
            )
        };
        let (now, then) = (
            of(rows, blank, passed_over),
            of(then.rows, then.blank, then.passed_over),
        );
        Err((
            format!("签发时有 {}，现在有 {}", then.0, now.0),
            format!("it had rows: {}; now it has: {}", then.1, now.1),
        ))
    }
}

impl RunCode {
    fn new(entry: CardEntry, revoked: Option<Option<Reason>>) -> Self {
        let category = entry.card.value(Field::Category);
        let grade = entry.card.value(Field::Grade);
        Self {
            holder: entry.holder,
            category: format!("{category} {grade}").trim_end().to_owned(),
            until: dates::last_day(entry.until),
            name: entry.name,
            kind: entry.kind,
            revoked,
        }
    }
}

/// Why a code no longer holds, in words.
pub(super) fn revoked_in_words(reason: Option<Reason>) -> Text {
    use messages::Lang::{En, Zh};
    match reason {
        None => Text::fixed("码已吊销", "the code is revoked"),
        Some(reason) => {
            let reason = reason.text();
            messages::text!("码已吊销（{}）", reason.in_lang(Zh); "the code is revoked ({})", reason.in_lang(En))
        }
    }
}

fn counts(out: &OutFolder<'_>) -> Option<RosterCounts> {
    // Runs without a roster do not have these fields.
    jsonfile::read(&out.summary()).ok()
}

fn no_roster(folder: &Path) -> Failure {
    let name = escape_untrusted_path(folder);
    failure!("handout-no-roster"; "{name} 里的码不是按名册签发的（补发或换发）";
        "the codes in {name} were not issued from a roster (they were reissued or renewed)";
        "签收表只能从 issuer issue 的签发做出；补发、换发的人见 manifest.csv。";
        "A list is made of a run of issuer issue; whom codes were reissued for is in manifest.csv.")
}
