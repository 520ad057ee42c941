//! What a terminal does with a code: judges it, says it in words and JSON, gives benefits and records them.
//!
//! The program `verifier` and the bindings for other languages have this in common. Nothing here knows a command
//! line, a camera or a clock: the time is an argument, files are those of a [`terminal_store::Disk`].
//!
//! Modules, from the bottom up:
//!
//! - `hex`, `json_line`: records as text. `clock_state`: what the lists tell of the clock. `file_kind`: what a file is. `journal_words`, `store_words`:
//!   messages on journal and store.
//! - `judged`: a code with its verdict. `advice`, `verdict_words`, `verdict_json`: what is said of it.
//! - `proof_memory`: each proof of a phone works once.
//! - `benefits`: what a holder gets here, and the journal of what was given. `day_totals`, `day_slip`: a day of it.
//! - `update`: what became of an update file. `status`: what the terminal holds.
//! - `policy_options`: the rules of a place as JSON. `embed`: all of it as one [`Terminal`], for bindings.

mod advice;
pub mod benefits;
mod clock_state;
mod day_slip;
mod day_totals;
mod embed;
pub mod file_kind;
mod hex;
pub mod journal_words;
mod json_line;
mod judged;
mod policy_options;
pub mod proof_memory;
mod repeats;
pub mod status;
pub mod store_words;
pub mod update;
mod verdict_json;
pub mod verdict_words;
mod words_json;

pub use advice::advice;
pub use clock_state::{ClockKind, ClockState, newest_signed};
pub use day_slip::DaySlip;
pub use embed::{GrantedRecord, LineVerdicts, ShownNumber, SignedPlaceRequest, Terminal};
pub use json_line::{object_from_json, to_json};
pub use judged::{CodePart, Judged, Misreading, ScanNote, count_ours};
pub use policy_options::{BearerChoice, PhoneBound, PlaceKind, PolicyOptions, ServedFromOptions};
pub use repeats::{LineReading, Repeats};
pub use verdict_json::{End, Time, VerdictRecord};
pub use words_json::VerdictWords;
