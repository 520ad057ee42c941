//! A gate: codes of a scanner in, verdicts out, for years and with nobody beside it.
//!
//! Each thing that can wait has a thread of its own, and all of them send to one bounded queue (`event`). One loop
//! (`session`) takes from it, judges and prints.
//!
//! - In: `text_source` (standard input), `device` with `serial` and `keyboard` (scanners that come and go; `frame`
//!   and `keys` make texts of what they send), `control` and `command` (reports of passages), `lists` (updates).
//! - Out: `output` (a line of JSON for each event), `opener` with
//!   `gpio` (the line that opens the gate), `hook`, `voice`, `service`.
//! - Between: `admission` (what the gate remembers), `passage` (what is awaited), `grants` (benefits), `challenges`,
//!   `scanner_state`.

mod admission;
mod challenges;
mod command;
#[cfg(unix)]
mod control;
mod device;
mod event;
mod frame;
mod gpio;
mod grants;
mod hook;
#[cfg(target_os = "linux")]
mod keyboard;
#[cfg(target_os = "linux")]
mod keys;
mod lists;
mod opener;
mod output;
mod passage;
mod scanner_state;
mod serial;
mod service;
mod session;
mod text_source;
mod voice;

pub(crate) use admission::Admission;
pub(crate) use challenges::Challenges;
#[cfg(unix)]
pub(crate) use control::Control;
pub(crate) use event::{Events, queue};
pub(crate) use gpio::{GpioName, Polarity, not_a_name, open as open_line};
pub(crate) use grants::GateGrants;
pub(crate) use hook::Hook;
pub(crate) use lists::start as watch_lists;
pub(crate) use opener::Opener;
pub(crate) use output::GateOutput;
pub(crate) use passage::Unreported;
pub(crate) use serial::BAUD;
pub(crate) use service::Service;
pub(crate) use session::Gate;
pub(crate) use text_source::{StdinCommands, TextSource, start as read_sources};
pub(crate) use voice::Voice;
